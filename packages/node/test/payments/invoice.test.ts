import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToWords, decodeBech32, encodeBech32 } from '@sferic/codec';
import {
  bytesToHex,
  concatBytes,
  hexToBytes,
  publicKey,
  scalarNegate,
  signRecoverable,
} from '@sferic/crypto';
import {
  type Msat,
  msat,
  nodeId,
  paymentHash,
  type ShortChannelId,
  setBits,
  shortChannelId,
  vectorOf,
} from '@sferic/wire';
import fc from 'fast-check';
import {
  decodeInvoice,
  encodeInvoice,
  expiresAt,
  formatFallback,
  type Invoice,
  type InvoiceErrorCode,
  type InvoiceTerms,
  isExpired,
} from '../../src/payments/invoice/index.ts';
import { signingDigest } from '../../src/payments/invoice/signing.ts';
import { TAG, type Tag } from '../../src/payments/invoice/tags.ts';
import {
  numberToWords,
  vectorToWords,
  wordsToNumber,
  wordsToVector,
} from '../../src/payments/invoice/words.ts';

/** BOLT 11, "Examples". */
const KEY = hexToBytes('e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734');
const PAYEE = '03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad';
const HASH = hexToBytes('0001020304050607080900010203040506070809000102030405060708090102');
const SECRET = new Uint8Array(32).fill(0x11);
const COFFEE =
  'lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh';
const TERMS: InvoiceTerms = {
  network: 'mainnet',
  amountMsat: msat(250_000_000n),
  timestamp: 1496314658,
  paymentHash: paymentHash(HASH),
  paymentSecret: SECRET,
  description: { type: 'text', text: '1 cup coffee' },
  expirySeconds: 60,
  minFinalCltvExpiryDelta: 18,
  fallbacks: [],
  routeHints: [],
  features: vectorOf([8, 14]),
};

function encoded(terms: InvoiceTerms, withPayee = false): string {
  const result = encodeInvoice(terms, KEY, { withPayee });
  assert.ok(result.ok, result.ok ? '' : result.error.message);
  return result.value;
}

function decoded(text: string): Invoice {
  const result = decodeInvoice(text);
  assert.ok(result.ok, result.ok ? '' : result.error.message);
  return result.value;
}

function refusal(text: string): InvoiceErrorCode | undefined {
  const result = decodeInvoice(text);
  if (!result.ok) assert.ok(result.error.message.length > 10);
  return result.ok ? undefined : result.error.code;
}

/** An invoice of arbitrary fields with a genuine signature. */
function handmade(hrp: string, fields: readonly (readonly [Tag | number, Uint8Array])[]): string {
  const timestamp = numberToWords(TERMS.timestamp);
  assert.equal(timestamp.length, 7);
  const parts = fields.flatMap(([tag, words]) => {
    const type = typeof tag === 'number' ? tag : TAG[tag];
    return [Uint8Array.of(type, words.length >> 5, words.length & 31), words];
  });
  const data = concatBytes(timestamp, ...parts);
  const { signature, recoveryId } = signRecoverable(signingDigest(hrp, data), KEY);
  const words = concatBytes(data, bytesToWords(concatBytes(signature, Uint8Array.of(recoveryId))));
  return encodeBech32({ hrp, words, variant: 'bech32' });
}

const text = (value: string) => bytesToWords(new TextEncoder().encode(value));
const P = ['p', bytesToWords(HASH)] as const;
const S = ['s', bytesToWords(SECRET)] as const;
const D = ['d', text('x')] as const;

test('the coffee of BOLT 11 is written and read as printed there', () => {
  assert.equal(encoded(TERMS), COFFEE);
  const { payee, signature, recoveryId, ignoredFields, ...terms } = decoded(COFFEE);
  assert.deepEqual(terms, TERMS);
  assert.equal(bytesToHex(payee), PAYEE);
});

test('upper case, a scheme and blanks are taken; mixed case is not', () => {
  for (const form of [
    COFFEE.toUpperCase(),
    `lightning:${COFFEE}`,
    `LIGHTNING:${COFFEE.toUpperCase()}`,
    ` ${COFFEE}\n`,
  ])
    assert.equal(bytesToHex(decoded(form).payee), PAYEE);
  assert.equal(refusal(`${COFFEE.slice(0, -1)}H`), 'not_an_invoice');
});

