import assert from 'node:assert/strict';
import { verify } from '@sferic/crypto';
import { type ChannelMessage, type CommitmentSigned, decodeMessage, encodeMessage } from '@sferic/wire';
import { CommitToken } from '../../src/commit-token.ts';
import type { Settlement } from '../../src/commitment/commitments.ts';
import type { HtlcFacts } from '../../src/commitment/htlc.ts';
import { canSign, derivedEffects } from '../../src/derived-effects.ts';
import { type ChannelEvent, type Effect, isSealed, type SealedEffect } from '../../src/effect.ts';
import type { ChannelErrorCode, Refusal } from '../../src/error.ts';
import type { ChannelCommand, ChannelEnv, ChannelInput, PeerMessage } from '../../src/input.ts';
import { restore } from '../../src/persistence/restore.ts';
import type { Write } from '../../src/persistence/rows.ts';
import { rowWrites } from '../../src/persistence/writes.ts';
import { release } from '../../src/release.ts';
import { signaturesToCheck } from '../../src/signatures.ts';
import { type ChannelState, storedState } from '../../src/state.ts';
import { step, writesBetween } from '../../src/step.ts';
import type { TestSigner } from './test-signer.ts';

const TOKEN = CommitToken.issue();

/** Where a process dies: before the writes of the next step are on disk, or after it, before its effects run. */
export type CrashPoint = 'before_commit' | 'after_commit';

/**
 * One end of a channel as a shell would run it, with a store in memory. After every step the rows must give back the
 * state. What it says is in `sent`, for the link to carry.
 */
export class End {
  readonly name: string;
  readonly signer: TestSigner;
  env: ChannelEnv;
  state: ChannelState;
  readonly rows = new Map<string, Uint8Array>();
  /** Encoded messages that wait for the link. */
  sent: Uint8Array[] = [];
  /** HTLCs that were given to the switch since the start of the process, by id: the last of each. */
  readonly received = new Map<bigint, Extract<Effect, { type: 'htlc_received' }>>();
  readonly everReceived: HtlcFacts[] = [];
  readonly settlements: Settlement[] = [];
  readonly events: ChannelEvent[] = [];
  /** All other effects, released where they are sealed. */
  readonly effects: Effect[] = [];
  readonly published: unknown[] = [];
  readonly announcements: unknown[] = [];
  crashAt: CrashPoint | undefined;
  /** Told of every state that is durable, with the one before. */
  onStep: (before: ChannelState, after: ChannelState) => void = () => {};
  #batch: { readonly size: number; readonly messages: CommitmentSigned[] } | undefined;
  /** The rows as a shell writes them that gathers steps until one says something, and the state since then. */
  readonly #folded = new Map<string, Uint8Array>();
  #foldedState: ChannelState | undefined;
  /** Set while the process is down. */
  crashed = false;

  constructor(name: string, signer: TestSigner, state: ChannelState, env: ChannelEnv) {
    this.name = name;
    this.signer = signer;
    this.state = state;
    this.env = env;
    this.#store(rowWrites(undefined, storedState(state)));
  }

  /** Runs a command; the refusal if it is refused. */
  command(command: ChannelCommand): Refusal | undefined {
    return this.input({ type: 'command', command });
  }

  /** Runs a command that must not be refused. */
  do(command: ChannelCommand): void {
    const refusal = this.command(command);
    assert.equal(refusal, undefined, `${this.name}: ${command.type}: ${refusal?.message}`);
  }

  /** Signs what is pending, if it may. */
  sign(): boolean {
    if (this.crashed || !canSign(this.state)) return false;
    this.do({ type: 'sign' });
    return true;
  }

  receive(bytes: Uint8Array): void {
    const decoded = decodeMessage(bytes);
    assert(decoded.ok && decoded.value.type !== 'unknown_odd', `${this.name} cannot decode`);
    this.#group(decoded.value as ChannelMessage);
  }

