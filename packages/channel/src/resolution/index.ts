/** Enforcement on chain, pure: from a spend of a funding output to the last confirmed claim (BOLT 5). */
export { claimsOf } from './claims.ts';
export { revokedNumber } from './identify.ts';
export { signClaims } from './sign-claims.ts';
export {
  batchClaims,
  batchWeight,
  type ClaimBatch,
  type FeeFunding,
  secondStageTransaction,
  sweepTransaction,
} from './transactions.ts';
export type * from './types.ts';
