import { deriveKeysAhead } from './commitment/commitment-keys.ts';
import { type SigningLoad, signingLoad } from './commitment/exchange.ts';
import { HTLC_STAGE_ORDER, type HtlcFacts, isBeingAdded } from './commitment/htlc.ts';
import type { Effect } from './effect.ts';
import { resolutionEffects } from './resolution/resolve.ts';
import { isDecided } from './resolution/settle.ts';
import type { ChannelKeys } from './signer.ts';
import type { ChannelState, EstablishedState, StoredState } from './state.ts';
import { mustFail } from './states/acceptance.ts';
import { announceIfComplete } from './states/announcement.ts';
import { publishFunding } from './states/funding-transaction.ts';
import { negotiationEffects } from './states/negotiating.ts';
import { attemptEffects, releaseUnused } from './states/replacement.ts';
import { signingEffects } from './states/signing-funding.ts';
import { publishCommitments } from './states/transition.ts';
import { htlcReceived, settled } from './states/updates.ts';
import { fundingWatches } from './states/watches.ts';

/**
 * Every effect that is outstanding in a restored state but for what the reconnection repeats: to be run after a
 * restart, before the first input.
 */
export function derivedEffects(state: StoredState): readonly Effect[] {
  if (state.type === 'signing_funding') return signingEffects(state);
  const watches = fundingWatches(state).map((watch): Effect => ({ type: 'watch', watch }));
  return [...watches, ...unresolvedHtlcs(state), ...ofState(state)];
}

/** Whether changes wait for the command `sign`, and it can be given now. */
export function canSign(state: ChannelState): boolean {
  return nextSignature(state) !== undefined;
}

/** What the signature would be for that the command `sign` makes now; undefined where it makes none. */
export function nextSignature(state: ChannelState): SigningLoad | undefined {
  if (state.type !== 'normal') return undefined;
  const load = signingLoad(state.params, state.commitments);
  const { close, shutdown } = state;
  const isClosing = close !== undefined || shutdown.local !== undefined || shutdown.remote !== undefined;
  // The end of the channel waits for the end of its HTLCs.
  return load?.isCleanUp === true && isClosing ? { ...load, isCleanUp: false } : load;
}

/** Whether an HTLC is in a commitment yet although its preimage is out, and the ends can sign others now. */
export function isSettling(state: ChannelState): boolean {
  if (state.type !== 'normal') return false;
  const { local, remote } = state.commitments.updates.htlcs;
  return HTLC_STAGE_ORDER.some(
    (stage) => local.tallies[stage].fulfilled + remote.tallies[stage].fulfilled > 0n,
  );
}

/** Makes what comes next cheaper, and changes nothing: for moments in which nothing else is to be done. */
export function prepare(state: ChannelState, keys: ChannelKeys): void {
  if (state.type === 'normal') deriveKeysAhead(state.params, state.commitments, keys);
}

/** What the peer has offered and is not irrevocable yet: it binds nobody, and may never be more than that. */
export function* proposedHtlcs(state: ChannelState): Generator<HtlcFacts> {
  if (state.type !== 'normal') return;
  const { entries, tallies } = state.commitments.updates.htlcs.remote;
  if (!HTLC_STAGE_ORDER.some((stage) => isBeingAdded(stage) && tallies[stage].count > 0)) return;
  for (const { facts, stage } of entries.values()) if (isBeingAdded(stage)) yield facts;
}

/** HTLCs whose fate the switch has not decided, and outcomes that it has not acknowledged. */
function unresolvedHtlcs(state: EstablishedState): readonly Effect[] {
  const { updates, settlements } = state.commitments;
  const open = [...updates.htlcs.remote.values()].filter(({ stage }) => stage === 'committed');
  return [
    ...open.map((htlc) => htlcReceived(htlc, mustFail(state))),
    ...settlements.values().map((settlement) => settled(settlement)),
  ];
}

/** Origins of what this end has offered and whose outcome is open, or told and not acknowledged yet; one may come twice. */
export function* openOrigins({ commitments }: EstablishedState): Generator<Uint8Array> {
  for (const htlc of commitments.updates.htlcs.local.values())
    if (htlc.facts.origin !== undefined && !isDecided(htlc)) yield htlc.facts.origin;
  for (const { origin } of commitments.settlements.values()) yield origin;
}

function ofState(state: EstablishedState): readonly Effect[] {
  switch (state.type) {
    case 'wait_for_ready':
      return [releaseUnused(state), ...publishFunding(state.candidates), ...attemptEffects(state)];
    case 'normal':
      return announceIfComplete(state);
    case 'negotiating':
      return negotiationEffects(state);
    case 'failed':
      return publishCommitments(state);
    case 'closing':
      return resolutionEffects(state);
  }
}
