/** A synthetic graph in a store, and what it costs to load and to search it. */
import { bytesToHex, sha256 } from '@sferic/crypto';
import { silentLogger } from '@sferic/node';
import {
  type ChannelView,
  findParts,
  findRoute,
  GossipLog,
  GraphKeeper,
  GraphStore,
  Knowledge,
  NetworkGraph,
  type RoutingFacts,
  Workspace,
} from '@sferic/node/testing';
import { channelId, msat, type NodeId, nodeId, shortChannelId } from '@sferic/wire';
import { Random } from '../chaos/random.ts';
import { syntheticNodeId } from '../synthetic/gossip.ts';
import { networkOf, openGraphStore, storeNetwork } from '../synthetic/graph-store.ts';
import { quantile } from './measure.ts';

export interface MeasuredGraph {
  readonly channels: number;
  readonly nodes: number;
  /** Columns of the graph and the gossip log. */
  readonly graphBytes: number;
  readonly bytesPerDirection: number;
  /** Resident memory of the process once it has loaded the graph, and the most that it had until then. */
  readonly processBytes: number;
  readonly peakBytes: number;
  /** Opening of the store, with its check, and loading. */
  readonly openSeconds: number;
  readonly loadSeconds: number;
  readonly route: MeasuredSearches;
  readonly parts: MeasuredSearches;
}

/** Milliseconds of the processor, and by the clock. */
export interface MeasuredSearches {
  readonly searches: number;
  readonly median: number;
  readonly p99: number;
  readonly clockMedian: number;
  readonly clockP99: number;
  readonly clockMost: number;
  /** Edges looked at, in thousands: the same on every machine. */
  readonly edgesMedian: number;
  readonly edgesP99: number;
  readonly edgesMost: number;
  /** Part of the searches that found something. */
  readonly found: number;
}

const AT = 1_700_000_000;
const SEARCHES = 500;
const PART_SEARCHES = 100;
const WARM_UP = 50;
const OWN_CHANNELS = 3;
const OWN_BALANCE = 1_000_000_000n;

export function makeStore(directory: string, channels: number, seed: number): Promise<void> {
  return storeNetwork(directory, networkOf(channels), seed, { at: AT, isSigned: false });
}

export function measureGraph(directory: string, channels: number, seed: number): MeasuredGraph {
  const began = performance.now();
  const store = openGraphStore(directory);
  const opened = performance.now();
  const graph = new NetworkGraph({});
  const gossipLog = new GossipLog();
  const keeper = new GraphKeeper({
    self: syntheticNodeId(-1),
    graph,
    gossipLog,
    store: new GraphStore(store, silentLogger),
    watcher: { addOutputs: () => () => undefined },
    appended: () => undefined,
    log: silentLogger,
  });
  keeper.restore();
  const loaded = performance.now();
  if (graph.size.channels !== channels) throw new Error(`${graph.size.channels} channels were loaded`);
  const processBytes = process.memoryUsage.rss();
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const graphBytes = graph.byteLength + gossipLog.byteLength;
  const search = new Searches(graph, seed);
  const measured = {
    channels,
    nodes: graph.size.nodes,
    graphBytes,
    bytesPerDirection: graphBytes / (2 * channels),
    processBytes,
    peakBytes,
    openSeconds: (opened - began) / 1000,
    loadSeconds: (loaded - opened) / 1000,
    route: search.run(SEARCHES, (facts, request, workspace) => findRoute(facts, request, workspace).ok),
    parts: search.run(PART_SEARCHES, (facts, request, workspace) => {
      const parts = { maxParts: 16, minPartAmount: msat(10_000n), inFlight: [] };
      return findParts(facts, { ...request, ...parts }, workspace).ok;
    }),
  };
  store.close();
  return measured;
}

type Search = (
  facts: RoutingFacts,
  request: Parameters<typeof findRoute>[1],
  workspace: Workspace,
) => boolean;

class Searches {
  readonly #graph: NetworkGraph;
  readonly #random: Random;
  readonly #workspace = new Workspace();
  readonly #knowledge = new Knowledge();

  constructor(graph: NetworkGraph, seed: number) {
    this.#graph = graph;
    this.#random = new Random(seed);
  }

  run(count: number, search: Search): MeasuredSearches {
    const [times, clock, edges]: [number[], number[], number[]] = [[], [], []];
    let found = 0;
    for (let index = -WARM_UP; index < count; index++) {
      const facts: RoutingFacts = {
        self: bytesToHex(syntheticNodeId(-1)),
        graph: this.#graph,
        channels: Array.from({ length: OWN_CHANNELS }, (_, number) => this.#ownChannel(number)),
        height: 900_000,
        knowledge: this.#knowledge,
        now: AT,
      };
      const amount = msat(BigInt(Math.round(1000 * 10 ** (this.#random.below(6000) / 1000))));
      const request = {
        payee: this.#node(),
        amount,
        finalExpiry: 900_018,
        maxFee: msat(amount / 20n + 5_000n),
        routeHints: [],
        exclusions: [],
      };
      const [began, beganClock, before] = [
        cpuMilliseconds(),
        performance.now(),
        this.#workspace.edgesLookedAt,
      ];
      const isFound = search(facts, request, this.#workspace);
      if (index < 0) continue;
      times.push(cpuMilliseconds() - began);
      clock.push(performance.now() - beganClock);
      edges.push((this.#workspace.edgesLookedAt - before) / 1000);
      if (isFound) found += 1;
    }
    return {
      searches: count,
      median: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      clockMedian: quantile(clock, 0.5),
      clockP99: quantile(clock, 0.99),
      clockMost: Math.max(...clock),
      edgesMedian: quantile(edges, 0.5),
      edgesP99: quantile(edges, 0.99),
      edgesMost: Math.max(...edges),
      found: found / count,
    };
  }

  #node(): NodeId {
    return nodeId(this.#graph.nodeIdAt(this.#random.below(this.#graph.nodeEnd)));
  }

  #ownChannel(number: number): ChannelView {
    const id = shortChannelId(BigInt(number + 1));
    return {
      channelId: channelId(sha256(Uint8Array.of(number))),
      peer: bytesToHex(this.#node()),
      state: 'normal',
      usable: true,
      opener: 'local',
      announce: true,
      shortChannelId: id,
      localAlias: id,
      capacityMsat: msat(OWN_BALANCE),
      sendable: msat(OWN_BALANCE),
      sendableWhenSettled: msat(OWN_BALANCE),
      receivable: msat(0n),
      remoteHtlcMinimum: msat(0n),
      remoteMaxInFlight: msat(OWN_BALANCE),
    } as ChannelView;
  }
}

function cpuMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
