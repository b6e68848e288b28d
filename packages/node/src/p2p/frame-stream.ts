/**
 * Frames over one long-lived libp2p stream, with bounds in both directions. This object owns the stream: whatever goes
 * wrong with it ends here, once, as `onClose`.
 *
 * libp2p buffers without bound for a reader by `for await`; this one listens to events, and pauses the stream while
 * its consumer is behind.
 */
import type { Stream } from '@libp2p/interface';
import { concatBytes } from '@sferic/crypto';
import { FrameDecoder, type WireError } from '@sferic/wire';
import { pipe } from 'it-pipe';
import { updateWindowAtHalf } from './fewer-packets.ts';
import { OutboundQueue } from './outbound-queue.ts';

/** What a slow peer may leave waiting on our side: some 60 full-size messages, or 2,500 HTLCs. */
export const MAX_OUTBOUND_BYTES = 4 * 1024 * 1024;
/** Bytes received and not yet handled at which the stream is paused, and at which it goes on. */
const INBOUND_PAUSE_BYTES = 512 * 1024;
const INBOUND_RESUME_BYTES = 128 * 1024;
/** What a chunk costs in memory beyond its bytes: it makes many small chunks count. */
const CHUNK_OVERHEAD_BYTES = 128;
/** Decoded at a time: a frame of three bytes takes a hundred times as much once it is an object. */
const DECODE_BYTES = 4096;
/** While paused, what arrives beyond this resets the stream: mplex has no flow control of its own. */
const MAX_PAUSED_BYTES = 1024 * 1024;
/** How long a closing stream may take to write what waits. */
const FLUSH_TIMEOUT_MS = 1_000;

export interface FrameStreamHandlers {
  /** One frame's payload. While the promise is pending no other frame is delivered. */
  readonly onFrame: (payload: Uint8Array) => void | Promise<void>;
  readonly onBadFrame: (error: WireError) => void;
  /** Called once, and nothing after it. */
  readonly onClose: (reason: string) => void;
}

export class FrameStream {
  readonly #stream: Stream;
  readonly #handlers: FrameStreamHandlers;
  readonly #outbound = new OutboundQueue(MAX_OUTBOUND_BYTES);
  readonly #decoder: FrameDecoder;
  readonly #written: Promise<void>;
  /** Chunks as they came. */
  #inbound: Uint8Array[] = [];
  #inboundBytes = 0;
  #delivering = false;
  #closed = false;

  /** `maxFrameLength`: in bytes, another than the default of `FrameDecoder`. */
  constructor(stream: Stream, handlers: FrameStreamHandlers, maxFrameLength?: number) {
    this.#stream = stream;
    this.#handlers = handlers;
    this.#decoder = new FrameDecoder(maxFrameLength);
    stream.maxReadBufferLength = MAX_PAUSED_BYTES;
    updateWindowAtHalf(stream);
    stream.addEventListener('message', (event) => this.#receive(event.data.subarray()));
    stream.addEventListener('remoteCloseWrite', () => this.#fail('the peer closed the stream'));
    stream.addEventListener('close', (event) => this.#fail(event.error?.message ?? 'the stream was closed'));
    // One that has ended already tells nobody any more.
    if (stream.status !== 'open') queueMicrotask(() => this.#fail('the stream was closed'));
    this.#written = pipe(this.#outbound, (batches) => writeAll(stream, batches)).catch((error: unknown) =>
      this.#fail(error instanceof Error ? error.message : String(error)),
    );
  }

  /** Queues one frame. False when the queue is full (the peer reads too slowly) or the stream has ended. */
  send(frame: Uint8Array): boolean {
    return !this.#closed && this.#outbound.push(frame);
  }

  /** Writes what waits, for a moment at most, then ends the stream. */
  async close(reason: string): Promise<void> {
    if (this.#closed) return;
    this.#outbound.end();
    const signal = AbortSignal.timeout(FLUSH_TIMEOUT_MS);
    await Promise.race([this.#written, aborted(signal)]);
    this.#fail(reason);
    await this.#stream.close({ signal }).catch((error: Error) => this.#stream.abort(error));
  }

  #receive(chunk: Uint8Array): void {
    if (this.#closed) return;
    // A copy: the chunk may be a few bytes of a large buffer of the socket, which it would keep in memory.
    this.#inbound.push(chunk.slice());
    this.#inboundBytes += chunk.length + CHUNK_OVERHEAD_BYTES;
    if (this.#inboundBytes > INBOUND_PAUSE_BYTES && this.#stream.readStatus === 'readable')
      this.#stream.pause();
    if (!this.#delivering) void this.#deliver();
  }

  async #deliver(): Promise<void> {
    this.#delivering = true;
    try {
      for (const frame of this.#takeFrames()) {
        if (this.#closed) return;
        const handled = this.#handlers.onFrame(frame);
        if (handled !== undefined) await handled;
      }
    } catch (error) {
      // A handler must not throw: if one does, this peer's session ends and the process goes on.
      this.#fail(error instanceof Error ? error.message : String(error));
    } finally {
      this.#delivering = false;
    }
  }

  /** The frames of what has come, decoded as they are asked for. */
  *#takeFrames(): Generator<Uint8Array> {
    for (let chunk = this.#inbound.shift(); chunk !== undefined; chunk = this.#inbound.shift()) {
      for (let start = 0; start < chunk.length; start += DECODE_BYTES) {
        const { frames, error } = this.#decoder.push(chunk.subarray(start, start + DECODE_BYTES));
        yield* frames;
        // Nothing behind it can be read.
        if (error !== undefined) return this.#handlers.onBadFrame(error);
      }
      this.#inboundBytes -= chunk.length + CHUNK_OVERHEAD_BYTES;
      this.#resumeIfReady();
    }
  }

  #resumeIfReady(): void {
    if (this.#stream.readStatus === 'paused' && this.#inboundBytes < INBOUND_RESUME_BYTES)
      this.#stream.resume();
  }

  #fail(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#outbound.clear();
    this.#inbound = [];
    this.#inboundBytes = 0;
    this.#handlers.onClose(reason);
  }
}

/** The stream's one writer: waits for room before each write. */
async function writeAll(stream: Stream, batches: AsyncIterable<readonly Uint8Array[]>): Promise<void> {
  for await (const frames of batches) {
    const [first] = frames;
    const data = frames.length === 1 && first !== undefined ? first : concatBytes(...frames);
    if (!stream.send(data)) await stream.onDrain();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
