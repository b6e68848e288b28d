import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { equalBytes } from '@sferic/crypto';
import type { AcceptChannel2, Msat, OpenChannel2, Sat, SatPerKw } from '@sferic/wire';
import { type Transaction, transactionId } from '../../src/bitcoin/index.ts';
import type { Effect } from '../../src/effect.ts';
import { take } from '../closing/fixtures.ts';
import { auditAgreement, auditBalances, auditSignatures, established } from '../harness/auditor.ts';
import type { End } from '../harness/end.ts';
import { stateType } from '../harness/pair.ts';
import { COMMITMENT_FEERATE, OpeningPair, type OpeningScenario } from './opening-pair.ts';

function published(end: End): readonly Transaction[] {
  return end.effects.flatMap((effect: Effect) => (effect.type === 'publish' ? [effect.transaction] : []));
}

/** Both ends stand where a signed funding transaction leaves them. */
function assertOpen(
  pair: OpeningPair,
  { amounts = { alice: 600_000n, bob: 400_000n } }: OpeningScenario = {},
): void {
  for (const [end, own, other] of [
    [pair.alice, amounts.alice, amounts.bob],
    [pair.bob, amounts.bob, amounts.alice],
  ] as const) {
    assert.equal(stateType(end.state), 'wait_for_ready');
    const [funding] = established(end).commitments.active;
    assert.deepEqual(funding?.balances, { local: own * 1000n, remote: other * 1000n });
    auditBalances(end);
    auditSignatures(end);
  }
  auditAgreement(pair.alice, pair.bob);
  const [one] = published(pair.alice);
  const [two] = published(pair.bob);
  assert.ok(one !== undefined && two !== undefined);
  assert.deepEqual(one, two);
  assert.ok(one.inputs.every((input) => input.witness.length > 0));
  const [funding] = established(pair.alice).commitments.active;
  assert.ok(equalBytes(transactionId(one), funding?.txid ?? new Uint8Array()));
  assert.equal(one.outputs[funding?.outputIndex ?? -1]?.amount, amounts.alice + amounts.bob);
}

describe('an opening', () => {
  const scenarios: Readonly<Record<string, OpeningScenario>> = {
    'funded by both': {},
    'funded by the opener alone': { amounts: { alice: 600_000n, bob: 0n } },
    'funded by the accepter, but for what the first fee takes': { amounts: { alice: 5_000n, bob: 900_000n } },
    'whose opener adds less': { amounts: { alice: 400_000n, bob: 600_000n } },
    'with confirmed inputs demanded by both': { requireConfirmed: ['alice', 'bob'] },
  };
  for (const [name, scenario] of Object.entries(scenarios))
    it(`${name}: both hold a signed commitment before either signs the funding`, () => {
      const pair = new OpeningPair(scenario);
      assert.ok(pair.open());
      pair.run();
      assertOpen(pair, scenario);
      const order = pair.carried.filter((line) => /commitment_signed|tx_signatures/.test(line));
      assert.deepEqual(order.slice(0, 2).sort(), ['alice: commitment_signed', 'bob: commitment_signed']);
      const { alice, bob } = scenario.amounts ?? { alice: 600_000n, bob: 400_000n };
      const [first, second] = alice < bob ? ['alice', 'bob'] : ['bob', 'alice'];
      assert.deepEqual(order.slice(2), [`${first}: tx_signatures`, `${second}: tx_signatures`]);
      pair.finish();
    });

  it('is ready once the funding is as deep as both demand, and both aliases are exchanged', () => {
    const pair = new OpeningPair({ policy: { minimumDepth: 3 } });
    pair.open();
    pair.run();
    pair.confirm(2);
    pair.run();
    assert.equal(stateType(pair.alice.state), 'wait_for_ready');
    for (const end of [pair.alice, pair.bob]) pair.mine(end, end.env.height + 1);
    pair.run();
    for (const end of [pair.alice, pair.bob]) assert.equal(stateType(end.state), 'normal');
    assert.deepEqual(established(pair.alice).aliases, { local: 11n, remote: 22n });
    pair.alice.do({
      type: 'add_htlc',
      amount: 1_000_000n as never,
      paymentHash: new Uint8Array(32) as never,
      cltvExpiry: 2000,
      onion: new Uint8Array(1366),
      origin: Uint8Array.of(1),
    });
    pair.settle();
    assert.ok(pair.bob.received.has(0n));
    pair.finish();
  });

  it('is not ready at the depth that suits the peer alone: it may have put in coins, and spend them elsewhere', () => {
    const pair = new OpeningPair({ policy: { minimumDepth: 1 } });
    pair.alice.env = { ...pair.alice.env, policy: { ...pair.alice.env.policy, minimumDepth: 3 } };
    pair.open();
    pair.run();
    pair.confirm(2);
    pair.run();
    assert(!pair.carried.includes('alice: channel_ready'));
    pair.mine(pair.alice, pair.alice.env.height + 1);
    pair.run();
    assert.equal(stateType(pair.alice.state), 'normal');
    pair.finish();
  });

  it('gives both ends one channel id, from both revocation basepoints', () => {
    const pair = new OpeningPair();
    pair.open();
    pair.run();
    assert.deepEqual(established(pair.alice).params.channelId, established(pair.bob).params.channelId);
    assert.equal(established(pair.alice).params.opener, 'local');
    assert.equal(established(pair.bob).params.opener, 'remote');
  });
});

