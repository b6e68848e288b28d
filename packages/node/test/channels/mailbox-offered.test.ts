/** What an HTLC takes of a channel counts from the moment at which it is given to the mailbox. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storedState } from '@sferic/channel';
import { sat } from '@sferic/wire';
import { type ChannelDetails, channelDetails } from '../../src/channels/channel-view.ts';
import { Bench } from './mailbox-fixture.ts';

const NONE = { count: 0, amount: 0n, untrimmed: { local: 0, remote: 0 } };

test('HTLCs are offered until the state that has them is durable, or they are refused', async () => {
  const bench = new Bench();
  await bench.connect();
  bench.isDiskIdle = false;
  const offers = [bench.offer(1), bench.offer(2, 599_000_000n), bench.offer(3)];
  const all = offers.reduce((sum, { amount }) => sum + amount, 0n);
  assert.deepEqual(bench.mailbox.offered, NONE);
  const answers = offers.map((offer) => bench.mailbox.command(offer));
  const untrimmed = { local: 3, remote: 3 };
  assert.deepEqual(bench.mailbox.offered, { count: 3, amount: all, untrimmed });
  await bench.settle();
  assert.equal(bench.commits.length, 1, 'folded, and on its way to the disk');
  const late = bench.mailbox.command(bench.offer(4));
  assert.equal(bench.mailbox.offered.count, 4);
  bench.commits[0]?.succeed();
  const refused = (await Promise.all(answers)).map(({ ok }) => ok);
  assert.deepEqual(refused, [true, false, true]);
  assert.equal(bench.mailbox.offered.count, 1);
  assert.equal(bench.mailbox.offered.amount, bench.offer(4).amount);
  await bench.settle();
  bench.commits[1]?.fail('the disk is gone');
  assert(!(await late).ok);
  assert.deepEqual(bench.mailbox.offered, NONE);
  assert(!(await bench.mailbox.command(bench.offer(5))).ok);
  assert.deepEqual(bench.mailbox.offered, NONE);
});

/** As the rest of the node sees the channel. */
function viewOf({ bob, mailbox }: Bench): ChannelDetails {
  const stored = storedState(mailbox.state);
  assert(stored?.type === 'normal');
  const contributions = { local: sat(600_000n), remote: sat(400_000n) };
  const peer = bob.signer.nodeId;
  const record = { peer, keyIndex: 0, contributions, shutdownScript: new Uint8Array(), openedAt: 0 };
  const { channelId } = stored.params;
  const view = channelDetails(mailbox.state, channelId, record, undefined, () => mailbox.offered);
  assert(view !== undefined);
  return view;
}

test('what a channel can send is as much before its HTLCs are durable as after', async () => {
  const bench = new Bench();
  await bench.connect();
  const details = () => viewOf(bench);
  bench.isDiskIdle = false;
  const before = details();
  const [start, atRest, receivable] = [before.sendable, before.sendableWhenSettled, before.receivable];
  assert.equal(start, atRest);
  assert.notEqual(receivable, 0n);
  const offering = bench.mailbox.command(bench.offer(1, 50_000_000n));
  await bench.settle();
  const after = before.sendable;
  assert(after < start - 50_000_000n, 'a fee besides');
  assert.equal(before.sendableWhenSettled, atRest, 'it may be refused');
  assert.equal(before.receivable, receivable, 'what the peer can send');
  bench.commits[0]?.succeed();
  await offering;
  assert.equal(details().sendable, after);
  assert.equal(details().sendableWhenSettled, atRest - 50_000_000n);

  bench.isDiskIdle = true;
  bench.mailbox.disconnected();
  await bench.mailbox.idle();
  const away = details();
  assert.deepEqual([away.sendable, away.sendableWhenSettled, away.receivable], [0n, 0n, 0n]);
});

test('who hears of a new state does not find its HTLCs counted twice', async () => {
  const bench = new Bench();
  await bench.connect();
  const figures = () => {
    const { sendable, sendableWhenSettled } = viewOf(bench);
    return { sendable, sendableWhenSettled };
  };
  const told: unknown[] = [];
  bench.onChanged = () => told.push(figures());
  assert((await bench.mailbox.command(bench.offer(1, 250_000_000n))).ok);
  assert.deepEqual(told, [figures()]);
});
