import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { payment } from '@sferic/channel/testing';
import fc from 'fast-check';
import { Bench, decoded, RecordingPeer } from './mailbox-fixture.ts';

/** As the mailbox has it: beyond two folds of 256, the peer's stream waits. */
const MESSAGES_BEFORE_HOLDING_BACK = 512;

describe('a mailbox commits, then speaks', { timeout: 20_000 }, () => {
  it('a command whose commit is under way: no message, no answer, the old state; then all of them', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    const before = bench.mailbox.state;
    bench.isDiskIdle = false;
    let isAnswered = false;
    const answer = bench.mailbox.command(bench.offer(1)).finally(() => {
      isAnswered = true;
    });
    await bench.settle();
    assert.deepEqual([peer.types, isAnswered, bench.commits.length], [[], false, 1]);
    assert.equal(bench.mailbox.state, before);

    bench.commits[0]?.succeed();
    const result = await answer;
    assert(result.ok);
    assert.equal(result.value, bench.mailbox.state);
    assert.deepEqual(peer.types, ['update_add_htlc', 'commitment_signed']);
  });

  it('a command says when it is taken: only if it was not refused, and before it is durable', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.isDiskIdle = false;
    const { committed } = bench;
    const taken: number[] = [];
    const answers = [1, 1].map((number, index) =>
      bench.mailbox.command(bench.offer(number), () => taken.push(index)),
    );
    await bench.settle();
    assert.deepEqual([taken, bench.committed], [[0], committed], 'an origin can be used once');
    bench.commits[0]?.succeed();
    assert.deepEqual(
      (await Promise.all(answers)).map(({ ok }) => ok),
      [true, false],
    );
  });

  it('a commitment of the peer: our old secret leaves the signer only after the commit', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    bench.bob.do(bench.offer(1));
    assert(bench.bob.sign());
    bench.isDiskIdle = false;
    for (const bytes of bench.bob.sent.splice(0)) void bench.mailbox.message(decoded(bytes));
    await bench.settle();
    assert.deepEqual([bench.signer.revealed, peer.types], [[], []]);
    bench.commits[0]?.succeed();
    await bench.settle();
    assert.deepEqual(bench.signer.revealed, [0]);
    assert.equal(peer.types[0], 'revoke_and_ack');
  });

  it('a commit that fails: nothing leaves, the state stays, and all that waits or comes later is refused', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    const before = bench.mailbox.state;
    bench.isDiskIdle = false;
    const first = bench.mailbox.command(bench.offer(1));
    await bench.settle();
    const second = bench.mailbox.command(bench.offer(2));
    const block = bench.mailbox.chainEvent({ type: 'new_block', height: 1001 });
    bench.commits[0]?.fail('the disk is full');

    const later = [await second, await bench.mailbox.command(bench.offer(3))];
    for (const answer of [await first, ...later]) {
      assert(!answer.ok);
      assert.equal(answer.error.code, later.includes(answer) ? 'channel_gone' : 'outcome_unknown');
      assert.match(answer.error.message, /the disk is full/);
    }
    await assert.rejects(block, /the disk is full/);
    assert.deepEqual(peer.sent, []);
    assert.notEqual(peer.disconnectedFor, undefined);
    assert.deepEqual([bench.mailbox.state, bench.stops], [before, ['the disk is full']]);
    assert.match(bench.mailbox.stopped ?? '', /the disk is full/);
  });

  it('a stopped mailbox: later sessions and messages change nothing, are answered by nothing, and hold nobody back', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.isDiskIdle = false;
    const lost = bench.mailbox.command(bench.offer(1));
    await bench.settle();
    bench.commits[0]?.fail('the disk is full');
    await lost;
    const later = new RecordingPeer();
    bench.mailbox.connected(later);
    for (let count = 0; count < 2 * MESSAGES_BEFORE_HOLDING_BACK; count++)
      assert.equal(
        bench.mailbox.message({
          type: 'warning',
          channelId: new Uint8Array(32) as never,
          data: new Uint8Array(0),
        }),
        undefined,
      );
    bench.mailbox.disconnected();
    await bench.mailbox.idle();
    assert.deepEqual([later.sent, bench.stops.length, bench.commits.length], [[], 1, 1]);
  });

  it('and when an invariant breaks: the session ends, and the channel goes on from its durable state', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    const { signRemoteCommitment } = bench.signer;
    bench.signer.signRemoteCommitment = () => {
      throw new Error('the signer is broken');
    };
    const answer = await bench.mailbox.command(bench.offer(1));
    assert(!answer.ok && answer.error.code === 'outcome_unknown');
    await bench.mailbox.idle();
    assert.deepEqual([bench.faults, bench.stops], [['the signer is broken'], []]);
    assert.notEqual(peer.disconnectedFor, undefined);
    assert.equal(bench.mailbox.state.type, 'offline');
    bench.signer.signRemoteCommitment = signRemoteCommitment;
    // What was durable when the invariant broke is sent in the next session.
    const later = new RecordingPeer();
    bench.mailbox.connected(later);
    await bench.mailbox.idle();
    assert.deepEqual(later.types, ['channel_reestablish']);
  });

  it('and stops when its durable state itself is at fault', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.fault = new Error('broken for good');
    const answer = await bench.mailbox.command(bench.offer(1));
    assert(!answer.ok && answer.error.code === 'channel_gone');
    await bench.mailbox.idle();
    assert.deepEqual([bench.faults, bench.stops], [['broken for good'], ['broken for good']]);
  });

  it('messages of a step go to the session in which it was made, not to one that came during the commit', async () => {
    const bench = new Bench();
    const old = await bench.connect();
    bench.isDiskIdle = false;
    void bench.mailbox.command(bench.offer(1));
    await bench.settle();
    const later = new RecordingPeer();
    bench.mailbox.disconnected();
    bench.mailbox.connected(later);
    bench.isDiskIdle = true;
    bench.commits[0]?.succeed();
    await bench.mailbox.idle();
    assert.deepEqual(old.types, ['update_add_htlc', 'commitment_signed']);
    assert.deepEqual(later.types, ['channel_reestablish']);
  });
});

