import { bytesToHex } from '@sferic/crypto';
import { err, ok, type Result } from '../result.ts';
import { outPointKey, type Sat, type Tx, txid, weight } from '../transaction.ts';
import {
  type Acceptable,
  type AcceptContext,
  type Checked,
  checkAlone,
  checkFee,
  checkScripts,
  overpays,
} from './accept.ts';
import { changeOf, fitsClusterLimits } from './clusters.ts';
import { findUnspentDust } from './ephemeral.ts';
import { feeratePerKvb, type SatPerKvb, virtualBytes } from './fees.ts';
import type { MempoolEntry } from './pool.ts';
import { type PackageRejection, packageRejection, type Rejection, TRANSACTION_FAILED } from './rejection.ts';
import { replacedByPackage } from './replacement.ts';
import { findTrucViolation, TRUC_VIOLATION } from './truc.ts';

/** Bitcoin Core 31's bounds of a package. */
export const MAX_PACKAGE_COUNT = 25;
const MAX_PACKAGE_WEIGHT = 404_000;

const idOf = (tx: Tx): string => bytesToHex(txid(tx));

/** Which outputs of which transactions a transaction spends. */
const spentIds = (tx: Tx): Set<string> => new Set(tx.inputs.map(({ prevout }) => bytesToHex(prevout.txid)));

/** Whether no transaction spends itself or one that comes after it. */
function isSorted(txs: readonly Tx[]): boolean {
  const later = new Set(txs.map(idOf));
  for (const tx of txs) {
    for (const id of spentIds(tx)) if (later.has(id)) return false;
    later.delete(idOf(tx));
  }
  return true;
}

/** Whether two transactions spend the same output, or one spends nothing at all. */
function isContradictory(txs: readonly Tx[]): boolean {
  const seen = new Set<string>();
  for (const { inputs } of txs) {
    const spent = inputs.map(({ prevout }) => outPointKey(prevout));
    if (spent.length === 0 || spent.some((key) => seen.has(key))) return true;
    // All of one at a time: an output spent twice by one transaction is that transaction's own fault
    for (const key of spent) seen.add(key);
  }
  return false;
}

/** What is wrong with a package whatever the mempool holds (Bitcoin Core's IsWellFormedPackage). */
export function findMalformation(txs: readonly Tx[]): PackageRejection | undefined {
  if (txs.length > MAX_PACKAGE_COUNT) return packageRejection('package-too-many-transactions');
  const total = txs.reduce((sum, tx) => sum + weight(tx), 0);
  if (txs.length > 1 && total > MAX_PACKAGE_WEIGHT) return packageRejection('package-too-large');
  if (new Set(txs.map(idOf)).size !== txs.length) return packageRejection('package-contains-duplicates');
  if (!isSorted(txs)) return packageRejection('package-not-sorted');
  return isContradictory(txs) ? packageRejection('conflict-in-package') : undefined;
}

/** Whether the last of several transactions spends from every other one. */
export function isChildWithParents(txs: readonly Tx[]): boolean {
  const child = txs.at(-1);
  if (child === undefined || txs.length < 2) return false;
  const parents = spentIds(child);
  return txs.slice(0, -1).every((tx) => parents.has(idOf(tx)));
}

/** Like `isChildWithParents`, with parents that do not spend from each other. */
export function isChildWithLoneParents(txs: readonly Tx[]): boolean {
  if (!isChildWithParents(txs)) return false;
  const parents = txs.slice(0, -1);
  const ids = new Set(parents.map(idOf));
  return parents.every((tx) => [...spentIds(tx)].every((id) => !ids.has(id)));
}

export interface PackageOptions {
  /**
   * `test`: every transaction pays for itself, and none replaces any. `submit`: they pay together, and a parent
   * with its one child may replace.
   */
  readonly mode: 'test' | 'submit';
  /** The caller's own limit, for each transaction; default: none. */
  readonly maxFeerate?: SatPerKvb;
}

/** What the mempool says of transactions that are judged together. */
export interface PackageEvaluation {
  /** Undefined: all of them may come in. */
  readonly error?: PackageRejection;
  /** In the order of the transactions; of those that were not judged to the end there is none. */
  readonly verdicts: readonly (Result<Acceptable, Rejection> | undefined)[];
  readonly replaces: ReadonlySet<MempoolEntry>;
}

