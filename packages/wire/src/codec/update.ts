import { ATTRIBUTION_DATA_LENGTH, ONION_PACKET_LENGTH } from '../messages/update.ts';
import { MAX_HTLC_SIGNATURES } from '../protocol.ts';
import type {
  ChannelId,
  Msat,
  PaymentHash,
  PerCommitmentSecret,
  Preimage,
  SatPerKw,
  TxId,
} from '../scalars.ts';
import { bytes32, bytesOf, list, point, signature, u16, u16Bytes, u32, u32As, u64, u64As } from './kinds.ts';
import { field, messageCodec, record } from './message-codec.ts';

const channelId = field(bytes32<ChannelId>());
const attributionData = record(1, bytesOf(ATTRIBUTION_DATA_LENGTH));

export const updateCodecs = [
  messageCodec('update_add_htlc', 'UpdateAddHtlc', {
    channelId,
    id: field(u64),
    amountMsat: field(u64As<Msat>()),
    paymentHash: field(bytes32<PaymentHash>()),
    cltvExpiry: field(u32),
    onionRoutingPacket: field(bytesOf(ONION_PACKET_LENGTH)),
    pathKey: record(0, point),
  }),
  messageCodec('update_fulfill_htlc', 'UpdateFulfillHtlc', {
    channelId,
    id: field(u64),
    paymentPreimage: field(bytes32<Preimage>()),
    attributionData,
  }),
  messageCodec('update_fail_htlc', 'UpdateFailHtlc', {
    channelId,
    id: field(u64),
    reason: field(u16Bytes),
    attributionData,
  }),
  messageCodec('update_fail_malformed_htlc', 'UpdateFailMalformedHtlc', {
    channelId,
    id: field(u64),
    sha256OfOnion: field(bytes32()),
    failureCode: field(u16),
  }),
  messageCodec('start_batch', 'StartBatch', {
    channelId,
    batchSize: field(u16),
    messageType: record(1, u16),
  }),
  messageCodec('commitment_signed', 'CommitmentSigned', {
    channelId,
    signature: field(signature),
    htlcSignatures: field(list(signature, MAX_HTLC_SIGNATURES, 'counted')),
    fundingTxid: record(1, bytes32<TxId>()),
  }),
  messageCodec('revoke_and_ack', 'RevokeAndAck', {
    channelId,
    perCommitmentSecret: field(bytes32<PerCommitmentSecret>()),
    nextPerCommitmentPoint: field(point),
  }),
  messageCodec('update_fee', 'UpdateFee', { channelId, feeratePerKw: field(u32As<SatPerKw>()) }),
];