describe('a mailbox folds', { timeout: 20_000 }, () => {
  it('what is ready in one turn into one commit and one signature', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    const before = bench.committed;
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((number) => bench.mailbox.command(bench.offer(number))),
    );
    assert(answers.every(({ ok }) => ok));
    assert.equal(bench.committed - before, 1);
    assert.deepEqual(peer.types, [...Array<string>(5).fill('update_add_htlc'), 'commitment_signed']);
    await bench.exchange(peer);
    assert.equal(bench.bob.everReceived.length, 5);
  });

  it('an HTLC that the switch answers in the turn in which it comes: both are in one commit', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    const { preimage } = payment(1);
    bench.onEffect = (effect) => {
      if (effect.type !== 'htlc_received') return;
      assert.equal(bench.mailbox.state, before, 'nothing is durable yet');
      // As the switch does it: some microtasks later.
      void Promise.resolve().then(() =>
        bench.mailbox.command({ type: 'fulfill_htlc', htlcId: 0n, preimage }),
      );
    };
    bench.bob.do(bench.offer(1));
    assert(bench.bob.sign());
    for (const bytes of bench.bob.sent.splice(0)) void bench.mailbox.message(decoded(bytes));
    await bench.mailbox.idle();
    for (const message of peer.sent.splice(0)) bench.bob.receiveMessage(message);
    const before = bench.mailbox.state;
    const commits = bench.committed;
    bench.isDiskIdle = false;
    bench.isClockHeld = true;
    for (const bytes of bench.bob.sent.splice(0)) void bench.mailbox.message(decoded(bytes));
    await bench.settle();
    assert.deepEqual([bench.commits.length, peer.types], [1, []]);
    bench.commits[0]?.succeed();
    await bench.settle();
    assert.deepEqual([bench.committed - commits, peer.types], [1, ['update_fulfill_htlc']]);
  });

  it('what the peer proposes is stored together with what follows it: by itself it costs no commit', async () => {
    const bench = new Bench();
    await bench.connect();
    const commits = bench.committed;
    bench.bob.do(bench.offer(1));
    for (const bytes of bench.bob.sent.splice(0)) void bench.mailbox.message(decoded(bytes));
    await bench.settle();
    await bench.mailbox.idle();
    assert.equal(bench.committed, commits);
    assert(bench.bob.sign());
    for (const bytes of bench.bob.sent.splice(0)) void bench.mailbox.message(decoded(bytes));
    await bench.mailbox.idle();
    assert.equal(bench.committed, commits + 1);
    const { state } = bench.mailbox;
    assert(state.type === 'normal');
    assert.equal(state.commitments.updates.htlcs.remote.get(0n)?.stage, 'add_countersigned');
  });

  it('a broken invariant: what came before it in the same turn is durable and answered, and it alone is lost', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    const good = bench.mailbox.command(bench.offer(1));
    const bad = bench.mailbox.command({
      ...bench.offer(2),
      get onion(): never {
        throw new Error('broken');
      },
    });
    assert((await good).ok);
    const lost = await bad;
    assert(!lost.ok && lost.error.code === 'channel_gone');
    await bench.mailbox.idle();
    assert.deepEqual([bench.faults, bench.stops], [['broken'], []]);
    assert.deepEqual(peer.types, ['update_add_htlc', 'commitment_signed']);
    assert.notEqual(peer.disconnectedFor, undefined);
  });

  it('a refused command beside others: it alone is answered by the refusal', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    const [good, tooMuch, alsoGood] = await Promise.all([
      bench.mailbox.command(bench.offer(1)),
      bench.mailbox.command(bench.offer(2, 599_000_000n)),
      bench.mailbox.command(bench.offer(3)),
    ]);
    assert.deepEqual([good.ok, tooMuch.ok, alsoGood.ok], [true, false, true]);
    assert.deepEqual(peer.types, ['update_add_htlc', 'update_add_htlc', 'commitment_signed']);
  });

  it('what comes during a commit waits for the next one, in order', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    bench.isDiskIdle = false;
    void bench.mailbox.command(bench.offer(1));
    await bench.settle();
    void bench.mailbox.command(bench.offer(2));
    void bench.mailbox.command(bench.offer(3));
    await bench.settle();
    assert.equal(bench.commits.length, 1);
    bench.commits[0]?.succeed();
    await bench.settle();
    assert.equal(bench.commits.length, 2);
    bench.commits[1]?.succeed();
    await bench.settle();
    const ids = peer.sent.flatMap((message) => (message.type === 'update_add_htlc' ? [message.id] : []));
    assert.deepEqual(ids, [0n, 1n, 2n]);
  });

  it('a peer that sends faster than the disk takes: its stream is held back, then goes on', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.isDiskIdle = false;
    void bench.mailbox.command(bench.offer(1));
    await bench.settle();
    const warning = {
      type: 'warning',
      channelId: new Uint8Array(32) as never,
      data: new Uint8Array(0),
    } as const;
    for (let count = 1; count < MESSAGES_BEFORE_HOLDING_BACK; count++)
      assert.equal(bench.mailbox.message(warning), undefined);
    let isHeld = true;
    const held = bench.mailbox.message(warning);
    assert(held instanceof Promise);
    void held.then(() => {
      isHeld = false;
    });
    await bench.settle();
    assert(isHeld);
    bench.isDiskIdle = true;
    bench.commits[0]?.succeed();
    await held;
    await bench.mailbox.idle();
    assert.equal(bench.mailbox.message(warning), undefined);
  });

  it('idle: resolves once everything is durable and said, and at once when nothing waits', async () => {
    const bench = new Bench();
    await bench.mailbox.idle();
    const peer = await bench.connect();
    bench.isDiskIdle = false;
    void bench.mailbox.command(bench.offer(1));
    let isIdle = false;
    const idle = bench.mailbox.idle().then(() => {
      isIdle = true;
    });
    await bench.settle();
    assert(!isIdle);
    void bench.mailbox.command(bench.offer(2));
    bench.commits[0]?.succeed();
    await bench.settle();
    assert(!isIdle, 'the second command is not durable yet');
    bench.commits[1]?.succeed();
    await idle;
    assert.equal(peer.types.filter((type) => type === 'update_add_htlc').length, 2);
  });

  it('idle: resolves too when the storage fails', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.isDiskIdle = false;
    void bench.mailbox.command(bench.offer(1));
    await bench.settle();
    const idle = bench.mailbox.idle();
    bench.commits[0]?.fail('the disk is full');
    await idle;
  });
});

