import type { ICryptoInterface } from '@chainsafe/libp2p-noise';
import { defaultCrypto } from '@chainsafe/libp2p-noise/crypto';
import { chacha20Poly1305Decrypt, chacha20Poly1305Encrypt, isChacha20Poly1305Native } from '@sferic/crypto';

/** What Noise's own crypto makes of a message takes 40 µs when it comes alone: it makes an object for each, or runs in WebAssembly. */
const NATIVE: Pick<ICryptoInterface, 'chaCha20Poly1305Encrypt' | 'chaCha20Poly1305Decrypt'> = {
  chaCha20Poly1305Encrypt: (plaintext, nonce, associatedData, key) =>
    chacha20Poly1305Encrypt(key, nonce, associatedData, plaintext.subarray()),
  chaCha20Poly1305Decrypt(ciphertext, nonce, associatedData, key) {
    const plaintext = chacha20Poly1305Decrypt(key, nonce, associatedData, ciphertext.subarray());
    if (plaintext === undefined) throw new Error('a message of Noise is not authentic');
    return plaintext;
  },
};

/** How connections are encrypted, by the Noise protocol as libp2p has it. */
export const noiseCrypto: ICryptoInterface = { ...defaultCrypto, ...(isChacha20Poly1305Native && NATIVE) };
