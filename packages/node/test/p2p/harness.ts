import { once } from 'node:events';
import { sha256 } from '@sferic/crypto';
import { type ChainHash, chainHash, type FeatureSet, type WireMessage } from '@sferic/wire';
import { silentLogger } from '../../src/log.ts';
import { Host, type HostOptions, type Muxer, type Peer } from '../../src/p2p/index.ts';

export const CHAIN: ChainHash = chainHash(new Uint8Array(32).fill(6));
export const FEATURES: FeatureSet = { var_onion_optin: 'mandatory', option_dual_fund: 'mandatory' };

/** A host on a port that the system chose, which keeps what happens to it and lets a test wait for it. */
export class TestHost {
  readonly host: Host;
  readonly events: string[] = [];
  readonly received: WireMessage[] = [];
  readonly peers = new Map<string, Peer>();
  /** Set to hold back the streams of all peers. */
  gate: Promise<void> | undefined;
  readonly #target = new EventTarget();

  constructor(options: {
    name: string;
    muxers: readonly Muxer[];
    chain?: ChainHash;
    features?: FeatureSet;
    limits?: HostOptions['limits'];
  }) {
    this.host = new Host(
      {
        nodeSecret: sha256(new TextEncoder().encode(options.name)),
        listen: ['/ip4/127.0.0.1/tcp/0'],
        announce: [],
        muxers: options.muxers,
        features: options.features ?? FEATURES,
        chain: options.chain ?? CHAIN,
        ...(options.limits !== undefined && { limits: options.limits }),
      },
      { log: silentLogger, now: () => performance.now(), random: () => 0.5 },
      {
        onConnected: (peer) => {
          this.peers.set(peer.nodeId, peer);
          this.#note('connected');
        },
        onDisconnected: (_, reason) => this.#note(`disconnected: ${reason}`),
        onMessage: (_, message) => {
          this.received.push(message);
          this.#note(message.type);
          return this.gate;
        },
      },
    );
  }

  get address(): string {
    return String(this.host.addresses()[0]);
  }

  /** Resolves when `condition` holds, looking after each event. */
  async until(condition: (self: TestHost) => boolean): Promise<void> {
    while (!condition(this)) await once(this.#target, 'event');
  }

  #note(event: string): void {
    this.events.push(event);
    this.#target.dispatchEvent(new Event('event'));
  }
}

/** Starts hosts, runs the test, and stops them whatever happens. */
export async function withHosts(hosts: readonly TestHost[], run: () => Promise<void>): Promise<void> {
  try {
    for (const { host } of hosts) await host.start();
    await run();
  } finally {
    await Promise.all(hosts.map(({ host }) => host.stop()));
  }
}
