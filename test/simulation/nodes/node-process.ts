/**
 * One process of a simulated node: the modules of the daemon, as they are, on a simulated disk, chain, clock and network.
 * What it leaves out: libp2p, gossip, backups and the API.
 */
import type { ChannelPolicy } from '@sferic/channel';
import { unwrap } from '@sferic/codec';
import { bytesToHex } from '@sferic/crypto';
import type { Transport } from '../../../packages/node/src/chain/index.ts';
import { ChannelStore, Channels, type ChannelsModules } from '../../../packages/node/src/channels/index.ts';
import type { Timer } from '../../../packages/node/src/clock.ts';
import {
  type ChainModules,
  type ChainOptions,
  channelFeerates,
  openChain,
} from '../../../packages/node/src/daemon-chain.ts';
import { SCHEMAS } from '../../../packages/node/src/daemon-schemas.ts';
import { FALLBACK_FEERATE } from '../../../packages/node/src/defaults.ts';
import { NetworkGraph } from '../../../packages/node/src/graph/network-graph.ts';
import type { Logger } from '../../../packages/node/src/log.ts';
import {
  Invoices,
  type OwnInvoice,
  type Payment,
  Receiver,
  type RouteHintHop,
  Sender,
  SpontaneousReceiver,
} from '../../../packages/node/src/payments/index.ts';
import { Router } from '../../../packages/node/src/routing/index.ts';
import { Store } from '../../../packages/node/src/store/index.ts';
import { type ForwardingPolicy, type Recipient, Switch } from '../../../packages/node/src/switch/index.ts';
import { Turns } from '../../../packages/node/src/turns.ts';
import { type Plant, plant } from './plants.ts';
import type { Mounted } from './sim-disk.ts';

export interface ProcessOptions {
  readonly disk: Mounted;
  readonly transport: Transport;
  readonly seed: ChainOptions['seed'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly after: Timer;
  /** 32 bytes. */
  readonly entropy: () => Uint8Array;
  readonly policy: (chain: ChainModules) => ChannelPolicy;
  readonly forwardingPolicy: ForwardingPolicy;
  readonly fundingPolicy: ReturnType<ChannelsModules['fundingPolicy']>;
  /** Ways to this node, for its invoices: gossip is not simulated. */
  readonly routeHints: () => readonly (readonly RouteHintHop[])[];
  readonly plant: Plant;
  /** Stands before the receiver: whoever is paid may take its time. */
  readonly receiving: (receiver: Receiver) => Recipient;
  /** The process cannot go on. */
  readonly failed: (reason: string) => void;
  readonly paymentChanged: (payment: Payment) => void;
  readonly invoiceChanged: (invoice: () => OwnInvoice) => void;
  readonly log: Logger;
}

export class NodeProcess {
  readonly store: Store;
  readonly chain: ChainModules;
  readonly channelStore: ChannelStore;
  readonly channels: Channels;
  readonly receiver: Receiver;
  readonly invoices: Invoices;
  readonly sender: Sender;
  readonly switch: Switch;
  readonly #options: ProcessOptions;
  readonly #turns = new Turns();

  /** As the daemon does it. */
  static async start(options: ProcessOptions): Promise<NodeProcess> {
    const { disk, failed, transport, seed, now, after, log } = options;
    const onFailure = ({ message }: Error) => failed(message);
    const store = Store.over(disk.database, disk.journal, { schemas: SCHEMAS, onFailure });
    const chain = unwrap(
      await openChain(
        {
          ...{ name: 'regtest', bitcoind: transport, fallbackFeerate: FALLBACK_FEERATE },
          ...{ seed, isNewSeed: true, now, after },
        },
        store,
        log,
        onFailure,
      ),
    );
    const process = new NodeProcess(options, store, chain);
    plant(process, options.plant);
    await process.#start();
    return process;
  }

  private constructor(options: ProcessOptions, store: Store, chain: ChainModules) {
    this.#options = options;
    this.store = store;
    this.chain = chain;
    this.channelStore = new ChannelStore(store, options.entropy);
    this.channels = this.#makeChannels();
    chain.wallet.keepBack(() => this.channels.enforcementReserve);
    this.invoices = this.#makeInvoices();
    this.receiver = this.#makeReceiver();
    this.sender = this.#makeSender();
    this.switch = this.#makeSwitch();
  }

