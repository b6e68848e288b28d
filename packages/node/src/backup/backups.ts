/** All that a node does against the loss of databases, its own and those of its peers. */
import { MAX_PEER_STORAGE, type PeerStorageMessage, supports } from '@sferic/wire';
import type { Peer } from '../p2p/index.ts';
import { BackupKeeper, type BackupModules } from './backup-keeper.ts';
import { PeerShelf, type ShelfModules } from './peer-shelf.ts';
import { SEAL_OVERHEAD } from './sealed-backup.ts';

export interface BackupsModules
  extends Omit<BackupModules, 'changed'>,
    Pick<ShelfModules, 'after' | 'hasChannel'> {}

export class Backups {
  readonly #modules: BackupsModules;
  readonly #keeper: BackupKeeper;
  readonly #shelf: PeerShelf;
  readonly #peers = new Map<string, Peer>();
  /** The copy for peers, of the revision that it was made of. */
  #copy: { readonly revision: bigint; readonly blob: Uint8Array | undefined } | undefined;

  constructor(modules: BackupsModules) {
    const { store, hasChannel, after, log } = modules;
    this.#modules = modules;
    this.#keeper = new BackupKeeper({ ...modules, changed: () => this.#sendCopies() });
    const failed = (error: Error) => log.error('what a peer asked to keep cannot be stored', { error });
    this.#shelf = new PeerShelf({ store, hasChannel, after, failed });
  }

  /** See `BackupKeeper.start`. */
  async start(): Promise<void> {
    await this.#keeper.start();
    await this.#shelf.start();
  }

  channelChanged: BackupKeeper['channelChanged'] = (id) => this.#keeper.channelChanged(id);

  connected(peer: Peer): void {
    this.#peers.set(peer.nodeId, peer);
    this.#shelf.connected(peer);
    this.#sendCopy(peer);
    // The peer may have been reached elsewhere than before.
    if (this.#modules.hasChannel(peer.nodeId)) this.#keeper.refresh();
  }

  disconnected(nodeId: string): void {
    this.#peers.delete(nodeId);
  }

  /** A promise is for the peer's stream to wait for. */
  message(peer: Peer, message: PeerStorageMessage): void | Promise<void> {
    if (message.type === 'peer_storage_retrieval') return this.#keeper.received(message.blob);
    this.#shelf.keep(peer.nodeId, message.blob);
  }

  stop(): void {
    this.#shelf.stop();
  }

  #sendCopies(): void {
    for (const peer of this.#peers.values()) this.#sendCopy(peer);
  }

  /** Peers without a channel need not store it. */
  #sendCopy(peer: Peer): void {
    if (!this.#modules.hasChannel(peer.nodeId) || !supports(peer.features, 'option_provide_storage')) return;
    const blob = this.#paddedCopy();
    if (blob !== undefined) peer.send({ type: 'peer_storage', blob });
  }

  /** Always of the same length, which tells the peer nothing of the number of channels. */
  #paddedCopy(): Uint8Array | undefined {
    const { revision } = this.#keeper.current;
    if (this.#copy?.revision !== revision) {
      const blob = this.#keeper.sealed(MAX_PEER_STORAGE - SEAL_OVERHEAD);
      if (blob === undefined)
        this.#modules.log.warn(
          'there are too many channels for a backup with peers: copy the backup file yourself',
        );
      this.#copy = { revision, blob };
    }
    return this.#copy.blob;
  }
}
