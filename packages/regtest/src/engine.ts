import { ANYONE_CAN_SPEND } from './auto-miner.ts';
import type { Block } from './block.ts';
import type { BlockRejection } from './chain/state.ts';
import type { BlockNode } from './chain/tree.ts';
import type { Coin } from './coin.ts';
import { congest, type Demand } from './congestion.ts';
import { backlogFeerate } from './mempool/estimate.ts';
import { feerateOf, type SatPerKvb } from './mempool/fees.ts';
import { invalidRejection, type Rejection } from './mempool/rejection.ts';
import type { Submission } from './mempool/submission.ts';
import { roomForTransactions } from './miner.ts';
import { RegtestNode } from './node.ts';
import { err, ok, type Result } from './result.ts';
import { Dispatcher, type Reply } from './rpc/dispatch.ts';
import { methodGroups } from './rpc/methods/index.ts';
import { type OutPoint, parseTx, type Sat, type Tx, txid } from './transaction.ts';

/** Where the clock stands when nobody says: a fixed time, so that runs repeat. */
const DEFAULT_TIME = 1_700_000_000;

export interface ChainEngineOptions {
  /** Default: nothing is kept. */
  readonly directory?: string;
  /** Seconds since 1970 at which the clock stands. */
  readonly time?: number;
  /** Bytes of memory that the mempool may take; default: Bitcoin Core's. A small one is soon full. */
  readonly maxMempoolUsage?: number;
  /** Weight of the blocks that are mined; default: the most that consensus allows. */
  readonly maxBlockWeight?: number;
}

/** A block of the best chain. Ids are in internal byte order. */
export interface EngineBlock {
  readonly hash: Uint8Array;
  readonly height: number;
  /** Seconds since 1970, as its header says. */
  readonly time: number;
  readonly block: Block;
}

/** A transaction that waits. */
export interface WaitingTransaction {
  readonly txid: Uint8Array;
  readonly tx: Tx;
  readonly fee: Sat;
  readonly virtualSize: number;
  /** Of what it would be mined with. */
  readonly chunkFeerate: SatPerKvb;
}

export interface MiningRequest {
  /** Default: 1. */
  readonly count?: number;
  /** Where rewards go; default: an output that anyone can spend. */
  readonly scriptPubKey?: Uint8Array;
  /** What the miner leaves out, and so what depends on it; default: nothing. */
  readonly refuses?: (txid: Uint8Array) => boolean;
}

export interface ReorgRequest extends Omit<MiningRequest, 'count'> {
  /** Blocks that leave the best chain. */
  readonly depth: number;
  /** Blocks that take their place; default: one more. */
  readonly length?: number;
}

const decodeFailure = invalidRejection('TX decode failed').error;

/**
 * The whole chain inside of the caller's process: no server, no files unless asked for, and time that stands still
 * until it is moved. The same calls in the same order give the same blocks, byte for byte.
 */
export class ChainEngine {
  readonly #node: RegtestNode;
  readonly #dispatcher: Dispatcher;
  #time: number;

