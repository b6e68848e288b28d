import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { bytesToHex, publicKey, Secret, sha256 } from '@sferic/crypto';
import { type ChannelId, channelId, type NodeId, nodeId } from '@sferic/wire';
import { createLogger } from '../../src/log.ts';
import {
  Invoices,
  invoiceSchema,
  type OwnInvoice,
  paymentSchema,
  Receiver,
  type RouteFinder,
  Sender,
  type SpontaneousHook,
  type SpontaneousPayment,
  SpontaneousReceiver,
  spontaneousSchema,
} from '../../src/payments/index.ts';
import type { RouteKnowledge } from '../../src/payments/ports.ts';
import { Store } from '../../src/store/index.ts';
import { STREAM_SCHEMA } from '../../src/streams/index.ts';
import {
  type Forward,
  forwardSchema,
  PEER_CONDUCT_SCHEMA,
  replaySchema,
  Switch,
} from '../../src/switch/index.ts';
import { Turns } from '../../src/turns.ts';
import { CrashingStore, type CrashPoint } from './crashing-store.ts';
import { DurableChannels, FakeChannels, settlementOf, viewOf } from './fake-channels.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeRoutes, type Link, otherEnd, POLICY } from './fake-routes.ts';

export const HEIGHT = 500;

/** Of payments, for each node. */
export const MAX_PENDING = 10;

/** One node: what is on its disk, and the process that runs on it, if any. */
export class FakeNode {
  readonly name: string;
  readonly secret: Secret;
  readonly nodeId: NodeId;
  readonly durable = new DurableChannels();
  readonly #network: FakeNetwork;
  readonly #disk: Store;
  #crash: CrashPoint | undefined;
  #entropy = 0;
  restarts = 0;
  store!: CrashingStore;
  channels!: FakeChannels;
  switch!: Switch;
  sender!: Sender;
  invoices!: Invoices;
  receiver!: Receiver;
  spontaneous!: SpontaneousReceiver;
  acceptsSpontaneous = true;
  readonly hooks: SpontaneousHook[] = [];
  /** Where the sender tells what attempts have taught, from the next start on. */
  knowledge: RouteKnowledge | undefined;
  readonly sent: SpontaneousPayment[] = [];
  /** Every change of an invoice that was told. */
  readonly told: OwnInvoice[] = [];
  height = HEIGHT;
  readonly forwards: Forward[] = [];
  readonly paid: OwnInvoice[] = [];
  readonly errors: string[] = [];
  isHeightStale = false;

  constructor(network: FakeNetwork, name: string, disk: Store) {
    this.#network = network;
    this.name = name;
    this.secret = new Secret(sha256(new TextEncoder().encode(`secret of ${name}`)));
    this.nodeId = nodeId(publicKey(this.secret.expose()));
    this.#disk = disk;
  }

  crashAt(crash: CrashPoint | undefined): void {
    this.#crash = crash;
  }

