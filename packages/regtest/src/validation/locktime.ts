import { SEQUENCE_FINAL, type Tx } from '../transaction.ts';

/** Lock times below are block heights, from here on seconds since 1970. */
export const LOCKTIME_THRESHOLD = 500_000_000;

/** BIP 68: an input with this bit has no relative lock. */
export const SEQUENCE_LOCKTIME_DISABLE_FLAG = 1 << 31;
/** BIP 68: the lock counts units of 512 seconds, not blocks. */
export const SEQUENCE_LOCKTIME_TYPE_FLAG = 1 << 22;
/** BIP 68: where the count is. */
export const SEQUENCE_LOCKTIME_MASK = 0xffff;

/** BIP 68: seconds in a unit of relative time. */
const SEQUENCE_TIME_UNIT = 512;

/**
 * Whether the absolute lock of a transaction is over in a block at `height`.
 * @param medianTimePast of that block's parent, in seconds since 1970 (BIP 113)
 */
export function isFinal(tx: Tx, height: number, medianTimePast: number): boolean {
  const now = tx.lockTime < LOCKTIME_THRESHOLD ? height : medianTimePast;
  return (
    tx.lockTime === 0 || tx.lockTime < now || tx.inputs.every(({ sequence }) => sequence === SEQUENCE_FINAL)
  );
}

/** The block that a transaction is to be in, for its relative locks. */
export interface LockContext {
  readonly height: number;
  /** Of the block's parent, in seconds since 1970. */
  readonly medianTimePast: number;
  /** The median time past of the block at `height` in the same chain. */
  medianTimeAt(height: number): number;
}

/**
 * BIP 68: whether the relative locks of all inputs are over in the block of `context`.
 * @param coinHeights where each input's coin was created; for coins in the mempool, `context.height`
 */
export function satisfiesSequenceLocks(
  tx: Tx,
  coinHeights: readonly number[],
  context: LockContext,
): boolean {
  if (tx.version < 2) return true;
  return tx.inputs.every(({ sequence }, index) => {
    if ((sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG) !== 0) return true;
    const coinHeight = coinHeights[index];
    if (coinHeight === undefined) throw new RangeError(`no coin height for input ${index}`);
    const count = sequence & SEQUENCE_LOCKTIME_MASK;
    if ((sequence & SEQUENCE_LOCKTIME_TYPE_FLAG) === 0) return coinHeight + count <= context.height;
    const since = context.medianTimeAt(Math.max(coinHeight - 1, 0));
    return since + count * SEQUENCE_TIME_UNIT <= context.medianTimePast;
  });
}
