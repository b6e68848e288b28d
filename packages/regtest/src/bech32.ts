/** BIP 173 and 350: the text form of witness programs. */

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_LENGTH = 6;
/** The checksum promises to find errors up to this length only. */
const MAX_LENGTH = 90;

/** What the checksum comes out as: bech32 is for witness version 0, bech32m for all after it. */
const CONSTANTS = { bech32: 1, bech32m: 0x2bc830a3 } as const;

export type Bech32Variant = keyof typeof CONSTANTS;

export interface Bech32 {
  readonly prefix: string;
  /** 5-bit groups, without the checksum. */
  readonly words: readonly number[];
  readonly variant: Bech32Variant;
}

function polymod(words: readonly number[]): number {
  let checksum = 1;
  for (const word of words) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ word;
    for (const [bit, generator] of GENERATOR.entries()) if ((top >>> bit) & 1) checksum ^= generator;
  }
  return checksum;
}

function expandPrefix(prefix: string): number[] {
  const codes = [...prefix].map((character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

export function encodeBech32({ prefix, words, variant }: Bech32): string {
  const padding = new Array<number>(CHECKSUM_LENGTH).fill(0);
  const checksum = polymod([...expandPrefix(prefix), ...words, ...padding]) ^ CONSTANTS[variant];
  const tail = padding.map((_, i) => (checksum >>> (5 * (CHECKSUM_LENGTH - 1 - i))) & 31);
  return `${prefix}1${[...words, ...tail].map((word) => CHARSET.charAt(word)).join('')}`;
}

/** Undefined when the text is too long, of mixed case, not of the alphabet, or its checksum is wrong. */
export function decodeBech32(text: string): Bech32 | undefined {
  const lower = text.toLowerCase();
  if (text.length > MAX_LENGTH || (text !== lower && text !== text.toUpperCase())) return undefined;
  const separator = lower.lastIndexOf('1');
  const prefix = lower.slice(0, separator);
  if (separator < 1 || !/^[\x21-\x7e]+$/.test(prefix)) return undefined;
  const words = [...lower.slice(separator + 1)].map((character) => CHARSET.indexOf(character));
  if (words.length < CHECKSUM_LENGTH || words.includes(-1)) return undefined;
  const checksum = polymod([...expandPrefix(prefix), ...words]);
  const body = words.slice(0, -CHECKSUM_LENGTH);
  if (checksum === CONSTANTS.bech32) return { prefix, words: body, variant: 'bech32' };
  return checksum === CONSTANTS.bech32m ? { prefix, words: body, variant: 'bech32m' } : undefined;
}

/** Bytes as 5-bit groups, the last filled up with zeros. */
export function toWords(bytes: Uint8Array): number[] {
  const words: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      words.push((buffer >> bits) & 31);
    }
  }
  if (bits > 0) words.push((buffer << (5 - bits)) & 31);
  return words;
}

/** 5-bit groups as bytes; undefined when what is left over is a whole group or not zero. */
export function fromWords(words: readonly number[]): Uint8Array | undefined {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const word of words) {
    buffer = ((buffer << 5) | word) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 0xff);
    }
  }
  const rest = buffer & ((1 << bits) - 1);
  return bits >= 5 || rest !== 0 ? undefined : Uint8Array.from(bytes);
}
