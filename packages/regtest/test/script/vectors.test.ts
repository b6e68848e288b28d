import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hexToBytes } from '@sferic/crypto';
import { allFlagsExcept, flagsFromNames, NO_FLAGS, type ScriptFlags } from '../../src/script/flags.ts';
import { verifyScript } from '../../src/script/verify.ts';
import { transactionChecker } from '../../src/sighash/checker.ts';
import { NULL_INDEX, outPointKey, parseDisplayId, type Tx, txid } from '../../src/transaction.ts';
import { checkTransaction } from '../../src/validation/transaction.ts';
import { anInput, aTx, loadVectors, txOf } from '../support/consensus.ts';

interface ScriptCase {
  readonly number: number;
  readonly scriptSig: string;
  readonly scriptPubKey: string;
  readonly witness: readonly string[];
  readonly amount: string;
  readonly flags: readonly string[];
  readonly result: string;
}

interface SpentOutput {
  readonly txid: string;
  readonly index: number;
  readonly scriptPubKey: string;
  readonly amount: string;
}

interface TxCase {
  readonly number: number;
  readonly tx: string;
  readonly spent: readonly SpentOutput[];
}

interface TxVectors {
  readonly valid: readonly (TxCase & { readonly excludedFlags: readonly string[] })[];
  readonly invalid: readonly (TxCase & { readonly flags: readonly string[] })[];
}

const known = (flags: ScriptFlags | undefined): ScriptFlags => {
  assert.ok(flags !== undefined, 'a flag of the vectors is unknown');
  return flags;
};

describe('script_tests.json: the result of each script', () => {
  for (const vector of loadVectors<{ cases: readonly ScriptCase[] }>('scripts').cases) {
    it(`${vector.number}: ${vector.result} under ${vector.flags.join(',') || 'no flags'}`, () => {
      const value = BigInt(vector.amount);
      const scriptPubKey = hexToBytes(vector.scriptPubKey);
      const scriptSig = hexToBytes(vector.scriptSig);
      const witness = vector.witness.map(hexToBytes);
      const null_ = { txid: new Uint8Array(32), index: NULL_INDEX };
      const credit = aTx({
        version: 1,
        inputs: [anInput({ prevout: null_, scriptSig: Uint8Array.of(0, 0) })],
        outputs: [{ value, scriptPubKey }],
      });
      const spend = aTx({
        version: 1,
        inputs: [anInput({ prevout: { txid: txid(credit), index: 0 }, scriptSig, witness })],
        outputs: [{ value, scriptPubKey: new Uint8Array() }],
      });
      const flags = known(flagsFromNames(vector.flags));
      const checker = transactionChecker(spend, 0, value);
      const error = verifyScript({ scriptSig, scriptPubKey, witness }, flags, checker);
      assert.equal(error ?? 'OK', vector.result);
    });
  }
});

/** The error of the first input that does not verify. */
function verifyAll(tx: Tx, spent: readonly SpentOutput[], flags: ScriptFlags): string | undefined {
  const outputs = new Map(
    spent.map((output) => [outPointKey({ txid: parseDisplayId(output.txid)!, index: output.index }), output]),
  );
  for (const [index, input] of tx.inputs.entries()) {
    const output = outputs.get(outPointKey(input.prevout));
    assert.ok(output, `input ${index} spends an output that the vector lacks`);
    const { scriptSig, witness } = input;
    const scriptPubKey = hexToBytes(output.scriptPubKey);
    const checker = transactionChecker(tx, index, BigInt(output.amount));
    const error = verifyScript({ scriptSig, scriptPubKey, witness }, flags, checker);
    if (error) return error;
  }
  return undefined;
}

describe('tx_valid.json and tx_invalid.json', () => {
  const { valid, invalid } = loadVectors<TxVectors>('transactions');
  for (const vector of valid) {
    it(`valid ${vector.number}: with all flags but ${vector.excludedFlags.join(',') || 'none'}, and with none`, () => {
      const tx = txOf(vector.tx);
      assert.equal(checkTransaction(tx), undefined);
      assert.equal(verifyAll(tx, vector.spent, known(allFlagsExcept(vector.excludedFlags))), undefined);
      assert.equal(verifyAll(tx, vector.spent, NO_FLAGS), undefined);
    });
  }
  for (const vector of invalid) {
    it(`invalid ${vector.number}: ${vector.flags.join(',') || 'under no flags'}`, () => {
      const tx = txOf(vector.tx);
      if (vector.flags.includes('BADTX')) {
        assert.notEqual(checkTransaction(tx), undefined);
        return;
      }
      assert.equal(checkTransaction(tx), undefined);
      assert.notEqual(verifyAll(tx, vector.spent, known(flagsFromNames(vector.flags))), undefined);
    });
  }
});
