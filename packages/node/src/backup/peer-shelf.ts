/** What we keep for peers (BOLT 1, "Peer storage"): one blob for each peer with a channel, given back at each connection. */
import { bytesToHex, equalBytes, hexToBytes } from '@sferic/crypto';
import { MAX_PEER_STORAGE, type PeerStorageRetrieval } from '@sferic/wire';
import type { Schema, Store } from '../store/index.ts';

export const PEER_SHELF_SCHEMA: Schema = {
  name: 'peer_shelf',
  migrations: [
    `CREATE TABLE peer_storage (
      node_id BLOB PRIMARY KEY,
      blob BLOB NOT NULL
    ) STRICT`,
  ],
};

/** Between two writes for one peer: BOLT 1 lets us take no more than one update a minute. */
export const SHELF_PAUSE_MS = 60_000;

export interface ShelfModules {
  readonly store: Store;
  /** Only these are served, so that what is kept is bounded by the number of channels. */
  readonly hasChannel: (nodeId: string) => boolean;
  /** Calls back later; the returned function calls it off. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  readonly failed: (error: Error) => void;
}

/** What a shelf needs of a peer. */
export interface ShelfPeer {
  readonly nodeId: string;
  send(message: PeerStorageRetrieval): boolean;
}

export class PeerShelf {
  readonly #modules: ShelfModules;
  /** Peers whose blob was written less than a pause ago, with the latest that came since. */
  readonly #resting = new Map<string, { latest?: Uint8Array; readonly end: () => void }>();

  constructor(modules: ShelfModules) {
    this.#modules = modules;
  }

  /** Forgets what is kept for peers without a channel. To be called when the channels are there. */
  async start(): Promise<void> {
    const { store, hasChannel } = this.#modules;
    const gone = store
      .all('SELECT node_id FROM peer_storage')
      .map((row) => row.bytes('node_id', 33))
      .filter((nodeId) => !hasChannel(bytesToHex(nodeId)));
    if (gone.length === 0) return;
    await store.commit((sql) => {
      for (const nodeId of gone) sql.run('DELETE FROM peer_storage WHERE node_id = ?', nodeId);
    });
  }

  /** Gives back what we keep for the peer. */
  connected(peer: ShelfPeer): void {
    const blob = this.#resting.get(peer.nodeId)?.latest ?? this.#stored(peer.nodeId);
    if (blob !== undefined) peer.send({ type: 'peer_storage_retrieval', blob });
  }

  /** Keeps a blob in place of the one before: at once, or at the end of the pause. */
  keep(nodeId: string, blob: Uint8Array): void {
    if (blob.length > MAX_PEER_STORAGE || !this.#modules.hasChannel(nodeId)) return;
    const resting = this.#resting.get(nodeId);
    if (resting !== undefined) {
      resting.latest = blob;
      return;
    }
    const stored = this.#stored(nodeId);
    if (stored !== undefined && equalBytes(stored, blob)) return;
    this.#rest(nodeId);
    this.#write(nodeId, blob);
  }

  /** Writes what waits. */
  stop(): void {
    for (const nodeId of [...this.#resting.keys()]) {
      this.#resting.get(nodeId)?.end();
      this.#endRest(nodeId);
    }
  }

  #stored(nodeId: string): Uint8Array | undefined {
    const row = this.#modules.store.get(
      'SELECT blob FROM peer_storage WHERE node_id = ?',
      hexToBytes(nodeId),
    );
    return row?.bytes('blob');
  }

  #rest(nodeId: string): void {
    const end = this.#modules.after(SHELF_PAUSE_MS, () => {
      if (this.#endRest(nodeId)) this.#rest(nodeId);
    });
    this.#resting.set(nodeId, { end });
  }

  /** Whether anything waited. */
  #endRest(nodeId: string): boolean {
    const latest = this.#resting.get(nodeId)?.latest;
    this.#resting.delete(nodeId);
    if (latest !== undefined) this.#write(nodeId, latest);
    return latest !== undefined;
  }

  #write(nodeId: string, blob: Uint8Array): void {
    const written = this.#modules.store.commit((sql) => {
      sql.run(
        'INSERT INTO peer_storage VALUES (?, ?) ON CONFLICT DO UPDATE SET blob = excluded.blob',
        hexToBytes(nodeId),
        blob,
      );
    });
    written.catch(this.#modules.failed);
  }
}