  /** Looks for blocks. */
  async poll(): Promise<void> {
    await this.chain.follower.poll();
  }

  /** Resolves when nothing waits for the chain's server. */
  async #start(): Promise<void> {
    const { follower, wallet, fees, broadcaster, watcher } = this.chain;
    this.channels.restore();
    this.switch.start();
    this.sender.start();
    await this.channels.resume();
    for (const listener of [wallet, watcher, this.channels]) follower.listen(listener);
    follower.listen({
      name: 'process',
      blockConnected: async ({ height }) => {
        this.switch.newBlock(height);
        this.receiver.newBlock();
        void fees.refresh();
      },
      blockDisconnected: async () => undefined,
    });
    follower.listen(broadcaster);
    await wallet.republish();
    await follower.poll();
    await this.channels.caughtUp();
  }

  #makeChannels(): Channels {
    const { wallet, backend, follower, keys, fees, broadcaster, watcher } = this.chain;
    const { policy, fundingPolicy, now, entropy, after, log } = this.#options;
    const { store, channelStore } = this;
    return new Channels({
      ...{ store, keys, wallet, backend, broadcaster, watcher, entropy, after, log },
      turns: this.#turns,
      channelStore,
      policy: policy(this.chain),
      fundingPolicy: () => fundingPolicy,
      feerates: () => channelFeerates(fees),
      estimates: () => fees.current,
      height: () => follower.tip.height,
      now: () => Math.floor(now() / 1000),
      htlcs: {
        htlcProposed: (...args) => this.switch.htlcProposed(...args),
        htlcReceived: (...args) => this.switch.htlcReceived(...args),
        htlcSettled: (...args) => this.switch.htlcSettled(...args),
      },
      // No watchtowers.
      revocations: () => undefined,
      announce: () => undefined,
      isAnnounced: () => false,
      changed: (_, details) => {
        if (details?.usable === true) this.sender.channelUsable();
      },
    });
  }

  #makeInvoices(): Invoices {
    const { chain, keys } = this.chain;
    const { now, entropy, invoiceChanged, routeHints } = this.#options;
    return new Invoices({
      ...{ store: this.store, nodeSecret: keys.identity.secretKey, network: chain.network },
      ...{ now, entropy, routeHints, changed: invoiceChanged },
    });
  }

  #makeReceiver(): Receiver {
    const { store, channels, chain } = this;
    const { now, after, invoiceChanged: changed, log } = this.#options;
    const { height } = chain;
    const spontaneous = new SpontaneousReceiver({ store, enabled: false, height, now, hooks: [], log });
    return new Receiver({ store, channels, spontaneous, height, now, after, changed, log });
  }

  #makeSender(): Sender {
    const { chain, height, isStale, keys } = this.chain;
    const { now, after, entropy, paymentChanged, log } = this.#options;
    const self = bytesToHex(keys.nodeId);
    const channels = () => this.channels.channels();
    return new Sender({
      ...{ store: this.store, nodeId: keys.nodeId, network: chain.network, height, isHeightStale: isStale },
      ...{ now, after, entropy, changed: paymentChanged, log },
      turns: this.#turns,
      channels: this.channels,
      routes: new Router({
        facts: () => ({
          ...{ self, graph: new NetworkGraph({}), channels: channels(), now: Math.floor(now() / 1000) },
          height: this.chain.follower.tip.height,
        }),
        ...{ store: this.store, log },
      }),
    });
  }

  #makeSwitch(): Switch {
    const { height, isStale, keys } = this.chain;
    const { now, forwardingPolicy, receiving, log } = this.#options;
    return new Switch({
      ...{ channels: this.channels, store: this.store, nodeSecret: keys.identity.secretKey },
      ...{ height, isHeightStale: isStale, now, log, payer: this.sender },
      turns: this.#turns,
      policiesOf: () => [forwardingPolicy],
      recipient: receiving(this.receiver),
      forwarded: () => undefined,
    });
  }
}
