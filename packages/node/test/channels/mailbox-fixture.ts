/** A mailbox with a disk that a test holds in its hand, and the other end of its channel. */
import assert from 'node:assert/strict';
import { type ChannelState, CommitToken, type Write } from '@sferic/channel';
import { End, environment, normalStates, originOf, payment, TestSigner } from '@sferic/channel/testing';
import { type ChannelMessage, decodeMessage, type Msat } from '@sferic/wire';
import type { MailboxPeer, SealedFold } from '../../src/channels/fold.ts';
import { Mailbox, type RunnableEffect } from '../../src/channels/mailbox.ts';
import { Turns } from '../../src/turns.ts';

type NormalState = Extract<ChannelState, { readonly type: 'normal' }>;

/** A transaction that is on its way to the disk. */
export interface PendingCommit {
  readonly writes: readonly Write[];
  readonly succeed: () => void;
  readonly fail: (reason: string) => void;
}

/** A session with the peer as the mailbox sees it: what was said in it, and whether it was ended. */
export class RecordingPeer implements MailboxPeer {
  readonly sent: ChannelMessage[] = [];
  disconnectedFor: string | undefined;

  get types(): readonly string[] {
    return this.sent.map(({ type }) => type);
  }

  send(message: ChannelMessage): boolean {
    this.sent.push(message);
    return true;
  }

  async disconnect(reason: string): Promise<void> {
    this.disconnectedFor ??= reason;
  }
}

/** A signer that notes which secrets have left it. */
class WatchedSigner extends TestSigner {
  readonly revealed: number[] = [];

  override perCommitmentSecret(commitmentNumber: number): ReturnType<TestSigner['perCommitmentSecret']> {
    this.revealed.push(commitmentNumber);
    return super.perCommitmentSecret(commitmentNumber);
  }
}

/** Alice's mailbox; Bob is played by the pure core. */
export class Bench {
  readonly signer = new WatchedSigner('alice');
  readonly bob: End;
  readonly mailbox: Mailbox;
  readonly turns = new Turns();
  /** Whether the clock moves when the test says so, and not by itself. */
  isClockHeld = false;
  /** What waits for the clock. */
  readonly timers = new Set<{ readonly milliseconds: number; readonly callback: () => void }>();
  /** Transactions that wait for the test, the oldest first. */
  readonly commits: PendingCommit[] = [];
  readonly effects: RunnableEffect[] = [];
  /** Hears of each new state. */
  onChanged: () => void = () => undefined;
  /** Plays the switch. */
  onEffect: ((effect: RunnableEffect) => void) | undefined;
  readonly stops: string[] = [];
  readonly faults: string[] = [];
  /** Ids of the HTLCs that were opened before they were irrevocable. */
  readonly opened: bigint[] = [];
  /** Breaks every step while it is set. */
  fault: Error | undefined;
  /** Whether transactions succeed at once. */
  isDiskIdle = true;
  /** Whether the graph has the channel. */
  isAnnounced = false;
  committed = 0;

  /** `altered`: what Alice begins with, made of the state of an open channel. */
  constructor(altered: (alice: NormalState) => NormalState = (alice) => alice) {
    const bobSigner = new TestSigner('bob');
    const { alice, bob, policies } = normalStates(this.signer, bobSigner);
    this.bob = new End(
      'bob',
      bobSigner,
      { type: 'offline', state: bob },
      environment(bobSigner, policies.bob),
    );
    const env = environment(this.signer, policies.alice);
    this.mailbox = new Mailbox(
      { type: 'offline', state: altered(alice) },
      {
        signer: this.signer,
        env: () => {
          if (this.fault !== undefined) throw this.fault;
          return env;
        },
        turns: this.turns,
        after: (milliseconds, callback) => {
          const timer = { milliseconds, callback };
          this.timers.add(timer);
          if (!this.isClockHeld) setImmediate(() => this.elapse());
          return () => this.timers.delete(timer);
        },
        commit: (seal) => this.#commit(seal),
        run: (effect) => {
          this.effects.push(effect);
          this.onEffect?.(effect);
        },
        isAnnounced: () => this.isAnnounced,
        openHtlc: (htlc) => void this.opened.push(htlc.id),
        changed: () => this.onChanged(),
        faulted: (reason) => void this.faults.push(reason),
        stopped: (reason) => void this.stops.push(reason),
      },
    );
  }

  /** A session in which both ends are in sync. */
  async connect(): Promise<RecordingPeer> {
    const peer = new RecordingPeer();
    this.mailbox.connected(peer);
    this.bob.input({ type: 'connected' });
    await this.exchange(peer);
    assert.equal(this.mailbox.state.type, 'normal');
    peer.sent.length = 0;
    return peer;
  }

  /** Carries messages both ways until neither end says more. Nothing may wait for the disk. */
  async exchange(peer: RecordingPeer): Promise<void> {
    for (;;) {
      await this.mailbox.idle();
      while (this.bob.sign());
      const toBob = peer.sent.splice(0);
      const toAlice = this.bob.sent.splice(0);
      if (toBob.length + toAlice.length === 0) return;
      for (const message of toBob) this.bob.receiveMessage(message);
      for (const bytes of toAlice) void this.mailbox.message(decoded(bytes));
    }
  }

  /** The clock moves so far that everything which waits for it is due. */
  elapse(): void {
    for (const timer of [...this.timers]) {
      this.timers.delete(timer);
      timer.callback();
    }
  }

  /** Resolves when everything has run that can without the disk, and the transaction of this turn has begun. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) await nextTurn();
  }

  /** The command to offer payment `number`. */
  offer(number: number, amount = 1_000_000n) {
    const { paymentHash } = payment(number);
    return {
      type: 'add_htlc',
      amount: amount as Msat,
      paymentHash,
      cltvExpiry: 1100,
      onion: new Uint8Array(1366),
      origin: originOf('payment', number),
    } as const;
  }

  /** As the store does it: the transaction begins when the turn of the event loop is over. */
  async #commit(seal: () => SealedFold): Promise<CommitToken> {
    await nextTurn();
    const { writes } = seal();
    return new Promise((resolve, reject) => {
      const succeed = () => {
        this.committed += 1;
        resolve(CommitToken.issue());
      };
      if (this.isDiskIdle) succeed();
      else this.commits.push({ writes, succeed, fail: (reason) => reject(new Error(reason)) });
    });
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function decoded(bytes: Uint8Array): ChannelMessage {
  const message = decodeMessage(bytes);
  assert(message.ok && message.value.type !== 'unknown_odd');
  return message.value as ChannelMessage;
}
