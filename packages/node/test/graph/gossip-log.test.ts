import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GossipLog, type LogCursor, partsOf, REF_KINDS, refOf } from '../../src/graph/gossip-log.ts';

/** What a cursor has before it; it stands at the end afterwards. */
function readAll(cursor: LogCursor): readonly number[] {
  const refs: number[] = [];
  for (let entry = cursor.peek(); entry !== undefined; entry = cursor.peek()) {
    refs.push(entry.ref);
    cursor.advance(entry.ref);
  }
  return refs;
}

test('the log gives the latest of each kind in the order of their coming, from any place on', () => {
  const change = fc.record({ ref: fc.nat(5), remove: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 40 }),
      fc.array(fc.nat(3), { maxLength: 40 }),
      (changes, reads) => {
        const log = new GossipLog();
        const [reader, fresh] = [log.open(), log.open()];
        let expected: { readonly ref: number; readonly at: number }[] = [];
        const told: number[] = [];
        let read = 0;
        for (const [index, { ref, remove }] of changes.entries()) {
          expected = expected.filter((entry) => entry.ref !== ref);
          if (remove) log.remove(ref);
          else {
            log.append({ ref, isOwn: false });
            expected.push({ ref, at: index + 1 });
          }
          for (let count = reads[index] ?? 0; count > 0; count--) {
            const entry = reader.peek();
            const next = expected.find(({ at }) => at > read);
            assert.equal(entry?.ref, next?.ref);
            if (entry === undefined || next === undefined) break;
            reader.advance(entry.ref);
            read = next.at;
            told.push(entry.ref);
          }
        }
        assert.deepEqual(
          readAll(reader),
          expected.filter(({ at }) => at > read).map(({ ref }) => ref),
        );
        assert.deepEqual(
          readAll(fresh),
          expected.map(({ ref }) => ref),
        );
        assert.equal(log.length, expected.length);
        for (let ref = 0; ref <= 5; ref++)
          assert.equal(
            log.has(ref),
            expected.some((entry) => entry.ref === ref),
          );
      },
    ),
  );
});

test('what is superseded takes no room', () => {
  const log = new GossipLog();
  const cursor = log.open();
  log.append({ ref: 9, isOwn: false });
  const before = log.byteLength;
  for (let index = 0; index < 10_000; index++) log.append({ ref: index % 3, isOwn: false });
  assert.deepEqual(readAll(cursor), [9, 1, 2, 0]);
  assert.equal(log.byteLength, before);
});

test('an entry that moves to the end while it is told is told again, and none is skipped', () => {
  const log = new GossipLog();
  const cursor = log.open();
  for (const ref of [1, 2, 3]) log.append({ ref, isOwn: false });
  const first = cursor.peek();
  assert.equal(first?.ref, 1);
  log.append({ ref: 1, isOwn: false });
  cursor.advance(1);
  assert.deepEqual(readAll(cursor), [2, 3, 1]);
  cursor.rewind();
  assert.deepEqual(readAll(cursor), [2, 3, 1]);
});

test('who brought an entry is remembered of as many peers as the log has numbers for', () => {
  const log = new GossipLog();
  const cursor = log.open();
  for (let index = 0; index < 40_000; index++)
    log.append({ ref: 0, isOwn: index === 5, source: `peer ${index}` });
  assert.deepEqual(cursor.peek(), { ref: 0, isOwn: false });
  log.append({ ref: 0, isOwn: true, source: 'peer 100' });
  assert.deepEqual(cursor.peek(), { ref: 0, isOwn: true, source: 'peer 100' });
});

test('references tell kind and index', () => {
  for (const kind of REF_KINDS)
    for (const index of [0, 1, 999_999]) assert.deepEqual(partsOf(refOf(kind, index)), { kind, index });
});
