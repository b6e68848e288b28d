import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TxId, WireMessageType } from '@sferic/wire';
import { formatTxid, type Transaction, transactionId } from '../../src/bitcoin/index.ts';
import type { WaitForReadyState } from '../../src/state.ts';
import { storedState } from '../../src/state.ts';
import { auditAgreement, auditSignatures, established } from '../harness/auditor.ts';
import type { End } from '../harness/end.ts';
import { START_HEIGHT } from '../harness/fixtures.ts';
import { type Name, stateType } from '../harness/pair.ts';
import { OpeningPair, type OpeningScenario } from './opening-pair.ts';

const SCENARIOS: Readonly<Record<string, OpeningScenario>> = {
  'the accepter signs first': {},
  'the opener signs first': { amounts: { alice: 400_000n, bob: 600_000n } },
  'the accepter adds nothing': { amounts: { alice: 600_000n, bob: 0n } },
  'confirmed inputs are checked': { requireConfirmed: ['alice', 'bob'] },
};

/** Both wait for the first funding transaction. */
function waiting(scenario: OpeningScenario = {}): OpeningPair {
  const pair = new OpeningPair(scenario);
  assert.ok(pair.open());
  pair.run();
  for (const end of [pair.alice, pair.bob]) assert.equal(stateType(end.state), 'wait_for_ready');
  pair.carried.length = 0;
  return pair;
}

/** Both wait for one of two. */
function replaced(scenario: OpeningScenario = {}, by: Name = 'alice'): OpeningPair {
  const pair = waiting(scenario);
  assert.equal(pair.replace(by, 2000), undefined);
  pair.run();
  assertCandidates(pair, 2);
  return pair;
}

function waitingState({ state }: End): WaitForReadyState {
  const stored = storedState(state);
  assert.ok(stored?.type === 'wait_for_ready');
  return stored;
}

function txids(end: End): readonly TxId[] {
  return established(end).commitments.active.map(({ txid }) => txid);
}

/** Both know the same funding transactions, with a good commitment on each, and nothing is half done. */
function assertCandidates(pair: OpeningPair, count: number): void {
  assert.deepEqual(txids(pair.alice), txids(pair.bob));
  for (const end of [pair.alice, pair.bob]) {
    const { candidates, replacement, commitments } = waitingState(end);
    assert.equal(stateType(end.state), 'wait_for_ready', end.name);
    assert.equal(candidates.size, count, end.name);
    assert.deepEqual(
      [...candidates.keys()],
      commitments.active.map(({ index }) => index),
    );
    assert.equal(replacement, undefined);
    for (const { transaction } of candidates.values())
      assert.ok(transaction.witnesses.local && transaction.witnesses.remote, `${end.name}: half signed`);
    auditSignatures(end);
  }
}

/** As the chain tells both ends: `transaction` in a block, and `depth` blocks in all. */
function confirm(pair: OpeningPair, txid: TxId, depth: number): void {
  for (const end of [pair.alice, pair.bob]) {
    const height = START_HEIGHT + 1;
    pair.mine(end, height);
    end.input({ type: 'chain', event: { type: 'funding_confirmed', txid, height, txIndex: 2 } });
    for (let more = 1; more < depth; more++) pair.mine(end, height + more);
  }
  pair.run();
}

function published({ effects }: End): readonly Transaction[] {
  return effects.flatMap((effect) => (effect.type === 'publish' ? [effect.transaction] : []));
}

function unwatched({ effects }: End): readonly TxId[] {
  return effects.flatMap((effect) => (effect.type === 'unwatch' ? [effect.watch.txid] : []));
}

