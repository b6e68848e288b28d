/** Reading an invoice: what a payer does before it trusts a word of it (BOLT 11). */
import { decodeBech32, err, ok, type Result, wordsToBytes } from '@sferic/codec';
import { isValidPublicKey, type RecoveryId, recover, verify } from '@sferic/crypto';
import { compareFeatures, type FeatureSet, type NodeId, nodeId, paymentHash } from '@sferic/wire';
import {
  invalid,
  readBytes,
  readFallback,
  readNumber,
  readRouteHint,
  readText,
  splitFields,
  type TaggedFields,
} from './fields.ts';
import { parseHumanReadable } from './human-readable.ts';
import {
  DEFAULT_EXPIRY_SECONDS,
  DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA,
  INVOICE_FEATURES,
  type Invoice,
  type InvoiceDescription,
  type InvoiceError,
  MAX_INVOICE_LENGTH,
  type RouteHintHop,
} from './invoice.ts';
import { signingDigest } from './signing.ts';
import { SIGNATURE_WORDS, TAG_MEANING, type Tag, TIMESTAMP_WORDS } from './tags.ts';
import { wordsToNumber, wordsToVector } from './words.ts';

const URI_SCHEME = /^lightning:/i;
const COMPACT_SIGNATURE_LENGTH = 64;

/**
 * Decodes an invoice and checks its signature; a `lightning:` scheme before it and blanks around it are taken.
 *
 * @param understood features that the payer can serve: an invoice that demands another one fails
 */
export function decodeInvoice(
  text: string,
  understood: FeatureSet = INVOICE_FEATURES,
): Result<Invoice, InvoiceError> {
  const parts = splitText(text.trim().replace(URI_SCHEME, ''));
  if (!parts.ok) return parts;
  const { hrp, signed, signatureWords } = parts.value;
  const human = parseHumanReadable(hrp);
  if (!human.ok) return human;
  const fields = splitFields(signed.subarray(TIMESTAMP_WORDS));
  if (!fields.ok) return fields;
  const terms = readTerms(fields.value, understood);
  if (!terms.ok) return terms;
  const signature = readSignature(fields.value, signingDigest(hrp, signed), signatureWords);
  if (!signature.ok) return signature;
  return ok({
    ...human.value,
    ...terms.value,
    ...signature.value,
    timestamp: wordsToNumber(signed.subarray(0, TIMESTAMP_WORDS)),
    ignoredFields: fields.value.ignored,
  });
}

interface Parts {
  readonly hrp: string;
  /** The words that the signature covers. */
  readonly signed: Uint8Array;
  readonly signatureWords: Uint8Array;
}

function splitText(text: string): Result<Parts, InvoiceError> {
  const bech32 = decodeBech32(text, MAX_INVOICE_LENGTH);
  if (!bech32.ok) {
    const { code, message } = bech32.error;
    if (code === 'wrong_checksum')
      return err({
        code: 'wrong_checksum',
        message: 'the invoice was altered or mistyped: its checksum is wrong',
      });
    return err({
      code: code === 'too_long' ? 'too_long' : 'not_an_invoice',
      message: `not an invoice: ${message}`,
    });
  }
  const { hrp, words, variant } = bech32.value;
  if (variant !== 'bech32') return err({ code: 'not_an_invoice', message: 'not an invoice: it is bech32m' });
  const end = words.length - SIGNATURE_WORDS;
  if (!hrp.startsWith('ln'))
    return err({ code: 'not_an_invoice', message: `an invoice begins with 'ln', not '${hrp}'` });
  if (end < TIMESTAMP_WORDS)
    return err({ code: 'truncated', message: 'the invoice ends before its signature' });
  return ok({ hrp, signed: words.subarray(0, end), signatureWords: words.subarray(end) });
}

type FieldTerms = Omit<
  Invoice,
  keyof SignatureTerms | 'network' | 'amountMsat' | 'timestamp' | 'ignoredFields'
>;

function readTerms({ known }: TaggedFields, understood: FeatureSet): Result<FieldTerms, InvoiceError> {
  const first = (tag: Tag) => known.get(tag)?.[0];
  const hash = required(known, 'p');
  if (!hash.ok) return hash;
  const secret = required(known, 's');
  if (!secret.ok) return secret;
  const description = readDescription(first('d'), first('h'));
  if (!description.ok) return description;
  const expiry = readOptionalNumber('x', first('x'), DEFAULT_EXPIRY_SECONDS);
  if (!expiry.ok) return expiry;
  const cltv = readOptionalNumber('c', first('c'), DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA);
  if (!cltv.ok) return cltv;
  const features = readFeatures(first('9'), understood);
  if (!features.ok) return features;
  const metadata = readOptionalBytes('m', first('m'));
  if (!metadata.ok) return metadata;
  const hints = readRouteHints(known.get('r') ?? []);
  if (!hints.ok) return hints;
  return ok({
    paymentHash: paymentHash(hash.value),
    paymentSecret: secret.value,
    description: description.value,
    expirySeconds: expiry.value,
    minFinalCltvExpiryDelta: cltv.value,
    ...(metadata.value === undefined ? {} : { paymentMetadata: metadata.value }),
    fallbacks: (known.get('f') ?? []).map(readFallback).filter((fallback) => fallback !== undefined),
    routeHints: hints.value,
    features: features.value,
  });
}

