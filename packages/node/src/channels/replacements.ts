/** Replacing the funding transaction of a channel, which waits for a block, by one that pays more. */
import {
  type ChannelState,
  leastReplacementFeerate,
  ownPartOf,
  storedState,
  type WaitForReadyState,
} from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import type { SatPerKw } from '@sferic/wire';
import { LiveChannel } from './live-channel.ts';
import { OPENING_TIMEOUT_MS, type OpeningsModules, SIGNING_TIMEOUT_MS } from './openings.ts';
import type { Registry } from './registry.ts';

export interface ReplacementError {
  readonly code: 'not_pending' | 'not_connected' | 'feerate_too_low' | 'insufficient_funds' | 'aborted';
  readonly message: string;
}

/**
 * What a server asks of a replacement besides a higher feerate: that it pays for its own relay, 1 sat/vbyte more than what
 * it replaces (Bitcoin Core, `-incrementalrelayfee`).
 */
const RELAY_INCREMENT = 250;

type Phase = 'negotiating' | 'signing';

/** A peer must not hold our coins by doing nothing, in a replacement as in an opening. */
const PHASE_TIMEOUT_MS: Readonly<Record<Phase, number>> = {
  negotiating: OPENING_TIMEOUT_MS,
  signing: SIGNING_TIMEOUT_MS,
};

export class Replacements {
  readonly #modules: OpeningsModules;
  readonly #registry: Registry;
  /** Replacements that can still be given up, with what ends the wait for them. */
  readonly #limits = new WeakMap<LiveChannel, { readonly phase: Phase; readonly cancel: () => void }>();

  constructor(modules: OpeningsModules, registry: Registry) {
    this.#modules = modules;
    this.#registry = registry;
  }

  /** To be called with each new state of a channel: a replacement that does not come on is given up. */
  limit(channel: LiveChannel): void {
    const phase = replacementPhase(channel.state);
    const limit = this.#limits.get(channel);
    if (limit?.phase === phase) return;
    limit?.cancel();
    this.#limits.delete(channel);
    if (phase === undefined) return;
    const cancel = this.#modules.after(PHASE_TIMEOUT_MS[phase], () => {
      const command = { type: 'abort', reason: 'the replacement took too long' } as const;
      if (replacementPhase(channel.state) === phase) channel.mailbox.post({ type: 'command', command });
    });
    this.#limits.set(channel, { phase, cancel });
  }

  /**
   * Resolves when both have signed another funding transaction and it is published, or with why there is none; the
   * channel waits for the earlier ones as well. `feerate`: at least 25/24 of the last; what the chain asks unless given.
   */
  async replace(
    channel: LiveChannel,
    feerate: SatPerKw | undefined,
  ): Promise<Result<WaitForReadyState, ReplacementError>> {
    const stored = storedState(channel.state);
    if (stored?.type !== 'wait_for_ready' || stored.ready.local || stored.ready.remote)
      return failed('not_pending', 'no funding transaction of the channel waits for a block');
    if (channel.state.type === 'replacing' || stored.replacement !== undefined)
      return failed('not_pending', 'its funding transaction is being replaced already');
    if (channel.state.type !== 'wait_for_ready')
      return failed('not_connected', 'the peer is not connected, and has to sign too');
    const least = leastReplacementFeerate(stored);
    if (feerate !== undefined && feerate < least)
      return failed('feerate_too_low', `a replacement pays ${satPerVbyte(least)} sat/vbyte at least`);
    const { normal } = this.#modules.estimates();
    return this.#begin(channel, stored, feerate ?? (Math.max(normal, least + RELAY_INCREMENT) as SatPerKw));
  }

  async #begin(
    channel: LiveChannel,
    stored: WaitForReadyState,
    feerate: SatPerKw,
  ): Promise<Result<WaitForReadyState, ReplacementError>> {
    const { wallet, height } = this.#modules;
    const { amount, inputs, txid } = ownPartOf(stored);
    const funded = await wallet.fund({
      owner: LiveChannel.owner(channel.record.keyIndex),
      amount,
      feerate,
      initiator: true,
      confirmedOnly: false,
      keep: wallet.kept,
      replacing: [txid],
      spending: inputs,
    });
    if (!funded.ok) return failed('insufficient_funds', funded.error.message);
    const outcome = this.#outcome(channel, stored.candidates.size);
    const begun = await channel.mailbox.command({
      type: 'replace_funding',
      contribution: funded.value,
      fundingFeerate: feerate,
      requireConfirmedInputs: false,
      locktime: height(),
    });
    if (begun.ok) return outcome;
    // Another attempt that has come between frees the coins at its own end.
    if (channel.state.type !== 'replacing')
      channel.mailbox.post({ type: 'command', command: { type: 'abort', reason: begun.error.message } });
    return failed('aborted', begun.error.message);
  }

  /** `before`: how many funding transactions might confirm when it began. */
  #outcome(channel: LiveChannel, before: number): Promise<Result<WaitForReadyState, ReplacementError>> {
    let begun = false;
    return new Promise((resolve) => {
      const late = 'the peer has not signed yet; what it signs later is published';
      const cancel = this.#modules.after(OPENING_TIMEOUT_MS, () => resolve(failed('aborted', late)));
      this.#registry.watch(channel, (state) => {
        begun ||= isReplacing(state);
        if (!begun || isReplacing(state)) return false;
        cancel();
        // The effects that publish, or say why not, come right after the state.
        setImmediate(async () => {
          await channel.published;
          const stored = storedState(state);
          if (stored?.type === 'wait_for_ready' && stored.candidates.size > before) resolve(ok(stored));
          else resolve(failed('aborted', channel.lastError?.message ?? 'the channel is over'));
        });
        return true;
      });
    });
  }
}

/** Whether a replacement is negotiated or signed, and what is signed already wants for signatures of the peer's. */
function isReplacing(state: ChannelState): boolean {
  const phase = replacementPhase(state);
  if (phase !== undefined) return true;
  const stored = storedState(state);
  if (stored?.type !== 'wait_for_ready') return false;
  const latest = stored.candidates.get(Math.max(...stored.candidates.keys()));
  return latest?.transaction.witnesses.remote === undefined && latest?.abandoned !== true;
}

/** How far a replacement is, as long as it can be given up. */
function replacementPhase(state: ChannelState): Phase | undefined {
  if (state.type === 'replacing') return state.negotiation.type === 'aborted' ? undefined : 'negotiating';
  const stored = storedState(state);
  return stored?.type === 'wait_for_ready' && stored.replacement !== undefined ? 'signing' : undefined;
}

function satPerVbyte(feerate: SatPerKw): string {
  return String(Math.ceil(feerate / 2.5) / 100);
}

function failed(code: ReplacementError['code'], message: string): Result<never, ReplacementError> {
  return err({ code, message });
}
