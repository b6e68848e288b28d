import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex, sha256 } from '@sferic/crypto';
import { type NodeId, type ShortChannelId, sat, shortChannelId, vectorOf } from '@sferic/wire';
import fc from 'fast-check';
import type { EdgeTerms } from '../../src/graph/channel-columns.ts';
import { crc32c } from '../../src/graph/edge-terms.ts';
import { EDGE } from '../../src/graph/index.ts';
import { hashWords, IndexTable } from '../../src/graph/index-table.ts';
import { NetworkGraph } from '../../src/graph/network-graph.ts';

const text = new TextEncoder();

function idOf(number: number): NodeId {
  const bytes = new Uint8Array(33);
  bytes[0] = 2;
  bytes.set(sha256(text.encode(`node ${number}`)), 1);
  return bytes as NodeId;
}

const NODES = Array.from({ length: 8 }, (_, index) => idOf(index));
const scidOf = (number: number): ShortChannelId => shortChannelId((BigInt(number) << 40n) | 0x10001n);
const txidOf = (number: number): Uint8Array => sha256(text.encode(`funding ${number}`));

const TERMS: Omit<EdgeTerms, 'isUsable'> = {
  timestamp: 1,
  feeBase: 1,
  feeProportionalMillionths: 2,
  cltvExpiryDelta: 3,
  htlcMinimum: 4,
  htlcMaximum: 5_000,
  isDisabled: false,
  checksum: 7,
};

function channelOf(number: number, one: number, other: number, change = {}) {
  return {
    shortChannelId: scidOf(number),
    nodeId1: NODES[one] ?? idOf(one),
    nodeId2: NODES[other] ?? idOf(other),
    features: new Uint8Array(0),
    fundingTxid: txidOf(number),
    capacity: sat(1000n),
    addedAt: number,
    ...change,
  };
}

/** What the links of all nodes say, as text, sorted. */
function linksOf(graph: NetworkGraph): readonly string[] {
  const { links, linkStart, degree } = graph.flat;
  return graph
    .nodes()
    .flatMap((node) =>
      Array.from({ length: degree[node] ?? 0 }, (_, place) => {
        const at = (linkStart[node] ?? 0) + 2 * place;
        const [edge = 0, other = 0] = [links[at], links[at + 1]];
        assert.equal(graph.edgeStart(edge), node);
        assert.equal(graph.edgeStart(edge ^ 1), other);
        return `${graph.shortChannelIdAt(edge >>> 1)} ${edge & 1} ${graph.nodeKeyAt(node)}`;
      }),
    )
    .toArray()
    .sort();
}

test('whatever comes and goes, the graph holds what it was told', () => {
  const change = fc.record({
    channel: fc.nat(11),
    one: fc.nat(7),
    other: fc.nat(7),
    action: fc.constantFrom('add', 'add', 'remove', 'update'),
    fee: fc.nat(0xffff_ffff),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 120, size: 'max' }), (changes) => {
      const graph = new NetworkGraph({});
      const model = new Map<number, { one: number; other: number; fees: (number | undefined)[] }>();
      for (const { channel, one, other, action, fee } of changes) {
        const known = model.get(channel);
        const index = graph.channelIndex(scidOf(channel));
        assert.equal(index >= 0, known !== undefined);
        if (action === 'add' && known === undefined) {
          graph.addChannel(channelOf(channel, one, other));
          model.set(channel, { one, other, fees: [undefined, undefined] });
        } else if (action === 'remove' && known !== undefined) {
          graph.removeChannel(index);
          model.delete(channel);
        } else if (action === 'update' && known !== undefined) {
          graph.putTerms(2 * index + (fee & 1), { ...TERMS, feeBase: fee });
          known.fees[fee & 1] = fee;
        }
      }
      const used = new Set([...model.values()].flatMap(({ one, other }) => [one, other]));
      assert.deepEqual(graph.size, { nodes: used.size, channels: model.size });
      for (let node = 0; node < NODES.length; node++)
        assert.equal(graph.hasNode(bytesToHex(idOf(node))), used.has(node));
      for (let number = 0; number <= 11; number++) {
        const known = model.get(number);
        const index = graph.channelIndex(scidOf(number));
        assert.equal(index >= 0, known !== undefined);
        assert.equal(graph.fundedBy(txidOf(number), 1), known === undefined ? -1 : index);
        assert.equal(graph.fundedBy(txidOf(number), 2), -1);
        if (known === undefined) continue;
        assert.deepEqual(
          [0, 1].map((direction) => graph.termsAt(2 * index + direction)?.feeBase),
          known.fees,
        );
        assert.equal(graph.addedAt(index), number);
        assert.equal(graph.heightAt(index), number);
      }
      assert.deepEqual(
        linksOf(graph),
        [...model]
          .flatMap(([number, { one, other }]) =>
            [one, other].map((node, side) => `${scidOf(number)} ${side} ${bytesToHex(idOf(node))}`),
          )
          .sort(),
      );
    }),
    { numRuns: 400 },
  );
});