test('the payee, when written, is checked instead of recovered', () => {
  const invoice = decoded(encoded(TERMS, true));
  assert.equal(bytesToHex(invoice.payee), PAYEE);
  const other = ['n', bytesToWords(publicKey(new Uint8Array(32).fill(1)))] as const;
  assert.equal(refusal(handmade('lnbc', [P, S, D, other])), 'invalid_signature');
  const noPoint = ['n', bytesToWords(hexToBytes(`02${'00'.repeat(32)}`))] as const;
  assert.equal(refusal(handmade('lnbc', [P, S, D, noPoint])), 'invalid_field');
});

test('a high-S signature is taken for recovery, and refused with a written payee', () => {
  for (const withPayee of [false, true]) {
    const bech32 = decodeBech32(encoded(TERMS, withPayee), 5000);
    assert.ok(bech32.ok);
    const { hrp, words } = bech32.value;
    const { signature, recoveryId } = decoded(encoded(TERMS, withPayee));
    const high = concatBytes(signature.subarray(0, 32), scalarNegate(signature.subarray(32)));
    const altered = concatBytes(
      words.subarray(0, -104),
      bytesToWords(concatBytes(high, Uint8Array.of(recoveryId ^ 1))),
    );
    const again = encodeBech32({ hrp, words: altered, variant: 'bech32' });
    if (withPayee) assert.equal(refusal(again), 'invalid_signature');
    else assert.equal(bytesToHex(decoded(again).payee), PAYEE);
  }
});

test('an altered character is a wrong checksum; an altered amount with a right checksum is another payee', () => {
  assert.equal(refusal(COFFEE.replace('2500u', '2600u')), 'wrong_checksum');
  const bech32 = decodeBech32(COFFEE, 5000);
  assert.ok(bech32.ok);
  const forged = encodeBech32({ ...bech32.value, hrp: 'lnbc2600u' });
  const result = decodeInvoice(forged);
  assert.ok(!result.ok || bytesToHex(result.value.payee) !== PAYEE);
});

test('amounts are written in the shortest form', () => {
  const cases: readonly (readonly [bigint, string])[] = [
    [100_000_000_000n, 'lnbc1'],
    [250_000_000n, 'lnbc2500u'],
    [2_000_000_000n, 'lnbc20m'],
    [967_878_534n, 'lnbc9678785340p'],
    [100n, 'lnbc1n'],
    [1n, 'lnbc10p'],
    [2_100_000_000_000_000_000n, 'lnbc21000000'],
  ];
  for (const [amount, hrp] of cases) {
    const written = encoded({ ...TERMS, amountMsat: msat(amount) });
    assert.equal(written.slice(0, written.lastIndexOf('1')), hrp);
    assert.equal(decoded(written).amountMsat, amount);
  }
});

test('an amount of nothing or of more than all bitcoin is not written', () => {
  for (const amount of [0n, 2_100_000_000_000_000_001n]) {
    const result = encodeInvoice({ ...TERMS, amountMsat: amount as Msat }, KEY);
    assert.equal(result.ok ? undefined : result.error.code, 'invalid_amount');
  }
});

test('a human-readable part is refused with the reason', () => {
  const cases: readonly (readonly [string, InvoiceErrorCode | undefined])[] = [
    ['lnbc', undefined],
    ['lnbcrt', undefined],
    ['lntbs1u', undefined],
    ['lntb1m', undefined],
    ['lnbc1000000u', undefined],
    ['lnbc1x', 'invalid_amount'],
    ['lnbc0u', 'invalid_amount'],
    ['lnbc01u', 'invalid_amount'],
    ['lnbc1uu', 'invalid_amount'],
    ['lnbc1.5u', 'invalid_amount'],
    ['lnbc15p', 'invalid_amount'],
    ['lnbc21000001', 'invalid_amount'],
    ['lnbc999999999999999999999', 'invalid_amount'],
    ['lnxy', 'unknown_network'],
    ['ln', 'unknown_network'],
    ['ln1u', 'unknown_network'],
    ['bc', 'not_an_invoice'],
  ];
  for (const [hrp, expected] of cases) assert.equal(refusal(handmade(hrp, [P, S, D])), expected, hrp);
});

test('missing and conflicting fields are refused', () => {
  const hash = ['h', bytesToWords(HASH)] as const;
  assert.equal(refusal(handmade('lnbc', [S, D])), 'missing_field');
  assert.equal(refusal(handmade('lnbc', [P, D])), 'missing_field');
  assert.equal(refusal(handmade('lnbc', [P, S])), 'missing_field');
  assert.equal(refusal(handmade('lnbc', [P, S, D, hash])), 'conflicting_fields');
  assert.equal(decoded(handmade('lnbc', [P, S, hash])).description.type, 'hash');
});

