/** What is searched for one payment: the graph, route hints and own channels, without what is excluded. Pure. */
import { bytesToHex } from '@sferic/crypto';
import type { ShortChannelId } from '@sferic/wire';
import type { ChannelView } from '../channels/htlc-port.ts';
import { EDGE, type FlatGraph, type GraphView, type NodeKey } from '../graph/graph-view.ts';
import type { Exclusion, HeldLiquidity, RouteRequest } from '../payments/ports.ts';
import { feeFor, NODE_DOUBT, probabilityOf, type Weights } from './cost.ts';
import { type HintEdge, hintEdges } from './hints.ts';
import { boundsAt, type Knowledge, mirrored } from './knowledge.ts';
import { OwnChannels } from './own-channels.ts';
import type { Workspace } from './workspace.ts';

/** What is known when a route is asked for. */
export interface RoutingFacts {
  /** This node. */
  readonly self: NodeKey;
  readonly graph: GraphView;
  readonly channels: readonly ChannelView[];
  /** Whether these carry what they can now, which holds unless given, or what they can once nothing is in flight. */
  readonly own?: 'now' | 'when_settled';
  /** Of the chain's tip. */
  readonly height: number;
  /** What past payments taught. */
  readonly knowledge: Knowledge;
  /** Seconds since 1970. */
  readonly now: number;
}

/** What HTLCs on their way, or parts that were just chosen, hold of edges and of own channels. */
export class Reserved {
  /** Millisatoshis by edge. */
  readonly edges = new Map<number, number>();
  /** Millisatoshis by the channel's id, as hex. */
  readonly own = new Map<string, bigint>();
}

/** Where edges of hints begin: above all of the graph. */
const HINT_EDGES = 0x8000_0000;

export class RoutingSpace {
  readonly facts: RoutingFacts;
  readonly workspace: Workspace;
  readonly own: OwnChannels;
  readonly payee: number;
  /** Nodes are below this: those of the graph, then those that only hints and own channels name. */
  readonly nodeEnd: number;
  readonly flat: FlatGraph;
  /** By node: edges of hints that end and that begin there. */
  readonly hintsInto = new Map<number, readonly number[]>();
  readonly hintsFrom = new Map<number, readonly number[]>();
  /** What `weigh` found. */
  fee = 0;
  blocks = 0;
  cost = 0;
  readonly #weights: Weights;
  readonly #reserved: Reserved;
  readonly #hints: readonly HintEdge[];
  /** By the order of `#hints`: where it starts, and where it ends. */
  readonly #hintStarts: number[] = [];
  readonly #hintEnds: number[] = [];
  readonly #others = new Map<NodeKey, number>();
  /** Edges, and the least amount that they are left out for. */
  readonly #excluded: ReadonlyMap<number, number>;
  readonly #known: Uint32Array;
  readonly #epoch: number;

