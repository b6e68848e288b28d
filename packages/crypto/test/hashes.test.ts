import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  bytesToHex,
  hash160,
  hexToBytes,
  hkdfSha256,
  hmacSha256,
  hmacSha256Under,
  hmacSha512,
  ripemd160,
  scrypt,
  sha1,
  sha256,
  sha256d,
} from '../src/index.ts';
import { OPENSSL_CAPACITY } from '../src/openssl-border.ts';
import { sha256WithoutForeignCode } from '../src/sha256.ts';

const text = (value: string) => new TextEncoder().encode(value);

test('hashes of "abc" are the published ones', () => {
  const abc = text('abc');
  const expected: readonly (readonly [Uint8Array, string])[] = [
    [sha256(abc), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [sha256d(abc), '4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358'],
    [ripemd160(abc), '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc'],
    [hash160(abc), 'bb1be98c142444d7a56aa3981c3942a978e4dc33'],
    [sha1(abc), 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ];
  for (const [hash, hex] of expected) assert.equal(bytesToHex(hash), hex);
});

test('SHA-256 and HMAC agree with OpenSSL for every length around their block limits, and parts are joined', () => {
  for (let length = 0; length <= 140; length++) {
    const data = new Uint8Array(length).map((_, index) => index * 7 + length);
    const cut = length >> 1;
    const digest = createHash('sha256').update(data).digest('hex');
    assert.equal(bytesToHex(sha256(data)), digest);
    assert.equal(bytesToHex(sha256(data.subarray(0, cut), data.subarray(cut))), digest);
    assert.equal(bytesToHex(ripemd160(data)), createHash('ripemd160').update(data).digest('hex'));
    const key = data.map((byte) => byte ^ 0x55);
    const mac = createHmac('sha256', key).update(data).digest('hex');
    assert.equal(bytesToHex(hmacSha256(key, data)), mac);
    assert.equal(bytesToHex(hmacSha256(key, data.subarray(0, cut), data.subarray(cut))), mac);
    const under = hmacSha256Under(key);
    assert.equal(bytesToHex(under(data)), mac);
    assert.equal(bytesToHex(under(data.subarray(0, cut), data.subarray(cut))), mac, 'and once more');
  }
  const key = text('key');
  const mac = createHmac('sha512', key).update('ab').digest('hex');
  assert.equal(bytesToHex(hmacSha512(key, text('a'), text('b'))), mac);
});

test('SHA-256 is the same with and without functions in C, also of more than those take at a time', () => {
  const part = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .integer({ min: OPENSSL_CAPACITY - 2, max: OPENSSL_CAPACITY + 2 })
      .map((length) => new Uint8Array(length).fill(7)),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
      const expected = createHash('sha256');
      for (const data of parts) expected.update(data);
      const hex = expected.digest('hex');
      assert.equal(bytesToHex(sha256(...parts)), hex);
      assert.equal(bytesToHex(sha256WithoutForeignCode(parts)), hex);
    }),
  );
});

test('a digest is an array of its own, not a view of a shared buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
      const digest = sha256(data);
      const before = bytesToHex(digest);
      sha256(data, data).fill(0);
      assert.equal(digest.length, 32);
      assert.equal(digest.constructor, Uint8Array);
      assert.equal(bytesToHex(digest), before);
    }),
  );
});

test('HKDF gives the key of RFC 5869, test case 1', () => {
  const okm = hkdfSha256(
    hexToBytes('0b'.repeat(22)),
    hexToBytes('000102030405060708090a0b0c'),
    hexToBytes('f0f1f2f3f4f5f6f7f8f9'),
    42,
  );
  assert.equal(
    bytesToHex(okm),
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  );
});

test('scrypt gives the key of RFC 7914, "Test Vectors for scrypt"', () => {
  const key = scrypt(
    'pleaseletmein',
    text('SodiumChloride'),
    { cost: 16384, blockSize: 8, parallelization: 1 },
    64,
  );
  assert.equal(
    bytesToHex(key),
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2' +
      'd5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
  );
});