test('fields that must be skipped are named, and the first of repeated ones counts', () => {
  const short = ['p', P[1].subarray(1)] as const;
  const version19 = ['f', Uint8Array.of(19, 1, 2)] as const;
  const shortProgram = ['f', Uint8Array.of(0, 1, 2)] as const;
  const second = ['s', bytesToWords(HASH)] as const;
  const invoice = decoded(
    handmade('lnbc', [short, P, S, D, [2, Uint8Array.of(7)], version19, shortProgram, second]),
  );
  assert.deepEqual(invoice.paymentSecret, SECRET);
  assert.deepEqual(
    invoice.ignoredFields.map(({ type, dataLength }) => `${type}${dataLength}`),
    ['p51', 'z1', 'f3', 'f3', 's52'],
  );
});

test('malformed fields are refused', () => {
  const cases: readonly (readonly [Tag, Uint8Array])[] = [
    ['x', Uint8Array.of(0, 1)],
    ['c', Uint8Array.of(0)],
    ['x', new Uint8Array(11).fill(1)],
    ['9', Uint8Array.of(0, 16, 8, 0)],
    ['d', bytesToWords(Uint8Array.of(0xff, 0xfe))],
    ['d', Uint8Array.of(1)],
    ['r', bytesToWords(new Uint8Array(50).fill(2))],
    ['r', bytesToWords(new Uint8Array(51).fill(0))],
    ['r', new Uint8Array(0)],
    ['m', Uint8Array.of(0, 1)],
  ];
  for (const [tag, words] of cases) {
    const fields = tag === 'd' ? [P, S] : [P, S, D];
    assert.equal(refusal(handmade('lnbc', [...fields, [tag, words]])), 'invalid_field', `${tag} ${words}`);
  }
});

test('features that are unknown and demanded are refused with their bit, unknown offers are not', () => {
  const features = (...bits: readonly number[]) =>
    handmade('lnbc', [P, S, D, ['9', vectorToWords(vectorOf(bits))]]);
  const result = decodeInvoice(features(8, 14, 100));
  assert.ok(!result.ok);
  assert.equal(result.error.code, 'unsupported_feature');
  assert.match(result.error.message, /100/);
  assert.deepEqual(setBits(decoded(features(8, 14, 99, 101)).features), [8, 14, 99, 101]);
  assert.equal(refusal(features(8, 14, 16, 48)), undefined);
  assert.equal(refusal(features(24)), 'unsupported_feature');
});

test('a text that ends early, is of another kind or too long is refused', () => {
  assert.equal(refusal(''), 'not_an_invoice');
  assert.equal(refusal('hello'), 'not_an_invoice');
  assert.equal(refusal('lnbc1'), 'not_an_invoice');
  assert.equal(refusal('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'), 'not_an_invoice');
  assert.equal(
    refusal(encodeBech32({ hrp: 'lnbc', words: new Uint8Array(110), variant: 'bech32' })),
    'truncated',
  );
  assert.equal(
    refusal(encodeBech32({ hrp: 'lnbc', words: new Uint8Array(200), variant: 'bech32m' })),
    'not_an_invoice',
  );
  assert.equal(refusal(handmade('lnbc', [P, S, D]).padEnd(5000, 'q')), 'too_long');
  // The field says that it has more words than there are.
  const cut = concatBytes(new Uint8Array(7), Uint8Array.of(TAG.d, 1, 0), new Uint8Array(104));
  assert.equal(refusal(encodeBech32({ hrp: 'lnbc', words: cut, variant: 'bech32' })), 'truncated');
});

test('what does not fit is not written', () => {
  const code = (terms: Partial<InvoiceTerms>) => {
    const result = encodeInvoice({ ...TERMS, ...terms }, KEY);
    return result.ok ? undefined : result.error.code;
  };
  assert.equal(code({ description: { type: 'text', text: 'x'.repeat(639) } }), undefined);
  assert.equal(code({ description: { type: 'text', text: 'x'.repeat(640) } }), 'too_long');
  assert.equal(code({ description: { type: 'text', text: '\ud800' } }), 'invalid_field');
  assert.equal(code({ paymentMetadata: new Uint8Array(640) }), 'too_long');
  const hop = {
    nodeId: nodeId(hexToBytes(PAYEE)),
    shortChannelId: shortChannelId(1n),
    feeBaseMsat: 0,
    feeProportionalMillionths: 0,
    cltvExpiryDelta: 0,
  };
  const hint = Array.from({ length: 12 }, () => hop);
  assert.equal(code({ routeHints: [hint] }), undefined);
  assert.equal(code({ routeHints: [[...hint, hop]] }), 'too_long');
  assert.equal(code({ routeHints: Array.from({ length: 5 }, () => hint) }), 'too_long');
});

