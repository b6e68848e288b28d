import { equalBytes } from '@sferic/crypto';
import type { Result } from '../result.ts';
import { type Tx, txid, wtxid } from '../transaction.ts';
import type { Acceptable, Acceptance, AcceptOptions } from './accept.ts';
import type { SatPerKvb } from './fees.ts';
import {
  findMalformation,
  isChildWithParents,
  type PackageEvaluation,
  type PackageOptions,
} from './package.ts';
import type { MempoolEntry, Pool } from './pool.ts';
import {
  type PackageRejection,
  packageRejection,
  policyRejection,
  type Rejection,
  TRANSACTION_FAILED,
} from './rejection.ts';

/** What became of one transaction of a submitted package. */
export type SubmissionOutcome =
  | { readonly kind: 'accepted'; readonly accepted: Acceptable }
  /** It was there already. */
  | { readonly kind: 'known'; readonly entry: MempoolEntry }
  /** One with the same id and another witness was there, and stays. */
  | { readonly kind: 'different-witness'; readonly entry: MempoolEntry }
  | { readonly kind: 'refused'; readonly error: Rejection };

/** What became of a submitted package. Some of its transactions can be in the mempool even if it failed. */
export interface Submission {
  /** Undefined: every transaction is in the mempool. */
  readonly error?: PackageRejection;
  /** In the order of the transactions; empty when the package failed before any was looked at. */
  readonly outcomes: readonly SubmissionOutcome[];
  /** Transactions that went out for it. */
  readonly replaced: readonly Tx[];
}

/** The mempool, as far as a submission changes it. */
export interface SubmissionTarget {
  readonly pool: Pool;
  evaluate(tx: Tx, options: AcceptOptions): Result<Acceptance, Rejection>;
  evaluateTogether(txs: readonly Tx[], options: PackageOptions): PackageEvaluation;
  /** Takes transactions in, in place of others, whatever the mempool's size. */
  insert(accepted: readonly Acceptable[], replaces: ReadonlySet<MempoolEntry>): void;
  /** Drops what no longer fits. */
  shrink(): void;
}

/** Progress through one package. */
class Round {
  readonly outcomes = new Map<Tx, SubmissionOutcome>();
  readonly replaced: Tx[] = [];
  /** What could not pay for itself or lacks a parent, and gets another chance together. */
  readonly together: Tx[] = [];
  error: PackageRejection | undefined;
  readonly #target: SubmissionTarget;
  readonly #maxFeerate: SatPerKvb;

  constructor(target: SubmissionTarget, maxFeerate: SatPerKvb) {
    this.#target = target;
    this.#maxFeerate = maxFeerate;
  }

  /** Takes a transaction in if it needs no other: fees of one that pays for itself count once only. */
  tryAlone(tx: Tx, canShare: boolean): void {
    const known = this.#target.pool.find(txid(tx));
    if (known) {
      const kind = equalBytes(wtxid(known.tx), wtxid(tx)) ? 'known' : 'different-witness';
      this.outcomes.set(tx, { kind, entry: known });
      return;
    }
    const verdict = this.#target.evaluate(tx, { maxFeerate: this.#maxFeerate });
    if (verdict.ok) {
      this.#insert([verdict.value], verdict.value.replaces);
      return;
    }
    const { error } = verdict;
    this.outcomes.set(tx, { kind: 'refused', error });
    if (canShare && (error.code === 'fee' || error.code === 'missing-inputs')) this.together.push(tx);
    else this.error = TRANSACTION_FAILED;
  }

  /** Takes in together what could not come in alone. */
  tryTogether(): void {
    const [first, ...others] = this.together;
    if (this.error || first === undefined) return;
    if (others.length === 0) {
      // What it lacked may have come in since
      this.tryAlone(first, false);
      return;
    }
    const options: PackageOptions = { mode: 'submit', maxFeerate: this.#maxFeerate };
    const { error, verdicts, replaces } = this.#target.evaluateTogether(this.together, options);
    const accepted: Acceptable[] = [];
    for (const [index, tx] of this.together.entries()) {
      const verdict = verdicts[index];
      if (verdict?.ok) accepted.push(verdict.value);
      else if (verdict) this.outcomes.set(tx, { kind: 'refused', error: verdict.error });
    }
    this.error = error;
    if (error === undefined) this.#insert(accepted, replaces);
  }

  #insert(accepted: readonly Acceptable[], replaces: ReadonlySet<MempoolEntry>): void {
    for (const { tx } of replaces) this.replaced.push(tx);
    this.#target.insert(accepted, replaces);
    for (const member of accepted) this.outcomes.set(member.tx, { kind: 'accepted', accepted: member });
  }

  /** What was taken in or known, but did not stay when the mempool was cut to size. */
  dropEvicted(): void {
    const { error } = policyRejection('mempool full');
    for (const [tx, { kind }] of this.outcomes) {
      if (kind === 'refused' || this.#target.pool.find(txid(tx))) continue;
      this.outcomes.set(tx, { kind: 'refused', error });
      this.error = TRANSACTION_FAILED;
    }
  }
}

/**
 * Submits a child with its unconfirmed parents, parents first, or a lone transaction (Bitcoin Core 31's
 * AcceptPackage): whatever can come in alone does; the rest is judged by the fee that it pays together.
 */
export function submitPackage(
  target: SubmissionTarget,
  txs: readonly Tx[],
  maxFeerate: SatPerKvb,
): Submission {
  const malformed =
    findMalformation(txs) ??
    (txs.length > 1 && !isChildWithParents(txs)
      ? packageRejection('package-not-child-with-parents')
      : undefined);
  if (malformed) return { error: malformed, outcomes: [], replaced: [] };
  const round = new Round(target, maxFeerate);
  for (const tx of txs) round.tryAlone(tx, txs.length > 1);
  round.tryTogether();
  target.shrink();
  round.dropEvicted();
  const outcomes = txs.map((tx) => {
    const outcome = round.outcomes.get(tx);
    if (outcome === undefined) throw new Error('a transaction of a package was not judged');
    return outcome;
  });
  const { error, replaced } = round;
  return { ...(error && { error }), outcomes, replaced };
}
