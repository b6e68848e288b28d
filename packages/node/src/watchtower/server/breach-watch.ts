/**
 * Looks each transaction of a block up among the packages, and sees a breach through: until every output of it that a package
 * claims is spent, by us or by whoever was first, and deep in the chain.
 */
import {
  formatTxid,
  type JusticeClaim,
  justiceClaims,
  locatorOf,
  openJustice,
  type Transaction,
} from '@sferic/channel';
import { bytesToHex, equalBytes } from '@sferic/crypto';
import type { TxId } from '@sferic/wire';
import type { Block, BlockListener, BlockRef, BlockTransaction } from '../../chain/index.ts';
import type { Logger } from '../../log.ts';
import type { Store } from '../../store/index.ts';
import {
  type BreachRecord,
  type BreachSpend,
  forgetHeight,
  readBreaches,
  readSpends,
  writeBreach,
  writeSpend,
} from './breach-store.ts';
import type { JusticePublisher } from './justice-publisher.ts';
import type { PackageShelf } from './package-shelf.ts';

export interface BreachWatchModules {
  readonly store: Store;
  readonly shelf: Pick<PackageShelf, 'find'>;
  /** One for each breach. */
  readonly publisher: (breach: BreachRecord) => Pick<JusticePublisher, 'update' | 'newHeight' | 'idle'>;
  readonly log: Logger;
}

/** Blocks above the last spend after which a breach is over: as long as the coins of a miner need (BOLT 5). */
const DEEP = 100;
/** Blocks behind the deadline after which what is left, since it is worth less than its fee, is given up. */
const GIVEN_UP_AFTER = 2016;

interface Breach {
  record: BreachRecord;
  readonly claims: readonly JusticeClaim[];
  readonly toSelfDelay: number;
  /** By index of the output. */
  readonly spends: Map<number, BreachSpend>;
  readonly publisher: ReturnType<BreachWatchModules['publisher']>;
}

/** A breach for people. */
export interface BreachView {
  readonly txid: TxId;
  readonly height: number | undefined;
  readonly outputs: number;
  /** Spent to the client, and by somebody else, in blocks. */
  readonly taken: number;
  readonly lost: number;
  readonly closed: boolean;
}

export class BreachWatch implements BlockListener {
  readonly name = 'watchtower';
  readonly #modules: BreachWatchModules;
  /** By txid and client. */
  readonly #breaches = new Map<string, Breach>();
  /** Those that are over, for people. */
  #closed: readonly BreachView[] = [];

  constructor(modules: BreachWatchModules) {
    this.#modules = modules;
  }

