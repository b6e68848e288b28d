/**
 * The composition root: makes every module of a node, gives each what it needs, and starts and stops them in order.
 * Nothing else wires modules together.
 */
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, hexToBytes, randomBytes, sign } from '@sferic/crypto';
import {
  ALIAS_LENGTH,
  aliasOf,
  type ChannelMessage,
  GOSSIP_PROTOCOL,
  type GossipMessage,
  protocolOf,
  signature,
  type WireMessage,
} from '@sferic/wire';
import type { NodeEvent, NodeService } from './api/index.ts';
import { createService, describeChannel, type NodeIdentity } from './api/operations/index.ts';
import { Backups } from './backup/index.ts';
import { formatBlockHash } from './chain/index.ts';
import { ChannelStore, Channels, type FundingPolicy, FundingPolicySetting } from './channels/index.ts';
import { after } from './clock.ts';
import {
  type ChainError,
  type ChainModules,
  type ChainOptions,
  channelFeerates,
  openChain,
} from './daemon-chain.ts';
import { SCHEMAS } from './daemon-schemas.ts';
import { DISABLE_DELAY_MS, defaultChannelPolicy, NODE_FEATURES } from './defaults.ts';
import { announcedAddresses, GossipService, nodeAddress } from './graph/index.ts';
import type { Logger } from './log.ts';
import { Host, type Muxer, type Peer, uriAt } from './p2p/index.ts';
import { describeInvoice, describePayment, Invoices, routeHintsOf, Sender } from './payments/index.ts';
import { PeerBook } from './peers/index.ts';
import { Router } from './routing/index.ts';
import { Store, type StoreError } from './store/index.ts';
import { describeForward, type ForwardingPolicy, Switch } from './switch/index.ts';

export interface DaemonOptions {
  /** The data directory. */
  readonly directory: string;
  readonly identity: NodeIdentity;
  readonly chain: ChainOptions;
  /** Multiaddrs to listen on; none: this node only dials. */
  readonly listen: readonly string[];
  /** Multiaddrs to tell others; those that it listens on unless given. */
  readonly announce: readonly string[];
  readonly muxers: readonly Muxer[];
  /** Confirmations of a funding transaction before the channel carries payments. */
  readonly minimumDepth: number;
  /** Until it is changed at run time. */
  readonly fundingPolicy: FundingPolicy;
  readonly forwardingPolicy: ForwardingPolicy;
  /** For how long gossip of others is gathered before it is passed on. */
  readonly gossipRelayMilliseconds: number;
  readonly log: Logger;
}

export type StartError =
  | StoreError
  | ChainError
  /** What is stored cannot be taken up, or nobody can be listened to; the message says which. */
  | { readonly code: 'cannot_start'; readonly message: string };

const milliseconds = () => Date.now();
const seconds = () => Math.floor(Date.now() / 1000);
const entropy = () => randomBytes(32);

