/** A synthetic network in a node's store, as if the node had heard of it before it was stopped. */
import { silentLogger } from '@sferic/node';
import { GRAPH_SCHEMA, GraphStore, Store } from '@sferic/node/testing';
import { type NodeId, sat } from '@sferic/wire';
import { gossipOf, nodeGossip, syntheticNodeId, type Telling } from './gossip.ts';
import { syntheticNetwork } from './network.ts';

export interface NetworkSize {
  readonly nodes: number;
  readonly channels: number;
}

/** Nodes for so many channels, as the public network has them. */
export function networkOf(channels: number): NetworkSize {
  return { nodes: Math.floor(channels / 4), channels };
}

/** Channels that are written at once. */
const BATCH = 4096;
/** Each writes little at a time, so that payments need not wait; side by side they share their commits. */
const WRITERS = 64;

export async function storeNetwork(
  directory: string,
  { nodes, channels }: NetworkSize,
  seed: number,
  telling: Telling,
): Promise<void> {
  const store = openGraphStore(directory);
  const writers = Array.from({ length: WRITERS }, () => new GraphStore(store, silentLogger));
  const flush = () => Promise.all(writers.map((writer) => writer.flush()));
  const ids = Array.from({ length: nodes }, (_, node) => syntheticNodeId(node));
  let number = 0;
  for (const channel of syntheticNetwork(nodes, channels, seed)) {
    const writer = writers[number % writers.length];
    const { announcement, updates, fundingTxid } = gossipOf(channel, number, telling, (node) =>
      idAt(ids, node),
    );
    const capacity = sat(channel.capacity);
    writer?.saveChannel(announcement, { fundingTxid, capacity, addedAt: telling.at });
    for (const update of updates) writer?.saveUpdate(update);
    number += 1;
    if (number % BATCH === 0) await flush();
  }
  for (const [node, id] of ids.entries())
    writers[node % writers.length]?.saveNode(nodeGossip(node, id, telling));
  await flush();
  store.close();
}

export function openGraphStore(directory: string): Store {
  const opened = Store.open({ directory, schemas: [GRAPH_SCHEMA] });
  if (!opened.ok) throw opened.error;
  return opened.value;
}

function idAt(ids: readonly NodeId[], node: number): NodeId {
  const id = ids[node];
  if (id === undefined) throw new RangeError(`node ${node}`);
  return id;
}
