/** The rules of closing transactions: who may drop which output, and what each end pays (BOLT 2, "Closing Negotiation"). */
import { equalBytes } from '@sferic/crypto';
import {
  type ClosingComplete,
  type ClosingSig,
  type Msat,
  msatToSat,
  type Sat,
  type SatPerKw,
  type Signature,
} from '@sferic/wire';
import {
  buildClosingTransaction,
  type ClosingParams,
  type ClosingVariant,
  closingOutputs,
} from '../bitcoin/closing-transaction.ts';
import { dustThreshold } from '../bitcoin/output-scripts.ts';
import { isOpReturn } from '../bitcoin/shutdown-scripts.ts';
import { serializeWithoutWitness, type Transaction, type TxOutput } from '../bitcoin/transaction.ts';
import {
  FUNDING_WITNESS_WEIGHT,
  feeForWeight,
  SEGWIT_FIELDS_WEIGHT,
  WITNESS_SCALE_FACTOR,
} from '../bitcoin/weights.ts';
import { currentFunding } from '../commitment/commitments.ts';
import { opposite, type Side } from '../dual.ts';
import type { ClosingTerms, NegotiatingState } from './closing-state.ts';
import { MIN_FUNDING_FEERATE } from './opening-checks.ts';

/** What `terms` of `closer` mean for the funding output of this channel. */
export function closingParams(state: NegotiatingState, closer: Side, terms: ClosingTerms): ClosingParams {
  const { txid, outputIndex, balances } = currentFunding(state.commitments);
  return {
    funding: { txid, index: outputIndex },
    closerMsat: balances[closer],
    closeeMsat: balances[opposite(closer)],
    ...terms,
  };
}

/** The variants that the closer has to offer: the end with less may drop its own output, and nobody's dust is kept. */
export function offeredVariants(params: ClosingParams): readonly ClosingVariant[] {
  const { closer, closee } = closingOutputs(params);
  if (params.closerMsat < params.closeeMsat)
    return isDust(closer) ? ['closee_output_only'] : ['closer_and_closee_outputs'];
  return isDust(closee) ? ['closer_output_only'] : ['closer_output_only', 'closer_and_closee_outputs'];
}

/** The variant that the closee must sign, of those that are there. */
export function selectVariant(
  params: ClosingParams,
  offered: ReadonlyMap<ClosingVariant, Signature>,
): ClosingVariant {
  const { closee } = closingOutputs(params);
  if (isDust(closee)) return 'closer_output_only';
  return offered.has('closer_and_closee_outputs') ? 'closer_and_closee_outputs' : 'closee_output_only';
}

/** Whether the output must not appear; an `OP_RETURN` may, though it is worth nothing. */
function isDust({ amount, scriptPubKey }: TxOutput): boolean {
  return amount < dustThreshold(scriptPubKey);
}

/**
 * Our terms at `feerate`: at most what we own. Undefined if we own too little to pay for a transaction that is relayed, or
 * if nothing but dust would be left; the peer's transaction has to do then.
 */
export function ourTerms(state: NegotiatingState, feerate: SatPerKw): ClosingTerms | undefined {
  const { shutdown } = state;
  const balance = msatToSat(currentFunding(state.commitments).balances.local);
  const free = { closerScript: shutdown.local, closeeScript: shutdown.remote, fee: 0n as Sat, locktime: 0 };
  const weight = expectedWeight(closingParams(state, 'local', free));
  if (balance < feeForWeight(MIN_FUNDING_FEERATE, weight)) return undefined;
  let fee = feeForWeight(feerate, weight);
  if (fee > balance) fee = balance;
  const terms = { ...free, fee };
  return keepsAnOutput(closingParams(state, 'local', terms)) ? terms : undefined;
}

/** The variant that the peer signs, of those that we offer. */
export function likelyVariant(params: ClosingParams): ClosingVariant {
  const variant = offeredVariants(params).at(-1);
  if (variant === undefined) throw new Error('terms without a variant');
  return variant;
}

/** The weight of what the peer signs: what a feerate is reckoned for. */
export function expectedWeight(params: ClosingParams): number {
  return closingWeight(buildClosingTransaction(params, likelyVariant(params)));
}

/** With both signatures at their longest. */
export function closingWeight(unsigned: Transaction): number {
  const size = serializeWithoutWitness(unsigned).length;
  return size * WITNESS_SCALE_FACTOR + SEGWIT_FIELDS_WEIGHT + FUNDING_WITNESS_WEIGHT;
}

function keepsAnOutput(params: ClosingParams): boolean {
  const { closer, closee } = closingOutputs(params);
  const closerMustStay = params.closerMsat >= params.closeeMsat;
  return closerMustStay
    ? !isDust(closer) || isOpReturn(closer.scriptPubKey)
    : !isDust(closer) || !isDust(closee);
}

/** The signatures of either message, by the transaction that they sign. */
export function signaturesOf(message: ClosingComplete | ClosingSig): ReadonlyMap<ClosingVariant, Signature> {
  const { closerOutputOnly, closeeOutputOnly, closerAndCloseeOutputs } = message;
  const entries: readonly (readonly [ClosingVariant, Signature | undefined])[] = [
    ['closer_output_only', closerOutputOnly],
    ['closee_output_only', closeeOutputOnly],
    ['closer_and_closee_outputs', closerAndCloseeOutputs],
  ];
  return new Map(entries.flatMap(([variant, signature]) => (signature ? [[variant, signature]] : [])));
}

/** The TLV fields of either message. */
export function signatureFields(
  signatures: ReadonlyMap<ClosingVariant, Signature>,
): Pick<ClosingComplete, 'closerOutputOnly' | 'closeeOutputOnly' | 'closerAndCloseeOutputs'> {
  const closerOutputOnly = signatures.get('closer_output_only');
  const closeeOutputOnly = signatures.get('closee_output_only');
  const closerAndCloseeOutputs = signatures.get('closer_and_closee_outputs');
  return {
    ...(closerOutputOnly && { closerOutputOnly }),
    ...(closeeOutputOnly && { closeeOutputOnly }),
    ...(closerAndCloseeOutputs && { closerAndCloseeOutputs }),
  };
}

export function termsOf(message: ClosingComplete | ClosingSig): ClosingTerms {
  return {
    closerScript: message.closerScriptpubkey,
    closeeScript: message.closeeScriptpubkey,
    fee: message.feeSatoshis,
    locktime: message.locktime,
  };
}

export function sameTerms(one: ClosingTerms, other: ClosingTerms): boolean {
  return (
    equalBytes(one.closerScript, other.closerScript) &&
    equalBytes(one.closeeScript, other.closeeScript) &&
    one.fee === other.fee &&
    one.locktime === other.locktime
  );
}

/** Whether the fee of the peer's terms is more than it owns. */
export function exceedsBalance(fee: Sat, balance: Msat): boolean {
  return fee > msatToSat(balance);
}
