/** One run: a world, a list of actions, an end in which everything is settled on the chain, and the auditor. */
import { canSign } from '@sferic/channel';
import type { SatPerKw } from '@sferic/wire';
import { MISBEHAVIOURS, type Misbehaviour } from '../actions.ts';
import { Violation } from '../audit.ts';
import type { RunOptions, RunResult } from '../campaign.ts';
import { Random } from '../random.ts';
import { type Action, drawActions } from './actions.ts';
import { type Adversary, makeAdversary } from './adversary.ts';
import { Auditor, MAX_QUEUE } from './auditor.ts';
import type { Defect } from './defects.ts';
import { Ledger } from './ledger.ts';
import type { SimBlock } from './sim-chain.ts';
import type { SimChannel } from './sim-channel.ts';
import type { SimNode } from './sim-node.ts';
import type { Wire } from './wire.ts';
import { makeWorld, NODES, type World } from './world.ts';

/** Blocks that a node may be down: fewer than any deadline leaves. */
const MAX_DOWNTIME = 3;
/** BOLT 2 reckons with reorganisations of six blocks. */
const MAX_REORGANIZATION = 6;
/** Blocks in which everything must be over: the longest expiry, the delay, and depths on top. */
const MAX_ENDING = 500;
/** Blocks that are let pass before the channels are closed: all HTLCs have expired by then. */
const PATIENCE = 90;
const REORGANIZATION_ONE_IN = 15;
/** Messages of one settlement: more means that something answers itself for ever. */
const MAX_EXCHANGE = 5000;
/** Strangers pay less than commitments do: inclusion within the grace period is what BOLT 2 assumes. */
const MAX_STRANGER_FEERATE = 9000;

