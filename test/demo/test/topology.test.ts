import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { edgesOf, TOPOLOGIES } from '../topology.ts';

describe('shapes of networks', () => {
  it('are those that their names say', () => {
    assert.deepEqual(edgesOf('line', 4), [
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    assert.deepEqual(edgesOf('ring', 3), [
      [0, 1],
      [1, 2],
      [2, 0],
    ]);
    assert.deepEqual(edgesOf('ring', 2), [[0, 1]]);
    assert.deepEqual(edgesOf('star', 4), [
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
  });

  it('join all nodes, and no two twice', () => {
    const shape = fc.constantFrom(...TOPOLOGIES);
    const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 32 }), draws, (topology, nodes, stream) => {
        const edges = edgesOf(topology, nodes, () => stream.next().value as number);
        const names = edges.map((edge) => edge.toSorted((a, b) => a - b).join());
        assert.equal(new Set(names).size, names.length);
        assert.ok(edges.every(([from, to]) => from !== to));
        const reached = new Set([0]);
        for (let before = 0; before < reached.size; ) {
          before = reached.size;
          for (const [from, to] of edges) {
            if (reached.has(from)) reached.add(to);
            if (reached.has(to)) reached.add(from);
          }
        }
        assert.equal(reached.size, nodes);
      }),
    );
  });
});
