/**
 * All channels of this node: brings them back after a restart, leads the peers' messages and the chain's blocks to them,
 * and offers them to the switch and to payments.
 */
import {
  type ChannelBackup,
  type ChannelCommand,
  type ChannelState,
  isSettling,
  lostChannel,
  openOrigins,
  type Refusal,
  type Removal,
  type StoredState,
  storedState,
  type WaitForReadyState,
} from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, equalBytes } from '@sferic/crypto';
import {
  ALL_CHANNELS,
  type ChannelId,
  type ChannelMessage,
  channelIdOf,
  describeReason,
  reasonData,
  type Sat,
  type SatPerKw,
  sat,
} from '@sferic/wire';
import type { Block, BlockListener } from '../chain/index.ts';
import { enforcementReserve } from '../enforcement/index.ts';
import type { Peer } from '../p2p/index.ts';
import type { SqlWriter } from '../store/index.ts';
import { channelSigner } from '../wallet/index.ts';
import type { JusticeSource } from '../watchtower/index.ts';
import { newAlias } from './alias.ts';
import type { ChannelRecord } from './channel-store.ts';
import type { ChannelDetails } from './channel-view.ts';
import type { ClosedChannel } from './closed-channels.ts';
import { feerateToPropose } from './fee-update.ts';
import type { ChannelGone, ChannelHtlcs, ChannelView, HtlcOffer } from './htlc-port.ts';
import { channelIdOfState, LiveChannel, type NewChannelRecord } from './live-channel.ts';
import { type OpenError, Openings, type OpeningsModules, type OpenOptions } from './openings.ts';
import { detailsOf, isLasting, Registry } from './registry.ts';
import { type ReplacementError, Replacements } from './replacements.ts';

export interface ChannelsModules extends OpeningsModules {
  /** A channel appeared, changed, or is over (`details` absent). */
  readonly changed: (channelId: ChannelId, details: ChannelDetails | undefined) => void;
}

/** What a backup tells of a channel. */
export type LostChannelRecord = Pick<ChannelRecord, 'peer' | 'keyIndex' | 'openedAt'> & {
  readonly channel: ChannelBackup;
  /** No block at or below this height concerns the channel. */
  readonly birthHeight: number;
};
type LostChannelRows = ReturnType<typeof lostChannel>;

/** Messages for channels that are not there, in one session: a few are left over when a channel ends. */
const MAX_STRAYS_PER_SESSION = 1000;

export class Channels implements ChannelHtlcs, BlockListener {
  readonly name = 'channels';
  readonly #modules: ChannelsModules;
  readonly #registry: Registry;
  readonly #openings: Openings;
  readonly #replacements: Replacements;
  readonly #peers = new Map<string, Peer>();
  /** Whether it was said that the wallet has too little. */
  #isShort = false;
  readonly #strays = new WeakMap<Peer, number>();

