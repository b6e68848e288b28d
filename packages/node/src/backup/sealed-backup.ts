/**
 * A channel backup as it lies in files and with peers: encrypted and authenticated with a key of the seed. Pure: entropy
 * comes in.
 *
 * Format: 8 bytes of magic, a salt of 32 bytes, the ciphertext with its tag. Key and nonce are derived from the seed's backup key
 * and the salt, so that no number of backups wears a nonce out.
 */
import { err, ok, type Result } from '@sferic/codec';
import {
  chacha20Poly1305Decrypt,
  chacha20Poly1305Encrypt,
  concatBytes,
  equalBytes,
  hkdfSha256,
  type Secret,
} from '@sferic/crypto';

/** "SFERSCB" and a version. */
const MAGIC = Uint8Array.of(0x53, 0x46, 0x45, 0x52, 0x53, 0x43, 0x42, 1);
export const BACKUP_SALT_LENGTH = 32;
const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const INFO = new TextEncoder().encode('sferic channel backup');

/** What sealing adds to the plain bytes. */
export const SEAL_OVERHEAD = MAGIC.length + BACKUP_SALT_LENGTH + TAG_LENGTH;

export interface SealedBackupError {
  readonly code: 'not_a_backup' | 'wrong_seed';
  readonly message: string;
}

/** `salt`: fresh random bytes for each backup. */
export function sealBackup(plain: Uint8Array, backupKey: Secret, salt: Uint8Array): Uint8Array {
  if (salt.length !== BACKUP_SALT_LENGTH) throw new RangeError('wrong length of salt for a backup');
  const { key, nonce } = derive(backupKey, salt);
  const head = concatBytes(MAGIC, salt);
  return concatBytes(head, chacha20Poly1305Encrypt(key, nonce, head, plain));
}

export function openBackup(sealed: Uint8Array, backupKey: Secret): Result<Uint8Array, SealedBackupError> {
  const bodyAt = MAGIC.length + BACKUP_SALT_LENGTH;
  if (sealed.length < SEAL_OVERHEAD || !equalBytes(sealed.subarray(0, MAGIC.length), MAGIC))
    return err({ code: 'not_a_backup', message: 'this is not a channel backup, or one of a newer version' });
  const { key, nonce } = derive(backupKey, sealed.subarray(MAGIC.length, bodyAt));
  const plain = chacha20Poly1305Decrypt(key, nonce, sealed.subarray(0, bodyAt), sealed.subarray(bodyAt));
  if (plain !== undefined) return ok(plain);
  return err({ code: 'wrong_seed', message: 'the channel backup is of another seed, or damaged' });
}

function derive(backupKey: Secret, salt: Uint8Array) {
  const derived = hkdfSha256(backupKey.expose(), salt, INFO, KEY_LENGTH + NONCE_LENGTH);
  return { key: derived.subarray(0, KEY_LENGTH), nonce: derived.subarray(KEY_LENGTH) };
}
