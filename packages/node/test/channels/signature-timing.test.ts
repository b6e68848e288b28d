import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { payment } from '@sferic/channel/testing';
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

/** A mailbox in session, with so many HTLCs that stay; from now on the clock moves when the test says so. */
async function holding(count: number): Promise<{ readonly bench: Bench; readonly peer: RecordingPeer }> {
  const bench = new Bench();
  const peer = await bench.connect();
  await offerAll(bench, 1, count);
  await bench.exchange(peer);
  bench.isClockHeld = true;
  return { bench, peer };
}

describe('a mailbox signs', { timeout: 20_000 }, () => {
  it('what only tidies up, with what callers do next: a removal and a new HTLC share a signature', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    await bench.mailbox.command(bench.offer(1));
    await bench.exchange(peer);
    bench.bob.do({ type: 'fulfill_htlc', htlcId: 0n, preimage: payment(1).preimage });
    assert(bench.bob.sign());
    const [fulfill, signed] = bench.bob.sent.splice(0);
    assert(fulfill !== undefined && signed !== undefined);
    bench.onEffect = (effect) => {
      // As a caller does it who hears of the outcome.
      if (effect.type !== 'htlc_settled') return;
      // Once the outcome is durable: the transaction begins in the next turn.
      setImmediate(() => setImmediate(() => void bench.mailbox.command(bench.offer(2))));
    };
    void bench.mailbox.message(decoded(fulfill));
    void bench.mailbox.message(decoded(signed));
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['revoke_and_ack', 'update_add_htlc', 'commitment_signed']);
    bench.onEffect = undefined;
    await bench.exchange(peer);
    assert.equal(bench.bob.everReceived.length, 2);
  });

  it('few changes of many HTLCs when there are more of them, or when the time has passed that their signatures take', async () => {
    const { bench, peer } = await holding(20);
    void bench.mailbox.command(bench.offer(21));
    await bench.settle();
    assert.deepEqual(peer.types, ['update_add_htlc'], '21 HTLCs for one change');
    assert.deepEqual(
      [...bench.timers].map(({ milliseconds }) => milliseconds),
      [5],
    );
    for (let id = 0; id < 11; id++)
      bench.bob.do({ type: 'fulfill_htlc', htlcId: BigInt(id), preimage: payment(id + 1).preimage });
    assert(bench.bob.sign());
    for (const bytes of bench.bob.sent.splice(0)) void bench.mailbox.message(decoded(bytes));
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
    const bench = new Bench();
    const peer = await bench.connect();
    await bench.mailbox.command(bench.offer(1));
    await bench.exchange(peer);
    let isFlooded = true;
    const flood = async (): Promise<void> => {
      while (isFlooded) await bench.turns.next('a');
    };
    const floods = Array.from({ length: 200 }, flood);
    bench.bob.do({ type: 'fulfill_htlc', htlcId: 0n, preimage: payment(1).preimage });
    assert(bench.bob.sign());
    for (const bytes of bench.bob.sent.splice(0)) void bench.mailbox.message(decoded(bytes));
    await bench.settle();
    assert.deepEqual(peer.types, ['revoke_and_ack']);
    for (let turn = 0; turn < 2 * MAX_TURNS_PUT_OFF && !peer.types.includes('commitment_signed'); turn++)
      await bench.settle();
    assert(bench.turns.waiting > 0);
    assert.deepEqual(peer.types, ['revoke_and_ack', 'commitment_signed']);
    isFlooded = false;
    await Promise.all(floods);
  });

  it('what only tidies up when work is done, whatever was put off and signed with something else before', async () => {
    const { bench, peer } = await holding(2);
    const remove = (...numbers: readonly number[]): void => {
      for (const number of numbers)
        bench.bob.do({
          type: 'fulfill_htlc',
          htlcId: BigInt(number - 1),
          preimage: payment(number).preimage,
        });
      assert(bench.bob.sign());
      for (const bytes of bench.bob.sent.splice(0)) void bench.mailbox.message(decoded(bytes));
    };
    const first = fill(bench.turns);
    remove(1);
    await bench.settle();
    await bench.settle();
    await offerAll(bench, 3, 2);
    assert.equal(peer.types.at(-1), 'commitment_signed');
    await first;
    await bench.settle();
    await bench.exchange(peer);
    const second = fill(bench.turns);
    remove(2, 3);
    await bench.settle();
    await bench.settle();
    assert(bench.turns.waiting > 0);
    assert(!peer.types.includes('commitment_signed'), 'nothing waits for it');
    await second;
    await bench.mailbox.idle();
    assert(peer.types.includes('commitment_signed'));
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
