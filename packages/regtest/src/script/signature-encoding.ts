import { bytesToHex } from '@sferic/crypto';
import { failScript } from './errors.ts';
import { hasFlag, type ScriptFlags } from './flags.ts';
import type { SignatureVersion } from './machine.ts';

/** secp256k1's group order. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
/** The highest S that LOW_S takes. */
const HALF_ORDER = ORDER >> 1n;

const DER_SEQUENCE = 0x30;
const DER_INTEGER = 0x02;
/** Header, two one-byte integers, hash type. */
const MIN_SIGNATURE_SIZE = 9;
/** Header, two 33-byte integers, hash type. */
const MAX_SIGNATURE_SIZE = 73;

/** A DER integer at `at` that is positive and has no needless zero before it. */
function derInteger(bytes: Uint8Array, at: number): { value: bigint; end: number } | undefined {
  const [tag, length, first = 0, second = 0] = bytes.subarray(at);
  if (tag !== DER_INTEGER || length === undefined || length === 0) return undefined;
  const end = at + 2 + length;
  if (end > bytes.length) return undefined;
  const negative = (first & 0x80) !== 0;
  const padded = length > 1 && first === 0 && (second & 0x80) === 0;
  if (negative || padded) return undefined;
  return { value: BigInt(`0x${bytesToHex(bytes.subarray(at + 2, end))}`), end };
}

/** BIP 66: the values of a strictly encoded signature (hash type byte last); undefined if it is not strict. */
function strictSignature(signature: Uint8Array): { r: bigint; s: bigint } | undefined {
  const { length } = signature;
  if (length < MIN_SIGNATURE_SIZE || length > MAX_SIGNATURE_SIZE) return undefined;
  if (signature[0] !== DER_SEQUENCE || signature[1] !== length - 3) return undefined;
  const der = signature.subarray(0, length - 1);
  const r = derInteger(der, 2);
  const s = r && derInteger(der, r.end);
  return r !== undefined && s?.end === der.length ? { r: r.value, s: s.value } : undefined;
}

/** Values beyond the group order count as low: libsecp256k1 reads such a signature as zero, which never verifies. */
const isLow = ({ r, s }: { r: bigint; s: bigint }): boolean => r >= ORDER || s >= ORDER || s <= HALF_ORDER;

/** SIGHASH_ALL, NONE or SINGLE, with or without ANYONECANPAY. */
export function isDefinedHashType(hashType: number): boolean {
  const base = hashType & ~0x80;
  return base >= 1 && base <= 3;
}

/** BIP 66's encoding with a defined hash type behind it. */
export const isStrictSignature = (signature: Uint8Array): boolean =>
  strictSignature(signature) !== undefined && isDefinedHashType(signature.at(-1) ?? 0);

/** Refuses by SIG_DER, SIG_HIGH_S or SIG_HASHTYPE what the flags demand of a signature. Empty ones pass. */
export function requireSignatureEncoding(signature: Uint8Array, flags: ScriptFlags): void {
  const hashType = signature.at(-1);
  if (hashType === undefined) return;
  const strict = hasFlag(flags, 'STRICTENC');
  const lowS = hasFlag(flags, 'LOW_S');
  if (!strict && !lowS && !hasFlag(flags, 'DERSIG')) return;
  const values = strictSignature(signature) ?? failScript('SIG_DER');
  if (lowS && !isLow(values)) failScript('SIG_HIGH_S');
  if (strict && !isDefinedHashType(hashType)) failScript('SIG_HASHTYPE');
}

export const isCompressedKey = (key: Uint8Array): boolean =>
  key.length === 33 && (key[0] === 2 || key[0] === 3);

const isUncompressedKey = (key: Uint8Array): boolean => key.length === 65 && key[0] === 4;

const isHybridKey = (key: Uint8Array): boolean => key.length === 65 && (key[0] === 6 || key[0] === 7);

/** Whether the first byte and the length fit, hybrid keys included: what consensus asks before it looks further. */
export const isKeyShaped = (key: Uint8Array): boolean =>
  isCompressedKey(key) || isUncompressedKey(key) || isHybridKey(key);

/** Refuses by PUBKEYTYPE or WITNESS_PUBKEYTYPE what the flags demand of a public key. */
export function requireKeyEncoding(key: Uint8Array, flags: ScriptFlags, version: SignatureVersion): void {
  if (hasFlag(flags, 'STRICTENC') && !isCompressedKey(key) && !isUncompressedKey(key))
    failScript('PUBKEYTYPE');
  if (hasFlag(flags, 'WITNESS_PUBKEYTYPE') && version === 'witness_v0' && !isCompressedKey(key)) {
    failScript('WITNESS_PUBKEYTYPE');
  }
}
