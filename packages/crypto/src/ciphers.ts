/** ChaCha20 and its authenticated form, RFC 8439. */
import { chacha20poly1305, chacha20 as nobleChacha20 } from '@noble/ciphers/chacha.js';
import { assertLength } from './lengths.ts';
import { openssl } from './openssl.ts';
import { OPENSSL_CAPACITY } from './openssl-border.ts';

const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;

/** What ChaCha20-Poly1305 adds to a plaintext. */
export const POLY1305_TAG_LENGTH = 16;

/** Encrypts or decrypts with ChaCha20, counter from 0, into a new array. Key 32 bytes, nonce 12. */
export function chacha20(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Uint8Array {
  assertLengths(key, nonce);
  return openssl.chacha20?.encrypt(key, nonce, data) ?? nobleChacha20(key, nonce, data);
}

/** `length` bytes of ChaCha20's key stream. Key 32 bytes, nonce 12. */
export function chacha20Stream(key: Uint8Array, nonce: Uint8Array, length: number): Uint8Array {
  assertLengths(key, nonce);
  return openssl.chacha20?.stream(key, nonce, length) ?? nobleChacha20(key, nonce, new Uint8Array(length));
}

/** ChaCha20-Poly1305: the ciphertext with its 16-byte tag behind. Key 32 bytes, nonce 12, never used twice. */
export function chacha20Poly1305Encrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  assertLengths(key, nonce);
  const native = nativeFor(associatedData);
  if (native !== undefined) return native.seal(key, nonce, associatedData, plaintext);
  return chacha20poly1305(key, nonce, associatedData).encrypt(plaintext);
}

/** Opens what {@link chacha20Poly1305Encrypt} made; `undefined` when the tag does not match. */
export function chacha20Poly1305Decrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  assertLengths(key, nonce);
  const native = nativeFor(associatedData);
  if (native !== undefined) return native.open(key, nonce, associatedData, ciphertext);
  const cipher = chacha20poly1305(key, nonce, associatedData);
  if (ciphertext.length < POLY1305_TAG_LENGTH) return undefined;
  try {
    return cipher.decrypt(ciphertext);
  } catch {
    return undefined;
  }
}

/** Whether ChaCha20-Poly1305 is done in C here: elsewhere other libraries are faster than noble for much data. */
export const isChacha20Poly1305Native: boolean = openssl.chacha20Poly1305 !== undefined;

function nativeFor(associatedData: Uint8Array) {
  return associatedData.length <= OPENSSL_CAPACITY ? openssl.chacha20Poly1305 : undefined;
}

function assertLengths(key: Uint8Array, nonce: Uint8Array): void {
  assertLength('key', key, KEY_LENGTH);
  assertLength('nonce', nonce, NONCE_LENGTH);
}
