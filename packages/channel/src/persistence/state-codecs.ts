/** The encodings of what the states hold beyond parameters and commitments. */
import type { ShortChannelId } from '@sferic/wire';
import {
  readTransaction,
  serializeTransaction,
  type Transaction,
  type TxOutput,
} from '../bitcoin/transaction.ts';
import type { Dual, Side } from '../dual.ts';
import type { SharedTransaction } from '../interactive/types.ts';
import type { Witness } from '../interactive/witnesses.ts';
import {
  type FundingSpend,
  type OutputRole,
  type ResolvingHtlc,
  SPEND_KINDS,
  type TrackedOutput,
} from '../resolution/types.ts';
import type { Established, EstablishedState, NormalState } from '../state.ts';
import type {
  CloseRequest,
  ClosingNegotiation,
  ClosingTerms,
  NegotiatingState,
  SignedClosing,
} from '../states/closing-state.ts';
import type {
  FundingAttempt,
  FundingCandidate,
  FundingTransaction,
  OpeningAgreement,
  SigningFundingState,
} from '../states/opening-state.ts';
import {
  appended,
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
  text,
  u64,
} from './codec.ts';
import { always, channelParams, commitmentSignatures, side } from './row-codecs.ts';

/** What a state holds beyond what has rows of its own. */
export type StateRow = WithoutRows<EstablishedState>;
type WithoutRows<S> = S extends EstablishedState
  ? Omit<S, 'params' | 'commitments' | 'candidates' | 'replacement' | 'outputs'>
  : never;

const aliases: Codec<Established['aliases']> = record<Established['aliases']>({
  local: u64<ShortChannelId>(),
  remote: optional(u64<ShortChannelId>()),
});

const closeRequest = record<CloseRequest>({ scriptPubKey: optional(bytes), feerate: integer('u32') });

const closingTerms = record<ClosingTerms>({
  closerScript: bytes,
  closeeScript: bytes,
  fee: u64(),
  locktime: integer('u32'),
});

const signedClosing = record<SignedClosing>({
  terms: closingTerms,
  variant: oneOf('closer_output_only', 'closee_output_only', 'closer_and_closee_outputs'),
  remoteSignature: fixed(64),
});

/** As it is stored: the first versions kept the latest of each end alone. */
interface NegotiatingRow extends Omit<Row<'negotiating'>, 'signed'> {
  readonly signed: Partial<Dual<SignedClosing>>;
  readonly earlier?: NegotiatingState['signed'];
}

function dual<T>(codec: Codec<T>): Codec<Dual<T>> {
  return record<Dual<T>>({ local: codec, remote: codec } as Parameters<typeof record<Dual<T>>>[0]);
}

function lastOf(side: Side, signed: NegotiatingState['signed']): Partial<Dual<SignedClosing>> {
  const last = signed[side].at(-1);
  return last === undefined ? {} : { [side]: last };
}

export const transaction: Codec<Transaction> = {
  write: (writer, value) => writer.bytes(serializeTransaction(value)),
  read: (reader) => readTransaction(reader),
};

const txOutput: Codec<TxOutput> = record({ amount: u64(), scriptPubKey: bytes });

