import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  type ChannelState,
  closingCandidates,
  formatTxid,
  storedState,
  type Transaction,
  transactionId,
} from '@sferic/channel';
import {
  End,
  environment,
  normalStates,
  originOf,
  payment,
  START_HEIGHT,
  TestSigner,
} from '@sferic/channel/testing';
import { type ChannelMessage, encodeMessage, msat, type SatPerKw, sat } from '@sferic/wire';
import { CHANNEL_SCHEMAS, ChannelStore, Channels } from '../../src/channels/index.ts';
import { LiveChannel } from '../../src/channels/live-channel.ts';
import { detailsOf } from '../../src/channels/registry.ts';
import { createLogger } from '../../src/log.ts';
import { Store } from '../../src/store/index.ts';
import { Turns } from '../../src/turns.ts';
import { decoded } from './mailbox-fixture.ts';

const OUR_NODE = new TestSigner('alice').nodeId;
/** More closing transactions of a peer than a channel keeps. */
const ROUNDS = 20;

/** A channel with a real store; Bob is played by the pure core. */
class Bench {
  readonly channel: LiveChannel;
  readonly bob: End;
  readonly store: Store;
  readonly channelStore: ChannelStore;
  /** Transactions that the broadcaster offers, by txid. */
  readonly offered = new Map<string, Transaction>();
  /** Another channel of the same node. */
  readonly make: (state: ChannelState) => LiveChannel;
  /** What the wallet was asked to fund. */
  readonly funded: { readonly keep?: bigint }[] = [];
  /** Called with each new state, right after its commit. */
  onChange: (type: string) => void = () => undefined;
  height = START_HEIGHT;
  /** Breaks the next step. */
  breakNext = false;

  constructor(t: TestContext) {
    const directory = mkdtempSync(join(tmpdir(), 'sferic-channel-'));
    const opened = Store.open({ directory, schemas: CHANNEL_SCHEMAS });
    assert(opened.ok);
    this.store = opened.value;
    t.after(() => {
      this.store.close();
      rmSync(directory, { recursive: true });
    });
    this.channelStore = new ChannelStore(this.store, () => new Uint8Array(32));
    const [a, b] = [new TestSigner('alice'), new TestSigner('bob')];
    const { alice, bob, policies } = normalStates(a, b, { announce: false });
    this.bob = new End('bob', b, { type: 'offline', state: bob }, environment(b, policies.bob));
    const env = environment(a, policies.alice);
    const record = {
      peer: b.nodeId,
      keyIndex: 0,
      shutdownScript: env.shutdownScript,
      openedAt: 0,
      contributions: { local: sat(600_000n), remote: sat(400_000n) },
    };
    const modules = {
      store: this.store,
      channelStore: this.channelStore,
      wallet: {
        record: async () => true,
        drop: async () => undefined,
        waitingSpender: () => undefined,
        kept: 20_000n,
        fund: async (request: { readonly keep?: bigint }) => {
          this.funded.push(request);
          return { ok: false, error: { message: 'nothing to spare' } };
        },
      },
      fundingPolicy: () => ({ type: 'fixed', amount: 100_000n }),
      broadcaster: {
        publish: async (tx: Transaction) => {
          this.offered.set(formatTxid(transactionId(tx)), tx);
          return { type: 'accepted' };
        },
        forget: (txid: Parameters<typeof formatTxid>[0]) => this.offered.delete(formatTxid(txid)),
      },
      watcher: { add: () => () => undefined },
      revocations: () => undefined,
      policy: policies.alice,
      feerates: () => env.feerates,
      estimates: () => ({ urgent: 1000, normal: 1000, slow: 1000, background: 1000 }),
      height: () => {
        if (!this.breakNext) return this.height;
        this.breakNext = false;
        throw new Error('broken on purpose');
      },
      now: () => env.now,
      after: () => () => undefined,
      turns: new Turns(),
      entropy: () => env.entropy,
      log: createLogger({ level: 'error', format: 'json', write: () => undefined, now: () => new Date(0) }),
    };
    this.make = (state) =>
      new LiveChannel(state, record, a, modules as never, { changed: (_, to) => this.onChange(to.type) });
    this.channel = this.make({ type: 'offline', state: alice });
  }

  async connect(): Promise<void> {
    this.channel.mailbox.connected({
      send: (message: ChannelMessage) => {
        this.bob.receive(encodeMessage(message));
        return true;
      },
      disconnect: async () => undefined,
    });
    this.bob.input({ type: 'connected' });
    await this.settle();
  }

  /** Delivers until nothing moves. */
  async settle(): Promise<void> {
    do {
      for (const bytes of this.bob.sent.splice(0)) void this.channel.mailbox.message(decoded(bytes));
      await this.channel.mailbox.idle();
      await this.channel.published;
    } while (this.bob.sent.length > 0);
  }

  async mine(transaction: Transaction | undefined, height: number): Promise<void> {
    this.height = height;
    const { mailbox } = this.channel;
    const stored = storedState(mailbox.state);
    assert(stored !== undefined && stored.type !== 'signing_funding');
    const fundingTxid = stored.commitments.active[0]!.txid;
    if (transaction !== undefined)
      await mailbox.chainEvent({ type: 'funding_spent', fundingTxid, transaction, height });
    await mailbox.chainEvent({ type: 'new_block', height });
  }
}

const close = (feerate: number) => ({ type: 'close', feerate: feerate as SatPerKw }) as const;

