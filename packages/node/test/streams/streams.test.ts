import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { sha256 } from '@sferic/crypto';
import { msat } from '@sferic/wire';
import {
  IncomingStreams,
  OutgoingStreams,
  type OutgoingView,
  type StreamTerms,
} from '../../src/streams/index.ts';
import { encodeStreamRecord, MAX_RATE_AMOUNT, SESSION_ID_LENGTH } from '../../src/streams/stream-record.ts';
import { FakeNetwork, type FakeNode } from '../switch/fake-network.ts';

const RATE = { amount: msat(10_000n), milliseconds: 1000 };

/** Alice pays carol through bob. */
class Bench {
  readonly network = new FakeNetwork();
  readonly alice: FakeNode;
  readonly carol: FakeNode;
  outgoing!: OutgoingStreams;
  incoming!: IncomingStreams;
  readonly told: OutgoingView[] = [];
  #drawn = 0;

  constructor(t: TestContext, minimumRate?: StreamTerms['rate']) {
    for (const name of ['alice', 'bob', 'carol']) this.network.addNode(t, name);
    this.network.connect('alice', 'bob');
    this.network.connect('bob', 'carol');
    this.alice = this.network.node('alice');
    this.carol = this.network.node('carol');
    this.carol.hooks.push({
      accepts: (payment) => this.incoming.accepts(payment),
      record: (tx, payment) => this.incoming.record(tx, payment),
    });
    this.network.boot();
    this.incoming = new IncomingStreams({
      store: this.carol.store,
      changed: () => undefined,
      ...(minimumRate && { minimumRate }),
    });
    this.boot();
    t.after(() => this.outgoing.stop());
  }

  /** Of alice's streams, on what her disk holds. */
  boot(): void {
    this.outgoing = new OutgoingStreams({
      store: this.alice.store,
      payer: this.alice.sender,
      now: () => this.network.clock.now,
      after: this.network.clock.after,
      entropy: (length) => sha256(new TextEncoder().encode(`stream ${this.#drawn++}`)).subarray(0, length),
      changed: (view) => this.told.push(view),
      log: { info: () => undefined, error: (message: string) => assert.fail(message) } as never,
    });
    this.outgoing.start();
  }

  async begin(terms: Partial<StreamTerms> = {}): Promise<Uint8Array> {
    const view = unwrap(
      await this.outgoing.begin({
        payee: this.carol.nodeId,
        rate: RATE,
        everyMilliseconds: 100,
        maxFee: msat(5_000n),
        ...terms,
      }),
    );
    return view.stream.sessionId;
  }

  view(sessionId: Uint8Array): OutgoingView {
    const view = this.outgoing.stream(sessionId);
    assert(view !== undefined);
    return view;
  }

  received(sessionId: Uint8Array) {
    return this.incoming.stream(sessionId)?.received ?? 0n;
  }
}

it('ten payments a second: both ends have the same sum, to the millisatoshi', async (t) => {
  const bench = new Bench(t);
  const session = await bench.begin({ forMilliseconds: 10_000 });
  await bench.network.settle();
  const { stream, underway } = bench.view(session);
  assert.deepEqual(stream.state.type === 'ended' && stream.state.reason, 'its time is over');
  assert.equal(stream.sent, 100_000n);
  assert.equal(stream.payments, 100);
  assert.equal(stream.fees, 100n * 1000n);
  assert.equal(underway.count, 0);
  assert.equal(bench.received(session), 100_000n);
  assert.equal(bench.incoming.stream(session)?.payments, 100);
  assert.equal(bench.network.gain('carol'), 100_000n);
  assert.equal(bench.network.leftovers(), 0);
});

it('ends with its budget, which the last payment meets exactly', async (t) => {
  const bench = new Bench(t);
  const session = await bench.begin({ budget: msat(12_345n) });
  await bench.network.settle();
  const { stream } = bench.view(session);
  assert.deepEqual([stream.state.type, stream.sent, bench.received(session)], ['ended', 12_345n, 12_345n]);
});