describe('a mailbox while the peer has the word', { timeout: 20_000 }, () => {
  /** Bob's proposals of so many payments, without his signature; they stay with Alice. */
  function propose(bench: Bench, count: number): void {
    for (let number = 1; number <= count; number++) bench.bob.do(bench.offer(number));
    for (const bytes of bench.bob.sent.splice(0)) void bench.mailbox.message(decoded(bytes));
  }

  it('opens what the peer proposes, once, before it is irrevocable', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    bench.committed = 0;
    propose(bench, 20);
    for (let turn = 0; turn < 5; turn++) await bench.settle();
    const ids = Array.from({ length: 20 }, (_, id) => BigInt(id));
    assert.deepEqual(bench.opened, ids);
    assert.equal(bench.committed, 0);
    assert.deepEqual(bench.effects, []);
    await bench.exchange(peer);
    await bench.settle();
    assert.equal(bench.effects.filter(({ type }) => type === 'htlc_received').length, 20);
    assert.deepEqual(bench.opened, ids);
  });

  it('but not while something waits for the disk', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    bench.isDiskIdle = false;
    void bench.mailbox.command(bench.offer(100));
    await bench.settle();
    propose(bench, 1);
    await bench.settle();
    assert.deepEqual(bench.opened, []);
    bench.commits.shift()?.succeed();
    await bench.settle();
    assert.deepEqual(bench.opened, [0n]);
    bench.isDiskIdle = true;
    await bench.exchange(peer);
  });
});

