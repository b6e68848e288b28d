import { hexToBytes } from '@sferic/crypto';
import type { RegtestNode } from './node.ts';

/** Pay to witness script hash of OP_TRUE: rewards that anyone can spend, for whoever names no address. */
export const ANYONE_CAN_SPEND = hexToBytes(
  '00204ae81572f06e1b88fd5ced7a1a000945432e83e1551e6f721ee9c00b8cc33260',
);

export interface AutoMining {
  /** Milliseconds from the first transaction that waits to the block that takes it. */
  readonly delayMs: number;
  /** Where rewards go. */
  readonly scriptPubKey: Uint8Array;
}

/** Mines a block whenever transactions have waited for long enough, and none while there is nothing to confirm. */
export class AutoMiner {
  readonly #node: RegtestNode;
  readonly #options: AutoMining;
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(node: RegtestNode, options: AutoMining) {
    this.#node = node;
    this.#options = options;
    this.#unsubscribe = node.subscribe(() => this.#schedule());
    this.#schedule();
  }

  stop(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#node.mempool.pool.size === 0) return;
    this.#timer = setTimeout(() => this.#mine(), this.#options.delayMs);
  }

  #mine(): void {
    this.#timer = undefined;
    if (this.#node.mempool.pool.size > 0) this.#node.generate(this.#options.scriptPubKey);
    this.#schedule();
  }
}