  constructor(
    facts: RoutingFacts,
    request: RouteRequest,
    { weights, reserved, workspace }: { weights: Weights; reserved: Reserved; workspace: Workspace },
  ) {
    const { graph, knowledge } = facts;
    this.facts = facts;
    this.workspace = workspace;
    this.flat = graph.flat;
    this.#weights = weights;
    this.#reserved = reserved;
    this.payee = this.#nodeFor(bytesToHex(request.payee));
    this.#hints = hintEdges(request);
    this.#linkHints();
    this.own = new OwnChannels(facts, request.exclusions, reserved.own, (peer) => this.#nodeFor(peer));
    const self = this.#nodeFor(facts.self);
    const blocked = [self, ...this.#excludedNodes(request.exclusions)];
    this.#excluded = this.#excludedEdges(request.exclusions);
    this.nodeEnd = graph.nodeEnd + this.#others.size;
    this.#epoch = workspace.begin(this.nodeEnd);
    for (const node of blocked) workspace.blocked[node] = this.#epoch;
    this.#known = workspace.index(graph, knowledge);
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Whether a route may pass the node: a route does not come back to us, our own channels begin it. */
  mayPass(node: number): boolean {
    return this.workspace.blocked[node] !== this.#epoch && !this.flat.unusable[node];
  }

  /** The node where an edge of a hint begins or ends. */
  hintStart(edge: number): number {
    return this.#hintStarts[edge - HINT_EDGES] ?? 0;
  }

  hintEnd(edge: number): number {
    return this.#hintEnds[edge - HINT_EDGES] ?? 0;
  }

  nodeIdAt(node: number): Uint8Array {
    if (node < this.facts.graph.nodeEnd) return this.facts.graph.nodeIdAt(node);
    const key = [...this.#others].find(([, index]) => index === node)?.[0] ?? '';
    return Uint8Array.from(key.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }

  shortChannelIdOf(edge: number): ShortChannelId {
    const hint = this.#hints[edge - HINT_EDGES];
    return hint?.shortChannelId ?? this.facts.graph.shortChannelIdAt(edge >>> 1);
  }

  /**
   * Whether an HTLC of `amount` may be offered over the edge; then `fee`, `blocks` and `cost` say what that takes.
   * `most`: what it may be at most when all is known; the edge's minimum is compared with that.
   */
  weigh(edge: number, amount: number, most: number): boolean {
    if (edge >= HINT_EDGES) return this.#weighHint(edge - HINT_EDGES, amount);
    const { amounts, words, capacity } = this.flat;
    const word = EDGE.wordStride * edge;
    const bits = words[word + EDGE.delta] ?? 0;
    if ((bits & EDGE.usable) === 0) return false;
    if (amount > (amounts[EDGE.amountStride * edge + EDGE.maximum] ?? 0)) return false;
    if (most < (amounts[EDGE.amountStride * edge + EDGE.minimum] ?? 0)) return false;
    const held = this.#reserved.edges.size > 0 ? (this.#reserved.edges.get(edge) ?? 0) : 0;
    if (this.#excluded.size > 0 && this.#isExcluded(edge, amount + held)) return false;
    const whole = (capacity[edge >>> 1] ?? 0) * 1000;
    if (amount + held > whole) return false;
    const { perBlock, failure, failureProportional } = this.#weights;
    this.fee = feeFor(amount, words[word + EDGE.feeBase] ?? 0, words[word + EDGE.feeProportional] ?? 0);
    this.blocks = bits & EDGE.deltaMask;
    this.cost = this.fee + amount * this.blocks * perBlock;
    if (failure > 0) {
      const doubt = NODE_DOUBT - Math.log(this.#probability(edge, amount, held, whole));
      this.cost += doubt * (failure + amount * failureProportional);
    }
    return true;
  }

  /** The chance that the edge can carry `amount`, without what else may fail. */
  probability(edge: number, amount: number): number {
    if (edge >= HINT_EDGES) return 1;
    const held = this.#reserved.edges.get(edge) ?? 0;
    return this.#probability(edge, amount, held, (this.flat.capacity[edge >>> 1] ?? 0) * 1000);
  }

  /** In satoshis; `undefined` where only a hint tells of the channel. */
  capacityOf(edge: number): number | undefined {
    return edge >= HINT_EDGES ? undefined : this.flat.capacity[edge >>> 1];
  }

  /** The edge by which an HTLC goes to `end` over a channel; `undefined` where it is not known here. */
  edgeTo(id: ShortChannelId, end: Uint8Array): number | undefined {
    const key = bytesToHex(end);
    const { graph } = this.facts;
    const channel = graph.channelIndex(id);
    const node = graph.nodeIndex(key);
    if (channel >= 0 && graph.edgeStart(2 * channel) === node) return 2 * channel + 1;
    if (channel >= 0 && graph.edgeStart(2 * channel + 1) === node) return 2 * channel;
    const hint = this.#hints.findIndex(({ shortChannelId, to }) => shortChannelId === id && to === key);
    return hint < 0 ? undefined : HINT_EDGES + hint;
  }

  /** Holds what HTLCs take of channels of others. */
  reserve(held: Iterable<HeldLiquidity>): void {
    for (const { shortChannelId, nodeId, amount } of held) {
      const edge = this.edgeTo(shortChannelId, nodeId);
      if (edge === undefined) continue;
      this.#reserved.edges.set(edge, (this.#reserved.edges.get(edge) ?? 0) + Number(amount));
    }
  }

  #probability(edge: number, amount: number, held: number, capacity: number): number {
    const place = this.#known[edge >>> 1] ?? 0;
    if (place === 0) return probabilityOf(amount + held, held, capacity, capacity);
    const { knowledge, now } = this.facts;
    const bounds = boundsAt(knowledge.at(place - 1), capacity, now);
    const { lower, upper } = (edge & 1) === 0 ? bounds : mirrored(bounds, capacity);
    return probabilityOf(amount + held, Math.max(lower, held), upper, capacity);
  }

  /** Of what a hint's channel can carry nothing is said; the payee has told it for this payment. */
  #weighHint(place: number, amount: number): boolean {
    const hint = this.#hints[place];
    if (hint === undefined || this.#isExcluded(HINT_EDGES + place, amount)) return false;
    const { perBlock, failure, failureProportional } = this.#weights;
    this.fee = feeFor(amount, hint.feeBase, hint.feeProportionalMillionths);
    this.blocks = hint.cltvExpiryDelta;
    const doubt = NODE_DOUBT * (failure + amount * failureProportional);
    this.cost = this.fee + amount * this.blocks * perBlock + (failure > 0 ? doubt : 0);
    return true;
  }

  #nodeFor(key: NodeKey): number {
    const known = this.facts.graph.nodeIndex(key);
    if (known >= 0) return known;
    const other = this.#others.get(key) ?? this.facts.graph.nodeEnd + this.#others.size;
    this.#others.set(key, other);
    return other;
  }

  #linkHints(): void {
    for (const [place, { from, to }] of this.#hints.entries()) {
      const [start, end, edge] = [this.#nodeFor(from), this.#nodeFor(to), HINT_EDGES + place];
      this.#hintStarts.push(start);
      this.#hintEnds.push(end);
      this.hintsFrom.set(start, [...(this.hintsFrom.get(start) ?? []), edge]);
      this.hintsInto.set(end, [...(this.hintsInto.get(end) ?? []), edge]);
    }
  }

  #excludedNodes(exclusions: readonly Exclusion[]): number[] {
    return exclusions.flatMap((one) => (one.type === 'node' ? [this.#nodeFor(bytesToHex(one.nodeId))] : []));
  }

  #isExcluded(edge: number, amount: number): boolean {
    const least = this.#excluded.get(edge);
    return least !== undefined && amount >= least;
  }

  #excludedEdges(exclusions: readonly Exclusion[]): ReadonlyMap<number, number> {
    const excluded = new Map<number, number>();
    for (const exclusion of exclusions) {
      if (exclusion.type !== 'channel') continue;
      const least = Number(exclusion.leastAmount ?? 0n);
      for (const edge of this.#edgesOf(exclusion))
        excluded.set(edge, Math.min(least, excluded.get(edge) ?? least));
    }
    return excluded;
  }

  #edgesOf({ shortChannelId, from }: Extract<Exclusion, { readonly type: 'channel' }>): number[] {
    const key = bytesToHex(from);
    const { graph } = this.facts;
    const channel = graph.channelIndex(shortChannelId);
    const node = graph.nodeIndex(key);
    const edges = channel < 0 ? [] : [2 * channel, 2 * channel + 1];
    return [
      ...edges.filter((edge) => graph.edgeStart(edge) === node),
      ...this.#hints.flatMap((hint, place) =>
        hint.shortChannelId === shortChannelId && hint.from === key ? [HINT_EDGES + place] : [],
      ),
    ];
  }
}
