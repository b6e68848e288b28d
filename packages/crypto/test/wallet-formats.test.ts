import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  base58CheckDecode,
  base58CheckEncode,
  base58Decode,
  base58Encode,
  bytesToHex,
  decodeWif,
  encodeWif,
  HdKey,
  hexToBytes,
  isValidMnemonic,
  mnemonicFromEntropy,
  mnemonicToSeed,
} from '../src/index.ts';

const ABANDON = `${'abandon '.repeat(11)}about`;

test('the mnemonic of zeros, its seed and its master key are those of BIP 39', () => {
  assert.equal(mnemonicFromEntropy(new Uint8Array(16)), ABANDON);
  const seed = mnemonicToSeed(ABANDON, 'TREZOR');
  assert.equal(
    bytesToHex(seed),
    'c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e5349553' +
      '1f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04',
  );
  assert.equal(
    HdKey.fromSeed(seed).extendedPrivateKey,
    'xprv9s21ZrQH143K3h3fDYiay8mocZ3afhfULfb5GX8kCBdno77K4HiA15Tg23wpbeF1pLfs1c5SPmYHrEpTuuRhxMwvKDwqdKiGJS9XFKzUsAF',
  );
});

test('a mnemonic with a wrong checksum, word or count is invalid', () => {
  assert.equal(isValidMnemonic(ABANDON), true);
  for (const bad of ['abandon '.repeat(12).trim(), ABANDON.replace('about', 'sferic'), 'abandon about', '']) {
    assert.equal(isValidMnemonic(bad), false);
    assert.throws(() => mnemonicToSeed(bad), RangeError);
  }
});

test('BIP 32 derivation gives the keys of its test vector 1', () => {
  const root = HdKey.fromSeed(hexToBytes('000102030405060708090a0b0c0d0e0f'));
  const child = root.derive("m/0'");
  assert.equal(
    child.extendedPublicKey,
    'xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw',
  );
  const watching = HdKey.fromExtendedKey(child.extendedPublicKey);
  assert.ok(watching !== undefined);
  assert.deepEqual(watching.derive('m/7').publicKey, child.derive('m/7').publicKey);
  assert.equal(watching.hasPrivateKey, false);
  assert.throws(() => watching.privateKey, RangeError);
  assert.throws(() => watching.derive("m/0'"));
});

test('the first receiving key of BIP 84 is derived and written as its WIF', () => {
  const root = HdKey.fromSeed(mnemonicToSeed(ABANDON), { private: 0x04b2430c, public: 0x04b24746 });
  const key = root.derive("m/84'/0'/0'/0/0");
  assert.equal(
    root.extendedPrivateKey,
    'zprvAWgYBBk7JR8Gjrh4UJQ2uJdG1r3WNRRfURiABBE3RvMXYSrRJL62XuezvGdPvG6GFBZduosCc1YP5wixPox7zhZLfiUm8aunE96BBa4Kei5',
  );
  assert.equal(
    encodeWif({ network: 'main', secretKey: key.privateKey, compressed: true }),
    'KyZpNDKnfs94vbrwhJneDi77V6jF64PWPF8x5cdJb8ifgg2DUc9d',
  );
});

test('an extended key that BIP 32 calls invalid is refused', () => {
  // BIP 32, test vector 5: a public version with a private key; a wrong checksum.
  for (const bad of [
    'xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6LBpB85b3D2yc8sfvZU521AAwdZafEz7mnzBBsz4wKY5fTtTQBm',
    'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHL',
    '',
  ]) {
    assert.equal(HdKey.fromExtendedKey(bad), undefined);
  }
});

test('an extended key with an altered field that BIP 32 rules out is refused, also under a right checksum', () => {
  const root = HdKey.fromSeed(new Uint8Array(32).fill(1));
  const altered = (text: string, at: number, ...bytes: readonly number[]) => {
    const payload = base58CheckDecode(text);
    assert.ok(payload !== undefined);
    payload.set(bytes, at);
    return HdKey.fromExtendedKey(base58CheckEncode(payload));
  };
  const { extendedPrivateKey: secret, extendedPublicKey: open } = root;
  assert.equal(altered(secret, 45, 0)?.extendedPrivateKey, secret);
  assert.equal(altered(open, 0, 0x04)?.extendedPublicKey, open);
  assert.equal(altered(secret, 0, 0x05), undefined, 'another version');
  assert.equal(altered(secret, 45, 1), undefined, 'a private key that begins with another byte than zero');
  assert.equal(altered(secret, 46, ...new Uint8Array(32)), undefined, 'the private key zero');
  assert.equal(
    altered(secret, 46, ...new Uint8Array(32).fill(0xff)),
    undefined,
    'a private key above the order',
  );
  assert.equal(altered(open, 45, 4), undefined, 'a public key that is none');
  assert.equal(altered(open, 5, 1), undefined, 'a root with a parent');
  assert.equal(altered(open, 12, 1), undefined, 'a root with an index');
});

test('a path is refused that does not begin at m or has a step that is no index; 2147483647 is the last', () => {
  const root = HdKey.fromSeed(new Uint8Array(32).fill(1));
  assert.equal(root.derive('m').extendedPublicKey, root.extendedPublicKey);
  assert.equal(root.derive("m/2147483647'").derive('m/0').publicKey.length, 33);
  for (const bad of ['', '0', 'n/0', 'm/', 'm/-1', 'm/1h', "m/0''", 'm/2147483648', 'm//1', 'm/0x1'])
    assert.throws(() => root.derive(bad), RangeError, bad);
});

test('an HD key does not print its private part', () => {
  const root = HdKey.fromSeed(new Uint8Array(32).fill(1));
  assert.doesNotMatch(JSON.stringify(root), /xprv|[0-9a-f]{32}/);
});

test('base58 keeps leading zeros and reads back; other characters do not', () => {
  assert.equal(base58Encode(hexToBytes('61')), '2g');
  assert.equal(base58Encode(hexToBytes('00000061')), '1112g');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      assert.deepEqual(base58Decode(base58Encode(bytes)), bytes);
      assert.deepEqual(base58CheckDecode(base58CheckEncode(bytes)), bytes);
    }),
  );
  for (const bad of ['0', 'O', 'I', 'l', ' 2g', '2g!']) assert.equal(base58Decode(bad), undefined);
});

test('base58check refuses an altered character and a text too short for its checksum', () => {
  const text = base58CheckEncode(hexToBytes('00'.repeat(21)));
  assert.equal(base58CheckDecode(text.replace(/.$/, (last) => (last === '2' ? '3' : '2'))), undefined);
  assert.equal(base58CheckDecode('2g'), undefined);
  assert.equal(base58CheckDecode(''), undefined);
});

test('WIF reads back, and refuses another prefix, mark, length and an invalid key', () => {
  const secretKey = new Uint8Array(32).fill(9);
  for (const network of ['main', 'test'] as const) {
    for (const compressed of [true, false]) {
      const key = { network, secretKey, compressed };
      assert.deepEqual(decodeWif(encodeWif(key)), key);
    }
  }
  const payload = (hex: string) => base58CheckEncode(hexToBytes(hex));
  const key = '09'.repeat(32);
  for (const bad of [
    `81${key}01`,
    `80${key}02`,
    `80${key}0101`,
    `80${key.slice(2)}`,
    `80${'00'.repeat(32)}01`,
  ]) {
    assert.equal(decodeWif(payload(bad)), undefined);
  }
});
