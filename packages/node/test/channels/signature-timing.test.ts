import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { payment } from '@sferic/channel/testing';
import type { SatPerKw } from '@sferic/wire';
import { TIDYING_UP_WAITS_MS } from '../../src/channels/signature-timing.ts';
import { MAX_TURNS_PUT_OFF, type Turns } from '../../src/turns.ts';
import { Bench, decoded, type RecordingPeer } from './mailbox-fixture.ts';

/** Work in hand for a good many turns; resolves when all of it is done. */
function fill(turns: Turns): Promise<unknown> {
  return Promise.all(Array.from({ length: 6000 }, () => turns.next('a')));
}

/** The payments with `count` numbers from `first` on. */
async function offerAll(bench: Bench, first: number, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) => bench.mailbox.command(bench.offer(first + index))),
  );
}

/** Bob removes these payments of Alice's, and signs that. */
function removeByBob(bench: Bench, numbers: readonly number[], how: 'fulfill' | 'fail' = 'fulfill'): void {
  for (const number of numbers) {
    const htlcId = BigInt(number - 1);
    if (how === 'fail') bench.bob.do({ type: 'fail_htlc', htlcId, reason: new Uint8Array(292) });
    else bench.bob.do({ type: 'fulfill_htlc', htlcId, preimage: payment(number).preimage });
  }
  assert(bench.bob.sign());
  hear(bench);
}

/** Alice takes in what Bob has said. */
function hear(bench: Bench): void {
  for (const bytes of bench.bob.sent.splice(0)) void bench.mailbox.message(decoded(bytes));
}

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** How long Alice waits for what. */
const waits = (bench: Bench): readonly number[] => [...bench.timers].map(({ milliseconds }) => milliseconds);

/** A mailbox in session, with so many HTLCs that stay; from now on the clock moves when the test says so. */
async function holding(count: number): Promise<{ readonly bench: Bench; readonly peer: RecordingPeer }> {
  const bench = new Bench();
  const peer = await bench.connect();
  await offerAll(bench, 1, count);
  await bench.exchange(peer);
  bench.isClockHeld = true;
  return { bench, peer };
}

/** Bob offers so many payments, which become irrevocable. */
async function receiveAll(bench: Bench, peer: RecordingPeer, first: number, count: number): Promise<void> {
  for (const number of range(first, first + count - 1)) bench.bob.do(bench.offer(number));
  assert(bench.bob.sign());
  await bench.exchange(peer);
}

/** Alice pays them; resolves when she has said what she says at once. */
async function fulfillAll(bench: Bench, first: number, count: number): Promise<void> {
  for (const number of range(first, first + count - 1)) {
    const { preimage } = payment(number);
    void bench.mailbox.command({ type: 'fulfill_htlc', htlcId: BigInt(number - 1), preimage });
  }
  await bench.settle();
}

