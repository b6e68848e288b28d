/** The graph on disk. */
import { bytesToHex } from '@sferic/crypto';
import {
  type Announcement,
  type ChannelAnnouncement,
  type ChannelUpdate,
  decodeMessage,
  encodeMessage,
  type NodeAnnouncement,
  type NodeId,
  type Sat,
  type ShortChannelId,
  sat,
  shortChannelId,
  type TxId,
  txId,
  type WireMessageOf,
  type WireMessageType,
} from '@sferic/wire';
import type { Logger } from '../log.ts';
import { type Row, type Schema, type SqlWriter, type Store, u64FromBlob, u64ToBlob } from '../store/index.ts';
import { termsOf } from './edge-terms.ts';
import {
  type ChannelEnds,
  decodeEnds,
  decodeNodeFacts,
  decodeTerms,
  encodeEnds,
  encodeNodeFacts,
  encodeTerms,
  factsOf,
  type NodeFacts,
  type StoredTerms,
} from './graph-facts.ts';
import { type Direction, directionOf, type GraphSize } from './network-graph.ts';

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
    // What memory needs of the messages; where it is missing they are decoded.
    `ALTER TABLE graph_channel ADD COLUMN ends BLOB;
    ALTER TABLE graph_channel ADD COLUMN terms_1 BLOB;
    ALTER TABLE graph_channel ADD COLUMN terms_2 BLOB;
    ALTER TABLE graph_node ADD COLUMN facts BLOB`,
  ],
};

/** How long what others said may wait for the disk: a crash loses what a peer will tell again. */
const WRITE_DELAY_MS = 1_000;

/** Channels share their commits with payments, which must not wait for long. */
const WRITES_PER_COMMIT = 256;

/** A channel as memory needs it. */
export interface StoredChannel extends ChannelEnds, ChannelOutput {
  readonly shortChannelId: ShortChannelId;
  readonly spentAt?: number;
  /** By direction, where the end has said something. */
  readonly terms: readonly [StoredTerms | undefined, StoredTerms | undefined];
}

export interface StoredNode extends NodeFacts {
  readonly nodeId: NodeId;
}

/** What this node knows of a channel itself. */
export interface ChannelOutput {
  readonly fundingTxid: TxId;
  readonly capacity: Sat;
  /** Seconds since 1970. */
  readonly addedAt: number;
}

type Write = (tx: SqlWriter) => void;

interface Pending {
  readonly write: Write;
  /** What it writes, for whoever asks before it is written; `undefined` when it removes. */
  readonly message?: Announcement | undefined;
}

/**
 * Holds every message word for word, so that memory need not. Writes later and together what may be lost, so that a flood
 * of gossip does not sync the disk for each message.
 */
