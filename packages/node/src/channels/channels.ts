/**
 * All channels of this node: brings them back after a restart, leads the peers' messages and the chain's blocks to them,
 * opens new ones, and offers them to the switch and to payments.
 */
import {
  type ChannelCommand,
  type ChannelSigner,
  type ChannelState,
  type Refusal,
  type Removal,
  storedState,
} from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, equalBytes, hexToBytes } from '@sferic/crypto';
import {
  ALL_CHANNELS,
  type ChannelId,
  type ChannelMessage,
  channelIdOf,
  describeReason,
  nodeId,
  type OpenChannel2,
  reasonData,
  type Sat,
  type SatPerKw,
} from '@sferic/wire';
import type { Block, BlockListener } from '../chain/index.ts';
import type { Peer } from '../p2p/index.ts';
import { channelSigner, type NodeKeys } from '../wallet/index.ts';
import { type ChannelDetails, channelDetails } from './channel-view.ts';
import { feerateToPropose } from './fee-update.ts';
import type { ChannelGone, ChannelHtlcs, ChannelView, HtlcOffer } from './htlc-port.ts';
import { type ChannelModules, LiveChannel, type NewChannelRecord, newAlias } from './live-channel.ts';

export interface ChannelsModules extends ChannelModules {
  readonly keys: NodeKeys;
  /** A channel appeared, changed, or is over (`details` absent). */
  readonly changed: (channelId: ChannelId, details: ChannelDetails | undefined) => void;
}

export interface OpenOptions {
  readonly amount: Sat;
  readonly fundingFeerate: SatPerKw;
  readonly announce: boolean;
}

export interface OpenError {
  readonly code: 'insufficient_funds' | 'not_connected' | 'refused' | 'aborted';
  readonly message: string;
}

/** Openings that one peer may have in hand at once: each holds a key, perhaps coins, and memory. */
const MAX_OPENINGS_PER_PEER = 4;
/** From the first message to the agreement on the funding transaction. */
const OPENING_TIMEOUT_MS = 60_000;
/** Channels of one node: bounds memory, and what a block costs. */
const MAX_CHANNELS = 10_000;

