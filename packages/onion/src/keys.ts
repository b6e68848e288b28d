import { chacha20, chacha20Stream, hmacSha256Under, type Secret } from '@sferic/crypto';

/** What a key derived from a shared secret is for (BOLT 4, "Key Generation" and "Returning Errors"). */
export type KeyType = 'rho' | 'mu' | 'um' | 'pad' | 'ammag' | 'ammagext';

/** All-zero: no key is ever used for two streams (BOLT 4, "Pseudo Random Byte Stream"). */
const NONCE = new Uint8Array(12);

/** Under the ASCII name of each. */
const DERIVATIONS: Readonly<Record<KeyType, (secret: Uint8Array) => Uint8Array>> = {
  rho: under('rho'),
  mu: under('mu'),
  um: under('um'),
  pad: under('pad'),
  ammag: under('ammag'),
  ammagext: under('ammagext'),
};

/** HMAC-SHA-256 of the secret under the ASCII name of the key type: 32 bytes. */
export function deriveKey(type: KeyType, secret: Secret): Uint8Array {
  return DERIVATIONS[type](secret.expose());
}

/** The first `length` bytes of the key's pseudo-random stream. */
export function keyStream(key: Uint8Array, length: number): Uint8Array {
  return chacha20Stream(key, NONCE, length);
}

/** `data` XOR the key's stream, in a new array. */
export function applyKeyStream(key: Uint8Array, data: Uint8Array): Uint8Array {
  return chacha20(key, NONCE, data);
}

function under(name: KeyType): (secret: Uint8Array) => Uint8Array {
  return hmacSha256Under(new TextEncoder().encode(name));
}
