import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { msat } from '@sferic/wire';
import { Store } from '../../src/store/index.ts';
import { FORWARDING_POLICY_SCHEMA, ForwardingPolicies } from '../../src/switch/index.ts';
import { idOf } from './fake-channels.ts';
import { POLICY } from './switch-bench.ts';

const MINUTE = 60_000;
const ONE = { channelId: idOf('one') };
const OTHER = { channelId: idOf('other') };

function bench(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-policies-'));
  const open = () => unwrap(Store.open({ directory, schemas: [FORWARDING_POLICY_SCHEMA] }));
  const state = { store: open(), now: 0, told: 0 };
  t.after(() => {
    state.store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const make = () =>
    new ForwardingPolicies({
      store: state.store,
      configured: POLICY,
      now: () => state.now,
      changed: () => state.told++,
    });
  const restart = () => {
    state.store.close();
    state.store = open();
    return make();
  };
  return { state, policies: make(), restart };
}

it('a channel has the terms of all others but for what was set for it, over restarts', async (t) => {
  const { policies, restart, state } = bench(t);
  await policies.change({ feeBase: msat(5n), htlcMaximum: msat(9_000n) }, undefined, false);
  await policies.change({ cltvExpiryDelta: 99, disabled: true }, ONE.channelId, false);
  assert.equal(state.told, 2);
  for (const now of [policies, restart()]) {
    const standard = { ...POLICY, feeBase: 5n, htlcMaximum: 9_000n };
    assert.deepEqual(now.policyOf(OTHER), standard);
    assert.deepEqual(now.policyOf(ONE), { ...standard, cltvExpiryDelta: 99, disabled: true });
  }
});

it('a reset goes back to the terms of all channels, and of all of them to the configuration', async (t) => {
  const { policies, restart } = bench(t);
  await policies.change({ feeBase: msat(5n) }, undefined, false);
  await policies.change({ feeBase: msat(6n) }, ONE.channelId, false);
  await policies.change({ cltvExpiryDelta: 50 }, ONE.channelId, true);
  assert.deepEqual(policies.policyOf(ONE), { ...POLICY, feeBase: 5n, cltvExpiryDelta: 50 });
  await policies.change({}, undefined, true);
  await policies.change({}, ONE.channelId, true);
  assert.deepEqual(policies.policyOf(ONE), POLICY);
  assert.deepEqual(restart().policyOf(ONE), POLICY);
});

it('payments by the terms before a change are taken for ten minutes, by those before that no more', async (t) => {
  const { policies, state } = bench(t);
  await policies.change({ feeBase: msat(2_000n) }, undefined, false);
  assert.deepEqual(
    policies.acceptable(ONE).map(({ feeBase }) => feeBase),
    [2_000n, 1_000n],
  );
  state.now = 5 * MINUTE;
  await policies.change({ feeBase: msat(3_000n) }, ONE.channelId, false);
  assert.deepEqual(
    policies.acceptable(ONE).map(({ feeBase }) => feeBase),
    [3_000n, 1_000n],
  );
  state.now = 10 * MINUTE;
  assert.deepEqual(
    policies.acceptable(ONE).map(({ feeBase }) => feeBase),
    [3_000n, 2_000n],
  );
  state.now = 15 * MINUTE;
  assert.deepEqual(policies.acceptable(ONE), [policies.policyOf(ONE)]);
});

it('a channel that is disabled takes nothing from then on, whatever was in force before', async (t) => {
  const { policies } = bench(t);
  await policies.change({ disabled: true }, ONE.channelId, false);
  assert.deepEqual(
    policies.acceptable(ONE).map(({ disabled }) => disabled),
    [true, true],
  );
  assert.deepEqual(
    policies.acceptable(OTHER).map(({ disabled }) => disabled),
    [undefined],
  );
});

it('terms of channels that are gone are dropped', async (t) => {
  const { policies, restart, state } = bench(t);
  await policies.change({ feeBase: msat(5n) }, undefined, false);
  await policies.change({ feeBase: msat(6n) }, ONE.channelId, false);
  await policies.change({ feeBase: msat(7n) }, OTHER.channelId, false);
  await policies.keepOnly([OTHER.channelId]);
  assert.equal(restart().policyOf(ONE).feeBase, 5n);
  assert.equal(state.store.all('SELECT channel FROM forwarding_policy').length, 2);
});
