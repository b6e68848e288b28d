/** The encodings of the rows of a channel. A change of one takes a new `ROW_VERSION`, and code that reads the old. */
import { ByteReader, ByteWriter, DecodeError } from '@sferic/codec';
import { ONION_PACKET_LENGTH } from '@sferic/wire';
import type { ShachainSlot } from '../bitcoin/shachain.ts';
import type {
  CommitmentSignatures,
  Commitments,
  Confirmation,
  Funding,
  HtlcOutcome,
  PastHtlc,
  PendingFeerate,
  RemoteCommits,
  Settlement,
  Updates,
} from '../commitment/commitments.ts';
import {
  type AddStageName,
  HTLC_STAGE_ORDER,
  type Htlc,
  type HtlcFacts,
  type Removal,
} from '../commitment/htlc.ts';
import type { Side } from '../dual.ts';
import type { ChannelParams, ParticipantParams } from '../params.ts';
import {
  boolean,
  bytes,
  type Codec,
  commitmentNumber,
  fixed,
  integer,
  list,
  mapped,
  oneOf,
  optional,
  record,
  tagged,
  u64,
} from './codec.ts';

/** First byte of every row. */
const ROW_VERSION = 1;

/** An HTLC with its onion, the longest row of many, fits. */
const ROW_CAPACITY = 2048;
const rowWriter = new ByteWriter(ROW_CAPACITY);

export function encodeRow<T>(codec: Codec<T>, value: T): Uint8Array {
  // Of a row that could not be written something may be left.
  if (rowWriter.length > 0) rowWriter.take();
  codec.write(rowWriter.u8(ROW_VERSION), value);
  return rowWriter.take();
}

/** @throws DecodeError */
export function decodeRow<T>(codec: Codec<T>, row: Uint8Array): T {
  const reader = new ByteReader(row);
  const version = reader.u8();
  if (version !== ROW_VERSION) throw new DecodeError('out_of_range', `row version ${version}`, 0);
  const value = codec.read(reader);
  reader.end();
  return value;
}

export const side: Codec<Side> = oneOf('local', 'remote');

const participant = record<ParticipantParams>({
  nodeId: fixed(33),
  fundingPubkey: fixed(33),
  basepoints: record({
    revocation: fixed(33),
    payment: fixed(33),
    delayedPayment: fixed(33),
    htlc: fixed(33),
  }),
  dustLimit: u64(),
  maxHtlcValueInFlight: u64(),
  htlcMinimum: u64(),
  toSelfDelay: integer('u16'),
  maxAcceptedHtlcs: integer('u16'),
  upfrontShutdownScript: optional(bytes),
});

export const channelParams = record<ChannelParams>({
  channelId: fixed(32),
  chainHash: fixed(32),
  opener: side,
  channelType: bytes,
  announce: boolean,
  minimumDepth: integer('u32'),
  local: participant,
  remote: participant,
});

const confirmation: Codec<Confirmation> = tagged<Confirmation>({
  unconfirmed: record({}),
  confirmed: record({ height: integer('u32'), txIndex: integer('u32') }),
});

export const funding: Codec<Funding> = record({
  index: integer('u32'),
  txid: fixed(32),
  outputIndex: integer('u32'),
  capacity: u64(),
  fundingPubkeys: record({ local: fixed(33), remote: fixed(33) }),
  confirmation,
  balances: record({ local: u64(), remote: u64() }),
});

export const commitmentSignatures: Codec<CommitmentSignatures> = record({
  commitmentNumber,
  signature: fixed(64),
  htlcSignatures: list(fixed(64)),
});

/** What of the commitments changes with every exchange and has a small, bounded size. */
export type CommitmentsCore = Pick<Commitments, 'localNumber' | 'remote' | 'lastSent'> &
  Pick<Updates, 'nextHtlcId' | 'feerate' | 'pendingFeerates'>;

export const commitmentsCore: Codec<CommitmentsCore> = record({
  localNumber: commitmentNumber,
  remote: record<RemoteCommits>({
    number: commitmentNumber,
    point: fixed(33),
    revocation: tagged<RemoteCommits['revocation']>({
      received: record({ nextPoint: fixed(33) }),
      awaited: record({ previousPoint: fixed(33) }),
    }),
  }),
  lastSent: oneOf('commitment_signed', 'revoke_and_ack'),
  nextHtlcId: record({ local: u64(), remote: u64() }),
  feerate: integer('u32'),
  pendingFeerates: list(
    record<PendingFeerate>({
      feerate: integer('u32'),
      stage: oneOf<AddStageName>('add_proposed', 'add_signed', 'add_revoked', 'add_countersigned'),
    }),
  ),
});

export const shachainSlot: Codec<ShachainSlot> = record({ index: commitmentNumber, secret: fixed(32) });

/** A flag that is there or not. */
export const always = mapped<true, boolean>(
  boolean,
  () => true,
  () => true,
);

export const htlcFacts = record<HtlcFacts>({
  offeredBy: side,
  id: u64(),
  amount: u64(),
  paymentHash: fixed(32),
  cltvExpiry: integer('u32'),
  onion: fixed(ONION_PACKET_LENGTH),
  pathKey: optional(fixed(33)),
  origin: optional(bytes),
  overexposed: optional(always),
});

/** What of an HTLC moves. */
export type HtlcProgress = Omit<Htlc, 'facts' | 'removal'> & Pick<HtlcFacts, 'id'>;

const htlcProgress = record<HtlcProgress>({
  id: u64(),
  stage: oneOf(...HTLC_STAGE_ORDER),
  preimage: optional(fixed(32)),
  returned: optional(always),
  firstRemoteCommit: optional(commitmentNumber),
  lastRemoteCommit: optional(commitmentNumber),
});

export const htlcsInFlight = list(htlcProgress);

const fulfill = record<Omit<Extract<Removal, { type: 'fulfill' }>, 'type'>>({
  preimage: fixed(32),
  attributionData: optional(bytes),
});
const fail = record<Omit<Extract<Removal, { type: 'fail' }>, 'type'>>({
  reason: bytes,
  attributionData: optional(bytes),
});
const malformed = record<Omit<Extract<Removal, { type: 'malformed' }>, 'type'>>({
  sha256OfOnion: fixed(32),
  failureCode: integer('u16'),
});

export const removal: Codec<Removal> = tagged<Removal>({ fulfill, fail, malformed });

export const settlement: Codec<Settlement> = record({
  origin: bytes,
  htlcId: u64(),
  paymentHash: fixed(32),
  outcome: tagged<HtlcOutcome>({ fulfill, fail, malformed, not_sent: record({}), returned: record({}) }),
});

export const pastHtlc: Codec<PastHtlc> = record({
  offeredBy: side,
  id: u64(),
  amount: u64(),
  paymentHash: fixed(32),
  cltvExpiry: integer('u32'),
  firstRemoteCommit: commitmentNumber,
  lastRemoteCommit: commitmentNumber,
});
