/** Lock times below are block heights, from here on seconds since 1970. */
export const LOCKTIME_THRESHOLD = 500_000_000;

/** BIP 68: an input with this bit has no relative lock. */
export const SEQUENCE_LOCKTIME_DISABLE_FLAG = 1 << 31;
/** BIP 68: the lock counts units of 512 seconds, not blocks. */
export const SEQUENCE_LOCKTIME_TYPE_FLAG = 1 << 22;
/** BIP 68: where the count is. */
export const SEQUENCE_LOCKTIME_MASK = 0xffff;
