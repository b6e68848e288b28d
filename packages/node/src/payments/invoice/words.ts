/** Numbers and bit strings in words of five bits, big-endian, as the data part of an invoice holds them. */

const BITS = 5;

/** 2^50: such numbers stay exact. */
export const MAX_NUMBER_WORDS = 10;

/** A number of up to {@link MAX_NUMBER_WORDS} words. */
export function wordsToNumber(words: Uint8Array): number {
  return words.reduce((value, word) => value * 2 ** BITS + word, 0);
}

/** The fewest words that hold the number; none for zero. */
export function numberToWords(value: number): Uint8Array {
  const words: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 2 ** BITS)) words.unshift(rest % 2 ** BITS);
  return Uint8Array.from(words);
}

/** Bytes that the words begin, with zero bits behind to the next whole byte: what is signed. */
export function wordsToPaddedBytes(words: Uint8Array): Uint8Array {
  return fromBits(words, 0);
}

/** Bytes that the words end, without leading zero bytes: a feature vector. */
export function wordsToVector(words: Uint8Array): Uint8Array {
  const spare = (8 - ((words.length * BITS) % 8)) % 8;
  const vector = fromBits(words, spare);
  const first = vector.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array(0) : vector.subarray(first);
}

/** The fewest words that hold a feature vector; none when no bit is set. */
export function vectorToWords(vector: Uint8Array): Uint8Array {
  const words = new Uint8Array(Math.ceil((vector.length * 8) / BITS));
  for (let bit = 0; bit < vector.length * 8; bit++) {
    const byte = vector[vector.length - 1 - (bit >> 3)] ?? 0;
    if ((byte & (1 << (bit & 7))) === 0) continue;
    const index = words.length - 1 - Math.floor(bit / BITS);
    words[index] = (words[index] ?? 0) | (1 << (bit % BITS));
  }
  const first = words.findIndex((word) => word !== 0);
  return first < 0 ? new Uint8Array(0) : words.subarray(first);
}

/** The bits of the words behind `offset` zero bits, in as many bytes as they take. */
function fromBits(words: Uint8Array, offset: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((offset + words.length * BITS) / 8));
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? 0;
    // A word reaches over at most two bytes.
    const start = offset + index * BITS;
    const shifted = word << (16 - BITS - (start & 7));
    const at = start >> 3;
    bytes[at] = (bytes[at] ?? 0) | (shifted >> 8);
    if (at + 1 < bytes.length) bytes[at + 1] = shifted & 0xff;
  }
  return bytes;
}
