import { formatTxid, serializeTransaction, type Transaction, transactionId } from '@sferic/channel';
import type { TxId } from '@sferic/wire';
import { after, type Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { ChainBackend } from './backend.ts';
import type { Block, BlockRef } from './block.ts';
import type { BlockListener } from './chain-position.ts';
import { asError, RPC_CODE, RpcError } from './errors.ts';

/** What became of handing a transaction to the server. */
export type BroadcastOutcome =
  /** In the mempool, or confirmed already. */
  | { readonly type: 'accepted' }
  /** Refused for now; it is offered again at each block, since parents may come and feerates fall. */
  | { readonly type: 'rejected'; readonly code: number; readonly reason: string }
  /** The server did not answer; it is offered again. */
  | { readonly type: 'unreachable'; readonly reason: string };

/** Transactions kept at once. Beyond it the oldest is given up: its owner publishes it again after a restart. */
const MAX_KEPT = 4096;
/** A confirmed transaction is kept for this many blocks, to be offered again if a reorganisation drops it. */
const KEPT_AFTER_CONFIRMATION = 100;
/** Pause before the next try while the server does not answer. */
const RETRY_MS = 5_000;

interface Kept {
  readonly txid: TxId;
  readonly raw: Uint8Array;
  /** Whose fee it pays too: they are offered together as long as the parent has no block. */
  readonly parent?: { readonly key: string; readonly raw: Uint8Array };
  confirmedAt?: number;
  last?: BroadcastOutcome;
}

/**
 * Offers transactions to the server again and again until they confirm or are forgotten. In memory: whoever needs a
 * transaction published derives that from its own stored state after a restart.
 */
export class Broadcaster implements BlockListener {
  readonly name = 'broadcaster';
  readonly #backend: ChainBackend;
  readonly #log: Logger;
  /** By txid in display order, oldest first. */
  readonly #kept = new Map<string, Kept>();
  readonly #after: Timer;
  #endRetry: (() => void) | undefined;
  #rebroadcast: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(backend: ChainBackend, log: Logger, timer: Timer = after) {
    this.#backend = backend;
    this.#log = log;
    this.#after = timer;
  }

  /**
   * Offers `tx` now, and again at each block. Repeating it is harmless. Never rejects. `parent`: an unconfirmed transaction that
   * the mempool may take only together with `tx`, its child.
   */
  async publish(tx: Transaction, parent?: Transaction): Promise<BroadcastOutcome> {
    const txid = transactionId(tx);
    const key = formatTxid(txid);
    const known = this.#kept.get(key);
    const isComplete = known !== undefined && (parent === undefined || known.parent !== undefined);
    const kept: Kept = isComplete
      ? known
      : {
          txid,
          raw: serializeTransaction(tx),
          ...(parent && {
            parent: { key: formatTxid(transactionId(parent)), raw: serializeTransaction(parent) },
          }),
        };
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#log.warn('too many unconfirmed transactions: giving one up', { txid: oldest });
      this.#kept.delete(oldest);
    }
    return this.#offer(key, kept);
  }

  /** Stops offering it. */
  forget(txid: TxId): void {
    this.#kept.delete(formatTxid(txid));
  }

  /** Resolves when all that the blocks so far gave reason to offer again was offered. */
  async idle(): Promise<void> {
    await this.#rebroadcast;
  }

  /** Stops offering anything; resolves when no call is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#endRetry?.();
    await this.idle();
  }

  async blockConnected(block: Block): Promise<void> {
    if (this.#kept.size === 0) return;
    for (const { txid } of block.transactions) {
      const kept = this.#kept.get(formatTxid(txid));
      if (kept !== undefined) kept.confirmedAt = block.height;
    }
    for (const [key, { confirmedAt }] of this.#kept)
      if (confirmedAt !== undefined && confirmedAt + KEPT_AFTER_CONFIRMATION <= block.height)
        this.#kept.delete(key);
    this.#offerAll();
  }

  async blockDisconnected(block: BlockRef): Promise<void> {
    for (const kept of this.#kept.values()) if (kept.confirmedAt === block.height) delete kept.confirmedAt;
    // The next block offers them again; until then the server itself returns them to its mempool.
  }

  /** In the background: a block must not wait for the mempool. */
  #offerAll(): void {
    this.#rebroadcast = this.#rebroadcast.then(async () => {
      for (const [key, kept] of [...this.#kept])
        if (kept.confirmedAt === undefined) await this.#offer(key, kept);
    });
  }

  async #offer(key: string, kept: Kept): Promise<BroadcastOutcome> {
    if (this.#closed) return { type: 'unreachable', reason: 'the node is stopping' };
    const outcome = await this.#send(kept);
    if (outcome.type === 'unreachable') this.#retryLater();
    if (outcome.type !== 'accepted' && outcome.type !== kept.last?.type)
      this.#log.warn('transaction not accepted', {
        txid: key,
        outcome: outcome.type,
        reason: outcome.reason,
      });
    kept.last = outcome;
    return outcome;
  }

  async #send({ raw, parent }: Kept): Promise<BroadcastOutcome> {
    try {
      if (parent !== undefined && this.#kept.get(parent.key)?.confirmedAt === undefined) {
        const verdict = await this.#backend.submitPackage([parent.raw, raw]);
        if (verdict?.accepted === true) return { type: 'accepted' };
        if (verdict !== undefined)
          return { type: 'rejected', code: RPC_CODE.VERIFY_REJECTED, reason: verdict.reason };
        await this.#backend.sendTransaction(parent.raw);
      }
      await this.#backend.sendTransaction(raw);
      return { type: 'accepted' };
    } catch (error) {
      const reason = asError(error).message;
      if (!(error instanceof RpcError)) return { type: 'unreachable', reason };
      if (error.code === RPC_CODE.IN_WARMUP) return { type: 'unreachable', reason };
      const known = error.code === RPC_CODE.VERIFY_ALREADY_IN_UTXO_SET || /txn-already/.test(error.message);
      return known ? { type: 'accepted' } : { type: 'rejected', code: error.code, reason };
    }
  }

  #retryLater(): void {
    if (this.#closed) return;
    this.#endRetry ??= this.#after(RETRY_MS, () => {
      this.#endRetry = undefined;
      this.#offerAll();
    });
  }
}
