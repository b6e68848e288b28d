/**
 * Moves HTLCs between channels, and between channels and payments. All that it must remember is stored with the
 * HTLCs themselves: after a restart the channels give every unresolved HTLC and every unacknowledged outcome again, and
 * each step here may be repeated.
 */
import type { HtlcFacts, MustFail, Removal, Settlement } from '@sferic/channel';
import { bytesToHex, equalBytes, type Secret } from '@sferic/crypto';
import type { FailureMessage } from '@sferic/onion';
import { type ChannelId, msat, type PaymentHash } from '@sferic/wire';
import type { ChannelHtlcs, ChannelView, HtlcHandler } from '../channels/htlc-port.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/index.ts';
import type { Turns } from '../turns.ts';
import { Circuit, restoreCircuits } from './circuit.ts';
import { decideForward, expiryTooSoon, MAX_HTLC_CLTV, temporaryChannelFailure } from './decide-forward.ts';
import { type ChannelEarnings, type Forward, ForwardLog, type SettledForward } from './forward-log.ts';
import { htlcKey } from './htlc-key.ts';
import { JamGuard } from './jam-guard.ts';
import { HtlcOpener, type OpenedHtlc } from './open-htlc.ts';
import { decodeOrigin, encodeOrigin, type ForwardOrigin } from './origin.ts';
import type { ForwardingPolicy } from './policy.ts';
import type { Payer, Recipient } from './ports.ts';
import { failRemoval, fulfillRemoval, malformedRemoval, relayedRemoval } from './removals.ts';
import { ReplayGuard } from './replay-guard.ts';

export interface SwitchModules {
  readonly channels: ChannelHtlcs;
  readonly store: Pick<Store, 'get' | 'all' | 'commit'>;
  readonly turns: Turns;
  readonly nodeSecret: Secret;
  /** Height of the chain's tip. */
  readonly height: () => number;
  /** Whether that height may be far behind the chain: then no HTLC can be judged by its expiry. */
  readonly isHeightStale: () => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** By any of which an HTLC is forwarded into the channel; the one in force comes first. */
  readonly policiesOf: (channel: ChannelView) => readonly ForwardingPolicy[];
  readonly recipient: Recipient;
  readonly payer: Payer;
  /** An HTLC was offered on, or its outcome is known. */
  readonly forwarded: (forward: Forward) => void;
  readonly log: Logger;
}

type OpenedForward = Extract<OpenedHtlc, { readonly type: 'forward' }>;
type OpenedFinal = Extract<OpenedHtlc, { readonly type: 'final' }>;

/** A removal that its channel refused for now: tried again at each block. */
interface PendingRemoval {
  readonly circuit: Circuit;
  readonly removal: Removal;
  readonly removed: () => void;
}

const NOTHING_MORE = () => undefined;

export class Switch implements HtlcHandler {
  readonly #modules: SwitchModules;
  readonly #replays: ReplayGuard;
  readonly #forwards: ForwardLog;
  readonly #jamGuard: JamGuard;
  readonly #opener: HtlcOpener;
  #circuits = new Map<string, Circuit>();
  readonly #pendingRemovals = new Map<string, PendingRemoval>();

  constructor(modules: SwitchModules) {
    this.#modules = modules;
    this.#replays = new ReplayGuard(modules.store);
    this.#forwards = new ForwardLog(modules.store);
    this.#jamGuard = new JamGuard(modules);
    this.#opener = new HtlcOpener(modules.nodeSecret);
  }

  /** To be called once all channels are restored, and before they repeat what is unresolved. */
  start(): void {
    const { channels, now } = this.#modules;
    this.#circuits = restoreCircuits(channels, this.#opener, now());
    const views = channels.channels();
    for (const circuit of this.#circuits.values()) this.#occupy(circuit, peerOf(views, circuit.channelId));
  }

  htlcProposed(htlc: HtlcFacts): void {
    this.#opener.open(htlc);
  }

  htlcReceived(channelId: ChannelId, htlc: HtlcFacts, mustFail?: MustFail): void {
    // Offered on before a restart, or in hand already.
    if (this.#circuits.has(htlcKey(channelId, htlc.id))) return;
    const receivedAt = this.#modules.now();
    const circuit = new Circuit({ channelId, htlcId: htlc.id, htlc, opener: this.#opener, receivedAt });
    this.#circuits.set(circuit.key, circuit);
    this.#run(circuit, this.#process(circuit, htlc, mustFail !== undefined));
  }

  htlcSettled(channelId: ChannelId, settlement: Settlement): void {
    const origin = decodeOrigin(settlement.origin);
    switch (origin?.type) {
      case 'payment':
        this.#modules.payer.attemptSettled(channelId, origin, settlement);
        return;
      case 'forward':
        this.#forwardSettled(channelId, origin, settlement);
        return;
      case undefined:
        // Never acknowledged, so that nothing is lost if a later version can read it.
        this.#modules.log.error('an outcome came for an HTLC of unknown origin', {
          channel: channelId,
          origin: settlement.origin,
        });
    }
  }

  /** A block was connected: forgets what expired, and tries again what a channel refused. */
  newBlock(height: number): void {
    this.#replays.prune(height).catch((error: Error) => {
      this.#modules.log.error('replay tags cannot be pruned', { error });
    });
    const peers = new Set(this.#modules.channels.channels().map(({ peer }) => peer));
    this.#jamGuard.save(peers).catch((error: Error) => {
      this.#modules.log.error('what is known of peers cannot be stored', { error });
    });
    for (const { circuit, removal, removed } of [...this.#pendingRemovals.values()]) {
      this.#run(circuit, this.#remove(circuit, removal, removed));
    }
  }

