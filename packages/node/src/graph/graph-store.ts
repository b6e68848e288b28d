/** The graph on disk. */
import {
  type ChannelUpdate,
  decodeMessage,
  encodeMessage,
  type NodeAnnouncement,
  outputPosition,
  type ShortChannelId,
  sat,
  txId,
  type WireMessageOf,
  type WireMessageType,
} from '@sferic/wire';
import type { Logger } from '../log.ts';
import { type Row, type Schema, type SqlWriter, type Store, u64ToBlob } from '../store/index.ts';
import type { GraphChannel } from './network-graph.ts';

export const GRAPH_SCHEMA: Schema = {
  name: 'graph',
  migrations: [
    `CREATE TABLE graph_channel (
      short_channel_id BLOB NOT NULL PRIMARY KEY,
      announcement BLOB NOT NULL,
      funding_txid BLOB NOT NULL,
      capacity INTEGER NOT NULL,
      added_at INTEGER NOT NULL,
      update_1 BLOB,
      update_2 BLOB,
      spent_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE graph_node (
      node_id BLOB NOT NULL PRIMARY KEY,
      announcement BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE graph_own_update (
      short_channel_id BLOB NOT NULL PRIMARY KEY,
      message BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE graph_ban (
      name BLOB NOT NULL PRIMARY KEY
    ) STRICT, WITHOUT ROWID`,
  ],
};

/** How long what others said may wait for the disk: a crash loses what a peer will tell again. */
const WRITE_DELAY_MS = 1_000;

/** Channels share their commits with payments, which must not wait for long. */
const WRITES_PER_COMMIT = 64;

export interface StoredGraph {
  readonly channels: readonly GraphChannel[];
  readonly nodes: readonly NodeAnnouncement[];
  /** Short channel ids (8 bytes) and node ids (33 bytes). */
  readonly bans: readonly Uint8Array[];
}

type Write = (tx: SqlWriter) => void;

/** Writes later and together what may be lost, so that a flood of gossip does not sync the disk for each message. */
export class GraphStore {
  readonly #store: Pick<Store, 'all' | 'commit'>;
  readonly #log: Logger;
  /** By what is written: a newer write takes the place of the older. */
  readonly #pending = new Map<string, Write>();
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(store: Pick<Store, 'all' | 'commit'>, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  load(): StoredGraph {
    const store = this.#store;
    return {
      channels: store.all('SELECT * FROM graph_channel').flatMap((row) => channelOf(row) ?? []),
      nodes: store
        .all('SELECT announcement FROM graph_node')
        .flatMap((row) => messageIn(row, 'announcement', 'node_announcement') ?? []),
      bans: store.all('SELECT name FROM graph_ban').map((row) => row.bytes('name')),
    };
  }

  /** The latest update of ours for each name of a channel. */
  loadOwnUpdates(): readonly ChannelUpdate[] {
    return this.#store
      .all('SELECT message FROM graph_own_update')
      .flatMap((row) => messageIn(row, 'message', 'channel_update') ?? []);
  }

  /** Later. */
  saveChannel(channel: GraphChannel): void {
    const { announcement, outPoint, capacity, addedAt, updates, spentAt } = channel;
    this.#later(`channel ${announcement.shortChannelId}`, (tx) => {
      const key = u64ToBlob(announcement.shortChannelId);
      const [first, second] = updates.map((update) => update && encodeMessage(update));
      tx.run(
        `INSERT OR REPLACE INTO graph_channel
         (short_channel_id, announcement, funding_txid, capacity, added_at, update_1, update_2, spent_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[key, encodeMessage(announcement), outPoint.txid, capacity, addedAt],
        ...[first ?? null, second ?? null, spentAt ?? null],
      );
    });
  }

  /** Later. */
  removeChannel(id: ShortChannelId): void {
    this.#later(`channel ${id}`, (tx) => {
      tx.run('DELETE FROM graph_channel WHERE short_channel_id = ?', u64ToBlob(id));
    });
  }

  /** Later. */
  saveNode(key: string, announcement: NodeAnnouncement): void {
    this.#later(`node ${key}`, (tx) => {
      tx.run(
        'INSERT OR REPLACE INTO graph_node (node_id, announcement) VALUES (?, ?)',
        announcement.nodeId,
        encodeMessage(announcement),
      );
    });
  }

  /** Later. */
  removeNode(key: string, nodeId: Uint8Array): void {
    this.#later(`node ${key}`, (tx) => {
      tx.run('DELETE FROM graph_node WHERE node_id = ?', nodeId);
    });
  }

  /** Later. */
  ban(names: readonly Uint8Array[]): void {
    for (const name of names)
      this.#later(`ban ${name.join()}`, (tx) => {
        tx.run('INSERT OR IGNORE INTO graph_ban (name) VALUES (?)', name);
      });
  }

  /** Later. */
  removeOwnUpdate(id: ShortChannelId): void {
    this.#later(ownKey(id), (tx) => {
      tx.run('DELETE FROM graph_own_update WHERE short_channel_id = ?', u64ToBlob(id));
    });
  }

  /** At once: resolves when it is durable. After a restart an update of ours must not be followed by an older one. */
  async saveOwnUpdate(update: ChannelUpdate): Promise<void> {
    if (this.#stopped) return;
    this.#pending.delete(ownKey(update.shortChannelId));
    const key = u64ToBlob(update.shortChannelId);
    await this.#store.commit((tx) => {
      tx.run(
        'INSERT OR REPLACE INTO graph_own_update (short_channel_id, message) VALUES (?, ?)',
        key,
        encodeMessage(update),
      );
    });
  }

  /** Writes what waits; what comes later is dropped. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.flush();
  }

  /** Resolves when everything that was saved before is durable. Rejects with StoreError. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const writing = this.#writing.then(() => this.#writeAll());
    this.#writing = writing.catch(() => undefined);
    await writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#pending.size > 0) {
      const some = this.#pending.entries().take(WRITES_PER_COMMIT).toArray();
      for (const [key] of some) this.#pending.delete(key);
      await this.#store.commit((tx) => {
        for (const [, write] of some) write(tx);
      });
    }
  }

  #later(key: string, write: Write): void {
    if (this.#stopped) return;
    this.#pending.set(key, write);
    this.#timer ??= setTimeout(() => {
      this.flush().catch((error: Error) => this.#log.error('the graph cannot be stored', { error }));
    }, WRITE_DELAY_MS);
  }
}

const ownKey = (id: ShortChannelId): string => `own update ${id}`;

function channelOf(row: Row): GraphChannel | undefined {
  const announcement = messageIn(row, 'announcement', 'channel_announcement');
  if (announcement === undefined) return undefined;
  return {
    announcement,
    outPoint: {
      txid: txId(row.bytes('funding_txid', 32)),
      index: outputPosition(announcement.shortChannelId).outputIndex,
    },
    capacity: sat(row.bigint('capacity')),
    addedAt: row.number('added_at'),
    updates: [messageIn(row, 'update_1', 'channel_update'), messageIn(row, 'update_2', 'channel_update')],
    ...(row.isNull('spent_at') ? {} : { spentAt: row.number('spent_at') }),
  };
}

/** `undefined` where there is none, or one that this version does not read any more: a peer will tell it again. */
function messageIn<T extends WireMessageType>(
  row: Row,
  column: string,
  type: T,
): WireMessageOf<T> | undefined {
  if (row.isNull(column)) return undefined;
  const decoded = decodeMessage(row.bytes(column));
  return decoded.ok && decoded.value.type === type ? (decoded.value as WireMessageOf<T>) : undefined;
}
