/**
 * The content of a seed file: a mnemonic in plain text, or sealed with a passphrase (scrypt, ChaCha20-Poly1305).
 * Pure: entropy comes in, text goes out.
 */
import { err, ok, type Result } from '@sferic/codec';
import {
  bytesToHex,
  chacha20Poly1305Decrypt,
  chacha20Poly1305Encrypt,
  hexToBytes,
  isValidMnemonic,
  type ScryptCost,
  Secret,
  scrypt,
} from '@sferic/crypto';

export type SeedErrorCode =
  | 'seed_missing'
  | 'seed_exists'
  | 'seed_unusable'
  | 'seed_damaged'
  | 'seed_newer'
  | 'invalid_mnemonic'
  | 'empty_passphrase'
  | 'passphrase_needed'
  | 'wrong_passphrase';

/** Why there is no seed to work with; the message says what a person can do. */
export interface SeedError {
  readonly code: SeedErrorCode;
  readonly message: string;
}

const VERSION = 1;
const SALT_LENGTH = 16;
const NONCE_LENGTH = 12;
const KEY_LENGTH = 32;

/** Entropy that {@link sealMnemonic} takes: a salt and a nonce. */
export const SEAL_ENTROPY_LENGTH = SALT_LENGTH + NONCE_LENGTH;

/** About a third of a second and 128 MiB for each guess at a passphrase. */
export const SEAL_COST: ScryptCost = { cost: 2 ** 17, blockSize: 8, parallelization: 1 };
/** What a file may ask for at most: it must not make the node reserve all memory. */
const MAX_COST: ScryptCost = { cost: 2 ** 20, blockSize: 8, parallelization: 4 };

/** Ties a ciphertext to its purpose. */
const SEALED_FOR = new TextEncoder().encode('sferic seed file, version 1');

interface SealedMnemonic {
  readonly kdf: 'scrypt';
  readonly cost: ScryptCost;
  readonly salt: string;
  readonly nonce: string;
  readonly ciphertext: string;
}

/** The file of a seed that anyone who can read it can spend from. */
export function plainSeedFile(mnemonic: string): string {
  return format({ version: VERSION, mnemonic });
}

/**
 * The file of a seed that needs `passphrase` to be read.
 * @param entropy {@link SEAL_ENTROPY_LENGTH} bytes, fresh for each file
 */
export function sealedSeedFile(
  mnemonic: string,
  passphrase: string,
  entropy: Uint8Array,
  cost: ScryptCost = SEAL_COST,
): string {
  if (entropy.length !== SEAL_ENTROPY_LENGTH) throw new RangeError('wrong length of entropy for a seed file');
  const salt = entropy.subarray(0, SALT_LENGTH);
  const nonce = entropy.subarray(SALT_LENGTH);
  const key = scrypt(passphrase, salt, cost, KEY_LENGTH);
  const ciphertext = chacha20Poly1305Encrypt(key, nonce, SEALED_FOR, new TextEncoder().encode(mnemonic));
  const sealed: SealedMnemonic = {
    kdf: 'scrypt',
    cost,
    salt: bytesToHex(salt),
    nonce: bytesToHex(nonce),
    ciphertext: bytesToHex(ciphertext),
  };
  return format({ version: VERSION, sealed });
}

/** Whether reading the file takes a passphrase; false for what is no seed file. */
export function isSealed(text: string): boolean {
  const file = parse(text);
  return file.ok && 'sealed' in file.value;
}

/** The mnemonic of a seed file, in UTF-8. */
export function readSeedFile(text: string, passphrase: string | undefined): Result<Secret, SeedError> {
  const file = parse(text);
  if (!file.ok) return file;
  if ('mnemonic' in file.value) return checked(file.value.mnemonic);
  if (passphrase === undefined)
    return fail('passphrase_needed', 'the seed is encrypted: give the passphrase that it was created with');
  const { sealed } = file.value;
  const key = scrypt(passphrase, hexToBytes(sealed.salt), sealed.cost, KEY_LENGTH);
  const opened = chacha20Poly1305Decrypt(
    key,
    hexToBytes(sealed.nonce),
    SEALED_FOR,
    hexToBytes(sealed.ciphertext),
  );
  if (opened === undefined) return fail('wrong_passphrase', 'the passphrase does not open the seed');
  return checked(new TextDecoder().decode(opened));
}

function checked(mnemonic: string): Result<Secret, SeedError> {
  if (!isValidMnemonic(mnemonic)) return damaged('its words are no valid mnemonic');
  return ok(new Secret(new TextEncoder().encode(mnemonic)));
}

function format(content: object): string {
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function parse(
  text: string,
): Result<{ readonly mnemonic: string } | { readonly sealed: SealedMnemonic }, SeedError> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return damaged('it is not JSON');
  }
  if (typeof content !== 'object' || content === null || !('version' in content))
    return damaged('it has no version');
  if (content.version !== VERSION)
    return fail('seed_newer', `the seed file has version ${content.version}: a newer sferic wrote it`);
  if ('mnemonic' in content && typeof content.mnemonic === 'string')
    return ok({ mnemonic: content.mnemonic });
  if ('sealed' in content && isSealedMnemonic(content.sealed)) return ok({ sealed: content.sealed });
  return damaged('it holds neither a mnemonic nor a sealed one');
}

function isSealedMnemonic(value: unknown): value is SealedMnemonic {
  if (typeof value !== 'object' || value === null) return false;
  const { kdf, cost, salt, nonce, ciphertext } = value as Partial<Record<keyof SealedMnemonic, unknown>>;
  return (
    kdf === 'scrypt' &&
    isCost(cost) &&
    isHexOf(salt, SALT_LENGTH) &&
    isHexOf(nonce, NONCE_LENGTH) &&
    isHexOf(ciphertext)
  );
}

function isCost(value: unknown): value is ScryptCost {
  if (typeof value !== 'object' || value === null) return false;
  const { cost, blockSize, parallelization } = value as Partial<Record<keyof ScryptCost, unknown>>;
  const isIn = (number: unknown, max: number) =>
    typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= max;
  return (
    isIn(cost, MAX_COST.cost) &&
    // scrypt takes powers of two from 2 on.
    Number.isInteger(Math.log2(cost as number)) &&
    cost !== 1 &&
    isIn(blockSize, MAX_COST.blockSize) &&
    isIn(parallelization, MAX_COST.parallelization)
  );
}

function isHexOf(value: unknown, length?: number): value is string {
  return (
    typeof value === 'string' &&
    /^(?:[0-9a-f]{2})*$/.test(value) &&
    (length === undefined || value.length === 2 * length)
  );
}

function damaged(what: string): Result<never, SeedError> {
  return fail('seed_damaged', `the seed file is damaged: ${what}. Restore it from the mnemonic`);
}

function fail(code: SeedErrorCode, message: string): Result<never, SeedError> {
  return err({ code, message });
}
