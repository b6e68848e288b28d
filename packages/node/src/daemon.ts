/**
 * The composition root: makes every module of a node, gives each what it needs, and starts and stops them in order.
 * Nothing else wires modules together.
 */
import { err, ok, type Result } from '@sferic/codec';
import { backendName, bytesToHex, randomBytes } from '@sferic/crypto';
import {
  type ChannelMessage,
  GOSSIP_PROTOCOL,
  type GossipMessage,
  protocolOf,
  type WireMessage,
} from '@sferic/wire';
import type { NodeEvent, NodeService } from './api/index.ts';
import { createService, describeChannel } from './api/operations/index.ts';
import type { Backups } from './backup/index.ts';
import { formatBlockHash } from './chain/index.ts';
import { ChannelStore, Channels, FundingPolicySetting } from './channels/index.ts';
import { after, milliseconds, seconds } from './clock.ts';
import { type ChainError, type ChainModules, channelFeerates, openChain } from './daemon-chain.ts';
import { makeGraph } from './daemon-graph.ts';
import type { DaemonOptions, Foundation } from './daemon-options.ts';
import { makeBackups } from './daemon-parts.ts';
import { makePayments, type PaymentModules } from './daemon-payments.ts';
import { SCHEMAS } from './daemon-schemas.ts';
import { makeTower, makeTowers } from './daemon-watchtower.ts';
import { defaultChannelPolicy, nodeFeatures } from './defaults.ts';
import type { GossipService } from './graph/index.ts';
import { Host, ListenError, type Peer, uriAt } from './p2p/index.ts';
import { PeerBook } from './peers/index.ts';
import { Store, type StoreError } from './store/index.ts';
import { describeForward, ForwardingPolicies, Switch } from './switch/index.ts';
import { Turns } from './turns.ts';
import type { TowerServer, Towers } from './watchtower/index.ts';

export type StartError =
  | StoreError
  | ChainError
  /** Peers cannot be listened to, or what is stored cannot be taken up; the message says which and why. */
  | { readonly code: 'cannot_listen' | 'cannot_start'; readonly message: string };

const entropy = () => randomBytes(32);

/** How long a node that stops waits for its peers to sign what is paid out of the commitments. */
const TIDYING_UP_MS = 1_000;

export class Daemon {
  readonly service: NodeService;
  readonly #options: DaemonOptions;
  readonly #store: Store;
  readonly #chain: ChainModules;
  readonly #turns = new Turns();
  readonly #host: Host;
  readonly #peerBook: PeerBook;
  readonly #policies: ForwardingPolicies;
  readonly #channels: Channels;
  readonly #backups: Backups;
  readonly #towers: Towers;
  readonly #tower: TowerServer;
  readonly #switch: Switch;
  readonly #payments: PaymentModules;
  readonly #graph: GossipService;
  readonly #listeners = new Set<(event: NodeEvent) => void>();
  readonly #ended = Promise.withResolvers<string>();
  #stopping: Promise<void> | undefined;