const NONE: ReadonlySet<MempoolEntry> = new Set();

const refuse = (error: PackageRejection): PackageEvaluation => ({ error, verdicts: [], replaces: NONE });

/** The package fails by its member at `index`. */
function refuseMember(index: number, error: Rejection, reason = TRANSACTION_FAILED): PackageEvaluation {
  const verdicts: (Result<Acceptable, Rejection> | undefined)[] = new Array(index).fill(undefined);
  return { error: reason, verdicts: [...verdicts, err(error)], replaces: NONE };
}

interface Total {
  readonly fee: Sat;
  readonly virtualSize: number;
}

const totalOf = (members: readonly Checked[]): Total => ({
  fee: members.reduce((sum, { fee }) => sum + fee, 0n),
  virtualSize: members.reduce((sum, { weight: size }) => sum + virtualBytes(size), 0),
});

/** Looks at each member by itself; the first that fails is the package's failure. */
function checkMembers(
  txs: readonly Tx[],
  context: AcceptContext,
  { mode, maxFeerate }: PackageOptions,
): Result<readonly Checked[], PackageEvaluation> {
  const members: Checked[] = [];
  for (const [index, tx] of txs.entries()) {
    const checked = checkAlone(tx, context, {
      allowReplacement: mode === 'submit',
      allowSiblingEviction: false,
      sharesFee: mode === 'submit',
      companions: txs.slice(0, index),
    });
    const error = checked.ok ? overpays(checked.value, maxFeerate) : checked.error;
    if (error) return err(refuseMember(index, error));
    if (checked.ok) members.push(checked.value);
  }
  return ok(members);
}

/** What the package as a whole would replace, if the rules about packages let it in. */
function checkTogether(
  members: readonly Checked[],
  { pool, floor }: AcceptContext,
  mode: PackageOptions['mode'],
): Result<ReadonlySet<MempoolEntry>, PackageEvaluation> {
  const truc = findTrucViolation(members);
  if (truc) return err(refuse(packageRejection(TRUC_VIOLATION, truc)));
  const { fee, virtualSize } = totalOf(members);
  const paid = mode === 'submit' ? checkFee(fee, virtualSize, floor) : undefined;
  if (paid && !paid.ok) return err(refuseMember(members.length - 1, paid.error));
  const conflicts = new Set(members.flatMap((member) => [...member.conflicts]));
  if (conflicts.size > 0) {
    const replaced = replacedByPackage(pool, members, conflicts);
    return replaced.ok ? replaced : err(refuse(replaced.error));
  }
  const fits = fitsClusterLimits(changeOf(pool, members, conflicts));
  return fits ? ok(NONE) : err(refuse(packageRejection('too-large-cluster')));
}

/**
 * Whether the mempool would take transactions together: Bitcoin Core 31's AcceptMultipleTransactions, its checks in
 * its order. Changes nothing.
 * @param txs at least two, none of them in the mempool
 */
export function evaluatePackage(
  txs: readonly Tx[],
  context: AcceptContext,
  options: PackageOptions,
): PackageEvaluation {
  const malformed = findMalformation(txs);
  if (malformed) return refuse(malformed);
  const checked = checkMembers(txs, context, options);
  if (!checked.ok) return checked.error;
  const members = checked.value;
  const together = checkTogether(members, context, options.mode);
  if (!together.ok) return together.error;
  const dust = findUnspentDust(txs, context.pool);
  if (dust) return refuseMember(dust.index, dust.error, { ...TRANSACTION_FAILED, reason: 'unspent-dust' });
  const total = totalOf(members);
  const verdicts: Result<Acceptable, Rejection>[] = [];
  for (const member of members) {
    const failure = checkScripts(member, context);
    if (failure) return { error: TRANSACTION_FAILED, verdicts: [...verdicts, err(failure)], replaces: NONE };
    const { tx, fee, weight: size, sigopCost } = member;
    const effective =
      options.mode === 'submit'
        ? { feerate: feeratePerKvb(total.fee, total.virtualSize), payers: txs }
        : { feerate: feeratePerKvb(fee, virtualBytes(size)), payers: [tx] };
    verdicts.push(ok({ tx, fee, weight: size, sigopCost, effective }));
  }
  return { verdicts, replaces: together.value };
}