export const stateRow: Codec<StateRow> = tagged<StateRow>({
  wait_for_ready: record<Row<'wait_for_ready'>>({
    aliases,
    ready: record({ local: boolean, remote: boolean }),
    unfundedSince: appended(integer('u32')),
  }),
  normal: record<Row<'normal'>>({
    aliases,
    shutdown: record<NormalState['shutdown']>({ local: optional(bytes), remote: optional(bytes) }),
    close: optional(closeRequest),
    announcing: optional(u64<ShortChannelId>()),
    remoteAnnouncement: optional(
      record({ shortChannelId: u64(), nodeSignature: fixed(64), bitcoinSignature: fixed(64) }),
    ),
  }),
  negotiating: mapped<Row<'negotiating'>, NegotiatingRow>(
    record<NegotiatingRow>({
      aliases,
      shutdown: dual(bytes),
      awaitsShutdown: boolean,
      feerate: optional(integer('u32')),
      offer: optional(closingTerms),
      signed: record<NegotiatingRow['signed']>({
        local: optional(signedClosing),
        remote: optional(signedClosing),
      }),
      earlier: appended(dual(list(signedClosing))),
    }),
    ({ signed, ...rest }) => ({
      ...rest,
      signed: { ...lastOf('local', signed), ...lastOf('remote', signed) },
      earlier: { local: signed.local.slice(0, -1), remote: signed.remote.slice(0, -1) },
    }),
    ({ signed, earlier, ...rest }) => ({
      ...rest,
      signed: {
        local: [...(earlier?.local ?? []), ...(signed.local ? [signed.local] : [])],
        remote: [...(earlier?.remote ?? []), ...(signed.remote ? [signed.remote] : [])],
      },
    }),
  ),
  failed: record<Row<'failed'>>({
    aliases,
    reason: text,
    publishes: boolean,
    unfundedSince: appended(integer('u32')),
  }),
  closing: record<Row<'closing'>>({
    aliases,
    spend: record<FundingSpend>({
      fundingTxid: fixed(32),
      txid: fixed(32),
      kind: oneOf(...SPEND_KINDS),
      height: optional(integer('u32')),
      commitment: optional(record({ number: commitmentNumber, point: fixed(33) })),
    }),
    transaction,
    publishes: boolean,
    negotiation: appended(
      record<ClosingNegotiation>({
        shutdown: dual(bytes),
        feerate: optional(integer('u32')),
        signed: dual(list(signedClosing)),
      }),
    ),
  }),
});

type Row<Type extends StateRow['type']> = Omit<Extract<StateRow, { readonly type: Type }>, 'type'>;

const outputRole: Codec<OutputRole> = tagged<OutputRole>({
  to_remote: record({}),
  delayed: record({}),
  htlc: record<Omit<Extract<OutputRole, { readonly type: 'htlc' }>, 'type'>>({
    htlc: record<ResolvingHtlc>({
      offeredBy: side,
      id: u64(),
      paymentHash: fixed(32),
      cltvExpiry: integer('u32'),
    }),
    remoteSignature: optional(fixed(64)),
  }),
  foreign: record({}),
});

/** The row of an output that is tracked after the close. */
export const trackedOutput = record<TrackedOutput>({
  outPoint: record({ txid: fixed(32), index: integer('u32') }),
  output: txOutput,
  witnessScript: bytes,
  role: outputRole,
  parent: optional(text),
  spend: optional(record({ txid: fixed(32), height: integer('u32') })),
});

const witnesses: Codec<readonly Witness[]> = list(list(bytes));

const fundingTransaction: Codec<FundingTransaction> = record<FundingTransaction>({
  shared: record<SharedTransaction>({
    tx: transaction,
    inputs: list(record({ addedBy: side, spent: txOutput })),
    sharedOutputIndex: integer('u16'),
    fee: u64(),
  }),
  witnesses: record<FundingTransaction['witnesses']>({
    local: optional(witnesses),
    remote: optional(witnesses),
  }),
});

/** A row that earlier versions wrote held the transaction alone. */
export const fundingCandidate = record<FundingCandidate>({
  transaction: fundingTransaction,
  feerate: appended(integer('u32')),
  abandoned: appended(always),
});

export const fundingAttempt = record<FundingAttempt>({
  index: integer('u32'),
  feerate: integer('u32'),
  contributions: record({ local: u64(), remote: u64() }),
  transaction: fundingTransaction,
  awaitsInputCheck: boolean,
  localSignatures: optional(commitmentSignatures),
});

const agreement: Codec<OpeningAgreement> = record({
  params: channelParams,
  alias: u64(),
  commitmentFeerate: integer('u32'),
  contributions: record({ local: u64(), remote: u64() }),
  remotePoints: record({ first: fixed(33), second: fixed(33) }),
  requireConfirmedInputs: boolean,
});

/** The one row of a channel whose funding transaction is not signed yet. */
export const signingFunding: Codec<Omit<SigningFundingState, 'type'>> = record<
  Omit<SigningFundingState, 'type'>
>({
  agreement,
  transaction: fundingTransaction,
  awaitsInputCheck: boolean,
  localSignatures: optional(commitmentSignatures),
  unfundedSince: appended(integer('u32')),
  feerate: appended(integer('u32')),
});
