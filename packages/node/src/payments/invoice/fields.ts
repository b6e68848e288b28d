/** Reading the tagged fields of an invoice (BOLT 11, "Tagged Fields"). */
import { ByteReader, err, ok, type Result, wordsToBytes } from '@sferic/codec';
import { isValidPublicKey } from '@sferic/crypto';
import { nodeId, shortChannelId } from '@sferic/wire';
import { isKnownFallback } from './fallback.ts';
import type { FallbackAddress, IgnoredField, InvoiceError, RouteHintHop } from './invoice.ts';
import { FIXED_LENGTH, isTag, letterOf, ROUTE_HINT_HOP_LENGTH, TAG_MEANING, type Tag } from './tags.ts';
import { MAX_NUMBER_WORDS, wordsToNumber } from './words.ts';

const HEADER_WORDS = 3;
const NODE_ID_LENGTH = 33;

/** The fields of an invoice by type, in the order in which they stand. */
export interface TaggedFields {
  readonly known: ReadonlyMap<Tag, readonly Uint8Array[]>;
  readonly ignored: readonly IgnoredField[];
}

/** Splits the words between timestamp and signature. */
export function splitFields(words: Uint8Array): Result<TaggedFields, InvoiceError> {
  const known = new Map<Tag, Uint8Array[]>();
  const ignored: IgnoredField[] = [];
  for (let offset = 0; offset < words.length; ) {
    const [type = 0, high = 0, low = 0] = words.subarray(offset, offset + HEADER_WORDS);
    const dataLength = high * 32 + low;
    const start = offset + HEADER_WORDS;
    offset = start + dataLength;
    if (offset > words.length)
      return err({ code: 'truncated', message: 'a field of the invoice reaches beyond its end' });
    const data = words.subarray(start, offset);
    const letter = letterOf(type);
    if (isTag(letter) && isToBeRead(letter, data, known.has(letter)))
      known.set(letter, [...(known.get(letter) ?? []), data]);
    else ignored.push({ type: letter, dataLength });
  }
  return ok({ known, ignored });
}

/**
 * Skipped are unknown fallbacks, the repetition of a field that stands once, and fields of a fixed length with
 * another one. For these the requirements of BOLT 11 ask to fail, while its own example of a valid invoice has them;
 * docs/decisions/0011-invoice-fields-of-wrong-length.md says why the example is followed.
 */
function isToBeRead(tag: Tag, data: Uint8Array, isRepeated: boolean): boolean {
  const fixed = FIXED_LENGTH[tag];
  if (fixed !== undefined && data.length !== fixed) return false;
  if (tag === 'f') return readFallback(data) !== undefined;
  return tag === 'r' || !isRepeated;
}

/** The bytes of a field, which ends with fewer than five zero bits. */
export function readBytes(tag: Tag, words: Uint8Array): Result<Uint8Array, InvoiceError> {
  const bytes = wordsToBytes(words);
  return bytes.ok ? bytes : invalid(tag, bytes.error.message);
}

/** UTF-8 text. */
export function readText(tag: Tag, words: Uint8Array): Result<string, InvoiceError> {
  const bytes = readBytes(tag, words);
  if (!bytes.ok) return bytes;
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.value));
  } catch {
    return invalid(tag, 'it is not UTF-8');
  }
}

/** A number in the fewest words. */
export function readNumber(tag: Tag, words: Uint8Array): Result<number, InvoiceError> {
  if (words[0] === 0) return invalid(tag, 'it begins with a zero');
  if (words.length > MAX_NUMBER_WORDS) return invalid(tag, 'it is too large');
  return ok(wordsToNumber(words));
}

/** A fallback address, `undefined` when it has to be skipped. */
export function readFallback(words: Uint8Array): FallbackAddress | undefined {
  const version = words[0];
  const program = wordsToBytes(words.subarray(1));
  if (version === undefined || !program.ok) return undefined;
  const fallback = { version, program: program.value };
  return isKnownFallback(fallback) ? fallback : undefined;
}

/** The hops of one `r` field. */
export function readRouteHint(words: Uint8Array): Result<readonly RouteHintHop[], InvoiceError> {
  const bytes = readBytes('r', words);
  if (!bytes.ok) return bytes;
  const count = bytes.value.length / ROUTE_HINT_HOP_LENGTH;
  if (count < 1 || !Number.isInteger(count)) return invalid('r', 'it is not a number of whole hops');
  const reader = new ByteReader(bytes.value);
  const hops: RouteHintHop[] = [];
  for (let index = 0; index < count; index++) {
    const key = reader.bytes(NODE_ID_LENGTH);
    if (!isValidPublicKey(key)) return invalid('r', 'a node of it is not a public key');
    hops.push({
      nodeId: nodeId(key),
      shortChannelId: shortChannelId(reader.u64()),
      feeBaseMsat: reader.u32(),
      feeProportionalMillionths: reader.u32(),
      cltvExpiryDelta: reader.u16(),
    });
  }
  return ok(hops);
}

export function invalid(tag: Tag, why: string): Result<never, InvoiceError> {
  return err({ code: 'invalid_field', message: `the ${TAG_MEANING[tag]} of the invoice is invalid: ${why}` });
}