  /** Takes up what was found before the restart; blocks since then come from the follower. */
  restore(): void {
    for (const record of readBreaches(this.#modules.store)) {
      const breach = this.#open(record);
      if (breach === undefined) continue;
      for (const spend of readSpends(this.#modules.store, record.txid))
        breach.spends.set(spend.output, spend);
      if (record.closed) {
        this.#closed = [...this.#closed, viewOf(breach)];
        continue;
      }
      this.#breaches.set(keyOf(record), breach);
      this.#follow(breach);
    }
  }

  breaches(): readonly BreachView[] {
    return [...this.#closed, ...[...this.#breaches.values()].map(viewOf)];
  }

  /** Resolves when everything that is due was offered to the chain. */
  async idle(): Promise<void> {
    await Promise.all([...this.#breaches.values()].map(({ publisher }) => publisher.idle()));
  }

  async blockConnected(block: Block): Promise<void> {
    const found = block.transactions.flatMap((transaction) => this.#find(transaction, block.height));
    const known = new Map([
      ...this.#breaches,
      ...found.map((breach) => [keyOf(breach.record), breach] as const),
    ]);
    const spends = known.size === 0 ? [] : spendsIn(block, [...known.values()]);
    if (found.length > 0 || spends.length > 0)
      await this.#modules.store.commit((sql) => {
        for (const { record } of found) writeBreach(sql, record);
        for (const { spend } of spends) writeSpend(sql, spend);
      });
    for (const breach of found) this.#breaches.set(keyOf(breach.record), breach);
    for (const { breach, spend } of spends) breach.spends.set(spend.output, spend);
    for (const breach of [...this.#breaches.values()])
      if (isOver(breach, block.height)) await this.#close(breach);
      else this.#follow(breach);
  }

  async blockDisconnected({ height }: BlockRef): Promise<void> {
    const concerned = [...this.#breaches.values()].filter(
      ({ record, spends }) =>
        record.height === height || spends.values().some((spend) => spend.height === height),
    );
    if (concerned.length === 0) return;
    await this.#modules.store.commit((sql) => forgetHeight(sql, height));
    for (const breach of concerned) {
      if (breach.record.height === height) {
        const { height: _, ...record } = breach.record;
        breach.record = record;
      }
      for (const [output, spend] of breach.spends) if (spend.height === height) breach.spends.delete(output);
      this.#follow(breach);
    }
  }

  /** One look-up, in an index: what a block costs does not depend on how many packages there are. */
  #find({ txid, tx }: BlockTransaction, height: number): readonly Breach[] {
    return this.#modules.shelf.find(locatorOf(txid)).flatMap((kept) => {
      const known = this.#breaches.get(`${formatTxid(txid)} ${bytesToHex(kept.client)}`);
      if (known !== undefined) {
        // Delivered again, or in another block since a reorganisation.
        known.record = { ...known.record, height };
        return [known];
      }
      const found = { txid, client: kept.client, foundAt: height, height, closed: false };
      const breach = this.#open({ ...found, commitment: tx, package: kept.package });
      const fields = { txid: formatTxid(txid), client: bytesToHex(kept.client), height };
      if (breach === undefined) this.#modules.log.info('a package does not fit its transaction', fields);
      else
        this.#modules.log.warn('a revoked commitment of a client was published', {
          ...fields,
          outputs: breach.claims.length,
        });
      return breach ?? [];
    });
  }

  #open(record: BreachRecord): Breach | undefined {
    const justice = openJustice(record.package, record.txid);
    const claims = justice === undefined ? [] : justiceClaims(justice, record.commitment);
    if (justice === undefined || claims.length === 0) return undefined;
    const { toSelfDelay } = justice;
    const spends = new Map<number, BreachSpend>();
    return { record, claims, toSelfDelay, spends, publisher: this.#modules.publisher(record) };
  }

  #follow({ record, claims, spends, toSelfDelay, publisher }: Breach): void {
    const open = claims.filter(({ outPoint }) => !spends.has(outPoint.index));
    publisher.update(open, (record.height ?? record.foundAt) + toSelfDelay - 1);
  }

  async #close(breach: Breach): Promise<void> {
    breach.record = { ...breach.record, closed: true };
    await this.#modules.store.commit((sql) => writeBreach(sql, breach.record));
    this.#breaches.delete(keyOf(breach.record));
    const view = viewOf(breach);
    this.#closed = [...this.#closed, view];
    const { outputs, taken, lost } = view;
    this.#modules.log.info('a breach is over', { txid: formatTxid(view.txid), outputs, taken, lost });
  }
}

function keyOf({ txid, client }: BreachRecord): string {
  return `${formatTxid(txid)} ${bytesToHex(client)}`;
}

/** What the block's transactions spend of the breaches. */
function spendsIn({ transactions, height }: Block, breaches: readonly Breach[]) {
  const byTxid = Map.groupBy(breaches, ({ record }) => formatTxid(record.txid));
  return transactions.flatMap(({ tx }) =>
    tx.inputs.flatMap(({ outPoint }, input) =>
      (byTxid.get(formatTxid(outPoint.txid)) ?? []).flatMap((breach) => {
        const claim = breach.claims.find((one) => one.outPoint.index === outPoint.index);
        if (claim === undefined) return [];
        const { txid, index: output } = outPoint;
        return [{ breach, spend: { txid, output, height, taken: paysClient(tx, input, claim) } }];
      }),
    ),
  );
}

/** By our transaction, or by one of the client itself, which pays to the same script. */
function paysClient({ outputs }: Transaction, input: number, { payment }: JusticeClaim): boolean {
  const { scriptPubKey } = outputs[input] ?? outputs[0] ?? payment;
  return outputs.length > 0 && equalBytes(scriptPubKey, payment.scriptPubKey);
}

function isOver({ claims, spends, record, toSelfDelay }: Breach, height: number): boolean {
  if (record.height === undefined) return false;
  if (height > record.height + toSelfDelay + GIVEN_UP_AFTER) return true;
  const last = Math.max(...spends.values().map((spend) => spend.height));
  return spends.size === claims.length && height >= last + DEEP;
}

function viewOf({ record, claims, spends }: Breach): BreachView {
  const taken = [...spends.values()].filter((spend) => spend.taken).length;
  return {
    txid: record.txid,
    height: record.height,
    outputs: claims.length,
    taken,
    lost: spends.size - taken,
    closed: record.closed,
  };
}
