import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { HtlcFacts, MustFail, Settlement } from '@sferic/channel';
import { unwrap } from '@sferic/codec';
import { publicKey, Secret, sha256 } from '@sferic/crypto';
import { createOnion, encodePayload, type HopPayload, type OnionHop } from '@sferic/onion';
import { type ChannelId, msat, nodeId, paymentHash } from '@sferic/wire';
import type { ChannelView } from '../../src/channels/htlc-port.ts';
import { createLogger } from '../../src/log.ts';
import { Store } from '../../src/store/index.ts';
import {
  type Forward,
  type ForwardingPolicy,
  forwardSchema,
  type PaymentOrigin,
  PEER_CONDUCT_SCHEMA,
  type ReceiptVerdict,
  type ReceivedHtlc,
  replaySchema,
  Switch,
} from '../../src/switch/index.ts';
import { Turns } from '../../src/turns.ts';
import { CrashingStore } from './crashing-store.ts';
import { DurableChannels, FakeChannels, idOf, viewOf } from './fake-channels.ts';

export const HEIGHT = 1000;
export const PREIMAGE = new Uint8Array(32).fill(7);
export const HASH = paymentHash(sha256(PREIMAGE));

export const POLICY: ForwardingPolicy = {
  feeBase: msat(1000n),
  feeProportionalMillionths: 0,
  cltvExpiryDelta: 40,
  htlcMinimum: msat(1n),
  htlcMaximum: msat(1_000_000_000n),
};

export function secretOf(name: string): Secret {
  return new Secret(sha256(new TextEncoder().encode(name)));
}

export const OUR_SECRET = secretOf('us');
export const ALICE = idOf('channel with alice');
export const BOB = idOf('channel with bob');
export const BOB_TOO = idOf('second channel with bob');
export const BOB_ID = nodeId(publicKey(secretOf('bob').expose()));
const ALICE_ID = nodeId(publicKey(secretOf('alice').expose()));

/** What the bench's onion says at each hop. */
export const FORWARD: HopPayload = {
  type: 'forward',
  amtToForward: 50_000n,
  outgoingCltvValue: HEIGHT + 60,
  shortChannelId: 2n,
};
export const FINAL: HopPayload = {
  type: 'final',
  amtToForward: 50_000n,
  outgoingCltvValue: HEIGHT + 60,
  customRecords: [],
};

export interface MadeHtlc {
  readonly htlc: HtlcFacts;
  readonly secrets: readonly Secret[];
}

/** An HTLC of alice that is to be forwarded to bob, or with other payloads; `session` tells onions apart. */
export function makeHtlc(
  id: bigint,
  options: {
    readonly payloads?: readonly (HopPayload | Uint8Array)[];
    readonly session?: string;
    readonly facts?: Partial<HtlcFacts>;
  } = {},
): MadeHtlc {
  const { payloads = [FORWARD, FINAL], session = `session ${id}`, facts = {} } = options;
  const keys = [OUR_SECRET, secretOf('bob')];
  const hops = payloads.map((payload, index): OnionHop => {
    const key = keys[index] ?? OUR_SECRET;
    return {
      publicKey: publicKey(key.expose()),
      payload: payload instanceof Uint8Array ? payload : encodePayload(payload),
    };
  });
  const onion = unwrap(createOnion({ sessionKey: secretOf(session), associatedData: HASH, hops }));
  const htlc: HtlcFacts = {
    offeredBy: 'remote',
    id,
    amount: msat(51_000n),
    paymentHash: HASH,
    cltvExpiry: HEIGHT + 100,
    onion: onion.packet,
    ...facts,
  };
  return { htlc, secrets: onion.sharedSecrets };
}

/** A switch between one channel with alice and two with bob, of which a test plays all others. */
export class SwitchBench {
  readonly #disk: Store;
  readonly durable = new DurableChannels();
  store!: CrashingStore;
  channels!: FakeChannels;
  switch!: Switch;
  now = 1_700_000_000_000;
  readonly received: ReceivedHtlc[] = [];
  readonly paymentSettlements: { channelId: ChannelId; origin: PaymentOrigin; settlement: Settlement }[] = [];
  readonly forwards: Forward[] = [];
  readonly logs: string[] = [];
  /** Whether the recipient has accepted every HTLC before. */
  accepted = false;
  isHeightStale = false;
  verdict: () => Promise<ReceiptVerdict> = () => Promise.reject(new Error('no verdict'));

  constructor(t: TestContext) {
    const directory = mkdtempSync(join(tmpdir(), 'sferic-switch-'));
    this.#disk = unwrap(
      Store.open({ directory, schemas: [replaySchema, forwardSchema, PEER_CONDUCT_SCHEMA] }),
    );
    t.after(() => {
      this.#disk.close();
      rmSync(directory, { recursive: true, force: true });
    });
    this.boot();
  }

  /** A new process on the same disk. */
  boot(): void {
    this.store = new CrashingStore(this.#disk, undefined, () => undefined);
    this.channels = new FakeChannels(this.durable, this.store, views());
    this.switch = new Switch({
      channels: this.channels,
      store: this.store,
      turns: new Turns(),
      nodeSecret: OUR_SECRET,
      height: () => HEIGHT,
      isHeightStale: () => this.isHeightStale,
      now: () => this.now,
      policiesOf: () => [POLICY],
      recipient: {
        receive: (htlc) => {
          this.received.push(htlc);
          return this.verdict();
        },
        hasAccepted: () => this.accepted,
      },
      payer: {
        attemptSettled: (channelId, origin, settlement) =>
          this.paymentSettlements.push({ channelId, origin, settlement }),
      },
      forwarded: (forward) => this.forwards.push(forward),
      log: createLogger({
        level: 'warn',
        format: 'json',
        write: (line) => this.logs.push(line),
        now: () => new Date(this.now),
      }),
    });
    this.channels.handler = this.switch;
    this.switch.start();
  }

  /** Until nothing is written or waits to be any more. */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!this.store.isIdle || this.channels.waiting > 0) quiet = -1;
    }
  }

  async offer(htlc: HtlcFacts, mustFail?: MustFail): Promise<void> {
    await this.channels.peerOffers(ALICE, htlc, mustFail);
    await this.idle();
  }

  /** What bob's side makes of the HTLC that we offered him for alice's with this id. */
  async settle(origin: Uint8Array, outcome: Settlement['outcome']): Promise<void> {
    await this.channels.peerSettles(origin, outcome);
    await this.idle();
  }

  removal(htlcId: bigint) {
    return this.durable.incoming.get(`${Buffer.from(ALICE).toString('hex')}:${htlcId}`)?.removal;
  }
}

function views(): ChannelView[] {
  return [viewOf(ALICE, ALICE_ID, 1n), viewOf(BOB, BOB_ID, 2n), viewOf(BOB_TOO, BOB_ID, 3n)];
}
