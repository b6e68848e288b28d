/** Arbitrary values and messages for property tests, here and in the packages above. */
import { publicKey } from '@sferic/crypto';
import fc from 'fast-check';
import {
  ATTRIBUTION_DATA_LENGTH,
  aliasOf,
  type ChainHash,
  type ChannelId,
  type FundingReference,
  type Msat,
  type NodeAddress,
  type NodeId,
  ONION_PACKET_LENGTH,
  type PaymentHash,
  type PerCommitmentSecret,
  type Point,
  type Preimage,
  type Sat,
  type SatPerKw,
  type ShortChannelId,
  type Signature,
  type TxId,
  type WireMessage,
  type WireMessageOf,
  type WireMessageType,
} from '../src/index.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const shortBytes = fc.uint8Array({ maxLength: 80 });
/** Objects with the prototype that literals have, as strict equality wants. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xffff));
const u32 = fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.constantFrom(0, 0xffff_ffff));
const u64 = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(0n, 2n ** 31n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n),
);
const s64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), -1n, 0n, 2n ** 63n - 1n),
);

/** A few points are enough, and making many is slow. */
const POINTS = Array.from({ length: 8 }, (_, index) => publicKey(new Uint8Array(32).fill(index + 1)));

export const arbitrary = {
  point: fc.constantFrom(...POINTS) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<Point>,
  nodeId: fc.constantFrom(...POINTS) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<NodeId>,
  channelId: bytes(32) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<ChannelId>,
  chainHash: bytes(32) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<ChainHash>,
  txId: bytes(32) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<TxId>,
  paymentHash: bytes(32) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<PaymentHash>,
  preimage: bytes(32) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<Preimage>,
  secret: bytes(32) as fc.Arbitrary<Uint8Array> as fc.Arbitrary<PerCommitmentSecret>,
  msat: u64 as fc.Arbitrary<bigint> as fc.Arbitrary<Msat>,
  sat: u64 as fc.Arbitrary<bigint> as fc.Arbitrary<Sat>,
  satPerKw: u32 as fc.Arbitrary<number> as fc.Arbitrary<SatPerKw>,
  shortChannelId: u64 as fc.Arbitrary<bigint> as fc.Arbitrary<ShortChannelId>,
  /** Both scalars between 1 and half the order, whatever the other bytes are. */
  signature: bytes(64).map((value) => {
    const result = value.slice();
    result[0] = (value[0] ?? 0) & 0x7e;
    result[32] = (value[32] ?? 0) & 0x3f;
    result[31] = (value[31] ?? 0) | 1;
    result[63] = (value[63] ?? 0) | 1;
    return result as Signature;
  }),
};

const { point, channelId, msat, sat, signature } = arbitrary;

const alias = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => aliasOf(text) ?? new Uint8Array(32));

const hostname = fc.stringMatching(/^[a-z0-9.-]{1,40}$/);

const address: fc.Arbitrary<NodeAddress> = fc.oneof(
  record({ type: fc.constant('ipv4' as const), address: bytes(4), port: u16 }),
  record({ type: fc.constant('ipv6' as const), address: bytes(16), port: u16 }),
  record({ type: fc.constant('tor_v2' as const), data: bytes(12) }),
  record({ type: fc.constant('tor_v3' as const), address: bytes(35), port: u16 }),
  record({ type: fc.constant('dns' as const), hostname, port: u16 }),
);

/** An unknown descriptor starts with a byte that is no known type. */
const unknownAddress: fc.Arbitrary<NodeAddress> = fc
  .tuple(fc.constantFrom(0, 6, 0xff), shortBytes)
  .map(([type, rest]) => ({ type: 'unknown', data: Uint8Array.of(type, ...rest) }));

const addresses: fc.Arbitrary<readonly NodeAddress[]> = fc
  .tuple(fc.array(address, { maxLength: 4 }), fc.array(unknownAddress, { maxLength: 1 }))
  .map(([known, unknown]) => [...known, ...unknown]);

type Model<T extends WireMessageType> = {
  readonly [K in Exclude<keyof WireMessageOf<T>, 'type'>]-?: fc.Arbitrary<NonNullable<WireMessageOf<T>[K]>>;
};

/** A message with all of `required`, and any subset of `optional`. */
function message<T extends WireMessageType>(
  type: T,
  model: Model<T>,
  ...optional: readonly (keyof Model<T> & string)[]
): fc.Arbitrary<WireMessageOf<T>> {
  const keys = Object.keys(model).filter((key) => !optional.includes(key as keyof Model<T> & string));
  const properties = fc.record(model, { requiredKeys: keys as never, noNullPrototype: true });
  return properties.map((fields) => ({ type, ...(fields as object) }) as unknown as WireMessageOf<T>);
}

