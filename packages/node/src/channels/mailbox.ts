/**
 * One channel's mailbox: inputs go through the pure core in order, and nothing leaves before it is durable.
 *
 * All inputs that are ready when a commit begins are folded into it, with one signature for all of them; then the new state
 * is adopted, then the effects run. Work of other channels that is ready in the same turn shares the commit (group commit).
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
  type HtlcFacts,
  isSealed,
  move,
  NONE_OFFERED,
  type OfferedHtlcs,
  type PeerMessage,
  type Refusal,
  release,
  type SealedEffect,
  signaturesToCheck,
  storedState,
  type Transaction,
  withOffered,
  writesBetween,
} from '@sferic/channel';
import { err, ok } from '@sferic/codec';
import { verify } from '@sferic/crypto';
import type { ChannelAnnouncement, Msat, ShortChannelId } from '@sferic/wire';
import type { Timer } from '../clock.ts';
import type { Turns } from '../turns.ts';
import {
  type Answer,
  type Fold,
  type Item,
  isProposal,
  type MailboxPeer,
  newFold,
  readsStore,
  type SealedFold,
} from './fold.ts';
import type { ChannelGone } from './htlc-port.ts';
import { SignatureTiming } from './signature-timing.ts';
import { WorkAhead } from './work-ahead.ts';

/** Inputs folded into one commit: all that two ends can propose at once, and as many answers. */
const MAX_FOLD = 2048;
/** Messages that may wait here before the peer's stream is held back: bounds how long one channel holds the event loop. */
const MAX_WAITING_MESSAGES = 512;

/** Effects with everything made that they describe: what the shell has to carry out. */
export type RunnableEffect =
  | Exclude<Effect, SealedEffect | { readonly type: 'send' } | { readonly type: 'disconnect' }>
  | { readonly type: 'publish'; readonly transaction: Transaction }
  | { readonly type: 'announce'; readonly announcement: ChannelAnnouncement };

export interface MailboxModules {
  readonly signer: ChannelSigner;
  /** Values of this moment; `entropy` is fresh at each call. */
  readonly env: () => ChannelEnv;
  /** Where work waits that may lead to more changes of this channel. */
  readonly turns: Turns;
  readonly after: Timer;
  /** Queues for the next group commit. Calls `seal` when that begins; resolves when what it gave is on disk. */
  readonly commit: (seal: () => SealedFold) => Promise<CommitToken>;
  /** Carries an effect out. Must not throw. */
  readonly run: (effect: RunnableEffect, state: ChannelState) => void;
  /** Whether the graph has the channel, so that its announcement need not be signed again. */
  readonly isAnnounced: (shortChannelId: ShortChannelId) => boolean;
  /** Works out what an HTLC that the peer proposes asks of us, before it is irrevocable. */
  readonly openHtlc: (htlc: HtlcFacts) => void;
  /** The state has changed. */
  readonly changed: (to: ChannelState) => void;
  /** An invariant broke: what was being done is lost, and the channel goes on from its durable state. */
  readonly faulted: (reason: string) => void;
  /** Storage failed, or the durable state is at fault itself: no more inputs until the node is started again. */
  readonly stopped: (reason: string) => void;
}

export class Mailbox {
  readonly #modules: MailboxModules;
  readonly #queue: Item[] = [];
  #state: ChannelState;
  #peer: MailboxPeer | undefined;
  #fold: Fold | undefined;
  #isScheduled = false;
  /** From the request of a commit until it is done with. */
  #isCommitting = false;
  /** From the moment on at which the fold's transaction has begun, nothing is folded any more. */
  #isSealed = false;
  #heldBack: (() => void)[] = [];
  #stopped: string | undefined;
  readonly #signatures: SignatureTiming;
  readonly #ahead: WorkAhead;
  #offered: OfferedHtlcs = NONE_OFFERED;
  /** From a fault until the durable state has been taken up again. */
  #isRecovering = false;

