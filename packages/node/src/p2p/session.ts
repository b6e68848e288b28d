/**
 * One live conversation with a peer: the channel stream with `init` first (BOLT 1), pings, limits against floods, and
 * beside it the gossip stream, so that gossip never delays a channel. Other protocols have links: streams that end with it.
 */
import type { Connection, Stream } from '@libp2p/interface';
import {
  ALL_CHANNELS,
  CHANNEL_PROTOCOL,
  type ChainHash,
  decodeMessage,
  encodeFeatures,
  encodeMessageFrame,
  type FeatureSet,
  GOSSIP_PROTOCOL,
  type ProtocolId,
  protocolOf,
  reasonData,
  type UnknownOddMessage,
  type WireError,
  type WireMessage,
} from '@sferic/wire';
import { checkInit } from './check-init.ts';
import { FrameStream } from './frame-stream.ts';
import type { NodeIdHex } from './identity.ts';
import type { Link, LinkHandlers, LinkProtocol } from './link.ts';
import { RateLimit } from './rate-limit.ts';

/** From the stream's opening to the peer's `init`, and from a connection's to its first stream. */
export const INIT_TIMEOUT_MS = 10_000;
/** BOLT 1, "The ping and pong Messages": keeps the connection known to be alive. */
export const PING_INTERVAL_MS = 30_000;
export const PING_TIMEOUT_MS = 20_000;
/** Messages that cost the sender nothing and change no channel (pings, warnings, unknown odd types, bad gossip). */
const IDLE_MESSAGES_PER_SECOND = 20;
const IDLE_MESSAGES_BURST = 200;
/** BOLT 1: a pong of this length or more is not wanted. */
const NO_PONG_FROM = 65_532;

export interface SessionHandlers {
  /** The peer's `init` is in and acceptable: messages can be sent. */
  readonly onReady: (session: Session) => void;
  /** Any message but `init`, `ping` and `pong`. The stream waits while the promise is pending. */
  readonly onMessage: (session: Session, message: WireMessage) => void | Promise<void>;
  /** Called once; nothing after it. */
  readonly onClose: (session: Session, reason: string) => void;
}

export interface SessionOptions {
  readonly nodeId: NodeIdHex;
  /** Who opened the stream. */
  readonly initiator: 'local' | 'remote';
  readonly features: FeatureSet;
  readonly chain: ChainHash;
  readonly now: () => number;
  /** From the stream's opening to the peer's `init`. */
  readonly initTimeoutMs: number;
}

export class Session {
  readonly nodeId: NodeIdHex;
  readonly initiator: 'local' | 'remote';
  readonly connection: Connection;
  readonly openedAt: number;
  readonly #options: SessionOptions;
  readonly #handlers: SessionHandlers;
  readonly #channel: FrameStream;
  readonly #idle: RateLimit;
  #gossip: FrameStream | undefined;
  readonly #links = new Set<FrameStream>();
  /** Opened by a peer whose `init` is not read yet; libp2p bounds their number. */
  #early: { readonly stream: Stream; readonly attach: () => void }[] = [];
  #features: Uint8Array | undefined;
  #initTimer: NodeJS.Timeout | undefined;
  #pingTimer: NodeJS.Timeout | undefined;
  #pongTimer: NodeJS.Timeout | undefined;
  #pingSentAt = 0;
  #rtt: number | undefined;
  #closing: Promise<unknown> | undefined;

  constructor(connection: Connection, stream: Stream, options: SessionOptions, handlers: SessionHandlers) {
    this.nodeId = options.nodeId;
    this.initiator = options.initiator;
    this.connection = connection;
    this.openedAt = options.now();
    this.#options = options;
    this.#handlers = handlers;
    this.#idle = new RateLimit(IDLE_MESSAGES_PER_SECOND, IDLE_MESSAGES_BURST, this.openedAt);
    this.#channel = this.#attach(stream, CHANNEL_PROTOCOL);
    this.#initTimer = setTimeout(() => void this.close('no init message in time'), options.initTimeoutMs);
    const init = { globalFeatures: new Uint8Array(0), features: encodeFeatures(options.features) };
    this.#channel.send(encodeMessageFrame({ type: 'init', ...init, networks: [options.chain] }));
  }

  /** The features that the peer's `init` names; `undefined` until it is in. */
  get features(): Uint8Array | undefined {
    return this.#features;
  }

