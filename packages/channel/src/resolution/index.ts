/** Enforcement on chain, pure: from a spend of a funding output to the last confirmed claim (BOLT 5). */
export {
  ANCHOR_CHILD_WEIGHT,
  anchorChild,
  type CommitmentStake,
  commitmentStake,
  type OurAnchor,
  ourAnchor,
  signAnchor,
} from './anchors.ts';
export { claimsOf } from './claims.ts';
export { revokedNumber } from './identify.ts';
export { signClaims } from './sign-claims.ts';
export {
  batchClaims,
  batchWeight,
  CLAIM_URGENCY,
  type ClaimBatch,
  type FeeFunding,
  SECURITY_DELAY,
  secondStageTransaction,
  sweepTransaction,
} from './transactions.ts';
export type * from './types.ts';
export { SPEND_KINDS } from './types.ts';
