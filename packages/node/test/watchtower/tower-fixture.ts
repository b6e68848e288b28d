/** A channel whose peer revokes, the watchtowers of its one end, and towers that serve them: in memory, over encoded messages. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { restoreAllPast, type Transaction } from '@sferic/channel';
import { established, fulfill, localCommitment, offer, originOf, Pair } from '@sferic/channel/testing';
import { unwrap } from '@sferic/codec';
import { bytesToHex, publicKey, Secret, sha256 } from '@sferic/crypto';
import {
  type ChannelId,
  decodeTowerMessage,
  encodeTowerFrame,
  FrameDecoder,
  MAX_TOWER_FRAME_LENGTH,
  type TowerMessage,
} from '@sferic/wire';
import { createLogger, type Logger } from '../../src/log.ts';
import type { Link, LinkHandlers } from '../../src/p2p/index.ts';
import { Store } from '../../src/store/index.ts';
import { TOWER_BOOK_SCHEMA } from '../../src/watchtower/client/tower-book.ts';
import { Towers, type TowersModules } from '../../src/watchtower/client/towers.ts';
import { Customers } from '../../src/watchtower/server/customers.ts';
import { TOWER_LIMITS, type TowerLimits } from '../../src/watchtower/server/limits.ts';
import { PackageShelf } from '../../src/watchtower/server/package-shelf.ts';
import { TOWER_SERVER_SCHEMAS } from '../../src/watchtower/server/tower-server.ts';
import { towerLink } from '../../src/watchtower/tower-link.ts';

export const NODE = bytesToHex(publicKey(sha256(Uint8Array.of(9))));

export function nodeIdOf(name: string): string {
  return bytesToHex(publicKey(sha256(new TextEncoder().encode(name))));
}

/** Logs of warnings and errors, for tests to look into. */
export function testLog(): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  return { lines, log: createLogger({ level: 'warn', format: 'text', write, now: () => new Date(0) }) };
}

export class StoreFile {
  readonly #directory: string;
  #store: Store;

  constructor(t: TestContext) {
    this.#directory = mkdtempSync(join(tmpdir(), 'sferic-tower-'));
    this.#store = this.#open();
    t.after(() => {
      this.#store.close();
      rmSync(this.#directory, { recursive: true, force: true });
    });
  }

  get store(): Store {
    return this.#store;
  }

  reopen(): Store {
    this.#store.close();
    this.#store = this.#open();
    return this.#store;
  }

  #open(): Store {
    const schemas = [TOWER_BOOK_SCHEMA, ...TOWER_SERVER_SCHEMAS];
    return unwrap(Store.open({ directory: this.#directory, schemas }));
  }
}

/** Two ends of a link; frames arrive in later turns, as from a network. */
export function connect(client: string, server: string) {
  const ends = [new LinkEnd(server), new LinkEnd(client)] as const;
  ends[0].other = ends[1];
  ends[1].other = ends[0];
  return { client: ends[0], server: ends[1] };
}

export class LinkEnd implements Link {
  readonly nodeId: string;
  other: LinkEnd | undefined;
  handlers: LinkHandlers | undefined;
  closed: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** `nodeId`: of the other end. */
  constructor(nodeId: string) {
    this.nodeId = nodeId;
  }

  send(frame: Uint8Array): boolean {
    if (this.closed !== undefined) return false;
    this.other?.receive(frame);
    return true;
  }

  receive(frame: Uint8Array): void {
    const { frames } = new FrameDecoder(MAX_TOWER_FRAME_LENGTH).push(frame);
    for (const payload of frames)
      this.#last = this.#last.then(async () => {
        if (this.closed === undefined) await this.handlers?.onFrame(payload);
      });
  }

  async close(reason: string): Promise<void> {
    // What was sent before arrives.
    await this.other?.idle();
    this.end(reason);
    this.other?.end(reason);
  }

  end(reason: string): void {
    if (this.closed !== undefined) return;
    this.closed = reason;
    this.handlers?.onClose(reason);
  }

  async idle(): Promise<void> {
    await this.#last;
  }
}

/** A tower that serves, on a store of its own. */
export class TestTower {
  readonly nodeId: string;
  readonly file: StoreFile;
  readonly shelf: PackageShelf;
  readonly limits: TowerLimits;
  readonly customers: Customers;
  serving = true;
  online = true;
  readonly links: LinkEnd[] = [];

  constructor(t: TestContext, name: string, limits: Partial<TowerLimits> = {}) {
    this.nodeId = nodeIdOf(name);
    this.file = new StoreFile(t);
    const { store } = this.file;
    this.limits = { ...TOWER_LIMITS, ...limits };
    this.shelf = new PackageShelf(store, this.limits);
    this.customers = new Customers({
      store,
      shelf: this.shelf,
      limits: this.limits,
      isServing: () => this.serving,
      log: testLog().log,
    });
  }

  /** The other end of the link that a client gets. */
  accept(client = NODE): LinkEnd {
    const link = connect(client, this.nodeId);
    link.server.handlers = towerLink(link.server, (end) => this.customers.serve(end));
    this.links.push(link.client);
    return link.client;
  }

