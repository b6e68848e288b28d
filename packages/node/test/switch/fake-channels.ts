import type { HtlcFacts, HtlcOutcome, MustFail, Refusal, Removal, Settlement } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, equalBytes, sha256 } from '@sferic/crypto';
import { type ChannelId, channelId, msat, shortChannelId } from '@sferic/wire';
import type {
  ChannelGone,
  ChannelHtlcs,
  ChannelView,
  HtlcHandler,
  HtlcOffer,
} from '../../src/channels/htlc-port.ts';
import type { CrashingStore } from './crashing-store.ts';

const BUSY_TURNS = 3;

type Answer = Result<void, Refusal | ChannelGone>;

export interface IncomingHtlc {
  readonly channelId: ChannelId;
  readonly htlc: HtlcFacts;
  removal?: Removal;
}

export interface OutgoingHtlc {
  readonly channelId: ChannelId;
  readonly htlc: HtlcFacts & { readonly origin: Uint8Array };
  /** The peer has it for good: a broken connection does not take it back. */
  signed: boolean;
  outcome?: HtlcOutcome;
}

/** What of a node's channels is on disk. Changed inside of commits alone. */
export class DurableChannels {
  readonly incoming = new Map<string, IncomingHtlc>();
  /** By origin. Gone once acknowledged. */
  readonly outgoing = new Map<string, OutgoingHtlc>();
  readonly ids = new Map<string, bigint>();
}

/** Channels with the port's promises and no protocol: each change is one commit, and a test plays the peers. */
export class FakeChannels implements ChannelHtlcs {
  readonly #durable: DurableChannels;
  readonly #store: CrashingStore;
  readonly views: ChannelView[];
  handler: HtlcHandler | undefined;
  isBusy = false;
  /** Commands that wait for their turn. */
  waiting = 0;
  /** Answers of `addHtlc` to give instead of taking the HTLC, in order. */
  readonly refusals: (Refusal | ChannelGone)[] = [];
  /** How often `settleHtlc` shall be refused before it works. */
  settleRefusals = 0;
  /** What a channel can carry away from this node now; no limit where that is `undefined`. */
  limitOf: (channelId: ChannelId) => bigint | undefined = () => undefined;
  /** Being offered, by channel. */
  readonly #adding = new Map<string, bigint>();
  readonly offers: { channelId: ChannelId; offer: HtlcOffer }[] = [];

  constructor(durable: DurableChannels, store: CrashingStore, views: ChannelView[]) {
    this.#durable = durable;
    this.#store = store;
    this.views = views;
  }

