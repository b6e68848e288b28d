/**
 * The node's end of the peer-to-peer network: one session per peer, its own reconnection, and a place to hand the
 * messages to. libp2p gives encrypted connections and streams; everything else is here.
 */
import type { Connection, Libp2p, PeerId, Stream } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { multiaddr } from '@multiformats/multiaddr';
import type { ChainHash, FeatureSet, WireMessage } from '@sferic/wire';
import { CHANNEL_PROTOCOL, GOSSIP_PROTOCOL } from '@sferic/wire';
import type { Logger } from '../log.ts';
import { type AddressError, type Endpoint, endpointOf, parsePeerAddress, uriOf } from './address.ts';
import { type AdmissionLimits, admitConnections, DEFAULT_LIMITS } from './admission.ts';
import { type NodeIdHex, nodeIdOfPeer, peerIdOfNode, peerIdOfSecret } from './identity.ts';
import { DIAL_TIMEOUT_MS, type Muxer, startLibp2p } from './libp2p.ts';
import type { Link, LinkHandlers, LinkProtocol, LinkService } from './link.ts';
import { chooseSession } from './reconnect.ts';
import { Session } from './session.ts';
import { WantedPeers } from './wanted-peers.ts';

export interface HostOptions {
  readonly nodeSecret: Uint8Array;
  readonly listen: readonly string[];
  readonly announce: readonly string[];
  readonly muxers: readonly Muxer[];
  /** What our `init` says. */
  readonly features: FeatureSet;
  readonly chain: ChainHash;
  /** Others than the defaults, for tests. */
  readonly limits?: Partial<AdmissionLimits>;
}

export interface HostHandlers {
  /** After `init` of both sides. A later session of a peer comes only after the end of the earlier. */
  readonly onConnected: (peer: Peer) => void;
  readonly onDisconnected: (nodeId: NodeIdHex, reason: string) => void;
  /** A promise holds the peer's stream back until it is settled. */
  readonly onMessage: (peer: Peer, message: WireMessage) => void | Promise<void>;
  /** What else peers may open on a session. */
  readonly links?: readonly LinkService[];
}

export interface HostModules {
  readonly log: Logger;
  readonly now: () => number;
  readonly random: () => number;
}

/** A connected peer, as other modules see it. */
export interface Peer {
  readonly nodeId: NodeIdHex;
  /** The feature vector of its `init`. */
  readonly features: Uint8Array;
  /** False when the session has ended or the peer reads too slowly. */
  send(message: WireMessage): boolean;
  disconnect(reason: string): Promise<void>;
}

export interface PeerStatus {
  readonly nodeId: NodeIdHex;
  readonly address: string;
  readonly direction: 'inbound' | 'outbound';
  readonly connected: boolean;
  readonly wanted: boolean;
  readonly features: Uint8Array | undefined;
  readonly rttMilliseconds: number | undefined;
}

export type ConnectError =
  | AddressError
  | { readonly code: 'unreachable' | 'unknown_address'; readonly message: string };

/** Streams of one protocol on one connection: ours, and one more while a session is being replaced. */
const MAX_STREAMS_PER_CONNECTION = 2;
/** Channel streams that a peer may open on one connection, one after another: it needs one, and each is told to all. */
const MAX_SESSIONS_PER_CONNECTION = 8;

export class Host {
  readonly peerId: PeerId;
  readonly nodeId: NodeIdHex;
  readonly #options: HostOptions;
  readonly #limits: AdmissionLimits;
  readonly #modules: HostModules;
  readonly #handlers: HostHandlers;
  readonly #sessions = new Map<NodeIdHex, Session>();
  readonly #pending = new Set<Session>();
  readonly #accepted = new WeakMap<Connection, number>();
  readonly #wanted: WantedPeers;
  readonly #waiting = new Map<NodeIdHex, Set<(session: Session | undefined) => void>>();
  #libp2p: Libp2p | undefined;
  #stopping = false;

