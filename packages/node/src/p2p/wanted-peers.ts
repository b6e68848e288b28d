/** The peers that this node dials again whenever they are gone: libp2p's own reconnection gives up after five tries. */
import type { Logger } from '../log.ts';
import { parsePeerAddress } from './address.ts';
import type { NodeIdHex } from './identity.ts';
import { failuresAfterSession, retryDelay } from './reconnect.ts';

/** Addresses kept for one peer. */
const MAX_ADDRESSES = 8;
/**
 * Dials at once. libp2p makes 100, lets 500 more wait, with their time running, and refuses the rest: a node with a thousand
 * peers would reach many of them at a later try only.
 */
export const MAX_DIALS = 64;

export interface WantedPeersModules {
  readonly isConnected: (nodeId: NodeIdHex) => boolean;
  /** Resolves with what went wrong, in words, or `undefined`. */
  readonly dial: (nodeId: NodeIdHex, addresses: readonly string[]) => Promise<string | undefined>;
  readonly random: () => number;
  readonly log: Logger;
}

interface WantedPeer {
  /** Multiaddrs with the PeerId. */
  readonly addresses: Set<string>;
  /** Dials without a session, or with one that ended at once, in a row. */
  failures: number;
  timer: NodeJS.Timeout | undefined;
}

export class WantedPeers {
  readonly #modules: WantedPeersModules;
  readonly #peers = new Map<NodeIdHex, WantedPeer>();
  /** Peers whose time to be dialled has come, in that order. */
  readonly #due = new Set<NodeIdHex>();
  #dials = 0;
  #stopped = false;

  constructor(modules: WantedPeersModules) {
    this.#modules = modules;
  }

  ids(): Iterable<NodeIdHex> {
    return this.#peers.keys();
  }

  has(nodeId: NodeIdHex): boolean {
    return this.#peers.has(nodeId);
  }

  addresses(nodeId: NodeIdHex): readonly string[] {
    return [...(this.#peers.get(nodeId)?.addresses ?? [])];
  }

  /** Dials the peer now, unless it is connected. Addresses may be in any spelling. */
  add(nodeId: NodeIdHex, addresses: readonly string[]): void {
    const wanted = this.#peers.get(nodeId) ?? { addresses: new Set(), failures: 0, timer: undefined };
    this.#peers.set(nodeId, wanted);
    for (const text of addresses) {
      const parsed = parsePeerAddress(text);
      if (parsed.ok && parsed.value.address !== undefined) keep(wanted, parsed.value.address.toString());
    }
    if (!this.#modules.isConnected(nodeId)) this.#schedule(nodeId, 0);
  }

  delete(nodeId: NodeIdHex): void {
    clearTimeout(this.#peers.get(nodeId)?.timer);
    this.#peers.delete(nodeId);
    this.#due.delete(nodeId);
  }

  /** A session began; `address` is where it was dialled: an inbound one comes from a port that nobody listens on. */
  connected(nodeId: NodeIdHex, address: string | undefined): void {
    const wanted = this.#peers.get(nodeId);
    if (wanted === undefined) return;
    clearTimeout(wanted.timer);
    if (address !== undefined) keep(wanted, address);
  }

  /**
   * The last session ended: dials soon, unless the peer ends each session as it begins, which must not become a storm. A
   * session that was never `ready` belongs to a dial, which counts its failure itself.
   */
  disconnected(nodeId: NodeIdHex, lastedMs: number, wasReady: boolean): void {
    const wanted = this.#peers.get(nodeId);
    if (wanted === undefined) return;
    const failures = failuresAfterSession(wanted.failures, lastedMs);
    this.#schedule(nodeId, retryDelay(Math.max(failures - 1, 0), this.#modules.random()));
    if (wasReady) wanted.failures = failures;
  }

  stop(): void {
    this.#stopped = true;
    this.#due.clear();
    for (const { timer } of this.#peers.values()) clearTimeout(timer);
  }

  #schedule(nodeId: NodeIdHex, delay: number): void {
    const wanted = this.#peers.get(nodeId);
    if (wanted === undefined || this.#stopped) return;
    clearTimeout(wanted.timer);
    wanted.timer = setTimeout(() => {
      this.#due.add(nodeId);
      this.#dialNext();
    }, delay);
  }

  #dialNext(): void {
    for (const nodeId of this.#due) {
      if (this.#dials >= MAX_DIALS) return;
      this.#due.delete(nodeId);
      const wanted = this.#peers.get(nodeId);
      if (wanted === undefined) continue;
      this.#dials++;
      void this.#dial(nodeId, wanted).finally(() => {
        this.#dials--;
        this.#dialNext();
      });
    }
  }

  async #dial(nodeId: NodeIdHex, wanted: WantedPeer): Promise<void> {
    const { isConnected, dial, log, random } = this.#modules;
    if (isConnected(nodeId) || wanted.addresses.size === 0) return;
    const reason = await dial(nodeId, [...wanted.addresses]);
    if (isConnected(nodeId)) return;
    wanted.failures += 1;
    log.debug('peer not reached', { peer: nodeId, failures: wanted.failures, reason });
    this.#schedule(nodeId, retryDelay(wanted.failures, random()));
  }
}

function keep({ addresses }: WantedPeer, address: string): void {
  if (addresses.size < MAX_ADDRESSES) addresses.add(address);
}
