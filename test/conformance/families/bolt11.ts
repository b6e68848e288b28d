/** Invoices with their decoded content, and invalid ones: BOLT 11, "Examples". */
import assert from 'node:assert/strict';
import { decodeBech32 } from '@sferic/codec';
import { bytesToHex, type RecoveryId, recover, sha256, sign } from '@sferic/crypto';
import { decodeInvoice, encodeInvoice, formatFallback, type Invoice, signedData } from '@sferic/node';
import { formatShortChannelId, setBits } from '@sferic/wire';
import { each, type Family } from '../family.ts';
import type { Item } from '../item.ts';

const SIGNATURE_WORDS = 104;
const MAX_LENGTH = 5000;

/** What a decoded invoice says, in the form of the vectors. */
function describe(invoice: Invoice, expected: Item): object {
  const { description } = invoice;
  return {
    network: invoice.network,
    amount_msat: invoice.amountMsat === undefined ? null : Number(invoice.amountMsat),
    timestamp: invoice.timestamp,
    payment_hash: bytesToHex(invoice.paymentHash),
    payment_secret: bytesToHex(invoice.paymentSecret),
    ...(description.type === 'text'
      ? { description: description.text }
      : { description_hash: bytesToHex(description.hash) }),
    expiry_seconds: invoice.expirySeconds,
    min_final_cltv_expiry_delta: invoice.minFinalCltvExpiryDelta,
    ...(invoice.paymentMetadata === undefined
      ? {}
      : { payment_metadata: bytesToHex(invoice.paymentMetadata) }),
    fallback_addresses: invoice.fallbacks.map((fallback) => ({
      version: fallback.version,
      program: bytesToHex(fallback.program),
      address: formatFallback(fallback, invoice.network),
    })),
    route_hints: invoice.routeHints.map((hops) =>
      hops.map((hop) => ({
        pubkey: bytesToHex(hop.nodeId),
        short_channel_id: formatShortChannelId(hop.shortChannelId),
        fee_base_msat: hop.feeBaseMsat,
        fee_proportional_millionths: hop.feeProportionalMillionths,
        cltv_expiry_delta: hop.cltvExpiryDelta,
      })),
    ),
    feature_bits: setBits(invoice.features),
    ignored_fields: invoice.ignoredFields.map(({ type, dataLength }) => ({ type, data_length: dataLength })),
    payee_node_id: bytesToHex(invoice.payee),
    human_readable_part: expected.text('human_readable_part'),
  };
}

/** The vectors leave out what has its default; the reason why a field is ignored and a preimage are for people. */
function complete(expected: Item): object {
  const given = expected.value as Record<string, unknown>;
  const { description_hash_preimage: _, ...rest } = given;
  return {
    expiry_seconds: 3600,
    min_final_cltv_expiry_delta: 18,
    fallback_addresses: [],
    route_hints: [],
    feature_bits: [],
    ...rest,
    ignored_fields: expected
      .optionalItems('ignored_fields')
      .map((field) => ({ type: field.text('type'), data_length: field.number('data_length') })),
  };
}

function judgeValid(item: Item, secretKey: Uint8Array): void {
  const text = item.text('invoice');
  const decoded = decodeInvoice(text);
  assert.ok(decoded.ok, decoded.ok ? '' : decoded.error.message);
  const invoice = decoded.value;
  const expected = item.item('decoded');
  assert.deepEqual(describe(invoice, expected), complete(expected));
  if (expected.has('description_hash_preimage')) {
    const preimage = new TextEncoder().encode(expected.text('description_hash_preimage'));
    assert.equal(bytesToHex(sha256(preimage)), expected.text('description_hash'));
  }
  judgeSignature(item, invoice, secretKey);
  const written = encodeInvoice(invoice, secretKey);
  assert.ok(written.ok);
  const again = decodeInvoice(written.value);
  assert.ok(again.ok);
  const terms = ({ signature, recoveryId, ignoredFields, payee, ...rest }: Invoice) => rest;
  assert.deepEqual(terms(again.value), terms(invoice));
}

function judgeSignature(item: Item, invoice: Invoice, secretKey: Uint8Array): void {
  const expected = item.item('signature');
  const bech32 = decodeBech32(item.text('invoice'), MAX_LENGTH);
  assert.ok(bech32.ok);
  const { hrp, words } = bech32.value;
  assert.equal(hrp, item.item('decoded').text('human_readable_part'));
  const data = signedData(hrp, words.subarray(0, -SIGNATURE_WORDS));
  assert.equal(bytesToHex(data), expected.text('signed_data'));
  const digest = sha256(data);
  assert.equal(bytesToHex(digest), expected.text('signed_data_sha256'));
  assert.equal(bytesToHex(invoice.signature), expected.text('signature'));
  assert.equal(invoice.recoveryId, expected.number('recovery_flag'));
  const key = recover(digest, invoice.signature, invoice.recoveryId as RecoveryId);
  assert.deepEqual(key, Uint8Array.from(invoice.payee));
  if (!item.text('name').includes('high-S'))
    assert.equal(bytesToHex(sign(digest, secretKey)), expected.text('signature'));
}

function judgeInvalid(item: Item): void {
  const decoded = decodeInvoice(item.text('invoice'));
  assert.equal(decoded.ok, false, 'the invoice was taken');
}

export const bolt11: Family = {
  name: 'bolt11',
  *cases(file) {
    const secretKey = file.hex('signing_private_key');
    yield* each(file.items('valid'), (item) => judgeValid(item, secretKey));
    yield* each(file.items('invalid'), judgeInvalid);
  },
};
