/** Writing an invoice (BOLT 11). */
import { ByteWriter, bytesToWords, encodeBech32, err, ok, type Result } from '@sferic/codec';
import { concatBytes, publicKey, signRecoverable } from '@sferic/crypto';
import { isKnownFallback } from './fallback.ts';
import { formatHumanReadable } from './human-readable.ts';
import {
  DEFAULT_EXPIRY_SECONDS,
  DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA,
  type FallbackAddress,
  type InvoiceDescription,
  type InvoiceError,
  type InvoiceTerms,
  MAX_INVOICE_LENGTH,
  type RouteHintHop,
} from './invoice.ts';
import { signingDigest } from './signing.ts';
import { MAX_FIELD_WORDS, TAG, TAG_MEANING, type Tag, TIMESTAMP_WORDS } from './tags.ts';
import { numberToWords, vectorToWords } from './words.ts';

/** 35 bits. */
const MAX_TIMESTAMP = 2 ** 35 - 1;
const HASH_LENGTH = 32;

export interface InvoiceOptions {
  /** Write the payee's key too, which spares a reader the recovery. */
  readonly withPayee?: boolean;
}

type Field = readonly [Tag, Uint8Array];

/**
 * Writes and signs an invoice with the payee's secret key, in lower case.
 * Fails on an amount that cannot be asked for and on what does not fit, such as a description of more than 639 bytes.
 *
 * @throws RangeError on hashes of another length than 32 bytes, an unknown fallback or a timestamp out of range
 */
export function encodeInvoice(
  terms: InvoiceTerms,
  secretKey: Uint8Array,
  options: InvoiceOptions = {},
): Result<string, InvoiceError> {
  const hrp = formatHumanReadable(terms);
  if (!hrp.ok) return hrp;
  const fields = fieldsOf(terms);
  if (!fields.ok) return fields;
  const payee: readonly Field[] =
    options.withPayee === true ? [['n', bytesToWords(publicKey(secretKey))]] : [];
  const signed = [timestampWords(terms.timestamp)];
  for (const [tag, words] of [...fields.value, ...payee]) {
    if (words.length > MAX_FIELD_WORDS)
      return err({ code: 'too_long', message: `the ${TAG_MEANING[tag]} is too long for an invoice` });
    signed.push(Uint8Array.of(TAG[tag], words.length >> 5, words.length & 31), words);
  }
  const data = concatBytes(...signed);
  const { signature, recoveryId } = signRecoverable(signingDigest(hrp.value, data), secretKey);
  const words = concatBytes(data, bytesToWords(concatBytes(signature, Uint8Array.of(recoveryId))));
  const text = encodeBech32({ hrp: hrp.value, words, variant: 'bech32' });
  if (text.length > MAX_INVOICE_LENGTH)
    return err({
      code: 'too_long',
      message: `an invoice of ${text.length} characters is too long to pass on`,
    });
  return ok(text);
}

function timestampWords(timestamp: number): Uint8Array {
  if (!Number.isInteger(timestamp) || timestamp < 0 || timestamp > MAX_TIMESTAMP)
    throw new RangeError(`timestamp ${timestamp}`);
  const words = new Uint8Array(TIMESTAMP_WORDS);
  const digits = numberToWords(timestamp);
  words.set(digits, TIMESTAMP_WORDS - digits.length);
  return words;
}

function fieldsOf(terms: InvoiceTerms): Result<readonly Field[], InvoiceError> {
  const description = descriptionField(terms.description);
  if (!description.ok) return description;
  const { paymentMetadata: metadata, expirySeconds, minFinalCltvExpiryDelta } = terms;
  const features = vectorToWords(terms.features);
  return ok([
    ['s', hashWords('payment secret', terms.paymentSecret)],
    ['p', hashWords('payment hash', terms.paymentHash)],
    description.value,
    ...when('m', metadata !== undefined, () => bytesToWords(metadata ?? new Uint8Array(0))),
    ...when('x', expirySeconds !== DEFAULT_EXPIRY_SECONDS, () => numberToWords(expirySeconds)),
    ...when('c', minFinalCltvExpiryDelta !== DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA, () =>
      numberToWords(minFinalCltvExpiryDelta),
    ),
    ...terms.fallbacks.map((fallback): Field => ['f', fallbackWords(fallback)]),
    ...terms.routeHints.map((hops): Field => ['r', routeHintWords(hops)]),
    ...when('9', features.length > 0, () => features),
  ]);
}

function when(tag: Tag, isPresent: boolean, words: () => Uint8Array): readonly Field[] {
  return isPresent ? [[tag, words()]] : [];
}

function descriptionField(description: InvoiceDescription): Result<Field, InvoiceError> {
  if (description.type === 'hash') return ok(['h', hashWords('description hash', description.hash)]);
  if (!description.text.isWellFormed())
    return err({ code: 'invalid_field', message: 'the description is not valid Unicode text' });
  return ok(['d', bytesToWords(new TextEncoder().encode(description.text))]);
}

function hashWords(what: string, hash: Uint8Array): Uint8Array {
  if (hash.length !== HASH_LENGTH) throw new RangeError(`${what} of ${hash.length} bytes`);
  return bytesToWords(hash);
}

function fallbackWords(fallback: FallbackAddress): Uint8Array {
  if (!isKnownFallback(fallback)) throw new RangeError(`fallback address of version ${fallback.version}`);
  return concatBytes(Uint8Array.of(fallback.version), bytesToWords(fallback.program));
}

function routeHintWords(hops: readonly RouteHintHop[]): Uint8Array {
  if (hops.length === 0) throw new RangeError('a route hint has at least one hop');
  const writer = new ByteWriter();
  for (const hop of hops) {
    writer.bytes(hop.nodeId);
    writer.u64(hop.shortChannelId);
    writer.u32(hop.feeBaseMsat);
    writer.u32(hop.feeProportionalMillionths);
    writer.u16(hop.cltvExpiryDelta);
  }
  return bytesToWords(writer.finish());
}
