/** One run: a world, a list of actions, an end in which everything is settled on the chain, and the auditor. */
import { bytesToHex } from '@sferic/crypto';
import type { SatPerKw } from '@sferic/wire';
import { MISBEHAVIOURS, type Misbehaviour } from '../actions.ts';
import { type AuditedChannel, Violation } from '../audit.ts';
import type { RunOptions, RunResult } from '../campaign.ts';
import { Random } from '../random.ts';
import { type Action, drawActions } from './actions.ts';
import { Adversary } from './adversary.ts';
import { Auditor, MAX_QUEUE } from './auditor.ts';
import { Ledger } from './ledger.ts';
import type { End, Link } from './link.ts';
import type { Defect } from './plants.ts';
import { SECONDS_PER_BLOCK } from './sim-chain.ts';
import type { SimNode } from './sim-node.ts';
import { statementOf } from './statement.ts';
import { BALANCE, NODES, World } from './world.ts';

/** Blocks that a node may be down: fewer than any deadline leaves. */
const MAX_DOWNTIME = 3;
/** BOLT 2 reckons with reorganisations of six blocks. */
const MAX_REORGANIZATION = 6;
/** Blocks in which everything must be over: the longest expiry, the delay, and depths on top. */
const MAX_ENDING = 500;
/** Blocks that are let pass before the channels are closed: all HTLCs have expired by then. */
const PATIENCE = 90;
const REORGANIZATION_ONE_IN = 15;
/** Strangers pay less than commitments do at the last moment: inclusion within the grace period is what BOLT 2 assumes. */
const MAX_STRANGER_FEERATE = 9000;
/** A process has other things to do as well: at times a block passes before it looks. */
const BUSY_ONE_IN = 4;
/** What an action takes, in milliseconds. */
const ACTION_TIME = 20;
const WAITING_TIME = 3_000;
const PAYMENT_TIMEOUT = 900;

