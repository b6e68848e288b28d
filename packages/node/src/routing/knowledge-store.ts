/** What was learned of channels, on disk. */
import { type ShortChannelId, shortChannelId } from '@sferic/wire';
import type { Logger } from '../log.ts';
import { type Row, type Schema, type Store, u64FromBlob, u64ToBlob } from '../store/index.ts';
import { Knowledge, type LiquidityBounds } from './knowledge.ts';
import type { LearnedChannel } from './lessons.ts';

export const KNOWLEDGE_SCHEMA: Schema = {
  name: 'routing',
  migrations: [
    `CREATE TABLE channel_liquidity (
      short_channel_id BLOB NOT NULL PRIMARY KEY,
      capacity INTEGER NOT NULL,
      lower INTEGER NOT NULL,
      lower_at INTEGER NOT NULL,
      upper INTEGER NOT NULL,
      upper_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
  ],
};

/** How long a lesson may wait for the disk: a crash loses what the next payments teach again. */
const WRITE_DELAY_MS = 5_000;

/** Writes later and together: payments must not wait for what they teach. */
export class KnowledgeStore {
  readonly #store: Pick<Store, 'all' | 'commit'>;
  readonly #log: Logger;
  /** What is known now, by channel; no more than are known at all, and those that were forgotten meanwhile. */
  readonly #pending = new Map<ShortChannelId, LiquidityBounds | undefined>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(store: Pick<Store, 'all' | 'commit'>, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** The channel of the oldest lesson first. */
  load(): Knowledge {
    const knowledge = new Knowledge();
    const rows = this.#store.all('SELECT * FROM channel_liquidity ORDER BY max(lower_at, upper_at)');
    for (const row of rows)
      knowledge.restore(shortChannelId(u64FromBlob(row.bytes('short_channel_id'))), boundsIn(row));
    return knowledge;
  }

  /** Later. */
  save(channels: readonly LearnedChannel[]): void {
    if (this.#stopped) return;
    for (const { id, bounds } of channels) this.#pending.set(id, bounds);
    if (this.#pending.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.flush().catch((error: Error) =>
        this.#log.error('what payments taught cannot be stored', { error }),
      );
    }, WRITE_DELAY_MS);
  }

  /** Resolves when all is durable. Rejects with StoreError. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = [...this.#pending];
    this.#pending.clear();
    if (pending.length === 0) return;
    await this.#store.commit((tx) => {
      for (const [id, bounds] of pending) {
        const key = u64ToBlob(id);
        if (bounds === undefined) tx.run('DELETE FROM channel_liquidity WHERE short_channel_id = ?', key);
        else
          tx.run(
            `INSERT OR REPLACE INTO channel_liquidity
             (short_channel_id, capacity, lower, lower_at, upper, upper_at) VALUES (?, ?, ?, ?, ?, ?)`,
            ...[key, BigInt(bounds.capacity), toward(bounds.lower), BigInt(bounds.lowerAt)],
            ...[toward(bounds.upper), BigInt(bounds.upperAt)],
          );
      }
    });
  }

  /** Writes what waits; what comes later is dropped. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.flush();
  }
}

/** Bounds that have decayed are no whole numbers; a millisatoshi more or less is nothing to them. */
function toward(bound: number): bigint {
  return BigInt(Math.round(bound));
}

function boundsIn(row: Row): LiquidityBounds {
  return {
    capacity: Number(row.bigint('capacity')),
    lower: Number(row.bigint('lower')),
    lowerAt: row.number('lower_at'),
    upper: Number(row.bigint('upper')),
    upperAt: row.number('upper_at'),
  };
}
