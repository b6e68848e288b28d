import { bytesToHex } from '@sferic/crypto';
import { msat } from '@sferic/wire';
import type { HeldLiquidity, Route } from './ports.ts';

/** What HTLCs of ours that are on their way hold of channels of others, summed up as they begin and end. */
export class InFlight {
  readonly #routes = new Set<Route>();
  /** By channel and the node that the HTLCs go to. */
  readonly #held = new Map<string, HeldLiquidity>();

  /** Our own channels say themselves what is in flight, so a route's first hop does not count. */
  get held(): Iterable<HeldLiquidity> {
    return this.#held.values();
  }

  begun(route: Route): void {
    if (this.#routes.has(route)) return;
    this.#routes.add(route);
    this.#change(route, 1n);
  }

  /** `route`: the very object that began. */
  ended(route: Route): void {
    if (this.#routes.delete(route)) this.#change(route, -1n);
  }

  #change({ hops }: Route, sign: bigint): void {
    for (const { shortChannelId, nodeId, amount } of hops.slice(1)) {
      const key = `${shortChannelId}:${bytesToHex(nodeId)}`;
      const sum = (this.#held.get(key)?.amount ?? 0n) + sign * amount;
      if (sum === 0n) this.#held.delete(key);
      else this.#held.set(key, { shortChannelId, nodeId, amount: msat(sum) });
    }
  }
}
