import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Msat } from '@sferic/wire';
import {
  auditAgreement,
  auditBalances,
  auditSignatures,
  established,
  onlyFunding,
} from './harness/auditor.ts';
import type { End } from './harness/end.ts';
import { originOf, payment } from './harness/fixtures.ts';
import { Pair } from './harness/pair.ts';

const ONION = new Uint8Array(1366).fill(7);

/** Offers an HTLC that must not be refused. */
function offer(end: End, number: number, amount: bigint): void {
  end.do({
    type: 'add_htlc',
    amount: amount as Msat,
    paymentHash: payment(number).paymentHash,
    cltvExpiry: 1500,
    onion: ONION,
    origin: originOf(end.name, number),
  });
}

function audit(pair: Pair): void {
  for (const end of [pair.alice, pair.bob]) {
    auditBalances(end);
    auditSignatures(end);
  }
  auditAgreement(pair.alice, pair.bob);
}

describe('normal operation', () => {
  it('carries an HTLC to its fulfilment in the order of BOLT 2', () => {
    const pair = Pair.normal();
    const { alice, bob } = pair;
    offer(alice, 1, 50_000_000n);
    pair.settle();
    assert.equal(bob.takeReceived(0n).amount, 50_000_000n);
    audit(pair);
    bob.do({ type: 'fulfill_htlc', htlcId: 0n, preimage: payment(1).preimage });
    assert(pair.deliver('bob'));
    assert.deepEqual(alice.settlements[0]?.outcome, { type: 'fulfill', preimage: payment(1).preimage });
    pair.settle();
    audit(pair);
    assert.deepEqual(pair.carried, [
      'alice: update_add_htlc',
      'alice: commitment_signed',
      'bob: revoke_and_ack',
      'bob: commitment_signed',
      'alice: revoke_and_ack',
      'bob: update_fulfill_htlc',
      'bob: commitment_signed',
      'alice: revoke_and_ack',
      'alice: commitment_signed',
      'bob: revoke_and_ack',
    ]);
    assert.equal(established(alice).commitments.updates.htlcs.local.size, 0);
    assert.deepEqual(onlyFunding(alice).balances, { local: 550_000_000n, remote: 450_000_000n });
    pair.finish();
  });
});