  /** The latest first, those in flight before all others. */
  forwards(limit: number): readonly Forward[] {
    const pending = this.#circuits
      .values()
      .map((circuit) => circuit.forward())
      .filter((forward) => forward !== undefined)
      .toArray()
      .reverse();
    const settled = this.#forwards.list(limit);
    return [...pending, ...settled].slice(0, limit);
  }

  /** What forwards brought, by outgoing channel. */
  earnings(): readonly ChannelEarnings[] {
    return this.#forwards.earnings();
  }

  async #process(circuit: Circuit, htlc: HtlcFacts, mustFail: boolean): Promise<void> {
    const turn = this.#modules.turns.next(bytesToHex(circuit.channelId));
    if (turn !== undefined) await turn;
    const opened = circuit.opened();
    if (opened === undefined) return;
    const isStale = this.#modules.isHeightStale();
    if (opened.type === 'malformed') {
      await this.#remove(circuit, malformedRemoval(opened.badOnion, opened.sha256OfOnion));
    } else if (opened.type === 'invalid') {
      await this.#fail(circuit, opened.failure);
    } else if (!this.#claim(circuit, htlc, opened.replayTag)) {
      await this.#fail(circuit, { type: 'temporary_node_failure' });
    } else if (opened.type === 'final') {
      await this.#receive(circuit, htlc, opened, mustFail || isStale);
    } else if (isStale) {
      await this.#fail(circuit, { type: 'temporary_node_failure' });
    } else if (mustFail) {
      await this.#fail(circuit, temporaryChannelFailure());
    } else {
      await this.#forward(circuit, htlc, opened);
    }
  }

  #claim(circuit: Circuit, htlc: HtlcFacts, tag: Uint8Array): boolean {
    const { channelId, htlcId } = circuit;
    // Later ones are failed at once: a peer must not make us keep their tags for ages.
    const cltvExpiry = Math.min(htlc.cltvExpiry, this.#modules.height() + MAX_HTLC_CLTV);
    const claimed = this.#replays.claim({ tag, channelId, htlcId, cltvExpiry });
    if (!claimed) this.#modules.log.warn('a peer sent an onion again', { channel: channelId, htlc: htlcId });
    return claimed;
  }

  async #receive(circuit: Circuit, htlc: HtlcFacts, opened: OpenedFinal, mustFail: boolean): Promise<void> {
    const { recipient } = this.#modules;
    const { channelId, htlcId } = circuit;
    const { paymentHash, amount, cltvExpiry } = htlc;
    const { payload } = opened;
    const received = { channelId, htlcId, paymentHash, amount, cltvExpiry, payload };
    // What was accepted before a restart stays so: the payee counts on it.
    if (mustFail && !recipient.hasAccepted(received))
      return this.#fail(circuit, { type: 'temporary_node_failure' });
    const verdict = await recipient.receive(received);
    if (verdict.type === 'fail') return this.#fail(circuit, verdict.failure);
    const answering = circuit.answering(this.#modules.now());
    if (answering !== undefined) await this.#remove(circuit, fulfillRemoval(answering, verdict.preimage));
  }

  async #forward(circuit: Circuit, htlc: HtlcFacts, opened: OpenedForward): Promise<void> {
    const { channels, height, policiesOf } = this.#modules;
    const views = channels.channels();
    const peer = peerOf(views, circuit.channelId);
    const decision = decideForward({
      incoming: htlc,
      payload: opened.payload,
      height: height(),
      channels: views,
      policiesOf,
      admits: (channel) => peer === undefined || this.#jamGuard.admits(peer, channel),
    });
    if (decision.type === 'fail') return this.#fail(circuit, decision.failure);
    const offer = {
      amount: msat(opened.payload.amtToForward),
      paymentHash: htlc.paymentHash,
      cltvExpiry: opened.payload.outgoingCltvValue,
      onion: opened.nextPacket,
      origin: encodeOrigin({ type: 'forward', channelId: circuit.channelId, htlcId: circuit.htlcId }),
    };
    let failure = temporaryChannelFailure();
    for (const channelId of decision.channels) {
      circuit.outgoing = channelId;
      this.#occupy(circuit, peer);
      const offered = await channels.addHtlc(channelId, offer);
      if (offered.ok) {
        this.#tell(circuit.forward());
        return;
      }
      if (offered.error.code === 'outcome_unknown') {
        // The channel's storage may hold the HTLC or not: to fail the incoming one now could cost its amount. A restart tells.
        this.#logStuck(circuit, htlc.paymentHash, offered.error.message);
        return;
      }
      if (offered.error.code === 'expiry_invalid') failure = expiryTooSoon();
    }
    circuit.outgoing = undefined;
    this.#jamGuard.refused(circuit.key);
    await this.#fail(circuit, failure);
  }

  #forwardSettled(outgoing: ChannelId, origin: ForwardOrigin, settlement: Settlement): void {
    const { channels, now } = this.#modules;
    const known = this.#circuits.get(htlcKey(origin.channelId, origin.htlcId));
    const circuit =
      known ?? new Circuit({ ...origin, htlc: undefined, opener: this.#opener, receivedAt: now() });
    const acknowledge = () => channels.acknowledge(outgoing, settlement.origin);
    const { outcome } = settlement;
    const answering = circuit.answering(now());
    this.#jamGuard.settled(circuit.key);
    this.#record(circuit, outgoing, settlement);
    if (answering !== undefined) {
      this.#run(circuit, this.#remove(circuit, relayedRemoval(answering, outcome), acknowledge));
    } else if (outcome.type === 'fulfill') {
      // The incoming HTLC seems to be gone. If it is not, its amount is at stake.
      const removal: Removal = { type: 'fulfill', preimage: outcome.preimage };
      this.#run(circuit, this.#remove(circuit, removal, acknowledge));
    } else {
      this.#forget(circuit);
      acknowledge();
    }
  }

  /** Queued before the removal of the incoming HTLC, so that no forward is missing from the log. */
  #record(circuit: Circuit, outgoing: ChannelId, { outcome, htlcId }: Settlement): void {
    const forward = circuit.forward();
    // What was not sent has no id of its own, and is not worth an entry.
    if (forward === undefined || outcome.type === 'not_sent') return;
    const settled: SettledForward = {
      incoming: forward.incoming,
      outgoing: { channelId: outgoing, htlcId, amount: forward.outgoing.amount },
      state: outcome.type === 'fulfill' ? 'succeeded' : 'failed',
      receivedAt: circuit.receivedAt,
      heldFor: this.#modules.now() - circuit.receivedAt,
    };
    this.#forwards.record(settled).then(
      () => this.#tell(settled),
      (error: Error) => this.#modules.log.error('a forward could not be recorded', { error }),
    );
  }

  async #fail(circuit: Circuit, failure: FailureMessage): Promise<void> {
    const { channelId: channel, htlcId: htlc } = circuit;
    const answering = circuit.answering(this.#modules.now());
    if (answering === undefined) return;
    this.#modules.log.info('failed an HTLC', { channel, htlc, failure: failure.type });
    await this.#remove(circuit, failRemoval(answering, failure));
  }

  /** Removes the incoming HTLC. What `removed` does is durable no earlier than that; it runs too when there is nothing left to remove. */
  async #remove(circuit: Circuit, removal: Removal, removed: () => void = NOTHING_MORE): Promise<void> {
    const { channelId, htlcId, key } = circuit;
    let isTold = false;
    const tell = (): void => {
      if (!isTold) removed();
      isTold = true;
    };
    const result = await this.#modules.channels.settleHtlc(channelId, htlcId, removal, tell);
    if (!result.ok && this.#exists(channelId)) {
      this.#pendingRemovals.set(key, { circuit, removal, removed });
      const { message: reason } = result.error;
      this.#modules.log.warn('an HTLC is not removed yet', { channel: channelId, htlc: htlcId, reason });
      return;
    }
    this.#pendingRemovals.delete(key);
    this.#forget(circuit);
    tell();
  }

  /** The HTLC is being offered on, and takes room in the outgoing channel. */
  #occupy(circuit: Circuit, peer: string | undefined): void {
    const forward = circuit.forward();
    if (forward === undefined || peer === undefined) return;
    const { channelId, amount } = forward.outgoing;
    this.#jamGuard.offered(circuit.key, peer, channelId, amount, circuit.receivedAt);
  }

  #forget(circuit: Circuit): void {
    this.#circuits.delete(circuit.key);
    circuit.forget();
  }

  #exists(channelId: ChannelId): boolean {
    return this.#modules.channels.channels().some((channel) => equalBytes(channel.channelId, channelId));
  }

  #tell(forward: Forward | undefined): void {
    if (forward !== undefined) this.#modules.forwarded(forward);
  }

  /** The HTLC stays as it is when something breaks; the next start takes it up again. */
  #run(circuit: Circuit, work: Promise<void>): void {
    work.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      const { channelId: channel, htlcId: htlc } = circuit;
      this.#modules.log.error('an HTLC cannot be processed', { channel, htlc, reason });
    });
  }

  #logStuck({ channelId: channel, htlcId: htlc }: Circuit, paymentHash: PaymentHash, reason: string): void {
    this.#modules.log.error('a forward is held until the next start', { channel, htlc, paymentHash, reason });
  }
}

function peerOf(views: readonly ChannelView[], channelId: ChannelId): string | undefined {
  return views.find((channel) => equalBytes(channel.channelId, channelId))?.peer;
}
