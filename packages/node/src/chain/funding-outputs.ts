import type { OutPoint } from '@sferic/channel';
import { equalBytes } from '@sferic/crypto';
import type { Sat, TxId } from '@sferic/wire';
import type { ChainBackend } from './backend.ts';
import type { BlockHash } from './block.ts';

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
 * Rounds of lookups at once. Gossip of strangers asks for them, and each has requests that read blocks: most of the connections
 * to the server must stay free for following the chain and for what is published.
 */
const MAX_ROUNDS = 3;
/** Lookups of one round: a request costs more than what it asks for, and the server's other callers wait for a long one. */
const MAX_LOOKUPS = 32;
/** Turns of the event loop that a lookup waits for others: while signatures are checked, each turn brings one or two. */
const TURNS_TO_GATHER = 12;
/** Blocks whose lists are asked for with one request: of the fullest blocks they have 9 MB, and the transport takes 16. */
const BLOCKS_PER_REQUEST = 8;

interface Lookup {
  readonly height: number;
  readonly txIndex: number;
  readonly outputIndex: number;
  readonly resolve: (found: FundingOutput) => void;
  readonly reject: (error: Error) => void;
}

interface RememberedBlock {
  readonly hash: BlockHash;
  readonly txids: readonly TxId[];
}

/**
 * Looks up funding outputs of announced channels, in the order of the calls, many with one request where many wait. How many
 * wait is bounded by the callers.
 */
export class FundingOutputs {
  readonly #backend: Pick<ChainBackend, 'blockHashes' | 'blocksTransactionIds' | 'unspentOutputs'>;
  #rounds = 0;
  /** Until a round begins with what waits; 0 when none was asked for. */
  #turnsLeft = 0;
  #waiting: Lookup[] = [];
  /** By height, least recently used first; each with the hash of the block that it was read from. */
  readonly #blocks = new Map<number, RememberedBlock>();

  constructor(backend: Pick<ChainBackend, 'blockHashes' | 'blocksTransactionIds' | 'unspentOutputs'>) {
    this.#backend = backend;
  }

  /** Rejects with RpcError or TransportError: nothing is known then. */
  find(height: number, txIndex: number, outputIndex: number): Promise<FundingOutput> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ height, txIndex, outputIndex, resolve, reject });
      this.#gather();
    });
  }

  #gather(): void {
    if (this.#waiting.length >= MAX_LOOKUPS) this.#next();
    else if (this.#turnsLeft === 0 && this.#waiting.length > 0) {
      this.#turnsLeft = TURNS_TO_GATHER;
      setImmediate(() => this.#turn());
    }
  }

  #turn(): void {
    this.#turnsLeft -= 1;
    if (this.#turnsLeft > 0) setImmediate(() => this.#turn());
    else this.#next();
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#rounds >= MAX_ROUNDS) return;
    this.#rounds += 1;
    const lookups = this.#waiting.splice(0, MAX_LOOKUPS);
    this.#lookUp(lookups)
      .catch((error: Error) => {
        for (const { reject } of lookups) reject(error);
      })
      .finally(() => {
        this.#rounds -= 1;
        this.#gather();
      });
  }

  async #lookUp(lookups: readonly Lookup[]): Promise<void> {
    const blocks = await this.#transactionIds([...new Set(lookups.map(({ height }) => height))]);
    const asked: { readonly lookup: Lookup; readonly outPoint: OutPoint }[] = [];
    for (const lookup of lookups) {
      const txids = blocks.get(lookup.height);
      const txid = txids?.[lookup.txIndex];
      if (txids === undefined) lookup.resolve({ type: 'unknown_block' });
      else if (txid === undefined) lookup.resolve({ type: 'no_transaction' });
      else asked.push({ lookup, outPoint: { txid, index: lookup.outputIndex } });
    }
    if (asked.length === 0) return;
    const outPoints = asked.map(({ outPoint }) => outPoint);
    const outputs = await this.#backend.unspentOutputs(outPoints, false);
    for (const [index, { lookup, outPoint }] of asked.entries()) {
      const output = outputs[index];
      if (output === undefined) lookup.resolve({ type: 'spent' });
      else {
        const { amount, scriptPubKey, confirmations } = output;
        lookup.resolve({ type: 'unspent', outPoint, amount, scriptPubKey, confirmations });
      }
    }
  }

  /** Of the blocks at these heights, where the server has them. */
  async #transactionIds(heights: readonly number[]): Promise<ReadonlyMap<number, readonly TxId[]>> {
    const hashes = await this.#backend.blockHashes(heights);
    const found = new Map<number, readonly TxId[]>();
    const missing: { readonly height: number; readonly hash: BlockHash }[] = [];
    for (const [index, height] of heights.entries()) {
      const hash = hashes[index];
      if (hash === undefined) continue;
      const known = this.#blocks.get(height);
      if (known !== undefined && equalBytes(known.hash, hash)) {
        this.#remember(height, known);
        found.set(height, known.txids);
      } else missing.push({ height, hash });
    }
    for (let start = 0; start < missing.length; start += BLOCKS_PER_REQUEST) {
      const some = missing.slice(start, start + BLOCKS_PER_REQUEST);
      const lists = await this.#backend.blocksTransactionIds(some.map(({ hash }) => hash));
      for (const [index, { height, hash }] of some.entries()) {
        const txids = lists[index];
        if (txids === undefined) continue;
        this.#remember(height, { hash, txids });
        found.set(height, txids);
      }
    }
    return found;
  }

  #remember(height: number, block: RememberedBlock): void {
    this.#blocks.delete(height);
    this.#blocks.set(height, block);
    const [oldest] = this.#blocks.keys();
    if (oldest !== undefined && this.#blocks.size > MAX_CACHED_BLOCKS) this.#blocks.delete(oldest);
  }
}
