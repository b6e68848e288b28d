import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { payment } from '@sferic/channel/testing';
import { MAX_TURNS_PUT_OFF, type Turns } from '../../src/turns.ts';
import { Bench, decoded } from './mailbox-fixture.ts';

/** Work in hand for a good many turns; resolves when all of it is done. */
function fill(turns: Turns): Promise<unknown> {
  return Promise.all(Array.from({ length: 6000 }, () => turns.next('a')));
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

  it('few changes of many HTLCs wait for work in hand, and are signed when nothing waits any more', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    await Promise.all(
      Array.from({ length: 12 }, (_, number) => bench.mailbox.command(bench.offer(number + 1))),
    );
    await bench.exchange(peer);
    const waiting = fill(bench.turns);
    void bench.mailbox.command(bench.offer(13));
    await bench.settle();
    assert(bench.turns.waiting > 0);
    assert.deepEqual(peer.types, ['update_add_htlc'], '13 HTLCs for one change');
    await Promise.all(
      Array.from({ length: 4 }, (_, number) => bench.mailbox.command(bench.offer(number + 14))),
    );
    assert(bench.turns.waiting > 0);
    assert.deepEqual(
      peer.types.slice(-2),
      ['update_add_htlc', 'commitment_signed'],
      '17 HTLCs for five changes',
    );
    await bench.exchange(peer);
    void bench.mailbox.command(bench.offer(18));
    await bench.settle();
    assert.deepEqual(peer.types, ['update_add_htlc']);
    await waiting;
    await bench.mailbox.idle();
    assert.deepEqual(peer.types, ['update_add_htlc', 'commitment_signed']);
  });

  it('few changes of many HTLCs although work never ends: others cannot keep it from that', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    await Promise.all(
      Array.from({ length: 12 }, (_, number) => bench.mailbox.command(bench.offer(number + 1))),
    );
    await bench.exchange(peer);
    let isFlooded = true;
    const flood = async (): Promise<void> => {
      while (isFlooded) await bench.turns.next('a');
    };
    const floods = Array.from({ length: 200 }, flood);
    void bench.mailbox.command(bench.offer(13));
    for (let turn = 0; turn < 2 * MAX_TURNS_PUT_OFF && !peer.types.includes('commitment_signed'); turn++)
      await bench.settle();
    assert(bench.turns.waiting > 0);
    assert.deepEqual(peer.types, ['update_add_htlc', 'commitment_signed']);
    isFlooded = false;
    await Promise.all(floods);
  });

  it('nothing any more once it has stopped, and nobody waits for that', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    await Promise.all(
      Array.from({ length: 12 }, (_, number) => bench.mailbox.command(bench.offer(number + 1))),
    );
    await bench.exchange(peer);
    const waiting = fill(bench.turns);
    bench.isDiskIdle = false;
    const answer = bench.mailbox.command(bench.offer(13));
    await bench.settle();
    bench.commits[0]?.fail('the disk is full');
    assert(!(await answer).ok);
    assert(bench.turns.waiting > 0);
    await bench.mailbox.idle();
    assert.equal(bench.stops.length, 1);
    await waiting;
  });
});
