import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import { CONSENSUS_FLAGS } from '../../src/script/flags.ts';
import { legacySignatureHash } from '../../src/sighash/legacy.ts';
import { segwitSignatureHash } from '../../src/sighash/segwit.ts';
import { displayId } from '../../src/transaction.ts';
import { verifyInputScripts } from '../../src/validation/scripts.ts';
import { aTx, loadVectors, txOf } from '../support/consensus.ts';

interface Hash {
  readonly inputIndex: number;
  readonly scriptCode: string;
  readonly hashType: number;
  readonly hash: string;
}

interface Vectors {
  readonly legacy: readonly (Hash & { readonly number: number; readonly tx: string })[];
  readonly segwit: readonly {
    readonly name: string;
    readonly unsignedTx: string;
    readonly signedTx: string;
    readonly spent: readonly { readonly scriptPubKey: string; readonly amount: string }[];
    readonly hashes: readonly (Hash & { readonly amount: string })[];
  }[];
}

const vectors = loadVectors<Vectors>('sighash');

describe('sighash.json: hashes that signatures before BIP 141 commit to', () => {
  for (const { number, tx, inputIndex, scriptCode, hashType, hash } of vectors.legacy) {
    it(`${number}: type ${hashType}`, () => {
      assert.equal(
        displayId(legacySignatureHash(txOf(tx), inputIndex, hexToBytes(scriptCode), hashType)),
        hash,
      );
    });
  }

  it('SIGHASH_SINGLE without an output of the same index: the number 1', () => {
    const [input] = aTx().inputs;
    const tx = aTx({ inputs: [input!, { ...input!, sequence: 1 }] });
    assert.equal(displayId(legacySignatureHash(tx, 1, Uint8Array.of(0x51), 3)), `${'0'.repeat(63)}1`);
  });
});

describe('BIP 143, Example', () => {
  for (const { name, unsignedTx, signedTx, spent, hashes } of vectors.segwit) {
    it(`${name}: hashes`, () => {
      const tx = txOf(unsignedTx);
      for (const { inputIndex, scriptCode, amount, hashType, hash } of hashes) {
        const computed = segwitSignatureHash(
          tx,
          inputIndex,
          hexToBytes(scriptCode),
          BigInt(amount),
          hashType,
        );
        assert.equal(bytesToHex(computed), hash);
      }
    });

    it(`${name}: the signed transaction verifies, and not with another amount`, () => {
      const tx = txOf(signedTx);
      const coins = spent.map(({ scriptPubKey, amount }) => ({
        output: { value: BigInt(amount), scriptPubKey: hexToBytes(scriptPubKey) },
        height: 1,
        coinbase: false,
      }));
      assert.equal(verifyInputScripts(tx, coins, CONSENSUS_FLAGS), undefined);
      const wrong = coins.map((coin) => ({
        ...coin,
        output: { ...coin.output, value: coin.output.value + 1n },
      }));
      assert.notEqual(verifyInputScripts(tx, wrong, CONSENSUS_FLAGS), undefined);
    });
  }
});