describe('a mailbox after a restart', { timeout: 20_000 }, () => {
  it('an HTLC that nobody has resolved is given to the switch again', async () => {
    const bench = new Bench();
    const peer = await bench.connect();
    bench.bob.do(bench.offer(1));
    await bench.exchange(peer);
    const received = () => bench.effects.filter(({ type }) => type === 'htlc_received').length;
    assert.equal(received(), 1);
    bench.mailbox.resume();
    await bench.mailbox.idle();
    assert.equal(received(), 2);
    const { preimage } = payment(1);
    await bench.mailbox.command({ type: 'fulfill_htlc', htlcId: 0n, preimage });
    bench.mailbox.resume();
    await bench.mailbox.idle();
    assert.equal(received(), 2, 'it is resolved: the reconnection repeats the rest');
  });
});

it('any mix of commands, slow and failing commits: what was said is durable, what was answered was said', async () => {
  const actions = fc.array(fc.constantFrom('offer', 'settle', 'succeed', 'fail'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(actions, async (all) => {
      const bench = new Bench();
      const peer = await bench.connect();
      bench.isDiskIdle = false;
      let [offered, accepted] = [0, 0];
      let durable = 0;
      for (const action of all) {
        if (action === 'offer') {
          offered += 1;
          void bench.mailbox.command(bench.offer(offered)).then(({ ok }) => {
            accepted += Number(ok);
          });
        }
        if (action === 'succeed' && bench.commits.length > 0) bench.commits.shift()?.succeed();
        if (action === 'fail') bench.commits.shift()?.fail('no disk');
        if (action !== 'offer') await bench.settle();
        const state = bench.mailbox.state;
        durable = state.type === 'normal' ? state.commitments.updates.htlcs.local.size : durable;
        const said = peer.types.filter((type) => type === 'update_add_htlc').length;
        assert.equal(said, durable);
        assert.equal(said, accepted);
      }
      // What still waits for the disk must not outlive the test.
      bench.isDiskIdle = true;
      for (const commit of bench.commits.splice(0)) commit.fail('over');
      await bench.mailbox.idle();
    }),
    { numRuns: 60 },
  );
});
