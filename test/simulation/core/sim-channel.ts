/** One end of a channel with a small shell around it: rows that outlive the process, and all else that does not. */
import {
  type ChainEvent,
  type ChannelCommand,
  type ChannelEnv,
  type ChannelErrorCode,
  type ChannelInput,
  type ChannelSigner,
  type ChannelState,
  type Claim,
  CommitToken,
  derivedEffects,
  type Effect,
  formatOutPoint,
  type HtlcFacts,
  isSealed,
  type MustFail,
  type OutPoint,
  type Refusal,
  release,
  restore,
  restorePast,
  revokedNumber,
  type SealedEffect,
  type Settlement,
  type StoredRow,
  type StoredState,
  signaturesToCheck,
  step,
  storedState,
  type Transaction,
  transactionId,
  type Watch,
  type Write,
} from '@sferic/channel';
import { bytesToHex, verify } from '@sferic/crypto';
import { type ChannelMessage, decodeMessage, encodeMessage } from '@sferic/wire';
import type { Defect } from './defects.ts';
import type { SimBlock, SimChain } from './sim-chain.ts';

const TOKEN = CommitToken.issue();

/** What an end asks of the node that it belongs to. */
export interface Host {
  readonly name: string;
  readonly chain: SimChain;
  readonly defect: Defect | undefined;
  /** A boundary at which the process may die: then it throws. */
  boundary(): void;
  /** Done when the effects of the step that is under way have run. */
  later(task: () => void): void;
  env(channel: SimChannel): ChannelEnv;
  chance(oneIn: number): boolean;
  /** The channel's keys in a signer that remembers nothing. */
  carelessSigner(channel: SimChannel): ChannelSigner;
  htlcReceived(channel: SimChannel, htlc: HtlcFacts, mustFail: MustFail | undefined): void;
  htlcSettled(channel: SimChannel, settlement: Settlement): void;
  send(channel: SimChannel, bytes: Uint8Array): void;
  hangUp(channel: SimChannel): void;
  mark(what: string): void;
}

interface Watching {
  readonly watch: Watch;
  foundAt: number | undefined;
}

export class SimChannel {
  readonly index: number;
  readonly host: Host;
  readonly rows = new Map<string, Uint8Array>();
  signer: ChannelSigner;
  state: ChannelState;
  claims: readonly Claim[] = [];
  /** What is offered to the chain until it is confirmed, by txid. */
  readonly publishing = new Map<string, Transaction>();
  /** The ways of claiming in each transaction that was offered, for the coverage marks. */
  readonly claiming = new Map<string, readonly string[]>();
  /** For the defect `sign_revoked`. */
  #revoked: ChannelState | undefined;
  readonly #watches = new Map<string, Watching>();

  constructor(
    index: number,
    host: Host,
    signer: ChannelSigner,
    state: ChannelState,
    writes: readonly Write[],
  ) {
    this.index = index;
    this.host = host;
    this.signer = signer;
    this.state = state;
    for (const { key, value } of writes) if (value !== null) this.rows.set(key, value);
  }

  get stored(): StoredState | undefined {
    return storedState(this.state);
  }

  get isOver(): boolean {
    return this.state.type === 'closed' || this.rows.size === 0;
  }

  command(command: ChannelCommand): Refusal | undefined {
    return this.input({ type: 'command', command });
  }

  receive(bytes: Uint8Array): void {
    const decoded = decodeMessage(bytes);
    // A shell hangs up on what it cannot read.
    if (!decoded.ok) this.host.hangUp(this);
    else if (decoded.value.type !== 'unknown_odd') this.#message(decoded.value as ChannelMessage);
  }

