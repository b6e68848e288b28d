/** What a wallet should hold so that its channels can be closed by force whatever the chain asks. */
import type { Sat } from '@sferic/wire';

/**
 * For each channel: a commitment through its anchor with some HTLCs claimed, 4000 weight units in all, at 10 sat/vbyte. HTLC
 * transactions and children of anchors take their fee from the wallet alone.
 */
export const RESERVE_PER_CHANNEL = 10_000n as Sat;
/** Channels do not all fail at once, and change of one serves the next. */
export const MOST_RESERVED = 100_000n as Sat;

/** What has to stay when one more channel is added to those for which `kept` is kept. */
export function reserveWithOneMore(kept: Sat): Sat {
  const wanted = kept + RESERVE_PER_CHANNEL;
  return (wanted < MOST_RESERVED ? wanted : MOST_RESERVED) as Sat;
}

/** In satoshis, for so many channels. */
export function enforcementReserve(channels: number): Sat {
  const wanted = BigInt(channels) * RESERVE_PER_CHANNEL;
  return (wanted < MOST_RESERVED ? wanted : MOST_RESERVED) as Sat;
}