export class Daemon {
  readonly service: NodeService;
  readonly #options: DaemonOptions;
  readonly #store: Store;
  readonly #chain: ChainModules;
  readonly #host: Host;
  readonly #peerBook: PeerBook;
  readonly #channels: Channels;
  readonly #backups: Backups;
  readonly #switch: Switch;
  readonly #invoices: Invoices;
  readonly #sender: Sender;
  readonly #graph: GossipService;
  readonly #router: Router;
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
      return err({ code: 'cannot_start', message: error instanceof Error ? error.message : String(error) });
    }
  }

  private constructor(options: DaemonOptions, store: Store, chain: ChainModules) {
    this.#options = options;
    this.#store = store;
    this.#chain = chain;
    this.#peerBook = new PeerBook(store);
    const fundingPolicy = new FundingPolicySetting(store, options.fundingPolicy);
    this.#channels = this.#makeChannels(fundingPolicy);
    chain.wallet.keepBack(() => this.#channels.enforcementReserve);
    this.#backups = this.#makeBackups();
    this.#graph = this.#makeGraph();
    this.#router = this.#makeRouter();
    this.#invoices = this.#makeInvoices();
    this.#sender = this.#makeSender();
    this.#switch = this.#makeSwitch();
    this.#host = this.#makeHost();
    this.service = createService({
      identity: options.identity,
      features: NODE_FEATURES,
      chain: chain.chain,
      follower: chain.follower,
      fees: chain.fees,
      wallet: chain.wallet,
      host: this.#host,
      peerBook: this.#peerBook,
      addressesOf: (nodeId) => this.#addressesOf(nodeId),
      channels: this.#channels,
      fundingPolicy,
      forwardingPolicy: options.forwardingPolicy,
      switch: this.#switch,
      invoices: this.#invoices,
      sender: this.#sender,
      graph: this.#graph,
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
    this.#sender.start();
    this.#graph.start();
    await this.#channels.resume();
    await this.#backups.start();
    await this.#followChain();
    await this.#host.start();
    for (const peer of this.#channels.peersOfChannels()) this.#keepConnected(peer);
    log.info('node started', {
      node: this.#host.nodeId,
      chain: chain.name,
      height: this.#chain.follower.tip.height,
    });
  }

  async #followChain(): Promise<void> {
    const { follower, wallet, watcher, fees, broadcaster } = this.#chain;
    // Who finds out first: the wallet its coins, the watcher what channels wait for, the channels that time has passed.
    for (const listener of [wallet, watcher, this.#channels]) follower.listen(listener);
    follower.listen({
      name: 'daemon',
      blockConnected: async ({ height, hash }) => {
        this.#switch.newBlock(height);
        void fees.refresh();
        this.#emit({ type: 'block', height, hash: formatBlockHash(hash) });
      },
      blockDisconnected: async ({ height, hash }) => {
        this.#emit({ type: 'block_disconnected', height, hash: formatBlockHash(hash) });
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
    this.#sender.stop();
    await this.#host.stop();
    await follower.stop();
    await this.#channels.idle();
    await this.#graph.stop();
    this.#backups.stop();
    broadcaster.close();
    this.#store.close();
    backend.close();
    this.#options.log.info('node stopped');
  }

  #makeChannels(fundingPolicy: FundingPolicySetting): Channels {
    const { chain, wallet, backend, broadcaster, watcher, follower, keys, fees } = this.#chain;
    const { minimumDepth, log, forwardingPolicy } = this.#options;
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
      // The switch is made after the channels that it uses; no effect runs before both are there.
      htlcs: {
        htlcReceived: (...args) => this.#switch.htlcReceived(...args),
        htlcSettled: (...args) => this.#switch.htlcSettled(...args),
      },
      announce: (announcement) => this.#graph.announceChannel(announcement),
      changed: (id, details) => {
        this.#backups.channelChanged(id);
        this.#graph.channelsChanged();
        if (details === undefined) return;
        if (!this.#host.isWanted(details.peer)) this.#keepConnected(details.peer);
        if (details.usable) this.#sender.channelUsable();
        this.#emit({ type: 'channel', channel: describeChannel(details, forwardingPolicy) });
      },
      log,
    });
  }

  #makeBackups(): Backups {
    const { directory, log } = this.#options;
    const { keys, follower } = this.#chain;
    return new Backups({
      directory,
      store: this.#store,
      backupKey: keys.backupKey,
      channels: this.#channels,
      isNewSeed: this.#options.chain.isNewSeed === true,
      addressesOf: (nodeId) => this.#addressesOf(nodeId),
      height: () => follower.tip.height,
      now: milliseconds,
      entropy: randomBytes,
      adopted: async (channels) => {
        for (const { peer, addresses } of channels) {
          const nodeId = bytesToHex(peer);
          for (const address of addresses.toReversed())
            await this.#peerBook.reached(nodeId, address, seconds());
          this.#keepConnected(nodeId);
        }
      },
      hasChannel: (nodeId) => this.#channels.peersOfChannels().has(nodeId),
      after,
      log,
    });
  }

  #makeGraph(): GossipService {
    const { chain, follower, keys, fundingOutputs, watcher } = this.#chain;
    const { gossipRelayMilliseconds, forwardingPolicy, identity, log } = this.#options;
    return new GossipService(
      {
        nodeId: keys.nodeId,
        chain: chain.chainHash,
        features: NODE_FEATURES,
        relayDelayMilliseconds: gossipRelayMilliseconds,
        disableDelayMilliseconds: DISABLE_DELAY_MS,
      },
      {
        store: this.#store,
        outputs: fundingOutputs,
        watcher,
        height: () => follower.tip.height,
        now: milliseconds,
        sign: (digest) => signature(sign(digest, keys.identity.secretKey.expose())),
        channels: () => this.#channels.channels(),
        policyOf: () => forwardingPolicy,
        details: () => ({
          alias: aliasOf(identity.alias) ?? new Uint8Array(ALIAS_LENGTH),
          color: hexToBytes(identity.color.slice(1)),
          features: NODE_FEATURES,
          addresses: announcedAddresses(
            this.#host.endpoints().flatMap(({ host, port }) => nodeAddress(host, port) ?? []),
          ),
        }),
        log,
      },
    );
  }

  #makeRouter(): Router {
    const { follower, keys } = this.#chain;
    return new Router(() => ({
      self: bytesToHex(keys.nodeId),
      graph: this.#graph.graph,
      channels: this.#channels.channels(),
      height: follower.tip.height,
    }));
  }

  #makeInvoices(): Invoices {
    const { chain, height, keys } = this.#chain;
    return new Invoices({
      store: this.#store,
      nodeSecret: keys.identity.secretKey,
      network: chain.network,
      height,
      now: milliseconds,
      entropy,
      routeHints: () => routeHintsOf(this.#channels.channels(), (channel) => this.#graph.peerPolicy(channel)),
      changed: (invoice) => this.#emit({ type: 'invoice', invoice: describeInvoice(invoice, seconds()) }),
      log: this.#options.log,
    });
  }

  #makeSender(): Sender {
    const { chain, height, isStale, keys } = this.#chain;
    return new Sender({
      channels: this.#channels,
      store: this.#store,
      routes: this.#router,
      nodeId: keys.nodeId,
      network: chain.network,
      height,
      isHeightStale: isStale,
      now: milliseconds,
      entropy,
      after,
      changed: (payment) => this.#emit({ type: 'payment', payment: describePayment(payment) }),
      log: this.#options.log,
    });
  }

  #makeSwitch(): Switch {
    const { height, isStale, keys } = this.#chain;
    const { forwardingPolicy, log } = this.#options;
    return new Switch({
      channels: this.#channels,
      store: this.#store,
      nodeSecret: keys.identity.secretKey,
      height,
      isHeightStale: isStale,
      now: milliseconds,
      policyOf: () => forwardingPolicy,
      recipient: this.#invoices,
      payer: this.#sender,
      forwarded: (forward) => this.#emit({ type: 'forward', forward: describeForward(forward) }),
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
        features: NODE_FEATURES,
        chain: chain.chainHash,
      },
      { log, now: () => performance.now(), random: Math.random },
      {
        onConnected: (peer) => this.#connected(peer),
        onDisconnected: (nodeId) => {
          this.#channels.disconnected(nodeId);
          this.#backups.disconnected(nodeId);
          this.#graph.disconnected(nodeId);
          this.#emit({ type: 'peer', nodeId, connected: false });
        },
        onMessage: (peer, message) => this.#message(peer, message),
      },
    );
  }

  #connected(peer: Peer): void {
    this.#channels.connected(peer);
    this.#backups.connected(peer);
    this.#graph.connected(peer);
    this.#emit({ type: 'peer', nodeId: peer.nodeId, connected: true });
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

  #keepConnected(peer: string): void {
    this.#host.want(peer, this.#addressesOf(peer));
  }

  #addressesOf(nodeId: string): readonly string[] {
    const announced = this.#graph.endpointsOf(nodeId).map((endpoint) => uriAt(nodeId, endpoint));
    return [...new Set([...this.#peerBook.addresses(nodeId), ...announced])];
  }

  #emit(event: NodeEvent): void {
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