  constructor(state: ChannelState, modules: MailboxModules) {
    this.#state = state;
    this.#modules = modules;
    this.#signatures = new SignatureTiming(modules.turns, modules.after, () =>
      this.#enqueue({ type: 'sign' }),
    );
    this.#ahead = new WorkAhead({
      keys: modules.signer,
      turns: modules.turns,
      open: modules.openHtlc,
      state: () => this.#fold?.state ?? this.#state,
      isBusy: () => this.#queue.length > 0 || this.#isCommitting || this.#stopped !== undefined,
    });
  }

  /** The state that is durable. */
  get state(): ChannelState {
    return this.#state;
  }

  /** HTLCs that were given to this channel, and that its durable state does not have yet. */
  get offered(): OfferedHtlcs {
    return this.#offered;
  }

  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** To be called once, first, for a channel that was restored. */
  resume(): void {
    this.#enqueue({ type: 'resume' });
  }

  /** Signs at once what waits to be signed with something else. */
  hurry(): void {
    this.#signatures.hurry();
  }

  /** Resolves when nothing waits here any more. */
  async idle(): Promise<void> {
    while (this.#isScheduled || this.#isCommitting || this.#signatures.isPutOff)
      await new Promise<void>((resolve) => this.#heldBack.push(resolve));
  }

  connected(peer: MailboxPeer): void {
    this.#enqueue({ type: 'connected', peer });
  }

  disconnected(): void {
    this.#enqueue({ type: 'disconnected' });
  }

  /** Ends the session with the peer, if there is one. */
  disconnect(reason: string): void {
    void this.#peer?.disconnect(reason);
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
    // A deadline may be near.
    if (event.type === 'new_block') this.hurry();
    return new Promise((resolve, reject) => {
      const answer = (result: Answer) =>
        result.ok ? resolve() : reject(new Error(`a chain event was not taken: ${result.error.message}`));
      this.#enqueue({ type: 'input', input: { type: 'chain', event }, answer });
    });
  }

  /**
   * Resolves with the durable state that the command led to, or with why it was refused. `taken` runs once it has been done in memory:
   * what any channel does from then on is durable no earlier.
   */
  command(command: ChannelCommand, taken?: () => void): Promise<Answer> {
    const over = command.type === 'add_htlc' ? this.#offer(command.amount) : undefined;
    return new Promise((answer) =>
      this.#enqueue({ type: 'input', input: { type: 'command', command }, answer, taken, over }),
    );
  }

  /** Counts an HTLC as offered until what is returned is called. */
  #offer(amount: Msat): (() => void) | undefined {
    const stored = storedState(this.#state);
    if (stored === undefined || stored.type === 'signing_funding') return undefined;
    const { params } = stored;
    this.#offered = withOffered(params, this.#offered, amount, 1);
    return () => {
      this.#offered = withOffered(params, this.#offered, amount, -1);
    };
  }

  #enqueue(item: Item): void {
    if (this.#stopped !== undefined) {
      this.#refuse(item, this.#stopped);
      // Nothing is folded any more that would do it.
      this.#resumeHeldBack();
      return;
    }
    this.#queue.push(item);
    this.#schedule();
  }

  /** In a microtask, so that everything which becomes ready in this turn is folded together. */
  #schedule(): void {
    if (this.#isScheduled || this.#isSealed || this.#stopped !== undefined) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#foldAll();
      if (!this.#isCommitting) this.#resumeHeldBack();
    });
  }

  /** Folds what waits, as far as it may stand in one commit, and asks for that commit. */
  #foldAll(): void {
    while (!this.#isSealed && this.#stopped === undefined) {
      const fold = this.#fold ?? newFold(this.#state);
      this.#fold = fold;
      this.#foldItems(fold);
      if (fold.isUrgent) this.#finish(fold);
      else this.#ahead.soon();
      if (this.#fold === fold || this.#queue.length === 0) return;
    }
  }

  #foldItems(fold: Fold): void {
    const wasStored = storedState(this.#state) !== undefined;
    for (let item = this.#queue[0]; item !== undefined; item = this.#queue[0]) {
      // The shell must hear of a channel that has something to store, even if it ends with the next message.
      const isNew = !wasStored && storedState(fold.state) !== undefined;
      // What reads the store has to find there all that came before.
      const mustWait = fold.count > 0 && readsStore(item);
      if (fold.fault !== undefined || fold.count >= MAX_FOLD || isNew || mustWait) {
        fold.isUrgent = true;
        return;
      }
      this.#queue.shift();
      fold.count++;
      const before = fold.state;
      try {
        this.#take(fold, item);
      } catch (error) {
        fold.fault = messageOf(error);
        this.#refuse(item, fold.fault, fold.state === before ? 'channel_gone' : 'outcome_unknown');
      }
      fold.isUrgent ||= fold.fault !== undefined || fold.effects.length > 0 || !isProposal(item);
    }
  }

  /** What needs the disk waits for it; the rest is over at once. */
  #finish(fold: Fold): void {
    if (this.#isCommitting) return;
    const needsToken =
      storedState(fold.state) !== storedState(this.#state) ||
      canSign(fold.state) ||
      fold.effects.some(({ effect }) => isSealed(effect));
    if (!needsToken) {
      this.#adopt(fold, undefined);
      return;
    }
    this.#isCommitting = true;
    this.#modules
      .commit(() => this.#seal(fold))
      .then(
        (token) => {
          this.#committed();
          this.#adopt(fold, token);
        },
        (error: unknown) => {
          this.#committed();
          this.#stop(messageOf(error), fold);
        },
      )
      .finally(() => {
        this.#resumeHeldBack();
        if (this.#queue.length > 0) this.#schedule();
      });
  }

  #committed(): void {
    this.#isCommitting = false;
    this.#isSealed = false;
  }

  /** One signature covers all that the fold has changed. */
  #seal(fold: Fold): SealedFold {
    this.#isSealed = true;
    try {
      if (this.#signatures.isNow(fold.state))
        this.#apply(fold, { type: 'command', command: { type: 'sign' } });
    } catch (error) {
      fold.fault ??= messageOf(error);
    }
    return { writes: writesBetween(this.#state, fold.state), state: fold.state };
  }

  /** The fold is durable: it becomes the state, and then it may be spoken of. */
  #adopt(fold: Fold, token: CommitToken | undefined): void {
    this.#fold = undefined;
    const from = this.#state;
    this.#state = fold.state;
    // Before anybody hears of the state, or it would count twice.
    for (const over of fold.over) over();
    try {
      if (from !== fold.state) this.#modules.changed(fold.state);
      for (const { effect, peer, state } of fold.effects) this.#run(effect, peer, state, token);
    } catch (error) {
      fold.fault ??= messageOf(error);
      for (const answer of fold.answers.splice(0)) answer(fold.fault);
    }
    for (const answer of fold.answers) answer();
    this.#ahead.soon();
    // What was put off may be nobody's to sign any more: the peer is away.
    if (!canSign(this.#state)) this.#signatures.cancel();
    if (fold.fault === undefined) this.#isRecovering = false;
    else if (this.#isRecovering) this.#stop(fold.fault);
    else this.#recover(fold.fault);
  }

  #resumeHeldBack(): void {
    for (const resume of this.#heldBack.splice(0)) resume();
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
      case 'sign':
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
        this.#gather(fold, stored === undefined ? [] : derivedEffects(stored), undefined);
        return;
      }
      case 'input': {
        const refusal = this.#apply(fold, item.input);
        const { answer, taken, over } = item;
        if (refusal === undefined) taken?.();
        if (answer !== undefined)
          fold.answers.push((failure) => {
            if (failure !== undefined) answer(err(stopped('outcome_unknown', failure)));
            else answer(refusal === undefined ? ok(this.#state) : err(refusal));
          });
        if (over !== undefined) fold.over.push(over);
      }
    }
  }

  #apply(fold: Fold, input: ChannelInput): Refusal | undefined {
    const result = move(fold.state, input, this.#modules.env());
    if (!result.ok) return result.error;
    fold.state = result.value.next;
    this.#gather(fold, result.value.effects, this.#peer);
    return undefined;
  }

  /**
   * Most effects wait for the commit. What becomes of HTLCs is told to the switch at once: it only leads to more that has to
   * be stored, in the same transaction or a later one, before anything is said of it.
   */
  #gather(fold: Fold, effects: readonly Effect[], peer: MailboxPeer | undefined): void {
    for (const effect of effects)
      if (effect.type === 'htlc_received' || effect.type === 'htlc_settled') {
        fold.isUrgent = true;
        this.#modules.run(effect, fold.state);
      } else fold.effects.push({ effect, state: fold.state, peer });
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
      if (effect.type === 'announce_channel' && this.#modules.isAnnounced(effect.shortChannelId)) return;
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
  #recover(reason: string): void {
    this.#isRecovering = true;
    void this.#peer?.disconnect('internal error');
    this.#queue.unshift({ type: 'resume' });
    this.#schedule();
    this.#modules.faulted(reason);
  }

  #stop(reason: string, lost?: Fold): void {
    this.#stopped = reason;
    this.#signatures.cancel();
    this.#fold = undefined;
    for (const over of lost?.over ?? []) over();
    for (const answer of lost?.answers ?? []) answer(reason);
    for (const item of this.#queue.splice(0)) this.#refuse(item, reason);
    void this.#peer?.disconnect('internal error');
    this.#modules.stopped(reason);
  }

  /** Nothing has come of the item, unless told otherwise. */
  #refuse(item: Item, reason: string, code: ChannelGone['code'] = 'channel_gone'): void {
    if (item.type !== 'input') return;
    item.over?.();
    item.answer?.(err(stopped(code, reason)));
  }
}

function stopped(code: ChannelGone['code'], reason: string): ChannelGone {
  return { code, severity: 'fail_htlc', message: `the channel has stopped: ${reason}` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
