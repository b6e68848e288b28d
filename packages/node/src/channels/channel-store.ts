/** The rows of all channels: what the core writes of each, and what the shell must know to bring it back. */
import {
  type CorruptState,
  type Dual,
  type OfflineState,
  PAST_FAMILY,
  type PastHtlc,
  restore,
  restoreAllPast,
  restorePast,
  type Write,
} from '@sferic/channel';
import type { Result } from '@sferic/codec';
import { type ChannelId, channelId, type NodeId, nodeId, type Sat, sat } from '@sferic/wire';
import { KeyedRows, type Schema, type SqlWriter, type Store } from '../store/index.ts';

import {
  CLOSED_CHANNELS_SCHEMA,
  type ClosedChannel,
  readClosedChannels,
  writeClosedChannel,
} from './closed-channels.ts';

const ROWS = new KeyedRows('channel_row');

export const CHANNEL_SCHEMAS: readonly Schema[] = [
  ROWS.schema,
  CLOSED_CHANNELS_SCHEMA,
  {
    name: 'channel',
    migrations: [
      `CREATE TABLE channel (
        channel_id BLOB PRIMARY KEY,
        peer BLOB NOT NULL,
        key_index INTEGER NOT NULL UNIQUE,
        shutdown_script BLOB NOT NULL,
        opened_at INTEGER NOT NULL,
        local_contribution INTEGER NOT NULL,
        remote_contribution INTEGER NOT NULL,
        stopped_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE channel_key (next INTEGER NOT NULL) STRICT;
      INSERT INTO channel_key (next) VALUES (0)`,
    ],
  },
];

/** Of the indices that there are, those that are drawn from: as many are left for what follows. */
const FIRST_KEY_INDICES = 2 ** 30;

/**
 * Where a new store begins. Its seed may have had channels that it knows nothing of, if it was restored from its words:
 * a channel with their keys could be taken by a peer who knows the secrets that they revealed.
 */
function firstKeyIndex(entropy: Uint8Array): number {
  return 1 + (new DataView(entropy.buffer, entropy.byteOffset).getUint32(0) % FIRST_KEY_INDICES);
}

/** What does not change over the life of a channel and is not the core's. */
export interface ChannelRecord {
  readonly peer: NodeId;
  /** Which of the seed's channel keys it has: see wallet/keys.ts. */
  readonly keyIndex: number;
  /** An output script of our wallet, for its close. */
  readonly shutdownScript: Uint8Array;
  /** Seconds since 1970. */
  readonly openedAt: number;
  /** What each end has put into the funding transaction. */
  readonly contributions: Dual<Sat>;
  /** The height at which the channel stopped, for a fault of its own: it has missed what the chain told since then. */
  readonly stoppedAt?: number;
}

export interface StoredChannel {
  readonly channelId: ChannelId;
  readonly record: ChannelRecord;
  readonly state: Result<OfflineState, CorruptState>;
}

export class ChannelStore {
  readonly #store: Store;
  readonly #entropy: () => Uint8Array;

  /** `entropy`: 32 fresh random bytes. */
  constructor(store: Store, entropy: () => Uint8Array) {
    this.#store = store;
    this.#entropy = entropy;
  }

  /** A key index that no channel of this seed has had. Durable when it resolves. */
  async allocateKeyIndex(): Promise<number> {
    let allocated = 0;
    await this.#store.commit((sql) => {
      const next = sql.get('SELECT next FROM channel_key')?.number('next') ?? 0;
      allocated = next === 0 ? firstKeyIndex(this.#entropy()) : next;
      sql.run('UPDATE channel_key SET next = ?', allocated + 1);
    });
    return allocated;
  }

  load(): readonly StoredChannel[] {
    return this.#store.all('SELECT * FROM channel ORDER BY key_index').map((row) => {
      const id = channelId(row.bytes('channel_id', 32));
      const record: ChannelRecord = {
        peer: nodeId(row.bytes('peer', 33)),
        keyIndex: row.number('key_index'),
        shutdownScript: row.bytes('shutdown_script'),
        openedAt: row.number('opened_at'),
        contributions: {
          local: sat(row.bigint('local_contribution')),
          remote: sat(row.bigint('remote_contribution')),
        },
        ...(!row.isNull('stopped_at') && { stoppedAt: row.number('stopped_at') }),
      };
      return { channelId: id, record, state: restore(ROWS.loadAllBut(this.#store, id, PAST_FAMILY)) };
    });
  }

  /** Durable when it resolves. An earlier stop that was not made up for counts. */
  async noteStop(id: ChannelId, height: number): Promise<void> {
    await this.#store.commit((sql) => {
      sql.run('UPDATE channel SET stopped_at = coalesce(stopped_at, ?) WHERE channel_id = ?', height, id);
    });
  }

  /** All that channels missed is made up for. */
  async clearStops(): Promise<void> {
    await this.#store.commit((sql) => {
      sql.run('UPDATE channel SET stopped_at = NULL WHERE stopped_at IS NOT NULL');
    });
  }

  /** What the peer's revoked commitment with this number held, of HTLCs that are gone since. */
  past(id: ChannelId, commitmentNumber: number): readonly PastHtlc[] {
    return restorePast(ROWS.loadFamily(this.#store, id, PAST_FAMILY), commitmentNumber);
  }

  /** All HTLCs that are gone and that a revoked commitment may have held. */
  allPast(id: ChannelId): readonly PastHtlc[] {
    return restoreAllPast(ROWS.loadFamily(this.#store, id, PAST_FAMILY));
  }

  /** The writes of a step, with the record of a channel that is stored for the first time. */
  write(sql: SqlWriter, id: ChannelId, record: ChannelRecord, writes: readonly Write[]): void {
    sql.run(
      `INSERT INTO channel VALUES (?, ?, ?, ?, ?, ?, ?, ?) 
       ON CONFLICT (channel_id) DO UPDATE SET
         local_contribution = excluded.local_contribution,
         remote_contribution = excluded.remote_contribution
       WHERE local_contribution <> excluded.local_contribution
         OR remote_contribution <> excluded.remote_contribution`,
      id,
      record.peer,
      record.keyIndex,
      record.shutdownScript,
      record.openedAt,
      record.contributions.local,
      record.contributions.remote,
      record.stoppedAt ?? null,
    );
    ROWS.apply(sql, id, writes);
  }

  /**
   * Deletes a channel that is over, but for what is kept of it: in the transaction of its last step, so that no crash
   * leaves half of it.
   */
  remove(sql: SqlWriter, id: ChannelId, kept?: ClosedChannel): void {
    ROWS.forget(sql, id);
    sql.run('DELETE FROM channel WHERE channel_id = ?', id);
    if (kept !== undefined) writeClosedChannel(sql, kept);
  }

  /** The latest first. */
  closed(): readonly ClosedChannel[] {
    return readClosedChannels(this.#store);
  }
}
