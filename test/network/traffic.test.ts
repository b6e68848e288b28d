import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { chooseSeed, Random } from '../chaos/random.ts';
import { audit, takeStock } from './traffic/accounts.ts';
import { type FlowEdge, maxFlow } from './traffic/max-flow.ts';
import { describeTraffic, figuresOf } from './traffic/report.ts';
import { drawTopology } from './traffic/topology.ts';
import { build } from './traffic/town.ts';
import { runTraffic } from './traffic/traffic.ts';

it('eight nodes pay each other by lot, up to half of the max-flow, while one leaves and returns: nothing is lost', {
  timeout: 180_000,
}, async (t) => {
  const seed = chooseSeed();
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  const town = await build(t, drawTopology(8, random));
  const before = await takeStock(town);
  const traffic = await runTraffic(town, { payments: 60, atOnce: 6, leaves: 1, random });
  assert.deepEqual(await audit(town, before, traffic.made), []);
  for (const line of describeTraffic(traffic)) t.diagnostic(line);
  const { successRate } = figuresOf(traffic);
  assert(successRate >= 0.99, `${successRate}: npm run traffic -- --nodes 8 --payments 60 --seed ${seed}`);
  assert.equal(traffic.returns, 1);
});

it('the max-flow is the least cut: the room of all edges from one half of the nodes to the other', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const node = fc.constantFrom(...names);
  const edges = fc.array(fc.record({ from: node, to: node, room: fc.bigInt(0n, 20n) }), { maxLength: 14 });
  fc.assert(
    fc.property(edges, (all: readonly FlowEdge[]) => {
      const cuts = Array.from({ length: 2 ** (names.length - 2) }, (_, bits) => {
        const inside = new Set(['a', ...names.slice(2).filter((__, index) => (bits >> index) & 1)]);
        const crossing = all.filter(({ from, to }) => inside.has(from) && !inside.has(to));
        return crossing.reduce((sum, { room }) => sum + room, 0n);
      });
      assert.equal(maxFlow(all, 'a', 'b'), cuts.sort((x, y) => Number(x - y))[0]);
    }),
  );
});
