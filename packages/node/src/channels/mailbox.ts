/**
 * One channel's mailbox: inputs go through the pure core in order, and nothing leaves before it is durable.
 *
 * All inputs that are ready at once are folded into one step: one commit, then the new state is adopted, then the
 * effects run. Work of other channels that is ready in the same turn shares the commit (group commit).
 */
import {
  type ChainEvent,
  type ChannelCommand,
  type ChannelEnv,
  type ChannelInput,
  type ChannelSigner,
  type ChannelState,
  type CommitToken,
  canSign,
  derivedEffects,
  type Effect,
  isSealed,
  type PeerMessage,
  type Refusal,
  release,
  type SealedEffect,
  signaturesToCheck,
  step,
  storedState,
  type Transaction,
  type Write,
} from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { verify } from '@sferic/crypto';
import type { ChannelAnnouncement, ChannelMessage } from '@sferic/wire';
import type { ChannelGone } from './htlc-port.ts';

/** Inputs folded into one commit: bounds how long one channel holds the event loop. */
const MAX_FOLD = 256;
/** Messages that may wait here before the peer's stream is held back: two full folds. */
const MAX_WAITING_MESSAGES = 2 * MAX_FOLD;

/** The peer's end of the session in which an input came or an effect shall go. */
export interface MailboxPeer {
  send(message: ChannelMessage): boolean;
  disconnect(reason: string): Promise<void>;
}

/** Effects with everything made that they describe: what the shell has to carry out. */
export type RunnableEffect =
  | Exclude<Effect, SealedEffect | { readonly type: 'send' } | { readonly type: 'disconnect' }>
  | { readonly type: 'publish'; readonly transaction: Transaction }
  | { readonly type: 'announce'; readonly announcement: ChannelAnnouncement };

export interface MailboxModules {
  readonly signer: ChannelSigner;
  /** Values of this moment; `entropy` is fresh at each call. */
  readonly env: () => ChannelEnv;
  /** Queues the writes for the next group commit; resolves when they are on disk. */
  readonly commit: (writes: readonly Write[], state: ChannelState) => Promise<CommitToken>;
  /** Carries an effect out. Must not throw. */
  readonly run: (effect: RunnableEffect, state: ChannelState) => void;
  /** The state has changed. */
  readonly changed: (to: ChannelState) => void;
  /** An invariant broke: what was being done is lost, and the channel goes on from its durable state. */
  readonly faulted: (reason: string) => void;
  /** Storage failed, or the durable state is at fault itself: no more inputs until the node is started again. */
  readonly stopped: (reason: string) => void;
}

type Answer = Result<ChannelState, Refusal | ChannelGone>;

type Item =
  | {
      readonly type: 'input';
      readonly input: Exclude<ChannelInput, { type: 'message' }>;
      readonly answer?: (answer: Answer) => void;
    }
  | { readonly type: 'message'; readonly message: PeerMessage }
  | { readonly type: 'connected'; readonly peer: MailboxPeer }
  | { readonly type: 'disconnected' }
  /** After a restart: whatever is outstanding in the stored state is done again. */
  | { readonly type: 'resume' };

/** What a fold has gathered so far. */
interface Fold {
  state: ChannelState;
  readonly writes: Map<string, Uint8Array | null>;
  /** With the state that came of the same step, which is what a sealed effect is made from. */
  readonly effects: {
    readonly effect: Effect;
    readonly state: ChannelState;
    readonly peer: MailboxPeer | undefined;
  }[];
  readonly answers: (() => void)[];
}

export class Mailbox {
  readonly #modules: MailboxModules;
  readonly #queue: Item[] = [];
  #state: ChannelState;
  #peer: MailboxPeer | undefined;
  #draining = false;
  #heldBack: (() => void)[] = [];
  #stopped: string | undefined;
  /** From a fault until the durable state has been taken up again. */
  #isRecovering = false;

