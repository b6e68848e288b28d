import { moneyText } from '../money.ts';
import { ok, type Result } from '../result.ts';
import { displayId, type Sat, type Tx, txid } from '../transaction.ts';
import {
  type Candidate,
  type Change,
  changeOf,
  clusterCount,
  fitsClusterLimits,
  improvesMempool,
} from './clusters.ts';
import { feeAt, feeratePerKvb, INCREMENTAL_RELAY_FEERATE, type SatPerKvb, virtualBytes } from './fees.ts';
import { type MempoolEntry, type Pool, withAncestors } from './pool.ts';
import {
  feeRejection,
  invalidRejection,
  type PackageRejection,
  packageRejection,
  policyRejection,
  type Rejection,
} from './rejection.ts';

/** Clusters that one replacement may touch directly: bounds the work of ordering them again. */
const MAX_REPLACED_CLUSTERS = 100;

const DIAGRAM_NOT_IMPROVED = 'insufficient feerate: does not improve feerate diagram';

const sumFees = (entries: Iterable<MempoolEntry>): Sat => {
  let sum = 0n;
  for (const entry of entries) sum += entry.fee;
  return sum;
};

const nameOf = (tx: Tx): string => displayId(txid(tx));

/** Why so many clusters cannot be touched at once; undefined when they can. */
function tooManyClusters(tx: Tx, conflicts: ReadonlySet<MempoolEntry>): string | undefined {
  const count = clusterCount(conflicts);
  if (count <= MAX_REPLACED_CLUSTERS) return undefined;
  return `rejecting replacement ${nameOf(tx)}; too many conflicting clusters (${count} > ${MAX_REPLACED_CLUSTERS})`;
}

/**
 * Rules 3 and 4 of Bitcoin Core's replacement policy: pay for what is replaced, and for the relay.
 * @returns what is wrong, undefined if nothing
 */
function underpays(
  tx: Tx,
  fee: Sat,
  virtualSize: number,
  replaced: ReadonlySet<MempoolEntry>,
): string | undefined {
  const before = sumFees(replaced);
  if (fee < before) {
    const figures = `${moneyText(fee)} < ${moneyText(before)}`;
    return `rejecting replacement ${nameOf(tx)}, less fees than conflicting txs; ${figures}`;
  }
  const additional = fee - before;
  const relay = feeAt(INCREMENTAL_RELAY_FEERATE, virtualSize);
  if (additional >= relay) return undefined;
  const figures = `${moneyText(additional)} < ${moneyText(relay)}`;
  return `rejecting replacement ${nameOf(tx)}, not enough additional fees to relay; ${figures}`;
}

export interface SingleReplacement {
  /** What the candidate spends too, and the sibling that it evicts. */
  readonly conflicts: ReadonlySet<MempoolEntry>;
  /** Whether a conflict comes from BIP 431 alone. */
  readonly evictsSibling: boolean;
}

/** Bitcoin Core's ReplacementChecks. */
function checkReplacement(
  pool: Pool,
  { tx, fee, weight }: Candidate,
  { conflicts, evictsSibling }: SingleReplacement,
  change: Change,
): Rejection | undefined {
  const addition = evictsSibling ? ' (including sibling eviction)' : '';
  const crowd = tooManyClusters(tx, conflicts);
  if (crowd) return policyRejection(`too many potential replacements${addition}`, crowd).error;
  const short = underpays(tx, fee, virtualBytes(weight), change.replaced);
  if (short) return feeRejection(`insufficient fee${addition}`, short).error;
  if (!fitsClusterLimits(change)) return policyRejection('too-large-cluster').error;
  if (!improvesMempool(pool, change)) return feeRejection('replacement-failed', DIAGRAM_NOT_IMPROVED).error;
  return undefined;
}

/**
 * What a lone candidate would replace: its conflicts and all that depends on them; empty without conflicts.
 * Bitcoin Core 31's rules: any transaction can be replaced (no BIP 125 signal needed) by one that pays more in
 * all, pays for its own relay, and makes the mempool worth more to a miner at every block size.
 */
export function replacedBy(
  pool: Pool,
  candidate: Candidate,
  replacement: SingleReplacement,
): Result<ReadonlySet<MempoolEntry>, Rejection> {
  const { conflicts } = replacement;
  const change = changeOf(pool, [candidate], conflicts);
  if (conflicts.size === 0)
    return fitsClusterLimits(change) ? ok(conflicts) : policyRejection('too-large-cluster');
  const error = checkReplacement(pool, candidate, replacement, change);
  if (error) return { ok: false, error };
  const own = [...withAncestors(pool.parentsOf(candidate.tx))].find((entry) => conflicts.has(entry));
  if (own === undefined) return ok(change.replaced);
  const names = `${nameOf(candidate.tx)} spends conflicting transaction ${nameOf(own.tx)}`;
  return invalidRejection('bad-txns-spends-conflicting-tx', names);
}

const feerateText = (feerate: SatPerKvb): string => {
  const [whole, rest] = [Math.floor(feerate / 1e8), feerate % 1e8];
  return `${whole}.${`${rest}`.padStart(8, '0')} BTC/kvB`;
};

/**
 * What a package would replace (Bitcoin Core's PackageRBFChecks): only a parent and its one child, neither with a
 * parent in the mempool, may; and the child must raise the feerate of the two above that of the parent.
 */
export function replacedByPackage(
  pool: Pool,
  candidates: readonly Candidate[],
  conflicts: ReadonlySet<MempoolEntry>,
): Result<ReadonlySet<MempoolEntry>, PackageRejection> {
  const refuse = (reason: string, detail = ''): { readonly ok: false; readonly error: PackageRejection } => ({
    ok: false,
    error: packageRejection(reason, detail),
  });
  const failed = (reason: string, detail?: string) => refuse(`package RBF failed: ${reason}`, detail);
  const [parent, child] = candidates;
  if (candidates.length !== 2 || parent === undefined || child === undefined)
    return failed('package must be 1-parent-1-child');
  if (candidates.some(({ tx }) => pool.parentsOf(tx).size > 0))
    return failed('new transaction cannot have mempool ancestors');
  const crowd = tooManyClusters(child.tx, conflicts);
  if (crowd) return failed('too many potential replacements', crowd);
  const change = changeOf(pool, candidates, conflicts);
  const [parentSize, childSize] = [virtualBytes(parent.weight), virtualBytes(child.weight)];
  const [fee, size] = [parent.fee + child.fee, parentSize + childSize];
  const short = underpays(child.tx, fee, size, change.replaced);
  if (short) return failed('insufficient anti-DoS fees', short);
  if (fee * BigInt(parentSize) <= parent.fee * BigInt(size)) {
    const [whole, alone] = [feeratePerKvb(fee, size), feeratePerKvb(parent.fee, parentSize)].map(feerateText);
    const figures = `package feerate ${whole} <= parent feerate is ${alone}`;
    return failed('package feerate is less than or equal to parent feerate', figures);
  }
  if (!fitsClusterLimits(change)) return refuse('too-large-cluster');
  return improvesMempool(pool, change) ? ok(change.replaced) : failed(DIAGRAM_NOT_IMPROVED);
}
