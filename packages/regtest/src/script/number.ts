import { failScript } from './errors.ts';

/** Operands of arithmetic have at most 4 bytes; results may have 5. */
export const DEFAULT_NUMBER_SIZE = 4;
/** Operands of CHECKLOCKTIMEVERIFY and CHECKSEQUENCEVERIFY reach beyond 2³¹ (BIP 65). */
export const LOCKTIME_NUMBER_SIZE = 5;

const SIGN_BIT = 0x80;

/** The last byte must not be there for the sign alone, unless the byte before needs its top bit. */
function isMinimal(bytes: Uint8Array): boolean {
  const last = bytes.at(-1);
  if (last === undefined || (last & 0x7f) !== 0) return true;
  return ((bytes.at(-2) ?? 0) & SIGN_BIT) !== 0;
}

/** A script number: little-endian, sign in the top bit of the last byte. Fails with SCRIPTNUM. */
export function decodeNumber(
  bytes: Uint8Array,
  requireMinimal: boolean,
  maxSize = DEFAULT_NUMBER_SIZE,
): number {
  if (bytes.length > maxSize || (requireMinimal && !isMinimal(bytes))) return failScript('SCRIPTNUM');
  const last = bytes.at(-1);
  if (last === undefined) return 0;
  let magnitude = last & 0x7f;
  for (let i = bytes.length - 2; i >= 0; i--) magnitude = magnitude * 256 + (bytes[i] ?? 0);
  // `0 - x` rather than `-x`: there is one zero.
  return (last & SIGN_BIT) === 0 ? magnitude : 0 - magnitude;
}

/** The shortest encoding; zero is empty. Takes safe integers. */
export function encodeNumber(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = Math.abs(value); rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  const last = bytes.at(-1);
  if (last === undefined) return new Uint8Array();
  if ((last & SIGN_BIT) !== 0) bytes.push(value < 0 ? SIGN_BIT : 0);
  else if (value < 0) bytes[bytes.length - 1] = last | SIGN_BIT;
  return Uint8Array.from(bytes);
}

/** Anything but zero, negative zero included, is true. */
export function castToBoolean(bytes: Uint8Array): boolean {
  const nonzero = bytes.findIndex((byte) => byte !== 0);
  if (nonzero === -1) return false;
  return !(nonzero === bytes.length - 1 && bytes[nonzero] === SIGN_BIT);
}
