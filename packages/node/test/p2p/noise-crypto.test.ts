/** What encrypts connections is the Noise protocol's ChaCha20-Poly1305, whoever computes it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultCrypto } from '@chainsafe/libp2p-noise/crypto';
import { isChacha20Poly1305Native, randomBytes } from '@sferic/crypto';
import { Uint8ArrayList } from 'uint8arraylist';
import { noiseCrypto } from '../../src/p2p/noise-crypto.ts';

const [KEY, NONCE, ASSOCIATED] = [randomBytes(32), randomBytes(12), randomBytes(32)];
/** Of what a message of Noise may hold: 65,535 bytes with the tag. */
const LENGTHS = [0, 1, 2, 63, 64, 65, 1199, 1200, 1366, 8191, 8192, 8193, 65_519];

test('messages of Noise are encrypted in C where that is possible', () => {
  assert.equal(
    noiseCrypto.chaCha20Poly1305Encrypt === defaultCrypto.chaCha20Poly1305Encrypt,
    !isChacha20Poly1305Native,
  );
});

test('messages of Noise are those of other libraries, in one array or in a list of them', () => {
  for (const length of LENGTHS)
    for (const associated of [ASSOCIATED, new Uint8Array(0)]) {
      const plain = randomBytes(length);
      const sealed = defaultCrypto.chaCha20Poly1305Encrypt(plain, NONCE, associated, KEY).subarray();
      const list = (bytes: Uint8Array) =>
        new Uint8ArrayList(bytes.subarray(0, length >> 1), bytes.subarray(length >> 1));
      for (const form of [plain, list(plain)])
        assert.deepEqual(
          Uint8Array.from(noiseCrypto.chaCha20Poly1305Encrypt(form, NONCE, associated, KEY).subarray()),
          Uint8Array.from(sealed),
        );
      for (const form of [Uint8Array.from(sealed), list(Uint8Array.from(sealed))])
        assert.deepEqual(
          Uint8Array.from(noiseCrypto.chaCha20Poly1305Decrypt(form, NONCE, associated, KEY).subarray()),
          plain,
        );
    }
});

test('a message of Noise that was altered, or is too short, is an error', () => {
  const sealed = noiseCrypto.chaCha20Poly1305Encrypt(randomBytes(100), NONCE, ASSOCIATED, KEY).subarray();
  for (const at of [0, 99, 100, 115]) {
    const altered = Uint8Array.from(sealed);
    altered[at] = (altered[at] ?? 0) ^ 1;
    assert.throws(() => noiseCrypto.chaCha20Poly1305Decrypt(altered, NONCE, ASSOCIATED, KEY));
  }
  for (const length of [0, 15, 16])
    assert.throws(() =>
      noiseCrypto.chaCha20Poly1305Decrypt(sealed.subarray(0, length), NONCE, ASSOCIATED, KEY),
    );
});