it('without a route it is interrupted, tries ever less often, and catches up', async (t) => {
  const bench = new Bench(t);
  const session = await bench.begin();
  await bench.network.settleFor(1000);
  bench.network.isolated.add('alice');
  bench.alice.channels.views.length = 0;
  const before = bench.view(session).stream.sent;
  await bench.network.settleFor(70_000);
  const interrupted = bench.view(session);
  assert.match(interrupted.problem ?? '', /no route/);
  assert.equal(interrupted.stream.sent, before);
  assert(interrupted.stream.nextNumber < 40n, `${interrupted.stream.nextNumber} payments were tried`);
  bench.network.isolated.delete('alice');
  bench.alice.channels.views.push(...bench.network.viewsOf(bench.alice));
  await bench.network.settleFor(40_000);
  const { stream, problem } = bench.view(session);
  assert.equal(problem, undefined);
  // The last minute of the interruption is paid for, the time before that is not.
  const late = (stream.ranMilliseconds - stream.forgivenMilliseconds) * 10 - Number(stream.sent);
  assert(late >= 0 && late <= 1000, `${late} msat behind`);
  assert(stream.forgivenMilliseconds > 5_000);
  unwrap(await bench.outgoing.end(session));
  await bench.network.settle();
  assert.equal(bench.view(session).stream.sent, bench.received(session));
});

it('pause, resume and stop hold at once; a stream that has ended stays so', async (t) => {
  const bench = new Bench(t);
  const session = await bench.begin();
  await bench.network.settleFor(1000);
  unwrap(await bench.outgoing.pause(session));
  await bench.network.settleFor(5000);
  const paused = bench.view(session).stream;
  assert.equal(paused.state.type, 'paused');
  await bench.network.settleFor(600_000);
  assert.deepEqual(bench.view(session).stream.sent, paused.sent);
  unwrap(await bench.outgoing.resume(session));
  await bench.network.settleFor(1000);
  unwrap(await bench.outgoing.end(session));
  await bench.network.settle();
  const ended = bench.view(session).stream;
  assert(ended.sent > paused.sent && ended.sent <= 20_000n, `${ended.sent} msat in two seconds`);
  assert.equal(ended.sent, bench.received(session));
  const again = await bench.outgoing.resume(session);
  assert(!again.ok && again.error.code === 'conflict');
});

it('goes on after a restart in the middle of payments, counting each once', async (t) => {
  const bench = new Bench(t);
  const session = await bench.begin({ budget: msat(30_000n) });
  for (let restarts = 0; restarts < 4; restarts++) {
    await bench.network.settleFor(350 + restarts * 110);
    // In the middle of whatever is going on.
    for (let turn = 0; turn < 2 + restarts; turn++) await new Promise((resolve) => setImmediate(resolve));
    bench.outgoing.stop();
    bench.alice.sender.stop();
    bench.alice.restart();
    bench.boot();
  }
  await bench.network.settle();
  const { stream, underway } = bench.view(session);
  assert.deepEqual([stream.state.type, stream.sent, underway.count], ['ended', 30_000n, 0]);
  assert.equal(bench.received(session), 30_000n);
  assert.equal(bench.network.gain('carol'), 30_000n);
});

it('one that pays less than the payee asks for gets nowhere', async (t) => {
  const bench = new Bench(t, { amount: msat(10_001n), milliseconds: 1000 });
  const session = await bench.begin();
  await bench.network.settleFor(3000);
  assert.equal(bench.view(session).stream.sent, 0n);
  assert.notEqual(bench.view(session).problem, undefined);
  assert.equal(bench.network.gain('carol'), 0n);
});

it('a rate that no payee could keep is refused: what is taken is counted', async (t) => {
  const bench = new Bench(t);
  const { carol, network } = bench;
  const sessionId = new Uint8Array(SESSION_ID_LENGTH);
  const send = async (amount: bigint) => {
    const record = { sessionId, number: 0n, rate: { amount: msat(amount), milliseconds: 1000 } };
    const records = [encodeStreamRecord(record)];
    const sent = bench.alice.sender.sendSpontaneous({
      payee: carol.nodeId,
      amount: msat(2_000n),
      records,
      timeoutSeconds: 5,
    });
    await network.settle();
    return (await sent).ok;
  };
  assert.equal(await send(2n ** 64n - 1n), false);
  assert.equal(network.gain('carol'), 0n);
  assert.equal(await send(MAX_RATE_AMOUNT), true);
  assert.equal(bench.received(sessionId), 2_000n);
});