  /** Gathers the messages of a batch, as a shell does. */
  #group(message: ChannelMessage): void {
    if (message.type === 'start_batch') this.#batch = { size: message.batchSize, messages: [] };
    else if (this.#batch === undefined || message.type !== 'commitment_signed') this.receiveMessage(message);
    else {
      const { size, messages } = this.#batch;
      messages.push(message);
      if (messages.length < size) return;
      this.#batch = undefined;
      this.receiveMessage({ type: 'commitment_signed_batch', messages });
    }
  }

  receiveMessage(message: PeerMessage): void {
    const checks = signaturesToCheck(this.state, message, this.env);
    const verdicts = checks.map(({ digest, signature, publicKey }) => verify(digest, signature, publicKey));
    this.input({ type: 'message', message, verdicts });
  }

  input(input: ChannelInput): Refusal | undefined {
    const result = step(this.state, input, this.env);
    if (!result.ok) return result.error;
    const { next, writes, effects } = result.value;
    if (this.crashAt === 'before_commit') {
      this.crashed = true;
      return undefined;
    }
    this.#store(writes);
    const before = this.state;
    this.state = next;
    this.onStep(before, next);
    this.#checkRows();
    if (effects.some((effect) => isSealed(effect))) this.#checkFold();
    if (this.crashAt === 'after_commit') this.crashed = true;
    else for (const effect of effects) this.#run(effect);
    return undefined;
  }

  /** The process starts again, with nothing but its rows. */
  restart(): void {
    this.crashAt = undefined;
    this.crashed = false;
    this.sent = [];
    this.received.clear();
    const restored = restore(this.rows.entries().map(([key, value]) => ({ key, value })));
    assert(restored.ok, `${this.name}: ${restored.ok ? '' : restored.error.message}`);
    this.state = restored.value;
    const effects = derivedEffects(restored.value.state);
    this.input({ type: 'disconnected' });
    for (const effect of effects) this.#run(effect);
  }

  /** Steps that were gathered must store what they would have stored one by one. */
  #checkFold(): void {
    const before = this.#foldedState;
    if (before === undefined) for (const [key, value] of this.rows) this.#folded.set(key, value);
    else
      for (const { key, value } of writesBetween(before, this.state))
        if (value === null) this.#folded.delete(key);
        else this.#folded.set(key, value);
    assert.deepEqual(this.#folded, this.rows, this.name);
    this.#foldedState = this.state;
  }

  /** Codes of all errors so far. */
  get errors(): readonly ChannelErrorCode[] {
    return this.events.flatMap((event) => (event.type === 'error' ? [event.error.code] : []));
  }

  takeReceived(id: bigint): HtlcFacts {
    const effect = this.received.get(id);
    assert(effect, `${this.name} has not been given HTLC ${id}`);
    return effect.htlc;
  }

  #run(effect: Effect): void {
    switch (effect.type) {
      case 'send':
        this.sent.push(encodeMessage(effect.message));
        return;
      case 'htlc_received':
        this.received.set(effect.htlc.id, effect);
        this.everReceived.push(effect.htlc);
        return;
      case 'htlc_settled':
        this.settlements.push(effect.settlement);
        return;
      case 'event':
        this.events.push(effect.event);
        return;
      default:
        if (isSealed(effect)) this.#release(effect);
        this.effects.push(effect);
    }
  }

  #release(effect: SealedEffect): void {
    const { messages, transactions, announcements } = release(this.state, effect, this.signer, TOKEN);
    this.sent.push(...messages.map((message) => encodeMessage(message)));
    this.published.push(...transactions);
    this.announcements.push(...announcements);
  }

  #store(writes: readonly Write[]): void {
    for (const { key, value } of writes)
      if (value === null) this.rows.delete(key);
      else this.rows.set(key, value);
  }

  #checkRows(): void {
    const stored = storedState(this.state);
    if (stored === undefined) return;
    const restored = restore(this.rows.entries().map(([key, value]) => ({ key, value })));
    assert(restored.ok, `${this.name}: ${restored.ok ? '' : restored.error.message}`);
    assert.deepEqual(restored.value.state, stored);
  }
}
