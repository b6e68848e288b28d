import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Allowance, chargeForChannels, chargeForFilter } from '../../src/graph/allowance.ts';
import { reactionTo } from '../../src/graph/gossip-error.ts';
import { Orphans } from '../../src/graph/orphans.ts';
import { PeerLink } from '../../src/graph/peer-link.ts';
import { PeerPolicies } from '../../src/graph/peer-policies.ts';
import { UpdateRate } from '../../src/graph/update-rate.ts';
import { SignatureVerifier } from '../../src/graph/verifier.ts';
import { announceNode, START, scid, testNode, updateChannel } from './fixture.ts';
import { channelView, TestPeer } from './network.ts';

const alice = testNode('alice');
const bob = testNode('bob');

test('an allowance is used up by the burst, comes back with time, and never asks for more than a minute', () => {
  const allowance = new Allowance(0);
  assert.equal(allowance.take(200_000, 0), 0);
  assert.equal(allowance.take(500, 0), 1000);
  assert.equal(allowance.take(0, 1000), 0);
  assert.equal(allowance.take(1, 1000), 2);
  assert.equal(allowance.take(10_000_000, 1000), 60_000);
  const rested = new Allowance(0);
  rested.take(200_000, 0);
  // A clock that is set back gives nothing and takes nothing.
  assert.equal(rested.take(0, -5000), 0);
  assert.equal(rested.take(200_000, 10 ** 9), 0);
  assert.equal(rested.take(1, 10 ** 9), 2);
});

test('a query counts by its channels, and a further filter by what it makes us tell again', () => {
  assert.equal(chargeForChannels(0), 2_000);
  assert.equal(chargeForChannels(1_000), 2_000);
  assert.equal(chargeForChannels(1_001), 4_000);
  assert.equal(chargeForChannels(8_000), 16_000);
  assert.equal(chargeForFilter(true, 1_000_000), 2_000);
  assert.equal(chargeForFilter(false, 10), 2_000);
  assert.equal(chargeForFilter(false, 1_000_000), 1_000_000);
});

test('a direction has ten updates at once and then one in a minute, apart from other directions', () => {
  const rate = new UpdateRate();
  for (let count = 0; count < 10; count++) assert(rate.take('a', START));
  assert(!rate.take('a', START));
  assert(rate.take('b', START));
  assert(!rate.take('a', START + 59));
  assert(rate.take('a', START + 60));
  rate.clear(START + 60);
  assert(!rate.take('a', START + 60), 'what is not full is kept');
  rate.clear(START + 10_000);
  assert(rate.take('a', START + 10_000));
});

test('orphans wait by what they need, and the oldest give way when there are too many', () => {
  const orphans = new Orphans();
  const update = updateChannel(alice, bob, scid('1x1x1'));
  const node = announceNode(alice);
  orphans.add('first', update);
  orphans.add('first', node);
  orphans.add('second', update);
  assert.deepEqual(orphans.take('first'), [update, node]);
  assert.deepEqual(orphans.take('first'), []);
  for (let index = 0; index < 1000; index++) orphans.add(`other ${index}`, update);
  assert(orphans.bytes <= 128 * 1024);
  assert.deepEqual(orphans.take('second'), []);
  assert.deepEqual(orphans.take('other 999'), [update]);
  for (let index = 0; index < 1000; index++) orphans.take(`other ${index}`);
  assert.equal(orphans.bytes, 0);
});

test('a peer is not read while 64 of its messages are in hand', async () => {
  const link = new PeerLink(new TestPeer(alice.key), () => 0);
  const work = Array.from({ length: 64 }, () => Promise.withResolvers<void>());
  for (const { promise } of work.slice(1)) link.hold(promise);
  assert.equal(link.ready(), undefined);
  const [last] = work;
  assert(last);
  link.hold(last.promise);
  const ready = link.ready();
  assert(ready instanceof Promise);
  last.resolve();
  await ready;
  assert.equal(link.ready(), undefined);
});

test('a link that is closed while its peer waits leaves no timer behind', async () => {
  const link = new PeerLink(new TestPeer(alice.key), () => 0);
  const work = Array.from({ length: 64 }, () => Promise.withResolvers<void>());
  for (const { promise } of work) link.hold(promise);
  link.charge(10_000_000);
  const ready = link.ready();
  link.close();
  for (const { resolve } of work) resolve();
  // With the timer it would take a minute.
  await ready;
});

test('what honest nodes send too counts for what it cost to look at', () => {
  const reactions = (['known', 'premature', 'unverifiable', 'spent', 'invalid_signature'] as const).map(
    (code) => reactionTo({ code, message: '' }),
  );
  assert.deepEqual(reactions, ['ignore', 'count', 'count', 'charge', 'disconnect']);
});

test("peers' terms for channels that are gone are dropped", async () => {
  const verifier = new SignatureVerifier();
  const policies = new PeerPolicies(alice.id, verifier);
  const [one, other] = [channelView(bob.key, scid('1x1x1')), channelView(bob.key, scid('1x9x1'))];
  for (const view of [one, other])
    assert(await policies.put(updateChannel(bob, alice, view.localAlias), view, bob.id));
  policies.keepOnly([other]);
  assert.equal(policies.get(one), undefined);
  assert.equal(policies.get(other)?.shortChannelId, other.localAlias);
});
