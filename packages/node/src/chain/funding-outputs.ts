import type { OutPoint } from '@sferic/channel';
import type { Sat, TxId } from '@sferic/wire';
import type { ChainBackend } from './backend.ts';
import { formatBlockHash } from './block.ts';

/** What the chain says of the output that a short channel id names (BOLT 7, "Definition of short_channel_id"). */
export type FundingOutput =
  | {
      readonly type: 'unspent';
      readonly outPoint: OutPoint;
      readonly amount: Sat;
      readonly scriptPubKey: Uint8Array;
      readonly confirmations: number;
    }
  /** The chain has not reached the block, or the server does not keep it. */
  | { readonly type: 'unknown_block' }
  /** The block has no such transaction: the id is false. */
  | { readonly type: 'no_transaction' }
  /** Spent, or never there. */
  | { readonly type: 'spent' };

/** Blocks whose transaction ids are remembered: channels of one block are often announced together. */
const MAX_CACHED_BLOCKS = 64;

/**
 * Lookups at once. Gossip of strangers asks for them, each of some calls and perhaps a whole block's list: most of the
 * connections to the server must stay free for following the chain and for what is published.
 */
const MAX_LOOKUPS = 3;

/** Looks up funding outputs of announced channels, in the order of the calls. How many wait is bounded by the callers. */
export class FundingOutputs {
  readonly #backend: ChainBackend;
  #running = 0;
  readonly #waiting = new Set<() => void>();
  /** By height, least recently used first; each with the hash of the block that it was read from. */
  readonly #blocks = new Map<number, { readonly hash: string; readonly txids: readonly TxId[] }>();

  constructor(backend: ChainBackend) {
    this.#backend = backend;
  }

  /** Rejects with RpcError or TransportError: nothing is known then. */
  async find(height: number, txIndex: number, outputIndex: number): Promise<FundingOutput> {
    if (this.#running < MAX_LOOKUPS) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.add(resolve));
    try {
      return await this.#lookUp(height, txIndex, outputIndex);
    } finally {
      this.#passTurn();
    }
  }

  /** Whoever waits longest takes the place of a lookup that has ended. */
  #passTurn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }

  async #lookUp(height: number, txIndex: number, outputIndex: number): Promise<FundingOutput> {
    const txids = await this.#transactionIds(height);
    if (txids === undefined) return { type: 'unknown_block' };
    const txid = txids[txIndex];
    if (txid === undefined) return { type: 'no_transaction' };
    const outPoint = { txid, index: outputIndex };
    const output = await this.#backend.unspentOutput(outPoint, false);
    if (output === undefined) return { type: 'spent' };
    const { amount, scriptPubKey, confirmations } = output;
    return { type: 'unspent', outPoint, amount, scriptPubKey, confirmations };
  }

  async #transactionIds(height: number): Promise<readonly TxId[] | undefined> {
    const hash = await this.#backend.blockHash(height);
    if (hash === undefined) return undefined;
    const key = formatBlockHash(hash);
    const cached = this.#blocks.get(height);
    this.#blocks.delete(height);
    const txids = cached?.hash === key ? cached.txids : await this.#backend.blockTransactionIds(hash);
    if (txids === undefined) return undefined;
    this.#blocks.set(height, { hash: key, txids });
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= MAX_CACHED_BLOCKS) break;
      this.#blocks.delete(oldest);
    }
    return txids;
  }
}