test('fallback addresses read as Bitcoin writes them', () => {
  const cases = [
    [17, '3172b5654f6683c8fb146959d347ce303cae4ca7', 'testnet', 'mk2QpYatsKicvFVuTAQLBryyccRXMUaGHP'],
    [18, '8f55563b9a19f321c211e9b9f38cdf686ea07845', 'mainnet', '3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX'],
    [0, '751e76e8199196d454941c45d1b3a323f1433bd6', 'mainnet', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
  ] as const;
  for (const [version, program, network, address] of cases)
    assert.equal(formatFallback({ version, program: hexToBytes(program) }, network), address);
});

test('an invoice expires after its seconds have passed', () => {
  const end = TERMS.timestamp + 60;
  assert.equal(expiresAt(TERMS), end);
  assert.equal(isExpired(TERMS, end), false);
  assert.equal(isExpired(TERMS, end + 1), true);
});

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const keys = fc.constantFrom(...[1, 2, 3].map((fill) => nodeId(publicKey(new Uint8Array(32).fill(fill)))));
const plain = { noNullPrototype: true } as const;
const hop = fc.record(
  {
    nodeId: keys,
    shortChannelId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((id) => id as ShortChannelId),
    feeBaseMsat: fc.nat(2 ** 32 - 1),
    feeProportionalMillionths: fc.nat(2 ** 31 - 1),
    cltvExpiryDelta: fc.nat(65535),
  },
  plain,
);
const fallback = fc.oneof(
  fc.record({ version: fc.constantFrom(0, 17, 18), program: bytes(20) }, plain),
  fc.record(
    {
      version: fc.integer({ min: 1, max: 16 }),
      program: fc.uint8Array({ minLength: 2, maxLength: 40 }),
    },
    plain,
  ),
);
const terms = fc.record(
  {
    network: fc.constantFrom('mainnet' as const, 'testnet' as const, 'signet' as const, 'regtest' as const),
    amountMsat: fc.bigInt({ min: 1n, max: 2_100_000_000_000_000_000n }).map((amount) => msat(amount)),
    timestamp: fc.nat(2 ** 31 - 1),
    paymentHash: bytes(32).map((hash) => paymentHash(hash)),
    paymentSecret: bytes(32),
    description: fc.oneof(
      fc.record(
        {
          type: fc.constant('text' as const),
          text: fc.string({ maxLength: 100, unit: 'grapheme' }),
        },
        plain,
      ),
      fc.record({ type: fc.constant('hash' as const), hash: bytes(32) }, plain),
    ),
    expirySeconds: fc.nat(2 ** 31 - 1),
    minFinalCltvExpiryDelta: fc.nat(5000),
    paymentMetadata: fc.uint8Array({ maxLength: 100 }),
    fallbacks: fc.array(fallback, { maxLength: 3 }),
    routeHints: fc.array(fc.array(hop, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
    features: fc.uniqueArray(fc.constantFrom(8, 9, 14, 15, 17, 49, 99, 201)).map((bits) => vectorOf(bits)),
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'network',
      'timestamp',
      'paymentHash',
      'paymentSecret',
      'description',
      'expirySeconds',
      'minFinalCltvExpiryDelta',
      'fallbacks',
      'routeHints',
      'features',
    ],
  },
);

test('any terms are read as they were written', () => {
  fc.assert(
    fc.property(terms, fc.boolean(), (value, withPayee) => {
      const { payee, signature, recoveryId, ignoredFields, ...rest } = decoded(encoded(value, withPayee));
      assert.deepEqual(rest, value);
      assert.equal(bytesToHex(payee), PAYEE);
      assert.deepEqual(ignoredFields, []);
    }),
    { numRuns: 60 },
  );
});

test('random fields under a genuine signature are refused or read, never thrown on', () => {
  const field = fc.tuple(fc.nat(31), fc.uint8Array({ max: 31, maxLength: 90 }));
  fc.assert(
    fc.property(fc.array(field, { maxLength: 8 }), (fields) => {
      refusal(handmade('lnbcrt', fields));
      refusal(handmade('lnbcrt', [P, S, D, ...fields]));
    }),
    { numRuns: 150 },
  );
});

test('numbers and feature vectors in words read back in the fewest words', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), fc.uniqueArray(fc.nat(300)), (number, bits) => {
      assert.equal(wordsToNumber(numberToWords(number)), number);
      assert.notEqual(numberToWords(number)[0], 0);
      const words = vectorToWords(vectorOf(bits));
      assert.notEqual(words[0], 0);
      assert.deepEqual(wordsToVector(words), vectorOf(bits));
    }),
  );
});
