import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { preimage } from '@sferic/wire';
import { encodeOrigin } from '../../src/switch/index.ts';
import { ALICE, BOB, BOB_TOO, makeHtlc, PREIMAGE, SwitchBench } from './switch-bench.ts';

const SLOTS = 4;

/** Offers HTLCs of alice with ids from `first` on. */
async function offer(bench: SwitchBench, first: number, count: number): Promise<void> {
  for (let id = first; id < first + count; id++) await bench.offer(makeHtlc(BigInt(id)).htlc);
}

async function fulfil(bench: SwitchBench, id: number): Promise<void> {
  const origin = encodeOrigin({ type: 'forward', channelId: ALICE, htlcId: BigInt(id) });
  await bench.settle(origin, { type: 'fulfill', preimage: preimage(PREIMAGE) });
}

function benchWithFewSlots(t: TestContext) {
  const bench = new SwitchBench(t);
  limitSlots(bench);
  return bench;
}

function limitSlots(bench: SwitchBench): void {
  for (const [index, view] of bench.channels.views.entries())
    bench.channels.views[index] = { ...view, remoteMaxAcceptedHtlcs: SLOTS };
}

it('HTLCs of a stranger that nobody settles fill half of the slots, and are failed from then on', async (t) => {
  const bench = benchWithFewSlots(t);
  await offer(bench, 0, SLOTS + 1);
  // Both channels to bob give half of their slots.
  assert.deepEqual(
    bench.channels.offers.map(({ channelId }) => channelId),
    [BOB, BOB, BOB_TOO, BOB_TOO],
  );
  assert.equal(bench.removal(BigInt(SLOTS))?.type, 'fail');
  await fulfil(bench, 0);
  await offer(bench, SLOTS + 1, 1);
  assert.equal(bench.channels.offers.length, SLOTS + 1);
});

it('what was pending before a restart takes room after it too', async (t) => {
  const bench = benchWithFewSlots(t);
  await offer(bench, 0, SLOTS);
  bench.boot();
  limitSlots(bench);
  await offer(bench, SLOTS, 1);
  assert.equal(bench.removal(BigInt(SLOTS))?.type, 'fail');
});
