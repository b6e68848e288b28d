/** Schnorr signatures: BIP 340, test-vectors.csv. */
import assert from 'node:assert/strict';
import { bytesToHex, publicKey, schnorrSign, schnorrVerify, xOnly } from '@sferic/crypto';
import { each, type Family } from '../family.ts';

export const bip340: Family = {
  name: 'bip340',
  *cases(file) {
    yield* each(file.items('cases'), (item) => {
      const message = item.hex('message');
      const verified = schnorrVerify(message, item.hex('signature'), item.hex('public_key'));
      assert.equal(verified, item.flag('signature_valid'));
      if (!item.has('secret_key')) return;
      const secretKey = item.hex('secret_key');
      assert.equal(bytesToHex(xOnly(publicKey(secretKey))), item.text('public_key'));
      const signature = schnorrSign(message, secretKey, item.hex('aux_rand'));
      assert.equal(bytesToHex(signature), item.text('signature'));
    });
  },
};
