import { bytesToHex } from '@sferic/crypto';
import type { ChannelId } from '@sferic/wire';
import { type Schema, type Store, u64FromBlob, u64ToBlob } from '../store/index.ts';
import { htlcKey } from './htlc-key.ts';

/** An HTLC's tag is kept this many blocks longer than the HTLC, so that no reorganisation revives an expired onion. */
const KEPT_BLOCKS_AFTER_EXPIRY = 144;

export const replaySchema: Schema = {
  name: 'onion_replay',
  migrations: [
    `CREATE TABLE onion_replay (
      tag BLOB NOT NULL PRIMARY KEY,
      channel BLOB NOT NULL,
      htlc BLOB NOT NULL,
      expiry INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX onion_replay_expiry ON onion_replay (expiry)`,
    // Rows that are written together stand together: by a number that counts up, and found by the tag.
    `CREATE TABLE onion_replay_numbered (
      number INTEGER NOT NULL PRIMARY KEY,
      tag BLOB NOT NULL UNIQUE,
      channel BLOB NOT NULL,
      htlc BLOB NOT NULL,
      expiry INTEGER NOT NULL
    ) STRICT;
    INSERT INTO onion_replay_numbered (tag, channel, htlc, expiry) SELECT tag, channel, htlc, expiry FROM onion_replay;
    DROP TABLE onion_replay;
    ALTER TABLE onion_replay_numbered RENAME TO onion_replay;
    CREATE INDEX onion_replay_expiry ON onion_replay (expiry)`,
  ],
};

/** An incoming HTLC that claims the replay tag of its onion. */
export interface ReplayClaim {
  /** 32 bytes. */
  readonly tag: Uint8Array;
  readonly channelId: ChannelId;
  readonly htlcId: bigint;
  /** Block height. */
  readonly cltvExpiry: number;
}

/**
 * Remembers which HTLC brought which onion, so that an onion is processed for one HTLC only (BOLT 4, "Onion
 * Decryption"): sending an old one again would show where a payment goes.
 */
export class ReplayGuard {
  readonly #store: Pick<Store, 'get' | 'commit'>;
  /** Claims that are queued and not yet durable, by tag. */
  readonly #pending = new Map<string, string>();

  constructor(store: Pick<Store, 'get' | 'commit'>) {
    this.#store = store;
  }

  /**
   * Whether this HTLC may be processed. The same one may claim its tag again. The claim is durable no later than
   * whatever is committed after this call.
   */
  claim(claim: ReplayClaim): boolean {
    const tag = bytesToHex(claim.tag);
    const claimant = htlcKey(claim.channelId, claim.htlcId);
    const holder = this.#pending.get(tag) ?? this.#stored(claim.tag);
    if (holder !== undefined) return holder === claimant;
    this.#pending.set(tag, claimant);
    this.#store
      .commit((tx) => {
        tx.run(
          'INSERT INTO onion_replay (tag, channel, htlc, expiry) VALUES (?, ?, ?, ?)',
          claim.tag,
          claim.channelId,
          u64ToBlob(claim.htlcId),
          claim.cltvExpiry,
        );
      }, 'vital')
      .then(
        () => this.#pending.delete(tag),
        // A store that failed takes nothing any more: the HTLC cannot go on either, and the claim stands until the end.
        () => undefined,
      );
    return true;
  }

  /** Forgets what can't be replayed any more; at each block. */
  prune(height: number): Promise<unknown> {
    return this.#store.commit((tx) => {
      tx.run('DELETE FROM onion_replay WHERE expiry < ?', height - KEPT_BLOCKS_AFTER_EXPIRY);
    });
  }

  #stored(tag: Uint8Array): string | undefined {
    const row = this.#store.get('SELECT channel, htlc FROM onion_replay WHERE tag = ?', tag);
    return row && htlcKey(row.bytes('channel', 32), u64FromBlob(row.bytes('htlc')));
  }
}