  constructor(state: ChannelState, modules: MailboxModules) {
    this.#state = state;
    this.#modules = modules;
  }

  /** The state that is durable. */
  get state(): ChannelState {
    return this.#state;
  }

  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** To be called once, first, for a channel that was restored. */
  resume(): void {
    this.#enqueue({ type: 'resume' });
  }

  /** Resolves when nothing waits here any more. */
  async idle(): Promise<void> {
    while (this.#draining) await new Promise<void>((resolve) => this.#heldBack.push(resolve));
  }

  connected(peer: MailboxPeer): void {
    this.#enqueue({ type: 'connected', peer });
  }

  disconnected(): void {
    this.#enqueue({ type: 'disconnected' });
  }

  /** A promise is for the peer's stream to wait for: too much is waiting already. */
  message(message: PeerMessage): void | Promise<void> {
    this.#enqueue({ type: 'message', message });
    if (this.#queue.length < MAX_WAITING_MESSAGES) return;
    return new Promise((resolve) => this.#heldBack.push(resolve));
  }

  /** An input that nobody waits for. */
  post(input: Exclude<ChannelInput, { type: 'message' }>): void {
    this.#enqueue({ type: 'input', input });
  }

  /** Resolves when what follows from the event is durable. */
  chainEvent(event: ChainEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      const answer = (result: Answer) =>
        result.ok ? resolve() : reject(new Error(`a chain event was not taken: ${result.error.message}`));
      this.#enqueue({ type: 'input', input: { type: 'chain', event }, answer });
    });
  }

  /** Resolves with the durable state that the command led to, or with why it was refused. */
  command(command: ChannelCommand): Promise<Answer> {
    return new Promise((answer) =>
      this.#enqueue({ type: 'input', input: { type: 'command', command }, answer }),
    );
  }

  #enqueue(item: Item): void {
    if (this.#stopped !== undefined) {
      this.#refuse(item, this.#stopped);
      return;
    }
    this.#queue.push(item);
    if (this.#draining) return;
    this.#draining = true;
    // In a microtask, so that everything which becomes ready in this turn is folded together.
    queueMicrotask(() => void this.#drain());
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const items = this.#queue.splice(0, this.#foldSize());
      try {
        await this.#foldAndCommit(items);
        this.#isRecovering = false;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (error instanceof CommitFailed || this.#isRecovering) this.#stop(reason, items);
        else this.#recover(reason, items);
      }
      this.#resumeHeldBack();
    }
    this.#draining = false;
    this.#resumeHeldBack();
  }

  /** What reads the store begins a fold of its own: all that came before has to be on disk. */
  #foldSize(): number {
    const reader = this.#queue.findIndex(readsStore);
    if (reader === 0) return 1;
    return reader < 0 ? MAX_FOLD : Math.min(reader, MAX_FOLD);
  }

  #resumeHeldBack(): void {
    for (const resume of this.#heldBack.splice(0)) resume();
  }

  async #foldAndCommit(items: readonly Item[]): Promise<void> {
    const fold: Fold = { state: this.#state, writes: new Map(), effects: [], answers: [] };
    const wasStored = storedState(this.#state) !== undefined;
    for (const [index, item] of items.entries()) {
      this.#take(fold, item);
      // The shell must hear of a channel that has something to store, even if it ends with the next message.
      if (wasStored || storedState(fold.state) === undefined) continue;
      this.#queue.unshift(...items.slice(index + 1));
      break;
    }
    // One signature covers all that the fold has changed.
    if (canSign(fold.state)) this.#apply(fold, { type: 'command', command: { type: 'sign' } });

    const writes = [...fold.writes].map(([key, value]) => ({ key, value }));
    const needsToken = writes.length > 0 || fold.effects.some(({ effect }) => isSealed(effect));
    const token = needsToken ? await this.#commit(writes, fold.state) : undefined;
    const from = this.#state;
    this.#state = fold.state;
    if (from !== fold.state) this.#modules.changed(fold.state);
    for (const { effect, peer, state } of fold.effects) this.#run(effect, peer, state, token);
    for (const answer of fold.answers) answer();
  }

  async #commit(writes: readonly Write[], state: ChannelState): Promise<CommitToken> {
    try {
      return await this.#modules.commit(writes, state);
    } catch (error) {
      throw new CommitFailed(error instanceof Error ? error.message : String(error));
    }
  }

