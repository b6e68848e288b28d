import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sat, TxId } from '@sferic/wire';
import { segwitSighash, sighashContext, type Transaction } from '../../src/bitcoin/index.ts';

test('a digest that could not be made leaves nothing for the next one', () => {
  const tx: Transaction = {
    version: 2,
    inputs: [
      {
        outPoint: { txid: new Uint8Array(32) as TxId, index: 0 },
        scriptSig: new Uint8Array(0),
        sequence: 0,
        witness: [],
      },
    ],
    outputs: [{ amount: 1n as Sat, scriptPubKey: new Uint8Array(22) }],
    locktime: 0,
  };
  const digest = () => segwitSighash(sighashContext(tx), 0, new Uint8Array(25), 2n as Sat);
  const before = digest();
  assert.throws(() => segwitSighash(sighashContext(tx), 0, new Uint8Array(25), -1n as Sat), RangeError);
  assert.deepEqual(digest(), before);
});