  #message(message: ChannelMessage): void {
    const checks = signaturesToCheck(this.state, message, this.host.env(this));
    const verdicts = checks.map(({ digest, signature, publicKey }) => verify(digest, signature, publicKey));
    this.input({ type: 'message', message, verdicts });
  }

  input(input: ChannelInput): Refusal | undefined {
    const result = step(this.state, input, this.host.env(this));
    if (!result.ok) return result.error;
    const { next, writes, effects } = result.value;
    if (this.host.defect === 'speak_then_commit') this.#runAll(effects, next);
    if (writes.length > 0) this.host.boundary();
    this.#store(writes);
    if (next.type === 'closed') this.rows.clear();
    if (this.host.defect === 'sign_revoked' && this.state.type === 'normal') this.#revoked ??= this.state;
    this.state = next;
    if (writes.length > 0) this.host.boundary();
    if (this.host.defect !== 'speak_then_commit') this.#runAll(effects, next);
    return undefined;
  }

  /** The process starts again, with nothing but its rows. */
  restart(): void {
    this.stop();
    if (this.rows.size === 0) {
      this.state = { type: 'closed' };
      return;
    }
    const restored = restore(this.#allRows());
    if (!restored.ok) throw new Error(`${this.host.name}: ${restored.error.message}`);
    this.state = restored.value;
    const effects = derivedEffects(restored.value.state);
    this.input({ type: 'disconnected' });
    if (this.host.defect === 'forget_watches')
      this.#runAll(
        effects.filter(({ type }) => type !== 'watch'),
        this.state,
      );
    else this.#runAll(effects, this.state);
  }

  /** What a process forgets when it ends. */
  stop(): void {
    this.claims = [];
    this.publishing.clear();
    this.claiming.clear();
    this.#watches.clear();
  }

  /** The chain has a new block. */
  connect(block: SimBlock): void {
    for (const transaction of block.transactions) {
      const txid = bytesToHex(transactionId(transaction));
      this.publishing.delete(txid);
      for (const path of this.claiming.get(txid) ?? []) this.host.mark(`claimed: ${path}`);
      for (const { outPoint } of transaction.inputs)
        for (const watching of this.#watches.values())
          if (isSpendOf(watching.watch, outPoint)) this.#tellSpent(watching, transaction, block.height);
    }
  }

  newHeight(height: number): void {
    if (this.host.defect === 'miss_deadline' && this.stored?.type === 'normal') return;
    this.#event({ type: 'new_block', height });
  }

  /** Tells of everything that was found above `height`, or is not where it was found. */
  disconnectAbove(height: number): void {
    for (const watching of [...this.#watches.values()].reverse()) {
      const { foundAt, watch } = watching;
      if (foundAt === undefined || watch.type === 'funding_confirmed') continue;
      const outPoint = outPointOf(watch);
      if (foundAt <= height && this.host.chain.spender(outPoint)?.height === foundAt) continue;
      watching.foundAt = undefined;
      if (this.host.defect === 'ignore_reorganizations') continue;
      this.host.mark('reorganized spend');
      this.#event(
        watch.type === 'funding_spent'
          ? { type: 'funding_unspent', fundingTxid: watch.txid }
          : { type: 'output_unspent', outPoint },
      );
    }
  }

  /** Looks for what happened while the process was down. */
  search(): void {
    for (const watching of [...this.#watches.values()]) this.#searchOne(watching);
  }

  #searchOne(watching: Watching): void {
    const { watch, foundAt } = watching;
    if (foundAt !== undefined || watch.type === 'funding_confirmed') return;
    if (this.#watches.get(keyOf(watch)) !== watching) return;
    const found = this.host.chain.spender(outPointOf(watch));
    if (found !== undefined) this.#tellSpent(watching, found.transaction, found.height);
  }

  #tellSpent(watching: Watching, transaction: Transaction, height: number): void {
    if (watching.foundAt !== undefined) return;
    const { watch } = watching;
    watching.foundAt = height;
    if (watch.type === 'funding_confirmed') return;
    if (watch.type === 'output_spent') {
      this.#event({ type: 'output_spent', outPoint: outPointOf(watch), transaction, height });
      return;
    }
    const { stored } = this;
    const number =
      stored === undefined || stored.type === 'signing_funding'
        ? undefined
        : revokedNumber(stored, transaction);
    const past = number === undefined ? [] : restorePast(this.#allRows(), number);
    this.#event({ type: 'funding_spent', fundingTxid: watch.txid, transaction, height, past });
    const now = this.stored;
    if (now?.type === 'closing') this.host.mark(`spent by ${now.spend.kind}`);
  }

  #event(event: ChainEvent): void {
    this.input({ type: 'chain', event });
  }

  #runAll(effects: readonly Effect[], next: ChannelState): void {
    for (const effect of effects) {
      this.host.boundary();
      this.#run(effect, next);
    }
  }

  #run(effect: Effect, next: ChannelState): void {
    const { host } = this;
    switch (effect.type) {
      case 'send':
        host.send(this, encodeMessage(effect.message));
        return;
      case 'htlc_received':
        host.later(() => host.htlcReceived(this, effect.htlc, effect.mustFail));
        return;
      case 'htlc_settled':
        host.later(() => host.htlcSettled(this, effect.settlement));
        return;
      case 'publish':
        this.#publish(effect.transaction);
        return;
      case 'watch':
        this.#watch(effect.watch);
        return;
      case 'unwatch':
        this.#watches.delete(keyOf(effect.watch));
        return;
      case 'claims':
        this.claims = effect.claims;
        return;
      case 'disconnect':
        host.hangUp(this);
        return;
      case 'forget':
        this.publishing.clear();
        host.mark('forgotten');
        return;
      case 'event':
        if (effect.event.type === 'error')
          host.mark(`error ${effect.event.error.code satisfies ChannelErrorCode}`);
        return;
      default:
        if (isSealed(effect)) this.#release(effect, next);
    }
  }

  #release(effect: SealedEffect, next: ChannelState): void {
    const revoked = effect.type === 'publish_commitment' ? this.#revoked : undefined;
    const { messages, transactions } =
      revoked === undefined
        ? release(next, effect, this.signer, TOKEN)
        : release(revoked, { ...effect }, this.host.carelessSigner(this), TOKEN);
    for (const message of messages) this.host.send(this, encodeMessage(message));
    for (const transaction of transactions) this.#publish(transaction);
  }

  #publish(transaction: Transaction): void {
    this.publishing.set(bytesToHex(transactionId(transaction)), transaction);
    this.host.chain.offer(this.host.name, transaction);
  }

  #watch(watch: Watch): void {
    if (this.#watches.has(keyOf(watch))) return;
    const watching: Watching = { watch, foundAt: this.#knownAt(watch) };
    this.#watches.set(keyOf(watch), watching);
    this.host.later(() => this.#searchOne(watching));
  }

  /** Where the channel has seen the spend already. */
  #knownAt(watch: Watch): number | undefined {
    const { stored } = this;
    if (stored?.type !== 'closing' || watch.type === 'funding_confirmed') return undefined;
    if (watch.type === 'funding_spent') return stored.spend.height;
    return stored.outputs.get(formatOutPoint(outPointOf(watch)))?.spend?.height;
  }

  #allRows(): readonly StoredRow[] {
    return [...this.rows].map(([key, value]) => ({ key, value }));
  }

  #store(writes: readonly Write[]): void {
    for (const { key, value } of writes) {
      if (this.host.defect === 'skip_write' && this.host.chance(LOST_ONE_IN)) continue;
      if (value === null) this.rows.delete(key);
      else this.rows.set(key, value);
    }
  }
}

/** Of the writes of a node with the defect `skip_write`. */
const LOST_ONE_IN = 60;

type SpendWatch = Exclude<Watch, { readonly type: 'funding_confirmed' }>;

function keyOf(watch: Watch): string {
  return watch.type === 'funding_confirmed'
    ? `confirmed ${bytesToHex(watch.txid)}`
    : `spent ${formatOutPoint(outPointOf(watch))}`;
}

function outPointOf({ txid, outputIndex: index }: SpendWatch): OutPoint {
  return { txid, index };
}

function isSpendOf(watch: Watch, { txid, index }: OutPoint): boolean {
  return (
    watch.type !== 'funding_confirmed' &&
    watch.outputIndex === index &&
    watch.txid.every((byte, position) => byte === txid[position])
  );
}
