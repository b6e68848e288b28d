/**
 * What a watchtower needs to punish one revoked commitment (BOLT 5, "Revoked Transaction Close Handling"), beside that commitment
 * itself: for each output that a penalty takes a signature of its input and of one output that pays to the client
 * (`SINGLE|ANYONECANPAY`). Any of them can be put into one transaction, with whatever else pays for the fee.
 */
import type { Sat, SatPerKw, Signature } from '@sferic/wire';
import type { CommitmentKeys } from '../bitcoin/keys.ts';
import { dustThreshold } from '../bitcoin/output-scripts.ts';
import { delayedPaymentScript, htlcScripts } from '../bitcoin/scripts.ts';
import { SIGHASH, segwitSighash, sighashContext } from '../bitcoin/sighash.ts';
import {
  type OutPoint,
  REPLACEABLE_SEQUENCE,
  TRANSACTION_VERSION,
  type TxOutput,
  unsignedInput,
} from '../bitcoin/transaction.ts';
import {
  outputWeight,
  SEGWIT_FIELDS_WEIGHT,
  TRANSACTION_FIELDS_SIZE,
  WITNESS_SCALE_FACTOR,
} from '../bitcoin/weights.ts';
import { claimInputWeight } from '../resolution/witnesses.ts';

/**
 * The most that an output may pay by itself, 10 sat/vbyte: some 1,500 sat for each. A tower that asks for more is not used; what
 * more is needed when the time comes, the tower adds.
 */
export const MOST_JUSTICE_FEERATE = 2_500 as SatPerKw;

/** Which output of the commitment, and what its script holds besides the keys. */
export type JusticeTarget =
  | { readonly type: 'to_local' }
  /** An HTLC, by `RIPEMD160(payment_hash)`; with its expiry, one that the owner of the commitment had received. */
  | { readonly type: 'htlc'; readonly lock: Uint8Array; readonly cltvExpiry?: number };

export interface JusticeOutput {
  /** In the commitment. */
  readonly index: number;
  readonly target: JusticeTarget;
  /** Of {@link justiceDigest}, with the revocation key. */
  readonly signature: Signature;
}

/** All but the one that pays to the client at once: that output nobody else can take. */
export type JusticeKeys = Omit<CommitmentKeys, 'counterpartyPayment'>;

/** What all outputs of one commitment share. */
export interface JusticeTerms {
  /** What each output pays by itself, also when it goes alone. */
  readonly feerate: SatPerKw;
  /** For how long the owner of the commitment has to wait, in blocks. */
  readonly toSelfDelay: number;
  readonly keys: JusticeKeys;
  /** The client's. */
  readonly scriptPubKey: Uint8Array;
}

export interface JusticePackage extends JusticeTerms {
  /** `to_local` first, if it is among them. */
  readonly outputs: readonly JusticeOutput[];
}

const WHOLE_TRANSACTION_WEIGHT = TRANSACTION_FIELDS_SIZE * WITNESS_SCALE_FACTOR + SEGWIT_FIELDS_WEIGHT;
/** Sizes are rounded up to virtual bytes of four weight units. */
const ROUNDING_WEIGHT = 3;

/** The witness scripts of outputs: what they share is made once. */
export function justiceScripts({ keys, toSelfDelay }: JusticeTerms): (target: JusticeTarget) => Uint8Array {
  const htlcs = htlcScripts(keys);
  return (target) =>
    target.type === 'to_local'
      ? delayedPaymentScript(keys, toSelfDelay)
      : htlcs.locked(target.lock, target.cltvExpiry);
}

/** Of the input with its witness, at most, and of the output. */
export function justiceWeight(
  { scriptPubKey }: JusticeTerms,
  target: JusticeTarget,
  witnessScript: Uint8Array,
): number {
  const path = {
    type: 'penalty',
    commitmentNumber: 0,
    of: target.type === 'htlc' ? 'htlc' : 'delayed',
  } as const;
  return claimInputWeight(path, witnessScript) + outputWeight(scriptPubKey);
}

/** What pays to the client for an output of `amount`: less the fee of a transaction that takes it alone; none if that is dust. */
export function justicePayment(terms: JusticeTerms, weight: number, amount: Sat): TxOutput | undefined {
  const whole = BigInt(weight + WHOLE_TRANSACTION_WEIGHT + ROUNDING_WEIGHT);
  const fee = (whole * BigInt(terms.feerate) + 999n) / 1000n;
  const left = (amount - fee) as Sat;
  const { scriptPubKey } = terms;
  return left < dustThreshold(scriptPubKey) ? undefined : { amount: left, scriptPubKey };
}

/** What a signature of a justice input covers: the input and its one output (BIP 143). */
export function justiceDigest(
  outPoint: OutPoint,
  spent: TxOutput,
  witnessScript: Uint8Array,
  payment: TxOutput,
): Uint8Array {
  const transaction = {
    version: TRANSACTION_VERSION,
    inputs: [unsignedInput(outPoint, REPLACEABLE_SEQUENCE)],
    outputs: [payment],
    locktime: 0,
  };
  const context = sighashContext(transaction);
  return segwitSighash(context, 0, witnessScript, spent.amount, SIGHASH.SINGLE_ANYONECANPAY);
}
