import { type Announcement, boltSize, type ChannelUpdate, type NodeAnnouncement } from '@sferic/wire';

export type Orphan = ChannelUpdate | NodeAnnouncement;

/** What one peer may have waiting here: the updates and nodes of some hundred channels that are being checked. */
const MAX_BYTES = 128 * 1024;
/** What an entry costs in memory beyond its bytes. */
const OVERHEAD_BYTES = 512;

/**
 * Messages of one peer that came before the announcement of the channel that they need, which is being checked, or was lost.
 * The oldest go first when there is no more room.
 */
export class Orphans {
  readonly #byKey = new Map<string, Orphan[]>();
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** `key`: what the message waits for. */
  add(key: string, orphan: Orphan): void {
    const waiting = this.#byKey.get(key) ?? [];
    this.#byKey.delete(key);
    this.#byKey.set(key, [...waiting, orphan]);
    this.#bytes += sizeOf(orphan);
    for (const oldest of this.#byKey.keys()) {
      if (this.#bytes <= MAX_BYTES) break;
      this.take(oldest);
    }
  }

  /** What waited for `key`, in the order of its coming. */
  take(key: string): readonly Orphan[] {
    const waiting = this.#byKey.get(key) ?? [];
    this.#byKey.delete(key);
    for (const orphan of waiting) this.#bytes -= sizeOf(orphan);
    return waiting;
  }
}

function sizeOf(message: Announcement): number {
  return boltSize(message) + OVERHEAD_BYTES;
}
