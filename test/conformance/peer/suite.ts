/**
 * Runs cases against a subject: brings a peer of its own to where each begins, lets it misbehave, and judges the answer
 * by what comes over the wire and what is on the chain. An honest peer with a channel stays connected all the while
 * and must be served.
 */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { formatTxid } from '@sferic/channel';
import type { Case, Reaction, Stage } from './case.ts';
import { type Coin, mineCoins, NOBODY } from './coins.ts';
import { PeerChannel } from './peer-channel.ts';
import { RawPeer } from './raw-peer.ts';
import type { Subject } from './subject.ts';

/** Enough for a channel to be used, and not for more. */
const DEPTH = 6;
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 10;

type Complaint = Exclude<Reaction['says'], 'nothing'>;
const COMPLAINTS: ReadonlySet<string> = new Set<Complaint>(['error', 'warning', 'tx_abort']);

interface Prepared {
  readonly peer: RawPeer;
  readonly channel: PeerChannel | undefined;
}

export class Suite {
  readonly #subject: Subject;
  readonly #honest: PeerChannel;
  readonly #prepared = new Map<Case, Prepared>();

  /** Opens the channels of all cases at once, so that the chain has to grow but once. */
  static async prepare(subject: Subject, cases: readonly Case[]): Promise<Suite> {
    const funded = cases.filter(({ begins }) => begins !== 'stream' && begins !== 'session');
    const coins = await mineCoins(subject, funded.length + 1);
    const height = (await subject.call('getblockcount')) as number;
    const make = (name: string, coin: Coin) =>
      new PeerChannel(new RawPeer(name, subject), subject, coin, height);
    const [first, ...others] = coins;
    assert(first !== undefined);
    const suite = new Suite(subject, make('honest', first));
    for (const [index, one] of cases.entries()) {
      const coin = others[funded.indexOf(one)];
      const name = `peer ${index}`;
      const channel = coin && make(name, coin);
      suite.#prepared.set(one, { peer: channel?.peer ?? new RawPeer(name, subject), channel });
    }
    await suite.#open(
      funded.filter(({ begins }) => begins === 'channel').map((one) => suite.#channelOf(one)),
    );
    return suite;
  }

  private constructor(subject: Subject, honest: PeerChannel) {
    this.#subject = subject;
    this.#honest = honest;
  }

  /** Runs one case. Rejects when the subject's reaction is none of those that are allowed. */
  async run(one: Case): Promise<void> {
    const prepared = this.#prepared.get(one);
    assert(prepared !== undefined, 'the case was not prepared');
    const { peer, channel } = prepared;
    const { begins } = one;
    if (begins === 'stream') await peer.connect();
    else if (begins !== 'channel') await peer.begin();
    if (begins === 'unconfirmed channel') await channel?.open();
    // The subject has taken in all that was said so far.
    if (begins !== 'stream') await peer.roundTrip();
    peer.received.length = 0;
    const stage: Stage = {
      subject: this.#subject,
      peer,
      foreign: this.#honest,
      get channel(): PeerChannel {
        assert(channel !== undefined, 'the case has no channel');
        return channel;
      },
    };
    try {
      await one.act(stage);
      await this.#judge(one, stage, begins === 'channel' ? channel : undefined);
      await one.check?.(stage);
    } finally {
      await peer.stop();
    }
    await this.#honest.peer.roundTrip();
    assert(!this.#honest.peer.isClosed, 'the honest peer was disconnected');
  }

  /** The honest peer's channel still works. Ends all peers. */
  async finish(): Promise<void> {
    try {
      await this.#honest.pay();
      const complaint = this.#honest.peer.received.find(({ type }) => COMPLAINTS.has(type));
      assert.equal(complaint, undefined, 'the subject complained to the honest peer');
    } finally {
      await this.stop();
    }
  }

  async stop(): Promise<void> {
    await Promise.all(
      [this.#honest.peer, ...[...this.#prepared.values()].map(({ peer }) => peer)].map((peer) => peer.stop()),
    );
  }

  async #open(channels: readonly PeerChannel[]): Promise<void> {
    const everyone = [this.#honest, ...channels];
    for (const channel of everyone) {
      await channel.peer.begin();
      await channel.open();
    }
    // The subject publishes after it has spoken.
    const published = everyone.map(({ fundingTxid }) => formatTxid(fundingTxid));
    await eventually(async () => {
      const waiting = (await this.#subject.call('getrawmempool')) as readonly string[];
      return published.every((txid) => waiting.includes(txid));
    });
    await this.#subject.call('generatetoaddress', DEPTH, NOBODY);
    await this.#subject.synced();
    await Promise.all(everyone.map((channel) => channel.confirm()));
  }

  #channelOf(one: Case): PeerChannel {
    const channel = this.#prepared.get(one)?.channel;
    assert(channel !== undefined);
    return channel;
  }

  async #judge({ expect }: Case, stage: Stage, channel: PeerChannel | undefined): Promise<void> {
    const { peer } = stage;
    // Where something is expected it is waited for; where nothing is, what follows must work and bring no complaint.
    if (expect.some(({ connection }) => connection === 'kept')) await peer.roundTrip();
    const loud = expect.every(({ says, connection }) => says !== 'nothing' || connection === 'closed');
    if (loud)
      await peer.until(() => expect.some((reaction) => isSame(reaction, observe(peer))), describe(expect));
    await peer.roundTrip();
    const observed = observe(peer);
    const allowed = expect.filter((reaction) => isSame(reaction, observed));
    const message = `${describe(expect)} expected, ${describe([observed])} observed; ${peer.describe()}`;
    assert(allowed.length > 0, message);
    const states = new Set(allowed.map((reaction) => reaction.channel));
    if (channel === undefined || states.has(undefined)) return;
    const isSpent = await this.#isSpent(channel, states.has('failed') && states.size === 1);
    if (isSpent) assert(states.has('failed'), `the channel has failed; ${peer.describe()}`);
    else if (!states.has('withheld')) await this.#use(channel, observed);
  }

  /** The channel works, after a reconnection if need be, and no complaint comes late. */
  async #use(channel: PeerChannel, observed: Reaction): Promise<void> {
    if (observed.connection === 'closed') await channel.reconnect();
    await channel.pay();
    const expected = observed.connection === 'closed' ? 'nothing' : observed.says;
    assert.equal(observe(channel.peer).says, expected, channel.peer.describe());
  }

  /** Whether the funding output is spent; `isExpected`: it is waited for. */
  async #isSpent(channel: PeerChannel, isExpected: boolean): Promise<boolean> {
    const txid = formatTxid(channel.fundingTxid);
    // The peer's change is never spent: one of the two outputs is the channel's.
    const look = async () => {
      const outputs = await Promise.all(
        [0, 1].map((index) => this.#subject.call('gettxout', txid, index, true)),
      );
      return outputs.includes(null);
    };
    return isExpected ? eventually(look) : look();
  }
}

/** Whether the condition comes to hold. */
export async function eventually(condition: () => Promise<boolean>): Promise<boolean> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  while (!(await condition())) {
    if (signal.aborted) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}

function observe(peer: RawPeer): Reaction {
  const said = peer.received.find(({ type }) => COMPLAINTS.has(type))?.type as Complaint | undefined;
  return { says: said ?? 'nothing', connection: peer.isClosed ? 'closed' : 'kept' };
}

function isSame(a: Reaction, b: Reaction): boolean {
  return a.says === b.says && a.connection === b.connection;
}

function describe(reactions: readonly Reaction[]): string {
  return reactions.map(({ says, connection }) => `${says}, connection ${connection}`).join(' or ');
}
