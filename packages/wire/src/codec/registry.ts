import type { WireMessageType } from '../messages/index.ts';
import { closeCodecs } from './close.ts';
import { gossipCodecs } from './gossip.ts';
import { gossipQueryCodecs } from './gossip-queries.ts';
import { interactiveTxCodecs } from './interactive-tx.ts';
import type { MessageCodec } from './message-codec.ts';
import { openCodecs } from './open.ts';
import { reestablishCodecs } from './reestablish.ts';
import { setupCodecs } from './setup.ts';
import { updateCodecs } from './update.ts';

export const codecs: readonly MessageCodec[] = [
  ...setupCodecs,
  ...interactiveTxCodecs,
  ...openCodecs,
  ...closeCodecs,
  ...updateCodecs,
  ...reestablishCodecs,
  ...gossipCodecs,
  ...gossipQueryCodecs,
];

const byType = new Map(codecs.map((codec) => [codec.type, codec]));
const byNumber = new Map(codecs.map((codec) => [codec.number, codec]));

export function codecOf(type: WireMessageType): MessageCodec {
  const codec = byType.get(type);
  if (codec === undefined) throw new RangeError(`no codec for ${type}`);
  return codec;
}

/** The codec of a BOLT message type, if this version knows it. */
export function codecByNumber(number: number): MessageCodec | undefined {
  return byNumber.get(number);
}