  #take(fold: Fold, item: Item): void {
    switch (item.type) {
      case 'connected':
        this.#peer = item.peer;
        this.#apply(fold, { type: 'connected' });
        return;
      case 'disconnected':
        this.#apply(fold, { type: 'disconnected' });
        this.#peer = undefined;
        return;
      case 'message': {
        const checks = signaturesToCheck(fold.state, item.message, this.#modules.env());
        const verdicts = checks.map((check) => verify(check.digest, check.signature, check.publicKey));
        this.#apply(fold, { type: 'message', message: item.message, verdicts });
        return;
      }
      case 'resume': {
        this.#apply(fold, { type: 'disconnected' });
        const stored = storedState(fold.state);
        for (const effect of stored === undefined ? [] : derivedEffects(stored))
          fold.effects.push({ effect, state: fold.state, peer: undefined });
        return;
      }
      case 'input': {
        const refusal = this.#apply(fold, item.input);
        const { answer } = item;
        if (answer !== undefined)
          fold.answers.push(() => answer(refusal === undefined ? ok(this.#state) : err(refusal)));
      }
    }
  }

  #apply(fold: Fold, input: ChannelInput): Refusal | undefined {
    const result = step(fold.state, input, this.#modules.env());
    if (!result.ok) return result.error;
    fold.state = result.value.next;
    for (const { key, value } of result.value.writes) fold.writes.set(key, value);
    for (const effect of result.value.effects)
      fold.effects.push({ effect, state: fold.state, peer: this.#peer });
    return undefined;
  }

  #run(
    effect: Effect,
    peer: MailboxPeer | undefined,
    state: ChannelState,
    token: CommitToken | undefined,
  ): void {
    if (effect.type === 'send') {
      peer?.send(effect.message);
    } else if (effect.type === 'disconnect') {
      void peer?.disconnect('the channel asked for a new connection');
    } else if (isSealed(effect)) {
      if (token === undefined) throw new Error('a sealed effect without a commit');
      const released = release(state, effect, this.#modules.signer, token);
      for (const message of released.messages) peer?.send(message);
      for (const transaction of released.transactions)
        this.#modules.run({ type: 'publish', transaction }, state);
      for (const announcement of released.announcements)
        this.#modules.run({ type: 'announce', announcement }, state);
    } else {
      this.#modules.run(effect, state);
    }
  }

  /** The peer's part of what was lost comes again with a new connection, and ours follows from the durable state. */
  #recover(reason: string, unfinished: readonly Item[]): void {
    this.#isRecovering = true;
    for (const item of unfinished) this.#refuse(item, reason);
    void this.#peer?.disconnect('internal error');
    this.#queue.unshift({ type: 'resume' });
    this.#modules.faulted(reason);
  }

  #stop(reason: string, unfinished: readonly Item[]): void {
    this.#stopped = reason;
    for (const item of [...unfinished, ...this.#queue.splice(0)]) this.#refuse(item, reason);
    void this.#peer?.disconnect('internal error');
    this.#modules.stopped(reason);
  }

  #refuse(item: Item, reason: string): void {
    if (item.type !== 'input') return;
    item.answer?.(
      err({ code: 'channel_gone', severity: 'fail_htlc', message: `the channel has stopped: ${reason}` }),
    );
  }
}

class CommitFailed extends Error {}

/** A breach is answered by rows that are not in memory: see `ChainEvent`. */
function readsStore(item: Item): boolean {
  return item.type === 'input' && item.input.type === 'chain' && item.input.event.type === 'funding_spent';
}
