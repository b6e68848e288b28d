/** What a replacement of a funding transaction must satisfy (BOLT 2, "Fee bumping: `tx_init_rbf` and `tx_ack_rbf`"). */
import { msatToSat, type Sat, type SatPerKw } from '@sferic/wire';
import { p2wsh } from '../bitcoin/output-scripts.ts';
import { fundingScript } from '../bitcoin/scripts.ts';
import { type OutPoint, transactionId, transactionWeight } from '../bitcoin/transaction.ts';
import { confirmedFunding } from '../commitment/commitments.ts';
import type { Dual } from '../dual.ts';
import type { ChannelEnv } from '../input.ts';
import { sameOutPoint } from '../interactive/messages.ts';
import type { WaitForReadyState } from '../state.ts';
import { newestFirst } from './funding-transaction.ts';
import {
  checkAgreement,
  checkChange,
  checkContribution,
  firstViolation,
  isSoonMined,
} from './opening-checks.ts';
import type { FundingContribution } from './opening-commands.ts';
import type { OwnPart } from './opening-effects.ts';
import type { FundingCandidate, FundingTransaction } from './opening-state.ts';
import type { ReplacementTerms } from './replacing-state.ts';

/**
 * Funding transactions of one opening that may confirm: each takes a row, a pair of watches, and a signature of its first
 * commitment. As many as BOLT 2 lets a splice have ("The `tx_init_rbf` Message").
 */
export const MAX_FUNDING_CANDIDATES = 10;

/** The least feerate of a replacement, 25/24 of the latest; undefined where nothing can be replaced. */
export function leastReplacementFeerate(state: WaitForReadyState): SatPerKw {
  const [latest] = newestFirst(state.candidates);
  if (latest === undefined) throw new Error('an opening without a funding transaction');
  return Math.floor((feerateOf(latest) * 25) / 24) as SatPerKw;
}

/** What earlier versions did not keep follows from the transaction; its witnesses make that a little less. */
function feerateOf({ feerate, transaction }: FundingCandidate): number {
  const { fee, tx } = transaction.shared;
  return feerate ?? Math.floor((Number(fee) * 1000) / transactionWeight(tx));
}

/** Why the funding transaction cannot be replaced on these terms, if that is so. */
export function checkReplaceable(
  state: WaitForReadyState,
  { feerate, locktime }: ReplacementTerms,
  env: ChannelEnv,
): string | undefined {
  const { ready, commitments, candidates, replacement } = state;
  const least = leastReplacementFeerate(state);
  const { maximum } = env.feerates;
  return firstViolation([
    [!ready.local && !ready.remote, 'channel_ready was said already'],
    [confirmedFunding(commitments) === undefined, 'the funding transaction is confirmed'],
    [replacement === undefined, 'a replacement is being signed'],
    [candidates.size < MAX_FUNDING_CANDIDATES, `${candidates.size} funding transactions may confirm already`],
    [feerate >= least, `funding feerate ${feerate} is below ${least}: 25/24 of the last`],
    [feerate <= maximum, `funding feerate ${feerate} is above ${maximum}`],
    [isSoonMined(locktime, env), `locktime ${locktime} is too far ahead`],
  ]);
}

/** What is wrong with what both ends want to put in, if anything. */
export function checkContributions(
  { params, commitments }: WaitForReadyState,
  contributions: Dual<Sat>,
  env: ChannelEnv,
): string | undefined {
  return checkAgreement({ params, contributions, commitmentFeerate: commitments.updates.feerate }, env);
}

/** What is wrong with our own part, if anything. */
export function checkOwnPart(
  state: WaitForReadyState,
  contribution: FundingContribution,
  terms: { readonly initiator: boolean; readonly feerate: SatPerKw; readonly confirmedOnly: boolean },
  env: ChannelEnv,
): string | undefined {
  const { params } = state;
  const { initiator, feerate, confirmedOnly } = terms;
  const { inputs } = contribution;
  // Without inputs of ours nothing of ours is at stake: the peer's double-spend the earlier ones.
  const added = inputs.map((coin) => ({
    txid: transactionId(coin.previousTransaction),
    index: coin.outputIndex,
  }));
  const mayBothConfirm = newestFirst(state.candidates)
    .map(({ transaction }) => ownOutPoints(transaction))
    .some(
      (before) => before.length > 0 && !before.some((one) => added.some((two) => sameOutPoint(one, two))),
    );
  return (
    checkContribution(contribution, initiator, feerate, sharedScriptOf(state), env) ??
    checkChange(contribution, params) ??
    firstViolation([
      [!confirmedOnly || inputs.every(({ confirmed }) => confirmed), 'the peer takes confirmed inputs only'],
      [added.length === 0 || !mayBothConfirm, 'an earlier funding transaction could confirm beside this one'],
    ])
  );
}

/** What the funding output pays to: the same in all candidates. */
export function sharedScriptOf({ params }: WaitForReadyState): Uint8Array {
  return p2wsh(fundingScript(params.local.fundingPubkey, params.remote.fundingPubkey));
}

/** What we have in the latest transaction, which a replacement spends again. */
export function ownPartOf(state: WaitForReadyState): OwnPart {
  const { candidates, commitments } = state;
  const [latest] = newestFirst(candidates);
  const funding = commitments.active.at(-1);
  if (latest === undefined || funding === undefined)
    throw new Error('an opening without a funding transaction');
  const { transaction } = latest;
  return {
    amount: msatToSat(funding.balances.local),
    inputs: ownOutPoints(transaction),
    txid: transactionId(transaction.shared.tx),
  };
}

/** Our coins in whatever may confirm, or is being signed: the wallet must not use them elsewhere. */
export function livingInputs({ candidates, replacement }: WaitForReadyState): readonly OutPoint[] {
  const attempt = replacement === undefined ? [] : ownOutPoints(replacement.transaction);
  return [...newestFirst(candidates).flatMap(({ transaction }) => ownOutPoints(transaction)), ...attempt];
}

function ownOutPoints({ shared }: FundingTransaction): readonly OutPoint[] {
  return shared.tx.inputs
    .map(({ outPoint }) => outPoint)
    .filter((_, index) => shared.inputs[index]?.addedBy === 'local');
}