  constructor({ directory, time = DEFAULT_TIME, ...options }: ChainEngineOptions = {}) {
    this.#time = time;
    this.#node = new RegtestNode(directory, { ...options, clock: () => this.#time * 1000 });
    this.#dispatcher = new Dispatcher(
      this.#node,
      methodGroups.flatMap(({ methods }) => methods),
    );
  }

  close(): void {
    this.#node.close();
  }

  /** Calls `listener` after every change of best chain or mempool, from within the call that makes it. */
  subscribe(listener: () => void): () => void {
    return this.#node.subscribe(listener);
  }

  /** Answers the body of a JSON-RPC request, as the server would. */
  handle(body: string, signal: AbortSignal = new AbortController().signal): Promise<Reply> {
    return this.#dispatcher.handle(body, signal);
  }

  /** Seconds since 1970. */
  get time(): number {
    return this.#time;
  }

  /** Moves the clock: mempool entries grow old, the minimum feerate falls, later blocks have later times. */
  advance(seconds: number): void {
    this.#time += seconds;
  }

  get tip(): EngineBlock {
    return this.#view(this.#node.chain.tip);
  }

  /** The block of the best chain at a height. */
  blockAt(height: number): EngineBlock | undefined {
    const found = this.#node.chain.at(height);
    return found && this.#view(found);
  }

  /** An output that no block spends. */
  coin(outpoint: OutPoint): Coin | undefined {
    return this.#node.chain.coins.get(outpoint);
  }

  /** The waiting transaction that spends an output. */
  spender(outpoint: OutPoint): Tx | undefined {
    return this.#node.mempool.pool.spender(outpoint)?.tx;
  }

  isWaiting(id: Uint8Array): boolean {
    return this.#node.mempool.pool.find(id) !== undefined;
  }

  /** All that waits, in order of arrival. */
  mempool(): readonly WaitingTransaction[] {
    const { pool } = this.#node.mempool;
    return [...pool.entries()].map((entry) => ({
      txid: txid(entry.tx),
      tx: entry.tx,
      fee: entry.fee,
      virtualSize: entry.virtualSize,
      chunkFeerate: feerateOf(pool.chunk(entry)),
    }));
  }

  /** The feerate below which nothing comes in. */
  get minimumFeerate(): SatPerKvb {
    return this.#node.mempool.minimumFeerate;
  }

  /** The feerate that must be outbid to be mined within `blocks`; undefined when there is room for all. */
  estimateFeerate(blocks: number): SatPerKvb | undefined {
    const room = roomForTransactions(this.#node.maxBlockWeight);
    return backlogFeerate(this.#node.mempool.pool, blocks, room);
  }

  /**
   * Takes a transaction in, in place of what it replaces. One that waits already is taken without effect.
   * @param raw serialised
   * @returns its id
   */
  submit(raw: Uint8Array): Result<Uint8Array, Rejection> {
    const tx = parseTx(raw);
    if (!tx.ok) return err(decodeFailure);
    const id = txid(tx.value);
    if (this.isWaiting(id)) return ok(id);
    const accepted = this.#node.accept(tx.value);
    return accepted.ok ? ok(id) : accepted;
  }

  /** Takes in a child, last, with its unconfirmed parents, which may pay together; see `submitpackage`. */
  submitPackage(raws: readonly Uint8Array[]): Result<Submission, Rejection> {
    const txs = parseAll(raws);
    return txs ? ok(this.#node.acceptPackage(txs)) : err(decodeFailure);
  }

  /** Lets strangers fill the mempool: a fee spike. Returns how many transactions came in. */
  congest(demand: Demand): number {
    return congest(this.#node, demand).length;
  }

  /** Mines what pays best. */
  mine({ count = 1, scriptPubKey = ANYONE_CAN_SPEND, refuses }: MiningRequest = {}): readonly EngineBlock[] {
    const selection = refuses ? { refuses: ({ tx }: { readonly tx: Tx }) => refuses(txid(tx)) } : {};
    return Array.from({ length: count }, () => this.#view(this.#node.generate(scriptPubKey, selection)));
  }

  /** Mines a block with exactly these transactions, whether they wait or not; or says why it is invalid. */
  mineExactly(
    raws: readonly Uint8Array[],
    scriptPubKey = ANYONE_CAN_SPEND,
  ): Result<EngineBlock, BlockRejection | Rejection> {
    const transactions = parseAll(raws);
    if (transactions === undefined) return err(decodeFailure);
    const block = this.#node.mine(scriptPubKey, { transactions, fees: this.#node.feesOf(transactions) });
    const broken = this.#node.chain.test(block);
    if (broken) return err(broken);
    const submitted = this.#node.submit(block);
    return submitted.ok ? ok(this.#view(submitted.value)) : submitted;
  }

  /** Takes the last blocks off for good. What they held waits again, as far as it still can. */
  disconnect(depth: number): void {
    const first = this.#node.chain.at(this.#node.chain.tip.height - depth + 1);
    if (depth < 1 || first === undefined || first.height === 0) {
      throw new RangeError(
        `cannot take ${depth} blocks off a chain of height ${this.#node.chain.tip.height}`,
      );
    }
    this.#node.chain.invalidate(first);
  }

  /** Replaces the last blocks by others, which need not hold what those held. */
  reorganise({ depth, length = depth + 1, ...request }: ReorgRequest): readonly EngineBlock[] {
    this.disconnect(depth);
    return this.mine({ ...request, count: length });
  }

  #view(node: BlockNode): EngineBlock {
    const { hash, height, header } = node;
    return { hash, height, time: header.time, block: this.#node.chain.block(node) };
  }
}

function parseAll(raws: readonly Uint8Array[]): readonly Tx[] | undefined {
  const txs: Tx[] = [];
  for (const raw of raws) {
    const tx = parseTx(raw);
    if (!tx.ok) return undefined;
    txs.push(tx.value);
  }
  return txs;
}
