import { MAX_WITNESSES } from '../protocol.ts';
import type { ChannelId, Sat, SatPerKw, TxId } from '../scalars.ts';
import { bytes32, flag, list, s64, signature, u16Bytes, u32, u32As, u64, u64As } from './kinds.ts';
import { field, messageCodec, record } from './message-codec.ts';

const channelId = field(bytes32<ChannelId>());

export const interactiveTxCodecs = [
  messageCodec('tx_add_input', 'TxAddInput', {
    channelId,
    serialId: field(u64),
    prevtx: field(u16Bytes),
    prevtxVout: field(u32),
    sequence: field(u32),
    sharedInputTxid: record(0, bytes32<TxId>()),
  }),
  messageCodec('tx_add_output', 'TxAddOutput', {
    channelId,
    serialId: field(u64),
    sats: field(u64As<Sat>()),
    script: field(u16Bytes),
  }),
  messageCodec('tx_remove_input', 'TxRemoveInput', { channelId, serialId: field(u64) }),
  messageCodec('tx_remove_output', 'TxRemoveOutput', { channelId, serialId: field(u64) }),
  messageCodec('tx_complete', 'TxComplete', { channelId }),
  messageCodec('tx_signatures', 'TxSignatures', {
    channelId,
    txid: field(bytes32<TxId>()),
    witnesses: field(list(u16Bytes, MAX_WITNESSES, 'counted')),
    sharedInputSignature: record(0, signature),
  }),
  messageCodec('tx_init_rbf', 'TxInitRbf', {
    channelId,
    locktime: field(u32),
    feerate: field(u32As<SatPerKw>()),
    fundingOutputContribution: record(0, s64),
    requireConfirmedInputs: record(2, flag),
  }),
  messageCodec('tx_ack_rbf', 'TxAckRbf', {
    channelId,
    fundingOutputContribution: record(0, s64),
    requireConfirmedInputs: record(2, flag),
  }),
  messageCodec('tx_abort', 'TxAbort', { channelId, data: field(u16Bytes) }),
];
