import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes } from '@sferic/crypto';
import fc from 'fast-check';
import { encodeFrame, FrameDecoder, framePrefix, MAX_FRAME_LENGTH } from '../src/index.ts';

const payload = fc.uint8Array({ maxLength: 300 });

test('frames come out as they went in, however the stream is chunked', () => {
  const property = fc.property(
    fc.array(payload, { maxLength: 6 }),
    fc.array(fc.integer({ min: 1, max: 200 })),
    (payloads, cuts) => {
      const stream = concatBytes(...payloads.map(encodeFrame));
      const decoder = new FrameDecoder();
      const frames: Uint8Array[] = [];
      let position = 0;
      for (const length of [...cuts, stream.length]) {
        const read = decoder.push(stream.subarray(position, position + length));
        assert.equal(read.error, undefined);
        frames.push(...read.frames);
        position += length;
      }
      assert.deepEqual(frames, payloads);
      assert.ok(decoder.atBoundary);
    },
  );
  fc.assert(property);
});

test('a stream cut anywhere into two gives the same frames', () => {
  const payloads = [new Uint8Array(0), new Uint8Array(130).fill(1), Uint8Array.of(9)];
  const stream = concatBytes(...payloads.map(encodeFrame));
  for (let cut = 0; cut <= stream.length; cut++) {
    const decoder = new FrameDecoder();
    const frames = [stream.subarray(0, cut), stream.subarray(cut)].flatMap(
      (part) => decoder.push(part).frames,
    );
    assert.deepEqual(frames, payloads);
  }
});

test('a frame owns its bytes', () => {
  const chunk = encodeFrame(Uint8Array.of(1, 2, 3));
  const [frame] = new FrameDecoder().push(chunk).frames;
  chunk.fill(0);
  assert.deepEqual(frame, Uint8Array.of(1, 2, 3));
});

test('the longest frame is taken, a longer one refused at its prefix', () => {
  const decoder = new FrameDecoder();
  assert.equal(decoder.push(encodeFrame(new Uint8Array(MAX_FRAME_LENGTH))).frames.length, 1);
  assert.throws(() => framePrefix(MAX_FRAME_LENGTH + 1), RangeError);
  // 66561 as a varint.
  const read = decoder.push(Uint8Array.of(0x81, 0x88, 0x04));
  assert.equal(read.error?.code, 'bad_frame_length');
  assert.equal(read.error?.reaction, 'disconnect');
});

test('frames before a bad prefix are delivered, nothing after it', () => {
  const decoder = new FrameDecoder();
  const good = encodeFrame(Uint8Array.of(5));
  const read = decoder.push(concatBytes(good, Uint8Array.of(0xff, 0xff, 0xff, 0xff), good));
  assert.deepEqual(read.frames, [Uint8Array.of(5)]);
  assert.equal(read.error?.code, 'bad_frame_length');
  const later = decoder.push(good);
  assert.deepEqual(later.frames, []);
  assert.equal(later.error?.code, 'bad_frame_length');
});

for (const [name, prefix] of [
  ['zero in two bytes', [0x80, 0x00]],
  ['five in two bytes', [0x85, 0x00]],
  ['more than three bytes', [0x80, 0x80, 0x80]],
  ['a length above the limit', [0xff, 0xff, 0x7f]],
] as const) {
  test(`a prefix with ${name} is refused, in one chunk or byte by byte`, () => {
    assert.equal(new FrameDecoder().push(Uint8Array.from(prefix)).error?.code, 'bad_frame_length');
    const decoder = new FrameDecoder();
    const errors = prefix.map((byte) => decoder.push(Uint8Array.of(byte)).error);
    assert.equal(errors.at(-1)?.code, 'bad_frame_length');
  });
}

test('a frame that has begun is not a boundary', () => {
  const decoder = new FrameDecoder();
  decoder.push(Uint8Array.of(0x85));
  assert.equal(decoder.atBoundary, false);
  decoder.push(Uint8Array.of(0x01, 7));
  assert.equal(decoder.atBoundary, false);
  decoder.push(new Uint8Array(132));
  assert.equal(decoder.atBoundary, true);
});