describe('a command that cannot be', () => {
  it('is refused when the inputs do not cover amount and fee, and nothing is sent', () => {
    const pair = new OpeningPair({ coins: { alice: 600_000n, bob: 0n } });
    assert.ok(!pair.open());
    assert.equal(stateType(pair.alice.state), 'idle');
    assert.deepEqual(pair.alice.sent, []);
  });

  it('an opener that could not pay for its commitment is refused', () => {
    const pair = new OpeningPair({ amounts: { alice: 2_000n, bob: 900_000n } });
    assert.ok(!pair.open());
  });

  for (const commitmentFeerate of [253, COMMITMENT_FEERATE, 50_000] as SatPerKw[])
    it(`an opener alone needs what the refusal names, and not less, at ${commitmentFeerate} sat/kw`, () => {
      const opening = (amount: bigint) =>
        new OpeningPair({ amounts: { alice: amount, bob: 0n }, open: { commitmentFeerate } });
      const alone = opening(600n);
      const refused = alone.alice.command(alone.command());
      const least = BigInt(/it takes (\d+) sat/.exec(refused?.message ?? '')?.[1] ?? '');
      const [less, enough] = [opening(least - 1n), opening(least)];
      for (const pair of [less, enough]) {
        assert.ok(pair.open());
        pair.run();
      }
      assert.match(errorText(less.bob), new RegExp(`below the reserve: it takes ${least} sat of the opener`));
      assertOpen(enough, enough.scenario);
    });
});

/** The messages of an opening, each changed before it is delivered. */
function messagesOf(scenario: OpeningScenario = {}): {
  readonly pair: OpeningPair;
  readonly open: OpenChannel2;
  readonly accept: AcceptChannel2;
} {
  const pair = new OpeningPair(scenario);
  pair.open();
  const open = take(pair, 'alice');
  assert.ok(open.type === 'open_channel2');
  pair.bob.receiveMessage(open);
  pair.serveWallets();
  const accept = take(pair, 'bob');
  assert.ok(accept.type === 'accept_channel2');
  return { pair, open, accept };
}

function errorText(end: End): string {
  const last = end.events.findLast((event) => event.type === 'error');
  return last?.type === 'error' ? last.error.message : 'no error';
}

type Change = Partial<Omit<OpenChannel2, 'type'>> & Partial<Omit<AcceptChannel2, 'type'>>;

