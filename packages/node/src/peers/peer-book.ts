/** Addresses at which peers were reached, so that a restart finds them again. */
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import type { Schema, Store } from '../store/index.ts';

export const PEER_BOOK_SCHEMA: Schema = {
  name: 'peer_book',
  migrations: [
    `CREATE TABLE peer_address (
      node_id BLOB NOT NULL,
      address TEXT NOT NULL,
      reached_at INTEGER NOT NULL,
      PRIMARY KEY (node_id, address)
    ) STRICT, WITHOUT ROWID`,
  ],
};

/** Kept for one peer: the ones that worked last. */
const MAX_ADDRESSES = 4;

export class PeerBook {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Multiaddrs, the one that worked last first. */
  addresses(nodeId: string): readonly string[] {
    return this.#store
      .all('SELECT address FROM peer_address WHERE node_id = ? ORDER BY reached_at DESC', hexToBytes(nodeId))
      .map((row) => row.text('address'));
  }

  async reached(nodeId: string, address: string, nowSeconds: number): Promise<void> {
    const id = hexToBytes(nodeId);
    await this.#store.commit((sql) => {
      sql.run(
        `INSERT INTO peer_address VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET reached_at = excluded.reached_at`,
        id,
        address,
        nowSeconds,
      );
      sql.run(
        `DELETE FROM peer_address WHERE node_id = ?1 AND address NOT IN
         (SELECT address FROM peer_address WHERE node_id = ?1 ORDER BY reached_at DESC LIMIT ?2)`,
        id,
        MAX_ADDRESSES,
      );
    });
  }

  async forget(nodeId: string): Promise<void> {
    await this.#store.commit((sql) => {
      sql.run('DELETE FROM peer_address WHERE node_id = ?', hexToBytes(nodeId));
    });
  }

  /** Every peer with an address, as hex. */
  peers(): readonly string[] {
    return this.#store
      .all('SELECT DISTINCT node_id FROM peer_address')
      .map((row) => bytesToHex(row.bytes('node_id', 33)));
  }
}
