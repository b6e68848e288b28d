/** Which channels there are, and how messages and others find them. */
import type { ChannelSigner, ChannelState } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import type { ChannelId } from '@sferic/wire';
import { type ChannelDetails, channelDetails } from './channel-view.ts';
import { type ChannelModules, LiveChannel, type NewChannelRecord } from './live-channel.ts';

/** Opening states that nothing is stored of. */
const TRANSIENT: ReadonlySet<ChannelState['type']> = new Set<ChannelState['type']>([
  'idle',
  'awaiting_accept',
  'awaiting_contribution',
  'constructing',
]);

export interface RegistryHandlers {
  /** A channel has a new state; `details` is absent before its funding transaction is signed, and at the end. */
  readonly changed: (channelId: ChannelId, details: ChannelDetails | undefined) => void;
  /** A channel has a new state, whatever it is. */
  readonly moved: (channel: LiveChannel) => void;
  /** A channel is over, or never came to be. */
  readonly removed: (channel: LiveChannel) => void;
}

export class Registry {
  readonly #modules: ChannelModules;
  readonly #handlers: RegistryHandlers;
  readonly #all = new Set<LiveChannel>();
  /** By final id. */
  readonly #byId = new Map<string, LiveChannel>();
  /** By peer and id: a channel has a temporary id besides while it is opened, and only its own peer may use either. */
  readonly #byPeerAndId = new Map<string, LiveChannel>();
  readonly #watchers = new Map<LiveChannel, Set<(state: ChannelState) => boolean>>();

  constructor(modules: ChannelModules, handlers: RegistryHandlers) {
    this.#modules = modules;
    this.#handlers = handlers;
  }

  get size(): number {
    return this.#all.size;
  }

  all(): readonly LiveChannel[] {
    return [...this.#all];
  }

  has(channel: LiveChannel): boolean {
    return this.#all.has(channel);
  }

  find(id: ChannelId): LiveChannel | undefined {
    return this.#byId.get(bytesToHex(id));
  }

  /** The channel that this peer calls by `id`. */
  findOfPeer(peer: string, id: ChannelId): LiveChannel | undefined {
    return this.#byPeerAndId.get(`${peer} ${bytesToHex(id)}`);
  }

  of(peer: string): readonly LiveChannel[] {
    return this.all().filter(({ record }) => bytesToHex(record.peer) === peer);
  }

  add(state: ChannelState, record: NewChannelRecord, signer: ChannelSigner): LiveChannel {
    const changed = (channel: LiveChannel, to: ChannelState) => this.#changed(channel, to);
    const channel = new LiveChannel(state, record, signer, this.#modules, { changed });
    this.#all.add(channel);
    if (channel.channelId !== undefined) this.name(channel, channel.channelId);
    return channel;
  }

  /** Lets the peer call the channel by this id. */
  name(channel: LiveChannel, id: ChannelId): void {
    this.#byPeerAndId.set(`${bytesToHex(channel.record.peer)} ${bytesToHex(id)}`, channel);
    if (id === channel.channelId) this.#byId.set(bytesToHex(id), channel);
  }

  remove(channel: LiveChannel): void {
    if (!this.#all.delete(channel)) return;
    channel.dispose();
    this.#watchers.delete(channel);
    for (const index of [this.#byId, this.#byPeerAndId])
      for (const [key, other] of index) if (other === channel) index.delete(key);
    this.#handlers.removed(channel);
  }

  /** Calls `watcher` with each new state until it returns true, or the channel is removed. */
  watch(channel: LiveChannel, watcher: (state: ChannelState) => boolean): void {
    const watchers = this.#watchers.get(channel) ?? new Set();
    this.#watchers.set(channel, watchers.add(watcher));
  }

  #changed(channel: LiveChannel, to: ChannelState): void {
    if (to.type === 'awaiting_accept') this.name(channel, to.open.temporaryChannelId);
    const { channelId } = channel;
    if (channelId !== undefined) this.name(channel, channelId);
    this.#handlers.moved(channel);
    const watchers = this.#watchers.get(channel);
    for (const watcher of watchers ?? []) if (watcher(to)) watchers?.delete(watcher);
    if (to.type === 'closed') this.remove(channel);
    if (channelId !== undefined) this.#handlers.changed(channelId, detailsOf(channel));
  }
}

/** Whether the channel outlives a disconnection: its funding transaction is agreed upon. */
export function isLasting({ state }: LiveChannel): boolean {
  return !TRANSIENT.has(state.type) && state.type !== 'closed';
}

/** What others may know of a channel; none before its funding transaction is signed, and at the end. */
export function detailsOf(channel: LiveChannel): ChannelDetails | undefined {
  const { state, channelId, fullRecord, closingTxid } = channel;
  if (channelId === undefined || fullRecord === undefined) return undefined;
  const known = knownDetails.get(state);
  if (known !== undefined && known.closingTxid === closingTxid) return known;
  const details = channelDetails(state, channelId, fullRecord, closingTxid, () => channel.mailbox.offered);
  if (details !== undefined) knownDetails.set(state, details);
  return details;
}

/** They follow from the state: each payment looks at all channels, of which few have changed since the last one. */
const knownDetails = new WeakMap<ChannelState, ChannelDetails>();
