import { bytesToHex } from '@sferic/crypto';
import { ok, type Result } from '../result.ts';
import { displayId, type Tx, txid, wtxid } from '../transaction.ts';
import type { Candidate } from './clusters.ts';
import { virtualBytes } from './fees.ts';
import { type MempoolEntry, withAncestors, withDescendants } from './pool.ts';
import { policyRejection, type Rejection } from './rejection.ts';

/** BIP 431: transactions of this version are topologically restricted until they confirm. */
const TRUC_VERSION = 3;
const MAX_TRUC_SIZE = 10_000;
/** Virtual bytes of one that has an unconfirmed parent. */
const MAX_TRUC_CHILD_SIZE = 1000;
/** A transaction and its ancestors, a transaction and its descendants. */
const MAX_TRUC_GENERATIONS = 2;

export const TRUC_VIOLATION = 'TRUC-violation';

const isTruc = (tx: Tx): boolean => tx.version === TRUC_VERSION;

const name = (tx: Tx): string => `${displayId(txid(tx))} (wtxid=${displayId(wtxid(tx))})`;

const tooManyAncestors = (tx: Tx): string => `tx ${name(tx)} would have too many ancestors`;
const tooManyDescendants = (tx: Tx): string => `tx ${name(tx)} would exceed descendant count limit`;
const tooLarge = (tx: Tx, kind: string, size: number, limit: number): string =>
  `version=3 ${kind} ${name(tx)} is too big: ${size} > ${limit} virtual bytes`;

const violation = (detail: string): { readonly ok: false; readonly error: Rejection } =>
  policyRejection(TRUC_VIOLATION, detail);

/** Version 3 spends from and is spent by version 3 only. */
function mixedVersions(tx: Tx, parents: Iterable<Tx>): string | undefined {
  for (const parent of parents) {
    if (isTruc(tx) && !isTruc(parent))
      return `version=3 tx ${name(tx)} cannot spend from non-version=3 tx ${name(parent)}`;
    if (!isTruc(tx) && isTruc(parent))
      return `non-version=3 tx ${name(tx)} cannot spend from version=3 tx ${name(parent)}`;
  }
  return undefined;
}

const txsOf = (entries: Iterable<MempoolEntry>): Tx[] => [...entries].map(({ tx }) => tx);

/** What a transaction has in the mempool already. */
export interface Surroundings {
  readonly parents: ReadonlySet<MempoolEntry>;
  /** Entries that spend what it spends. */
  readonly conflicts: ReadonlySet<MempoolEntry>;
}

/**
 * BIP 431's rules for one transaction that asks to come in, as far as the mempool goes.
 * @param allowSiblingEviction whether it may take the place of its parent's other child by paying more
 * @returns that sibling, if there is one to evict
 */
export function checkTruc(
  { tx, weight }: Candidate,
  { parents, conflicts }: Surroundings,
  allowSiblingEviction: boolean,
): Result<MempoolEntry | undefined, Rejection> {
  const mixed = mixedVersions(tx, txsOf(parents));
  if (mixed) return violation(mixed);
  if (!isTruc(tx)) return ok(undefined);
  const size = virtualBytes(weight);
  if (size > MAX_TRUC_SIZE) return violation(tooLarge(tx, 'tx', size, MAX_TRUC_SIZE));
  if (withAncestors(parents).size + 1 > MAX_TRUC_GENERATIONS) return violation(tooManyAncestors(tx));
  const [parent] = parents;
  if (parent === undefined) return ok(undefined);
  if (size > MAX_TRUC_CHILD_SIZE) return violation(tooLarge(tx, 'child tx', size, MAX_TRUC_CHILD_SIZE));
  const siblings = withDescendants([parent]);
  siblings.delete(parent);
  const [sibling] = siblings;
  if (sibling === undefined || [...siblings].some((entry) => conflicts.has(entry))) return ok(undefined);
  // After a reorg there can be more of them, and then none to choose
  const lone = siblings.size === 1 && withAncestors([sibling]).size === MAX_TRUC_GENERATIONS;
  return allowSiblingEviction && lone ? ok(sibling) : violation(tooManyDescendants(parent.tx));
}

/** A member of a package and its parents in the mempool. */
export interface PackageMember extends Candidate {
  readonly parents: ReadonlySet<MempoolEntry>;
}

/**
 * BIP 431's rules within a package, whose members passed `checkTruc` each.
 * @param members parents before children
 * @returns what is wrong, undefined if nothing
 */
export function findTrucViolation(members: readonly PackageMember[]): string | undefined {
  const txs = members.map(({ tx }) => tx);
  const spends = (tx: Tx, id: string): boolean =>
    tx.inputs.some(({ prevout }) => bytesToHex(prevout.txid) === id);
  for (const [index, { tx, weight, parents }] of members.entries()) {
    const within = txs.slice(0, index).filter((other) => spends(tx, bytesToHex(txid(other))));
    const size = virtualBytes(weight);
    if (isTruc(tx)) {
      const above = withAncestors(parents).size + within.length;
      if (above + 1 > MAX_TRUC_GENERATIONS) return tooManyAncestors(tx);
      if (above > 0 && size > MAX_TRUC_CHILD_SIZE) return tooLarge(tx, 'child tx', size, MAX_TRUC_CHILD_SIZE);
    }
    const mixed = mixedVersions(tx, [...txsOf(parents), ...within]);
    if (mixed) return mixed;
    const parent = within[0] ?? txsOf(parents)[0];
    if (!isTruc(tx) || parent === undefined) continue;
    const [id, parentId] = [tx, parent].map((member) => bytesToHex(txid(member)));
    for (const other of txs) {
      if (other === tx) continue;
      if (parentId !== undefined && spends(other, parentId)) return tooManyDescendants(parent);
      if (id !== undefined && spends(other, id)) return tooManyAncestors(other);
    }
    if (withDescendants(parents).size > parents.size) return tooManyDescendants(parent);
  }
  return undefined;
}
