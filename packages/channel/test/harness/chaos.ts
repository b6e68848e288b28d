/** Random use of two ends: whatever happens in whatever order, money and promises must come out right. */
import assert from 'node:assert/strict';
import { bytesToHex } from '@sferic/crypto';
import type { Msat, SatPerKw } from '@sferic/wire';
import fc from 'fast-check';
import type { Htlc } from '../../src/commitment/htlc.ts';
import type { ChannelCommand } from '../../src/input.ts';
import {
  auditAgreement,
  auditBalances,
  auditSignatures,
  established,
  isQuiet,
  onlyFunding,
} from './auditor.ts';
import type { CrashPoint, End } from './end.ts';
import { originOf, payment } from './fixtures.ts';
import type { Name, Pair } from './pair.ts';

export type Action =
  | { readonly type: 'add'; readonly by: Name; readonly amount: bigint }
  | { readonly type: 'resolve'; readonly by: Name; readonly pick: number; readonly how: Resolution }
  | { readonly type: 'fee'; readonly feerate: number }
  | { readonly type: 'sign' | 'acknowledge' | 'restart' | 'close'; readonly by: Name }
  | { readonly type: 'deliver'; readonly from: Name; readonly count: number }
  | { readonly type: 'cut' | 'reconnect' | 'settle' }
  | { readonly type: 'crash'; readonly by: Name; readonly at: CrashPoint };

export type Resolution = 'fulfill' | 'fail' | 'malformed';

const NAMES = ['alice', 'bob'] as const;
const name = fc.constantFrom<Name>(...NAMES);
const how = fc.constantFrom<Resolution>('fulfill', 'fulfill', 'fail', 'malformed');

/** Small ones are dust; large ones soon hit a limit. */
const amount = fc.oneof(
  fc.bigInt({ min: 1n, max: 700_000n }),
  fc.bigInt({ min: 700_000n, max: 40_000_000n }),
  fc.bigInt({ min: 40_000_000n, max: 300_000_000n }),
);

export const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('add' as const), by: name, amount }) },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('resolve' as const), by: name, pick: fc.nat(20), how }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('fee' as const),
      feerate: fc.integer({ min: 253, max: 12_000 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('sign' as const), by: name }) },
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constant('deliver' as const),
      from: name,
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('acknowledge' as const), by: name }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cut' as const) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('reconnect' as const) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('settle' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const), by: name }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('crash' as const),
      by: name,
      at: fc.constantFrom<CrashPoint>('before_commit', 'after_commit'),
    }),
  },
);

/** With cooperative closes besides: what is in flight must drain, and the rest come out the same. */
export const actionOrClose: fc.Arbitrary<Action> = fc.oneof(
  { weight: 40, arbitrary: action },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('close' as const), by: name }) },
);

/** What the test knows of an HTLC, apart from the channel. */
interface Promised {
  readonly number: number;
  readonly by: Name;
  readonly amount: bigint;
  readonly origin: string;
  resolution?: Resolution;
  outcome?: string;
}

const ONION = new Uint8Array(1366).fill(3);

/** Runs actions against a pair and keeps its own books. */
export class Chaos {
  readonly pair: Pair;
  /** Called when a commitment of an end is new, for judges of whatever kind. */
  readonly onCommitment: (end: End, peer: End) => void;
  readonly #promised = new Map<string, Promised>();
  readonly #start: Readonly<Record<Name, bigint>>;
  readonly #audited: Record<Name, string> = { alice: '', bob: '' };
  #count = 0;
  /** Whether an end has begun to close. */
  #closing = false;

