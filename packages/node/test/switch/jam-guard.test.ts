import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { msat } from '@sferic/wire';
import { Store } from '../../src/store/index.ts';
import { PEER_CONDUCT_SCHEMA } from '../../src/switch/index.ts';
import { JamGuard } from '../../src/switch/jam-guard.ts';
import { viewOf } from './fake-channels.ts';
import { BOB, BOB_ID } from './switch-bench.ts';

const MALLORY = '02'.repeat(33);
const FRANK = '03'.repeat(33);
const SLOTS = 10;
const bob = viewOf(BOB, BOB_ID, 2n, {
  remoteMaxAcceptedHtlcs: SLOTS,
  remoteMaxInFlight: msat(1_000_000n),
});

function bench(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-jam-'));
  const store = unwrap(Store.open({ directory, schemas: [PEER_CONDUCT_SCHEMA] }));
  t.after(() => {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const clock = { now: 1_700_000_000_000 };
  const make = () => new JamGuard({ store, now: () => clock.now });
  return { clock, make, guard: make() };
}

let nextKey = 0;
function offer(guard: JamGuard, peer: string, now: number, amount = 1000n): string {
  const key = `htlc ${nextKey++}`;
  guard.offered(key, peer, BOB, msat(amount), now);
  return key;
}

function earnTrust(guard: JamGuard, peer: string, now: number): void {
  for (let index = 0; index < 100; index++) guard.settled(offer(guard, peer, now));
}

it('half of the slots is for peers whose HTLCs are settled fast', (t) => {
  const { guard, clock } = bench(t);
  earnTrust(guard, FRANK, clock.now);
  for (let index = 0; index < SLOTS / 2; index++) {
    assert.equal(guard.admits(MALLORY, bob), true);
    offer(guard, MALLORY, clock.now);
  }
  assert.equal(guard.admits(MALLORY, bob), false);
  assert.equal(guard.admits('02ff', bob), false, 'all strangers share');
  assert.equal(guard.admits(FRANK, bob), true);
});

it('half of the value is, but a free channel carries any amount', (t) => {
  const { guard, clock } = bench(t);
  assert.equal(guard.admits(MALLORY, bob), true);
  const key = offer(guard, MALLORY, clock.now, 900_000n);
  assert.equal(guard.admits(MALLORY, bob), false);
  guard.settled(key);
  assert.equal(guard.admits(MALLORY, bob), true);
});

it('what was refused gives its room back', (t) => {
  const { guard, clock } = bench(t);
  guard.refused(offer(guard, MALLORY, clock.now, 900_000n));
  assert.equal(guard.admits(MALLORY, bob), true);
});

it('who begins to hold HTLCs shares with the strangers again', (t) => {
  const { guard, clock } = bench(t);
  earnTrust(guard, FRANK, clock.now);
  for (let index = 0; index < 6; index++) offer(guard, FRANK, clock.now);
  assert.equal(guard.isTrusted(FRANK), true);
  clock.now += 60_000;
  assert.equal(guard.isTrusted(FRANK), false);
});

it('conduct outlives a restart, and is dropped with the last channel of the peer', async (t) => {
  const { guard, clock, make } = bench(t);
  earnTrust(guard, FRANK, clock.now);
  await guard.save(new Set([FRANK, MALLORY]));
  assert.equal(make().isTrusted(FRANK), true);
  await guard.save(new Set([MALLORY]));
  assert.equal(make().isTrusted(FRANK), false);
});
