/** A million bad frames through the session layer of a node: what they leave behind in memory. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NODE_FEATURES } from '@sferic/node';
import {
  type ChannelUpdate,
  chainHash,
  decodeMessage,
  encodeFeatures,
  encodeFrame,
  encodeMessageFrame,
  FrameDecoder,
} from '@sferic/wire';
import { Session } from '../../../packages/node/src/p2p/session.ts';
import { envelope, someSignature, withBytes, withRecord } from './spoil.ts';

const FEW = 10_000;
const MANY = 1_000_000;
/** The bound. */
const MAX_GROWTH_BYTES = 20 * 1024 * 1024;

const CHAIN = chainHash(new Uint8Array(32).fill(6));
const INIT = encodeMessageFrame({
  type: 'init',
  globalFeatures: new Uint8Array(0),
  features: encodeFeatures(NODE_FEATURES),
  networks: [CHAIN],
});

type Connection = ConstructorParameters<typeof Session>[0];
type Stream = ConstructorParameters<typeof Session>[1];

/** A stream whose other end is the test: it pushes bytes in, and what the session says is read and dropped. */
class PushedStream extends EventTarget {
  status = 'open';
  readStatus = 'readable';
  writeStatus = 'writable';
  maxReadBufferLength = 0;
  readonly heard = new Set<string>();
  readonly #decoder = new FrameDecoder();

  send(data: Uint8Array): boolean {
    for (const frame of this.#decoder.push(data).frames) {
      const decoded = decodeMessage(frame);
      assert(decoded.ok, 'the session says what cannot be decoded');
      this.heard.add(decoded.value.type);
    }
    return true;
  }

  push(bytes: Uint8Array): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: { subarray: () => bytes } }));
  }

  onDrain(): Promise<void> {
    return Promise.resolve();
  }

  pause(): void {
    this.readStatus = 'paused';
  }

  resume(): void {
    this.readStatus = 'readable';
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  abort(): void {}
}

/** After each of them the session is over. */
const FATAL_FRAMES: readonly Uint8Array[] = [
  Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
  encodeFrame(new Uint8Array(0)),
  encodeFrame(new Uint8Array(300).fill(0xa5)),
  encodeFrame(envelope(4094, new Uint8Array(40))),
  encodeFrame(envelope(128, new Uint8Array(1500).fill(7))),
  encodeFrame(envelope(18, Uint8Array.of(0x08, 0xff, 0xff, 0xff, 0x7f))),
  encodeFrame(
    withRecord({ type: 'ping', numPongBytes: 0, ignored: new Uint8Array(0) }, 1254, new Uint8Array(3)),
  ),
];

/** A peer may have been given it by others, so that it is warned, and the session goes on (BOLT 7). */
const BAD_GOSSIP = encodeFrame(withBytes(badUpdate(), someSignature(), new Uint8Array(64).fill(0xff)));
const BAD_GOSSIP_PER_SESSION = 5_000;
/** So much time goes by from one to the next that it is no flood. */
const MILLISECONDS_BETWEEN = 50;

function badUpdate(): ChannelUpdate {
  return {
    type: 'channel_update',
    signature: someSignature() as never,
    chainHash: CHAIN,
    shortChannelId: (1n << 40n) as never,
    timestamp: 1_700_000_000,
    messageFlags: 1,
    channelFlags: 0,
    cltvExpiryDelta: 40,
    htlcMinimumMsat: 1n as never,
    feeBaseMsat: 1 as never,
    feeProportionalMillionths: 1,
    htlcMaximumMsat: 1_000_000n as never,
    extension: new Uint8Array(0),
  };
}

let now = 0;

interface PushedSession {
  readonly session: Session;
  readonly channel: PushedStream;
  readonly gossip: PushedStream;
}

/** A session after `init` of both sides. */
function begin(): PushedSession {
  const [channel, gossip] = [new PushedStream(), new PushedStream()];
  const session = new Session(
    { id: 'test' } as unknown as Connection,
    channel as unknown as Stream,
    {
      nodeId: '02'.padEnd(66, '0'),
      initiator: 'remote',
      features: NODE_FEATURES,
      chain: CHAIN,
      initTimeoutMs: 10_000,
      now: () => now,
    },
    {
      onReady: () => undefined,
      onMessage: (_, { type }) => assert.fail(`a bad frame is taken as ${type}`),
      onClose: () => undefined,
    },
  );
  channel.push(INIT);
  session.attachGossip(gossip as unknown as Stream);
  return { session, channel, gossip };
}

/** A session that ends at its first bad frame. */
async function pushFatal(frame: Uint8Array): Promise<void> {
  const { session, channel } = begin();
  channel.push(frame);
  assert(session.isClosed);
  await session.closed;
  assert(channel.heard.has('warning'));
}

/** A session that takes bad gossip until its end; resolves with how much it took. */
async function pushGossip(count: number): Promise<number> {
  const { session, channel, gossip } = begin();
  let pushed = 0;
  for (; pushed < count && !session.isClosed; pushed++) {
    now += MILLISECONDS_BETWEEN;
    gossip.push(BAD_GOSSIP);
    // The warnings are written in a turn of their own.
    if (pushed % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await session.close('over');
  assert(channel.heard.has('warning'));
  return pushed;
}

/** Resolves when so many bad frames were pushed, with how many sessions that took. */
async function pushBadFrames(count: number): Promise<number> {
  let [pushed, sessions] = [0, 0];
  while (pushed < count) {
    for (const frame of FATAL_FRAMES) await pushFatal(frame);
    const gossip = await pushGossip(BAD_GOSSIP_PER_SESSION);
    assert.equal(gossip, BAD_GOSSIP_PER_SESSION, 'bad gossip that comes slowly ends no session');
    pushed += gossip + FATAL_FRAMES.length;
    sessions += FATAL_FRAMES.length + 1;
  }
  return sessions;
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

it('the heap after a million bad frames is within 20 MB of that after ten thousand', {
  timeout: 60_000,
}, async () => {
  await pushBadFrames(FEW);
  const few = heapAfterCollection();
  const sessions = await pushBadFrames(MANY - FEW);
  const growth = heapAfterCollection() - few;
  assert(sessions > 1000, `${sessions} sessions: most bad frames must end theirs`);
  assert(growth < MAX_GROWTH_BYTES, `the heap has grown by ${growth} bytes`);
});
