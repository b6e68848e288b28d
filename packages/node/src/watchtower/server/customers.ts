/** The tower's end of the watchtower protocol: what each client asks for, answered when it is on disk. */
import { isPackageSize } from '@sferic/channel';
import { hexToBytes } from '@sferic/crypto';
import {
  type DeletePackages,
  reasonData,
  type SatPerKw,
  type StorePackage,
  TOWER_REFUSAL,
  type TowerHello,
  type TowerMessage,
} from '@sferic/wire';
import { FEERATE_FLOOR } from '../../chain/index.ts';
import type { Logger } from '../../log.ts';
import type { Store } from '../../store/index.ts';
import type { TowerLink, TowerLinkHandlers } from '../tower-link.ts';
import type { TowerLimits } from './limits.ts';
import type { PackageShelf, StoreVerdict } from './package-shelf.ts';

export interface CustomersModules {
  readonly store: Store;
  readonly shelf: PackageShelf;
  readonly limits: TowerLimits;
  /** Whether the operator wants to serve anybody. */
  readonly isServing: () => boolean;
  readonly log: Logger;
}

const REFUSAL_REASON = {
  notServed: 'this node is no watchtower',
  feerateTooLow: 'the feerate that the client allows would not be relayed',
  quotaUsedUp: 'the quota of this client is used up',
  full: 'this watchtower takes no more',
} as const;

/** One link of one client. */
class Customer {
  readonly #modules: CustomersModules;
  readonly #link: TowerLink;
  readonly #client: Uint8Array;
  #greeted = false;
  #ended = false;
  #last = -1n;
  /** Packages whose commit is under way. */
  #waiting = 0;
  #resume: (() => void) | undefined;

  constructor(modules: CustomersModules, link: TowerLink) {
    this.#modules = modules;
    this.#link = link;
    this.#client = hexToBytes(link.nodeId);
  }

  get nodeId(): string {
    return this.#link.nodeId;
  }

  get isGreeted(): boolean {
    return this.#greeted;
  }

  message(message: TowerMessage): void | Promise<void> {
    if (this.#ended) return;
    if (message.type === 'tower_hello' && !this.#greeted) return this.#greet(message);
    if (!this.#greeted) return this.#end('expected tower_hello first');
    switch (message.type) {
      case 'store_package':
        return this.#keep(message);
      case 'delete_packages':
        return this.#delete(message);
      default:
        return this.#end(`${message.type} of a client`);
    }
  }

  closed(): void {
    this.#ended = true;
    this.#resume?.();
  }

  #greet({ mostFeeratePerKw }: TowerHello): void {
    const { limits, shelf } = this.#modules;
    const refusal = this.#refusalOf(mostFeeratePerKw);
    if (refusal !== undefined) {
      this.#refuse(refusal);
      return;
    }
    this.#greeted = true;
    const { packages, bytes } = shelf.usage(this.#client);
    this.#link.send({
      type: 'tower_terms',
      feeratePerKw: Math.min(limits.feerate, mostFeeratePerKw) as SatPerKw,
      maxPackages: limits.clientPackages,
      maxBytes: BigInt(limits.clientBytes),
      packages,
      bytes: BigInt(bytes),
      window: limits.window,
    });
  }

  #refusalOf(mostFeerate: SatPerKw): keyof typeof TOWER_REFUSAL | undefined {
    const { isServing, shelf } = this.#modules;
    if (!isServing()) return 'notServed';
    if (mostFeerate < FEERATE_FLOOR) return 'feerateTooLow';
    return shelf.hasRoom(this.#client) ? undefined : 'full';
  }

  /** The stream waits only while a window of packages waits for the disk: they share commits. */
  #keep(given: StorePackage): void | Promise<void> {
    if (!isPackageSize(given.package.length)) return this.#end(`a package of ${given.package.length} bytes`);
    if (given.sequence <= this.#last) return this.#end(`package ${given.sequence} after ${this.#last}`);
    this.#last = given.sequence;
    const { store, shelf, limits } = this.#modules;
    let verdict: StoreVerdict = 'stored';
    this.#waiting += 1;
    const done = store
      .commit((sql) => {
        // What comes behind a refusal must not be acknowledged in its place.
        if (!this.#ended) verdict = shelf.keep(sql, this.#client, given);
        if (verdict !== 'stored') this.#ended = true;
      })
      .then(() => this.#kept(given, verdict))
      .catch((error: Error) => this.#end(error.message));
    void done;
    if (this.#waiting < limits.window) return;
    return new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  #kept({ sequence }: StorePackage, verdict: StoreVerdict): void {
    this.#waiting -= 1;
    this.#resume?.();
    if (verdict === 'quota') this.#refuse('quotaUsedUp');
    else if (verdict === 'full') this.#refuse('full');
    else if (!this.#ended) this.#link.send({ type: 'packages_stored', sequence });
  }

  async #delete({ handles }: DeletePackages): Promise<void> {
    const { store, shelf } = this.#modules;
    let left = { packages: 0, bytes: 0 };
    try {
      await store.commit((sql) => {
        left = shelf.remove(sql, this.#client, handles);
      });
    } catch (error) {
      return this.#end((error as Error).message);
    }
    this.#link.send({ type: 'packages_deleted', packages: left.packages, bytes: BigInt(left.bytes) });
  }

  #refuse(why: keyof typeof TOWER_REFUSAL): void {
    const reason = REFUSAL_REASON[why];
    this.#modules.log.info('a client of the watchtower was refused', { peer: this.#link.nodeId, reason });
    this.#link.send({ type: 'tower_refusal', code: TOWER_REFUSAL[why], reason: reasonData(reason) });
    this.#end(reason);
  }

  #end(reason: string): void {
    this.#ended = true;
    this.#link.close(reason);
  }
}

/** Takes the links that clients open. */
export class Customers {
  readonly #modules: CustomersModules;
  /** As many as there are links. */
  readonly #present = new Set<Customer>();

  constructor(modules: CustomersModules) {
    this.#modules = modules;
  }

  /** Clients that keep packages here, or have been told the terms and are still connected. */
  get count(): number {
    const { shelf } = this.#modules;
    const greeted = [...this.#present].filter((customer) => customer.isGreeted);
    const ids = new Map(greeted.map(({ nodeId }) => [nodeId, hexToBytes(nodeId)]));
    const withoutPackages = [...ids.values()].filter((client) => shelf.usage(client).packages === 0);
    return shelf.total.clients + withoutPackages.length;
  }

  serve(link: TowerLink): TowerLinkHandlers {
    const customer = new Customer(this.#modules, link);
    this.#present.add(customer);
    return {
      onMessage: (message) => customer.message(message),
      onClose: () => {
        this.#present.delete(customer);
        customer.closed();
      },
    };
  }
}
