import { equalBytes } from './bytes.ts';

/**
 * Reads public keys, and keeps the last one as it was read: the signatures of a commitment's HTLCs are by one key, and to read it
 * takes a tenth of a check. `read` may give the same array each time.
 */
export function keepingLast(
  read: (publicKey: Uint8Array) => Uint8Array | undefined,
): (publicKey: Uint8Array) => Uint8Array | undefined {
  let last: { readonly publicKey: Uint8Array; readonly point: Uint8Array } | undefined;
  return (publicKey) => {
    if (last !== undefined && equalBytes(last.publicKey, publicKey)) return last.point;
    // Before it is read: then the array may have what is no point.
    last = undefined;
    const point = read(publicKey);
    if (point !== undefined) last = { publicKey: Uint8Array.from(publicKey), point };
    return point;
  };
}
