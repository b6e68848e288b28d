import { bytesToHex } from '@sferic/crypto';
import type { ChannelAnnouncement, NodeId, ShortChannelId } from '@sferic/wire';
import { u64ToBlob } from '../store/index.ts';
import type { GraphStore } from './graph-store.ts';

/**
 * Channels that were announced in two ways, and all nodes that signed: their keys have leaked, or their owners cheat. Each
 * entry costs a funding output, since a banned channel is not listened to again.
 */
export class Bans {
  readonly #store: Pick<GraphStore, 'ban'>;
  /** Short channel ids and node ids as hex. */
  readonly #names = new Set<string>();

  constructor(store: Pick<GraphStore, 'ban'>) {
    this.#store = store;
  }

  restore(names: readonly Uint8Array[]): void {
    for (const name of names) this.#names.add(bytesToHex(name));
  }

  addChannel(id: ShortChannelId): void {
    this.#add(u64ToBlob(id));
  }

  addNode(id: NodeId): void {
    this.#add(id);
  }

  /** Whether the channel, or a node of it, is banned. */
  concern({ shortChannelId, nodeId1, nodeId2 }: ChannelAnnouncement): boolean {
    return [u64ToBlob(shortChannelId), nodeId1, nodeId2].some((name) => this.#names.has(bytesToHex(name)));
  }

  #add(name: Uint8Array): void {
    this.#names.add(bytesToHex(name));
    this.#store.ban([name]);
  }
}
