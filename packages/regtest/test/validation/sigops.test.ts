import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concatBytes, hash160, sha256 } from '@sferic/crypto';
import { OP } from '../../src/script/opcodes.ts';
import { pushData } from '../../src/script/parse.ts';
import type { TxIn } from '../../src/transaction.ts';
import { countSigops, sigopsCost } from '../../src/validation/sigops.ts';
import { aCoinbase, anInput, aTx } from '../support/consensus.ts';

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const multisig = bytes(OP[2], OP[3], OP.CHECKMULTISIG);

describe('signature operations of a script', () => {
  const cases: readonly [name: string, script: Uint8Array, rough: number, accurate: number][] = [
    ['none', bytes(OP[1]), 0, 0],
    ['CHECKSIG, CHECKSIGVERIFY', bytes(OP.CHECKSIG, OP.CHECKSIGVERIFY), 2, 2],
    ['3 keys', multisig, 20, 3],
    ['16 keys', bytes(OP[16], OP.CHECKMULTISIGVERIFY), 20, 16],
    ['a number of keys that is not stated', bytes(OP.DUP, OP.CHECKMULTISIG), 20, 20],
    ['no keys by OP_0, which does not count as stated', bytes(OP[0], OP.CHECKMULTISIG), 20, 20],
    ['in a push', pushData(bytes(OP.CHECKSIG)), 0, 0],
    ['before a push that is cut off', bytes(OP.CHECKSIG, 5, OP.CHECKSIG), 1, 1],
  ];
  for (const [name, script, rough, accurate] of cases) {
    it(name, () => {
      assert.equal(countSigops(script, false), rough);
      assert.equal(countSigops(script, true), accurate);
    });
  }
});

describe('the cost of a transaction’s signature operations (BIP 141)', () => {
  const costOf = (scriptPubKey: Uint8Array, input: Partial<TxIn>): number =>
    sigopsCost(aTx({ inputs: [anInput(input)] }), [
      { output: { value: 1n, scriptPubKey }, height: 1, coinbase: false },
    ]);
  const scriptHash = (script: Uint8Array): Uint8Array =>
    concatBytes(bytes(OP.HASH160), pushData(hash160(script)), bytes(OP.EQUAL));
  const keyHashProgram = concatBytes(bytes(0), pushData(new Uint8Array(20)));
  const program = concatBytes(bytes(0), pushData(sha256(multisig)));
  const taproot = concatBytes(bytes(OP[1]), pushData(new Uint8Array(32)));

  const cases: readonly [name: string, cost: number, scriptPubKey: Uint8Array, input: Partial<TxIn>][] = [
    ['bare: not of what is spent', 0, multisig, {}],
    ['in scriptSig: 4 each, roughly', 80, bytes(OP[1]), { scriptSig: multisig }],
    ['P2SH: 4 each, accurately', 12, scriptHash(multisig), { scriptSig: pushData(multisig) }],
    [
      'P2SH with more than pushes',
      0,
      scriptHash(multisig),
      { scriptSig: concatBytes(bytes(OP.NOP), pushData(multisig)) },
    ],
    ['P2WPKH', 1, keyHashProgram, {}],
    ['P2WSH: 1 each, accurately', 3, program, { witness: [bytes(1), multisig] }],
    ['P2SH-P2WSH', 3, scriptHash(program), { scriptSig: pushData(program), witness: [multisig] }],
    ['P2SH-P2WPKH', 1, scriptHash(keyHashProgram), { scriptSig: pushData(keyHashProgram) }],
    ['taproot', 0, taproot, { witness: [multisig] }],
  ];
  for (const [name, cost, scriptPubKey, input] of cases) {
    it(`${name}: ${cost}`, () => assert.equal(costOf(scriptPubKey, input), cost));
  }

  it('counts outputs, and only those of a coinbase', () => {
    const outputs = [{ value: 0n, scriptPubKey: multisig }];
    assert.equal(sigopsCost(aCoinbase(1, { outputs }), []), 80);
  });
});
