import { ok, type Result } from '../result.ts';
import { displayId, type Tx, txid, wtxid } from '../transaction.ts';
import { virtualBytes } from './fees.ts';
import { type MempoolEntry, withAncestors, withDescendants } from './pool.ts';
import { policyRejection, type Rejection } from './rejection.ts';
import type { Candidate } from './replacement.ts';

/** BIP 431: transactions of this version are topologically restricted until they confirm. */
const TRUC_VERSION = 3;
const MAX_TRUC_SIZE = 10_000;
/** Virtual bytes of one that has an unconfirmed parent. */
const MAX_TRUC_CHILD_SIZE = 1000;
/** A transaction and its ancestors, a transaction and its descendants. */
const MAX_TRUC_GENERATIONS = 2;

const NONE: ReadonlySet<MempoolEntry> = new Set();

const name = (tx: Tx): string => `${displayId(txid(tx))} (wtxid=${displayId(wtxid(tx))})`;

const violation = (detail: string): { readonly ok: false; readonly error: Rejection } =>
  policyRejection('TRUC-violation', detail);

function checkInheritance(tx: Tx, parents: ReadonlySet<MempoolEntry>): Result<true, Rejection> {
  for (const parent of parents) {
    const parentIsTruc = parent.tx.version === TRUC_VERSION;
    if (tx.version === TRUC_VERSION && !parentIsTruc) {
      return violation(`version=3 tx ${name(tx)} cannot spend from non-version=3 tx ${name(parent.tx)}`);
    }
    if (tx.version !== TRUC_VERSION && parentIsTruc) {
      return violation(`non-version=3 tx ${name(tx)} cannot spend from version=3 tx ${name(parent.tx)}`);
    }
  }
  return ok(true);
}

/**
 * BIP 431's rules for one transaction that asks to come in.
 * @param conflicts entries that spend what it spends
 * @returns conflicts that arise from the rules alone: the one sibling that it may evict by paying more
 */
export function checkTruc(
  { tx, weight }: Candidate,
  parents: ReadonlySet<MempoolEntry>,
  conflicts: ReadonlySet<MempoolEntry>,
): Result<ReadonlySet<MempoolEntry>, Rejection> {
  const inheritance = checkInheritance(tx, parents);
  if (!inheritance.ok) return inheritance;
  if (tx.version !== TRUC_VERSION) return ok(NONE);
  const size = virtualBytes(weight);
  if (size > MAX_TRUC_SIZE) {
    return violation(`version=3 tx ${name(tx)} is too big: ${size} > ${MAX_TRUC_SIZE} virtual bytes`);
  }
  if (withAncestors(parents).size + 1 > MAX_TRUC_GENERATIONS) {
    return violation(`tx ${name(tx)} would have too many ancestors`);
  }
  const [parent] = parents;
  if (parent === undefined) return ok(NONE);
  if (size > MAX_TRUC_CHILD_SIZE) {
    return violation(
      `version=3 child tx ${name(tx)} is too big: ${size} > ${MAX_TRUC_CHILD_SIZE} virtual bytes`,
    );
  }
  const siblings = withDescendants([parent]);
  siblings.delete(parent);
  const [sibling, ...further] = [...siblings].filter((entry) => !conflicts.has(entry));
  if (sibling === undefined) return ok(NONE);
  if (further.length > 0 || siblings.size > 1 || withAncestors([sibling]).size > MAX_TRUC_GENERATIONS) {
    return violation(`tx ${name(parent.tx)} would exceed descendant count limit`);
  }
  return ok(new Set([sibling]));
}
