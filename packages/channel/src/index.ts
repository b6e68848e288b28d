/** One payment channel, pure: BOLT 2 and 3. */
export * from './bitcoin/index.ts';
export * from './commit-token.ts';
export {
  availableToOffer,
  availableWhenSettled,
  NONE_OFFERED,
  type OfferedHtlcs,
  withOffered,
} from './commitment/available.ts';
export { buildCommitment } from './commitment/build.ts';
export * from './commitment/commitments.ts';
export type { SigningLoad } from './commitment/exchange.ts';
export * from './commitment/htlc.ts';
export { channelReserve, commitmentCost } from './commitment/limits.ts';
export { commitmentSpec, type View } from './commitment/spec.ts';
export {
  canSign,
  derivedEffects,
  isSettling,
  nextSignature,
  openOrigins,
  prepare,
  proposedHtlcs,
} from './derived-effects.ts';
export * from './dual.ts';
export * from './effect.ts';
export * from './error.ts';
export * from './input.ts';
export * from './interactive/index.ts';
export * from './params.ts';
export { type CorruptState, restore, restoreAllPast, restorePast } from './persistence/restore.ts';
export { PAST_FAMILY, type StoredRow, type Write } from './persistence/rows.ts';
export * from './recovery/index.ts';
export { release } from './release.ts';
export type { Released } from './released.ts';
export * from './resolution/index.ts';
export { signaturesToCheck } from './signatures.ts';
export * from './signer.ts';
export * from './state.ts';
export { realShortChannelId } from './states/announcement.ts';
export { type ClosingCandidate, closingCandidates } from './states/closing-candidates.ts';
export type * from './states/closing-commands.ts';
export type * from './states/closing-effects.ts';
export type * from './states/closing-state.ts';
export { FULFILLED_HTLC_MARGIN } from './states/deadlines.ts';
export type * from './states/opening-commands.ts';
export type * from './states/opening-effects.ts';
export type * from './states/opening-state.ts';
export { leastReplacementFeerate, ownPartOf } from './states/replacement-checks.ts';
export type * from './states/replacing-state.ts';
export { type Move, move, type Step, step, writesBetween } from './step.ts';
export * from './watchtower/index.ts';
