import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Secret } from '@sferic/crypto';
import { msat, nodeId } from '@sferic/wire';
import fc from 'fast-check';
import {
  counted,
  MAX_CATCH_UP_MS,
  MAX_UNDERWAY,
  nextStep,
  type OutgoingStream,
  owed,
  type StreamTerms,
  type Underway,
} from '../../src/streams/pace.ts';
import {
  encodeStreamRecord,
  findStreamRecord,
  isSlower,
  STREAM_RECORD_TYPE,
} from '../../src/streams/stream-record.ts';

const START = 1_700_000_000_000;
const NOTHING: Underway = { count: 0, amount: 0n };
const PAYEE = nodeId(Uint8Array.from([2, ...new Array(31).fill(0x79), 0x10].slice(0, 33)));

function stream(terms: Partial<StreamTerms> = {}): OutgoingStream {
  return {
    sessionId: new Uint8Array(16),
    secret: new Secret(new Uint8Array(32)),
    terms: {
      payee: PAYEE,
      rate: { amount: msat(1000n), milliseconds: 60_000 },
      everyMilliseconds: 1000,
      ...terms,
    },
    createdAt: START,
    state: { type: 'running' },
    ranMilliseconds: 0,
    countedAt: START,
    forgivenMilliseconds: 0,
    nextNumber: 0n,
    sent: msat(0n),
    fees: msat(0n),
    payments: 0,
  };
}

/** Takes each step at once and with success, at the given times after the start; returns the amounts. */
function play(from: OutgoingStream, times: readonly number[]): { stream: OutgoingStream; amounts: bigint[] } {
  let at = from;
  const amounts: bigint[] = [];
  for (const time of times) {
    at = counted(at, NOTHING, START + time);
    const step = nextStep(at, NOTHING);
    if (step.type !== 'pay') continue;
    amounts.push(step.amount);
    at = { ...at, sent: msat(at.sent + step.amount) };
  }
  return { stream: at, amounts };
}

it('what a rate does not divide evenly is made up for: a minute of seconds is the rate exactly', () => {
  const seconds = Array.from({ length: 60 }, (_, index) => (index + 1) * 1000);
  const { amounts } = play(stream(), seconds);
  assert.equal(
    amounts.reduce((a, b) => a + b, 0n),
    1000n,
  );
  assert.deepEqual([...new Set(amounts)].sort(), [16n, 17n]);
});

it('whenever it is looked at, as much is paid as is owed, and never more than the budget', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 60 }),
      fc.bigInt({ min: 1n, max: 100_000n }),
      fc.bigInt({ min: 1n, max: 1_000_000n }),
      (gaps, amount, budget) => {
        const times = gaps.map((_, index) => gaps.slice(0, index + 1).reduce((a, b) => a + b, 0));
        const terms = { rate: { amount: msat(amount), milliseconds: 1000 }, budget: msat(budget) };
        const { stream: end } = play(stream(terms), times);
        assert.equal(end.sent, owed(end));
        const exact = (amount * BigInt(times.at(-1) ?? 0)) / 1000n;
        assert.equal(end.sent, exact < budget ? exact : budget);
      },
    ),
  );
});

it('after an interruption at most a minute is caught up with', () => {
  const hour = 3_600_000;
  const rate = { amount: msat(10n), milliseconds: 1000 };
  const { amounts } = play(stream({ rate }), [1000, 1000 + hour]);
  assert.deepEqual(amounts, [10n, BigInt(MAX_CATCH_UP_MS / 100 + 10)]);
});

it('what is on its way counts as paid, and too many wait', () => {
  const at = counted(stream(), { count: 1, amount: 400n }, START + 30_000);
  assert.deepEqual(nextStep(at, { count: 1, amount: 400n }), { type: 'pay', amount: 100n });
  assert.deepEqual(nextStep(at, { count: 1, amount: 500n }), { type: 'wait' });
  assert.deepEqual(nextStep(at, { count: MAX_UNDERWAY, amount: 400n }), { type: 'wait' });
});

it('ends with its time or its budget, once nothing is on its way', () => {
  const over = {
    ...counted(stream({ forMilliseconds: 60_000 }), NOTHING, START + 90_000),
    sent: msat(1000n),
  };
  assert.equal(nextStep(over, { count: 1, amount: 0n }).type, 'wait');
  assert.deepEqual(nextStep(over, NOTHING), { type: 'end', reason: 'its time is over' });
  const spent = { ...counted(stream({ budget: msat(7n) }), NOTHING, START + 60_000), sent: msat(7n) };
  assert.deepEqual(nextStep(spent, NOTHING), { type: 'end', reason: 'the budget is used up' });
});

it('a pause is not paid for', () => {
  let at = counted(stream(), NOTHING, START + 6_000);
  at = counted({ ...at, state: { type: 'paused' } }, NOTHING, START + 600_000);
  assert.deepEqual(nextStep(at, NOTHING), { type: 'wait' });
  at = counted({ ...at, state: { type: 'running' } }, NOTHING, START + 606_000);
  assert.deepEqual(nextStep(at, NOTHING), { type: 'pay', amount: 200n });
});

it('a clock that goes back pays nothing and takes nothing back', () => {
  const at = counted(counted(stream(), NOTHING, START + 60_000), NOTHING, START);
  assert.equal(owed(at), 1000n);
});

it('the record comes back as it was; one of another length, without a period or of a rate that cannot be is malformed', () => {
  const sessionId = Uint8Array.from({ length: 16 }, (_, index) => index);
  const record = { sessionId, number: 2n ** 64n - 1n, rate: { amount: msat(5n), milliseconds: 60_000 } };
  const encoded = encodeStreamRecord(record);
  assert.deepEqual(findStreamRecord([encoded]), record);
  assert.equal(findStreamRecord([]), undefined);
  for (const value of [
    encoded.value.subarray(1),
    Uint8Array.from([...encoded.value, 0]),
    Uint8Array.from([...encoded.value.subarray(0, 32), 0, 0, 0, 0]),
    Uint8Array.from([...encoded.value.subarray(0, 32), 255, 255, 255, 255]),
    // More than there is, and than the store can keep.
    Uint8Array.from([...encoded.value.subarray(0, 24), ...new Array(8).fill(255), 0, 0, 0, 1]),
  ])
    assert.equal(findStreamRecord([{ type: STREAM_RECORD_TYPE, value }]), 'malformed');
});

it('rates are compared by what they pay in the same time', () => {
  const minute = { amount: msat(60n), milliseconds: 60_000 };
  assert.equal(isSlower(minute, { amount: msat(1n), milliseconds: 1000 }), false);
  assert.equal(isSlower(minute, { amount: msat(2n), milliseconds: 1999 }), true);
});
