import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareFeerates, type FeeWeight } from '../../src/mempool/fees.ts';
import { type Chunk, improvesDiagram, linearize } from '../../src/mempool/linearize.ts';

interface Node extends FeeWeight {
  readonly name: string;
  readonly parents: Set<Node>;
}

const node = (name: string, fee: number, weight: number, ...parents: Node[]): Node => ({
  name,
  fee: BigInt(fee),
  weight,
  parents: new Set(parents),
});

const names = (chunks: readonly Chunk<Node>[]): string[] =>
  chunks.map(({ members }) => members.map(({ name }) => name).join(' '));

describe('the order of a cluster', () => {
  it('puts a poor parent and the child that pays for it into one chunk', () => {
    const parent = node('parent', 0, 100);
    const child = node('child', 300, 100, parent);
    assert.deepEqual(names(linearize([child, parent])), ['parent child']);
  });

  it('mines a rich parent without its poor child', () => {
    const parent = node('parent', 300, 100);
    const child = node('child', 10, 100, parent);
    assert.deepEqual(names(linearize([parent, child])), ['parent', 'child']);
  });

  it('lets two children pay for a parent together', () => {
    const parent = node('parent', 0, 100);
    const [a, b] = [node('a', 90, 100, parent), node('b', 200, 100, parent)];
    assert.deepEqual(names(linearize([parent, a, b])), ['parent b', 'a']);
  });

  const cluster = fc
    .array(
      fc.record({ fee: fc.nat(1000), weight: fc.integer({ min: 1, max: 50 }), links: fc.array(fc.nat(20)) }),
      {
        minLength: 1,
        maxLength: 10,
      },
    )
    .map((shapes) => {
      const nodes: Node[] = [];
      for (const [index, { fee, weight, links }] of shapes.entries()) {
        const parents = index === 0 ? [] : links.slice(0, 2).map((link) => nodes[link % index]!);
        nodes.push(node(`${index}`, fee, weight, ...parents));
      }
      return nodes;
    });

  it('of any cluster holds every member once, parents first, in chunks of falling feerate', () => {
    fc.assert(
      fc.property(cluster, (nodes) => {
        const chunks = linearize(nodes);
        const order = chunks.flatMap(({ members }) => members);
        assert.deepEqual(new Set(order), new Set(nodes));
        assert.equal(order.length, nodes.length);
        for (const [position, member] of order.entries()) {
          for (const parent of member.parents) assert.ok(order.indexOf(parent) < position);
        }
        for (const [index, chunk] of chunks.entries()) {
          assert.equal(
            chunk.fee,
            chunk.members.reduce((sum, { fee }) => sum + fee, 0n),
          );
          const next = chunks[index + 1];
          if (next) assert.ok(compareFeerates(chunk, next) >= 0);
        }
      }),
    );
  });

  it('of any cluster starts at least as well as any member with its ancestors', () => {
    fc.assert(
      fc.property(cluster, (nodes) => {
        const [first] = linearize(nodes);
        for (const member of nodes) {
          const family = new Set([member]);
          for (const at of family) for (const parent of at.parents) family.add(parent);
          const total = [...family].reduce(
            (sum, at) => ({ fee: sum.fee + at.fee, weight: sum.weight + at.weight }),
            {
              fee: 0n,
              weight: 0,
            },
          );
          assert.ok(compareFeerates(first!, total) >= 0);
        }
      }),
    );
  });
});

describe('the comparison of feerate diagrams', () => {
  const chunk = (fee: number, weight: number): FeeWeight => ({ fee: BigInt(fee), weight });

  it('finds more fee in the same space better, and equal not better', () => {
    assert.ok(improvesDiagram([chunk(10, 10)], [chunk(11, 10)]));
    assert.ok(!improvesDiagram([chunk(10, 10)], [chunk(10, 10)]));
  });

  it('finds the same fee in less space better, and in more space worse', () => {
    assert.ok(improvesDiagram([chunk(10, 10)], [chunk(10, 5)]));
    assert.ok(!improvesDiagram([chunk(10, 5)], [chunk(10, 10)]));
  });

  it('finds more fee in all, but less in a small block, not better', () => {
    assert.ok(!improvesDiagram([chunk(10, 1), chunk(1, 10)], [chunk(50, 11)]));
  });

  const chunks = fc.array(
    fc.record({ fee: fc.nat(100).map(BigInt), weight: fc.integer({ min: 1, max: 10 }) }),
    { minLength: 1, maxLength: 5 },
  );

  it('never finds both of two better, nor anything better than itself', () => {
    fc.assert(
      fc.property(chunks, chunks, (a, b) => {
        assert.ok(!improvesDiagram(a, a));
        assert.ok(!(improvesDiagram(a, b) && improvesDiagram(b, a)));
      }),
    );
  });
});
