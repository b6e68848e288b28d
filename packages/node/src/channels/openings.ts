/** Channels in the making, ours and our peers': keys, coins and time are limited for each. */
import { type ChannelCommand, storedState } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { hexToBytes } from '@sferic/crypto';
import { nodeId, type OpenChannel2, reasonData, type Sat, type SatPerKw } from '@sferic/wire';
import { enforcementReserve } from '../enforcement/index.ts';
import { type Peer, RateLimit } from '../p2p/index.ts';
import { channelSigner, type NodeKeys } from '../wallet/index.ts';
import { newAlias } from './alias.ts';
import type { ChannelDetails } from './channel-view.ts';
import { type ChannelModules, LiveChannel, type NewChannelRecord } from './live-channel.ts';
import { detailsOf, isLasting, type Registry } from './registry.ts';

export interface OpeningsModules extends ChannelModules {
  readonly keys: NodeKeys;
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
/** Openings of one session: each takes writes to the disk, whatever comes of it. Beyond these the peer is disconnected. */
const OPENINGS_PER_SECOND = 1;
const OPENINGS_BURST = 100;
/**
 * Channels of one peer, and of all, whose funding transaction nobody has seen in a block: until then a channel has cost
 * the peer nothing, and it may never come. The second is a tenth of `MAX_CHANNELS`.
 */
const MAX_UNCONFIRMED_PER_PEER = 50;
const MAX_UNCONFIRMED = 1_000;
/** From the first message to the agreement on the funding transaction. */
export const OPENING_TIMEOUT_MS = 60_000;
/** From there to its signatures: as long as a peer may take to come back. Then our coins are free again. */
export const SIGNING_TIMEOUT_MS = 600_000;
/** Channels of one node: bounds memory, and what a block costs. */
const MAX_CHANNELS = 10_000;

/** What an opening takes that must not be used by two channels. */
type OpeningKeys = Pick<NewChannelRecord, 'keyIndex' | 'shutdownScript'>;

export class Openings {
  readonly #modules: OpeningsModules;
  readonly #registry: Registry;
  /** Of openings that ended before anything was signed: a peer that opens and aborts uses nothing up. */
  readonly #spare: OpeningKeys[] = [];
  readonly #limits = new WeakMap<Peer, RateLimit>();

  constructor(modules: OpeningsModules, registry: Registry) {
    this.#modules = modules;
    this.#registry = registry;
  }

  /** Resolves when the funding transaction is signed by both and published, or with why there is none. */
  async open(
    peer: Peer,
    isConnected: () => boolean,
    options: OpenOptions,
  ): Promise<Result<ChannelDetails, OpenError>> {
    const channel = await this.#prepare(peer);
    const { wallet } = this.#modules;
    const owner = LiveChannel.owner(channel.record.keyIndex);
    const { amount, fundingFeerate: feerate } = options;
    // Of the new channel too.
    const keep = enforcementReserve(this.#registry.all().filter(isLasting).length + 1);
    const request = { owner, amount, feerate, initiator: true, confirmedOnly: false, keep };
    const funded = await wallet.fund(request);
    if (!funded.ok) return this.#giveUp(channel, 'insufficient_funds', funded.error.message);
    if (!isConnected()) return this.#giveUp(channel, 'not_connected', 'the peer has disconnected');
    const { feerates, height, entropy } = this.#modules;
    const command: ChannelCommand = {
      type: 'open',
      contribution: funded.value,
      fundingFeerate: feerate,
      commitmentFeerate: feerates().commitment,
      announce: options.announce,
      requireConfirmedInputs: false,
      locktime: height(),
      alias: newAlias(entropy()),
    };
    const outcome = this.#outcome(channel);
    const begun = await channel.mailbox.command(command);
    return begun.ok ? outcome : this.#giveUp(channel, 'refused', begun.error.message);
  }

  /** Takes in an opening of the peer's. */
  async accept(peer: Peer, message: OpenChannel2): Promise<void> {
    if (!this.#mayAsk(peer)) return peer.disconnect('too many channels are being opened');
    if (!this.#hasRoom(peer)) {
      const data = reasonData('too many channels are being opened');
      peer.send({ type: 'error', channelId: message.temporaryChannelId, data });
      return;
    }
    const channel = await this.#prepare(peer);
    this.#registry.name(channel, message.temporaryChannelId);
    channel.mailbox.message(message);
  }

  #mayAsk(peer: Peer): boolean {
    const now = this.#modules.now() * 1000;
    const limit = this.#limits.get(peer) ?? new RateLimit(OPENINGS_PER_SECOND, OPENINGS_BURST, now);
    this.#limits.set(peer, limit);
    return limit.take(now);
  }

  #hasRoom(peer: Peer): boolean {
    const ofPeer = this.#registry.of(peer.nodeId);
    return (
      ofPeer.filter((channel) => !isLasting(channel)).length < MAX_OPENINGS_PER_PEER &&
      ofPeer.filter(isUnconfirmed).length < MAX_UNCONFIRMED_PER_PEER &&
      this.#registry.size < MAX_CHANNELS &&
      this.#registry.all().filter(isUnconfirmed).length < MAX_UNCONFIRMED
    );
  }

