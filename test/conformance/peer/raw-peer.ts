/** A peer that says whatever a test wants: libp2p's connection and streams, and nothing of a node behind them. */
import { publicKey, sha256 } from '@sferic/crypto';
import {
  CHANNEL_PROTOCOL,
  decodeMessage,
  describeReason,
  encodeFrame,
  encodeMessageFrame,
  FrameDecoder,
  GOSSIP_PROTOCOL,
  type NodeId,
  nodeId,
  protocolOf,
  type WireMessage,
} from '@sferic/wire';
import { parsePeerAddress } from '../../../packages/node/src/p2p/index.ts';
import { startLibp2p } from '../../../packages/node/src/p2p/libp2p.ts';
import type { Subject } from './subject.ts';

type Libp2p = Awaited<ReturnType<typeof startLibp2p>>;
type Connection = Awaited<ReturnType<Libp2p['dial']>>;
type Stream = Awaited<ReturnType<Connection['newStream']>>;

/** How long an answer may take on a busy machine. */
const PATIENCE_MS = 10_000;

export type MessageOf<T extends WireMessage['type']> = Extract<WireMessage, { readonly type: T }>;

export class RawPeer {
  readonly name: string;
  readonly nodeId: NodeId;
  /** All messages of the present connection. */
  readonly received: WireMessage[] = [];
  /** Called with each message before it is kept. */
  onMessage: ((message: WireMessage) => void) | undefined;
  readonly #secret: Uint8Array;
  readonly #subject: Subject;
  readonly #changes = new EventTarget();
  #libp2p: Libp2p | undefined;
  #channel: Stream | undefined;
  #gossip: Stream | undefined;
  #isClosed = true;

