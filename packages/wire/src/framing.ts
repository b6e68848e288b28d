/**
 * Frames on a stream: an unsigned varint with the frame's length, then as many bytes. The varint is the one of
 * protobuf and libp2p, in its shortest form.
 */
import { MAX_FRAME_LENGTH } from './protocol.ts';
import type { WireError } from './wire-error.ts';

/** Bytes of the longest length prefix: `MAX_FRAME_LENGTH` needs 17 bits. */
export const MAX_PREFIX_LENGTH = 3;

/** What a chunk of a stream completed. */
export interface FramesRead {
  /** The frames without their prefixes, in order. Each owns its bytes. */
  readonly frames: readonly Uint8Array[];
  /** Set once the stream holds what cannot be a frame; nothing after it can be read. */
  readonly error?: WireError;
}

/**
 * Cuts a stream into frames, however it is chunked. Between calls it holds at most one unfinished frame, so its
 * memory is bounded by `MAX_FRAME_LENGTH`; a frame that is too long is refused at its prefix.
 */
export class FrameDecoder {
  readonly #maxLength: number;
  #prefixValue = 0;
  #prefixBytes = 0;
  #frame: Uint8Array | undefined;
  #filled = 0;
  #error: WireError | undefined;

  /** `maxLength` in bytes, without the prefix. */
  constructor(maxLength: number = MAX_FRAME_LENGTH) {
    this.#maxLength = maxLength;
  }

  /** Takes the next bytes of the stream, and copies what it keeps of them. After an error it takes nothing more. */
  push(chunk: Uint8Array): FramesRead {
    const frames: Uint8Array[] = [];
    let position = 0;
    while (position < chunk.length && this.#error === undefined) {
      if (this.#frame === undefined) {
        this.#readPrefixByte(chunk[position] ?? 0);
        position += 1;
      } else {
        const taken = chunk.subarray(position, position + this.#frame.length - this.#filled);
        this.#frame.set(taken, this.#filled);
        this.#filled += taken.length;
        position += taken.length;
      }
      if (this.#frame !== undefined && this.#filled === this.#frame.length) {
        frames.push(this.#frame);
        this.#frame = undefined;
      }
    }
    return this.#error === undefined ? { frames } : { frames, error: this.#error };
  }

  /** Whether the stream may end here without losing a frame that has begun. */
  get atBoundary(): boolean {
    return this.#frame === undefined && this.#prefixBytes === 0;
  }

  #readPrefixByte(byte: number): void {
    this.#prefixValue |= (byte & 0x7f) << (7 * this.#prefixBytes);
    this.#prefixBytes += 1;
    if (this.#prefixValue > this.#maxLength) {
      this.#fail(`frame is longer than ${this.#maxLength} bytes`);
    } else if (byte >= 0x80) {
      if (this.#prefixBytes === MAX_PREFIX_LENGTH) this.#fail('frame length has too many bytes');
    } else if (byte === 0 && this.#prefixBytes > 1) {
      this.#fail('frame length is not in its shortest form');
    } else {
      this.#frame = new Uint8Array(this.#prefixValue);
      this.#filled = 0;
      this.#prefixValue = 0;
      this.#prefixBytes = 0;
    }
  }

  #fail(message: string): void {
    this.#error = { code: 'bad_frame_length', reaction: 'disconnect', message };
  }
}

/**
 * The prefix that announces a frame of `length` bytes.
 *
 * @throws RangeError if the frame is too long
 */
export function framePrefix(length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 0 || length > MAX_FRAME_LENGTH)
    throw new RangeError(`no frame has ${length} bytes`);
  const bytes: number[] = [];
  let rest = length;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/**
 * A frame, prefix included.
 *
 * @throws RangeError if it is too long
 */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  const prefix = framePrefix(payload.length);
  const frame = new Uint8Array(prefix.length + payload.length);
  frame.set(prefix);
  frame.set(payload, prefix.length);
  return frame;
}
