/** The core's watches, carried out by the transaction watcher; what is found comes back as chain events. */
import {
  type ChainEvent,
  type ChannelState,
  formatOutPoint,
  formatTxid,
  type OutPoint,
  realShortChannelId,
  storedState,
  type Watch,
} from '@sferic/channel';
import { equalBytes } from '@sferic/crypto';
import type { ChainWatch, Sighting, TransactionWatcher, WatchOptions } from '../chain/index.ts';

export type DeliverChainEvent = (event: ChainEvent) => Promise<void>;

/** The watches of one channel. */
export class ChainWatches {
  readonly #watcher: Pick<TransactionWatcher, 'add'>;
  readonly #deliver: DeliverChainEvent;
  readonly #since: number | undefined;
  readonly #ends = new Map<string, () => void>();

  /**
   * `deliver` resolves when the channel has stored what follows from the event. Blocks above `since` are searched again:
   * all that the follower has delivered were taken in, unless given.
   */
  constructor(watcher: Pick<TransactionWatcher, 'add'>, deliver: DeliverChainEvent, since?: number) {
    this.#watcher = watcher;
    this.#deliver = deliver;
    this.#since = since;
  }

  /** Idempotent. `foundAt`: the height of a sighting that the channel knows already. */
  add(watch: Watch, foundAt: number | undefined): void {
    const key = keyOf(watch);
    if (this.#ends.has(key)) return;
    const options: WatchOptions = {
      ...(foundAt !== undefined && { foundAt }),
      ...(this.#since !== undefined && { since: this.#since }),
    };
    const handler = {
      found: (sighting: Sighting) => this.#deliver(foundEvent(watch, sighting)),
      lost: () => this.#deliver(lostEvent(watch)),
    };
    this.#ends.set(key, this.#watcher.add(chainWatch(watch), handler, options));
  }

  remove(watch: Watch): void {
    const key = keyOf(watch);
    this.#ends.get(key)?.();
    this.#ends.delete(key);
  }

  removeAll(): void {
    for (const end of this.#ends.values()) end();
    this.#ends.clear();
  }
}

function keyOf(watch: Watch): string {
  const index = watch.type === 'funding_confirmed' ? '' : `:${watch.outputIndex}`;
  return `${watch.type} ${formatTxid(watch.txid)}${index}`;
}

function chainWatch(watch: Watch): ChainWatch {
  return watch.type === 'funding_confirmed'
    ? { type: 'confirmed', txid: watch.txid }
    : { type: 'spent', outPoint: { txid: watch.txid, index: watch.outputIndex } };
}

function foundEvent(watch: Watch, { tx, height, txIndex }: Sighting): ChainEvent {
  switch (watch.type) {
    case 'funding_confirmed':
      return { type: 'funding_confirmed', txid: watch.txid, height, txIndex };
    case 'funding_spent':
      return { type: 'funding_spent', fundingTxid: watch.txid, transaction: tx, height };
    case 'output_spent':
      return { type: 'output_spent', outPoint: outPointOf(watch), transaction: tx, height };
  }
}

function lostEvent(watch: Watch): ChainEvent {
  switch (watch.type) {
    case 'funding_confirmed':
      return { type: 'funding_unconfirmed', txid: watch.txid };
    case 'funding_spent':
      return { type: 'funding_unspent', fundingTxid: watch.txid };
    case 'output_spent':
      return { type: 'output_unspent', outPoint: outPointOf(watch) };
  }
}

function outPointOf({ txid, outputIndex: index }: Extract<Watch, { type: 'output_spent' }>): OutPoint {
  return { txid, index };
}

/** Where the channel has seen what it watches for, so that a reorganisation is told to it. */
export function foundAt(state: ChannelState, watch: Watch): number | undefined {
  const stored = storedState(state);
  if (stored === undefined || stored.type === 'signing_funding') return undefined;
  if (watch.type === 'output_spent')
    return stored.type === 'closing'
      ? stored.outputs.get(formatOutPoint(outPointOf(watch)))?.spend?.height
      : undefined;
  if (watch.type === 'funding_spent') return stored.type === 'closing' ? stored.spend.height : undefined;
  if (realShortChannelId(stored.commitments) === undefined) return undefined;
  const { confirmation } = stored.commitments.active.find(({ txid }) => equalBytes(txid, watch.txid)) ?? {};
  return confirmation?.type === 'confirmed' ? confirmation.height : undefined;
}
