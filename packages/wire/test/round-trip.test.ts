import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  boltSize,
  decodeMessage,
  encodeBolt,
  encodeMessage,
  encodeMessageFrame,
  FrameDecoder,
  messageNumber,
  type WireMessage,
} from '../src/index.ts';
import { messageOf } from './arbitraries.ts';
import { readProtobuf } from './protobuf.ts';

for (const [type, arbitrary] of Object.entries(messageOf)) {
  test(`${type}: decoding gives what was encoded, and encoding again the same bytes`, () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<WireMessage>, (message) => {
        const bytes = encodeMessage(message);
        const decoded = decodeMessage(bytes);
        assert.ok(decoded.ok, decoded.ok ? '' : decoded.error.message);
        assert.deepEqual(decoded.value, message);
        assert.deepEqual(encodeMessage(decoded.value as WireMessage), bytes);
      }),
      { numRuns: 60 },
    );
  });

  test(`${type}: the size is that of the BOLT encoding, which starts with the envelope's field number`, () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<WireMessage>, (message) => {
        const bolt = encodeBolt(message);
        assert.equal(boltSize(message), bolt.length);
        assert.equal(new DataView(bolt.buffer, bolt.byteOffset).getUint16(0), messageNumber(message.type));
        assert.equal(readProtobuf(encodeMessage(message))[0]?.number, messageNumber(message.type));
      }),
      { numRuns: 10 },
    );
  });
}

test('a message from a Buffer holds plain byte arrays', () => {
  const bytes = Buffer.from(encodeMessage({ type: 'pong', ignored: Uint8Array.of(1, 2, 3) }));
  const decoded = decodeMessage(bytes);
  assert.ok(decoded.ok && decoded.value.type === 'pong');
  assert.equal(Object.getPrototypeOf(decoded.value.ignored), Uint8Array.prototype);
});

test('a framed message is the frame of the message', () => {
  const message: WireMessage = { type: 'ping', numPongBytes: 3, ignored: new Uint8Array(200) };
  assert.deepEqual(new FrameDecoder().push(encodeMessageFrame(message)).frames, [encodeMessage(message)]);
});