test('a channel that is known is not added again, nor one that is unknown removed', () => {
  const graph = new NetworkGraph({});
  const index = graph.addChannel(channelOf(1, 0, 1));
  assert.throws(() => graph.addChannel(channelOf(1, 2, 3)), /known/);
  graph.removeChannel(index);
  assert.throws(() => graph.removeChannel(index), /not in the table/);
});

test('memory is used again: a graph that changes for long does not grow', () => {
  const graph = new NetworkGraph({});
  const fill = (from: number) => {
    for (let number = from; number < from + 500; number++)
      graph.addChannel(channelOf(number, number % 40, (number * 7) % 41));
  };
  fill(0);
  let before = 0;
  for (let round = 1; round <= 40; round++) {
    for (const channel of [...graph.channels()]) graph.removeChannel(channel);
    assert.deepEqual(graph.size, { nodes: 0, channels: 0 });
    fill(round * 500);
    if (round === 20) before = graph.byteLength;
  }
  assert.equal(graph.byteLength, before);
});

test('terms that contradict themselves or the chain, or are disabled, are kept and not usable', () => {
  const graph = new NetworkGraph({});
  const index = graph.addChannel(channelOf(1, 0, 1));
  const usable = (change: Partial<EdgeTerms>) => {
    graph.putTerms(2 * index, { ...TERMS, ...change });
    assert.deepEqual(
      { ...graph.termsAt(2 * index), isUsable: false },
      { ...TERMS, ...change, isUsable: false },
    );
    return ((graph.flat.words[EDGE.wordStride * 2 * index + EDGE.delta] ?? 0) & EDGE.usable) !== 0;
  };
  assert(usable({}));
  assert(usable({ htlcMaximum: 1_000_000, cltvExpiryDelta: 0xffff, feeBase: 0xffff_ffff }));
  assert(!usable({ htlcMaximum: 1_000_001 }));
  assert(!usable({ htlcMaximum: 3 }));
  assert(!usable({ isDisabled: true }));
  assert(!usable({ htlcMinimum: 2 ** 64, htlcMaximum: 2 ** 64 }));
  const strange = graph.addChannel(channelOf(2, 0, 1, { features: vectorOf([100]) }));
  graph.putTerms(2 * strange, TERMS);
  assert.equal(graph.termsAt(2 * strange)?.isUsable, false);
});

test('a channel direction takes less than 150 bytes', () => {
  const graph = new NetworkGraph({});
  const channels = 20_000;
  for (let number = 0; number < channels; number++)
    graph.addChannel(channelOf(number, 100 + (number % 5000), 100 + ((number * 31) % 4999)));
  const each = graph.byteLength / (2 * channels);
  assert(each < 150, `${each} bytes`);
});

test('a table of indexes finds what is in it, however the hashes collide', () => {
  const operation = fc.record({ index: fc.nat(30), add: fc.boolean() });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200, size: 'max' }), fc.nat(3), (operations, bits) => {
      const hashOf = (index: number) => hashWords(0, index) & ((1 << bits) - 1);
      const table = new IndexTable(hashOf);
      const model = new Set<number>();
      for (const { index, add } of operations) {
        if (add && !model.has(index)) {
          table.add(index);
          model.add(index);
        } else if (!add && model.delete(index)) table.remove(index);
      }
      assert.equal(table.size, model.size);
      for (let index = 0; index <= 30; index++)
        assert.equal(
          table.find(hashOf(index), (other) => other === index),
          model.has(index) ? index : -1,
        );
    }),
  );
});

test('the checksum is CRC32C', () => {
  // RFC 3720, appendix B.4.
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(
    crc32c(
      Uint8Array.from({ length: 10 }, (_, i) => i),
      Uint8Array.from({ length: 22 }, (_, i) => i + 10),
    ),
    0x46dd794e,
  );
});
