/** One channel of this process: its mailbox, and what its effects do to the rest of the node. */
import {
  type ChainEvent,
  type ChannelEnv,
  type ChannelError,
  type ChannelEvent,
  type ChannelPolicy,
  type ChannelSigner,
  type ChannelState,
  currentFunding,
  type Feerates,
  type PastHtlc,
  revokedNumber,
  type StoredState,
  storedState,
  type Transaction,
} from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import {
  type ChannelAnnouncement,
  type ChannelId,
  msatToSat,
  type ShortChannelId,
  type TxId,
} from '@sferic/wire';
import type { Broadcaster, ChainBackend, FeeEstimates, TransactionWatcher } from '../chain/index.ts';
import type { Timer } from '../clock.ts';
import { Enforcement } from '../enforcement/index.ts';
import type { Logger } from '../log.ts';
import type { SqlWriter, Store } from '../store/index.ts';
import type { Turns } from '../turns.ts';
import type { Wallet } from '../wallet/index.ts';
import { ChainWatches, foundAt } from './chain-watches.ts';
import { logChannelEvent } from './channel-log.ts';
import type { ChannelRecord, ChannelStore } from './channel-store.ts';
import { closedChannel } from './closed-channels.ts';
import { ClosingAnswer } from './closing-answer.ts';
import type { SealedFold } from './fold.ts';
import type { FundingPolicy } from './funding-policy.ts';
import type { HtlcHandler } from './htlc-port.ts';
import { Mailbox, type RunnableEffect } from './mailbox.ts';
import { OpeningAnswers } from './opening-answers.ts';

/** What all channels of a node share. */
export interface ChannelModules {
  readonly store: Store;
  readonly channelStore: ChannelStore;
  readonly wallet: Wallet;
  readonly backend: ChainBackend;
  readonly broadcaster: Pick<Broadcaster, 'publish' | 'forget'>;
  readonly watcher: Pick<TransactionWatcher, 'add'>;
  readonly policy: ChannelPolicy;
  readonly fundingPolicy: () => FundingPolicy;
  readonly feerates: () => Feerates;
  /** What the chain asks of transactions. */
  readonly estimates: () => FeeEstimates;
  readonly height: () => number;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** 32 fresh random bytes. */
  readonly entropy: () => Uint8Array;
  readonly after: Timer;
  readonly turns: Turns;
  readonly htlcs: HtlcHandler;
  /** What has to be stored with a step for the sake of commitments that the peer has revoked in it. */
  readonly revocations: (
    id: ChannelId,
    before: ChannelState,
    after: ChannelState,
  ) => ((sql: SqlWriter) => void) | undefined;
  /** The complete announcement of a channel of ours. */
  readonly announce: (announcement: ChannelAnnouncement) => void;
  /** Whether the graph has that channel. */
  readonly isAnnounced: (shortChannelId: ShortChannelId) => boolean;
  readonly log: Logger;
}

/** The contributions are known once the funding transaction is agreed upon. */
export type NewChannelRecord = Omit<ChannelRecord, 'contributions'> &
  Partial<Pick<ChannelRecord, 'contributions'>>;

export interface LiveChannelHandlers {
  /** The channel has a new state; its effects have not run yet. */
  readonly changed: (channel: LiveChannel, to: ChannelState) => void;
}

export class LiveChannel {
  readonly record: NewChannelRecord;
  readonly mailbox: Mailbox;
  readonly #modules: ChannelModules;
  readonly #signer: ChannelSigner;
  readonly #watches: ChainWatches;
  readonly #enforcement: Enforcement;
  readonly #closingAnswer: ClosingAnswer;
  readonly #answers: OpeningAnswers;
  readonly #log: Logger;
  #contributions: ChannelRecord['contributions'] | undefined;
  #lastError: ChannelError | undefined;
  #id: ChannelId | undefined;
  #stopNoted: Promise<void> | undefined;

