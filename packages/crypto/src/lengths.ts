/** A wrong length of a key, digest or nonce is a programming error: what comes from outside was parsed before. */
export function assertLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    throw new RangeError(`${what} has ${bytes.length} bytes, not ${length}`);
  }
}
