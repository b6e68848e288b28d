/** A watchtower: keeps packages of clients, and punishes what they are for. */
import { formatTxid } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import type { Sat } from '@sferic/wire';
import type { Broadcaster, FeeEstimates } from '../../chain/index.ts';
import { Published } from '../../enforcement/index.ts';
import type { Logger } from '../../log.ts';
import type { LinkService } from '../../p2p/index.ts';
import type { Schema, Store } from '../../store/index.ts';
import type { Wallet } from '../../wallet/index.ts';
import { TOWER_LINK, towerLink } from '../tower-link.ts';
import { BREACH_SCHEMA } from './breach-store.ts';
import { type BreachView, BreachWatch } from './breach-watch.ts';
import { Customers } from './customers.ts';
import { JusticePublisher } from './justice-publisher.ts';
import { TOWER_LIMITS, type TowerLimits } from './limits.ts';
import { PACKAGE_SHELF_SCHEMA, PackageShelf } from './package-shelf.ts';

export const TOWER_SERVER_SCHEMAS: readonly Schema[] = [
  PACKAGE_SHELF_SCHEMA,
  BREACH_SCHEMA,
  { name: 'tower_setting', migrations: ['CREATE TABLE tower_setting (serving INTEGER NOT NULL) STRICT'] },
];

export interface TowerServerModules {
  readonly store: Store;
  readonly wallet: Wallet;
  readonly broadcaster: Pick<Broadcaster, 'publish' | 'forget'>;
  readonly estimates: () => FeeEstimates;
  readonly height: () => number;
  /** What has to stay in the wallet. */
  readonly keep: () => Sat;
  readonly log: Logger;
}

export interface TowerServerStatus {
  readonly serving: boolean;
  /** They keep packages here, or are connected. */
  readonly clients: number;
  readonly packages: number;
  readonly bytes: number;
  readonly breaches: readonly BreachView[];
}

export class TowerServer {
  /** To be told of blocks: before what offers transactions again. */
  readonly watch: BreachWatch;
  readonly links: LinkService;
  readonly #store: Store;
  readonly #shelf: PackageShelf;
  readonly #customers: Customers;
  #serving: boolean;

  constructor(modules: TowerServerModules, limits: TowerLimits = TOWER_LIMITS) {
    const { store, wallet, broadcaster, estimates, height, keep, log } = modules;
    this.#store = store;
    this.#shelf = new PackageShelf(store, limits);
    this.#serving = store.get('SELECT serving FROM tower_setting')?.boolean('serving') ?? false;
    const isServing = () => this.#serving;
    this.#customers = new Customers({ store, shelf: this.#shelf, limits, isServing, log });
    this.links = {
      ...TOWER_LINK,
      accept: (link) => towerLink(link, (tower) => this.#customers.serve(tower)),
    };
    this.watch = new BreachWatch({
      store,
      shelf: this.#shelf,
      publisher: ({ txid, client }) =>
        new JusticePublisher({
          wallet,
          owner: `tower ${formatTxid(txid)} ${bytesToHex(client)}`,
          published: new Published({ wallet, broadcaster, log }),
          estimates,
          height,
          addedFee: limits.addedFee,
          keep,
          log,
        }),
      log,
    });
  }

  /** Whether new packages are taken; those that are kept are watched for in any case. */
  async serve(serving: boolean): Promise<void> {
    await this.#store.commit((sql) => {
      sql.run('DELETE FROM tower_setting');
      sql.run('INSERT INTO tower_setting VALUES (?)', serving ? 1 : 0);
    });
    this.#serving = serving;
  }

  status(): TowerServerStatus {
    const { packages, bytes } = this.#shelf.total;
    const clients = this.#customers.count;
    return { serving: this.#serving, clients, packages, bytes, breaches: this.watch.breaches() };
  }
}