  constructor(options: HostOptions, modules: HostModules, handlers: HostHandlers) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#modules = modules;
    this.#handlers = handlers;
    this.peerId = peerIdOfSecret(options.nodeSecret);
    this.nodeId = nodeIdOfPeer(this.peerId) ?? '';
    this.#wanted = new WantedPeers({
      isConnected: (nodeId) => this.#sessions.has(nodeId),
      dial: (nodeId, addresses) => this.#dial(nodeId, addresses),
      random: modules.random,
      log: modules.log,
    });
  }

  async start(): Promise<void> {
    const libp2p = await startLibp2p(this.#options);
    this.#libp2p = libp2p;
    admitConnections(libp2p, this.#limits, {
      isWanted: (nodeId) => this.isWanted(nodeId),
      hasSession: (connection) => this.#hasSession(connection),
    });
    const limits = {
      maxInboundStreams: MAX_STREAMS_PER_CONNECTION,
      maxOutboundStreams: MAX_STREAMS_PER_CONNECTION,
    };
    const accept: Record<string, (stream: Stream, connection: Connection) => void> = {
      [CHANNEL_PROTOCOL]: (stream, connection) => this.#acceptChannel(stream, connection),
      [GOSSIP_PROTOCOL]: (stream, connection) => this.#sessionFor(stream, connection)?.attachGossip(stream),
    };
    for (const link of this.#handlers.links ?? [])
      accept[link.id] = (stream, connection) =>
        this.#sessionFor(stream, connection)?.attachLink(stream, link, link.accept);
    for (const [id, handler] of Object.entries(accept)) await libp2p.handle(id, handler, limits);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wanted.stop();
    await Promise.all(
      [...this.#sessions.values(), ...this.#pending].map((session) => session.close('stopping')),
    );
    await this.#libp2p?.stop();
  }

  /** Where this node listens: multiaddrs that end in its PeerId. */
  addresses(): readonly Multiaddr[] {
    return this.#libp2p?.getMultiaddrs() ?? [];
  }

  /** The same as hosts and ports. */
  endpoints(): readonly Endpoint[] {
    return this.addresses().flatMap((address) => endpointOf(address) ?? []);
  }

  peer(nodeId: NodeIdHex): Peer | undefined {
    const session = this.#sessions.get(nodeId);
    return session && peerOf(session);
  }

  connectedPeers(): readonly Peer[] {
    return [...this.#sessions.values()].map(peerOf).filter((peer) => peer !== undefined);
  }

  peers(): readonly PeerStatus[] {
    const ids = new Set([...this.#sessions.keys(), ...this.#wanted.ids()]);
    return [...ids].map((nodeId) => this.#status(nodeId));
  }

  /** Connects, or returns the session that is there. The peer isn't kept: see `want`. */
  async connect(text: string): Promise<Peer | ConnectError> {
    const parsed = parsePeerAddress(text);
    if (!parsed.ok) return parsed.error;
    const { nodeId, address } = parsed.value;
    if (nodeId === this.nodeId) return { code: 'invalid_address', message: 'that is this node itself' };
    const existing = this.peer(nodeId);
    if (existing !== undefined) return existing;
    const known = address !== undefined ? [address.toString()] : this.#wanted.addresses(nodeId);
    if (known.length === 0)
      return {
        code: 'unknown_address',
        message: `no address is known for ${nodeId}; name it as ${nodeId}@host:port`,
      };
    const failure = await this.#dial(nodeId, known);
    const peer = this.peer(nodeId);
    return peer ?? { code: 'unreachable', message: failure ?? 'the peer ended the session' };
  }

  /** Dials the peer now and whenever it is gone, at `addresses` (in any spelling) and where it was reached before. */
  want(nodeId: NodeIdHex, addresses: readonly string[] = []): void {
    this.#wanted.add(nodeId, addresses);
    const session = this.#sessions.get(nodeId);
    if (session !== undefined) this.#remember(session);
  }

  unwant(nodeId: NodeIdHex): void {
    this.#wanted.delete(nodeId);
  }

  isWanted(nodeId: NodeIdHex): boolean {
    return this.#wanted.has(nodeId);
  }

  /** Opens a link to a connected peer; what went wrong, in words, if it has none. */
  async openLink(
    nodeId: NodeIdHex,
    protocol: LinkProtocol,
    open: (link: Link) => LinkHandlers,
  ): Promise<string | undefined> {
    const session = this.#sessions.get(nodeId);
    if (session === undefined) return 'not connected';
    try {
      const signal = AbortSignal.timeout(DIAL_TIMEOUT_MS);
      const options = { signal, maxOutboundStreams: MAX_STREAMS_PER_CONNECTION };
      session.attachLink(await session.connection.newStream(protocol.id, options), protocol, open);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async disconnect(nodeId: NodeIdHex, reason: string): Promise<void> {
    await this.#sessions.get(nodeId)?.close(reason);
  }

  /** Dials and waits for `init`. What went wrong, in words, or `undefined`. */
  async #dial(nodeId: NodeIdHex, addresses: readonly string[]): Promise<string | undefined> {
    if (this.#libp2p === undefined || this.#stopping) return 'the node is stopping';
    const signal = AbortSignal.timeout(DIAL_TIMEOUT_MS);
    try {
      const connection = await this.#libp2p.dial(
        addresses.map((address) => multiaddr(address)),
        { signal },
      );
      if (this.#sessions.has(nodeId)) return undefined;
      const stream = await connection.newStream(CHANNEL_PROTOCOL, {
        signal,
        maxOutboundStreams: MAX_STREAMS_PER_CONNECTION,
      });
      const ready = this.#whenReady(nodeId);
      this.#open(connection, stream, nodeId, 'local');
      return (await ready) === undefined ? 'the peer ended the session' : undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #whenReady(nodeId: NodeIdHex): Promise<Session | undefined> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(nodeId) ?? new Set();
      waiting.add(resolve);
      this.#waiting.set(nodeId, waiting);
    });
  }

  #settle(nodeId: NodeIdHex, session: Session | undefined): void {
    for (const resolve of this.#waiting.get(nodeId) ?? []) resolve(session);
    this.#waiting.delete(nodeId);
  }

  #hasSession(connection: Connection): boolean {
    return [...this.#sessions.values(), ...this.#pending].some(
      (session) => session.connection.id === connection.id,
    );
  }

  #acceptChannel(stream: Stream, connection: Connection): void {
    const nodeId = nodeIdOfPeer(connection.remotePeer);
    if (nodeId === undefined || this.#stopping) {
      stream.abort(new Error(nodeId === undefined ? 'a secp256k1 identity is needed' : 'stopping'));
      return;
    }
    const accepted = (this.#accepted.get(connection) ?? 0) + 1;
    this.#accepted.set(connection, accepted);
    if (accepted > MAX_SESSIONS_PER_CONNECTION) connection.abort(new Error('too many sessions'));
    else this.#open(connection, stream, nodeId, 'remote');
  }

  /** That of a further stream. The peer opens it as soon as it has our `init`, which can be before we have read its own. */
  #sessionFor(stream: Stream, connection: Connection): Session | undefined {
    const session = [...this.#sessions.values(), ...this.#pending].find(
      (candidate) => candidate.connection.id === connection.id,
    );
    if (session === undefined) stream.abort(new Error('no session on this connection'));
    return session;
  }

  #open(connection: Connection, stream: Stream, nodeId: NodeIdHex, initiator: 'local' | 'remote'): void {
    const options = {
      nodeId,
      initiator,
      features: this.#options.features,
      chain: this.#options.chain,
      now: this.#modules.now,
      initTimeoutMs: this.#limits.initTimeoutMs,
    };
    const session = new Session(connection, stream, options, {
      onReady: (ready) => this.#ready(ready),
      onMessage: (from, message) => this.#deliver(from, message),
      onClose: (closed, reason) => this.#closed(closed, reason),
    });
    this.#pending.add(session);
  }

  #deliver(session: Session, message: WireMessage): void | Promise<void> {
    const peer = this.#sessions.get(session.nodeId) === session ? peerOf(session) : undefined;
    // A message of a session that was replaced is stale: the channels have moved on.
    if (peer !== undefined) return this.#handlers.onMessage(peer, message);
  }

  #ready(session: Session): void {
    this.#pending.delete(session);
    const existing = this.#sessions.get(session.nodeId);
    if (existing !== undefined) {
      if (chooseSession(existing, session, this.nodeId < session.nodeId) === 'existing') {
        void session.close('one session per peer');
        return;
      }
      this.#handlers.onDisconnected(session.nodeId, 'replaced by a new session');
    }
    this.#sessions.set(session.nodeId, session);
    void existing?.close('one session per peer');
    this.#remember(session);
    const peer = peerOf(session);
    if (peer === undefined) return;
    this.#modules.log.info('peer connected', { peer: session.nodeId, direction: session.initiator });
    if (session.initiator === 'local') void this.#openGossip(session);
    this.#handlers.onConnected(peer);
    this.#settle(session.nodeId, session);
  }

  async #openGossip(session: Session): Promise<void> {
    try {
      session.attachGossip(
        await session.connection.newStream(GOSSIP_PROTOCOL, {
          maxOutboundStreams: MAX_STREAMS_PER_CONNECTION,
        }),
      );
    } catch (error) {
      this.#modules.log.debug('no gossip stream', { peer: session.nodeId, error: error as Error });
    }
  }

  #closed(session: Session, reason: string): void {
    this.#pending.delete(session);
    if (this.#sessions.get(session.nodeId) === session) {
      this.#sessions.delete(session.nodeId);
      this.#modules.log.info('peer disconnected', { peer: session.nodeId, reason });
      this.#handlers.onDisconnected(session.nodeId, reason);
    }
    // After two dials at once, two sessions may share a connection.
    if (!this.#hasSession(session.connection))
      void session.closed.then(() => session.connection.close()).catch(() => undefined);
    // Who dialled while the peer did has the session of the peer's dial.
    const current = this.#sessions.get(session.nodeId);
    if (current !== undefined) this.#settle(session.nodeId, current);
    const isOpening = [...this.#pending].some(({ nodeId }) => nodeId === session.nodeId);
    if (current !== undefined || isOpening) return;
    this.#settle(session.nodeId, undefined);
    const lasted = this.#modules.now() - session.openedAt;
    this.#wanted.disconnected(session.nodeId, lasted, session.features !== undefined);
  }

  #remember(session: Session): void {
    const dialled = session.initiator === 'local';
    this.#wanted.connected(session.nodeId, dialled ? addressWithPeer(session) : undefined);
  }

  #status(nodeId: NodeIdHex): PeerStatus {
    const session = this.#sessions.get(nodeId);
    const [first] = this.#wanted.addresses(nodeId);
    return {
      nodeId,
      address: session
        ? (uriOf(nodeId, session.connection.remoteAddr) ?? String(session.connection.remoteAddr))
        : (first ?? ''),
      direction: session?.initiator === 'remote' ? 'inbound' : 'outbound',
      connected: session !== undefined,
      wanted: this.#wanted.has(nodeId),
      features: session?.features,
      rttMilliseconds: session?.rttMilliseconds,
    };
  }
}

function addressWithPeer(session: Session): string {
  const text = session.connection.remoteAddr.toString();
  return text.includes('/p2p/') ? text : `${text}/p2p/${peerIdOfNode(session.nodeId)}`;
}

/** One object per session, so that others can tell sessions apart by it. */
const peers = new WeakMap<Session, Peer>();

function peerOf(session: Session): Peer | undefined {
  const { features } = session;
  if (features === undefined || session.isClosed) return undefined;
  const peer = peers.get(session) ?? {
    nodeId: session.nodeId,
    features,
    send: (message: WireMessage) => session.send(message),
    disconnect: (reason: string) => session.reject(reason),
  };
  peers.set(session, peer);
  return peer;
}