/** Rules that both opening messages share. */
const TERMS: readonly (readonly [string, Change, RegExp])[] = [
  ['no channel type', { channelType: undefined as never }, /channel_type/],
  ['another channel type', { channelType: Uint8Array.of(0x10, 0) }, /channel_type/],
  ['a dust limit below what every output needs', { dustLimitSatoshis: 353n as Sat }, /dust limit/],
  ['a dust limit that would burn much', { dustLimitSatoshis: 10_001n as Sat }, /dust limit/],
  ['a delay that is too long', { toSelfDelay: 2017 }, /to_self_delay/],
  ['no HTLCs at all', { maxAcceptedHtlcs: 0 }, /max_accepted_htlcs/],
  ['more HTLCs than a message can sign', { maxAcceptedHtlcs: 484 }, /max_accepted_htlcs/],
  ['no room for the smallest HTLC', { maxHtlcValueInFlightMsat: 0n as Msat }, /in_flight/],
  ['a shutdown script that is none', { upfrontShutdownScript: Uint8Array.of(0x51) }, /shutdown script/],
];

describe('open_channel2 with', () => {
  const cases: typeof TERMS = [
    ...TERMS,
    ['another chain', { chainHash: new Uint8Array(32) as never }, /another chain/],
    ['a temporary id of its own making', { temporaryChannelId: new Uint8Array(32) as never }, /temporary/],
    ['a commitment feerate too low', { commitmentFeeratePerkw: 252 as SatPerKw }, /commitment feerate/],
    ['a commitment feerate too high', { commitmentFeeratePerkw: 50_001 as SatPerKw }, /commitment feerate/],
    ['a funding feerate that is not relayed', { fundingFeeratePerkw: 252 as SatPerKw }, /funding feerate/],
    ['a locktime far ahead', { locktime: 1007 }, /locktime/],
    ['a locktime in seconds', { locktime: 500_000_000 }, /locktime/],
    ['too little for the first commitment', { fundingSatoshis: 3469n as Sat }, /commitment transaction/],
  ];
  for (const [name, change, reason] of cases)
    it(`${name} is answered by tx_abort`, () => {
      const { open } = messagesOf();
      const { bob } = new OpeningPair();
      bob.receiveMessage({ ...open, ...change });
      assert.equal(bob.state.type, 'closed');
      assert.match(errorText(bob), reason);
    });

  it('bits of channel_flags that have no meaning is taken', () => {
    const { open } = messagesOf();
    const { bob } = new OpeningPair();
    bob.receiveMessage({ ...open, channelFlags: 0xff });
    assert.equal(bob.state.type, 'awaiting_contribution');
  });
});

describe('accept_channel2 with', () => {
  const cases: typeof TERMS = [
    ...TERMS,
    ['a depth that takes more than a day', { minimumDepth: 145 }, /minimum_depth/],
    ['more than the capacity allows', { fundingSatoshis: 16_500_000n as Sat }, /capacity/],
  ];
  for (const [name, change, reason] of cases)
    it(`${name} is answered by tx_abort, and the coins are free`, () => {
      const { pair, accept } = messagesOf();
      pair.alice.receiveMessage({ ...accept, ...change });
      assert.equal(pair.alice.state.type, 'closed');
      assert.match(errorText(pair.alice), reason);
      pair.serveWallets();
      assert.ok(pair.wallets.alice.released);
    });

  it('the demand for confirmed inputs ends it if ours are not', () => {
    const { pair, accept } = messagesOf({ confirmed: false });
    pair.alice.receiveMessage({ ...accept, requireConfirmedInputs: true });
    assert.equal(pair.alice.state.type, 'closed');
  });

  it('a dust limit above our change ends it', () => {
    const { pair, accept } = messagesOf({
      coins: { alice: 601_500n, bob: 0n },
      amounts: { alice: 600_000n, bob: 0n },
    });
    pair.alice.receiveMessage({ ...accept, dustLimitSatoshis: 5000n as Sat });
    assert.match(errorText(pair.alice), /our change/);
  });
});

describe('an accepter that cannot agree', () => {
  it('because of the capacity aborts: both forget, and coins are free', () => {
    const pair = new OpeningPair({ bobPolicy: { maxCapacity: 999_999n as Sat } });
    pair.open();
    pair.run();
    assert.deepEqual([pair.alice.state.type, pair.bob.state.type], ['closed', 'closed']);
    assert.ok(pair.wallets.alice.released);
    assert.match(errorText(pair.bob), /capacity/);
    assert.deepEqual(pair.alice.errors, ['peer_opening_invalid']);
  });
});