describe('a funding transaction that is replaced', () => {
  for (const [name, scenario] of Object.entries(SCENARIOS))
    for (const by of ['alice', 'bob'] satisfies Name[]) {
      if (by === 'bob' && scenario.amounts?.bob === 0n) continue;
      it(`${name}, ${by} replaces it: whichever confirms is the channel's`, () => {
        for (const winner of [0, 1]) {
          const pair = replaced(scenario, by);
          const both = txids(pair.alice);
          const [txid, loser] = [both[winner], both[1 - winner]];
          assert.ok(txid && loser);
          confirm(pair, txid, 5);
          assertCandidates(pair, 2);
          confirm(pair, txid, 6);
          for (const end of [pair.alice, pair.bob]) {
            assert.equal(stateType(end.state), 'normal');
            assert.deepEqual(txids(end), [txid]);
            assert.deepEqual(unwatched(end), [loser, loser]);
          }
          auditAgreement(pair.alice, pair.bob);
          pair.finish();
        }
      });
    }

  it('both publish it, and its fee is what was asked for; both go on watching the first', () => {
    const pair = replaced();
    const [first, second] = txids(pair.alice);
    for (const end of [pair.alice, pair.bob]) {
      assert.deepEqual(published(end).map(transactionId), [first, second]);
      const watched = end.effects.flatMap((effect) =>
        effect.type === 'watch' ? [formatTxid(effect.watch.txid)] : [],
      );
      assert.ok(first && second);
      assert.deepEqual([...new Set(watched)], [first, second].map(formatTxid));
      const [old, next] = [...waitingState(end).candidates.values()];
      assert.ok(old && next && next.transaction.shared.fee >= 2n * old.transaction.shared.fee - 10n);
    }
  });

  it('by either, ten times in turn, and not an eleventh', () => {
    const pair = waiting();
    let feerate = 1000;
    for (let count = 1; count < 10; count++) {
      feerate = Math.floor((feerate * 25) / 24);
      assert.equal(pair.replace(count % 2 === 0 ? 'alice' : 'bob', feerate), undefined);
      pair.run();
      assertCandidates(pair, count + 1);
    }
    assert.equal(pair.replace('alice', 9000), 'invalid_command');
    assert.equal(pair.replace('bob', 9000), 'invalid_command');
    pair.finish();
  });

  it('with less of the accepter: each candidate has its own balances', () => {
    const pair = waiting();
    pair.wallets.bob.nextAmount = 0n;
    pair.replace('alice', 2000);
    pair.run();
    assertCandidates(pair, 2);
    const { active } = established(pair.bob).commitments;
    assert.deepEqual(
      active.map(({ capacity, balances }) => [capacity, balances.local]),
      [
        [1_000_000n, 400_000_000n],
        [600_000n, 0n],
      ],
    );
    const [, second] = txids(pair.bob);
    assert.ok(second);
    confirm(pair, second, 6);
    assert.equal(stateType(pair.bob.state), 'normal');
    auditAgreement(pair.alice, pair.bob);
  });

  it('a reorganisation puts the other into the chain: that one is the channel', () => {
    const pair = replaced();
    const [first, second] = txids(pair.alice);
    assert.ok(first && second);
    confirm(pair, second, 5);
    for (const end of [pair.alice, pair.bob])
      end.input({ type: 'chain', event: { type: 'funding_unconfirmed', txid: second } });
    confirm(pair, first, 6);
    for (const end of [pair.alice, pair.bob]) {
      assert.equal(stateType(end.state), 'normal');
      assert.deepEqual(txids(end), [first]);
    }
    pair.finish();
  });

  it('after a restart the newest is published again, and our coins in all are kept', () => {
    const pair = replaced();
    const [, second] = txids(pair.alice);
    pair.alice.effects.length = 0;
    pair.restart('alice');
    assert.deepEqual(published(pair.alice).map(transactionId), [second]);
    const released = pair.alice.effects.find(({ type }) => type === 'release_wallet_inputs');
    assert.ok(released?.type === 'release_wallet_inputs');
    assert.equal(released.keep?.length, 2);
  });
});

