import { err, ok, type Result } from './result.ts';

/** Checksum constants: BIP 173 and BIP 350. */
const CHECKSUM_CONSTANT = { bech32: 1, bech32m: 0x2bc830a3 } as const;
const CHECKSUM_LENGTH = 6;
const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;

/** The longest string for which BIP 173 proves its error detection. BOLT 11 knowingly exceeds it. */
export const BIP173_MAX_LENGTH = 90;

export type Bech32Variant = keyof typeof CHECKSUM_CONSTANT;

export interface Bech32 {
  /** Human-readable part, in lower case. */
  readonly hrp: string;
  /** The data part without its checksum, as 5-bit words. */
  readonly words: Uint8Array;
  readonly variant: Bech32Variant;
}

export type Bech32ErrorCode =
  | 'too_long'
  | 'mixed_case'
  | 'invalid_character'
  | 'no_separator'
  | 'empty_hrp'
  | 'short_checksum'
  | 'wrong_checksum'
  | 'invalid_padding';

export interface Bech32Error {
  readonly code: Bech32ErrorCode;
  readonly message: string;
}

/** One word per code unit; 255 for what is not in the alphabet. */
const WORD_OF = (() => {
  const table = new Uint8Array(128).fill(255);
  for (let word = 0; word < ALPHABET.length; word++) table[ALPHABET.charCodeAt(word)] = word;
  return table;
})();

/** Encodes 5-bit words under a lower-case human-readable part (BIP 173, BIP 350). No length limit. */
export function encodeBech32({ hrp, words, variant }: Bech32): string {
  if (hrp.length === 0 || hrp !== hrp.toLowerCase() || !/^[\x21-\x7e]+$/.test(hrp)) {
    throw new RangeError('bech32 human-readable part must be lower-case printable ASCII');
  }
  let state = absorbHrp(hrp);
  for (const word of words) state = absorb(state, word);
  for (let i = 0; i < CHECKSUM_LENGTH; i++) state = absorb(state, 0);
  state ^= CHECKSUM_CONSTANT[variant];
  const text = [hrp, '1'];
  for (const word of words) text.push(letter(word));
  for (let i = CHECKSUM_LENGTH - 1; i >= 0; i--) text.push(letter((state >>> (5 * i)) & 31));
  return text.join('');
}

/**
 * Decodes a string of either variant (BIP 173, BIP 350), in all lower or all upper case.
 * `maxLength` is in characters: give the format's own bound (`BIP173_MAX_LENGTH` for addresses).
 */
export function decodeBech32(text: string, maxLength: number): Result<Bech32, Bech32Error> {
  if (text.length > maxLength) return fail('too_long', `${text.length} characters, at most ${maxLength}`);
  if (!/^[\x21-\x7e]*$/.test(text)) return fail('invalid_character', 'a character is not printable ASCII');
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase())
    return fail('mixed_case', 'upper and lower case are mixed');
  const separator = lower.lastIndexOf('1');
  if (separator < 0) return fail('no_separator', "there is no separator '1'");
  if (separator === 0) return fail('empty_hrp', 'the human-readable part is empty');
  const dataLength = lower.length - separator - 1;
  if (dataLength < CHECKSUM_LENGTH) return fail('short_checksum', 'the checksum is too short');
  const hrp = lower.slice(0, separator);
  const words = new Uint8Array(dataLength);
  let state = absorbHrp(hrp);
  for (let i = 0; i < dataLength; i++) {
    const word = WORD_OF[lower.charCodeAt(separator + 1 + i)] ?? 255;
    if (word === 255)
      return fail('invalid_character', `'${lower[separator + 1 + i]}' is not in the data alphabet`);
    words[i] = word;
    state = absorb(state, word);
  }
  const variant = variantOf(state);
  if (variant === undefined) return fail('wrong_checksum', 'the checksum does not match');
  return ok({ hrp, words: words.subarray(0, dataLength - CHECKSUM_LENGTH), variant });
}

/** Bytes to 5-bit words, the last one padded with zero bits. */
export function bytesToWords(bytes: Uint8Array): Uint8Array {
  const words = new Uint8Array(Math.ceil((bytes.length * 8) / 5));
  let buffer = 0;
  let bits = 0;
  let length = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      words[length++] = (buffer >>> bits) & 31;
    }
  }
  if (bits > 0) words[length] = (buffer << (5 - bits)) & 31;
  return words;
}

/** 5-bit words to bytes; what is left over must be fewer than five bits, all zero (BIP 173). */
export function wordsToBytes(words: Uint8Array): Result<Uint8Array, Bech32Error> {
  const bytes = new Uint8Array(Math.floor((words.length * 5) / 8));
  let buffer = 0;
  let bits = 0;
  let length = 0;
  for (const word of words) {
    buffer = ((buffer << 5) | word) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (buffer >>> bits) & 0xff;
    }
  }
  if (bits >= 5) return fail('invalid_padding', 'more than four bits of padding');
  if ((buffer & ((1 << bits) - 1)) !== 0) return fail('invalid_padding', 'padding bits are not zero');
  return ok(bytes);
}

function variantOf(state: number): Bech32Variant | undefined {
  if (state === CHECKSUM_CONSTANT.bech32) return 'bech32';
  if (state === CHECKSUM_CONSTANT.bech32m) return 'bech32m';
  return undefined;
}

function absorbHrp(hrp: string): number {
  let state = 1;
  for (let i = 0; i < hrp.length; i++) state = absorb(state, hrp.charCodeAt(i) >>> 5);
  state = absorb(state, 0);
  for (let i = 0; i < hrp.length; i++) state = absorb(state, hrp.charCodeAt(i) & 31);
  return state;
}

/** One step of the checksum's polynomial division. */
function absorb(state: number, word: number): number {
  const top = state >>> 25;
  let next = ((state & 0x1ffffff) << 5) ^ word;
  for (let i = 0; i < GENERATOR.length; i++) {
    if ((top >>> i) & 1) next ^= GENERATOR[i] ?? 0;
  }
  return next;
}

function letter(word: number): string {
  const character = ALPHABET[word];
  if (character === undefined) throw new RangeError(`${word} is not a 5-bit word`);
  return character;
}

function fail(code: Bech32ErrorCode, message: string): { readonly ok: false; readonly error: Bech32Error } {
  return err({ code, message });
}