describe('an opening that is given up', () => {
  it('by either operator before signing: the peer echoes tx_abort, both forget', () => {
    const pair = new OpeningPair();
    pair.open();
    pair.runUntil('bob', 'tx_complete');
    pair.alice.do({ type: 'abort', reason: 'changed my mind' });
    pair.run();
    assert.deepEqual([pair.alice.state.type, pair.bob.state.type], ['closed', 'closed']);
    assert.ok(pair.carried.includes('bob: tx_abort'));
    assert.ok(pair.wallets.alice.released && pair.wallets.bob.released);
  });

  it('by a disconnection before signing: nothing is remembered', () => {
    const pair = new OpeningPair();
    pair.open();
    pair.runUntil('bob', 'tx_complete');
    pair.cut();
    assert.deepEqual([pair.alice.state.type, pair.bob.state.type], ['closed', 'closed']);
    assert.deepEqual([pair.alice.rows.size, pair.bob.rows.size], [0, 0]);
  });

  it('while only commitments are signed: rows are deleted', () => {
    const pair = new OpeningPair();
    pair.wallets.bob.answers = false;
    pair.open();
    pair.run();
    assert.equal(pair.alice.state.type, 'signing_funding');
    assert.ok(pair.alice.rows.size > 0);
    pair.alice.do({ type: 'abort', reason: 'too slow' });
    pair.run();
    assert.deepEqual([pair.alice.state.type, pair.bob.state.type], ['closed', 'closed']);
    assert.deepEqual([pair.alice.rows.size, pair.bob.rows.size], [0, 0]);
  });

  it('after our tx_signatures it cannot be: the peer could publish', () => {
    const pair = new OpeningPair();
    pair.open();
    pair.runUntil('bob', 'tx_signatures');
    const refusal = pair.bob.command({ type: 'abort', reason: 'too late' });
    assert.equal(refusal?.code, 'wrong_state');
    pair.bob.receiveMessage({
      type: 'tx_abort',
      channelId: channelIdOf(pair.bob),
      data: new Uint8Array(0),
    });
    assert.equal(pair.bob.state.type, 'signing_funding');
  });
});

function channelIdOf(end: End) {
  assert.ok(end.state.type === 'signing_funding');
  return end.state.agreement.params.channelId;
}

describe('unconfirmed inputs', () => {
  it('an accepter that demands confirmed ones refuses an opener with others, at the latest when it checks', () => {
    const pair = new OpeningPair({ confirmed: false, requireConfirmed: ['bob'] });
    pair.open();
    pair.run();
    assert.deepEqual([pair.alice.state.type, pair.bob.state.type], ['closed', 'closed']);
  });

  it('nothing is signed before the answer of the chain, and what the peer signs meanwhile is kept', () => {
    const pair = new OpeningPair({ requireConfirmed: ['bob'] });
    pair.wallets.bob.answers = false;
    pair.open();
    pair.run();
    assert.ok(!pair.carried.includes('bob: commitment_signed'));
    assert.ok(pair.carried.includes('alice: commitment_signed'));
    pair.wallets.bob.answers = true;
    pair.run();
    assertOpen(pair);
    pair.finish();
  });
});

describe('while the funding waits for its depth', () => {
  function waiting(): OpeningPair {
    const pair = new OpeningPair();
    pair.open();
    pair.run();
    return pair;
  }

  it('a shutdown of the peer closes the channel at once', () => {
    const pair = waiting();
    const { channelId } = established(pair.alice).params;
    pair.bob.receiveMessage({
      type: 'shutdown',
      channelId,
      scriptpubkey: pair.alice.env.shutdownScript,
    });
    assert.equal(stateType(pair.bob.state), 'negotiating');
    assert.deepEqual([take(pair, 'bob').type, take(pair, 'bob').type], ['shutdown', 'closing_complete']);
  });
});
