/** The table of HTLCs against a plain map and sums made from scratch, through chance changes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Msat, PaymentHash, Sat } from '@sferic/wire';
import fc from 'fast-check';
import { differences } from '../src/commitment/bucket-map.ts';
import { HTLC_STAGE_ORDER, type Htlc, type HtlcStageName } from '../src/commitment/htlc.ts';
import { HtlcTable } from '../src/commitment/htlc-table.ts';

const DUST = { local: 354n as Sat, remote: 1000n as Sat };

function htlc(id: bigint, satoshis: number, stage: HtlcStageName): Htlc {
  const removal = { type: 'fulfill', preimage: new Uint8Array(32) } as unknown as Htlc['removal'];
  return {
    facts: {
      offeredBy: 'local',
      id,
      amount: BigInt(satoshis * 1000) as Msat,
      paymentHash: new Uint8Array(32) as PaymentHash,
      cltvExpiry: 500,
      onion: new Uint8Array(0),
    },
    stage,
    ...(stage.startsWith('remov') && removal && { removal }),
  };
}

const change = fc.record({
  id: fc.bigInt({ min: 0n, max: 200n }),
  satoshis: fc.constantFrom(1, 353, 354, 999, 1000, 10_000),
  stage: fc.constantFrom(...HTLC_STAGE_ORDER),
  gone: fc.boolean(),
});

test('a table after any changes holds what a map would, sums it up, and equals one made anew', () => {
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(change, { selector: ({ id }) => id })), (batches) => {
      let table = HtlcTable.of(DUST, []);
      const model = new Map<bigint, Htlc>();
      for (const batch of batches) {
        const before = { table, model: new Map(model) };
        const set = batch
          .filter(({ gone }) => !gone)
          .map(({ id, satoshis, stage }) => htlc(id, satoshis, stage));
        const gone = batch.filter((one) => one.gone).map(({ id }) => id);
        table = table.with(set, gone);
        for (const one of set) model.set(one.facts.id, one);
        for (const id of gone) model.delete(id);
        const changed = new Set(batch.map(({ id }) => id));
        for (const [id, old, now] of differences(before.table.entries, table.entries)) {
          assert(changed.delete(id));
          assert.equal(old, before.model.get(id));
          assert.equal(now, model.get(id));
        }
        // What is left was not there, before or after.
        for (const id of changed) assert.equal(before.model.has(id) || model.has(id), false);
      }
      const sorted = [...model.values()].sort((a, b) => (a.facts.id < b.facts.id ? -1 : 1));
      assert.deepEqual(table, HtlcTable.of(DUST, sorted));
      assert.equal(table.size, model.size);
      assert.deepEqual(new Set(table.values()), new Set(sorted));
      for (const stage of HTLC_STAGE_ORDER)
        checkTally(
          table,
          stage,
          sorted.filter((one) => one.stage === stage),
        );
    }),
  );
});

function checkTally(table: HtlcTable, stage: HtlcStageName, htlcs: readonly Htlc[]): void {
  const sum = (some: readonly Htlc[]) => some.reduce((total, { facts }) => total + facts.amount, 0n);
  const trimmed = (limit: Sat) => htlcs.filter(({ facts }) => facts.amount < limit * 1000n);
  const { local, remote } = { local: trimmed(DUST.local), remote: trimmed(DUST.remote) };
  assert.deepEqual(table.tallies[stage], {
    count: htlcs.length,
    amount: sum(htlcs),
    fulfilled: sum(htlcs.filter(({ removal }) => removal?.type === 'fulfill')),
    untrimmed: { local: htlcs.length - local.length, remote: htlcs.length - remote.length },
    trimmedAmount: { local: sum(local), remote: sum(remote) },
  });
}

test('without changes a table shares everything with the one before', () => {
  const table = HtlcTable.of(
    DUST,
    Array.from({ length: 100 }, (_, id) => htlc(BigInt(id), 1000, 'committed')),
  );
  const next = table.with([htlc(50n, 1000, 'removal_proposed')]);
  const shared = [...next.entries.buckets].filter(
    ([index, bucket]) => table.entries.buckets.get(index) === bucket,
  );
  assert.equal(shared.length, table.entries.buckets.size - 1);
});