  /** A new process on the same disk. Its channels say nothing before `replay`. */
  boot(): void {
    const { clock } = this.#network;
    this.store = new CrashingStore(this.#disk, this.#crash, () => this.#network.crashed(this));
    this.channels = new FakeChannels(this.durable, this.store, this.#network.viewsOf(this));
    this.channels.limitOf = (id) => this.#network.balanceOf(this, id);
    this.channels.isBusy = this.#network.options.mailboxes === 'busy';
    const alive = {
      height: () => this.height,
      isHeightStale: () => this.isHeightStale,
      now: () => clock.now,
      entropy: () => this.#random(),
    };
    const log = createLogger({
      level: 'error',
      format: 'json',
      write: (line) => this.errors.push(line),
      now: () => new Date(clock.now),
    });
    const common = { ...alive, store: this.store, channels: this.channels, nodeSecret: this.secret, log };
    this.invoices = new Invoices({
      ...common,
      network: 'regtest',
      routeHints: () => [],
      changed: (invoice) => this.told.push(invoice()),
    });
    this.spontaneous = new SpontaneousReceiver({
      ...common,
      enabled: this.acceptsSpontaneous,
      hooks: [...this.hooks, { accepts: () => true, received: (payment) => this.sent.push(payment) }],
    });
    const turns = new Turns();
    this.receiver = new Receiver({
      ...common,
      spontaneous: this.spontaneous,
      after: clock.after,
      changed: (read) => {
        const invoice = read();
        this.told.push(invoice);
        if (invoice.paid !== undefined) this.paid.push(invoice);
      },
    });
    this.sender = new Sender({
      ...common,
      routes: this.#network.routesFrom(this),
      ...(this.knowledge && { knowledge: this.knowledge }),
      nodeId: this.nodeId,
      network: 'regtest',
      after: clock.after,
      turns,
      changed: () => undefined,
      maxPending: MAX_PENDING,
    });
    this.switch = new Switch({
      ...common,
      turns,
      policiesOf: () => [POLICY],
      recipient: this.receiver,
      payer: this.sender,
      forwarded: (forward) => this.forwards.push(forward),
    });
    this.channels.handler = this.switch;
    this.switch.start();
    this.sender.start();
  }

  /** After a crash: the same disk, no further crash. */
  restart(): void {
    this.restarts++;
    this.#crash = undefined;
    // A process that ends takes its timers with it.
    this.receiver.stop();
    this.boot();
    this.channels.replay();
  }

  #random(): Uint8Array {
    return sha256(new TextEncoder().encode(`entropy ${this.#entropy++} of ${this.name}`));
  }
}

export interface NetworkOptions {
  /** HTLCs that were stored and not sent at a crash: taken back, or sent with the reconnection. */
  readonly unsent: 'dropped' | 'sent';
  /** A busy mailbox takes commands some turns later, so that its commits come after those of the same turn. */
  readonly mailboxes?: 'ready' | 'busy';
}

/** Turns of the event loop in which nothing happens: more than a commit waits for what comes. */
const QUIET_TURNS = 6;

/** Nodes whose channels are wires between their disks. */
export class FakeNetwork {
  readonly clock = new FakeClock();
  readonly nodes = new Map<string, FakeNode>();
  readonly #links: Link[] = [];
  readonly options: NetworkOptions;
  readonly #crashed = new Set<FakeNode>();
  /** For how long a node looks for a route. */
  lookMilliseconds = 0;
  /** Nodes that have no channels when they start. */
  readonly isolated = new Set<string>();
  /** What moved over each channel for good, to the second end of its link. */
  readonly moved = new Map<string, bigint>();

  constructor(options: NetworkOptions = { unsent: 'sent' }) {
    this.options = options;
  }

  node(name: string): FakeNode {
    const node = this.nodes.get(name);
    if (node === undefined) throw new Error(`no node ${name}`);
    return node;
  }

  addNode(t: TestContext, name: string): FakeNode {
    const directory = mkdtempSync(join(tmpdir(), 'sferic-switch-'));
    const opened = Store.open({
      directory,
      schemas: [
        replaySchema,
        forwardSchema,
        PEER_CONDUCT_SCHEMA,
        invoiceSchema,
        paymentSchema,
        spontaneousSchema,
        STREAM_SCHEMA,
      ],
    });
    if (!opened.ok) throw opened.error;
    t.after(() => {
      opened.value.close();
      rmSync(directory, { recursive: true, force: true });
    });
    const node = new FakeNode(this, name, opened.value);
    this.nodes.set(name, node);
    return node;
  }

  /** `balance`: what each end has at first; without it the channel carries anything. */
  connect(a: string, b: string, balance?: bigint): Link {
    const id = channelId(sha256(new TextEncoder().encode(`${a}-${b}-${this.#links.length}`)));
    const link: Link = {
      channelId: id,
      shortChannelId: BigInt(this.#links.length + 1),
      ends: [a, b],
      ...(balance !== undefined && { balance }),
    };
    this.#links.push(link);
    return link;
  }

  boot(): void {
    for (const node of this.nodes.values()) node.boot();
  }

  viewsOf(node: FakeNode) {
    if (this.isolated.has(node.name)) return [];
    return this.#links.flatMap((link) => {
      const peer = otherEnd(link, node.name);
      if (peer === undefined) return [];
      return [viewOf(link.channelId, this.node(peer).nodeId, link.shortChannelId)];
    });
  }

  /** What a node has in a channel, less what is in flight from it. */
  balanceOf(node: FakeNode, id: ChannelId): bigint | undefined {
    const link = this.#links.find(({ channelId }) => channelId === id);
    if (link?.balance === undefined) return undefined;
    const moved = this.moved.get(bytesToHex(id)) ?? 0n;
    let balance = link.balance + (link.ends[1] === node.name ? moved : -moved);
    for (const { channelId, htlc, outcome } of node.durable.outgoing.values())
      if (channelId === id && outcome === undefined) balance -= htlc.amount;
    return balance;
  }

  crashed(node: FakeNode): void {
    this.#crashed.add(node);
  }

