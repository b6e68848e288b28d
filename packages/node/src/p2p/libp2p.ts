/** The libp2p instance: TCP, Noise, yamux before mplex, with the defaults changed that would bite a payment node. */
import { noise } from '@chainsafe/libp2p-noise';
import { yamux } from '@chainsafe/libp2p-yamux';
import type {
  ComponentLogger,
  ConnectionEncrypter,
  Libp2p,
  Logger as Libp2pLogger,
  MessageStream,
  SecuredConnection,
  StreamMuxerFactory,
} from '@libp2p/interface';
import { mplex } from '@libp2p/mplex';
import { tcp } from '@libp2p/tcp';
import { createLibp2p } from 'libp2p';
import { readToTheEnd, writeAtOnce } from './fewer-packets.ts';
import { libp2pPrivateKey } from './identity.ts';
import { noiseCrypto } from './noise-crypto.ts';

export type Muxer = 'yamux' | 'mplex';

/** Connections at once: each costs some 100 kB. Of how many are strangers', the host decides, which knows who is who. */
export const MAX_CONNECTIONS = 1000;
/** New connections a second from one host. A local network has all its nodes on one. */
const INBOUND_CONNECTIONS_PER_SECOND = 100;
/** Handshakes at once: a Noise handshake costs milliseconds of curve work. */
const MAX_PENDING_INBOUND = 250;
/** For a handshake: who connects and says nothing holds one of those places. */
const HANDSHAKE_TIMEOUT_MS = 5_000;
export const DIAL_TIMEOUT_MS = 10_000;
/** Per stream: a full-size message and as much again; what comes beyond while we are paused resets the stream. */
const YAMUX_STREAM_WINDOW = 256 * 1024;
/**
 * What may wait for a socket whose peer does not read. Our streams stop at the first refusal, with a batch each; beyond
 * that are the muxer's own replies, such as to pings, of which a peer could ask for any number.
 */
const MAX_UNSENT_BYTES = 256 * 1024;
/** Inbound streams per connection: one per protocol of ours, one for libp2p's own ping and some in the opening. */
const MAX_INBOUND_STREAMS = 16;

export interface Libp2pOptions {
  readonly nodeSecret: Uint8Array;
  /** Multiaddrs; none: this node only dials. */
  readonly listen: readonly string[];
  readonly announce: readonly string[];
  /** In order of preference. */
  readonly muxers: readonly Muxer[];
}

/** An address cannot be listened on; the message says which and why. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** Throws a `ListenError` when an address cannot be listened on. */
export async function startLibp2p(options: Libp2pOptions): Promise<Libp2p> {
  try {
    return await create(options);
  } catch (error) {
    // libp2p gives an account with stack traces, and advice about its own options.
    const reasons = [...String(error).matchAll(/Error: listen E\w+: (.+)$/gm)].map(([, reason]) => reason);
    if (reasons.length === 0) throw error;
    throw new ListenError(`peers cannot be listened to (p2p.listen): ${reasons.join(', ')}`, {
      cause: error,
    });
  }
}

async function create(options: Libp2pOptions): Promise<Libp2p> {
  return await createLibp2p({
    privateKey: libp2pPrivateKey(options.nodeSecret),
    addresses: { listen: [...options.listen], announce: [...options.announce] },
    transports: [tcp({ backlog: 128, maxConnections: MAX_CONNECTIONS })],
    connectionEncrypters: [boundedNoise],
    streamMuxers: options.muxers.map(muxerFactory),
    connectionManager: {
      maxConnections: MAX_CONNECTIONS,
      inboundConnectionThreshold: INBOUND_CONNECTIONS_PER_SECOND,
      maxIncomingPendingConnections: MAX_PENDING_INBOUND,
      inboundUpgradeTimeout: HANDSHAKE_TIMEOUT_MS,
      dialTimeout: DIAL_TIMEOUT_MS,
      // Reconnection is the host's own: libp2p's queue gives up after five tries.
      reconnectRetries: 0,
    },
    // Its first failed ping would abort the connection; the sessions ping for themselves (BOLT 1).
    connectionMonitor: { enabled: false, abortConnectionOnPingFailure: false },
    logger: silentComponentLogger,
  });
}

/** Noise over connections that end when too much waits to be written: libp2p sets no limit, here or in the options. */
function boundedNoise(components: Parameters<ReturnType<typeof noise>>[0]): ConnectionEncrypter {
  const encrypter = noise({ crypto: noiseCrypto })(components);
  const secureInbound = encrypter.secureInbound.bind(encrypter);
  const secureOutbound = encrypter.secureOutbound.bind(encrypter);
  const bounded = <T extends SecuredConnection>(plain: MessageStream, secured: T): T => {
    for (const stream of [plain, secured.connection]) stream.maxWriteBufferLength = MAX_UNSENT_BYTES;
    writeAtOnce(plain);
    readToTheEnd(secured.connection);
    return secured;
  };
  return Object.assign(encrypter, {
    secureInbound: async (...args: Parameters<typeof secureInbound>) =>
      bounded(args[0], await secureInbound(...args)),
    secureOutbound: async (...args: Parameters<typeof secureOutbound>) =>
      bounded(args[0], await secureOutbound(...args)),
  });
}

function muxerFactory(muxer: Muxer): () => StreamMuxerFactory {
  if (muxer === 'mplex') return mplex({ maxMessageSize: 128 * 1024 });
  return yamux({
    maxInboundStreams: MAX_INBOUND_STREAMS,
    streamOptions: { initialStreamWindowSize: YAMUX_STREAM_WINDOW, maxStreamWindowSize: YAMUX_STREAM_WINDOW },
  });
}

/** libp2p's logs format each line before they drop it; ours are the host's. */
const silentComponentLogger: ComponentLogger = {
  forComponent: () => silentLibp2pLogger,
};

const silentLibp2pLogger: Libp2pLogger = Object.assign(() => undefined, {
  enabled: false,
  trace: () => undefined,
  error: () => undefined,
  newScope: () => silentLibp2pLogger,
});
