import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ClosingState,
  formatOutPoint,
  type OutPoint,
  type Transaction,
  transactionId,
} from '@sferic/channel';
import type { TxId } from '@sferic/wire';
import { ClaimPublisher, type ClaimPublisherModules } from '../../src/enforcement/claim-publisher.ts';

const HTLC: OutPoint = { txid: new Uint8Array(32).fill(1) as TxId, index: 0 };
const OURS: Transaction = {
  version: 2,
  inputs: [{ outPoint: HTLC, scriptSig: new Uint8Array(), sequence: 0, witness: [] }],
  outputs: [],
  locktime: 0,
};

/** The claims of a channel are over; `spender` is in a block, and a claim of ours waits in the wallet. */
async function givenUpWhen(spender: TxId): Promise<readonly Transaction[]> {
  const givenUp: Transaction[] = [];
  const publisher = new ClaimPublisher({
    wallet: { waitingSpender: () => OURS },
    published: { giveUp: async (transaction: Transaction) => void givenUp.push(transaction) },
  } as unknown as ClaimPublisherModules);
  const output = { outPoint: HTLC, spend: { txid: spender, height: 100 } };
  publisher.update({ outputs: new Map([[formatOutPoint(HTLC), output]]) } as unknown as ClosingState, []);
  await publisher.idle();
  return givenUp;
}

describe('a claim of ours that waits for a block', () => {
  it('is given up once a block holds another that spends the same: its coins are free again', async () => {
    assert.deepEqual(await givenUpWhen(new Uint8Array(32).fill(2) as TxId), [OURS]);
  });

  it('stays while it is the one that the channel has seen in a block, which a reorganisation may have taken', async () => {
    assert.deepEqual(await givenUpWhen(transactionId(OURS)), []);
  });
});
