/**
 * Commitment transactions with anchors (BOLT 3, "Commitment Transaction Construction"), built from plain
 * figures: which HTLCs are committed and what each side owns is decided elsewhere.
 */
import { sha256 } from '@sferic/crypto';
import {
  type Msat,
  msatToSat,
  type PaymentHash,
  type Point,
  type Sat,
  type SatPerKw,
  type Signature,
  type TxId,
} from '@sferic/wire';
import type { CommitmentKeys } from './keys.ts';
import { p2wsh } from './output-scripts.ts';
import {
  anchorScript,
  compareBytes,
  delayedPaymentScript,
  fundingScript,
  htlcScripts,
  sortKeys,
  toRemoteScript,
} from './scripts.ts';
import { scriptSignature, segwitSighash, sighashContext } from './sighash.ts';
import {
  type OutPoint,
  TRANSACTION_VERSION,
  type Transaction,
  type TxOutput,
  transactionId,
  unsignedInput,
  withWitnesses,
} from './transaction.ts';
import { commitmentFee } from './weights.ts';

/** Amount of each anchor output. */
export const ANCHOR_AMOUNT = 330n as Sat;

/** The output that a commitment spends. */
export interface FundingOutput {
  readonly outPoint: OutPoint;
  readonly amount: Sat;
  readonly ownerFundingKey: Point;
  readonly counterpartyFundingKey: Point;
}

/** `offered` by the owner of the commitment, or `received` by it. */
export type HtlcDirection = 'offered' | 'received';

/** An HTLC as a commitment transaction needs it. */
export interface CommitmentHtlc {
  readonly direction: HtlcDirection;
  readonly id: bigint;
  readonly amountMsat: Msat;
  readonly paymentHash: PaymentHash;
  readonly cltvExpiry: number;
}

export interface CommitmentTransactionParams<H extends CommitmentHtlc = CommitmentHtlc> {
  readonly funding: FundingOutput;
  readonly commitmentNumber: number;
  readonly obscuringFactor: ObscuringFactor;
  readonly keys: CommitmentKeys;
  /** Blocks for which the owner's own funds stay locked, as the counterparty demanded. */
  readonly toSelfDelay: number;
  /** The owner's: outputs below it are trimmed. */
  readonly dustLimit: Sat;
  readonly feerate: SatPerKw;
  /** The opener pays the fee and both anchors. */
  readonly ownerIsOpener: boolean;
  /** Balances without the HTLCs in flight, before fee and anchors. */
  readonly ownerMsat: Msat;
  readonly counterpartyMsat: Msat;
  readonly htlcs: readonly H[];
}

export type CommitmentOutput<H extends CommitmentHtlc = CommitmentHtlc> =
  | {
      readonly kind: 'to_local' | 'to_remote' | 'local_anchor' | 'remote_anchor';
      readonly witnessScript: Uint8Array;
    }
  | { readonly kind: 'htlc'; readonly htlc: H; readonly witnessScript: Uint8Array };

/** An untrimmed HTLC with its place in the transaction. */
export interface HtlcOutput<H extends CommitmentHtlc = CommitmentHtlc> {
  readonly htlc: H;
  readonly outputIndex: number;
  readonly witnessScript: Uint8Array;
}

export interface CommitmentTransaction<H extends CommitmentHtlc = CommitmentHtlc> {
  readonly tx: Transaction;
  readonly txid: TxId;
  /** What each output of `tx` is, by index. */
  readonly outputs: readonly CommitmentOutput<H>[];
  /** In output order, which is that of `htlc_signatures`. */
  readonly htlcOutputs: readonly HtlcOutput<H>[];
  /** What the funding output holds beyond all outputs: base fee, trimmed HTLCs and rounding. */
  readonly fee: Sat;
}

/** The upper and lower 24 bits that hide the commitment number (BOLT 3, "Commitment Transaction"). */
export interface ObscuringFactor {
  readonly upper: number;
  readonly lower: number;
}