  constructor(
    state: ChannelState,
    record: NewChannelRecord,
    signer: ChannelSigner,
    modules: ChannelModules,
    handlers: LiveChannelHandlers,
  ) {
    this.record = record;
    this.#contributions = record.contributions;
    this.#signer = signer;
    this.#modules = modules;
    this.#id = channelIdOfState(state);
    this.#log = modules.log.with({ peer: bytesToHex(record.peer) });
    this.mailbox = new Mailbox(state, {
      signer,
      env: () => this.#env(),
      turns: modules.turns,
      after: modules.after,
      commit: (seal) => this.#commit(seal),
      run: (effect, next) => this.#run(effect, next),
      isAnnounced: modules.isAnnounced,
      openHtlc: (htlc) => modules.htlcs.htlcProposed(htlc),
      changed: (to) => {
        this.#id = channelIdOfState(to) ?? this.#id;
        this.#enforcement.changed(to);
        this.#closingAnswer.changed(to);
        handlers.changed(this, to);
      },
      faulted: (reason) => this.#noteFault('the channel met a fault and goes on from what is stored', reason),
      stopped: (reason) => this.#noteFault('the channel has stopped until the next start', reason),
    });
    const { wallet, broadcaster, height, estimates } = modules;
    this.#enforcement = new Enforcement({
      wallet,
      broadcaster,
      owner: LiveChannel.owner(record.keyIndex),
      signer,
      scriptPubKey: record.shutdownScript,
      height,
      estimates,
      log: this.#log,
    });
    this.#answers = new OpeningAnswers(modules, LiveChannel.owner(record.keyIndex), this.mailbox, this.#log);
    const { after } = modules;
    this.#closingAnswer = new ClosingAnswer({ after, disconnect: (why) => this.mailbox.disconnect(why) });
    const { stoppedAt } = record;
    this.#watches = new ChainWatches(
      modules.watcher,
      (event) => this.chainEvent(this.#withPast(event)),
      stoppedAt === undefined ? undefined : stoppedAt - 1,
    );
  }

  /** Names the wallet's coins that this channel's opening holds. */
  static owner(keyIndex: number): string {
    return `channel ${keyIndex}`;
  }

  get state(): ChannelState {
    return this.mailbox.state;
  }

  get signer(): ChannelSigner {
    return this.#signer;
  }

  /** The final id, from the moment that both ends know it; it stays when the channel is over. */
  get channelId(): ChannelId | undefined {
    return this.#id;
  }

  /** With what each end put in, once the funding transaction is agreed upon. */
  get fullRecord(): ChannelRecord | undefined {
    return this.#contributions && { ...this.record, contributions: this.#contributions };
  }

  /** Why the channel failed or its opening ended, as far as it said. */
  get lastError(): ChannelError | undefined {
    return this.#lastError;
  }

  /** Of the closing transaction that was published last, until a block decides. */
  get closingTxid(): TxId | undefined {
    const stored = storedState(this.state);
    return stored?.type === 'closing' ? stored.spend.txid : this.#enforcement.closingTxid;
  }

  /** Why the chain does not take the closing transaction that pays most, if it does not. */
  get closingRefusal(): string | undefined {
    return this.#enforcement.closingRefusal;
  }

  /**
   * Resolves when what follows from the event is durable. A channel with a fault of its own may miss it: the blocks since
   * then are searched again at the next start. Rejects when that can't be written down.
   */
  async chainEvent(event: ChainEvent): Promise<void> {
    await this.mailbox.chainEvent(event).catch((error: unknown) => {
      if (this.#stopNoted === undefined) throw error;
      return this.#stopNoted;
    });
    if (event.type === 'new_block') this.#enforcement.newHeight();
  }

  /** A penalty has to know what the revoked commitment held: rows that are read for it alone, when its turn comes. */
  #withPast(event: ChainEvent): ChainEvent {
    if (event.type !== 'funding_spent') return event;
    const past = () => this.#pastOf(event.transaction);
    return {
      ...event,
      get past() {
        return past();
      },
    };
  }

  #pastOf(transaction: Transaction): readonly PastHtlc[] {
    const stored = storedState(this.state);
    if (stored === undefined || stored.type === 'signing_funding') return [];
    const number = revokedNumber(stored, transaction);
    return number === undefined ? [] : this.#modules.channelStore.past(stored.params.channelId, number);
  }

  #noteFault(message: string, reason: string): void {
    const { channelStore, height } = this.#modules;
    this.#log.error(message, { channel: this.channelId, reason });
    if (this.channelId === undefined) return;
    this.#stopNoted = channelStore.noteStop(this.channelId, height());
    // Who tells the channel of the chain learns of the failure.
    this.#stopNoted.catch(() => undefined);
  }

  /** Resolves when the chain's server has been offered what was published last, whatever it said. */
  get published(): Promise<void> {
    return this.#enforcement.idle();
  }

  /** Ends what the channel has outside of itself. */
  dispose(): void {
    this.#watches.removeAll();
  }

  #env(): ChannelEnv {
    const { height, now, feerates, policy, entropy } = this.#modules;
    return {
      height: height(),
      now: now(),
      feerates: feerates(),
      policy,
      keys: this.#signer,
      shutdownScript: this.record.shutdownScript,
      get entropy() {
        return entropy();
      },
    };
  }

  #commit(seal: () => SealedFold) {
    const { store, channelStore, revocations, now } = this.#modules;
    return store.commitLate(() => {
      const { writes, state: next } = seal();
      const stored = storedState(next) ?? storedState(this.state);
      this.#contributions = contributionsOf(stored) ?? this.#contributions;
      const id = channelIdOfState(next) ?? this.channelId;
      const record = this.fullRecord;
      if (writes.length === 0) return () => undefined;
      if (id === undefined || record === undefined) throw new Error('writes of a channel that has no id yet');
      const noteRevocations = revocations(id, this.state, next);
      const kept = next.type === 'closed' ? closedChannel(stored, next, record.peer, now()) : undefined;
      return (sql) => {
        noteRevocations?.(sql);
        if (next.type === 'closed') channelStore.remove(sql, id, kept);
        else channelStore.write(sql, id, record, writes);
      };
    });
  }

  #run(effect: RunnableEffect, state: ChannelState): void {
    const { htlcs, announce } = this.#modules;
    const id = channelIdOfState(state);
    switch (effect.type) {
      case 'publish':
        this.#enforcement.publish(state, effect.transaction);
        return;
      case 'announce':
        announce(effect.announcement);
        return;
      case 'watch':
        this.#watches.add(effect.watch, foundAt(state, effect.watch));
        return;
      case 'unwatch':
        this.#watches.remove(effect.watch);
        return;
      case 'htlc_received':
        if (id !== undefined) htlcs.htlcReceived(id, effect.htlc, effect.mustFail);
        return;
      case 'htlc_settled':
        if (id !== undefined) htlcs.htlcSettled(id, effect.settlement);
        return;
      case 'event':
        this.#tell(effect.event);
        return;
      case 'claims':
        this.#enforcement.claim(state, effect.claims);
        return;
      case 'forget':
        this.#forget();
        return;
      default:
        this.#answers.run(effect);
    }
  }

  #tell(event: ChannelEvent): void {
    if (event.type === 'error') this.#lastError = event.error;
    logChannelEvent(this.#log, this.channelId, event);
  }

  #forget(): void {
    this.dispose();
    this.#enforcement.forgetAll();
  }
}

/** What each end has put in, as long as nothing has moved: of several funding transactions the one that the channel has. */
function contributionsOf(stored: StoredState | undefined): ChannelRecord['contributions'] | undefined {
  if (stored?.type === 'signing_funding') return stored.agreement.contributions;
  if (stored?.type !== 'wait_for_ready' && stored?.type !== 'normal') return undefined;
  const { commitments } = stored;
  if (commitments.localNumber > 0 || commitments.remote.number > 0) return undefined;
  const { local, remote } = currentFunding(commitments).balances;
  return { local: msatToSat(local), remote: msatToSat(remote) };
}

export function channelIdOfState(state: ChannelState): ChannelId | undefined {
  if (state.type === 'constructing') return state.agreement.params.channelId;
  const stored = storedState(state);
  if (stored === undefined) return undefined;
  return stored.type === 'signing_funding' ? stored.agreement.params.channelId : stored.params.channelId;
}
