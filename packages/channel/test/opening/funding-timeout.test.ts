/** A funding transaction that never confirms (BOLT 2, "The `channel_ready` Message"). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FUNDING_TIMEOUT } from '../../src/states/funding-timeout.ts';
import { START_HEIGHT } from '../harness/fixtures.ts';
import { type Name, stateType } from '../harness/pair.ts';
import { OpeningPair, type OpeningScenario } from './opening-pair.ts';

const ALONE: OpeningScenario = { amounts: { alice: 600_000n, bob: 0n } };
const FIRST = START_HEIGHT + 1;

function signed(scenario: OpeningScenario): OpeningPair {
  const pair = new OpeningPair(scenario);
  assert(pair.open());
  pair.run();
  assert.deepEqual([stateType(pair.alice.state), stateType(pair.bob.state)], WAITING);
  return pair;
}

const WAITING = ['wait_for_ready', 'wait_for_ready'];

function mine(pair: OpeningPair, height: number, ...names: readonly Name[]): void {
  for (const name of names.length > 0 ? names : (['alice', 'bob'] as const))
    pair.mine(pair.end(name), height);
}

describe('a funding transaction that has not confirmed in 2016 blocks', () => {
  it('of the peer alone: the accepter forgets the channel, the opener never does', () => {
    const pair = signed(ALONE);
    mine(pair, FIRST);
    mine(pair, FIRST + FUNDING_TIMEOUT - 1);
    assert.equal(stateType(pair.bob.state), 'wait_for_ready');
    mine(pair, FIRST + FUNDING_TIMEOUT);
    assert.equal(pair.bob.state.type, 'closed');
    assert.equal(pair.bob.rows.size, 0);
    assert.equal(pair.bob.effects.filter(({ type }) => type === 'unwatch').length, 2);
    assert(pair.bob.effects.some(({ type }) => type === 'forget'));
    mine(pair, FIRST + 10 * FUNDING_TIMEOUT, 'alice');
    assert.equal(stateType(pair.alice.state), 'wait_for_ready');
  });

  it('with coins of ours: it is never forgotten', () => {
    const pair = signed({});
    for (const height of [FIRST, FIRST + FUNDING_TIMEOUT, FIRST + 10 * FUNDING_TIMEOUT]) mine(pair, height);
    assert.deepEqual([stateType(pair.alice.state), stateType(pair.bob.state)], WAITING);
  });

  it('while the peer is away, over a restart: the blocks before count', () => {
    const pair = signed(ALONE);
    mine(pair, FIRST);
    pair.cut();
    pair.restart('bob');
    mine(pair, FIRST + FUNDING_TIMEOUT - 1, 'bob');
    assert.equal(stateType(pair.bob.state), 'offline wait_for_ready');
    mine(pair, FIRST + FUNDING_TIMEOUT, 'bob');
    assert.equal(pair.bob.state.type, 'closed');
  });

  it('while the signatures of the opener are missing, although the peer has ours', () => {
    const pair = new OpeningPair(ALONE);
    pair.open();
    pair.runUntil('alice', 'tx_signatures');
    pair.cut();
    assert.equal(stateType(pair.bob.state), 'offline signing_funding');
    mine(pair, FIRST, 'bob');
    pair.restart('bob');
    mine(pair, FIRST + FUNDING_TIMEOUT - 1, 'bob');
    assert.equal(stateType(pair.bob.state), 'offline signing_funding');
    mine(pair, FIRST + FUNDING_TIMEOUT, 'bob');
    assert.equal(pair.bob.state.type, 'closed');
    assert.equal(pair.bob.rows.size, 0);
  });

  it('of a channel that an earlier version stored without counting: the blocks count from now on', () => {
    const pair = signed(ALONE);
    const row = pair.bob.rows.get('state');
    assert(row !== undefined);
    pair.bob.rows.set('state', row.subarray(0, -1));
    pair.cut();
    pair.restart('bob');
    mine(pair, FIRST, 'bob');
    mine(pair, FIRST + FUNDING_TIMEOUT, 'bob');
    assert.equal(pair.bob.state.type, 'closed');
  });

  it('of a channel that failed before: it is forgotten too', () => {
    const pair = signed(ALONE);
    pair.bob.command({ type: 'force_close' });
    mine(pair, FIRST, 'bob');
    assert.equal(stateType(pair.bob.state), 'failed');
    mine(pair, FIRST + FUNDING_TIMEOUT, 'bob');
    assert.equal(pair.bob.state.type, 'closed');
  });

  it('after it was confirmed and a reorganisation took it away: the blocks count from then on', () => {
    const pair = signed({ ...ALONE, policy: { minimumDepth: 6 } });
    mine(pair, FIRST);
    const confirmed = FIRST + FUNDING_TIMEOUT - 5;
    mine(pair, confirmed);
    const txid = pair.funding.txid as never;
    pair.bob.input({
      type: 'chain',
      event: { type: 'funding_confirmed', txid, height: confirmed, txIndex: 1 },
    });
    pair.bob.input({ type: 'chain', event: { type: 'funding_unconfirmed', txid } });
    mine(pair, FIRST + FUNDING_TIMEOUT, 'bob');
    assert.equal(stateType(pair.bob.state), 'wait_for_ready');
    mine(pair, confirmed + FUNDING_TIMEOUT, 'bob');
    assert.equal(pair.bob.state.type, 'closed');
  });
});