  constructor(name: string, subject: Subject) {
    this.name = name;
    this.#subject = subject;
    // The secret of the test signer of this name: whoever holds the channel is the node.
    this.#secret = sha256(new TextEncoder().encode(`${name} node`));
    this.nodeId = nodeId(publicKey(this.#secret));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** A connection with a channel stream on which nothing was said yet. */
  async connect(): Promise<void> {
    this.#libp2p ??= await startLibp2p({
      nodeSecret: this.#secret,
      listen: [],
      announce: [],
      muxers: ['yamux'],
    });
    await this.untilClosed();
    this.received.length = 0;
    const address = parsePeerAddress(this.#subject.address);
    if (!address.ok || address.value.address === undefined) throw new Error('the subject has no address');
    const connection = await this.#libp2p.dial(address.value.address);
    this.#channel = await connection.newStream(CHANNEL_PROTOCOL);
    this.#isClosed = false;
    this.#listen(this.#channel);
  }

  /** Connects and exchanges `init`. */
  async begin(): Promise<void> {
    await this.connect();
    this.send(this.init());
    await this.next('init');
  }

  /** An `init` that the subject must accept. */
  init(): MessageOf<'init'> {
    const { features, chain } = this.#subject;
    return { type: 'init', globalFeatures: new Uint8Array(0), features, networks: [chain] };
  }

  send(message: WireMessage): void {
    this.sendBytes(encodeMessageFrame(message));
  }

  /** One frame with this content. */
  sendFrame(payload: Uint8Array): void {
    this.sendBytes(encodeFrame(payload));
  }

  /** Bytes on the channel stream, whatever they are. */
  sendBytes(bytes: Uint8Array): void {
    if (this.#isClosed || this.#channel?.writeStatus !== 'writable') return;
    this.#channel.send(bytes);
  }

  /** Bytes on the gossip stream, which is opened for the first. Resolves when the stream takes more. */
  async sendGossip(bytes: Uint8Array): Promise<void> {
    const [connection] = this.#libp2p?.getConnections() ?? [];
    if (this.#isClosed || connection === undefined) return;
    if (this.#gossip === undefined) {
      this.#gossip = await connection.newStream(GOSSIP_PROTOCOL);
      this.#gossip.addEventListener('message', () => undefined);
    }
    if (this.#gossip.writeStatus === 'writable' && !this.#gossip.send(bytes))
      await Promise.race([this.#gossip.onDrain().catch(() => undefined), this.untilClosed()]);
  }

  /** More channel streams on the same connection, on which nothing is said. */
  async openStreams(count: number): Promise<void> {
    const [connection] = this.#libp2p?.getConnections() ?? [];
    for (let opened = 0; opened < count; opened++)
      await connection?.newStream(CHANNEL_PROTOCOL).catch(() => undefined);
  }

  /** Stops taking what the subject sends. */
  pause(): void {
    this.#channel?.pause();
  }

  /** Resolves once what was sent so far has been read and answered, or the connection is closed. */
  async roundTrip(): Promise<void> {
    const before = this.#count('pong');
    this.send({ type: 'ping', numPongBytes: 1, ignored: new Uint8Array(0) });
    await this.until(() => this.#isClosed || this.#count('pong') > before, 'a pong');
  }

  /** The first message of this type on the present connection. */
  async next<T extends WireMessage['type']>(type: T): Promise<MessageOf<T>> {
    const find = () => this.received.find((message): message is MessageOf<T> => message.type === type);
    await this.until(() => find() !== undefined || this.#isClosed, type);
    const found = find();
    if (found === undefined) throw new Error(`${this.name}: closed before ${type} came; ${this.describe()}`);
    return found;
  }

  async untilClosed(): Promise<void> {
    await this.until(() => this.#isClosed, 'the end of the connection');
  }

  /** Looks after each message until the condition holds. */
  async until(condition: () => boolean, what: string): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!condition()) {
      if (signal.aborted) throw new Error(`${this.name} waited in vain for ${what}; ${this.describe()}`);
      await this.#change(signal);
    }
  }

  /** What was heard, for a person. */
  describe(): string {
    const heard = this.received.map((message) =>
      'data' in message ? `${message.type} "${describeReason(message.data)}"` : message.type,
    );
    return `heard: ${heard.join(', ') || 'nothing'}${this.#isClosed ? '; closed' : ''}`;
  }

  /** Cuts the connection without a word. */
  async cut(): Promise<void> {
    for (const connection of this.#libp2p?.getConnections() ?? []) connection.abort(new Error('cut'));
    this.#closed();
  }

  async stop(): Promise<void> {
    await this.#libp2p?.stop();
    this.#libp2p = undefined;
    this.#closed();
  }

  #listen(stream: Stream): void {
    const decoder = new FrameDecoder();
    stream.addEventListener('message', (event) => {
      const { frames, error } = decoder.push(event.data.subarray());
      if (error !== undefined) throw new Error(`the subject sent a frame that is none: ${error.message}`);
      for (const frame of frames) this.#receive(frame);
    });
    const ended = () => {
      if (this.#channel === stream) this.#closed();
    };
    stream.addEventListener('remoteCloseWrite', ended);
    stream.addEventListener('close', ended);
  }

  #receive(frame: Uint8Array): void {
    const decoded = decodeMessage(frame);
    if (!decoded.ok) throw new Error(`the subject sent what cannot be decoded: ${decoded.error.message}`);
    if (decoded.value.type === 'unknown_odd') return;
    if (protocolOf(decoded.value) !== CHANNEL_PROTOCOL)
      throw new Error(`${decoded.value.type} on the channel stream`);
    if (decoded.value.type === 'ping')
      this.send({ type: 'pong', ignored: new Uint8Array(decoded.value.numPongBytes) });
    this.received.push(decoded.value);
    this.onMessage?.(decoded.value);
    this.#changes.dispatchEvent(new Event('change'));
  }

  #count(type: WireMessage['type']): number {
    return this.received.filter((message) => message.type === type).length;
  }

  #closed(): void {
    this.#isClosed = true;
    this.#channel = undefined;
    this.#gossip = undefined;
    this.#changes.dispatchEvent(new Event('change'));
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const options = { once: true } as const;
      this.#changes.addEventListener('change', () => resolve(), options);
      signal.addEventListener('abort', () => resolve(), options);
    });
  }
}