  /** Runs until nothing happens any more, restarting what crashed; time moves only when all else rests. */
  settle(): Promise<void> {
    return this.settleFor(Number.POSITIVE_INFINITY);
  }

  /** The same, for at most so many milliseconds of the network's time. */
  async settleFor(milliseconds: number): Promise<void> {
    const end = this.clock.now + milliseconds;
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await new Promise((resolve) => setImmediate(resolve));
      const moved = this.#restartCrashed() || this.#carry() || !this.#isIdle();
      quiet = moved ? 0 : quiet + 1;
      if (quiet === QUIET_TURNS && this.clock.advance(end)) quiet = 0;
    }
  }

  /** HTLCs that are on some disk: none once all is done. */
  leftovers(): number {
    return [...this.nodes.values()].reduce(
      (sum, { durable }) => sum + durable.incoming.size + durable.outgoing.size,
      0,
    );
  }

  /** What a node gained over all its channels. */
  gain(name: string): bigint {
    let sum = 0n;
    for (const { channelId: id, ends } of this.#links) {
      const moved = this.moved.get(bytesToHex(id)) ?? 0n;
      if (ends[0] === name) sum -= moved;
      if (ends[1] === name) sum += moved;
    }
    return sum;
  }

  routesFrom(payer: FakeNode): RouteFinder {
    const routes = new FakeRoutes(payer, this.#links, (name) => this.node(name));
    const findParts: RouteFinder['findParts'] = (request) => {
      this.clock.now += this.lookMilliseconds;
      return routes.findParts(request);
    };
    return { findParts };
  }

  #restartCrashed(): boolean {
    const crashed = [...this.#crashed];
    this.#crashed.clear();
    for (const node of crashed) {
      if (this.options.unsent === 'dropped') {
        for (const outgoing of node.durable.outgoing.values())
          if (!outgoing.signed) outgoing.outcome ??= { type: 'not_sent' };
      }
      node.restart();
    }
    return crashed.length > 0;
  }

  /** Carries one thing over each channel in each direction: HTLCs there, removals back. */
  #carry(): boolean {
    let moved = false;
    for (const link of this.#links) {
      const [a, b] = link.ends;
      moved = this.#carryOffers(link, this.node(a), this.node(b)) || moved;
      moved = this.#carryOffers(link, this.node(b), this.node(a)) || moved;
      moved = this.#carryRemovals(link, this.node(a), this.node(b)) || moved;
      moved = this.#carryRemovals(link, this.node(b), this.node(a)) || moved;
    }
    return moved;
  }

  #carryOffers(link: Link, from: FakeNode, to: FakeNode): boolean {
    if (from.store.isDead || to.store.isDead) return false;
    for (const outgoing of from.durable.outgoing.values()) {
      if (outgoing.channelId !== link.channelId || outgoing.signed || outgoing.outcome) continue;
      outgoing.signed = true;
      const htlc = { ...outgoing.htlc, offeredBy: 'remote' } as const;
      to.durable.incoming.set(`${bytesToHex(link.channelId)}:${htlc.id}`, {
        channelId: link.channelId,
        htlc,
      });
      to.channels.handler?.htlcReceived(link.channelId, htlc);
      return true;
    }
    return false;
  }

  #carryRemovals(link: Link, payee: FakeNode, payer: FakeNode): boolean {
    if (payee.store.isDead || payer.store.isDead) return false;
    for (const [key, incoming] of payee.durable.incoming) {
      if (incoming.channelId !== link.channelId || incoming.removal === undefined) continue;
      const outgoing = [...payer.durable.outgoing.values()].find(
        ({ channelId: id, htlc }) => id === link.channelId && htlc.id === incoming.htlc.id,
      );
      payee.durable.incoming.delete(key);
      assert(outgoing !== undefined && outgoing.outcome === undefined, 'an HTLC is settled once');
      if (incoming.removal.type === 'fulfill') this.#move(link, payer, incoming.htlc.amount);
      outgoing.outcome = incoming.removal;
      payer.channels.handler?.htlcSettled(link.channelId, settlementOf(outgoing.htlc, incoming.removal));
      return true;
    }
    return false;
  }

  #move({ channelId: id, ends }: Link, payer: FakeNode, amount: bigint): void {
    const key = bytesToHex(id);
    const signed = payer.name === ends[0] ? amount : -amount;
    this.moved.set(key, (this.moved.get(key) ?? 0n) + signed);
  }

  #isIdle(): boolean {
    return [...this.nodes.values()].every(
      ({ store, channels }) => store.isIdle && (store.isDead || channels.waiting === 0),
    );
  }
}