/** From the payment basepoints of `open_channel2` and `accept_channel2`. */
export function obscuringFactor(openerPayment: Point, accepterPayment: Point): ObscuringFactor {
  const hash = sha256(openerPayment, accepterPayment);
  const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
  const low48 = Number(view.getBigUint64(24) & 0xff_ff_ff_ff_ff_ffn);
  return { upper: Math.floor(low48 / 2 ** 24), lower: low48 % 2 ** 24 };
}

const SEQUENCE_MARK = 0x80;
const LOCKTIME_MARK = 0x20;

/** The commitment number that a transaction's sequence and locktime carry, when they are marked as ours are. */
export function readCommitmentNumber(tx: Transaction, factor: ObscuringFactor): number | undefined {
  const sequence = tx.inputs[0]?.sequence;
  if (sequence === undefined || tx.inputs.length !== 1) return undefined;
  if (sequence >>> 24 !== SEQUENCE_MARK || tx.locktime >>> 24 !== LOCKTIME_MARK) return undefined;
  const upper = (sequence & 0xff_ff_ff) ^ factor.upper;
  const lower = (tx.locktime & 0xff_ff_ff) ^ factor.lower;
  return upper * 2 ** 24 + lower;
}

/**
 * With `option_anchors` HTLC transactions carry no fee, so the dust limit alone decides
 * (BOLT 3, "Trimmed Outputs").
 */
export function isTrimmed(amountMsat: Msat, dustLimit: Sat): boolean {
  return msatToSat(amountMsat) < dustLimit;
}

export function buildCommitmentTransaction<H extends CommitmentHtlc>(
  params: CommitmentTransactionParams<H>,
): CommitmentTransaction<H> {
  const { funding, commitmentNumber, obscuringFactor: factor } = params;
  const entries = commitmentEntries(params).sort(compareEntries);
  const outputs = entries.map((entry) => entry.output);
  const upper = Math.floor(commitmentNumber / 2 ** 24) ^ factor.upper;
  const lower = (commitmentNumber % 2 ** 24) ^ factor.lower;
  const tx: Transaction = {
    version: TRANSACTION_VERSION,
    inputs: [unsignedInput(funding.outPoint, SEQUENCE_MARK * 2 ** 24 + upper)],
    outputs: entries.map((entry) => entry.txOutput),
    locktime: LOCKTIME_MARK * 2 ** 24 + lower,
  };
  const paid = tx.outputs.reduce((sum, output) => sum + output.amount, 0n);
  return {
    tx,
    txid: transactionId(tx),
    outputs,
    htlcOutputs: outputs.flatMap((output, outputIndex) =>
      output.kind === 'htlc' ? [{ htlc: output.htlc, outputIndex, witnessScript: output.witnessScript }] : [],
    ),
    fee: (funding.amount - paid) as Sat,
  };
}

interface Entry<H extends CommitmentHtlc> {
  readonly txOutput: TxOutput;
  readonly output: CommitmentOutput<H>;
}

