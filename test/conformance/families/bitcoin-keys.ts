/** From words to keys: BIP 32, BIP 39 and BIP 84. */
import assert from 'node:assert/strict';
import { p2wpkh, scriptToAddress } from '@sferic/channel';
import {
  bytesToHex,
  encodeWif,
  HdKey,
  isValidMnemonic,
  mnemonicFromEntropy,
  mnemonicToSeed,
} from '@sferic/crypto';
import { each, type Family, nameOf } from '../family.ts';
import type { Item } from '../item.ts';

/** zprv and zpub: BIP 84, "Extended Key Version". */
const BIP84_VERSIONS = { private: 0x04b2430c, public: 0x04b24746 };

function judgeDerivation(item: Item): void {
  const root = HdKey.fromSeed(item.hex('seed'));
  for (const derivation of item.items('derivations')) {
    const key = root.derive(derivation.text('path'));
    assert.equal(key.extendedPrivateKey, derivation.text('extended_private_key'));
    assert.equal(key.extendedPublicKey, derivation.text('extended_public_key'));
    const read = HdKey.fromExtendedKey(derivation.text('extended_public_key'));
    assert.deepEqual(read?.publicKey, key.publicKey);
  }
}

export const bip32: Family = {
  name: 'bip32',
  *cases(file) {
    yield* each(file.items('derivation'), judgeDerivation);
    yield* each(file.items('invalid_extended_keys'), (item) =>
      assert.equal(HdKey.fromExtendedKey(item.text('extended_key')), undefined),
    );
  },
};

export const bip39: Family = {
  name: 'bip39',
  *cases(file) {
    yield* each(file.items('cases'), (item) => {
      const mnemonic = item.text('mnemonic');
      assert.equal(mnemonicFromEntropy(item.hex('entropy')), mnemonic);
      assert.equal(isValidMnemonic(mnemonic), true);
      const seed = mnemonicToSeed(mnemonic, item.text('passphrase'));
      assert.equal(bytesToHex(seed), item.text('expected_seed'));
      assert.equal(HdKey.fromSeed(seed).extendedPrivateKey, item.text('expected_bip32_master_private_key'));
    });
  },
};

function judgeAddress(root: HdKey, item: Item): void {
  const key = root.derive(item.text('path'));
  assert.equal(bytesToHex(key.publicKey), item.text('public_key'));
  const wif = encodeWif({ network: 'main', secretKey: key.privateKey, compressed: true });
  assert.equal(wif, item.text('private_key_wif'));
  assert.equal(scriptToAddress(p2wpkh(key.publicKey), 'mainnet'), item.text('address'));
}

export const bip84: Family = {
  name: 'bip84',
  *cases(file) {
    for (const item of file.items('addresses')) {
      const judge = () => {
        const root = HdKey.fromSeed(mnemonicToSeed(file.text('mnemonic')), BIP84_VERSIONS);
        assert.equal(root.extendedPrivateKey, file.text('root_private_key'));
        assert.equal(root.extendedPublicKey, file.text('root_public_key'));
        const account = root.derive(file.text('account_path'));
        assert.equal(account.extendedPrivateKey, file.text('account_private_key'));
        assert.equal(account.extendedPublicKey, file.text('account_public_key'));
        judgeAddress(root, item);
      };
      yield { name: `${nameOf(item)} ${item.text('path')}`, judge };
    }
  },
};
