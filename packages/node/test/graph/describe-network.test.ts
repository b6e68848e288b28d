import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sat, shortChannelId } from '@sferic/wire';
import { channelFigures, networkFigures, nodeFigures } from '../../src/graph/describe-network.ts';
import { NetworkGraph } from '../../src/graph/network-graph.ts';
import { fundingTxid, scid, testNode } from './fixture.ts';

const [alice, bob, carol] = [testNode('alice'), testNode('bob'), testNode('carol')] as const;

/** Channels of 1, 2, … million sat, the first of them between Alice and Bob, the others between Bob and Carol. */
function graphOf(count: number): NetworkGraph {
  const graph = new NetworkGraph({});
  for (let number = 1; number <= count; number++) {
    const id = scid(`100x${number}x0`);
    const nodes = number === 1 ? [alice, bob] : [bob, carol];
    const [first, second] = nodes.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const channel = graph.addChannel({
      shortChannelId: shortChannelId(id),
      nodeId1: (first ?? alice).id,
      nodeId2: (second ?? bob).id,
      features: new Uint8Array(0),
      fundingTxid: fundingTxid(id),
      capacity: sat(1_000_000 * number),
      addedAt: 0,
    });
    graph.putTerms(2 * channel, {
      timestamp: 1,
      feeBase: 100 * number,
      feeProportionalMillionths: number,
      cltvExpiryDelta: 40,
      htlcMinimum: 1,
      htlcMaximum: 1000,
      isDisabled: number === 2,
      checksum: 0,
    });
  }
  return graph;
}

test('figures of the network: sums, quantiles, what cannot be used, and hubs', () => {
  const { hubs, ...figures } = networkFigures(graphOf(11));
  assert.deepEqual(figures, {
    nodes: 3,
    channels: 11,
    capacitySat: 66_000_000n,
    averageChannelSat: 6_000_000,
    channelSat: { low: 2_000_000, median: 6_000_000, high: 10_000_000 },
    feeBaseMsat: { low: 200, median: 600, high: 1000 },
    feeProportionalMillionths: { low: 2, median: 6, high: 10 },
    directions: 11,
    unusableDirections: 1,
  });
  assert.deepEqual(
    hubs.map(({ nodeId, channels }) => [nodeId, channels]),
    [
      [bob.key, 11],
      [carol.key, 10],
      [alice.key, 1],
    ],
  );
});

test('figures of an empty network are zeros', () => {
  const figures = networkFigures(new NetworkGraph({}));
  assert.deepEqual(
    [figures.channels, figures.averageChannelSat, figures.channelSat.median, figures.hubs],
    [0, 0, 0, []],
  );
});

test('figures of a node, and the largest channels first', () => {
  const graph = graphOf(4);
  assert.deepEqual(nodeFigures(graph, graph.nodeIndex(carol.key)), {
    nodeId: carol.key,
    channels: 3,
    capacitySat: 9_000_000n,
  });
  const [largest, next, ...others] = channelFigures(graph, graph.channels(), 2);
  assert.deepEqual(
    [largest?.shortChannelId, largest?.capacitySat, next?.shortChannelId, others],
    ['100x4x0', 4_000_000, '100x3x0', []],
  );
  assert.deepEqual([...(largest?.nodes ?? [])].toSorted(), [bob.key, carol.key].toSorted());
  assert.deepEqual([largest?.terms[0]?.feeBase, largest?.terms[1]], [400, undefined]);
});

test('nodes are found by the beginning of their ids, of any length', () => {
  const graph = graphOf(3);
  const found = (digits: string) =>
    [...graph.nodesBeginningWith(digits)].map((node) => graph.nodeKeyAt(node));
  for (const { key } of [alice, bob, carol]) {
    for (const length of [9, 10, 65, 66]) assert.deepEqual(found(key.slice(0, length)), [key]);
    const other = key.at(8) === 'f' ? '0' : 'f';
    assert.deepEqual(found(`${key.slice(0, 8)}${other}`), []);
  }
  assert.equal(found('0').length, 3);
});
