import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ShortChannelId } from '@sferic/wire';
import type { Transaction } from '../../src/bitcoin/transaction.ts';
import { restore } from '../../src/persistence/restore.ts';
import { backupOf, decodeChannelBackup, encodeChannelBackup } from '../../src/recovery/channel-backup.ts';
import { lostChannel } from '../../src/recovery/lost-channel.ts';
import type { ClosingState } from '../../src/state.ts';
import { established, localCommitment, onlyFunding } from '../harness/auditor.ts';
import { End } from '../harness/end.ts';
import { Pair, stateType } from '../harness/pair.ts';
import { fulfill, offer } from '../harness/traffic.ts';

const ALIAS = 77n as ShortChannelId;

function backupBytes(end: End): Uint8Array {
  return encodeChannelBackup(backupOf(established(end)));
}

/** Alice again, with nothing but what the backup holds; Bob as he was. */
function withLostAlice({ alice, bob }: Pair, backup: Uint8Array): Pair {
  const decoded = decodeChannelBackup(backup);
  assert(decoded.ok);
  const { state, writes } = lostChannel(decoded.value, ALIAS);
  const rows = writes.map(({ key, value }) => ({ key, value: value as Uint8Array }));
  const restored = restore(rows);
  assert(restored.ok);
  assert.deepEqual(restored.value, state);
  return new Pair(new End('alice', alice.signer, restored.value, alice.env), bob);
}

/** A channel in which `payments` were made, and one HTLC hangs. */
function used(payments: number): Pair {
  const pair = Pair.normal();
  for (let number = 0; number < payments; number++) {
    offer(pair.alice, number, 30_000_000n);
    pair.settle();
    fulfill(pair.bob, BigInt(number), number);
    pair.settle();
  }
  offer(pair.alice, payments, 40_000_000n);
  pair.settle();
  return pair;
}

describe('the backup of a channel', () => {
  it('stays the same whatever is paid', () => {
    assert.deepEqual(backupBytes(used(3).alice), backupBytes(Pair.normal().alice));
  });

  it('that is cut short or of another version is refused', () => {
    const bytes = backupBytes(Pair.normal().alice);
    assert(!decodeChannelBackup(bytes.subarray(0, -1)).ok);
    assert(!decodeChannelBackup(bytes.with(0, 9)).ok);
  });
});

describe('a channel that was lost but for its backup', () => {
  for (const payments of [0, 3])
    it(`after ${payments} payments: makes the peer close, publishes nothing, claims what is its own`, () => {
      const before = used(payments);
      before.cut();
      const expected = localCommitment(before.bob).commitment;
      const pair = withLostAlice(before, backupBytes(before.alice));
      pair.reconnect();
      pair.settle();
      assert.equal(stateType(pair.bob.state), 'failed');
      assert.deepEqual(pair.alice.published, []);
      assert.equal(pair.bob.published.length, 1);

      const [commitment] = pair.bob.published as readonly Transaction[];
      assert(commitment !== undefined);
      const { txid: fundingTxid } = onlyFunding(pair.alice);
      const { height } = pair.alice.env;
      pair.alice.input({
        type: 'chain',
        event: { type: 'funding_spent', fundingTxid, transaction: commitment, height },
      });
      const { spend, outputs } = established(pair.alice) as ClosingState;
      assert.equal(spend.kind, 'future_commitment');
      const ours = [...outputs.values()].filter(({ role }) => role.type === 'to_remote');
      const toRemote = expected.outputs.findIndex(({ kind }) => kind === 'to_remote');
      assert.deepEqual(
        ours.map(({ outPoint, output }) => [outPoint.index, output.amount]),
        [[toRemote, expected.tx.outputs[toRemote]?.amount]],
      );
    });

  it('takes no command that would publish', () => {
    const before = used(1);
    const pair = withLostAlice(before, backupBytes(before.alice));
    assert.equal(pair.alice.command({ type: 'force_close' })?.code, 'wrong_state');
    assert.deepEqual(pair.alice.published, []);
  });
});
