/** DER encodings of ECDSA signatures: the strict one of BIP 66, and what consensus made of others before it. */
import { concatBytes } from './bytes.ts';
import { bytesToNumber, CURVE_ORDER, numberTo32Bytes } from './scalar.ts';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const COMPACT_LENGTH = 64;
const NUMBER_LENGTH = 32;
/** Significant bytes of a BER length: Bitcoin Core takes no more, so that 32 bits hold every length. */
const MAX_LAX_LENGTH_BYTES = 3;

function encodeInteger(number: Uint8Array): Uint8Array {
  let start = 0;
  while (start < number.length - 1 && number[start] === 0) start++;
  const minimal = number.subarray(start);
  // The top bit is a sign: a positive number that has it set gets a zero byte in front.
  const padding = ((minimal[0] ?? 0) & 0x80) === 0 ? [] : [0];
  return Uint8Array.of(INTEGER, padding.length + minimal.length, ...padding, ...minimal);
}

/** Encodes r ‖ s (64 bytes) as DER, without a sighash byte. */
export function signatureToDer(signature: Uint8Array): Uint8Array {
  if (signature.length !== COMPACT_LENGTH) throw new RangeError('a compact signature has 64 bytes');
  const r = encodeInteger(signature.subarray(0, NUMBER_LENGTH));
  const s = encodeInteger(signature.subarray(NUMBER_LENGTH));
  return concatBytes(Uint8Array.of(SEQUENCE, r.length + s.length), r, s);
}

/** Reads a strict DER integer at `offset`: its 32 bytes and the offset behind it. */
function decodeInteger(der: Uint8Array, offset: number): { number: Uint8Array; end: number } | undefined {
  const length = der[offset + 1];
  if (der[offset] !== INTEGER || length === undefined || length === 0 || length > NUMBER_LENGTH + 1) {
    return undefined;
  }
  const digits = der.subarray(offset + 2, offset + 2 + length);
  const [first = 0, second = 0] = digits;
  const isNegative = (first & 0x80) !== 0;
  const isPadded = digits.length > 1 && first === 0 && (second & 0x80) === 0;
  if (digits.length !== length || isNegative || isPadded) return undefined;
  if (length === NUMBER_LENGTH + 1 && first !== 0) return undefined;
  const number = new Uint8Array(NUMBER_LENGTH);
  const value = digits.subarray(Math.max(0, length - NUMBER_LENGTH));
  number.set(value, NUMBER_LENGTH - value.length);
  return { number, end: offset + 2 + length };
}

/**
 * Reads a signature in strict DER (BIP 66, without the sighash byte) as r ‖ s; `undefined` when it is
 * encoded in any other way, or when r or s is zero or not below the order of the curve. High S is taken.
 */
export function signatureFromDer(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) return undefined;
  const r = decodeInteger(der, 2);
  const s = r === undefined ? undefined : decodeInteger(der, r.end);
  if (r === undefined || s === undefined || s.end !== der.length) return undefined;
  for (const { number } of [r, s]) {
    const value = bytesToNumber(number);
    if (value === 0n || value >= CURVE_ORDER) return undefined;
  }
  return concatBytes(r.number, s.number);
}

/** A cursor over bytes that says `undefined` where the data ends. */
interface LaxCursor {
  readonly bytes: Uint8Array;
  offset: number;
}

/** Reads a BER length of any size; leading zero bytes are taken. */
function laxLength(cursor: LaxCursor): number | undefined {
  const first = cursor.bytes[cursor.offset++];
  if (first === undefined) return undefined;
  if ((first & 0x80) === 0) return first;
  let count = first - 0x80;
  if (count > cursor.bytes.length - cursor.offset) return undefined;
  while (count > 0 && cursor.bytes[cursor.offset] === 0) {
    cursor.offset++;
    count--;
  }
  if (count > MAX_LAX_LENGTH_BYTES) return undefined;
  let length = 0;
  for (; count > 0; count--) length = length * 256 + (cursor.bytes[cursor.offset++] ?? 0);
  return length;
}

function laxInteger(cursor: LaxCursor): Uint8Array | undefined {
  if (cursor.bytes[cursor.offset++] !== INTEGER) return undefined;
  const length = laxLength(cursor);
  if (length === undefined || length > cursor.bytes.length - cursor.offset) return undefined;
  const digits = cursor.bytes.subarray(cursor.offset, cursor.offset + length);
  cursor.offset += length;
  return digits;
}

/**
 * Reads a signature as consensus did before BIP 66 and as Bitcoin Core still does where no flag asks for more:
 * the sequence's length is ignored, integers are unsigned and may be padded, rubbish behind them is ignored.
 * `undefined` when it can't be read at all. Numbers that are too large give a signature of zeros, which no key made.
 */
export function signatureFromLaxDer(der: Uint8Array): Uint8Array | undefined {
  const cursor: LaxCursor = { bytes: der, offset: 1 };
  if (der[0] !== SEQUENCE) return undefined;
  const first = der[cursor.offset++];
  if (first === undefined) return undefined;
  if ((first & 0x80) !== 0) {
    const count = first - 0x80;
    if (count > der.length - cursor.offset) return undefined;
    cursor.offset += count;
  }
  const r = laxInteger(cursor);
  const s = r === undefined ? undefined : laxInteger(cursor);
  if (r === undefined || s === undefined) return undefined;
  const rNumber = bytesToNumber(r);
  const sNumber = bytesToNumber(s);
  if (rNumber >= CURVE_ORDER || sNumber >= CURVE_ORDER) return new Uint8Array(COMPACT_LENGTH);
  return concatBytes(numberTo32Bytes(rNumber), numberTo32Bytes(sNumber));
}