  goOffline(): void {
    this.online = false;
    for (const link of this.links.splice(0)) {
      link.end('offline');
      link.other?.end('offline');
    }
  }
}

/** A client that says what a test wants, and hears the answers. */
export class RawClient {
  readonly link: LinkEnd;
  readonly heard: TowerMessage[] = [];

  constructor(link: LinkEnd) {
    this.link = link;
    link.handlers = {
      onFrame: (payload) => {
        const decoded = decodeTowerMessage(payload);
        assert(decoded.ok && decoded.value.type !== 'unknown_odd');
        this.heard.push(decoded.value);
      },
      onClose: () => undefined,
    };
  }

  say(...messages: readonly TowerMessage[]): void {
    for (const message of messages) this.link.send(encodeTowerFrame(message));
  }
}

/** Alice's end of a channel and her watchtowers; Bob is the one who could cheat. */
export class Client {
  readonly pair = Pair.normal({ announce: false });
  readonly file: StoreFile;
  readonly towers: Map<string, TestTower>;
  readonly logged = testLog();
  readonly #options: Partial<TowersModules>;
  /** Bob's commitments, by number. */
  readonly commitments = new Map<number, Transaction>();
  isOver = false;
  client: Towers;
  #payments = 0;
  #written: Promise<unknown> = Promise.resolve();

  constructor(t: TestContext, towers: readonly TestTower[], options: Partial<TowersModules> = {}) {
    this.file = new StoreFile(t);
    this.towers = new Map(towers.map((tower) => [tower.nodeId, tower]));
    this.#options = options;
    this.client = this.#start();
    const { alice, bob } = this.pair;
    alice.onStep = (before, after) => {
      const note = this.client.revocations(this.channelId, before, after);
      if (note === undefined) return;
      this.#written = this.file.store.commit(note).then(() => this.client.wake());
    };
    bob.onStep = () => this.#noteCommitment();
    this.#noteCommitment();
  }

  get channelId(): ChannelId {
    return established(this.pair.alice).params.channelId;
  }

  #noteCommitment(): void {
    const { localNumber } = established(this.pair.bob).commitments;
    if (!this.commitments.has(localNumber))
      this.commitments.set(localNumber, localCommitment(this.pair.bob).commitment.tx);
  }

  #start(): Towers {
    return new Towers({
      store: this.file.store,
      handleKey: new Secret(sha256(Uint8Array.of(4))),
      source: () => this.#source(),
      openLink: async (nodeId, _protocol, open) => {
        const tower = this.towers.get(nodeId);
        if (tower === undefined || !tower.online) return 'cannot be reached';
        const link = tower.accept();
        link.handlers = open(link);
        return undefined;
      },
      isConnected: (nodeId) => this.towers.get(nodeId)?.online === true,
      now: () => 1_800_000_000,
      after: () => () => undefined,
      log: this.logged.log,
      ...this.#options,
    });
  }

  #source() {
    if (this.isOver) return undefined;
    const { alice } = this.pair;
    const rows = () => [...alice.rows].map(([key, value]) => ({ key, value }));
    return {
      state: established(alice),
      signer: alice.signer,
      scriptPubKey: alice.env.shutdownScript,
      past: () => restoreAllPast(rows()),
    };
  }

  /** The process ends and starts again, with nothing but its store. */
  async restart(): Promise<void> {
    await this.#written;
    for (const tower of this.towers.values()) tower.goOffline();
    this.file.reopen();
    for (const tower of this.towers.values()) tower.online = true;
    this.client = this.#start();
    for (const id of this.client.ids()) this.client.connected(id);
  }

  /** A payment from Alice that leaves an HTLC behind, and one that is settled. */
  async pay(times = 1): Promise<void> {
    const { alice, bob } = this.pair;
    for (let time = 0; time < times; time++) {
      const number = ++this.#payments;
      const { local: id } = established(alice).commitments.updates.nextHtlcId;
      offer(alice, number, 2_000_000n);
      this.pair.settle();
      fulfill(bob, id, number);
      this.pair.settle();
      alice.do({ type: 'acknowledge_settlement', origin: originOf('alice', number) });
    }
    await this.#written;
  }

  /** Until every tower that can be reached has all. */
  async covered(): Promise<void> {
    await until(() =>
      this.client.views().every((view) => {
        const isAway = this.towers.get(view.nodeId)?.online !== true;
        return isAway || (view.state === 'ready' && this.client.pending(view) === 0);
      }),
    );
  }

  /** Bob's revoked commitments. */
  get revoked(): readonly Transaction[] {
    const { number } = established(this.pair.alice).commitments.remote;
    return [...this.commitments].filter(([at]) => at < number).map(([, transaction]) => transaction);
  }

  async newBlock(): Promise<void> {
    await this.client.blockConnected({} as never);
  }
}

/** Turns of the event loop until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turns = 0; !condition(); turns++) {
    assert(turns < 20_000, `still not true: ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
