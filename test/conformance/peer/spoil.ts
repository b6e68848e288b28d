/** Making what no honest peer sends. */
import { encodeMessage, type WireMessage } from '@sferic/wire';

/** A frame's content: one field of the envelope with this number, whatever is in it. */
export function envelope(messageNumber: number, content: Uint8Array): Uint8Array {
  return Uint8Array.of(...varint(messageNumber * 8 + 2), ...varint(content.length), ...content);
}

/** The message with a record of protobuf type `bytes` behind its fields. */
export function withRecord(message: WireMessage, record: number, value: Uint8Array): Uint8Array {
  const { number, content } = open(encodeMessage(message));
  return envelope(
    number,
    Uint8Array.of(...content, ...varint(record * 8 + 2), ...varint(value.length), ...value),
  );
}

/** The message with `bytes` in place of the first run of `as many` bytes that equals `original`. */
export function withBytes(message: WireMessage, original: Uint8Array, replacement: Uint8Array): Uint8Array {
  const { number, content } = open(encodeMessage(message));
  const at = Buffer.from(content).indexOf(original);
  if (at < 0) throw new Error('the message does not hold these bytes');
  const before = content.subarray(0, at - varint(original.length).length);
  const after = content.subarray(at + original.length);
  return envelope(number, Uint8Array.of(...before, ...varint(replacement.length), ...replacement, ...after));
}

/** A canonical signature by nobody. */
export function someSignature(): Uint8Array {
  return new Uint8Array(64).fill(1);
}

function open(frame: Uint8Array): { readonly number: number; readonly content: Uint8Array } {
  const [tag, afterTag] = readVarint(frame, 0);
  const [, start] = readVarint(frame, afterTag);
  return { number: Math.floor(tag / 8), content: frame.subarray(start) };
}

function readVarint(bytes: Uint8Array, at: number): readonly [value: number, next: number] {
  let [value, position] = [0, at];
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[position] ?? 0;
    position += 1;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return [value, position];
  }
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}
