/** The beginning of a run: nodes in a line, a channel between neighbours, coins in every wallet. */
import type { TxOutput } from '@sferic/channel';
import type { Sat, SatPerKw, ShortChannelId } from '@sferic/wire';
import { DEFAULT_FORWARDING_POLICY } from '../../../packages/node/src/defaults.ts';
import type { RouteHintHop } from '../../../packages/node/src/payments/index.ts';
import { Random } from '../random.ts';
import { Activity } from './life.ts';
import { Link, type LinkHandlers } from './link.ts';
import { SECONDS_PER_BLOCK, SimChain } from './sim-chain.ts';
import { SimClock } from './sim-clock.ts';
import { type NodeModules, SimNode } from './sim-node.ts';

export const NODES = 4;
/** What each end puts into a channel. */
export const BALANCE = 3_000_000n as Sat;
const OPENING_COIN = 3_200_000n as Sat;
const COINS = 12;
const COIN = 100_000n as Sat;
const OPENING_FEERATE = 1000 as SatPerKw;
/** The first transactions are deeper than any reorganisation of the play. */
const CONFIRMATIONS = 10;

const TERMS = {
  feeBaseMsat: Number(DEFAULT_FORWARDING_POLICY.feeBase),
  feeProportionalMillionths: DEFAULT_FORWARDING_POLICY.feeProportionalMillionths,
  cltvExpiryDelta: DEFAULT_FORWARDING_POLICY.cltvExpiryDelta,
};

/** A channel that payments can be routed over. */
export interface SimEdge {
  readonly ends: readonly [number, number];
  readonly shortChannelId: ShortChannelId;
}

export class World {
  readonly chain = new SimChain();
  readonly activity = new Activity();
  readonly clock = new SimClock(this.chain.engine.time * 1000);
  readonly nodes: readonly SimNode[];
  readonly links: readonly Link[];
  readonly #edges: SimEdge[] = [];

  constructor(
    seed: string,
    modules: Omit<NodeModules, 'chain' | 'clock' | 'activity' | 'routeHints' | 'limit' | 'random'>,
    handlers: LinkHandlers,
    defectOf: (node: number) => NodeModules['defect'],
  ) {
    const { chain, clock, activity } = this;
    this.nodes = Array.from({ length: NODES }, (_, index) => {
      const random = new Random(`${seed} entropy of ${index}`);
      const routeHints = () => this.#hintsTo(index);
      const own = { ...modules, chain, clock, activity, routeHints, random, limit: BALANCE };
      return new SimNode(index, seed, { ...own, defect: defectOf(index) });
    });
    this.links = this.nodes
      .slice(1)
      .map((node, index) => new Link([this.nodes[index] as SimNode, node], handlers));
  }

  /** The same as a person does it: coins, connections, openings. */
  async setUp(): Promise<void> {
    for (const node of this.nodes) node.start();
    await Promise.all(this.nodes.map(({ started }) => started));
    await this.activity.rest();
    const outputs: TxOutput[] = [];
    for (const { process } of this.nodes) {
      const address = process?.chain.wallet.newAddress();
      await this.activity.rest();
      const { scriptPubKey } = (await address) ?? { scriptPubKey: new Uint8Array() };
      for (let coin = 0; coin < COINS; coin++)
        outputs.push({ amount: coin < 2 ? OPENING_COIN : COIN, scriptPubKey });
    }
    this.chain.pay(outputs);
    await this.mine(1);
    for (const link of this.links) link.connect();
    await this.exchange();
    for (const { ends } of this.links) await this.open(ends[0], ends[1]);
    await this.mine(CONFIRMATIONS);
    await this.exchange();
    for (const { ends } of this.links) this.#addEdge(ends[0], ends[1]);
  }

  async open(opener: SimNode, accepter: SimNode): Promise<void> {
    const options = { amount: BALANCE, fundingFeerate: OPENING_FEERATE, announce: false };
    const opening = opener.process?.channels.open(accepter.id, options);
    await this.exchange();
    const opened = await opening;
    if (opened?.ok !== true) throw new Error(`no channel: ${JSON.stringify(opened)}`);
  }

  /** Blocks that everybody looks at. */
  async mine(count: number): Promise<void> {
    for (let block = 0; block < count; block++) {
      this.chain.mine();
      this.clock.advance(SECONDS_PER_BLOCK * 1000);
      for (const node of this.nodes) node.poll();
      await this.activity.rest();
    }
  }

  /** Delivers until nothing moves. Returns false if that does not end. */
  async exchange(limit = 5000): Promise<boolean> {
    await this.activity.rest();
    for (let count = 0; count < limit; count++) {
      let moved = false;
      for (const link of this.links)
        for (const end of [0, 1] as const)
          if (link.canDeliver(end)) {
            link.deliver(end);
            moved = true;
          }
      if (!moved) return true;
      await this.activity.rest();
      for (const node of this.nodes) node.bury();
    }
    return false;
  }

  #addEdge(one: SimNode, other: SimNode): void {
    const details = one.process?.channels.details().find(({ peer }) => peer === other.id);
    const shortChannelId = details?.shortChannelId;
    if (shortChannelId === undefined) throw new Error('a channel that nobody can use');
    this.#edges.push({ ends: [one.index, other.index], shortChannelId });
  }

  /** Ways to a node from both ends of the line, by the terms that all nodes have. */
  #hintsTo(payee: number): readonly (readonly RouteHintHop[])[] {
    const hop = (from: number, to: number): readonly RouteHintHop[] => {
      const edge = this.#edges.find(({ ends }) => ends.includes(from) && ends.includes(to));
      const nodeId = this.nodes[from]?.keys.nodeId;
      return edge && nodeId ? [{ nodeId, shortChannelId: edge.shortChannelId, ...TERMS }] : [];
    };
    const below = Array.from({ length: payee }, (_, index) => hop(index, index + 1)).flat();
    const above = Array.from({ length: NODES - 1 - payee }, (_, index) => NODES - 1 - index);
    return [below, above.flatMap((index) => hop(index, index - 1))].filter((hint) => hint.length > 0);
  }
}
