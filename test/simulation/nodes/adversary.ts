/** A node that is not honest, from some moment on. */
import { preimage } from '@sferic/wire';
import { readPreimage } from '../../../packages/node/src/payments/invoice-rows.ts';
import type { Misbehaviour } from '../actions.ts';
import type { Random } from '../random.ts';
import type { Link } from './link.ts';
import type { Held, SimNode } from './sim-node.ts';

/** Old states that are kept. */
const MAX_COPIES = 6;
/** Of the messages of a node that garbles or withholds, one in so many. */
const ONE_IN = 20;

/** Blocks from the expiry of an HTLC that was held to its claim: some before, some after. */
const EARLIEST_CLAIM = -7;
const CLAIM_RANGE = 12;
const HOLDING: ReadonlySet<Misbehaviour> = new Set<Misbehaviour>(['hold', 'late', 'silent', 'revoked']);

interface Copy {
  readonly channelId: Uint8Array;
  /** The number of the node's own commitment. */
  readonly number: number;
  readonly rows: readonly (readonly [string, Uint8Array])[];
}

export class Adversary {
  readonly node: SimNode;
  readonly #how: Misbehaviour;
  readonly #links: readonly Link[];
  readonly #random: Random;
  readonly #lateness: number;
  readonly #copies: Copy[] = [];
  #hasBegun = false;
  /** The channel that is to be closed with an old state, once the process is back. */
  #publishing: Uint8Array | undefined;

  constructor(how: Misbehaviour, node: SimNode, links: readonly Link[], random: Random) {
    this.#how = how;
    this.node = node;
    this.#links = links.filter(({ ends }) => ends.includes(node));
    this.#random = random;
    this.#lateness = EARLIEST_CLAIM + random.below(CLAIM_RANGE);
  }

  /** Keeps a copy of what the channels are now. */
  remember(): void {
    const { process } = this.node;
    if (this.#hasBegun || process === undefined) return;
    for (const { channelId, commitmentNumbers, state } of process.channels.details()) {
      if (!state.endsWith('normal')) continue;
      const rows = process.store.all('SELECT key, value FROM channel_row WHERE owner = ?', channelId);
      const kept = rows.map((row) => [row.text('key'), row.bytes('value')] as const);
      this.#copies.push({ channelId, number: commitmentNumbers.local, rows: kept });
    }
    while (this.#copies.length > MAX_COPIES) this.#copies.splice(this.#random.below(this.#copies.length), 1);
  }

  /** Begins to misbehave; false if it does already, or cannot. */
  misbehave(): boolean {
    if (this.#hasBegun || this.node.process === undefined) return false;
    switch (this.#how) {
      case 'revoked':
      case 'amnesia':
        this.#hasBegun = this.#goBack(this.#how === 'revoked');
        return this.#hasBegun;
      case 'silent':
        for (const link of this.#links) link.isDead = true;
        break;
      default:
    }
    this.#hasBegun = true;
    return true;
  }

  /** What goes over the wire instead of a message; undefined for nothing. */
  say(bytes: Uint8Array): Uint8Array | undefined {
    const isLying = this.#how === 'garble' || this.#how === 'withhold';
    if (!this.#hasBegun || !isLying || this.#random.below(ONE_IN) !== 0) return bytes;
    if (this.#how === 'withhold') return undefined;
    const garbled = bytes.slice();
    const at = this.#random.below(garbled.length);
    garbled[at] = (garbled[at] ?? 0) ^ (1 << this.#random.below(8));
    return garbled;
  }

  /** Whether the HTLCs of a node wait for longer than they should. */
  holds(node: SimNode): boolean {
    return node === this.node && this.#hasBegun && HOLDING.has(this.#how);
  }

  /** To be called when things have come to rest: the process may be back. */
  go(): void {
    const { process } = this.node;
    if (this.#publishing === undefined || process === undefined) return;
    const channelId = this.#publishing;
    this.#publishing = undefined;
    void process.channels.command(channelId as never, { type: 'force_close' });
  }

  /** The chain has grown: what was held so far may be claimed at the last moment, or after it. */
  newHeight(height: number): void {
    if (!this.#hasBegun || this.node.process === undefined || !this.holds(this.node)) return;
    for (const held of this.node.held) {
      const isDue = height >= held.htlc.cltvExpiry + this.#lateness;
      if ((this.#how === 'late' || this.#how === 'revoked') && isDue) this.#take(held);
    }
  }

  /** Whatever the invoices say. */
  #take({ htlc, answer }: Held): void {
    const { process } = this.node;
    const secret = process && readPreimage(process.store, htlc.paymentHash);
    if (secret !== undefined) answer({ type: 'fulfill', preimage: preimage(secret.expose()) });
  }

  #goBack(publishes: boolean): boolean {
    const { process } = this.node;
    const old = this.#copies.filter(({ channelId, number }) => {
      const stored = process?.channels.stored(channelId as never);
      return stored?.type === 'normal' && number < stored.commitments.localNumber;
    });
    if (old.length === 0) return false;
    const { channelId, rows } = this.#random.pick(old);
    this.node.kill();
    this.node.alter((database) => {
      database.prepare('DELETE FROM channel_row WHERE owner = ?').run(channelId);
      const insert = database.prepare('INSERT INTO channel_row (owner, key, value) VALUES (?, ?, ?)');
      for (const [key, value] of rows) insert.run(channelId, key, value);
    });
    if (publishes) {
      for (const link of this.#links) link.isDead = true;
      this.#publishing = channelId;
    }
    this.node.start();
    return true;
  }
}
