import type { ChannelId, Sat } from '../scalars.ts';
import { bytes32, signature, u16Bytes, u32, u64As } from './kinds.ts';
import { field, messageCodec, record } from './message-codec.ts';

const channelId = field(bytes32<ChannelId>());

const closingTerms = {
  channelId,
  closerScriptpubkey: field(u16Bytes),
  closeeScriptpubkey: field(u16Bytes),
  feeSatoshis: field(u64As<Sat>()),
  locktime: field(u32),
  closerOutputOnly: record(1, signature),
  closeeOutputOnly: record(2, signature),
  closerAndCloseeOutputs: record(3, signature),
};

export const closeCodecs = [
  messageCodec('shutdown', 'Shutdown', { channelId, scriptpubkey: field(u16Bytes) }),
  messageCodec('closing_complete', 'ClosingComplete', closingTerms),
  messageCodec('closing_sig', 'ClosingSig', closingTerms),
];
