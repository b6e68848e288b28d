import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concatBytes, sha256 } from '@sferic/crypto';
import type { Coin } from '../../src/coin.ts';
import { CONSENSUS_FLAGS, STANDARD_FLAGS } from '../../src/script/flags.ts';
import { OP } from '../../src/script/opcodes.ts';
import { pushData } from '../../src/script/parse.ts';
import { ScriptVerifier } from '../../src/validation/scripts.ts';
import { anInput, aTx } from '../support/consensus.ts';

/** Coins paid to a witness script. */
const coin = (script: Uint8Array): Coin => ({
  output: { value: 1000n, scriptPubKey: concatBytes(Uint8Array.of(0), pushData(sha256(script))) },
  height: 1,
  coinbase: false,
});
const yes = Uint8Array.of(OP[1]);
/** Valid, but not relayed: it uses an operation that is kept for an upgrade. */
const odd = Uint8Array.of(OP.NOP1, OP[1]);
const no = Uint8Array.of(OP[0]);

const spending = (...scripts: readonly Uint8Array[]): Parameters<ScriptVerifier['verify']> => [
  aTx({
    inputs: scripts.map((script, index) =>
      anInput({ prevout: { txid: new Uint8Array(32), index }, witness: [script] }),
    ),
  }),
  scripts.map(coin),
  CONSENSUS_FLAGS,
];

describe('verifying all inputs of a transaction', () => {
  it('names the first input that fails, each time it is asked', () => {
    const verifier = new ScriptVerifier();
    const failure = { inputIndex: 1, error: 'EVAL_FALSE' };
    assert.deepEqual(verifier.verify(...spending(yes, no, no)), failure);
    assert.deepEqual(verifier.verify(...spending(yes, no, no)), failure);
  });

  it('does not let what passed by consensus pass as standard', () => {
    const verifier = new ScriptVerifier();
    const [tx, coins] = spending(odd);
    assert.equal(verifier.verify(tx, coins, CONSENSUS_FLAGS), undefined);
    assert.equal(verifier.verify(tx, coins, STANDARD_FLAGS)?.error, 'DISCOURAGE_UPGRADABLE_NOPS');
    assert.equal(verifier.verify(tx, coins, CONSENSUS_FLAGS), undefined);
  });

  it('is not repeated for what passed under more flags', () => {
    const verifier = new ScriptVerifier();
    const [tx, coins] = spending(yes);
    assert.equal(verifier.verify(tx, coins, STANDARD_FLAGS), undefined);
    const untouchable: Coin[] = [];
    assert.equal(verifier.verify(tx, untouchable, CONSENSUS_FLAGS), undefined);
  });

  it('is repeated for the oldest once there are too many to remember', () => {
    const verifier = new ScriptVerifier(2);
    const txs = [yes, odd, Uint8Array.of(OP[2])].map((script) => spending(script));
    for (const [tx, coins, flags] of txs) assert.equal(verifier.verify(tx, coins, flags), undefined);
    const remembers = txs.map(([tx, , flags]) => {
      try {
        return verifier.verify(tx, [], flags) === undefined;
      } catch {
        return false;
      }
    });
    assert.deepEqual(remembers, [false, true, true]);
  });
});
