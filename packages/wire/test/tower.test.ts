/** The messages of the watchtower protocol in bytes, by the same rules as all others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { towerCodecs } from '../src/codec/tower.ts';
import { messageFields } from '../src/generated/schema.ts';
import {
  decodeTowerMessage,
  encodeTowerFrame,
  FrameDecoder,
  MAX_TOWER_FRAME_LENGTH,
  MAX_TOWER_HANDLES,
  type SatPerKw,
  type TowerMessage,
} from '../src/index.ts';
import { readProtobuf, withFields } from './protobuf.ts';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
const feerate = u32 as fc.Arbitrary<number> as fc.Arbitrary<SatPerKw>;
const is = <T extends string>(type: T) => fc.constant(type);

function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

const messages: Readonly<Record<TowerMessage['type'], fc.Arbitrary<TowerMessage>>> = {
  tower_hello: record({ type: is('tower_hello'), mostFeeratePerKw: feerate }),
  store_package: record({
    type: is('store_package'),
    sequence: u64,
    locator: bytes16,
    handle: bytes16,
    package: fc.uint8Array({ maxLength: 300 }),
  }),
  delete_packages: record({
    type: is('delete_packages'),
    handles: fc.array(bytes16, { minLength: 1, maxLength: 5 }),
  }),
  tower_terms: record({
    type: is('tower_terms'),
    feeratePerKw: feerate,
    maxPackages: u32,
    maxBytes: u64,
    packages: u32,
    bytes: u64,
    window: fc.integer({ min: 1, max: 1024 }),
  }),
  packages_stored: record({ type: is('packages_stored'), sequence: u64 }),
  packages_deleted: record({ type: is('packages_deleted'), packages: u32, bytes: u64 }),
  tower_refusal: record({ type: is('tower_refusal'), code: u32, reason: fc.uint8Array({ maxLength: 50 }) }),
};
const towerMessage = fc.oneof(...Object.values(messages));

function payload(message: TowerMessage): Uint8Array {
  const { frames, error } = new FrameDecoder(MAX_TOWER_FRAME_LENGTH).push(encodeTowerFrame(message));
  assert.equal(error, undefined);
  const [frame, ...others] = frames;
  assert(frame !== undefined && others.length === 0);
  return frame;
}

test('every message of the envelope has a codec, with the fields of its proto', () => {
  assert.deepEqual(
    towerCodecs.map(({ number }) => number).sort((a, b) => a - b),
    messageFields.TowerEnvelope.map(({ number }) => number),
  );
  for (const { protoName, fields, type } of towerCodecs)
    assert.deepEqual(
      fields.map(({ proto }) => proto),
      messageFields[protoName].map(({ name }) => name),
      type,
    );
});

for (const [type, arbitrary] of Object.entries(messages))
  test(`${type}: decoding gives what was encoded`, () => {
    fc.assert(
      fc.property(arbitrary, (message) => {
        const decoded = decodeTowerMessage(payload(message));
        assert(decoded.ok, decoded.ok ? '' : decoded.error.message);
        assert.deepEqual(decoded.value, message);
      }),
      { numRuns: 60 },
    );
  });

test('the largest package fits into a frame, and so do the most handles', () => {
  const id = new Uint8Array(16).fill(7);
  const largest = { sequence: 2n ** 64n - 1n, locator: id, handle: id, package: new Uint8Array(131_072) };
  assert(payload({ type: 'store_package', ...largest }).length <= MAX_TOWER_FRAME_LENGTH);
  const handles = new Array<Uint8Array>(MAX_TOWER_HANDLES).fill(id);
  assert(decodeTowerMessage(payload({ type: 'delete_packages', handles })).ok);
});

test('whatever the bytes: an error, or a message with these bytes for its only encoding', () => {
  const judge = (bytes: Uint8Array) => {
    const decoded = decodeTowerMessage(bytes);
    if (!decoded.ok) assert.notEqual(decoded.error.message, '');
    else if (decoded.value.type !== 'unknown_odd') assert.deepEqual(payload(decoded.value), bytes);
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), judge), { numRuns: 2000 });
  fc.assert(
    fc.property(towerMessage, fc.nat(), fc.integer({ min: 1, max: 255 }), (message, at, flip) => {
      const bytes = payload(message).slice();
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ flip;
      judge(bytes);
      judge(bytes.subarray(0, at % bytes.length));
    }),
    { numRuns: 2000 },
  );
});

test('no field that is not known, no list without items, no window of nothing', () => {
  const hello = payload({ type: 'tower_hello', mostFeeratePerKw: 500 as SatPerKw });
  const withExtra = withFields(hello, (fields) => [
    ...fields,
    { number: 7, wireType: 0, value: Uint8Array.of(1) },
  ]);
  assert.equal(codeOf(withExtra), 'unknown_field');
  assert.equal(codeOf(withFields(hello, () => [])), 'missing_field');
  assert.equal(codeOf(Uint8Array.of(6 * 8 + 2, 0)), 'out_of_range');
  assert.equal(codeOf(Uint8Array.of(((16 * 8 + 2) & 0x7f) | 0x80, 1, 0)), 'unknown_even_message');
  const odd = decodeTowerMessage(Uint8Array.of(7 * 8 + 2, 0));
  assert.deepEqual(odd, { ok: true, value: { type: 'unknown_odd', number: 7 } });
  assert.equal(readProtobuf(hello)[0]?.number, 2);
});

function codeOf(bytes: Uint8Array): string | undefined {
  const decoded = decodeTowerMessage(bytes);
  return decoded.ok ? undefined : decoded.error.code;
}
