/**
 * Offers the chain the closing transactions that both ends have signed. They spend the same output, so that one at most is in a
 * mempool: what pays most is tried first, and the wallet counts with the one that the chain has taken.
 */
import { formatTxid, type Transaction, transactionId } from '@sferic/channel';
import type { TxId } from '@sferic/wire';
import type { Broadcaster } from '../chain/index.ts';
import type { Logger } from '../log.ts';
import type { Wallet } from '../wallet/index.ts';

export interface ClosingPublisherModules {
  readonly wallet: Pick<Wallet, 'record'>;
  readonly broadcaster: Pick<Broadcaster, 'publish' | 'forget'>;
  readonly log: Logger;
}

interface Closing {
  readonly txid: TxId;
  readonly transaction: Transaction;
  /** All spend the same: what pays less to people pays more to miners. */
  readonly paid: bigint;
}

export class ClosingPublisher {
  readonly #modules: ClosingPublisherModules;
  /** By txid as it is displayed, what pays the highest fee first. */
  #closings: ReadonlyMap<string, Closing> = new Map();
  #taken: TxId | undefined;
  #recorded: TxId | undefined;
  #refusal: string | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(modules: ClosingPublisherModules) {
    this.#modules = modules;
  }

  /** Of the transaction that the chain has taken; before it has, of the one that pays most. */
  get txid(): TxId | undefined {
    return this.#taken ?? this.#closings.values().next().value?.txid;
  }

  /** Why the chain has not taken the one that pays most; undefined once it has. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** One more may confirm; `alive` are those that may, so that as many are on offer as the channel keeps. */
  add(transaction: Transaction, alive: readonly TxId[]): void {
    const txid = transactionId(transaction);
    const paid = transaction.outputs.reduce((sum, { amount }) => sum + amount, 0n);
    const names = new Set([...alive, txid].map(formatTxid));
    const all = [...this.#closings.values(), { txid, transaction, paid }];
    const kept = all.filter((closing) => names.has(formatTxid(closing.txid)));
    for (const closing of all) if (!kept.includes(closing)) this.#modules.broadcaster.forget(closing.txid);
    this.#closings = new Map(
      kept
        .toSorted((a, b) => Number(a.paid - b.paid))
        .map((closing) => [formatTxid(closing.txid), closing] as const),
    );
    this.newHeight();
  }

  /** What was refused may be taken now, and what was taken may have been evicted. */
  newHeight(): void {
    if (this.#closings.size === 0) return;
    this.#work = this.#work
      .then(() => this.#offer())
      .catch((error: Error) => {
        this.#modules.log.error('a closing transaction could not be recorded', { error });
      });
  }

  /** A block or the operator has decided otherwise. */
  end(): void {
    for (const { txid } of this.#closings.values()) this.#modules.broadcaster.forget(txid);
    this.#closings = new Map();
  }

  /** Resolves when the chain was offered what there is. */
  async idle(): Promise<void> {
    await this.#work;
  }

  async #offer(): Promise<void> {
    const { broadcaster, log } = this.#modules;
    let refusal: string | undefined;
    let isTaken = false;
    for (const [name, closing] of this.#closings) {
      // What pays less waits, in case that the others are refused.
      if (isTaken) {
        broadcaster.forget(closing.txid);
        continue;
      }
      const outcome = await broadcaster.publish(closing.transaction);
      if (outcome.type === 'accepted') {
        if (this.#taken === undefined || formatTxid(this.#taken) !== name)
          log.info('published a closing transaction', { txid: name });
        this.#taken = closing.txid;
        await this.#record(closing);
        isTaken = true;
        continue;
      }
      refusal ??= outcome.reason;
      if (outcome.type === 'unreachable') break;
      // It comes again with the next block, in its turn.
      broadcaster.forget(closing.txid);
    }
    this.#refusal = refusal;
    const [first] = this.#closings.values();
    if (this.#recorded === undefined && first !== undefined) await this.#record(first);
  }

  async #record({ txid, transaction }: Closing): Promise<void> {
    this.#recorded = txid;
    await this.#modules.wallet.record(transaction);
  }
}
