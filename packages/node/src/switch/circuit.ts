import type { HtlcFacts } from '@sferic/channel';
import { holdTimeOfMilliseconds } from '@sferic/onion';
import { type ChannelId, msat } from '@sferic/wire';
import type { ChannelHtlcs } from '../channels/htlc-port.ts';
import type { Forward } from './forward-log.ts';
import { htlcKey } from './htlc-key.ts';
import type { HtlcOpener, OpenedHtlc } from './open-htlc.ts';
import { decodeOrigin } from './origin.ts';
import type { Answering } from './removals.ts';

/**
 * An incoming HTLC in hand, and the outgoing one that it led to, if any. Nothing of it is stored: the stored
 * origin of the outgoing HTLC names the incoming one, and the onion of that gives the rest again.
 */
export class Circuit {
  readonly channelId: ChannelId;
  readonly htlcId: bigint;
  /** Absent when the incoming HTLC is gone, and only the outgoing one waits to be acknowledged. */
  readonly #htlc: HtlcFacts | undefined;
  readonly #opener: HtlcOpener;
  /** Milliseconds; after a restart the time of that. */
  readonly receivedAt: number;
  /** The channel with the outgoing HTLC, from the moment that it is offered. */
  outgoing: ChannelId | undefined;

  constructor(facts: {
    readonly channelId: ChannelId;
    readonly htlcId: bigint;
    readonly htlc: HtlcFacts | undefined;
    readonly opener: HtlcOpener;
    readonly receivedAt: number;
  }) {
    this.channelId = facts.channelId;
    this.htlcId = facts.htlcId;
    this.#htlc = facts.htlc;
    this.#opener = facts.opener;
    this.receivedAt = facts.receivedAt;
  }

  get key(): string {
    return htlcKey(this.channelId, this.htlcId);
  }

  opened(): OpenedHtlc | undefined {
    return this.#htlc && this.#opener.open(this.#htlc);
  }

  /** The HTLC is removed. */
  forget(): void {
    if (this.#htlc !== undefined) this.#opener.forget(this.#htlc);
  }

  /** What an answer to the payer takes; `undefined` when the HTLC is gone, or its onion was never meant for us. */
  answering(now: number): Answering | undefined {
    const opened = this.opened();
    if (opened === undefined || opened.type === 'malformed') return undefined;
    const { sharedSecret } = opened;
    return { sharedSecret, holdTime: holdTimeOfMilliseconds(now - this.receivedAt) };
  }

  /** As the log shows it while the outcome is open; `undefined` for what was not offered on. */
  forward(): (Forward & { readonly state: 'pending' }) | undefined {
    const opened = this.opened();
    if (this.#htlc === undefined || this.outgoing === undefined || opened?.type !== 'forward')
      return undefined;
    const { channelId, htlcId } = this;
    return {
      incoming: { channelId, htlcId, amount: this.#htlc.amount },
      outgoing: { channelId: this.outgoing, amount: msat(opened.payload.amtToForward) },
      state: 'pending',
      receivedAt: this.receivedAt,
    };
  }
}

/** The circuits of the HTLCs that were offered on before a restart, by the key of the incoming HTLC. */
export function restoreCircuits(
  channels: ChannelHtlcs,
  opener: HtlcOpener,
  now: number,
): Map<string, Circuit> {
  const incoming = new Map<string, HtlcFacts>();
  for (const { channelId, htlc } of channels.incoming()) incoming.set(htlcKey(channelId, htlc.id), htlc);
  const circuits = new Map<string, Circuit>();
  for (const { channelId, origin } of channels.origins()) {
    const decoded = decodeOrigin(origin);
    if (decoded?.type !== 'forward') continue;
    const htlc = incoming.get(htlcKey(decoded.channelId, decoded.htlcId));
    const circuit = new Circuit({ ...decoded, htlc, opener, receivedAt: now });
    circuit.outgoing = channelId;
    circuits.set(circuit.key, circuit);
  }
  return circuits;
}
