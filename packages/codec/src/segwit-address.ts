import {
  type Bech32Error,
  BIP173_MAX_LENGTH,
  bytesToWords,
  decodeBech32,
  encodeBech32,
  wordsToBytes,
} from './bech32.ts';
import { err, ok, type Result } from './result.ts';

/** A witness program with the network that its address names. */
export interface SegwitAddress {
  /** `bc`, `tb` (testnet and signet) or `bcrt`. */
  readonly hrp: string;
  /** Witness version, 0 to 16. */
  readonly version: number;
  /** 2 to 40 bytes; 20 or 32 for version 0. */
  readonly program: Uint8Array;
}

export interface SegwitAddressError {
  readonly code: Bech32Error['code'] | 'wrong_hrp' | 'wrong_variant' | 'invalid_version' | 'invalid_program';
  readonly message: string;
}

const MAX_VERSION = 16;

/** The address of a witness program (BIP 173, BIP 350). An invalid version or program throws `RangeError`. */
export function encodeSegwitAddress({ hrp, version, program }: SegwitAddress): string {
  const problem = programError(version, program);
  if (problem !== undefined) throw new RangeError(problem.message);
  const converted = bytesToWords(program);
  const words = new Uint8Array(1 + converted.length);
  words[0] = version;
  words.set(converted, 1);
  return encodeBech32({ hrp, words, variant: variantFor(version) });
}

/** Reads an address of the network `expectedHrp` (BIP 173, BIP 350): checksum variant, version and program length are checked. */
export function decodeSegwitAddress(
  address: string,
  expectedHrp: string,
): Result<SegwitAddress, SegwitAddressError> {
  const decoded = decodeBech32(address, BIP173_MAX_LENGTH);
  if (!decoded.ok) return decoded;
  const { hrp, words, variant } = decoded.value;
  if (hrp !== expectedHrp)
    return err({ code: 'wrong_hrp', message: `address of '${hrp}', not '${expectedHrp}'` });
  const version = words[0];
  if (version === undefined)
    return err({ code: 'invalid_version', message: 'the address has no witness version' });
  const program = wordsToBytes(words.subarray(1));
  if (!program.ok) return program;
  const problem = programError(version, program.value);
  if (problem !== undefined) return err(problem);
  if (variant !== variantFor(version)) {
    return err({ code: 'wrong_variant', message: `witness version ${version} does not use ${variant}` });
  }
  return ok({ hrp, version, program: program.value });
}

function variantFor(version: number): 'bech32' | 'bech32m' {
  return version === 0 ? 'bech32' : 'bech32m';
}

function programError(version: number, program: Uint8Array): SegwitAddressError | undefined {
  if (!Number.isInteger(version) || version < 0 || version > MAX_VERSION) {
    return { code: 'invalid_version', message: `witness version ${version}` };
  }
  const { length } = program;
  if (length < 2 || length > 40 || (version === 0 && length !== 20 && length !== 32)) {
    return { code: 'invalid_program', message: `witness program of ${length} bytes for version ${version}` };
  }
  return undefined;
}