export class GraphStore {
  readonly #store: Pick<Store, 'get' | 'all' | 'iterate' | 'commit'>;
  readonly #log: Logger;
  /** By what is written: a newer write takes the place of the older. */
  readonly #pending = new Map<string, Pending>();
  /** What was pending and is being written: not to be read from the store yet. */
  #inFlight: ReadonlyMap<string, Pending> = new Map();
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(store: Pick<Store, 'get' | 'all' | 'iterate' | 'commit'>, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** How many channels and nodes are stored. */
  size(): GraphSize {
    const count = (table: string): number =>
      this.#store.get(`SELECT count(*) AS n FROM ${table}`)?.number('n') ?? 0;
    return { channels: count('graph_channel'), nodes: count('graph_node') };
  }

  /** One after another: all at once would take more memory than the graph. */
  *loadChannels(): Generator<StoredChannel> {
    const sql = `SELECT short_channel_id, funding_txid, capacity, added_at, spent_at, ends, terms_1, terms_2,
      CASE WHEN ends IS NULL THEN announcement END AS announcement,
      CASE WHEN terms_1 IS NULL THEN update_1 END AS update_1,
      CASE WHEN terms_2 IS NULL THEN update_2 END AS update_2 FROM graph_channel`;
    for (const row of this.#store.iterate(sql)) {
      const channel = channelOf(row);
      if (channel !== undefined) yield channel;
    }
  }

  *loadNodes(): Generator<StoredNode> {
    const sql = `SELECT node_id, facts, CASE WHEN facts IS NULL THEN announcement END AS announcement
      FROM graph_node`;
    for (const row of this.#store.iterate(sql)) {
      const nodeId = row.bytes('node_id', 33) as NodeId;
      const message = messageIn(row, 'announcement', 'node_announcement');
      if (!row.isNull('facts')) yield { nodeId, ...decodeNodeFacts(row.bytes('facts')) };
      else if (message !== undefined) yield { nodeId, ...factsOf(message) };
    }
  }

  /** Short channel ids (8 bytes) and node ids (33 bytes). */
  loadBans(): readonly Uint8Array[] {
    return this.#store.all('SELECT name FROM graph_ban').map((row) => row.bytes('name'));
  }

  /** The latest update of ours for each name of a channel. */
  loadOwnUpdates(): readonly ChannelUpdate[] {
    return this.#store
      .all('SELECT message FROM graph_own_update')
      .flatMap((row) => messageIn(row, 'message', 'channel_update') ?? []);
  }

  announcementOf(id: ShortChannelId): ChannelAnnouncement | undefined {
    const sql = 'SELECT announcement AS message FROM graph_channel WHERE short_channel_id = ?';
    return this.#read('channel_announcement', channelKey(id), sql, u64ToBlob(id));
  }

  updateOf(id: ShortChannelId, direction: Direction): ChannelUpdate | undefined {
    const sql = `SELECT ${UPDATE_COLUMNS[direction]} AS message FROM graph_channel WHERE short_channel_id = ?`;
    return this.#read('channel_update', updateKey(id, direction), sql, u64ToBlob(id));
  }

  nodeAnnouncementOf(nodeId: Uint8Array): NodeAnnouncement | undefined {
    const sql = 'SELECT announcement AS message FROM graph_node WHERE node_id = ?';
    return this.#read('node_announcement', nodeKey(nodeId), sql, nodeId);
  }

  /** Later. */
  saveChannel(announcement: ChannelAnnouncement, { fundingTxid, capacity, addedAt }: ChannelOutput): void {
    const key = u64ToBlob(announcement.shortChannelId);
    const write: Write = (tx) => {
      tx.run(
        `INSERT OR REPLACE INTO graph_channel (short_channel_id, announcement, ends, funding_txid, capacity, added_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
        ...[key, encodeMessage(announcement), encodeEnds(announcement), fundingTxid, capacity, addedAt],
      );
    };
    this.#later(channelKey(announcement.shortChannelId), write, announcement);
  }

  /** Later. The channel must be saved. */
  saveUpdate(update: ChannelUpdate): void {
    const direction = directionOf(update);
    const sql = `UPDATE graph_channel SET ${UPDATE_COLUMNS[direction]} = ?, ${TERMS_COLUMNS[direction]} = ?
      WHERE short_channel_id = ?`;
    const write: Write = (tx) => {
      tx.run(sql, encodeMessage(update), encodeTerms(update), u64ToBlob(update.shortChannelId));
    };
    this.#later(updateKey(update.shortChannelId, direction), write, update);
  }

  /** Later. */
  saveSpent(id: ShortChannelId, spentAt: number | undefined): void {
    this.#later(spentKey(id), (tx) => {
      tx.run(
        'UPDATE graph_channel SET spent_at = ? WHERE short_channel_id = ?',
        spentAt ?? null,
        u64ToBlob(id),
      );
    });
  }

  /** Later. */
  removeChannel(id: ShortChannelId): void {
    for (const key of [updateKey(id, 0), updateKey(id, 1), spentKey(id)]) this.#pending.delete(key);
    this.#later(channelKey(id), (tx) => {
      tx.run('DELETE FROM graph_channel WHERE short_channel_id = ?', u64ToBlob(id));
    });
  }

  /** Later. */
  saveNode(announcement: NodeAnnouncement): void {
    const { nodeId } = announcement;
    const write: Write = (tx) => {
      tx.run(
        'INSERT OR REPLACE INTO graph_node (node_id, announcement, facts) VALUES (?, ?, ?)',
        nodeId,
        encodeMessage(announcement),
        encodeNodeFacts(announcement),
      );
    };
    this.#later(nodeKey(nodeId), write, announcement);
  }

  /** Later. */
  removeNode(nodeId: Uint8Array): void {
    this.#later(nodeKey(nodeId), (tx) => {
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
      const some = new Map(this.#pending.entries().take(WRITES_PER_COMMIT));
      for (const key of some.keys()) this.#pending.delete(key);
      this.#inFlight = some;
      await this.#store.commit((tx) => {
        for (const { write } of some.values()) write(tx);
      });
      this.#inFlight = new Map();
    }
  }

  #read<T extends Announcement['type']>(
    type: T,
    key: string,
    sql: string,
    name: Uint8Array,
  ): WireMessageOf<T> | undefined {
    const pending = this.#pending.get(key) ?? this.#inFlight.get(key);
    if (pending !== undefined)
      return pending.message?.type === type ? (pending.message as WireMessageOf<T>) : undefined;
    const row = this.#store.get(sql, name);
    return row && messageIn(row, 'message', type);
  }

  #later(key: string, write: Write, message?: Announcement): void {
    if (this.#stopped) return;
    this.#pending.set(key, { write, message });
    this.#timer ??= setTimeout(() => {
      this.flush().catch((error: Error) => this.#log.error('the graph cannot be stored', { error }));
    }, WRITE_DELAY_MS);
  }
}

const UPDATE_COLUMNS = ['update_1', 'update_2'] as const;
const TERMS_COLUMNS = ['terms_1', 'terms_2'] as const;

const channelKey = (id: ShortChannelId): string => `channel ${id}`;
const updateKey = (id: ShortChannelId, direction: Direction): string => `update ${id} ${direction}`;
const spentKey = (id: ShortChannelId): string => `spent ${id}`;
const nodeKey = (nodeId: Uint8Array): string => `node ${bytesToHex(nodeId)}`;
const ownKey = (id: ShortChannelId): string => `own update ${id}`;

function channelOf(row: Row): StoredChannel | undefined {
  const ends = row.isNull('ends')
    ? messageIn(row, 'announcement', 'channel_announcement')
    : decodeEnds(row.bytes('ends'));
  if (ends === undefined) return undefined;
  const { nodeId1, nodeId2, features } = ends;
  return {
    shortChannelId: shortChannelId(u64FromBlob(row.bytes('short_channel_id'))),
    nodeId1,
    nodeId2,
    features,
    fundingTxid: txId(row.bytes('funding_txid', 32)),
    capacity: sat(row.bigint('capacity')),
    addedAt: row.number('added_at'),
    terms: [termsIn(row, 0), termsIn(row, 1)],
    ...(row.isNull('spent_at') ? {} : { spentAt: row.number('spent_at') }),
  };
}

function termsIn(row: Row, direction: Direction): StoredTerms | undefined {
  const column = TERMS_COLUMNS[direction];
  if (!row.isNull(column)) return decodeTerms(row.bytes(column));
  const update = messageIn(row, UPDATE_COLUMNS[direction], 'channel_update');
  return update && termsOf(update);
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
