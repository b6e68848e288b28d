import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { decodeMessage, encodeFrame, encodeMessage, FrameDecoder, type WireMessage } from '../src/index.ts';
import { messageOf, wireMessage } from './arbitraries.ts';
import { type RawField, readProtobuf, withFields } from './protobuf.ts';

/** Whatever the bytes: a typed error, or a message with these bytes for its only encoding. */
function judge(bytes: Uint8Array): void {
  const decoded = decodeMessage(bytes);
  if (!decoded.ok) {
    assert.equal(typeof decoded.error.code, 'string');
    assert.notEqual(decoded.error.message, '');
  } else if (decoded.value.type !== 'unknown_odd') {
    assert.deepEqual(encodeMessage(decoded.value), withoutIgnored(bytes, decoded.value));
  }
}

/** The bytes without the records that a reader of this version must ignore. */
function withoutIgnored(bytes: Uint8Array, message: WireMessage): Uint8Array {
  const known = new Set(
    readProtobuf(readProtobuf(encodeMessage(message))[0]!.value).map(({ number }) => number),
  );
  return withFields(bytes, (fields) =>
    fields.filter(({ number }) => number < 1000 || number % 2 === 0 || known.has(number)),
  );
}

test('random bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), judge), { numRuns: 3000 });
});

test('the tag of a message and random bytes', () => {
  const numbers = [1, 16, 66, 71, 128, 132, 136, 257, 265];
  fc.assert(
    fc.property(fc.constantFrom(...numbers), fc.uint8Array({ maxLength: 100 }), (number, rest) => {
      const tag = number * 8 + 2;
      const prefix = tag < 128 ? [tag] : [(tag & 0x7f) | 0x80, tag >> 7];
      judge(Uint8Array.from([...prefix, rest.length, ...rest]));
    }),
    { numRuns: 3000 },
  );
});

test('messages with bytes changed, inserted, removed or cut off', () => {
  const mutation = fc.tuple(
    fc.constantFrom('change', 'flip', 'insert', 'remove', 'cut'),
    fc.nat(),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(wireMessage, fc.array(mutation, { minLength: 1, maxLength: 3 }), (message, mutations) => {
      let bytes = [...encodeMessage(message)];
      for (const [kind, at, value] of mutations) {
        // Half of the places near the start, where most of the structure is.
        const place = at % (at % 2 === 0 ? Math.min(bytes.length, 60) : bytes.length || 1) || 0;
        if (kind === 'change') bytes[place] = value;
        else if (kind === 'flip') bytes[place] = (bytes[place] ?? 0) ^ (1 << (value & 7));
        else if (kind === 'insert') bytes.splice(place, 0, value);
        else if (kind === 'remove') bytes.splice(place, 1);
        else bytes = bytes.slice(0, place);
      }
      judge(Uint8Array.from(bytes));
    }),
    { numRuns: 3000 },
  );
});

test('messages with whole fields changed, moved, doubled or added', () => {
  const added: fc.Arbitrary<RawField> = fc
    .tuple(fc.constantFrom(1, 2, 3, 99, 100, 999, 1000, 1001, 1002, 1003, 1005), fc.constantFrom(0, 1, 2, 5))
    .chain(([number, wireType]) => {
      const length = { 0: 1, 1: 8, 2: 33, 5: 4 }[wireType] ?? 0;
      return fc
        .uint8Array({ minLength: length, maxLength: length, max: wireType === 0 ? 127 : 255 })
        .map((value) => ({ number, wireType, value }));
    });
  fc.assert(
    fc.property(
      wireMessage,
      fc.array(added, { maxLength: 2 }),
      fc.nat(),
      fc.nat(),
      (message, extra, a, b) => {
        const bytes = withFields(encodeMessage(message), (fields) => {
          const list = [...fields, ...extra];
          if (a % 3 === 0) list.sort((x, y) => x.number - y.number);
          if (a % 3 === 1)
            [list[a % list.length], list[b % list.length]] = [list[b % list.length]!, list[a % list.length]!];
          return list;
        });
        judge(bytes);
      },
    ),
    { numRuns: 2000 },
  );
});

test('the heap after 10^6 bad frames is within 20 MB of that after 10^4', () => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const good = fc.sample(messageOf.update_add_htlc, { numRuns: 1, seed: 7 })[0]!;
  // Bytes change from frame to frame, so that the faults differ; the frame is cut, so that it is always bad.
  const payload = encodeMessage(good).slice(0, 200);
  const feed = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const decoder = new FrameDecoder();
      payload[i % payload.length] = i & 0x7f;
      for (const frame of decoder.push(encodeFrame(payload)).frames) decodeMessage(frame);
      assert.ok(decoder.push(Uint8Array.of(0xff, 0xff, 0xff)).error);
    }
    collect();
  };
  feed(10_000);
  const before = process.memoryUsage();
  feed(990_000);
  const after = process.memoryUsage();
  const grown = after.heapUsed + after.external - before.heapUsed - before.external;
  assert.ok(grown < 20_000_000, `${grown} bytes more`);
});