/** Opening states that nothing is stored of. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'idle',
  'awaiting_accept',
  'awaiting_contribution',
  'constructing',
]);

export class Channels implements ChannelHtlcs, BlockListener {
  readonly name = 'channels';
  readonly #modules: ChannelsModules;
  /** By peer and id: a channel has two ids while it is opened. */
  readonly #byId = new Map<string, LiveChannel>();
  readonly #all = new Set<LiveChannel>();
  readonly #peers = new Map<string, Peer>();
  readonly #watchers = new Map<LiveChannel, ((state: ChannelState) => void)[]>();

  constructor(modules: ChannelsModules) {
    this.#modules = modules;
  }

  /** Takes up the stored channels. `resume` sets them going, once everything that they call is there. */
  restore(): void {
    const { channelStore, keys, log } = this.#modules;
    for (const { channelId, record, state } of channelStore.load()) {
      if (state.ok) {
        const channel = this.#add(state.value, record, channelSigner(keys, record.keyIndex));
        this.#byId.set(idKey(record.peer, channelId), channel);
      } else {
        log.error('a stored channel cannot be read and is left alone', {
          channel: channelId,
          reason: state.error.message,
        });
      }
    }
  }

  async resume(): Promise<void> {
    const owners = [...this.#all].map(({ record }) => LiveChannel.owner(record.keyIndex));
    await this.#modules.wallet.releaseAllBut(new Set(owners));
    for (const channel of this.#all) channel.mailbox.resume();
  }

  /** Peers with whom there are channels, as hex: the host keeps connections to them. */
  peersOfChannels(): ReadonlySet<string> {
    return new Set([...this.#all].filter(isLasting).map(({ record }) => bytesToHex(record.peer)));
  }

  connected(peer: Peer): void {
    this.#peers.set(peer.nodeId, peer);
    for (const channel of this.#of(peer.nodeId)) channel.mailbox.connected(peer);
  }

  disconnected(peer: string): void {
    this.#peers.delete(peer);
    for (const channel of this.#of(peer)) channel.mailbox.disconnected();
  }

  message(peer: Peer, message: ChannelMessage): void | Promise<void> {
    const id = channelIdOf(message);
    const channel = this.#byId.get(idKey(hexToBytes(peer.nodeId), id));
    if (channel !== undefined) return channel.mailbox.message(message);
    if (message.type === 'open_channel2') return void this.#acceptOpening(peer, message);
    if (message.type === 'error' || message.type === 'warning') return this.#peerComplains(peer, message);
    const type = message.type === 'channel_reestablish' ? 'error' : 'warning';
    peer.send({ type, channelId: id, data: reasonData('no such channel') });
  }

  async blockConnected({ height }: Block): Promise<void> {
    await this.#newHeight(height);
    const feerates = this.#modules.feerates();
    for (const { mailbox } of this.#all) {
      const feerate = feerateToPropose(mailbox.state, feerates);
      if (feerate !== undefined) mailbox.post({ type: 'command', command: { type: 'update_fee', feerate } });
    }
  }

  async blockDisconnected({ height }: { readonly height: number }): Promise<void> {
    await this.#newHeight(height - 1);
  }

  /** Resolves when the funding transaction is signed by both and published, or with why there is none. */
  async open(peerId: string, options: OpenOptions): Promise<Result<ChannelDetails, OpenError>> {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return openError('not_connected', 'the peer is not connected');
    const prepared = await this.#prepare(peer);
    const owner = LiveChannel.owner(prepared.record.keyIndex);
    const { wallet, feerates, height } = this.#modules;
    const funded = await wallet.fund({
      owner,
      amount: options.amount,
      feerate: options.fundingFeerate,
      initiator: true,
      confirmedOnly: false,
    });
    if (!funded.ok || this.#peers.get(peerId) !== peer) {
      this.#remove(prepared);
      await wallet.release(owner);
      if (funded.ok) return openError('not_connected', 'the peer has disconnected');
      return openError('insufficient_funds', funded.error.message);
    }
    const opened = this.#outcomeOfOpening(prepared);
    const command: ChannelCommand = {
      type: 'open',
      contribution: funded.value,
      fundingFeerate: options.fundingFeerate,
      commitmentFeerate: feerates().commitment,
      announce: options.announce,
      requireConfirmedInputs: false,
      locktime: height(),
      alias: newAlias(),
    };
    const begun = await prepared.mailbox.command(command);
    if (begun.ok) return opened;
    this.#remove(prepared);
    await wallet.release(owner);
    return openError('refused', begun.error.message);
  }

  /** Resolves with the channel's state once the command is durable. */
  async command(
    channelId: ChannelId,
    command: ChannelCommand,
  ): Promise<Result<ChannelState, Refusal | ChannelGone>> {
    const channel = this.#find(channelId);
    return channel === undefined ? err(gone()) : channel.mailbox.command(command);
  }

  /** Resolves at the first state that satisfies `reached`; with `undefined` if the channel ends before. */
  whenState(
    channelId: ChannelId,
    reached: (state: ChannelState) => boolean,
  ): Promise<ChannelState | undefined> {
    const channel = this.#find(channelId);
    if (channel === undefined) return Promise.resolve(undefined);
    if (reached(channel.state)) return Promise.resolve(channel.state);
    return new Promise((resolve) => {
      this.#watch(channel, (state) => {
        if (reached(state)) resolve(state);
        else if (state.type === 'closed') resolve(undefined);
        else return false;
        return true;
      });
    });
  }

  async addHtlc(channelId: ChannelId, offer: HtlcOffer): Promise<Result<void, Refusal | ChannelGone>> {
    const result = await this.command(channelId, { type: 'add_htlc', ...offer });
    return result.ok ? ok(undefined) : result;
  }

  async settleHtlc(
    channelId: ChannelId,
    htlcId: bigint,
    removal: Removal,
  ): Promise<Result<void, Refusal | ChannelGone>> {
    const result = await this.command(channelId, removalCommand(htlcId, removal));
    return result.ok || result.error.code === 'unknown_htlc' ? ok(undefined) : result;
  }

  acknowledge(channelId: ChannelId, origin: Uint8Array): void {
    const command = { type: 'acknowledge_settlement', origin } as const;
    this.#find(channelId)?.mailbox.post({ type: 'command', command });
  }

  *origins() {
    for (const { channelId, commitments } of this.#established()) {
      for (const { facts } of commitments.updates.htlcs.local.values())
        if (facts.origin !== undefined) yield { channelId, origin: facts.origin };
      for (const { origin } of commitments.settlements.values()) yield { channelId, origin };
    }
  }

  *incoming() {
    for (const { channelId, commitments } of this.#established())
      for (const { facts } of commitments.updates.htlcs.remote.values()) yield { channelId, htlc: facts };
  }

  channels(): readonly ChannelView[] {
    return this.details();
  }

  details(): readonly ChannelDetails[] {
    return [...this.#all].map(detailsOf).filter((details) => details !== undefined);
  }

  find(channelId: ChannelId): ChannelDetails | undefined {
    const channel = this.#find(channelId);
    return channel && detailsOf(channel);
  }

  *#established() {
    for (const { state } of this.#all) {
      const stored = storedState(state);
      if (stored !== undefined && stored.type !== 'signing_funding')
        yield { channelId: stored.params.channelId, commitments: stored.commitments };
    }
  }

  #of(peer: string): readonly LiveChannel[] {
    return [...this.#all].filter(({ record }) => bytesToHex(record.peer) === peer);
  }

  #find(channelId: ChannelId): LiveChannel | undefined {
    return this.#all
      .values()
      .find((channel) => channel.channelId && equalBytes(channel.channelId, channelId));
  }

  async #newHeight(height: number): Promise<void> {
    await Promise.all([...this.#all].map(({ mailbox }) => mailbox.chainEvent({ type: 'new_block', height })));
  }

  async #acceptOpening(peer: Peer, message: OpenChannel2): Promise<void> {
    const openings = this.#of(peer.nodeId).filter((channel) => !isLasting(channel)).length;
    if (openings >= MAX_OPENINGS_PER_PEER || this.#all.size >= MAX_CHANNELS) {
      const data = reasonData('too many channels are being opened');
      peer.send({ type: 'error', channelId: message.temporaryChannelId, data });
      return;
    }
    try {
      const channel = await this.#prepare(peer);
      this.#byId.set(idKey(channel.record.peer, message.temporaryChannelId), channel);
      channel.mailbox.message(message);
    } catch (error) {
      this.#modules.log.error('an opening could not be taken in', {
        peer: peer.nodeId,
        error: error as Error,
      });
    }
  }

  /** A channel before its first message, with keys and an address of its own. */
  async #prepare(peer: Peer): Promise<LiveChannel> {
    const { channelStore, keys, wallet, now } = this.#modules;
    const keyIndex = await channelStore.allocateKeyIndex();
    const { scriptPubKey } = await wallet.newAddress();
    const remoteNodeId = nodeId(hexToBytes(peer.nodeId));
    const record = { peer: remoteNodeId, keyIndex, shutdownScript: scriptPubKey, openedAt: now() };
    const channel = this.#add({ type: 'idle', remoteNodeId }, record, channelSigner(keys, keyIndex));
    setTimeout(() => this.#endOpening(channel), OPENING_TIMEOUT_MS).unref();
    // The peer may have gone in the meantime.
    if (this.#peers.get(peer.nodeId) === peer) channel.mailbox.connected(peer);
    return channel;
  }

  /** A peer must not hold our coins by doing nothing: before anything is signed, they can be taken back. */
  #endOpening(channel: LiveChannel): void {
    if (!this.#all.has(channel) || isLasting(channel)) return;
    const { type } = channel.state;
    channel.mailbox.post({
      type: 'command',
      command: { type: 'abort', reason: 'the opening took too long' },
    });
    if (type === 'idle') this.#remove(channel);
  }

  #add(state: ChannelState, record: NewChannelRecord, signer: ChannelSigner): LiveChannel {
    const handlers = { changed: this.#changed.bind(this) };
    const channel = new LiveChannel(state, record, signer, this.#modules, handlers);
    this.#all.add(channel);
    return channel;
  }

  #changed(channel: LiveChannel, _from: ChannelState, to: ChannelState): void {
    const { peer } = channel.record;
    if (to.type === 'awaiting_accept' || to.type === 'awaiting_contribution')
      this.#byId.set(idKey(peer, to.open.temporaryChannelId), channel);
    if (channel.channelId !== undefined) this.#byId.set(idKey(peer, channel.channelId), channel);
    const watchers = this.#watchers.get(channel) ?? [];
    for (const watcher of [...watchers]) watcher(to);
    if (to.type === 'closed') this.#remove(channel);
    if (channel.channelId !== undefined) this.#modules.changed(channel.channelId, detailsOf(channel));
  }

  #remove(channel: LiveChannel): void {
    channel.dispose();
    this.#all.delete(channel);
    this.#watchers.delete(channel);
    for (const [key, other] of this.#byId) if (other === channel) this.#byId.delete(key);
  }

  /** `watcher` returns whether it is done. */
  #watch(channel: LiveChannel, watcher: (state: ChannelState) => boolean): void {
    const watchers = this.#watchers.get(channel) ?? [];
    this.#watchers.set(channel, watchers);
    const entry = (state: ChannelState) => {
      if (watcher(state)) watchers.splice(watchers.indexOf(entry), 1);
    };
    watchers.push(entry);
  }

  #outcomeOfOpening(channel: LiveChannel): Promise<Result<ChannelDetails, OpenError>> {
    return new Promise((resolve) => {
      this.#watch(channel, (state) => {
        const details = detailsOf(channel);
        if (details !== undefined) resolve(ok(details));
        else if (state.type === 'closed')
          // The effects that say why come right after the state.
          setImmediate(() =>
            resolve(openError('aborted', channel.lastError?.message ?? 'the opening was given up')),
          );
        else return false;
        return true;
      });
    });
  }

  #peerComplains(peer: Peer, message: Extract<ChannelMessage, { type: 'error' | 'warning' }>): void {
    const reason = describeReason(message.data);
    this.#modules.log.warn(`the peer sent a ${message.type}`, { peer: peer.nodeId, reason });
    if (message.type !== 'error' || !equalBytes(message.channelId, ALL_CHANNELS)) return;
    // BOLT 1, "The error and warning Messages": it concerns all channels with the peer.
    for (const channel of this.#of(peer.nodeId)) {
      const id = channel.channelId;
      if (id !== undefined) channel.mailbox.message({ ...message, channelId: id });
    }
  }
}

function isLasting({ state }: LiveChannel): boolean {
  return !TRANSIENT.has(state.type) && state.type !== 'closed';
}

function detailsOf({ state, channelId, fullRecord, closingTxid }: LiveChannel): ChannelDetails | undefined {
  if (channelId === undefined || fullRecord === undefined) return undefined;
  return channelDetails(state, channelId, fullRecord, closingTxid);
}

function idKey(peer: Uint8Array, id: Uint8Array): string {
  return `${bytesToHex(peer)} ${bytesToHex(id)}`;
}

function gone(): ChannelGone {
  return { code: 'channel_gone', severity: 'fail_htlc', message: 'the channel is not there any more' };
}

function openError(code: OpenError['code'], message: string): Result<never, OpenError> {
  return err({ code, message });
}

function removalCommand(htlcId: bigint, removal: Removal): ChannelCommand {
  switch (removal.type) {
    case 'fulfill':
      return { ...removal, type: 'fulfill_htlc', htlcId };
    case 'fail':
      return { ...removal, type: 'fail_htlc', htlcId };
    case 'malformed':
      return { ...removal, type: 'fail_malformed_htlc', htlcId };
  }
}
