import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chacha20poly1305, chacha20 as nobleChacha20 } from '@noble/ciphers/chacha.js';
import fc from 'fast-check';
import {
  bytesToHex,
  chacha20,
  chacha20Poly1305Decrypt,
  chacha20Poly1305Encrypt,
  chacha20Stream,
  hexToBytes,
} from '../src/index.ts';
import { OPENSSL_CAPACITY } from '../src/openssl-border.ts';

const KEY = hexToBytes('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f');
const NONCE = hexToBytes('070000004041424344454647');
const AD = hexToBytes('50515253c0c1c2c3c4c5c6c7');
const SUNSCREEN = new TextEncoder().encode(
  "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
);

test('ChaCha20 of zeros under a zero key is the key stream of RFC 8439, appendix A.1', () => {
  const stream = chacha20Stream(new Uint8Array(32), new Uint8Array(12), 64);
  assert.equal(
    bytesToHex(stream),
    '76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7' +
      'da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586',
  );
});

test('ChaCha20 is the same in C and in TypeScript, under keys that change, also of more than the first takes at a time', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const length = fc.oneof(fc.nat(1400), fc.integer({ min: OPENSSL_CAPACITY - 1, max: OPENSSL_CAPACITY + 1 }));
  fc.assert(
    fc.property(bytes(32), bytes(12), length, (key, nonce, size) => {
      const data = new Uint8Array(size).map((_, index) => index);
      // Which leaves nothing behind for the others.
      chacha20Poly1305Encrypt(key, nonce, new Uint8Array(300).fill(0xaa), data);
      const stream = chacha20Stream(key, nonce, size);
      assert.deepEqual(chacha20(key, nonce, data), nobleChacha20(key, nonce, data));
      const copy = Uint8Array.from(stream);
      chacha20(KEY, nonce, data);
      assert.deepEqual(stream, copy, 'what was given is left alone');
      assert.deepEqual(stream, nobleChacha20(key, nonce, new Uint8Array(size)));
    }),
  );
  assert.throws(() => chacha20(new Uint8Array(31), new Uint8Array(12), new Uint8Array(1)), RangeError);
  assert.throws(() => chacha20(new Uint8Array(32), new Uint8Array(13), new Uint8Array(1)), RangeError);
});

test('ChaCha20 twice is the plaintext, and the input is left alone', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
      const before = bytesToHex(data);
      const encrypted = chacha20(KEY, NONCE, data);
      assert.equal(bytesToHex(data), before);
      assert.equal(bytesToHex(chacha20(KEY, NONCE, encrypted)), before);
    }),
  );
});

test('ChaCha20-Poly1305 gives the ciphertext and tag of RFC 8439, 2.8.2, and opens it', () => {
  const sealed = chacha20Poly1305Encrypt(KEY, NONCE, AD, SUNSCREEN);
  assert.equal(bytesToHex(sealed.subarray(0, 16)), 'd31a8d34648e60db7b86afbc53ef7ec2');
  assert.equal(bytesToHex(sealed.subarray(-16)), '1ae10b594f09e26a7e902ecbd0600691');
  assert.deepEqual(chacha20Poly1305Decrypt(KEY, NONCE, AD, sealed), SUNSCREEN);
});

test('ChaCha20-Poly1305 is that of other libraries, for any length of data and of associated data', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const length = fc.oneof(
    fc.nat(200),
    fc.integer({ min: OPENSSL_CAPACITY - 1, max: OPENSSL_CAPACITY + 1 }),
    fc.integer({ min: 3 * OPENSSL_CAPACITY - 70, max: 3 * OPENSSL_CAPACITY + 70 }),
  );
  fc.assert(
    fc.property(bytes(32), bytes(12), length, length, fc.nat(), (key, nonce, size, associated, flipped) => {
      const [data, ad] = [size, associated].map((n) => new Uint8Array(n).map((_, index) => index * 7));
      assert.ok(data !== undefined && ad !== undefined);
      const sealed = chacha20Poly1305Encrypt(key, nonce, ad, data);
      assert.deepEqual(sealed, chacha20poly1305(key, nonce, ad).encrypt(data));
      const before = Uint8Array.from(sealed);
      const opened = chacha20Poly1305Decrypt(key, nonce, ad, sealed);
      assert.deepEqual(opened, data);
      const at = flipped % sealed.length;
      sealed[at] = (sealed[at] ?? 0) ^ 0x10;
      assert.equal(chacha20Poly1305Decrypt(key, nonce, ad, sealed), undefined);
      assert.deepEqual(opened, data, 'what was given is left alone');
      assert.deepEqual(
        chacha20Poly1305Decrypt(key, nonce, ad, before),
        data,
        'after one that was not authentic',
      );
    }),
  );
});

test('an altered byte, other associated data or a short ciphertext does not open', () => {
  const sealed = chacha20Poly1305Encrypt(KEY, NONCE, AD, SUNSCREEN);
  for (const index of [0, sealed.length - 17, sealed.length - 1]) {
    const altered = sealed.slice();
    altered[index] = (altered[index] ?? 0) ^ 1;
    assert.equal(chacha20Poly1305Decrypt(KEY, NONCE, AD, altered), undefined);
  }
  assert.equal(chacha20Poly1305Decrypt(KEY, NONCE, AD.subarray(1), sealed), undefined);
  assert.equal(chacha20Poly1305Decrypt(KEY, NONCE, AD, sealed.subarray(0, 15)), undefined);
  assert.equal(chacha20Poly1305Decrypt(KEY, NONCE, AD, new Uint8Array(0)), undefined);
});