const fundingReference: fc.Arbitrary<FundingReference> = record({
  txid: arbitrary.txId,
  retransmitFlags: u8,
});

const keys = {
  fundingPubkey: point,
  revocationBasepoint: point,
  paymentBasepoint: point,
  delayedPaymentBasepoint: point,
  htlcBasepoint: point,
  firstPerCommitmentPoint: point,
  secondPerCommitmentPoint: point,
};
const openingRecords = {
  upfrontShutdownScript: shortBytes,
  channelType: shortBytes,
  requireConfirmedInputs: fc.constant(true as const),
};
const closingTerms = {
  channelId,
  closerScriptpubkey: shortBytes,
  closeeScriptpubkey: shortBytes,
  feeSatoshis: sat,
  locktime: u32,
  closerOutputOnly: signature,
  closeeOutputOnly: signature,
  closerAndCloseeOutputs: signature,
};
const closingSignatures = ['closerOutputOnly', 'closeeOutputOnly', 'closerAndCloseeOutputs'] as const;
const attributionData = bytes(ATTRIBUTION_DATA_LENGTH);
const { chainHash, shortChannelId, nodeId } = arbitrary;
const extension = fc.oneof(fc.constant(new Uint8Array(0)), shortBytes);

/** An arbitrary message of each type. */
export const messageOf: { readonly [T in WireMessageType]: fc.Arbitrary<WireMessageOf<T>> } = {
  init: message(
    'init',
    {
      globalFeatures: shortBytes,
      features: shortBytes,
      networks: fc.array(chainHash, { maxLength: 3 }),
      remoteAddr: shortBytes,
    },
    'networks',
    'remoteAddr',
  ),
  error: message('error', { channelId, data: shortBytes }),
  warning: message('warning', { channelId, data: shortBytes }),
  ping: message('ping', { numPongBytes: u16, ignored: shortBytes }),
  pong: message('pong', { ignored: shortBytes }),
  peer_storage: message('peer_storage', { blob: shortBytes }),
  peer_storage_retrieval: message('peer_storage_retrieval', { blob: shortBytes }),
  tx_add_input: message(
    'tx_add_input',
    {
      channelId,
      serialId: u64,
      prevtx: shortBytes,
      prevtxVout: u32,
      sequence: u32,
      sharedInputTxid: arbitrary.txId,
    },
    'sharedInputTxid',
  ),
  tx_add_output: message('tx_add_output', { channelId, serialId: u64, sats: sat, script: shortBytes }),
  tx_remove_input: message('tx_remove_input', { channelId, serialId: u64 }),
  tx_remove_output: message('tx_remove_output', { channelId, serialId: u64 }),
  tx_complete: message('tx_complete', { channelId }),
  tx_signatures: message(
    'tx_signatures',
    {
      channelId,
      txid: arbitrary.txId,
      witnesses: fc.array(shortBytes, { maxLength: 4 }),
      sharedInputSignature: signature,
    },
    'sharedInputSignature',
  ),
  tx_init_rbf: message(
    'tx_init_rbf',
    {
      channelId,
      locktime: u32,
      feerate: arbitrary.satPerKw,
      fundingOutputContribution: s64,
      requireConfirmedInputs: fc.constant(true as const),
    },
    'fundingOutputContribution',
    'requireConfirmedInputs',
  ),
  tx_ack_rbf: message(
    'tx_ack_rbf',
    { channelId, fundingOutputContribution: s64, requireConfirmedInputs: fc.constant(true as const) },
    'fundingOutputContribution',
    'requireConfirmedInputs',
  ),
  tx_abort: message('tx_abort', { channelId, data: shortBytes }),
  open_channel2: message(
    'open_channel2',
    {
      chainHash,
      temporaryChannelId: channelId,
      fundingFeeratePerkw: arbitrary.satPerKw,
      commitmentFeeratePerkw: arbitrary.satPerKw,
      fundingSatoshis: sat,
      dustLimitSatoshis: sat,
      maxHtlcValueInFlightMsat: msat,
      htlcMinimumMsat: msat,
      toSelfDelay: u16,
      maxAcceptedHtlcs: u16,
      locktime: u32,
      ...keys,
      channelFlags: u8,
      ...openingRecords,
    },
    'upfrontShutdownScript',
    'channelType',
    'requireConfirmedInputs',
  ),
  accept_channel2: message(
    'accept_channel2',
    {
      temporaryChannelId: channelId,
      fundingSatoshis: sat,
      dustLimitSatoshis: sat,
      maxHtlcValueInFlightMsat: msat,
      htlcMinimumMsat: msat,
      minimumDepth: u32,
      toSelfDelay: u16,
      maxAcceptedHtlcs: u16,
      ...keys,
      ...openingRecords,
    },
    'upfrontShutdownScript',
    'channelType',
    'requireConfirmedInputs',
  ),
  channel_ready: message(
    'channel_ready',
    { channelId, secondPerCommitmentPoint: point, alias: shortChannelId },
    'alias',
  ),
  shutdown: message('shutdown', { channelId, scriptpubkey: shortBytes }),
  closing_complete: message('closing_complete', closingTerms, ...closingSignatures),
  closing_sig: message('closing_sig', closingTerms, ...closingSignatures),
  update_add_htlc: message(
    'update_add_htlc',
    {
      channelId,
      id: u64,
      amountMsat: msat,
      paymentHash: arbitrary.paymentHash,
      cltvExpiry: u32,
      onionRoutingPacket: bytes(ONION_PACKET_LENGTH),
      pathKey: point,
    },
    'pathKey',
  ),
  update_fulfill_htlc: message(
    'update_fulfill_htlc',
    { channelId, id: u64, paymentPreimage: arbitrary.preimage, attributionData },
    'attributionData',
  ),
  update_fail_htlc: message(
    'update_fail_htlc',
    { channelId, id: u64, reason: fc.uint8Array({ maxLength: 300 }), attributionData },
    'attributionData',
  ),
  update_fail_malformed_htlc: message('update_fail_malformed_htlc', {
    channelId,
    id: u64,
    sha256OfOnion: bytes(32),
    failureCode: u16,
  }),
  start_batch: message('start_batch', { channelId, batchSize: u16, messageType: u16 }, 'messageType'),
  commitment_signed: message(
    'commitment_signed',
    {
      channelId,
      signature,
      htlcSignatures: fc.array(signature, { maxLength: 6 }),
      fundingTxid: arbitrary.txId,
    },
    'fundingTxid',
  ),
  revoke_and_ack: message('revoke_and_ack', {
    channelId,
    perCommitmentSecret: arbitrary.secret,
    nextPerCommitmentPoint: point,
  }),
  update_fee: message('update_fee', { channelId, feeratePerKw: arbitrary.satPerKw }),
  channel_reestablish: message(
    'channel_reestablish',
    {
      channelId,
      nextCommitmentNumber: u64,
      nextRevocationNumber: u64,
      yourLastPerCommitmentSecret: arbitrary.secret,
      myCurrentPerCommitmentPoint: point,
      nextFunding: fundingReference,
      myCurrentFundingLocked: fundingReference,
    },
    'nextFunding',
    'myCurrentFundingLocked',
  ),
  announcement_signatures: message('announcement_signatures', {
    channelId,
    shortChannelId,
    nodeSignature: signature,
    bitcoinSignature: signature,
  }),
  channel_announcement: message('channel_announcement', {
    nodeSignature1: signature,
    nodeSignature2: signature,
    bitcoinSignature1: signature,
    bitcoinSignature2: signature,
    features: shortBytes,
    chainHash,
    shortChannelId,
    nodeId1: nodeId,
    nodeId2: nodeId,
    bitcoinKey1: point,
    bitcoinKey2: point,
    extension,
  }),
  node_announcement: message('node_announcement', {
    signature,
    features: shortBytes,
    timestamp: u32,
    nodeId,
    rgbColor: bytes(3),
    alias,
    addresses,
    extension,
  }),
  channel_update: message('channel_update', {
    signature,
    chainHash,
    shortChannelId,
    timestamp: u32,
    messageFlags: u8,
    channelFlags: u8,
    cltvExpiryDelta: u16,
    htlcMinimumMsat: msat,
    feeBaseMsat: u32,
    feeProportionalMillionths: u32,
    htlcMaximumMsat: msat,
    extension,
  }),
  query_short_channel_ids: message(
    'query_short_channel_ids',
    { chainHash, encodedShortIds: shortBytes, queryFlags: shortBytes },
    'queryFlags',
  ),
  reply_short_channel_ids_end: message('reply_short_channel_ids_end', { chainHash, fullInformation: u8 }),
  query_channel_range: message(
    'query_channel_range',
    { chainHash, firstBlocknum: u32, numberOfBlocks: u32, queryOption: u64 },
    'queryOption',
  ),
  reply_channel_range: message(
    'reply_channel_range',
    {
      chainHash,
      firstBlocknum: u32,
      numberOfBlocks: u32,
      syncComplete: u8,
      encodedShortIds: shortBytes,
      timestamps: shortBytes,
      checksums: shortBytes,
    },
    'timestamps',
    'checksums',
  ),
  gossip_timestamp_filter: message('gossip_timestamp_filter', {
    chainHash,
    firstTimestamp: u32,
    timestampRange: u32,
  }),
};

/** Any message. */
export const wireMessage: fc.Arbitrary<WireMessage> = fc.oneof(
  ...(Object.values(messageOf) as fc.Arbitrary<WireMessage>[]),
);