  constructor(modules: ChannelsModules) {
    this.#modules = modules;
    this.#registry = new Registry(modules, {
      changed: modules.changed,
      moved: (channel) => this.#replacements.limit(channel),
      removed: (channel) => this.#openings.ended(channel),
    });
    this.#openings = new Openings(modules, this.#registry);
    this.#replacements = new Replacements(modules, this.#registry);
  }

  /**
   * Takes up the stored channels. `resume` sets them going, once everything that they call is there. Throws if one
   * cannot be read: without knowing what it holds, its payments would be sent and its HTLCs forwarded a second time.
   */
  restore(): void {
    const { channelStore, keys } = this.#modules;
    for (const { channelId: id, record, state } of channelStore.load()) {
      if (!state.ok)
        throw new Error(`the stored channel ${bytesToHex(id)} cannot be read: ${state.error.message}`);
      this.#registry.add(state.value, record, channelSigner(keys, record.keyIndex));
    }
  }

  /** Resolves when what was outstanding is done again: then the chain is watched for all that concerns the channels. */
  async resume(): Promise<void> {
    const owners = this.#registry.all().map(({ record }) => LiveChannel.owner(record.keyIndex));
    await this.#modules.wallet.releaseAllBut(new Set(owners));
    for (const channel of this.#registry.all()) {
      channel.mailbox.resume();
      this.#openings.limitSigning(channel);
      this.#replacements.limit(channel);
    }
    await this.idle();
  }

  /** Every channel that a backup has to keep, from the moment that its peer can make it real. */
  *backedUp(): Iterable<{ readonly record: NewChannelRecord; readonly state: StoredState }> {
    for (const { record, state } of this.#registry.all()) {
      const stored = storedState(state);
      if (stored !== undefined) yield { record, state: stored };
    }
  }

  /** What a watchtower's client has to know of a channel; undefined once it is over. */
  justiceSource(id: ChannelId): JusticeSource | undefined {
    const channel = this.#registry.find(id);
    const state = channel && storedState(channel.state);
    if (channel === undefined || state === undefined || state.type === 'signing_funding') return undefined;
    const { signer, record } = channel;
    const past = () => this.#modules.channelStore.allPast(id);
    return { state, signer, scriptPubKey: record.shutdownScript, past };
  }

  /** The durable state of a channel. */
  stored(id: ChannelId): StoredState | undefined {
    const channel = this.#registry.find(id);
    return channel && storedState(channel.state);
  }

  /**
   * Takes in channels that were lost but for their backup: they ask their peers to close, and claim what is ours. What
   * `write` stores is durable together with them.
   */
  async adopt(lost: readonly LostChannelRecord[], write: (sql: SqlWriter) => void): Promise<void> {
    const { store, channelStore, wallet, keys, entropy } = this.#modules;
    const adopted: (LostChannelRows & { readonly record: ChannelRecord })[] = [];
    for (const { channel, birthHeight, ...known } of lost) {
      // The scripts of old may be of keys that a restored wallet does not look for.
      const { scriptPubKey: shutdownScript } = await wallet.newAddress();
      const contributions = { local: sat(0n), remote: sat(0n) };
      const record = { ...known, shutdownScript, contributions, stoppedAt: birthHeight + 1 };
      adopted.push({ ...lostChannel(channel, newAlias(entropy())), record });
    }
    await store.commit((sql) => {
      for (const { state, record, writes } of adopted) {
        const id = channelIdOfState(state);
        if (id !== undefined) channelStore.write(sql, id, record, writes);
      }
      write(sql);
    });
    for (const { state, record } of adopted) {
      const { mailbox } = this.#registry.add(state, record, channelSigner(keys, record.keyIndex));
      mailbox.resume();
      const peer = this.#peers.get(bytesToHex(record.peer));
      if (peer !== undefined) mailbox.connected(peer);
    }
    await this.idle();
  }

  /** To be called when the chain is followed to its tip: what channels missed that had stopped before is made up for. */
  async caughtUp(): Promise<void> {
    const isAnyStopped = this.#registry.all().some(({ mailbox }) => mailbox.stopped !== undefined);
    if (!isAnyStopped) await this.#modules.channelStore.clearStops();
    this.#warnOfReserve();
  }

  /**
   * Takes HTLCs whose preimage is out from the commitments; resolves when none is left there whose peer is connected, or after
   * `milliseconds`. To be called before the peers go: what stays may have to be claimed on chain, should they be away for long.
   */
  async tidyUp(milliseconds: number): Promise<void> {
    const settling = this.#registry.all().filter(({ state }) => isSettling(state));
    const { promise: isOver, resolve } = Promise.withResolvers<void>();
    const cancel = this.#modules.after(milliseconds, resolve);
    const done = settling.map((channel) => {
      channel.mailbox.hurry();
      return new Promise<void>((settled) =>
        this.#registry.watch(channel, (state) => {
          if (isSettling(state)) return false;
          settled();
          return true;
        }),
      );
    });
    await Promise.race([Promise.all(done), isOver]);
    cancel();
  }

  /** Resolves when all that the channels have taken in is durable and done. To be called when nothing more comes. */
  async idle(): Promise<void> {
    await Promise.all(this.#registry.all().map(({ mailbox }) => mailbox.idle()));
  }

  /** Peers with whom there are channels, as hex: the host keeps connections to them. */
  peersOfChannels(): ReadonlySet<string> {
    return new Set(
      this.#registry
        .all()
        .filter(isLasting)
        .map(({ record }) => bytesToHex(record.peer)),
    );
  }

  connected(peer: Peer): void {
    this.#peers.set(peer.nodeId, peer);
    for (const channel of this.#registry.of(peer.nodeId)) channel.mailbox.connected(peer);
  }

  disconnected(peer: string): void {
    this.#peers.delete(peer);
    for (const channel of this.#registry.of(peer)) channel.mailbox.disconnected();
  }

  message(peer: Peer, message: ChannelMessage): void | Promise<void> {
    const id = channelIdOf(message);
    const channel = this.#registry.findOfPeer(peer.nodeId, id);
    if (channel !== undefined) return channel.mailbox.message(message);
    if (message.type === 'open_channel2') return this.#openings.accept(peer, message);
    if (message.type === 'error' || message.type === 'warning') return this.#peerComplains(peer, message);
    return this.#stray(peer, message);
  }

  async blockConnected({ height }: Block): Promise<void> {
    await this.#newHeight(height);
    this.#warnOfReserve();
    const feerates = this.#modules.feerates();
    for (const { mailbox } of this.#registry.all()) {
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
    if (peer === undefined) return err({ code: 'not_connected', message: 'the peer is not connected' });
    return this.#openings.open(peer, () => this.#peers.get(peerId) === peer, options);
  }

  /** Resolves when another funding transaction of the channel is signed by both and published: see `Replacements`. */
  async replaceFunding(
    channelId: ChannelId,
    feerate: SatPerKw | undefined,
  ): Promise<Result<WaitForReadyState, ReplacementError | ChannelGone>> {
    const channel = this.#registry.find(channelId);
    return channel === undefined ? err(gone()) : this.#replacements.replace(channel, feerate);
  }

  /** Resolves with the channel's state once the command is durable; `taken` as for the mailbox. */
  async command(
    channelId: ChannelId,
    command: ChannelCommand,
    taken?: () => void,
  ): Promise<Result<ChannelState, Refusal | ChannelGone>> {
    const channel = this.#registry.find(channelId);
    return channel === undefined ? err(gone()) : channel.mailbox.command(command, taken);
  }

  /** Resolves at the first state that satisfies `reached`; with `undefined` if the channel ends before. */
  whenState(
    channelId: ChannelId,
    reached: (state: ChannelState) => boolean,
  ): Promise<ChannelState | undefined> {
    const channel = this.#registry.find(channelId);
    if (channel === undefined) return Promise.resolve(undefined);
    if (reached(channel.state)) return Promise.resolve(channel.state);
    return new Promise((resolve) => {
      this.#registry.watch(channel, (state) => {
        if (reached(state)) resolve(state);
        else if (state.type === 'closed') resolve(undefined);
        else return false;
        return true;
      });
    });
  }

  /** Resolves when the chain's server has been offered what the channel published last, whatever it said. */
  async published(channelId: ChannelId): Promise<void> {
    await this.#registry.find(channelId)?.published;
  }

  /** Why the chain does not take the closing transaction that pays most, if it does not. */
  closingRefusal(channelId: ChannelId): string | undefined {
    return this.#registry.find(channelId)?.closingRefusal;
  }

  async addHtlc(channelId: ChannelId, offer: HtlcOffer): Promise<Result<void, Refusal | ChannelGone>> {
    const result = await this.command(channelId, { type: 'add_htlc', ...offer });
    return result.ok ? ok(undefined) : result;
  }

  async settleHtlc(
    channelId: ChannelId,
    htlcId: bigint,
    removal: Removal,
    taken?: () => void,
  ): Promise<Result<void, Refusal | ChannelGone>> {
    const result = await this.command(channelId, removalCommand(htlcId, removal), taken);
    return result.ok || result.error.code === 'unknown_htlc' ? ok(undefined) : result;
  }

  acknowledge(channelId: ChannelId, origin: Uint8Array): void {
    const command = { type: 'acknowledge_settlement', origin } as const;
    this.#registry.find(channelId)?.mailbox.post({ type: 'command', command });
  }

  *origins() {
    for (const state of this.#established())
      for (const origin of openOrigins(state)) yield { channelId: state.params.channelId, origin };
  }

  *incoming() {
    for (const { params, commitments } of this.#established())
      for (const { facts } of commitments.updates.htlcs.remote.values())
        yield { channelId: params.channelId, htlc: facts };
  }

  channels(): readonly ChannelView[] {
    return this.details();
  }

  details(): readonly ChannelDetails[] {
    return this.#registry
      .all()
      .map(detailsOf)
      .filter((details) => details !== undefined);
  }

  /** What is kept of channels that are over; the latest first. */
  closed(): readonly ClosedChannel[] {
    return this.#modules.channelStore.closed();
  }

  find(channelId: ChannelId): ChannelDetails | undefined {
    const channel = this.#registry.find(channelId);
    return channel && detailsOf(channel);
  }

  *#established() {
    for (const { state } of this.#registry.all()) {
      const stored = storedState(state);
      if (stored !== undefined && stored.type !== 'signing_funding') yield stored;
    }
  }

  /** What the wallet should hold for closing all of them by force. */
  get enforcementReserve(): Sat {
    return enforcementReserve(this.#registry.all().filter(isLasting).length);
  }

  /** Says so early when the wallet could not pay for enforcement: an HTLC may be lost for want of coins. */
  #warnOfReserve(): void {
    const { wallet, log } = this.#modules;
    const reserve = this.enforcementReserve;
    const { confirmed } = wallet.balance;
    const isShort = confirmed < reserve;
    if (isShort && !this.#isShort)
      log.warn('the wallet cannot pay for closing its channels by force: send coins to it', {
        confirmed,
        reserve,
      });
    this.#isShort = isShort;
  }

  async #newHeight(height: number): Promise<void> {
    await Promise.all(
      this.#registry.all().map((channel) => channel.chainEvent({ type: 'new_block', height })),
    );
  }

  /** A message for no channel of ours. BOLT 2, "Message Retransmission": an unknown channel is answered by an error. */
  #stray(peer: Peer, message: ChannelMessage): void {
    const strays = (this.#strays.get(peer) ?? 0) + 1;
    this.#strays.set(peer, strays);
    if (strays > MAX_STRAYS_PER_SESSION)
      return void peer.disconnect('too many messages for unknown channels');
    const type = message.type === 'channel_reestablish' ? 'error' : 'warning';
    peer.send({ type, channelId: channelIdOf(message), data: reasonData('no such channel') });
  }

  #peerComplains(peer: Peer, message: Extract<ChannelMessage, { type: 'error' | 'warning' }>): void {
    const reason = describeReason(message.data);
    this.#modules.log.warn(`the peer sent a ${message.type}`, { peer: peer.nodeId, reason });
    if (message.type !== 'error' || !equalBytes(message.channelId, ALL_CHANNELS)) return;
    // BOLT 1, "The error and warning Messages": it concerns all channels with the peer.
    for (const channel of this.#registry.of(peer.nodeId)) {
      const id = channel.channelId;
      if (id !== undefined) channel.mailbox.message({ ...message, channelId: id });
    }
  }
}

function gone(): ChannelGone {
  return { code: 'channel_gone', severity: 'fail_htlc', message: 'the channel is not there any more' };
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
