/**
 * Keeps a part of each channel for peers whose HTLCs are settled fast: the others share the rest, so that none can
 * fill a channel with HTLCs that it never settles. What is known of peers is stored now and then, and nothing depends on it.
 */
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import type { ChannelId, Msat } from '@sferic/wire';
import type { ChannelView } from '../channels/htlc-port.ts';
import type { Schema, Store } from '../store/index.ts';
import { type Conduct, settlesFast, unknownConduct, withSettled } from './conduct.ts';

/** Of slots and value of a channel: for peers that are not known to settle fast, all of them together. */
const COMMON_SHARE = 0.5;

export const PEER_CONDUCT_SCHEMA: Schema = {
  name: 'peer_conduct',
  migrations: [
    // Counts in thousandths.
    `CREATE TABLE peer_conduct (
      peer BLOB PRIMARY KEY,
      settled INTEGER NOT NULL,
      held INTEGER NOT NULL,
      at INTEGER NOT NULL
    ) STRICT`,
  ],
};

const THOUSANDTHS = 1000;

interface PendingForward {
  readonly peer: string;
  readonly outgoing: string;
  readonly amount: Msat;
  readonly since: number;
  /** Whether it counts among those that share. */
  readonly shares: boolean;
}

interface SharedRoom {
  count: number;
  value: bigint;
}

export interface JamGuardModules {
  readonly store: Pick<Store, 'all' | 'commit'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export class JamGuard {
  readonly #modules: JamGuardModules;
  readonly #conducts = new Map<string, Conduct>();
  readonly #unsaved = new Set<string>();
  /** By the key of the incoming HTLC. */
  readonly #pending = new Map<string, PendingForward>();
  /** The keys of each peer's, the oldest first. */
  readonly #byPeer = new Map<string, Set<string>>();
  /** By outgoing channel: what those that share hold of it. */
  readonly #shared = new Map<string, SharedRoom>();

  constructor(modules: JamGuardModules) {
    this.#modules = modules;
    for (const row of modules.store.all('SELECT * FROM peer_conduct'))
      this.#conducts.set(bytesToHex(row.bytes('peer')), {
        settled: row.number('settled') / THOUSANDTHS,
        held: row.number('held') / THOUSANDTHS,
        at: row.number('at'),
      });
  }

  /** Whether an HTLC of the peer may have room in the channel. `peer`: node id as hex. */
  admits(peer: string, channel: ChannelView): boolean {
    const room = this.#shared.get(bytesToHex(channel.channelId));
    if (room === undefined || this.isTrusted(peer)) return true;
    const limit = Math.min(Number(channel.remoteMaxInFlight), Number(channel.capacityMsat));
    // Its own value does not count: a payment is not refused for being large when the channel is free.
    return (
      room.count < channel.remoteMaxAcceptedHtlcs * COMMON_SHARE && Number(room.value) < limit * COMMON_SHARE
    );
  }

  /** Whether HTLCs of the peer were settled fast for long enough. */
  isTrusted(peer: string): boolean {
    const now = this.#modules.now();
    const conduct = this.#conducts.get(peer);
    return conduct !== undefined && settlesFast(conduct, this.#heldBy(peer, now), now);
  }

  /** An HTLC is offered on; `key` is that of the incoming one. `since`: when that came. */
  offered(key: string, peer: string, outgoing: ChannelId, amount: Msat, since: number): void {
    this.#drop(key);
    const pending: PendingForward = {
      peer,
      outgoing: bytesToHex(outgoing),
      amount,
      since,
      shares: !this.isTrusted(peer),
    };
    this.#pending.set(key, pending);
    const keys = this.#byPeer.get(peer);
    if (keys === undefined) this.#byPeer.set(peer, new Set([key]));
    else keys.add(key);
    if (!pending.shares) return;
    const room = this.#shared.get(pending.outgoing);
    if (room === undefined) this.#shared.set(pending.outgoing, { count: 1, value: amount });
    else {
      room.count++;
      room.value += amount;
    }
  }

  /** It is settled, either way. */
  settled(key: string): void {
    const pending = this.#drop(key);
    if (pending === undefined) return;
    const { peer, since } = pending;
    const now = this.#modules.now();
    this.#conducts.set(peer, withSettled(this.#conducts.get(peer) ?? unknownConduct(now), now - since, now));
    this.#unsaved.add(peer);
  }

  /** It was not taken after all. */
  refused(key: string): void {
    this.#drop(key);
  }

  /** Stores what has changed; drops what is known of peers without a channel. `peers`: node ids as hex. */
  async save(peers: ReadonlySet<string>): Promise<void> {
    const gone = [...this.#conducts.keys()].filter((peer) => !peers.has(peer));
    const changed = [...this.#unsaved].filter((peer) => peers.has(peer));
    if (gone.length === 0 && changed.length === 0) return;
    for (const peer of gone) this.#conducts.delete(peer);
    this.#unsaved.clear();
    await this.#modules.store.commit((sql) => {
      for (const peer of gone) sql.run('DELETE FROM peer_conduct WHERE peer = ?', hexToBytes(peer));
      for (const peer of changed) {
        const { settled, held, at } = this.#conducts.get(peer) ?? unknownConduct(0);
        sql.run(
          `INSERT INTO peer_conduct (peer, settled, held, at) VALUES (?, ?, ?, ?)
           ON CONFLICT (peer) DO UPDATE SET settled = excluded.settled, held = excluded.held, at = excluded.at`,
          hexToBytes(peer),
          Math.round(settled * THOUSANDTHS),
          Math.round(held * THOUSANDTHS),
          at,
        );
      }
    });
  }

  *#heldBy(peer: string, now: number): Iterable<number> {
    for (const key of this.#byPeer.get(peer) ?? []) yield now - (this.#pending.get(key)?.since ?? now);
  }

  #drop(key: string): PendingForward | undefined {
    const pending = this.#pending.get(key);
    if (pending === undefined) return undefined;
    this.#pending.delete(key);
    const keys = this.#byPeer.get(pending.peer);
    keys?.delete(key);
    if (keys?.size === 0) this.#byPeer.delete(pending.peer);
    const room = pending.shares ? this.#shared.get(pending.outgoing) : undefined;
    if (room !== undefined) {
      room.count--;
      room.value -= pending.amount;
      if (room.count === 0) this.#shared.delete(pending.outgoing);
    }
    return pending;
  }
}