it('what a channel can send is told without what it was just given to send', async (t) => {
  const bench = new Bench(t);
  await bench.connect();
  const before = detailsOf(bench.channel)?.sendable ?? 0n;
  const offering = bench.channel.mailbox.command({
    type: 'add_htlc',
    amount: msat(50_000_000n),
    paymentHash: payment(1).paymentHash,
    cltvExpiry: START_HEIGHT + 100,
    onion: new Uint8Array(1366),
    origin: originOf('payment', 1),
  });
  const at = detailsOf(bench.channel)?.sendable ?? 0n;
  assert(at < before - 50_000_000n, 'a fee besides');
  assert((await offering).ok);
  assert.equal(detailsOf(bench.channel)?.sendable, at);
});

describe('a channel that closes in cooperation', () => {
  it('is gone from the store with the commit of its last step, so that no crash leaves half of it', async (t) => {
    const bench = new Bench(t);
    await bench.connect();
    bench.bob.do(close(1000));
    await bench.settle();
    assert.equal(bench.channelStore.load().length, 1);
    const [closing] = bench.offered.values();
    await bench.mine(closing, START_HEIGHT + 1);
    const left: number[] = [];
    bench.onChange = (type) => {
      if (type === 'closed') left.push(bench.channelStore.load().length);
    };
    await bench.mine(undefined, START_HEIGHT + 6);
    assert.deepEqual(left, [0]);
    assert.deepEqual(bench.store.all('SELECT key FROM channel_row'), []);
    assert.equal(bench.offered.size, 0);
    const [kept, ...others] = bench.channelStore.closed();
    assert.ok(kept !== undefined && closing !== undefined && others.length === 0);
    const { closingTxid, kind, closedHeight, capacity, shortChannelId } = kept;
    assert.deepEqual(closingTxid, transactionId(closing));
    assert.deepEqual([kind, closedHeight, capacity], ['mutual_close', START_HEIGHT + 1, 1_000_000n]);
    assert.ok(shortChannelId !== undefined);
    assert.deepEqual(kept.peer, bench.channel.record.peer);
  });

  it('and whose peer replaces its transaction over and over: what pays most is on offer alone', async (t) => {
    const bench = new Bench(t);
    await bench.connect();
    for (let round = 0; round < ROUNDS; round++) {
      bench.bob.do(close(4000 + 500 * round));
      await bench.settle();
    }
    const state = storedState(bench.channel.state);
    assert(state?.type === 'negotiating');
    const [best] = closingCandidates(state);
    assert(best !== undefined && bench.channel.closingTxid !== undefined);
    assert.deepEqual([...bench.offered.keys()], [formatTxid(best.txid)]);
    assert.equal(formatTxid(bench.channel.closingTxid), formatTxid(best.txid));
  });
});

describe('a peer that opens a channel', () => {
  it('is matched only by what leaves the coins for closing by force, of this channel too', async (t) => {
    const bench = new Bench(t);
    const opener = new End('bob', bench.bob.signer, { type: 'idle', remoteNodeId: OUR_NODE }, bench.bob.env);
    const script = opener.env.shutdownScript;
    const previousTransaction: Transaction = {
      version: 2,
      inputs: [],
      outputs: [{ amount: sat(600_000n), scriptPubKey: script }],
      locktime: 0,
    };
    opener.do({
      type: 'open',
      contribution: {
        amount: sat(500_000n),
        inputs: [{ previousTransaction, outputIndex: 0, confirmed: true }],
        outputs: [{ amount: sat(99_000n), scriptPubKey: script }],
      },
      fundingFeerate: 1000 as SatPerKw,
      commitmentFeerate: 1000 as SatPerKw,
      announce: false,
      requireConfirmedInputs: false,
      locktime: 0,
      alias: 7n as never,
    });
    const { mailbox } = bench.make({ type: 'idle', remoteNodeId: bench.bob.signer.nodeId });
    mailbox.connected({ send: () => true, disconnect: async () => undefined });
    void mailbox.message(decoded(opener.sent[0]!));
    await mailbox.idle();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      bench.funded.map(({ keep }) => keep),
      [30_000n],
    );
  });
});

describe('a stored channel that cannot be read', () => {
  it('keeps the node from starting: what it has sent and forwarded would be sent again', async (t) => {
    const bench = new Bench(t);
    await bench.connect();
    bench.bob.do(close(1000));
    await bench.settle();
    await bench.store.commit((sql) => void sql.run("DELETE FROM channel_row WHERE key = 'params'"));
    const channels = new Channels({ channelStore: bench.channelStore } as never);
    assert.throws(() => channels.restore(), /cannot be read/);
  });
});

describe('a channel that breaks', () => {
  it('lets the node go on, and writes down from which block on it has missed what the chain told', async (t) => {
    const bench = new Bench(t);
    await bench.connect();
    // The first write makes the channel known to the store.
    bench.bob.do(close(1000));
    await bench.settle();
    bench.breakNext = true;
    await bench.channel.chainEvent({ type: 'new_block', height: START_HEIGHT });
    assert.equal(bench.channel.mailbox.stopped, undefined);
    await bench.channel.chainEvent({ type: 'new_block', height: START_HEIGHT + 1 });
    assert.equal(bench.channelStore.load()[0]?.record.stoppedAt, START_HEIGHT);
    await bench.channelStore.clearStops();
    assert.equal(bench.channelStore.load()[0]?.record.stoppedAt, undefined);
  });
});