  /** Opens the data directory, asks the chain, restores everything, then connects to the peers. */
  static async start(options: DaemonOptions): Promise<Result<Daemon, StartError>> {
    const { promise: failed, resolve: fail } = Promise.withResolvers<string>();
    const onFailure = ({ message }: Error) => fail(message);
    const opened = Store.open({ directory: options.directory, schemas: SCHEMAS, onFailure });
    if (!opened.ok) return opened;
    const store = opened.value;
    const chain = await openChain(options.chain, store, options.log, onFailure);
    if (!chain.ok) {
      store.close();
      return chain;
    }
    const daemon = new Daemon(options, store, chain.value);
    void failed.then((reason) => daemon.#end(reason));
    try {
      await daemon.#start();
      return ok(daemon);
    } catch (error) {
      await daemon.stop();
      const code = error instanceof ListenError ? 'cannot_listen' : 'cannot_start';
      return err({ code, message: error instanceof Error ? error.message : String(error) });
    }
  }

  private constructor(options: DaemonOptions, store: Store, chain: ChainModules) {
    this.#options = options;
    this.#store = store;
    this.#chain = chain;
    this.#peerBook = new PeerBook(store);
    const foundation: Foundation = { options, store, chain, turns: this.#turns };
    const emit = (describe: () => NodeEvent) => this.#emit(describe);
    const fundingPolicy = new FundingPolicySetting(store, options.fundingPolicy);
    this.#policies = new ForwardingPolicies({
      store,
      configured: options.forwardingPolicy,
      now: milliseconds,
      changed: () => this.#graph.policiesChanged(),
    });
    this.#channels = this.#makeChannels(fundingPolicy);
    chain.wallet.keepBack(() => this.#channels.enforcementReserve);
    this.#backups = makeBackups(foundation, this.#channels, {
      addressesOf: (nodeId) => this.#addressesOf(nodeId),
      adopted: (nodeId, addresses) => this.#adopt(bytesToHex(nodeId), addresses),
    });
    this.#towers = makeTowers(
      foundation,
      () => this.#channels,
      () => this.#host,
    );
    this.#tower = makeTower(foundation, () => this.#channels);
    this.#graph = makeGraph(foundation, this.#channels, this.#policies, () => this.#host);
    this.#payments = makePayments(foundation, this.#channels, this.#graph, emit);
    this.#switch = this.#makeSwitch();
    this.#host = this.#makeHost();
    this.service = createService({
      identity: options.identity,
      features: nodeFeatures(options.acceptsSpontaneous),
      chain: chain.chain,
      follower: chain.follower,
      fees: chain.fees,
      wallet: chain.wallet,
      host: this.#host,
      peerBook: this.#peerBook,
      addressesOf: (nodeId) => this.#addressesOf(nodeId),
      channels: this.#channels,
      fundingPolicy,
      forwardingPolicies: this.#policies,
      switch: this.#switch,
      ...this.#payments,
      graph: this.#graph,
      towers: this.#towers,
      tower: this.#tower,
      now: seconds,
      subscribe: (listener) => this.#subscribe(listener),
      requestStop: () => this.#end('asked to stop'),
    });
  }

  /** Resolves with the reason when the node ought to stop: it was asked to, or cannot go on. */
  get ended(): Promise<string> {
    return this.#ended.promise;
  }

  /** Stops in the reverse order of the start; what is pending goes on with the next one. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #start(): Promise<void> {
    const { chain, log } = this.#options;
    this.#channels.restore();
    this.#switch.start();
    this.#payments.sender.start();
    this.#graph.start();
    await this.#policies.keepOnly(this.#channels.details().map(({ channelId }) => channelId));
    await this.#channels.resume();
    this.#tower.watch.restore();
    await this.#backups.start();
    await this.#followChain();
    await this.#host.start();
    this.#payments.outgoingStreams.start();
    for (const peer of [...this.#channels.peersOfChannels(), ...this.#towers.ids()])
      this.#keepConnected(peer);
    log.info('node started', {
      node: this.#host.nodeId,
      chain: chain.name,
      height: this.#chain.follower.tip.height,
      secp256k1: backendName(),
    });
  }

  async #followChain(): Promise<void> {
    const { follower, wallet, watcher, fees, broadcaster } = this.#chain;
    // Who finds out first: the wallet its coins, the watcher what channels wait for, the channels that time has passed.
    for (const listener of [wallet, watcher, this.#channels, this.#tower.watch, this.#towers])
      follower.listen(listener);
    follower.listen({
      name: 'daemon',
      blockConnected: async ({ height, hash }) => {
        this.#switch.newBlock(height);
        this.#payments.receiver.newBlock();
        this.#payments.sender.newBlock();
        void fees.refresh();
        this.#emit(() => ({ type: 'block', height, hash: formatBlockHash(hash) }));
      },
      blockDisconnected: async ({ height, hash }) => {
        this.#emit(() => ({ type: 'block_disconnected', height, hash: formatBlockHash(hash) }));
      },
    });
    for (const listener of [this.#graph, broadcaster]) follower.listen(listener);
    await wallet.republish();
    await follower.poll();
    await this.#channels.caughtUp();
    follower.start();
  }

  async #stop(): Promise<void> {
    const { follower, broadcaster, backend } = this.#chain;
    this.#payments.outgoingStreams.stop();
    this.#payments.sender.stop();
    this.#payments.receiver.stop();
    await this.#channels.tidyUp(TIDYING_UP_MS);
    await this.#host.stop();
    await follower.stop();
    await this.#channels.idle();
    await this.#tower.watch.idle();
    await this.#graph.stop();
    await this.#payments.router.stop();
    this.#backups.stop();
    broadcaster.close();
    this.#store.close();
    backend.close();
    this.#options.log.info('node stopped');
  }

  #makeChannels(fundingPolicy: FundingPolicySetting): Channels {
    const { chain, wallet, backend, broadcaster, watcher, follower, keys, fees } = this.#chain;
    const { minimumDepth, log } = this.#options;
    const policy = defaultChannelPolicy(chain.chainHash, minimumDepth);
    return new Channels({
      store: this.#store,
      channelStore: new ChannelStore(this.#store, entropy),
      keys,
      wallet,
      backend,
      broadcaster,
      watcher,
      policy,
      fundingPolicy: () => fundingPolicy.current,
      feerates: () => channelFeerates(fees),
      estimates: () => fees.current,
      height: () => follower.tip.height,
      now: seconds,
      entropy,
      after,
      turns: this.#turns,
      // The switch is made after the channels that it uses; no effect runs before both are there.
      htlcs: {
        htlcProposed: (...args) => this.#switch.htlcProposed(...args),
        htlcReceived: (...args) => this.#switch.htlcReceived(...args),
        htlcSettled: (...args) => this.#switch.htlcSettled(...args),
      },
      revocations: (...args) => this.#towers.revocations(...args),
      announce: (announcement) => this.#graph.announceChannel(announcement),
      isAnnounced: (shortChannelId) => this.#graph.graph.channelIndex(shortChannelId) >= 0,
      changed: (id, details) => {
        this.#backups.channelChanged(id);
        this.#graph.channelChanged(id, details);
        this.#towers.wake();
        if (details === undefined) return;
        if (!this.#host.isWanted(details.peer)) this.#keepConnected(details.peer);
        if (details.usable) this.#payments.sender.channelUsable();
        this.#emit(() => ({ type: 'channel', channel: describeChannel(details, this.#policies) }));
      },
      log,
    });
  }

  #makeSwitch(): Switch {
    const { height, isStale, keys } = this.#chain;
    const { log } = this.#options;
    return new Switch({
      channels: this.#channels,
      store: this.#store,
      turns: this.#turns,
      nodeSecret: keys.identity.secretKey,
      height,
      isHeightStale: isStale,
      now: milliseconds,
      policiesOf: (channel) => this.#policies.acceptable(channel),
      recipient: this.#payments.receiver,
      payer: this.#payments.sender,
      forwarded: (forward) => this.#emit(() => ({ type: 'forward', forward: describeForward(forward) })),
      log,
    });
  }

  #makeHost(): Host {
    const { chain, keys } = this.#chain;
    const { listen, announce, muxers, log } = this.#options;
    return new Host(
      {
        nodeSecret: keys.identity.secretKey.expose(),
        listen,
        announce,
        muxers,
        features: nodeFeatures(this.#options.acceptsSpontaneous),
        chain: chain.chainHash,
      },
      { log, now: () => performance.now(), random: Math.random },
      {
        onConnected: (peer) => this.#connected(peer),
        onDisconnected: (nodeId) => {
          this.#channels.disconnected(nodeId);
          this.#backups.disconnected(nodeId);
          this.#graph.disconnected(nodeId);
          this.#emit(() => ({ type: 'peer', nodeId, connected: false }));
        },
        onMessage: (peer, message) => this.#message(peer, message),
        links: [this.#tower.links],
      },
    );
  }

  #connected(peer: Peer): void {
    this.#channels.connected(peer);
    this.#backups.connected(peer);
    this.#graph.connected(peer);
    this.#towers.connected(peer.nodeId);
    this.#emit(() => ({ type: 'peer', nodeId: peer.nodeId, connected: true }));
    const status = this.#host.peers().find(({ nodeId }) => nodeId === peer.nodeId);
    if (status?.direction !== 'outbound') return;
    this.#peerBook.reached(peer.nodeId, status.address, seconds()).catch((error: Error) => {
      this.#options.log.warn('an address could not be stored', { peer: peer.nodeId, error });
    });
  }

  #message(peer: Peer, message: WireMessage): void | Promise<void> {
    if (protocolOf(message) === GOSSIP_PROTOCOL) return this.#graph.receive(peer, message as GossipMessage);
    if (message.type === 'peer_storage' || message.type === 'peer_storage_retrieval')
      return this.#backups.message(peer, message);
    return this.#channels.message(peer, message as ChannelMessage);
  }

  /** Channels with the peer are to be brought home: it was reached at these addresses, the best one first. */
  async #adopt(nodeId: string, addresses: readonly string[]): Promise<void> {
    for (const address of addresses.toReversed()) await this.#peerBook.reached(nodeId, address, seconds());
    this.#keepConnected(nodeId);
  }

  #keepConnected(peer: string): void {
    this.#host.want(peer, this.#addressesOf(peer));
  }

  #addressesOf(nodeId: string): readonly string[] {
    const announced = this.#graph.endpointsOf(nodeId).map((endpoint) => uriAt(nodeId, endpoint));
    return [...new Set([...this.#peerBook.addresses(nodeId), ...announced])];
  }

  /** Hundreds a second happen, and mostly nobody listens. */
  #emit(describe: () => NodeEvent): void {
    if (this.#listeners.size === 0) return;
    const event = describe();
    for (const listener of this.#listeners) listener(event);
  }

  #subscribe(listener: (event: NodeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #end(reason: string): void {
    this.#ended.resolve(reason);
  }
}