describe('a channel that fails with several funding transactions alive', () => {
  it('publishes the newest and its commitment, and that on another once it confirms', () => {
    const pair = replaced();
    const [first, second] = txids(pair.alice);
    assert.ok(first && second);
    const { alice } = pair;
    alice.effects.length = 0;
    alice.do({ type: 'force_close' });
    assert.deepEqual(published(alice).map(transactionId), [second]);
    const spends = () => (alice.published as Transaction[]).map(({ inputs }) => inputs[0]?.outPoint.txid);
    assert.deepEqual(spends(), [second]);
    confirm(pair, first, 1);
    assert.deepEqual(spends(), [second, first]);
    alice.published.length = 0;
    pair.restart('alice');
    assert.deepEqual(spends(), [first]);
  });
});

const MESSAGES: readonly WireMessageType[] = [
  'tx_init_rbf',
  'tx_ack_rbf',
  'tx_add_input',
  'tx_add_output',
  'tx_complete',
  'commitment_signed',
  'tx_signatures',
];

/** Whatever was begun is finished or forgotten by both, and the next attempt works. */
function assertGoesOn(pair: OpeningPair): number {
  const known = txids(pair.alice).length;
  assertCandidates(pair, known);
  assert.equal(pair.replace('alice', 3000), undefined);
  pair.run();
  assertCandidates(pair, known + 1);
  const last = txids(pair.bob).at(-1);
  assert.ok(last);
  confirm(pair, last, 6);
  for (const end of [pair.alice, pair.bob]) assert.equal(stateType(end.state), 'normal', end.name);
  auditAgreement(pair.alice, pair.bob);
  return known;
}

const { 'the accepter signs first': ACCEPTER_FIRST = {}, 'the opener signs first': OPENER_FIRST = {} } =
  SCENARIOS;
const ORDERS = Object.entries({
  'the accepter signs first': ACCEPTER_FIRST,
  'the opener signs first': OPENER_FIRST,
});

describe('a connection that breaks while the funding transaction is replaced', () => {
  for (const [name, scenario] of ORDERS)
    for (const by of ['alice', 'bob'] satisfies Name[])
      for (const from of ['alice', 'bob'] satisfies Name[])
        it(`${name}, ${by} replaces it: cut before or after any message of ${from}`, () => {
          let finished = 0;
          for (const type of MESSAGES)
            for (const when of ['before', 'after'] as const)
              for (let skip = 0; skip < 2; skip++) {
                const pair = waiting(scenario);
                let seen = 0;
                pair.breaksAt = (message) => {
                  if (message.from !== from || message.type !== type) return undefined;
                  seen += 1;
                  return seen > skip ? when : undefined;
                };
                pair.replace(by, 2000);
                pair.run();
                if (pair.connected) break;
                pair.reconnect();
                pair.run();
                const isSigned = type === 'commitment_signed' || type === 'tx_signatures';
                const known = assertGoesOn(pair);
                if (isSigned) assert.equal(known, 2, `${type} ${when}`);
                else if (known === 2) finished += 1;
              }
          assert.ok(finished <= 4, `${finished} attempts went on that were not signed`);
        });
});

describe('a process that dies while the funding transaction is replaced', () => {
  for (const [name, scenario] of ORDERS)
    for (const victim of ['alice', 'bob'] satisfies Name[])
      for (const crashAt of ['before_commit', 'after_commit'] as const)
        it(`${name}: ${victim} ${crashAt} at every step comes back to where both can go on`, () => {
          let steps = 0;
          for (; dies(scenario, victim, crashAt, steps); steps++);
          assert.ok(steps > 4, `${steps} steps`);
        });
});

function dies(
  scenario: OpeningScenario,
  victim: Name,
  crashAt: 'before_commit' | 'after_commit',
  steps: number,
): boolean {
  const pair = waiting(scenario);
  const end = pair.end(victim);
  const input = end.input.bind(end);
  let count = 0;
  end.input = (each) => {
    if (end.crashed) return undefined;
    if (count === steps) end.crashAt = crashAt;
    count += 1;
    return input(each);
  };
  pair.replace('alice', 2000);
  pair.run();
  if (count <= steps) return false;
  end.input = input;
  pair.restart(victim);
  pair.reconnect();
  pair.run();
  assertGoesOn(pair);
  return true;
}