export function run({ seed, length, defect, actions }: RunOptions<Action, Defect>): RunResult {
  const simulation = new Simulation(seed, defect);
  const drawn = actions ?? drawActions(new Random(`${seed} actions`), length);
  let failure: Error | undefined;
  try {
    for (const action of drawn) simulation.act(action);
    simulation.finish();
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  return { steps: simulation.steps, marks: simulation.marks, failure, actions: drawn };
}

class Simulation {
  steps = 0;
  readonly marks = new Map<string, number>();
  readonly #random: Random;
  readonly #ledger: Ledger;
  readonly #world: World;
  readonly #auditor: Auditor;
  readonly #adversary: Adversary | undefined;

  constructor(seed: string, defect: Defect | undefined) {
    this.#random = new Random(seed);
    this.#ledger = new Ledger(this.#random.bytes());
    const index = this.#random.below(3) > 0 ? this.#random.below(NODES) : undefined;
    const how: Misbehaviour = this.#random.pick(MISBEHAVIOURS);
    this.#world = makeWorld({
      ledger: this.#ledger,
      random: this.#random,
      defect,
      adversary: index,
      mark: (what) => this.#mark(what),
      send: (channel, bytes) => this.#send(channel, bytes),
      hangUp: (channel) => this.#wire(channel.index).hangUp(channel),
    });
    const { chain, audited, nodes } = this.#world;
    this.#auditor = new Auditor(chain.engine, this.#ledger, audited.nodes, audited.channels, chain.offeredBy);
    const node = index === undefined ? undefined : nodes[index];
    this.#adversary = node && makeAdversary(how, node, this.#world, this.#random);
    if (node !== undefined) this.#mark(`adversary: ${how}`);
    for (const wire of this.#world.wires) this.#connect(wire);
  }

  act(action: Action): void {
    this.steps++;
    this.#apply(action);
    for (const node of this.#world.nodes)
      if (node.downSince !== undefined) {
        this.#cutWiresOf(node);
        if (node.downSince + MAX_DOWNTIME <= this.#world.chain.height) this.#restart(node);
      }
    this.#audit();
  }

  #audit(): void {
    this.#auditor.watchMempool();
    for (const wire of this.#world.wires)
      if (wire.waiting(0) + wire.waiting(1) > MAX_QUEUE)
        throw new Violation('a wire holds more messages than it may');
  }

  #apply({ kind, a, b }: Action): void {
    const { nodes, wires, chain } = this.#world;
    const node = nodes[a % NODES] as SimNode;
    const wire = wires[a % wires.length] as Wire;
    const end = wire.ends[b & 1] as SimChannel;
    switch (kind) {
      case 'deliver':
        this.#deliver(wire, (b & 1) as 0 | 1);
        return;
      case 'sign':
        this.#sign(end);
        return;
      case 'pay':
        this.#pay(node, b);
        return;
      case 'resolve':
        this.#resolve(node, b);
        return;
      case 'cut':
        this.#cut(wire);
        return;
      case 'connect':
        this.#connect(wire);
        return;
      case 'crash':
        node.crashIn = b % 40;
        return;
      case 'restart':
        if (!node.up) this.#restart(node);
        return;
      case 'block':
        this.#mine();
        return;
      case 'reorganize':
        this.#reorganize(1 + (a % MAX_REORGANIZATION), b);
        return;
      case 'congest':
        this.#mark('congestion');
        chain.engine.congest({
          feerate: 1000 + (a % (MAX_STRANGER_FEERATE - 1000)),
          weight: 50_000 + (b % 300_000),
        });
        return;
      case 'fee':
        this.#command(end, { type: 'update_fee', feerate: (2500 + (a % 3500)) as SatPerKw });
        return;
      case 'snapshot':
        this.#adversary?.remember();
        return;
      case 'force_close':
        this.#command(end, { type: 'force_close' });
        return;
      case 'close':
        this.#command(end, { type: 'close', feerate: 2500 as SatPerKw });
        return;
      case 'misbehave':
        this.#misbehave();
    }
  }

  #misbehave(): void {
    if (this.#adversary === undefined || !this.#adversary.node.up) return;
    if (this.#adversary.misbehave()) this.#mark('misbehaved');
    for (const wire of this.#world.wires) if (wire.dead && wire.connected) this.#cut(wire);
  }

  #nodeOf(channel: SimChannel): SimNode {
    return channel.host as SimNode;
  }

  #wire(index: number): Wire {
    return this.#world.wires[index] as Wire;
  }

  #send(channel: SimChannel, bytes: Uint8Array): void {
    const node = this.#nodeOf(channel);
    this.#auditor.heard(channel.index, node.index, bytes);
    const said = this.#adversary?.node === node ? this.#adversary.say(bytes) : bytes;
    if (said !== undefined) this.#wire(channel.index).send(channel, said);
  }

  #deliver(wire: Wire, from: 0 | 1): boolean {
    if (!wire.connected || wire.waiting(from) === 0) return false;
    const receiver = wire.ends[from === 0 ? 1 : 0];
    const bytes = wire.take(from);
    if (bytes === undefined) this.#cut(wire);
    else this.#nodeOf(receiver).run(() => receiver.receive(bytes));
    this.#afterTurn(this.#nodeOf(receiver));
    return true;
  }

  #sign(channel: SimChannel): boolean {
    if (!this.#nodeOf(channel).up || !canSign(channel.state)) return false;
    return this.#command(channel, { type: 'sign' });
  }

  #command(channel: SimChannel, command: Parameters<SimChannel['command']>[0]): boolean {
    const node = this.#nodeOf(channel);
    if (!node.up || channel.isOver) return false;
    node.run(() => channel.command(command));
    this.#afterTurn(node);
    return true;
  }

  #afterTurn(node: SimNode): void {
    if (!node.up) this.#cutWiresOf(node);
  }

  #pay(node: SimNode, b: number): void {
    if (!node.up) return;
    const to = (node.index + 1 + (b % (NODES - 1))) % NODES;
    const kind = (b >>> 8) % 10;
    // Now and then dust; mostly more than all fees together.
    const amount =
      kind === 0 ? BigInt(1 + ((b >>> 12) % 350)) * 1000n : 60_000_000n + BigInt((b >>> 8) % 200_000) * 1000n;
    const payment = this.#ledger.add(node.index, to, amount);
    node.run(() => node.pay(payment));
    this.#afterTurn(node);
  }

  #resolve(node: SimNode, b: number): void {
    const held = node.held[b % Math.max(1, node.held.length)];
    if (!node.up || held === undefined || this.#adversary?.holds(node) === true) return;
    node.run(() => node.resolve(held, held.payment.number % 5 !== 4));
    this.#afterTurn(node);
  }

  #connect(wire: Wire): void {
    if (wire.connected || wire.dead || !wire.ends.every((end) => this.#nodeOf(end).up)) return;
    wire.connected = true;
    wire.clear();
    for (const end of wire.ends) {
      const node = this.#nodeOf(end);
      if (wire.connected) node.run(() => end.input({ type: 'connected' }));
      this.#afterTurn(node);
    }
  }

  #cut(wire: Wire): void {
    if (!wire.connected) return;
    wire.connected = false;
    wire.clear();
    for (const end of wire.ends) {
      const node = this.#nodeOf(end);
      if (node.up) node.run(() => end.input({ type: 'disconnected' }));
    }
    wire.clear();
    this.#mark('cut');
  }

  #cutWiresOf(node: SimNode): void {
    for (const { index } of node.channels) this.#cut(this.#wire(index));
  }

  #restart(node: SimNode): void {
    this.#cutWiresOf(node);
    node.restart();
    this.#afterTurn(node);
  }

  #mine(): void {
    this.#tell(this.#world.chain.mine(1));
    this.#mark('block');
    this.#adversary?.newHeight(this.#world.chain.height);
  }

  #tell(blocks: readonly SimBlock[]): void {
    for (const block of blocks)
      for (const node of this.#world.nodes) {
        if (node.up) node.connectBlock(block);
        this.#afterTurn(node);
      }
  }

  #reorganize(depth: number, b: number): void {
    const { chain, nodes } = this.#world;
    chain.disconnect(depth);
    this.#mark('reorganization');
    for (const node of nodes) {
      if (node.up) node.disconnectBlocks(chain.height);
      this.#afterTurn(node);
    }
    for (let block = 0; block <= depth; block++)
      this.#tell(chain.mineRefusing((id) => ((id[0] ?? 0) + b) % 3 === 0));
  }

  /** Everything is settled, then everything is closed, then all of it is buried. */
  finish(): void {
    const { nodes, wires } = this.#world;
    for (const node of nodes) node.crashIn = undefined;
    for (const node of nodes) if (!node.up) this.#restart(node);
    for (let round = 0; round < 3; round++) {
      for (const wire of wires) this.#connect(wire);
      this.#exchange();
      for (const node of nodes) for (const _ of [...node.held]) this.#resolve(node, 0);
      this.#exchange();
    }
    // At times what hangs has to be ended by its deadline.
    const patience = this.#random.below(2) * PATIENCE;
    for (let block = 0; block < patience; block++) this.#pass();
    for (const wire of wires) this.#close(wire);
    for (let block = 0; block < MAX_ENDING && !this.#isOver(); block++) {
      this.#pass();
    }
    if (!this.#isOver()) throw new Violation(`not over after ${MAX_ENDING} blocks: ${this.#states()}`);
    this.#auditor.settle();
  }

  /** Some minutes: a block, or at times a reorganisation, and all that is said. */
  #pass(): void {
    if (this.#random.below(REORGANIZATION_ONE_IN) === 0)
      this.#reorganize(1 + this.#random.below(MAX_REORGANIZATION), this.#random.next());
    else this.#mine();
    this.#exchange();
    for (const wire of this.#world.wires) this.#connect(wire);
    this.#audit();
    this.steps++;
  }

  #close(wire: Wire): void {
    const [one, other] = wire.ends;
    const cooperates = this.#random.below(2) === 0 && !wire.dead;
    if (cooperates) this.#command(one, { type: 'close', feerate: 2500 as SatPerKw });
    this.#exchange();
    for (const end of [one, other])
      if (!(cooperates && end.state.type === 'negotiating')) this.#command(end, { type: 'force_close' });
  }

  #isOver(): boolean {
    return this.#world.nodes.every(
      (node) => node === this.#adversary?.node || node.channels.every((channel) => channel.isOver),
    );
  }

  #states(): string {
    return this.#world.nodes
      .flatMap(({ name, channels }) =>
        channels.map(
          ({ index, stored, claims }) =>
            `${name}, channel ${index}: ${stored?.type} (${claims.length} claims)`,
        ),
      )
      .join('; ');
  }

  /** Delivers and signs until nothing moves. */
  #exchange(): void {
    for (let count = 0; count < MAX_EXCHANGE; count++) {
      let moved = false;
      for (const wire of this.#world.wires) {
        for (const from of [0, 1] as const) moved = this.#deliver(wire, from) || moved;
        if (wire.connected) for (const end of wire.ends) moved = this.#sign(end) || moved;
      }
      if (!moved) return;
      this.steps++;
    }
    throw new Violation('an exchange of messages does not end');
  }

  #mark(what: string): void {
    this.marks.set(what, (this.marks.get(what) ?? 0) + 1);
  }
}
