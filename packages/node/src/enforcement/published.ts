/** What one channel has on offer to the chain: each transaction recorded with the wallet, and offered until the channel is over. */
import { formatTxid, type Transaction, transactionId } from '@sferic/channel';
import type { TxId } from '@sferic/wire';
import type { Broadcaster, BroadcastOutcome } from '../chain/index.ts';
import type { Logger } from '../log.ts';
import type { Wallet } from '../wallet/index.ts';

export interface PublishedModules {
  readonly wallet: Pick<Wallet, 'record' | 'drop'>;
  readonly broadcaster: Pick<Broadcaster, 'publish' | 'forget'>;
  readonly log: Logger;
}

export class Published {
  readonly #modules: PublishedModules;
  /** By txid as it is displayed. */
  readonly #offered = new Map<string, TxId>();

  constructor(modules: PublishedModules) {
    this.#modules = modules;
  }

  /**
   * Records the transaction, and offers it from now on, with its parent where it pays for that. Undefined if it could not be
   * recorded, as when a block spends the same already: coins that were reserved for it are still so then.
   */
  async publish(transaction: Transaction, parent?: Transaction): Promise<BroadcastOutcome | undefined> {
    const { wallet, broadcaster, log } = this.#modules;
    const id = transactionId(transaction);
    const txid = formatTxid(id);
    const isKnown = this.#offered.has(txid);
    try {
      if (!(await wallet.record(transaction))) return undefined;
      this.#offered.set(txid, id);
      // The broadcaster says what was not taken, and offers it again.
      const outcome = await broadcaster.publish(transaction, parent);
      if (outcome.type === 'accepted' && !isKnown) log.info('published', { txid });
      return outcome;
    } catch (error) {
      log.error('a transaction could not be recorded', { txid, error: error as Error });
      return undefined;
    }
  }

  /** Publishes `next` in the place of `before`, which stays if the chain refuses. Tells whether it took the place. */
  async replace(before: readonly Transaction[], next: Transaction, parent?: Transaction): Promise<boolean> {
    const outcome = await this.publish(next, parent);
    if (outcome === undefined || outcome.type === 'rejected') {
      await this.#forget(next);
      for (const transaction of before) await this.#modules.wallet.record(transaction);
      return false;
    }
    for (const transaction of before) await this.#forget(transaction);
    return true;
  }

  /** Can't confirm any more: is offered no longer, and its coins are free. */
  async giveUp(transaction: Transaction): Promise<void> {
    await this.#forget(transaction);
  }

  /** The channel's end is deep in the chain: what conflicts with it need not be offered any more. */
  forgetAll(): void {
    for (const id of this.#offered.values()) this.#modules.broadcaster.forget(id);
  }

  async #forget(transaction: Transaction): Promise<void> {
    const { wallet, broadcaster } = this.#modules;
    const id = transactionId(transaction);
    this.#offered.delete(formatTxid(id));
    broadcaster.forget(id);
    await wallet.drop(id);
  }
}