  /** Milliseconds of the last ping. */
  get rttMilliseconds(): number | undefined {
    return this.#rtt;
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** Resolves when what waited is written and the streams are ended. */
  get closed(): Promise<unknown> {
    return this.#closing ?? Promise.resolve();
  }

  /** Gossip goes by its own stream, and is dropped where the peer is slow; a channel message that can't be queued ends the session. */
  send(message: WireMessage): boolean {
    if (this.isClosed) return false;
    const frame = encodeMessageFrame(message);
    if (protocolOf(message) === GOSSIP_PROTOCOL) return this.#gossip?.send(frame) ?? false;
    if (this.#channel.send(frame)) return true;
    void this.close('the peer reads too slowly');
    return false;
  }

  /** The second stream of the session, opened by its initiator. Nothing of it is read before the peer's `init`. */
  attachGossip(stream: Stream): void {
    this.#whenReady(stream, () => {
      if (this.#gossip === undefined) this.#gossip = this.#attach(stream, GOSSIP_PROTOCOL);
      else stream.abort(new Error('one gossip stream per session'));
    });
  }

  /** A stream of another protocol, which ends with the session and not the other way round. */
  attachLink(stream: Stream, protocol: LinkProtocol, open: (link: Link) => LinkHandlers): void {
    // A stream costs more than a message that does nothing; a peer that opens many does not serve anybody.
    this.#countIdle();
    this.#whenReady(stream, () => {
      let handlers: LinkHandlers | undefined;
      const frames = new FrameStream(
        stream,
        {
          onFrame: (payload) => (this.isClosed ? undefined : handlers?.onFrame(payload)),
          onBadFrame: ({ message }) => void frames.close(message),
          onClose: (reason) => {
            this.#links.delete(frames);
            handlers?.onClose(reason);
          },
        },
        protocol.maxFrameLength,
      );
      this.#links.add(frames);
      handlers = open({
        nodeId: this.nodeId,
        send: (frame) => frames.send(frame),
        close: (reason) => frames.close(reason),
      });
    });
  }

  /** Nothing of a further stream is read before the peer's `init`. */
  #whenReady(stream: Stream, attach: () => void): void {
    if (this.isClosed) stream.abort(new Error('the session has ended'));
    else if (this.#features === undefined) this.#early.push({ stream, attach });
    else attach();
  }

  /** Tells the peer why (a warning, as BOLT 1 has it) and closes. */
  async reject(reason: string): Promise<void> {
    if (this.isClosed) return;
    this.#warn(reason);
    await this.close(reason);
  }

  async close(reason: string): Promise<void> {
    if (this.#closing === undefined) {
      for (const timer of [this.#initTimer, this.#pingTimer, this.#pongTimer]) clearTimeout(timer);
      for (const { stream } of this.#early.splice(0)) stream.abort(new Error(reason));
      const others = [...this.#links].map((link) => link.close(reason));
      this.#closing = Promise.all([this.#channel.close(reason), this.#gossip?.close(reason), ...others]);
      this.#handlers.onClose(this, reason);
    }
    await this.#closing;
  }

  #attach(stream: Stream, protocol: ProtocolId): FrameStream {
    return new FrameStream(stream, {
      onFrame: (payload) => this.#receive(payload, protocol),
      onBadFrame: (error) => void this.reject(error.message),
      onClose: (reason) => void this.close(reason),
    });
  }

  #receive(payload: Uint8Array, protocol: ProtocolId): void | Promise<void> {
    // What stands behind the message that ended the session: even an `init` would come too late.
    if (this.isClosed) return;
    const decoded = decodeMessage(payload);
    if (!decoded.ok) return this.#receiveInvalid(decoded.error);
    const message = decoded.value;
    if (this.#features === undefined) return this.#receiveInit(message);
    // The two streams have no common order: a channel's messages must not be spread over both.
    if (message.type !== 'unknown_odd' && protocolOf(message) !== protocol)
      return void this.reject(`${message.type} on the stream ${protocol}`);
    switch (message.type) {
      case 'unknown_odd':
        return this.#countIdle();
      case 'ping':
        if (message.numPongBytes < NO_PONG_FROM)
          this.send({ type: 'pong', ignored: new Uint8Array(message.numPongBytes) });
        return this.#countIdle();
      case 'pong':
        this.#receivePong();
        return this.#countIdle();
      case 'init':
        return void this.reject('a second init message');
      case 'warning':
      case 'error':
        this.#countIdle();
        return this.#handlers.onMessage(this, message);
      default:
        return this.#handlers.onMessage(this, message);
    }
  }

  #receiveInvalid(error: WireError): void {
    if (this.#features === undefined || error.reaction === 'disconnect')
      return void this.reject(error.message);
    this.#warn(error.message);
    this.#countIdle();
  }

  #warn(reason: string): void {
    const data = reasonData(reason);
    this.#channel.send(encodeMessageFrame({ type: 'warning', channelId: ALL_CHANNELS, data }));
  }

  #receiveInit(message: WireMessage | UnknownOddMessage): void {
    if (message.type !== 'init') return void this.reject(`expected init before ${message.type}`);
    const checked = checkInit(this.#options.features, this.#options.chain, message);
    if (!checked.ok) return void this.reject(checked.error.message);
    clearTimeout(this.#initTimer);
    this.#features = checked.value;
    this.#schedulePing();
    for (const { attach } of this.#early.splice(0)) attach();
    this.#handlers.onReady(this);
  }

  #countIdle(): void {
    if (!this.#idle.take(this.#options.now())) void this.reject('too many messages that do nothing');
  }

  #schedulePing(): void {
    this.#pingTimer = setTimeout(() => {
      this.#pingSentAt = this.#options.now();
      this.#pongTimer = setTimeout(() => void this.close('no pong in time'), PING_TIMEOUT_MS);
      this.send({ type: 'ping', numPongBytes: 1, ignored: new Uint8Array(0) });
    }, PING_INTERVAL_MS);
  }

  #receivePong(): void {
    if (this.#pongTimer === undefined) return;
    clearTimeout(this.#pongTimer);
    this.#pongTimer = undefined;
    this.#rtt = this.#options.now() - this.#pingSentAt;
    this.#schedulePing();
  }
}
