import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hexToBytes as hex } from '@sferic/crypto';
import fc from 'fast-check';
import {
  type Bech32ErrorCode,
  type Bech32Variant,
  BIP173_MAX_LENGTH,
  bytesToWords,
  decodeBech32,
  decodeSegwitAddress,
  encodeBech32,
  encodeSegwitAddress,
  type SegwitAddressError,
  unwrap,
  wordsToBytes,
} from '../src/index.ts';

describe('bech32 strings (BIP 173, BIP 350)', () => {
  const valid: readonly (readonly [string, Bech32Variant])[] = [
    ['A12UEL5L', 'bech32'],
    ['?1ezyfcl', 'bech32'],
    ['abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw', 'bech32'],
    ['A1LQFN3A', 'bech32m'],
    ['split1checkupstagehandshakeupstreamerranterredcaperredlc445v', 'bech32m'],
  ];
  for (const [text, variant] of valid) {
    test(`${text} is valid ${variant} and encodes back`, () => {
      const decoded = unwrap(decodeBech32(text, BIP173_MAX_LENGTH));
      assert.equal(decoded.variant, variant);
      assert.equal(encodeBech32(decoded), text.toLowerCase());
    });
  }

  const invalid: readonly (readonly [string, Bech32ErrorCode])[] = [
    [' 1nwldj5', 'invalid_character'],
    ['\u007f1axkwrx', 'invalid_character'],
    ['x1b4n0q5v', 'invalid_character'],
    ['İ12uel5l', 'invalid_character'],
    ['pzry9x0s0muk', 'no_separator'],
    ['10a06t8', 'empty_hrp'],
    ['li1dgmt3', 'short_checksum'],
    ['A1G7SGD8', 'wrong_checksum'],
    ['a12UEL5L', 'mixed_case'],
    [
      'an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx',
      'too_long',
    ],
  ];
  for (const [text, code] of invalid) {
    test(`${JSON.stringify(text)} is refused: ${code}`, () => {
      const result = decodeBech32(text, BIP173_MAX_LENGTH);
      assert.equal(result.ok ? undefined : result.error.code, code);
    });
  }

  test('any bytes survive words and text; every change of one character is noticed', () => {
    const property = fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom<Bech32Variant>('bech32', 'bech32m'),
      fc.nat(),
      fc.nat({ max: 30 }),
      (bytes, variant, place, shift) => {
        const text = encodeBech32({ hrp: 'lnsferic', words: bytesToWords(bytes), variant });
        const decoded = unwrap(decodeBech32(text, 200));
        assert.deepEqual(unwrap(wordsToBytes(decoded.words)), new Uint8Array(bytes));
        const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
        const index = 'lnsferic1'.length + (place % (text.length - 'lnsferic1'.length));
        const other = alphabet[(alphabet.indexOf(text[index]!) + 1 + shift) % 32];
        const changed = decodeBech32(text.slice(0, index) + other + text.slice(index + 1), 200);
        assert.ok(!changed.ok || changed.value.variant !== variant);
      },
    );
    fc.assert(property);
  });

  test('encoding refuses an upper-case prefix and words of more than five bits', () => {
    assert.throws(() => encodeBech32({ hrp: 'BC', words: new Uint8Array(), variant: 'bech32' }), RangeError);
    assert.throws(() => encodeBech32({ hrp: '', words: new Uint8Array(), variant: 'bech32' }), RangeError);
    assert.throws(() => encodeBech32({ hrp: 'bc', words: hex('20'), variant: 'bech32' }), RangeError);
  });
});

describe('segwit addresses (BIP 350)', () => {
  const valid: readonly (readonly [string, string, number, string])[] = [
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', 'bc', 0, '751e76e8199196d454941c45d1b3a323f1433bd6'],
    ['BC1SW50QGDZ25J', 'bc', 16, '751e'],
    ['bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs', 'bc', 2, '751e76e8199196d454941c45d1b3a323'],
    [
      'tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c',
      'tb',
      1,
      '000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433',
    ],
  ];
  for (const [address, hrp, version, program] of valid) {
    test(`${address} is a program of version ${version}`, () => {
      const expected = { hrp, version, program: hex(program) };
      assert.deepEqual(unwrap(decodeSegwitAddress(address, hrp)), expected);
      assert.equal(encodeSegwitAddress(expected), address.toLowerCase());
    });
  }

  const invalid: readonly (readonly [string, string, SegwitAddressError['code']])[] = [
    ['tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut', 'tb', 'wrong_hrp'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd', 'bc', 'wrong_variant'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh', 'bc', 'wrong_variant'],
    ['bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4', 'bc', 'invalid_character'],
    ['BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R', 'bc', 'invalid_version'],
    ['bc1gmk9yu', 'bc', 'invalid_version'],
    ['BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P', 'bc', 'invalid_program'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav', 'bc', 'invalid_program'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf', 'bc', 'invalid_padding'],
    ['tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j', 'tb', 'invalid_padding'],
  ];
  for (const [address, hrp, code] of invalid) {
    test(`${address} is refused: ${code}`, () => {
      const result = decodeSegwitAddress(address, hrp);
      assert.equal(result.ok ? undefined : result.error.code, code);
    });
  }

  test('encoding an impossible program is a broken invariant', () => {
    assert.throws(
      () => encodeSegwitAddress({ hrp: 'bc', version: 0, program: new Uint8Array(21) }),
      RangeError,
    );
    assert.throws(
      () => encodeSegwitAddress({ hrp: 'bc', version: 17, program: new Uint8Array(32) }),
      RangeError,
    );
    assert.throws(
      () => encodeSegwitAddress({ hrp: 'bc', version: 1, program: new Uint8Array(1) }),
      RangeError,
    );
  });
});
