import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { channelId, msat } from '@sferic/wire';
import { silentLogger } from '../../src/log.ts';
import type { Route, RouteOutcome } from '../../src/payments/ports.ts';
import { KNOWLEDGE_SCHEMA, Router } from '../../src/routing/index.ts';
import { HALF_LIFE_SECONDS, MAX_KNOWN_CHANNELS } from '../../src/routing/knowledge.ts';
import type { Store } from '../../src/store/index.ts';
import { open, temporaryDirectory } from '../store/stores.ts';
import { facts, idOf, ownChannel, scidOf, type TestEdge } from './fixture.ts';

const CAPACITY_SAT = 1_000n;
const AT = 1_700_000_000;
const EDGES: readonly TestEdge[] = [
  { scid: 10, from: 'a', to: 'b', max: 1_000_000n, capacity: CAPACITY_SAT },
  { scid: 20, from: 'b', to: 'payee', max: 1_000_000n, capacity: CAPACITY_SAT },
];
const OWN = ownChannel(1, 'a', 10_000_000n);

const hop = (to: string, scid: number) =>
  ({ nodeId: idOf(to), shortChannelId: scidOf(scid), amount: msat(600_000n), cltvExpiry: 100 }) as const;
const ROUTE: Route = { channelId: OWN.channelId, hops: [hop('a', 1), hop('b', 10), hop('payee', 20)] };

function routerOf(store: Store, now = AT): Router {
  return new Router({ facts: () => facts(EDGES, [OWN], { now }), store, log: silentLogger });
}

/** What two processes know, one after another, on the same disk. */
async function restarted(
  t: TestContext,
  outcome: RouteOutcome,
): Promise<{ readonly before: Router; readonly after: Router }> {
  const directory = temporaryDirectory(t);
  const store = open(t, directory, [KNOWLEDGE_SCHEMA]);
  const before = routerOf(store);
  before.report({ route: ROUTE, outcome, at: AT });
  await before.stop();
  store.close();
  return { before, after: routerOf(open(t, directory, [KNOWLEDGE_SCHEMA])) };
}

for (const outcome of [
  { type: 'succeeded' },
  { type: 'no_liquidity', hop: 1 },
  { type: 'reached', hop: 2 },
] as const satisfies readonly RouteOutcome[])
  test(`what an attempt taught that ${outcome.type} is known after a restart, to the millisatoshi`, async (t) => {
    const { before, after } = await restarted(t, outcome);
    for (const { scid } of EDGES) {
      const bounds = after.facts.knowledge.get(scidOf(scid));
      assert(bounds !== undefined);
      assert.deepEqual(bounds, before.facts.knowledge.get(scidOf(scid)));
    }
  });

test('a way that failed for want of liquidity is doubted after a restart, and less so hours later', async (t) => {
  const directory = temporaryDirectory(t);
  const wish = {
    ...{ payee: idOf('payee'), amount: msat(600_000n), maxFee: msat(1000n), finalExpiry: 100 },
    ...{ routeHints: [], exclusions: [], inFlight: [], maxParts: 1, minPartAmount: msat(1n) },
  };
  const chanceIn = (router: Router): number => {
    const explained = router.explain(wish);
    assert(explained.ok);
    return explained.value[0]?.hops.reduce((chance, { probability }) => chance * probability, 1) ?? 0;
  };
  const store = open(t, directory, [KNOWLEDGE_SCHEMA]);
  const router = routerOf(store);
  const fresh = chanceIn(router);
  router.report({ route: ROUTE, outcome: { type: 'no_liquidity', hop: 1 }, at: AT });
  const taught = chanceIn(router);
  assert(taught < fresh / 10);
  await router.stop();
  store.close();
  const again = open(t, directory, [KNOWLEDGE_SCHEMA]);
  assert.equal(chanceIn(routerOf(again)), taught);
  const later = chanceIn(routerOf(again, AT + 20 * HALF_LIFE_SECONDS));
  assert(later > fresh * 0.9 && later < fresh * 1.1, `${later} of ${fresh}`);
});

test('of more channels than are kept, those whose lessons are oldest are forgotten on disk too', async (t) => {
  const directory = temporaryDirectory(t);
  const store = open(t, directory, [KNOWLEDGE_SCHEMA]);
  await store.commit((tx) => {
    for (let at = 0; at < MAX_KNOWN_CHANNELS; at++)
      tx.run(
        'INSERT INTO channel_liquidity VALUES (?, 1000000, 0, ?, 500000, ?)',
        ...[Uint8Array.of(0, 0, 0, 1, 0, at >> 16, at >> 8, at), BigInt(at), BigInt(at)],
      );
  });
  const router = routerOf(store);
  assert.equal(router.facts.knowledge.size, MAX_KNOWN_CHANNELS);
  router.report({
    route: { ...ROUTE, channelId: channelId(new Uint8Array(32)) },
    outcome: { type: 'succeeded' },
    at: AT,
  });
  await router.stop();
  const rows = store.all('SELECT min(lower_at) AS oldest, count(*) AS count FROM channel_liquidity');
  assert.deepEqual([rows[0]?.number('oldest'), rows[0]?.number('count')], [2, MAX_KNOWN_CHANNELS]);
});