  /** To be called for each channel that is over: what a never-signed one had can be used again. */
  ended(channel: LiveChannel): void {
    if (channel.fullRecord === undefined) this.#spare.push(channel.record);
  }

  /** A channel before its first message, with keys and an address of its own. */
  async #prepare(peer: Peer): Promise<LiveChannel> {
    const { keys, now, after } = this.#modules;
    const { keyIndex, shutdownScript } = this.#spare.pop() ?? (await this.#newKeys());
    const remoteNodeId = nodeId(hexToBytes(peer.nodeId));
    const record = { peer: remoteNodeId, keyIndex, shutdownScript, openedAt: now() };
    const channel = this.#registry.add({ type: 'idle', remoteNodeId }, record, channelSigner(keys, keyIndex));
    channel.mailbox.connected(peer);
    after(OPENING_TIMEOUT_MS, () => this.#endUnlessLasting(channel));
    return channel;
  }

  async #newKeys(): Promise<OpeningKeys> {
    const keyIndex = await this.#modules.channelStore.allocateKeyIndex();
    const { scriptPubKey } = await this.#modules.wallet.newAddress();
    return { keyIndex, shutdownScript: scriptPubKey };
  }

  /**
   * Gives up a funding transaction that is agreed upon and that the peer does not sign. Once our own signatures are out the
   * channel refuses: the peer may publish it at any time.
   */
  limitSigning(channel: LiveChannel): void {
    if (!isSigning(channel)) return;
    const giveUp = (): void => {
      if (isSigning(channel)) this.#abort(channel);
    };
    this.#modules.after(SIGNING_TIMEOUT_MS, giveUp);
  }

  /** A peer must not hold our coins by doing nothing: before our signatures are out, they can be taken back. */
  #endUnlessLasting(channel: LiveChannel): void {
    if (!this.#registry.has(channel)) return;
    if (isLasting(channel)) {
      this.limitSigning(channel);
      return;
    }
    if (channel.state.type === 'idle') this.#registry.remove(channel);
    this.#abort(channel);
  }

  #abort(channel: LiveChannel): void {
    const command = { type: 'abort', reason: 'the opening took too long' } as const;
    channel.mailbox.post({ type: 'command', command });
  }

  async #giveUp(
    channel: LiveChannel,
    code: OpenError['code'],
    message: string,
  ): Promise<Result<never, OpenError>> {
    await this.#modules.wallet.release(LiveChannel.owner(channel.record.keyIndex));
    this.#registry.remove(channel);
    return err({ code, message });
  }

  #outcome(channel: LiveChannel): Promise<Result<ChannelDetails, OpenError>> {
    return new Promise((resolve) => {
      this.#registry.watch(channel, (state) => {
        const details = detailsOf(channel);
        if (details === undefined && state.type !== 'closed') return false;
        // The effects that publish, or say why not, come right after the state.
        setImmediate(async () => {
          await channel.published;
          resolve(details === undefined ? err({ code: 'aborted', message: reasonOf(channel) }) : ok(details));
        });
        return true;
      });
    });
  }
}

function isUnconfirmed({ state }: LiveChannel): boolean {
  const type = storedState(state)?.type;
  return type === 'signing_funding' || type === 'wait_for_ready';
}

function isSigning({ state }: LiveChannel): boolean {
  return storedState(state)?.type === 'signing_funding';
}

function reasonOf({ lastError }: LiveChannel): string {
  return lastError?.message ?? 'the peer disconnected, or the opening took too long';
}