/** The outputs in no order yet: steps 1 to 8 of the construction. */
function commitmentEntries<H extends CommitmentHtlc>(params: CommitmentTransactionParams<H>): Entry<H>[] {
  const { keys, dustLimit, funding } = params;
  const untrimmed = params.htlcs.filter((htlc) => !isTrimmed(htlc.amountMsat, dustLimit));
  const balances = balancesAfterFee(params, untrimmed.length);
  const scripts = htlcScripts(keys);

  const entries: Entry<H>[] = untrimmed.map((htlc) => {
    const witnessScript =
      htlc.direction === 'offered'
        ? scripts.offered(htlc.paymentHash)
        : scripts.received(htlc.paymentHash, htlc.cltvExpiry);
    return entry(msatToSat(htlc.amountMsat), { kind: 'htlc', htlc, witnessScript });
  });
  const hasToLocal = balances.owner >= dustLimit;
  const hasToRemote = balances.counterparty >= dustLimit;
  if (hasToLocal) {
    const witnessScript = delayedPaymentScript(keys, params.toSelfDelay);
    entries.push(entry(balances.owner, { kind: 'to_local', witnessScript }));
  }
  if (hasToRemote) {
    const witnessScript = toRemoteScript(keys.counterpartyPayment);
    entries.push(entry(balances.counterparty, { kind: 'to_remote', witnessScript }));
  }
  const hasHtlcs = untrimmed.length > 0;
  if (hasToLocal || hasHtlcs) {
    const witnessScript = anchorScript(funding.ownerFundingKey);
    entries.push(entry(ANCHOR_AMOUNT, { kind: 'local_anchor', witnessScript }));
  }
  if (hasToRemote || hasHtlcs) {
    const witnessScript = anchorScript(funding.counterpartyFundingKey);
    entries.push(entry(ANCHOR_AMOUNT, { kind: 'remote_anchor', witnessScript }));
  }
  return entries;
}

function entry<H extends CommitmentHtlc>(amount: Sat, output: CommitmentOutput<H>): Entry<H> {
  return { txOutput: { amount, scriptPubKey: p2wsh(output.witnessScript) }, output };
}

/** An opener that can't pay the whole fee pays what it has (BOLT 3, "Fee Payment"). */
function balancesAfterFee(
  params: CommitmentTransactionParams,
  untrimmedHtlcs: number,
): { readonly owner: Sat; readonly counterparty: Sat } {
  const cost = commitmentFee(params.feerate, untrimmedHtlcs) + 2n * ANCHOR_AMOUNT;
  const afterCost = (amountMsat: Msat) => {
    const left = msatToSat(amountMsat) - cost;
    return (left > 0n ? left : 0n) as Sat;
  };
  return params.ownerIsOpener
    ? { owner: afterCost(params.ownerMsat), counterparty: msatToSat(params.counterpartyMsat) }
    : { owner: msatToSat(params.ownerMsat), counterparty: afterCost(params.counterpartyMsat) };
}

/** BOLT 3, "Transaction Output Ordering". */
function compareEntries(a: Entry<CommitmentHtlc>, b: Entry<CommitmentHtlc>): number {
  return compareOutputs(a.txOutput, b.txOutput) || cltvExpiry(a) - cltvExpiry(b);
}

/** By amount, then script: the order of all outputs but those of interactive transactions. */
export function compareOutputs(a: TxOutput, b: TxOutput): number {
  if (a.amount !== b.amount) return a.amount < b.amount ? -1 : 1;
  return compareBytes(a.scriptPubKey, b.scriptPubKey);
}

function cltvExpiry(entry: Entry<CommitmentHtlc>): number {
  return entry.output.kind === 'htlc' ? entry.output.htlc.cltvExpiry : 0;
}

/** What both funding keys sign (`SIGHASH_ALL`) to spend the funding output by `tx`. */
export function fundingSpendDigest(tx: Transaction, funding: FundingOutput): Uint8Array {
  const code = fundingScript(funding.ownerFundingKey, funding.counterpartyFundingKey);
  return segwitSighash(sighashContext(tx), 0, code, funding.amount);
}

/** The transaction that spends the funding output, with the witness of both signatures. */
export function signedFundingSpend(
  tx: Transaction,
  funding: FundingOutput,
  signatures: { readonly owner: Signature; readonly counterparty: Signature },
): Transaction {
  const { ownerFundingKey, counterpartyFundingKey } = funding;
  const [first] = sortKeys(ownerFundingKey, counterpartyFundingKey);
  const { owner, counterparty } = signatures;
  const ordered = first === ownerFundingKey ? [owner, counterparty] : [counterparty, owner];
  const script = fundingScript(ownerFundingKey, counterpartyFundingKey);
  return withWitnesses(tx, [[new Uint8Array(0), ...ordered.map((s) => scriptSignature(s)), script]]);
}
