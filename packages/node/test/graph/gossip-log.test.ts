import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GossipLog } from '../../src/graph/gossip-log.ts';
import { scid, testNode, updateChannel } from './fixture.ts';

const message = updateChannel(testNode('alice'), testNode('bob'), scid('1x1x1'));

function keysAfter(log: GossipLog, place: number): readonly string[] {
  const keys: string[] = [];
  for (let entry = log.next(place); entry !== undefined; entry = log.next(entry.sequence))
    keys.push(entry.key);
  return keys;
}

test('the log gives the latest of each kind in the order of their coming, from any place on', () => {
  const change = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), remove: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.nat(40), (changes, read) => {
      const log = new GossipLog();
      const expected: { key: string; at: number }[] = [];
      let place = 0;
      for (const [index, { key, remove }] of changes.entries()) {
        if (index === read) place = log.end;
        const known = expected.findIndex((entry) => entry.key === key);
        if (known >= 0) expected.splice(known, 1);
        if (remove) {
          log.remove(key);
          continue;
        }
        log.append({ key, message, isOwn: false });
        expected.push({ key, at: log.end });
      }
      assert.deepEqual(
        keysAfter(log, 0),
        expected.map(({ key }) => key),
      );
      assert.deepEqual(
        keysAfter(log, place),
        expected.filter(({ at }) => at > place).map(({ key }) => key),
      );
      for (const key of ['a', 'b', 'c', 'd'])
        assert.equal(
          log.has(key),
          expected.some((entry) => entry.key === key),
        );
    }),
  );
});

test('superseded entries do not pile up, and places in the log stay good', () => {
  const log = new GossipLog();
  log.append({ key: 'old', message, isOwn: false });
  for (let index = 0; index < 10_000; index++) log.append({ key: `${index % 3}`, message, isOwn: false });
  const place = log.end;
  log.append({ key: 'new', message, isOwn: false });
  assert.deepEqual(keysAfter(log, 0), ['old', '1', '2', '0', 'new']);
  assert.deepEqual(keysAfter(log, place), ['new']);
  assert(log.length < 600, `${log.length} entries for 5 messages`);
});
