import assert from 'node:assert/strict';
import { decodeMessage, type WireMessageType } from '@sferic/wire';
import type { ChannelState } from '../../src/state.ts';
import { End } from './end.ts';
import { environment, normalStates, type Scenario } from './fixtures.ts';
import { TestSigner } from './test-signer.ts';

export type Name = 'alice' | 'bob';

/** Where the link breaks, if it does. */
type Break = 'before' | 'after' | undefined;

/** More messages than any exchange of these tests needs: beyond it something answers itself for ever. */
const MAX_MESSAGES = 10_000;

/** Two ends back to back, and a link that carries one message at a time and can be cut at any. */
export class Pair {
  readonly alice: End;
  readonly bob: End;
  connected = false;
  /** Types of all messages that were carried, in order. */
  readonly carried: string[] = [];
  /** Asked before each delivery: where the link shall break. Once it has, it is forgotten. */
  breaksAt:
    | ((message: { readonly from: Name; readonly type: string; readonly count: number }) => Break)
    | undefined;

  constructor(alice: End, bob: End) {
    this.alice = alice;
    this.bob = bob;
  }

  /** A channel in normal operation, connected. Alice has opened it. */
  static normal(scenario: Scenario = {}): Pair {
    const [a, b] = [new TestSigner('alice'), new TestSigner('bob')];
    const { alice, bob, policies } = normalStates(a, b, scenario);
    const pair = new Pair(
      new End('alice', a, { type: 'offline', state: alice }, environment(a, policies.alice)),
      new End('bob', b, { type: 'offline', state: bob }, environment(b, policies.bob)),
    );
    pair.reconnect();
    pair.deliverAll();
    pair.carried.length = 0;
    return pair;
  }

  end(name: Name): End {
    return this[name];
  }

  peerOf(name: Name): End {
    return name === 'alice' ? this.bob : this.alice;
  }

  /** Cuts the link at the next message of this type from `from`: before or after it is delivered. */
  cutAt(from: Name, type: WireMessageType, when: 'before' | 'after'): void {
    this.breaksAt = (message) => (message.from === from && message.type === type ? when : undefined);
  }

  /** Delivers the next message of `from`; false when there is none. */
  deliver(from: Name): boolean {
    const bytes = this.end(from).sent.shift();
    if (bytes === undefined || !this.connected || this.peerOf(from).crashed) return false;
    const type = typeOf(bytes);
    const breaks = this.breaksAt?.({ from, type, count: this.carried.length });
    if (breaks === 'before') return this.#break();
    this.carried.push(`${from}: ${type}`);
    this.peerOf(from).receive(bytes);
    return breaks === 'after' ? this.#break() : true;
  }

  /** Delivers and signs until nothing moves. */
  settle(): void {
    for (let count = 0; count < MAX_MESSAGES; count++) {
      const moved = [
        this.deliver('alice'),
        this.deliver('bob'),
        this.#signs(this.alice),
        this.#signs(this.bob),
      ];
      if (this.alice.crashed || this.bob.crashed) return;
      if (!moved.includes(true)) return;
    }
    assert.fail('the exchange does not end');
  }

  /** Delivers until no message waits, signing nothing. */
  deliverAll(): void {
    for (let count = 0; count < MAX_MESSAGES; count++)
      if (![this.deliver('alice'), this.deliver('bob')].includes(true)) return;
    assert.fail('the exchange does not end');
  }

  cut(): void {
    this.connected = false;
    for (const end of [this.alice, this.bob]) {
      end.sent = [];
      if (!end.crashed) end.input({ type: 'disconnected' });
      end.sent = [];
    }
  }

  reconnect(): void {
    if (this.connected) this.cut();
    this.connected = true;
    for (const end of [this.alice, this.bob]) end.input({ type: 'connected' });
  }

  /** The process of `name` dies and starts again; the link is cut. */
  restart(name: Name): void {
    this.end(name).crashed = true;
    this.cut();
    this.end(name).restart();
  }

  /** Teardown: nothing is left unsaid or unheard, and no error happened that the test did not expect. */
  finish(expectedErrors: readonly string[] = []): void {
    assert.deepEqual([this.alice.sent.length, this.bob.sent.length], [0, 0], 'messages are left over');
    assert.deepEqual([...this.alice.errors, ...this.bob.errors], expectedErrors);
  }

  #break(): false {
    this.breaksAt = undefined;
    this.cut();
    return false;
  }

  #signs(end: End): boolean {
    return this.connected && end.sign();
  }
}

export function typeOf(bytes: Uint8Array): string {
  const decoded = decodeMessage(bytes);
  assert(decoded.ok, 'a message that cannot be decoded was sent');
  return decoded.value.type;
}

/** The type of the state, or of the state inside. */
export function stateType(state: ChannelState): string {
  return state.type === 'offline' || state.type === 'syncing'
    ? `${state.type} ${state.state.type}`
    : state.type;
}