export async function run({ seed, length, defect, actions }: RunOptions<Action, Defect>): Promise<RunResult> {
  const simulation = new Simulation(seed, defect);
  const drawn = actions ?? drawActions(new Random(`${seed} actions`), length);
  let failure: Error | undefined;
  try {
    await simulation.begin();
    for (const action of drawn) await simulation.act(action);
    await simulation.finish();
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  simulation.end();
  return { steps: simulation.steps, marks: simulation.marks, failure, actions: drawn };
}

class Simulation {
  steps = 0;
  readonly marks = new Map<string, number>();
  readonly #random: Random;
  readonly #ledger = new Ledger();
  readonly #world: World;
  readonly #adversary: Adversary | undefined;
  #auditor: Auditor | undefined;
  #broken: Error | undefined;
  readonly #closes = new Map<string, string>();
  #channelIds: string[] = [];

  constructor(seed: string, defect: Defect | undefined) {
    this.#random = new Random(seed);
    const index = this.#random.below(3) > 0 ? this.#random.below(NODES) : undefined;
    const how: Misbehaviour = this.#random.pick(MISBEHAVIOURS);
    const modules = {
      defect,
      mark: (what: string) => this.#mark(what),
      offered: (node: number, tx: Parameters<Auditor['offered']>[1]) =>
        this.#checked(() => this.#auditor?.offered(node, tx)),
      paymentChanged: (
        _: SimNode,
        { paymentHash, state }: { paymentHash: Uint8Array; state: { type: string } },
      ) => void this.#ledger.find(bytesToHex(paymentHash))?.told.add(state.type),
      invoiceChanged: (_: SimNode, { paymentHash, paid }: { paymentHash: Uint8Array; paid?: unknown }) => {
        const payment = this.#ledger.find(bytesToHex(paymentHash));
        if (payment !== undefined && paid !== undefined) payment.isPaid = true;
      },
      blamed: (node: SimNode, peer: string, code: string) => this.#blamed(node, peer, code),
      broke: ({ index: node, name }: SimNode, reason: string) => {
        if (node !== this.#adversary?.node.index) this.#broken ??= new Error(`${name}: ${reason}`);
      },
    };
    const handlers = {
      say: (link: Link, from: End, bytes: Uint8Array) => this.#say(link, from, bytes),
      cut: () => this.#mark('cut'),
    };
    this.#world = new World(seed, modules, handlers, (node) => (node === index ? undefined : defect));
    const node = index === undefined ? undefined : this.#world.nodes[index];
    this.#adversary = node && new Adversary(how, node, this.#world.links, new Random(`${seed} adversary`));
    if (node !== undefined) this.#mark(`adversary: ${how}`);
  }

  async begin(): Promise<void> {
    await this.#world.setUp().catch((error: unknown) => {
      throw this.#broken ?? error;
    });
    const { nodes, links, chain } = this.#world;
    const channels = links.map(({ ends }): AuditedChannel => {
      const [opener, accepter] = ends;
      const details = opener.process?.channels.details().find(({ peer }) => peer === accepter.id);
      const stored = details && opener.process?.channels.stored(details.channelId);
      if (details === undefined || stored === undefined || stored.type === 'signing_funding')
        throw new Error('a channel is missing');
      this.#channelIds.push(bytesToHex(details.channelId));
      const { local, remote } = stored.params;
      return {
        outPoint: { txid: details.funding.txid, index: details.funding.outputIndex },
        ends: [opener.index, accepter.index],
        paymentBasepoints: [local.basepoints.payment, remote.basepoints.payment],
      };
    });
    const audited = nodes.map(({ index, name, process }) => ({
      ...{ index, name, isHonest: index !== this.#adversary?.node.index },
      start:
        (process?.chain.wallet.balance.confirmed ?? 0n) +
        BALANCE * BigInt(links.filter(({ ends }) => ends.some((end) => end.index === index)).length),
    }));
    this.#auditor = new Auditor(chain.engine, this.#ledger, audited, channels);
  }

  end(): void {
    for (const node of this.#world.nodes) node.end();
    this.#world.chain.engine.close();
  }

  async act(action: Action): Promise<void> {
    this.steps++;
    this.#world.clock.advance(ACTION_TIME);
    await this.#apply(action);
    await this.#settleDown();
  }

  async #settleDown(): Promise<void> {
    await this.#world.activity.rest();
    this.#adversary?.go();
    for (const node of this.#world.nodes) {
      node.bury();
      if (node.downSince === undefined) continue;
      for (const link of this.#world.links) if (link.ends.includes(node)) link.cut();
      if (node.downSince + MAX_DOWNTIME <= this.#world.chain.height) node.start();
    }
    await this.#world.activity.rest();
    this.#audit();
  }

  #audit(): void {
    if (this.#broken !== undefined) throw this.#broken;
    for (const link of this.#world.links)
      if (link.waiting > MAX_QUEUE) throw new Violation('a wire holds more messages than it may');
  }

  /** Nodes that keep to the protocol find no fault with each other. */
  #blamed(node: SimNode, peer: string, code: string): void {
    const adversary = this.#adversary?.node;
    if (node === adversary || peer === adversary?.id) return;
    this.#mark(`blamed: ${code}`);
    this.#broken ??= new Violation(`${node.name} blames an honest peer: ${code}`);
  }

  /** A violation that is found within a node's own work must not be swallowed there. */
  #checked(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#broken ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  async #apply({ kind, a, b }: Action): Promise<void> {
    const { nodes, links, chain, clock } = this.#world;
    const node = nodes[a % NODES] as SimNode;
    const link = links[a % links.length] as Link;
    switch (kind) {
      case 'deliver':
        return this.#deliver(a, b);
      case 'pay':
        return this.#pay(node, b);
      case 'resolve':
        return this.#resolve(node, b);
      case 'cut':
        return this.#cut(link);
      case 'connect':
        return link.connect();
      case 'crash':
        node.life?.endIn(b % 40);
        // At times the next process dies as soon as this one.
        if (b >>> 16 < 20_000) node.nextCrash = (b >>> 8) % 30;
        return;
      case 'power_cut':
        return node.kill();
      case 'disk_full':
        if (node.isUp) node.fillDisk();
        return;
      case 'restart':
        return this.#restart(node);
      case 'block':
        return this.#mine();
      case 'reorganize':
        return this.#reorganize(1 + (a % MAX_REORGANIZATION), b);
      case 'congest':
        this.#mark('congestion');
        chain.engine.congest({
          feerate: 1000 + (a % (MAX_STRANGER_FEERATE - 1000)),
          weight: 50_000 + (b % 300_000),
        });
        return;
      case 'wait':
        return clock.advance(WAITING_TIME);
      case 'snapshot':
        return this.#adversary?.remember();
      case 'force_close':
        return this.#close(link, b & 1, true);
      case 'close':
        return this.#close(link, b & 1, false);
      case 'misbehave':
        return this.#misbehave();
    }
  }

  #misbehave(): void {
    if (this.#adversary?.misbehave() === true) this.#mark('misbehaved');
    for (const link of this.#world.links) if (link.isDead) link.cut();
  }

  #say(link: Link, from: End, bytes: Uint8Array): Uint8Array | undefined {
    const node = link.ends[from];
    const channel = this.#world.links.indexOf(link);
    this.#auditor?.heard(channel, node.index, bytes);
    return this.#adversary?.node === node ? this.#adversary.say(bytes) : bytes;
  }

  #deliver(a: number, b: number): void {
    const ready = this.#world.links.flatMap((link) =>
      ([0, 1] as const).flatMap((end) => (link.canDeliver(end) ? { link, end } : [])),
    );
    const chosen = ready[(a ^ b) % ready.length];
    chosen?.link.deliver(chosen.end);
  }

  /** Before or behind whichever message is the next. */
  #cut(link: Link): void {
    if (!link.isConnected) return;
    for (const end of [0, 1] as const) {
      const next = link.next(end);
      if (next !== undefined) this.#mark(`cut before ${next}`);
    }
    link.cut();
  }

  async #pay(node: SimNode, b: number): Promise<void> {
    const to = this.#world.nodes[(node.index + 1 + (b % (NODES - 1))) % NODES] as SimNode;
    const payee = to.process;
    if (node.process === undefined || payee === undefined) return;
    const kind = (b >>> 8) % 10;
    // Now and then dust; mostly more than all fees together.
    const amount =
      kind === 0 ? BigInt(1 + ((b >>> 12) % 350)) * 1000n : 60_000_000n + BigInt((b >>> 8) % 200_000) * 1000n;
    const creating = payee.invoices.create({ amount: amount as never }).catch(() => undefined);
    await this.#world.activity.rest();
    if (to.process !== payee || to.life?.isOver !== false || to.isDiskFull) return;
    const created = await creating;
    if (created?.ok !== true || node.process === undefined) return;
    const { paymentHash, text } = created.value;
    this.#ledger.add(bytesToHex(paymentHash), amount, node.index, to.index);
    this.#mark('payment');
    node.process.sender
      .pay({ invoice: text, timeoutSeconds: PAYMENT_TIMEOUT, maxFee: 1_000_000n as never })
      .catch(() => undefined);
  }

  #resolve(node: SimNode, b: number): void {
    const held = node.held[b % Math.max(1, node.held.length)];
    if (held === undefined || this.#adversary?.holds(node) === true) return;
    const refuses = (b >>> 8) % 5 === 4;
    held.answer(
      refuses
        ? {
            type: 'fail',
            failure: { type: 'incorrect_or_unknown_payment_details', htlcMsat: held.htlc.amount, height: 0 },
          }
        : undefined,
    );
  }

  #restart(node: SimNode): void {
    if (node.isDiskFull) node.kill();
    if (node.life?.isOver !== true) return;
    for (const link of this.#world.links) if (link.ends.includes(node)) link.cut();
    node.start();
  }

  #mine(refuses?: (txid: Uint8Array) => boolean): void {
    const { chain, clock, nodes } = this.#world;
    chain.mine(refuses);
    clock.advance(SECONDS_PER_BLOCK * 1000);
    this.#mark('block');
    for (const node of nodes) if (this.#random.below(BUSY_ONE_IN) > 0) node.poll();
    this.#adversary?.newHeight(chain.height);
    this.#noteCloses();
  }

  /** For the coverage: which transactions nodes saw their channels closed by. */
  #noteCloses(): void {
    for (const { name, process } of this.#world.nodes)
      for (const { channelId, state } of process?.channels.details() ?? []) {
        const stored = state.endsWith('closing') ? process?.channels.stored(channelId) : undefined;
        if (stored?.type !== 'closing') continue;
        const key = `${name} ${bytesToHex(channelId)}`;
        if (this.#closes.get(key) === stored.spend.kind) continue;
        this.#closes.set(key, stored.spend.kind);
        this.#mark(`spent by ${stored.spend.kind}`);
      }
  }

  async #reorganize(depth: number, b: number): Promise<void> {
    const { chain, activity, nodes } = this.#world;
    chain.engine.disconnect(depth);
    this.#mark('reorganization');
    // At times the nodes look before the other chain is longer.
    if (b % 2 === 0) for (const node of nodes) node.poll();
    for (let block = 0; block <= depth; block++) {
      await activity.rest();
      this.#mine((id) => ((id[0] ?? 0) + b) % 3 === 0);
    }
  }

  async #close(link: Link, end: number, isForced: boolean): Promise<void> {
    const [node, peer] = [link.ends[end & 1] as SimNode, link.ends[1 - (end & 1)] as SimNode];
    const { channels } = node.process ?? {};
    const id = channels?.details().find((details) => details.peer === peer.id)?.channelId;
    if (channels === undefined || id === undefined) return;
    const command = isForced
      ? ({ type: 'force_close' } as const)
      : ({ type: 'close', feerate: 2500 as SatPerKw } as const);
    void channels.command(id, command).catch(() => undefined);
    await this.#world.activity.rest();
  }

  /** Everything is settled, then everything is closed, then all of it is buried. */
  async finish(): Promise<void> {
    const { nodes, links } = this.#world;
    for (const node of nodes) {
      node.life?.spare();
      node.nextCrash = undefined;
      this.#restart(node);
    }
    await this.#settleDown();
    for (let round = 0; round < 3; round++) {
      for (const link of links) link.connect();
      await this.#exchange();
      for (const node of nodes)
        if (this.#adversary?.holds(node) !== true) for (const { answer } of node.held) answer();
      await this.#exchange();
    }
    // At times what hangs has to be ended by its deadline.
    const patience = this.#random.below(2) * PATIENCE;
    for (let block = 0; block < patience; block++) await this.#pass();
    for (const link of links) await this.#closeSomehow(link);
    for (let block = 0; block < MAX_ENDING && !this.#isOver(); block++) await this.#pass();
    if (!this.#isOver()) throw new Violation(`not over after ${MAX_ENDING} blocks: ${this.#states()}`);
    for (const node of nodes) node.poll();
    await this.#settleDown();
    this.#auditor?.settle(nodes.map((node) => statementOf(node, this.#channelIds)));
  }

  /** Some minutes: a block, or at times a reorganisation, and all that is said. */
  async #pass(): Promise<void> {
    if (this.#random.below(REORGANIZATION_ONE_IN) === 0)
      await this.#reorganize(1 + this.#random.below(MAX_REORGANIZATION), this.#random.next());
    else this.#mine();
    await this.#exchange();
    for (const link of this.#world.links) link.connect();
    for (const node of this.#world.nodes)
      if (this.#adversary?.holds(node) !== true) for (const { answer } of node.held) answer();
    this.steps++;
    await this.#settleDown();
  }

  async #closeSomehow(link: Link): Promise<void> {
    const cooperates = this.#random.below(2) === 0 && !link.isDead;
    if (cooperates) await this.#close(link, 0, false);
    await this.#exchange();
    for (const end of [0, 1]) {
      const [node, peer] = [link.ends[end] as SimNode, link.ends[1 - end] as SimNode];
      const details = node.process?.channels.details().find((one) => one.peer === peer.id);
      if (!(cooperates && details?.state.endsWith('negotiating'))) await this.#close(link, end, true);
    }
    await this.#exchange();
  }

  #isOver(): boolean {
    return this.#world.nodes.every(
      (node) => node === this.#adversary?.node || node.process?.channels.details().length === 0,
    );
  }

  #states(): string {
    return this.#world.nodes
      .flatMap(({ name, process }) =>
        (process?.channels.details() ?? []).map(
          ({ peer, state }) => `${name}, ${peer.slice(0, 6)}: ${state}`,
        ),
      )
      .join('; ');
  }

  async #exchange(): Promise<void> {
    if (!(await this.#world.exchange())) throw new Violation('an exchange of messages does not end');
    await this.#settleDown();
  }

  #mark(what: string): void {
    this.marks.set(what, (this.marks.get(what) ?? 0) + 1);
  }
}
