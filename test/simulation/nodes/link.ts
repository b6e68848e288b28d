/** The connection of two nodes: messages in order, until it is cut. */
import { type ChannelMessage, decodeMessage, encodeMessage, type WireMessage } from '@sferic/wire';
import type { Peer } from '../../../packages/node/src/p2p/index.ts';
import type { SimNode } from './sim-node.ts';

/** The sender hangs up behind what it has said. */
const HANG_UP = 'hang up';

export type End = 0 | 1;

export interface LinkHandlers {
  /** What goes over the wire instead of a message of this node; undefined for nothing. */
  readonly say: (link: Link, from: End, bytes: Uint8Array) => Uint8Array | undefined;
  readonly cut: (link: Link) => void;
}

export class Link {
  readonly ends: readonly [SimNode, SimNode];
  /** Nobody connects any more. */
  isDead = false;
  readonly #handlers: LinkHandlers;
  readonly #queues: readonly [(Uint8Array | typeof HANG_UP)[], (Uint8Array | typeof HANG_UP)[]] = [[], []];
  /** Ends that hold the other's stream back. */
  readonly #isHeldBack: [boolean, boolean] = [false, false];
  #session = 0;
  #peers: readonly [Peer, Peer] | undefined;

  constructor(ends: readonly [SimNode, SimNode], handlers: LinkHandlers) {
    this.ends = ends;
    this.#handlers = handlers;
  }

  get isConnected(): boolean {
    return this.#peers !== undefined;
  }

  /** Messages under way in both directions. */
  get waiting(): number {
    return this.#queues[0].length + this.#queues[1].length;
  }

  /** The next message of this end, for people. */
  next(from: End): string | undefined {
    const [item] = this.#queues[from];
    if (item === undefined || item === HANG_UP) return item;
    const decoded = decodeMessage(item);
    return decoded.ok ? decoded.value.type : 'unreadable';
  }

  canDeliver(from: End): boolean {
    return this.#queues[from].length > 0 && !this.#isHeldBack[other(from)];
  }

  connect(): void {
    if (this.isConnected || this.isDead || !this.ends.every((node) => node.process !== undefined)) return;
    this.#session++;
    const peers = [this.#peerOf(0), this.#peerOf(1)] as const;
    this.#peers = peers;
    for (const [end, node] of this.ends.entries()) node.process?.channels.connected(peers[other(end as End)]);
  }

  /** Whatever is under way is lost. */
  cut(): void {
    if (!this.isConnected) return;
    this.#session++;
    this.#peers = undefined;
    for (const end of [0, 1] as const) {
      this.#queues[end].length = 0;
      this.#isHeldBack[end] = false;
      this.ends[end].process?.channels.disconnected(this.ends[other(end)].id);
    }
    this.#handlers.cut(this);
  }

  deliver(from: End): void {
    const item = this.#queues[from].shift();
    const receiver = this.ends[other(from)].process;
    const peer = this.#peers?.[from];
    if (item === undefined || receiver === undefined || peer === undefined) return;
    const decoded = item === HANG_UP ? undefined : decodeMessage(item);
    // A session ends with what cannot be read.
    if (decoded === undefined || !decoded.ok) {
      this.cut();
      return;
    }
    if (decoded.value.type === 'unknown_odd') return;
    const pause = receiver.channels.message(peer, decoded.value as ChannelMessage);
    if (pause === undefined) return;
    const session = this.#session;
    this.#isHeldBack[other(from)] = true;
    void pause.then(() => {
      if (session === this.#session) this.#isHeldBack[other(from)] = false;
    });
  }

  /** What the other end calls this end by. */
  #peerOf(end: End): Peer {
    const session = this.#session;
    const speaker = this.ends[other(end)];
    const { life } = speaker;
    const isOver = () => session !== this.#session || speaker.life !== life;
    return {
      nodeId: this.ends[end].id,
      features: new Uint8Array(),
      send: (message: WireMessage) => {
        if (isOver() || life?.passes('message') !== true) return false;
        const said = this.#handlers.say(this, other(end), encodeMessage(message));
        if (said !== undefined) this.#queues[other(end)].push(said);
        return true;
      },
      disconnect: async () => {
        if (!isOver() && life?.isOver === false) this.#queues[other(end)].push(HANG_UP);
      },
    };
  }
}

export function other(end: End): End {
  return end === 0 ? 1 : 0;
}