describe('a mailbox signs', { timeout: 20_000 }, () => {
  it('what only tidies up, with what callers do next: a removal and a new HTLC share a signature', async () => {
    const { bench, peer } = await holding(2);
    removeByBob(bench, [1]);
    await bench.settle();
    assert.deepEqual(peer.types, ['revoke_and_ack']);
    assert.deepEqual(waits(bench), [TIDYING_UP_WAITS_MS]);
    await offerAll(bench, 3, 1);
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['revoke_and_ack', 'update_add_htlc', 'commitment_signed']);
    assert.equal(bench.timers.size, 0);
    bench.isClockHeld = false;
    await bench.exchange(peer);
    assert.equal(bench.bob.everReceived.length, 3);
  });

  it('that it has paid an HTLC with the next one that comes: the preimage is out at once', async () => {
    const { bench, peer } = await holding(0);
    await receiveAll(bench, peer, 1, 1);
    await fulfillAll(bench, 1, 1);
    assert.deepEqual(peer.types, ['update_fulfill_htlc']);
    assert.deepEqual(waits(bench), [TIDYING_UP_WAITS_MS]);
    for (const message of peer.sent.splice(0)) bench.bob.receiveMessage(message);
    bench.bob.do(bench.offer(2));
    assert(bench.bob.sign());
    hear(bench);
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['revoke_and_ack', 'commitment_signed']);
    assert.equal(bench.timers.size, 0);
  });

  it('either when a while has passed in which nothing comes', async () => {
    const { bench, peer } = await holding(2);
    removeByBob(bench, [1]);
    await bench.settle();
    bench.elapse();
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['revoke_and_ack', 'commitment_signed']);
    for (const message of peer.sent.splice(0)) bench.bob.receiveMessage(message);
    hear(bench);
    await receiveAll(bench, peer, 1, 1);
    await fulfillAll(bench, 1, 1);
    bench.elapse();
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['update_fulfill_htlc', 'commitment_signed']);
  });

  it('what the peer has waited for in vain at once: nothing else is in the channel', async () => {
    const { bench, peer } = await holding(1);
    removeByBob(bench, [1]);
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['revoke_and_ack', 'commitment_signed']);
    assert.equal(bench.timers.size, 0);
  });

  it('what is put off when a block comes, or somebody is in a hurry, and puts off what comes then', async () => {
    const { bench, peer } = await holding(0);
    for (const [number, hurry] of [
      () => void bench.mailbox.chainEvent({ type: 'new_block', height: 1001 }),
      () => bench.mailbox.hurry(),
    ].entries()) {
      await receiveAll(bench, peer, number + 1, 1);
      await fulfillAll(bench, number + 1, 1);
      assert.deepEqual(peer.types, ['update_fulfill_htlc']);
      hurry();
      await bench.mailbox.idle();
      assert.deepEqual(peer.types, ['update_fulfill_htlc', 'commitment_signed']);
      await bench.exchange(peer);
    }
    assert.equal(bench.timers.size, 0);
  });

  it('a fulfilment and a failure at once', async () => {
    const { bench, peer } = await holding(0);
    await receiveAll(bench, peer, 1, 2);
    void bench.mailbox.command({ type: 'fail_htlc', htlcId: 1n, reason: new Uint8Array(292) });
    await fulfillAll(bench, 1, 1);
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['update_fail_htlc', 'update_fulfill_htlc', 'commitment_signed']);
  });

  it('five removals with no work in hand without waiting for the clock', async () => {
    const { bench, peer } = await holding(0);
    await receiveAll(bench, peer, 1, 5);
    await fulfillAll(bench, 1, 5);
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, [...Array<string>(5).fill('update_fulfill_htlc'), 'commitment_signed']);
    assert.equal(bench.timers.size, 0);
  });

  it('everything at once in a channel that the peer closes', async () => {
    const { bench, peer } = await holding(0);
    await receiveAll(bench, peer, 1, 1);
    await fulfillAll(bench, 1, 1);
    for (const message of peer.sent.splice(0)) bench.bob.receiveMessage(message);
    bench.bob.do({ type: 'close', feerate: 500 as SatPerKw });
    hear(bench);
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['commitment_signed', 'shutdown']);
  });

  it('what has failed at once: its offerer waits until it is gone', async () => {
    const { bench, peer } = await holding(2);
    removeByBob(bench, [1], 'fail');
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['revoke_and_ack', 'commitment_signed']);
    for (const message of peer.sent.splice(0)) bench.bob.receiveMessage(message);
    hear(bench);
    await receiveAll(bench, peer, 1, 1);
    await bench.mailbox.command({ type: 'fail_htlc', htlcId: 0n, reason: new Uint8Array(292) });
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['update_fail_htlc', 'commitment_signed']);
    assert.equal(bench.timers.size, 0);
  });

  it('everything at once in a channel that is to be closed', async () => {
    const { bench, peer } = await holding(1);
    await bench.mailbox.command({ type: 'close', feerate: 500 as SatPerKw });
    removeByBob(bench, [1]);
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['shutdown', 'revoke_and_ack', 'commitment_signed']);
    assert.equal(bench.timers.size, 0);
  });

  it('what tidies up after more than a few when the work in hand is done', async () => {
    const { bench, peer } = await holding(5);
    const work = fill(bench.turns);
    removeByBob(bench, range(1, 5));
    await bench.settle();
    assert.deepEqual(peer.types, ['revoke_and_ack']);
    assert.deepEqual(waits(bench), []);
    await work;
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['revoke_and_ack', 'commitment_signed']);
  });

  it('what tidies up no earlier for what was put off and signed with something else before', async () => {
    const { bench, peer } = await holding(10);
    const first = fill(bench.turns);
    removeByBob(bench, range(1, 5));
    await bench.settle();
    await offerAll(bench, 11, 2);
    await bench.mailbox.idle();
    assert.equal(peer.types.at(-1), 'commitment_signed');
    assert(bench.turns.waiting > 0);
    await first;
    await bench.settle();
    await bench.exchange(peer);
    const second = fill(bench.turns);
    removeByBob(bench, range(6, 10));
    await bench.settle();
    await bench.settle();
    assert(bench.turns.waiting > 0);
    assert.deepEqual(peer.types, ['revoke_and_ack']);
    await second;
    await bench.mailbox.idle();
    assert.equal(peer.types.at(-1), 'commitment_signed');
  });

  it('eight HTLCs for one change at once, and nine when more has come or the time has passed that their signatures take', async () => {
    const { bench, peer } = await holding(7);
    await offerAll(bench, 8, 1);
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['update_add_htlc', 'commitment_signed']);
    bench.isClockHeld = false;
    await bench.exchange(peer);
    bench.isClockHeld = true;
    await offerAll(bench, 9, 1);
    assert.deepEqual([peer.types, waits(bench)], [['update_add_htlc'], [2]]);
    bench.elapse();
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['update_add_htlc', 'commitment_signed']);
  });

  it('few changes of many HTLCs when there are more of them, or when the time has passed that their signatures take', async () => {
    const { bench, peer } = await holding(20);
    void bench.mailbox.command(bench.offer(21));
    await bench.settle();
    assert.deepEqual(peer.types, ['update_add_htlc'], '21 HTLCs for one change');
    assert.deepEqual(waits(bench), [5]);
    removeByBob(bench, range(1, 11));
    await bench.mailbox.idle();
    const signed = ['update_add_htlc', 'revoke_and_ack', 'commitment_signed'];
    assert.deepEqual(peer.types, signed, '10 for twelve');
    assert.equal(bench.timers.size, 0);
    bench.isClockHeld = false;
    await bench.exchange(peer);
    bench.isClockHeld = true;
    void bench.mailbox.command(bench.offer(22));
    await bench.settle();
    assert.deepEqual(peer.types, ['update_add_htlc']);
    bench.elapse();
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['update_add_htlc', 'commitment_signed']);
  });

  it('few changes of many HTLCs no later than the first of them asked for, however many more come', async () => {
    const { bench, peer } = await holding(20);
    await offerAll(bench, 21, 1);
    const [timer] = bench.timers;
    await offerAll(bench, 22, 8);
    assert.deepEqual([...bench.timers], [timer], '29 HTLCs for nine changes');
    let isIdle = false;
    const idle = bench.mailbox.idle().then(() => {
      isIdle = true;
    });
    await bench.settle();
    assert(!isIdle);
    bench.elapse();
    await idle;
    assert.deepEqual(peer.types, [...Array<string>(9).fill('update_add_htlc'), 'commitment_signed']);
  });

  it('nothing that was put off once the peer is away, and nobody waits for that', async () => {
    const { bench, peer } = await holding(20);
    await offerAll(bench, 21, 1);
    assert.equal(bench.timers.size, 1);
    bench.mailbox.disconnected();
    await bench.mailbox.idle();
    assert.equal(bench.timers.size, 0);
    assert.deepEqual(peer.types, ['update_add_htlc']);
  });

  it('a lone HTLC at once, whatever work is in hand', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    bench.isClockHeld = true;
    const waiting = fill(bench.turns);
    await bench.mailbox.command(bench.offer(1));
    assert(bench.turns.waiting > 0);
    assert.deepEqual(peer.types, ['update_add_htlc', 'commitment_signed']);
    await waiting;
  });

  it('what only tidies up although work never ends: others cannot keep it from that', async () => {
    const { bench, peer } = await holding(5);
    let isFlooded = true;
    const flood = async (): Promise<void> => {
      while (isFlooded) await bench.turns.next('a');
    };
    const floods = Array.from({ length: 200 }, flood);
    removeByBob(bench, range(1, 5));
    await bench.settle();
    assert.deepEqual(peer.types, ['revoke_and_ack']);
    for (let turn = 0; turn < 2 * MAX_TURNS_PUT_OFF && !peer.types.includes('commitment_signed'); turn++)
      await bench.settle();
    assert(bench.turns.waiting > 0);
    assert.deepEqual(peer.types, ['revoke_and_ack', 'commitment_signed']);
    isFlooded = false;
    await Promise.all(floods);
  });

  it('nothing any more once it has stopped, and nobody waits for that', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    await offerAll(bench, 1, 12);
    await bench.exchange(peer);
    bench.isClockHeld = true;
    bench.isDiskIdle = false;
    const answer = bench.mailbox.command(bench.offer(13));
    await bench.settle();
    bench.commits[0]?.fail('the disk is full');
    assert(!(await answer).ok);
    assert.equal(bench.stops.length, 1);
    await bench.mailbox.idle();
    assert.equal(bench.timers.size, 0);
  });
});