  constructor(pair: Pair, onCommitment: (end: End, peer: End) => void = () => {}) {
    this.pair = pair;
    this.onCommitment = onCommitment;
    this.#start = {
      alice: onlyFunding(pair.alice).balances.local,
      bob: onlyFunding(pair.bob).balances.local,
    };
  }

  run(action: Action): void {
    this.#apply(action);
    for (const name of NAMES) if (this.pair.end(name).crashed) this.pair.restart(name);
    this.audit();
  }

  #apply(action: Action): void {
    const { pair } = this;
    switch (action.type) {
      case 'add':
        this.#add(action.by, action.amount);
        return;
      case 'resolve':
        this.#resolve(action.by, action.pick, action.how);
        return;
      case 'fee':
        pair.alice.command({ type: 'update_fee', feerate: action.feerate as SatPerKw });
        return;
      case 'sign':
        pair.end(action.by).sign();
        return;
      case 'close':
        this.#closing ||=
          pair.end(action.by).command({ type: 'close', feerate: 1000 as SatPerKw }) === undefined;
        return;
      case 'acknowledge':
        for (const settlement of pair.end(action.by).settlements)
          pair.end(action.by).do({ type: 'acknowledge_settlement', origin: settlement.origin });
        return;
      case 'deliver':
        for (let i = 0; i < action.count && !pair.alice.crashed && !pair.bob.crashed; i++)
          pair.deliver(action.from);
        return;
      case 'settle':
        pair.settle();
        return;
      case 'cut':
        pair.cut();
        return;
      case 'reconnect':
        if (!pair.connected) pair.reconnect();
        return;
      case 'restart':
        pair.restart(action.by);
        return;
      case 'crash':
        pair.end(action.by).crashAt = action.at;
    }
  }

  #add(by: Name, value: bigint): void {
    const end = this.pair.end(by);
    const number = this.#count++;
    const origin = originOf(by, number);
    const refusal = end.command({
      type: 'add_htlc',
      amount: value as Msat,
      paymentHash: payment(number).paymentHash,
      cltvExpiry: 2000,
      onion: ONION,
      origin,
    });
    if (refusal !== undefined) {
      assert(this.#closing || refusal.severity === 'fail_htlc', refusal.message);
      return;
    }
    // A process that dies before the commit has promised nothing.
    if (end.crashed && end.crashAt === 'before_commit') return;
    const key = bytesToHex(origin);
    this.#promised.set(key, { number, by, amount: value, origin: key });
  }

  #resolve(by: Name, pick: number, how: Resolution): void {
    const open = this.#open(by);
    const htlc = open[pick % Math.max(1, open.length)];
    if (htlc !== undefined) this.#resolveHtlc(by, htlc, how);
  }

  #resolveHtlc(by: Name, htlc: Htlc, how: Resolution): void {
    const end = this.pair.end(by);
    const { id, paymentHash } = htlc.facts;
    const promised = this.#promised
      .values()
      .find(({ number }) => isSame(payment(number).paymentHash, paymentHash));
    assert(promised !== undefined, 'an HTLC that nobody offered');
    end.do(resolution(how, id, promised.number));
    if (!(end.crashed && end.crashAt === 'before_commit')) promised.resolution = how;
  }

  /** Incoming HTLCs that wait for the switch of `by`. */
  #open(by: Name): readonly Htlc[] {
    const { remote } = established(this.pair.end(by)).commitments.updates.htlcs;
    return [...remote.values()].filter(({ stage }) => stage === 'committed');
  }

  /** What must hold after every action. */
  audit(): void {
    const { alice, bob } = this.pair;
    auditAgreement(alice, bob);
    for (const end of [alice, bob]) {
      auditBalances(end);
      assert.deepEqual(end.errors, [], `${end.name}: ${JSON.stringify(end.events.at(-1))}`);
      this.#auditOutcomes(end);
      for (const htlc of this.#open(end.name as Name))
        assert(isSame(end.takeReceived(htlc.facts.id).paymentHash, htlc.facts.paymentHash), 'a lost HTLC');
      const signature = bytesToHex(onlyFunding(end).localSignatures.signature);
      if (this.#audited[end.name as Name] === signature) continue;
      this.#audited[end.name as Name] = signature;
      auditSignatures(end);
      this.onCommitment(end, end === alice ? bob : alice);
    }
  }

  /** Everything is said, resolved and counted. */
  finish(): void {
    const { pair } = this;
    for (const name of NAMES) pair.end(name).crashAt = undefined;
    if (!pair.connected) pair.reconnect();
    pair.settle();
    for (const name of NAMES)
      for (const htlc of this.#open(name))
        this.#resolveHtlc(name, htlc, htlc.facts.id % 2n === 0n ? 'fulfill' : 'fail');
    pair.settle();
    this.audit();
    pair.finish();
    for (const name of NAMES) {
      const end = pair.end(name);
      assert(isQuiet(end), `${name} is not quiet`);
      const { local, remote } = established(end).commitments.updates.htlcs;
      assert.deepEqual([local.size, remote.size], [0, 0], `${name} has HTLCs left`);
      assert.equal(onlyFunding(end).balances.local, this.#expectedBalance(name), `balance of ${name}`);
    }
    for (const { outcome, origin } of this.#promised.values()) assert(outcome, `${origin} was never settled`);
  }

  #auditOutcomes(end: End): void {
    const peer = end === this.pair.alice ? this.pair.bob : this.pair.alice;
    for (const { origin, outcome, paymentHash } of end.settlements) {
      const promised = this.#promised.get(bytesToHex(origin));
      assert(promised !== undefined, 'an outcome of an HTLC that was not offered');
      assert.equal(promised.outcome ?? outcome.type, outcome.type, 'two outcomes of one HTLC');
      promised.outcome = outcome.type;
      if (outcome.type !== 'not_sent') {
        assert.equal(outcome.type, promised.resolution);
        continue;
      }
      const arrived = peer.everReceived.some((htlc) => isSame(htlc.paymentHash, paymentHash));
      assert(!arrived, 'an HTLC that was not sent arrived');
    }
  }

  #expectedBalance(name: Name): bigint {
    let balance = this.#start[name];
    for (const { by, amount: value, outcome } of this.#promised.values())
      if (outcome === 'fulfill') balance += by === name ? -value : value;
    return balance;
  }
}

function resolution(how: Resolution, htlcId: bigint, number: number): ChannelCommand {
  switch (how) {
    case 'fulfill':
      return { type: 'fulfill_htlc', htlcId, preimage: payment(number).preimage };
    case 'fail':
      return { type: 'fail_htlc', htlcId, reason: new Uint8Array(292).fill(number & 0xff) };
    case 'malformed':
      return {
        type: 'fail_malformed_htlc',
        htlcId,
        sha256OfOnion: new Uint8Array(32).fill(1),
        failureCode: 0xc005,
      };
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return bytesToHex(a) === bytesToHex(b);
}
