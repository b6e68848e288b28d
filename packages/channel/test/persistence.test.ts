import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { restore, restorePast } from '../src/persistence/restore.ts';
import { rowWrites } from '../src/persistence/writes.ts';
import { storedState } from '../src/state.ts';
import { step } from '../src/step.ts';
import { established } from './harness/auditor.ts';
import type { End } from './harness/end.ts';
import { Pair } from './harness/pair.ts';
import { addHtlc, fulfill, offer } from './harness/traffic.ts';

function rowsOf(end: End) {
  return [...end.rows].map(([key, value]) => ({ key, value }));
}

/** Keys and bytes that a command writes. */
function cost(end: End, command: Parameters<End['do']>[0]): { keys: number; bytes: number } {
  const result = step(end.state, { type: 'command', command }, end.env);
  assert(result.ok);
  const { writes } = result.value;
  return { keys: writes.length, bytes: writes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0) };
}

describe('the rows of a channel', () => {
  it('what offering, removing and signing an HTLC writes does not depend on those in flight, but for its neighbours', () => {
    const [lone, crowd] = [1, 25].map((inFlight) => {
      const pair = Pair.normal();
      for (let number = 0; number < inFlight; number++) offer(pair.alice, number, 1_000_000n);
      pair.settle();
      const add = cost(pair.alice, addHtlc(pair.alice, 100, 1_000_000n));
      const remove = cost(pair.bob, { type: 'fail_htlc', htlcId: 0n, reason: new Uint8Array(292) });
      offer(pair.alice, 100, 1_000_000n);
      return { add, remove, sign: cost(pair.alice, { type: 'sign' }) };
    });
    assert(lone && crowd);
    // Each of up to 31 neighbours has a number, a stage, three flags and a commitment's number or two.
    const perNeighbour = 8 + 1 + 4 + 6;
    for (const kind of ['add', 'remove', 'sign'] as const) {
      assert.equal(crowd[kind].keys, lone[kind].keys, kind);
      assert(crowd[kind].bytes <= lone[kind].bytes + 24 * perNeighbour, kind);
    }
  });

  it('nor on the age of the channel, but for the slots of the secrets', () => {
    const pair = Pair.normal();
    let most = 0;
    for (let number = 0; number < 20; number++) {
      offer(pair.alice, number, 1_000_000n);
      pair.settle();
      fulfill(pair.bob, BigInt(number), number);
      pair.settle();
      const live = [...pair.alice.rows.keys()].filter((key) => !/^(past|settlement|secret)\//.test(key));
      most = Math.max(most, live.length);
    }
    assert.equal(most, 5);
    assert([...pair.alice.rows.keys()].filter((key) => key.startsWith('secret/')).length <= 7);
  });

  it('keep what a penalty needs of HTLCs that are gone, by the commitments that held them', () => {
    const pair = Pair.normal();
    const { alice, bob } = pair;
    offer(alice, 1, 30_000_000n);
    // Trimmed: it never had an output.
    offer(alice, 2, 100_000n);
    pair.settle();
    for (const [id, number] of [
      [0n, 1],
      [1n, 2],
    ] as const)
      fulfill(bob, id, number);
    pair.settle();
    for (const end of [alice, bob]) {
      const held = [0, 1, 2, 3].map((number) => restorePast(rowsOf(end), number).map(({ id }) => id));
      assert.deepEqual(held, [[], [0n], [], []], end.name);
    }
    // Loading a channel takes no notice of them.
    const restored = restore(rowsOf(alice));
    assert(restored.ok);
    assert.deepEqual(restored.value.state, storedState(alice.state));
  });

  it('a revoked state costs 66 bytes for each HTLC output that is gone since, however many commitments held it', () => {
    const pair = Pair.normal();
    const { alice, bob } = pair;
    offer(alice, 1, 30_000_000n);
    offer(alice, 2, 30_000_000n);
    pair.settle();
    // Each of these is in a commitment of its own, beside the two.
    for (let number = 3; number < 13; number++) {
      offer(alice, number, 100_000n);
      pair.settle();
      fulfill(bob, BigInt(number - 1), number);
      pair.settle();
    }
    const past = () => [...alice.rows].filter(([key]) => key.startsWith('past/'));
    assert.deepEqual(past(), [], 'nothing while they are there, nor for what was trimmed');
    fulfill(bob, 0n, 1);
    fulfill(bob, 1n, 2);
    pair.settle();
    assert.deepEqual(
      past().map(([, value]) => value.length),
      [66, 66],
    );
    assert(established(alice).commitments.remote.number > 20);
  });

  it('all go when the channel goes, but for those of the past', () => {
    const { alice } = Pair.normal();
    const deleted = rowWrites(storedState(alice.state), undefined);
    assert.deepEqual(new Set(deleted.map(({ key }) => key)), new Set(alice.rows.keys()));
    assert(deleted.every(({ value }) => value === null));
  });

  for (const key of [
    'params',
    'state',
    'commitments',
    'funding/0',
    'signatures/0',
    'htlc/local/0',
    'in_flight/local/0',
    'in_flight/remote/0',
    'removal/remote/0',
  ])
    it(`without ${key}: a missing row is named`, () => {
      const pair = Pair.normal();
      offer(pair.alice, 1, 30_000_000n);
      pair.settle();
      fulfill(pair.bob, 0n, 1);
      pair.deliver('bob');
      const end = key.includes('remote') ? pair.bob : pair.alice;
      const restored = restore(rowsOf(end).filter((row) => row.key !== key));
      assert(!restored.ok);
      assert.deepEqual(
        [restored.error.code, restored.error.key],
        ['missing_row', key.replace('funding/0', 'funding')],
      );
    });

  it('cut short at any byte, or with another version: a corrupt row is named', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    for (const { key, value } of rowsOf(pair.alice))
      for (const bad of [value.subarray(0, value.length - 1), Uint8Array.of(...value, 0), value.with(0, 9)]) {
        const restored = restore(
          rowsOf(pair.alice).map((row) => (row.key === key ? { key, value: bad } : row)),
        );
        assert(!restored.ok, key);
        assert.deepEqual([restored.error.code, restored.error.key], ['corrupt_row', key]);
      }
  });

  it('under the key of another: a corrupt row is named', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    offer(pair.alice, 2, 30_000_000n);
    const rows = rowsOf(pair.alice);
    const moved = (from: string, to: string) =>
      restore(rows.flatMap((row) => (row.key === from ? [row, { ...row, key: to }] : [row])));
    for (const [from, to] of [
      ['in_flight/local/0', 'in_flight/local/7'],
      ['in_flight/local/0', 'in_flight/local/00'],
      ['htlc/local/0', 'htlc/remote/0'],
      ['htlc/local/0', 'htlc/local/2'],
    ] as const) {
      const restored = moved(from, to);
      assert(!restored.ok, to);
      assert.deepEqual([restored.error.code, restored.error.key], ['corrupt_row', to]);
    }
  });

  it('of an unknown family: refused', () => {
    const { alice } = Pair.normal();
    const restored = restore([...rowsOf(alice), { key: 'later/1', value: Uint8Array.of(1) }]);
    assert(!restored.ok && restored.error.code === 'unknown_row');
  });

  it('are the same after a restart in every detail', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.alice.sign();
    const before = established(pair.alice);
    pair.restart('alice');
    assert.deepEqual(established(pair.alice), before);
  });
});