  async addHtlc(channelId: ChannelId, offer: HtlcOffer): Promise<Answer> {
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return err(refusal);
    const limit = this.#limitNow(channelId);
    if (limit !== undefined && offer.amount > limit) {
      return err({ code: 'insufficient_balance', severity: 'fail_htlc', message: 'not enough' });
    }
    this.offers.push({ channelId, offer });
    this.#add(channelId, offer.amount);
    const { onion, amount, cltvExpiry, paymentHash, origin } = offer;
    await this.#turn();
    await this.#store.commit(() => {
      const key = bytesToHex(origin);
      if (this.#durable.outgoing.has(key)) throw new Error(`an origin is used twice: ${key}`);
      const id = this.#nextId(channelId);
      const htlc = { offeredBy: 'local', id, amount, paymentHash, cltvExpiry, onion, origin } as const;
      this.#durable.outgoing.set(key, { channelId, htlc, signed: false });
    });
    this.#add(channelId, -offer.amount);
    return ok(undefined);
  }

  async settleHtlc(channelId: ChannelId, htlcId: bigint, removal: Removal): Promise<Answer> {
    if (this.settleRefusals > 0) {
      this.settleRefusals--;
      return err({ code: 'wrong_state', severity: 'refuse', message: 'not now' });
    }
    await this.#turn();
    await this.#store.commit(() => {
      const incoming = this.#durable.incoming.get(`${bytesToHex(channelId)}:${htlcId}`);
      // The first removal stands.
      if (incoming !== undefined) incoming.removal ??= removal;
    });
    return ok(undefined);
  }

  acknowledge(_channelId: ChannelId, origin: Uint8Array): void {
    void this.#acknowledge(bytesToHex(origin));
  }

  origins(): Iterable<{ readonly channelId: ChannelId; readonly origin: Uint8Array }> {
    return this.#durable.outgoing.values().map(({ channelId, htlc }) => ({ channelId, origin: htlc.origin }));
  }

  incoming(): Iterable<{ readonly channelId: ChannelId; readonly htlc: HtlcFacts }> {
    return this.#durable.incoming.values();
  }

  channels(): readonly ChannelView[] {
    return this.views.map((view) => {
      const limit = this.#limitNow(view.channelId);
      return limit === undefined || limit > view.sendable ? view : { ...view, sendable: msat(limit) };
    });
  }

  find(channelId: ChannelId): ChannelView | undefined {
    return this.views.find((view) => equalBytes(view.channelId, channelId));
  }

  #limitNow(channelId: ChannelId): bigint | undefined {
    const limit = this.limitOf(channelId);
    return limit === undefined ? undefined : limit - (this.#adding.get(bytesToHex(channelId)) ?? 0n);
  }

  #add(channelId: ChannelId, amount: bigint): void {
    const key = bytesToHex(channelId);
    this.#adding.set(key, (this.#adding.get(key) ?? 0n) + amount);
  }

  /** What the channels repeat when a process starts. */
  replay(): void {
    for (const { channelId, htlc, removal } of this.#durable.incoming.values()) {
      if (removal === undefined) this.handler?.htlcReceived(channelId, htlc);
    }
    for (const { channelId, htlc, outcome } of [...this.#durable.outgoing.values()]) {
      if (outcome !== undefined) this.handler?.htlcSettled(channelId, settlementOf(htlc, outcome));
    }
  }

  /** The peer's HTLC became irrevocable. */
  async peerOffers(channelId: ChannelId, htlc: HtlcFacts, mustFail?: MustFail): Promise<void> {
    const facts: HtlcFacts = { ...htlc, offeredBy: 'remote' };
    await this.#store.commit(() => {
      const key = `${bytesToHex(channelId)}:${htlc.id}`;
      if (!this.#durable.incoming.has(key)) this.#durable.incoming.set(key, { channelId, htlc: facts });
    });
    this.handler?.htlcReceived(channelId, facts, mustFail);
  }

  /** The peer's removal of our HTLC became irrevocable, or its preimage is here. */
  async peerSettles(origin: Uint8Array, outcome: HtlcOutcome): Promise<void> {
    const outgoing = this.#durable.outgoing.get(bytesToHex(origin));
    if (outgoing === undefined || outgoing.outcome !== undefined) return;
    await this.#store.commit(() => {
      outgoing.outcome = outcome;
    });
    this.handler?.htlcSettled(outgoing.channelId, settlementOf(outgoing.htlc, outcome));
  }

  async #acknowledge(key: string): Promise<void> {
    await this.#turn();
    await this.#store.commit(() => {
      const outgoing = this.#durable.outgoing.get(key);
      if (outgoing === undefined) return;
      if (outgoing.outcome === undefined) throw new Error('acknowledged without an outcome');
      this.#durable.outgoing.delete(key);
    });
  }

  /** As a mailbox does: the step runs in a microtask at the soonest, and its commit is queued then. */
  async #turn(): Promise<void> {
    this.waiting++;
    await Promise.resolve();
    for (let turn = 0; this.isBusy && turn < BUSY_TURNS; turn++)
      await new Promise((resolve) => setImmediate(resolve));
    this.waiting--;
  }

  #nextId(channelId: ChannelId): bigint {
    const key = bytesToHex(channelId);
    const id = this.#durable.ids.get(key) ?? 0n;
    this.#durable.ids.set(key, id + 1n);
    return id;
  }
}

export function settlementOf(htlc: OutgoingHtlc['htlc'], outcome: HtlcOutcome): Settlement {
  return { origin: htlc.origin, htlcId: htlc.id, paymentHash: htlc.paymentHash, outcome };
}

/** A channel id that is the same for the same name. */
export function idOf(name: string): ChannelId {
  return channelId(sha256(new TextEncoder().encode(name)));
}

/** A channel that can carry anything; a test changes what matters to it. */
export function viewOf(
  id: ChannelId,
  peer: Uint8Array,
  scid: bigint,
  changes: Partial<ChannelView> = {},
): ChannelView {
  return {
    channelId: id,
    peer: bytesToHex(peer),
    state: 'normal',
    usable: true,
    opener: 'local',
    announce: true,
    shortChannelId: shortChannelId(scid),
    localAlias: shortChannelId(scid + 1_000_000n),
    capacityMsat: msat(10_000_000_000n),
    sendable: msat(5_000_000_000n),
    receivable: msat(5_000_000_000n),
    remoteHtlcMinimum: msat(1n),
    remoteMaxInFlight: msat(5_000_000_000n),
    remoteMaxAcceptedHtlcs: 483,
    sendableWhenSettled: msat(5_000_000_000n),
    ...changes,
  };
}
