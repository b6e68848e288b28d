import { shortChannelId } from '@sferic/wire';

/** An id for the peer's use alone: random, in a range that no block will have for a century. */
export function newAlias(entropy: Uint8Array) {
  const random = new DataView(entropy.buffer, entropy.byteOffset).getBigUint64(0);
  return shortChannelId((0xfe_0000n << 40n) | (random & ((1n << 56n) - 1n)));
}