function required(known: TaggedFields['known'], tag: Tag): Result<Uint8Array, InvoiceError> {
  const words = known.get(tag)?.[0];
  if (words === undefined)
    return err({ code: 'missing_field', message: `the invoice has no ${TAG_MEANING[tag]}` });
  return readBytes(tag, words);
}

function readDescription(
  text: Uint8Array | undefined,
  hash: Uint8Array | undefined,
): Result<InvoiceDescription, InvoiceError> {
  if (text !== undefined && hash !== undefined)
    return err({
      code: 'conflicting_fields',
      message: 'the invoice has a description and the hash of another one',
    });
  if (text !== undefined) {
    const words = readText('d', text);
    return words.ok ? ok({ type: 'text', text: words.value }) : words;
  }
  if (hash === undefined) return err({ code: 'missing_field', message: 'the invoice has no description' });
  const bytes = readBytes('h', hash);
  return bytes.ok ? ok({ type: 'hash', hash: bytes.value }) : bytes;
}

function readOptionalNumber(
  tag: Tag,
  words: Uint8Array | undefined,
  absent: number,
): Result<number, InvoiceError> {
  return words === undefined ? ok(absent) : readNumber(tag, words);
}

function readOptionalBytes(
  tag: Tag,
  words: Uint8Array | undefined,
): Result<Uint8Array | undefined, InvoiceError> {
  return words === undefined ? ok(undefined) : readBytes(tag, words);
}

function readFeatures(
  words: Uint8Array | undefined,
  understood: FeatureSet,
): Result<Uint8Array, InvoiceError> {
  if (words === undefined) return ok(new Uint8Array(0));
  if (words[0] === 0) return invalid('9', 'it begins with a zero');
  const vector = wordsToVector(words);
  const [problem] = compareFeatures(understood, vector);
  if (problem !== undefined)
    return err({
      code: 'unsupported_feature',
      message: `the invoice cannot be paid from here: ${problem.message}`,
    });
  return ok(vector);
}

function readRouteHints(
  fields: readonly Uint8Array[],
): Result<readonly (readonly RouteHintHop[])[], InvoiceError> {
  const hints: (readonly RouteHintHop[])[] = [];
  for (const words of fields) {
    const hint = readRouteHint(words);
    if (!hint.ok) return hint;
    hints.push(hint.value);
  }
  return ok(hints);
}

type SignatureTerms = Pick<Invoice, 'payee' | 'signature' | 'recoveryId'>;

/** Verifies by the payee that the invoice names, low S only; else recovers the payee, from high S too. */
function readSignature(
  { known }: TaggedFields,
  digest: Uint8Array,
  words: Uint8Array,
): Result<SignatureTerms, InvoiceError> {
  const bytes = wordsToBytes(words);
  if (!bytes.ok) throw new Error('the words of a signature are whole bytes');
  const signature = bytes.value.subarray(0, COMPACT_SIGNATURE_LENGTH);
  const recoveryId = bytes.value[COMPACT_SIGNATURE_LENGTH] ?? 0;
  const stated = known.get('n')?.[0];
  const payee =
    stated === undefined
      ? recoverPayee(digest, signature, recoveryId)
      : checkPayee(digest, signature, stated);
  return payee.ok ? ok({ payee: payee.value, signature, recoveryId }) : payee;
}

function recoverPayee(
  digest: Uint8Array,
  signature: Uint8Array,
  recoveryId: number,
): Result<NodeId, InvoiceError> {
  const key = recoveryId <= 3 ? recover(digest, signature, recoveryId as RecoveryId) : undefined;
  if (key === undefined)
    return err({ code: 'invalid_signature', message: 'no payee can have signed this invoice' });
  return ok(nodeId(key));
}

function checkPayee(
  digest: Uint8Array,
  signature: Uint8Array,
  words: Uint8Array,
): Result<NodeId, InvoiceError> {
  const key = readBytes('n', words);
  if (!key.ok) return key;
  if (!isValidPublicKey(key.value)) return invalid('n', 'it is not a public key');
  if (!verify(digest, signature, key.value))
    return err({ code: 'invalid_signature', message: 'the payee that the invoice names did not sign it' });
  return ok(nodeId(key.value));
}
