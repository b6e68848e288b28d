/** Justice for watchtowers, pure: made and sealed by a client, opened and checked by a tower that sees the breach. */
export { type JusticeClaim, justiceClaims, justiceTransaction } from './justice-claims.ts';
export { type JusticePackage, MOST_JUSTICE_FEERATE } from './justice-package.ts';
export { type Justice, type JusticeRequest, makeJustice } from './make-justice.ts';
export { decodeJusticePackage, encodeJusticePackage } from './package-codec.ts';
export {
  decodeRevokedFigures,
  encodeRevokedFigures,
  type RevokedCommitment,
  type RevokedFigures,
  recallRevoked,
  revokedBetween,
} from './revocation.ts';
export {
  isPackageSize,
  LARGEST_PACKAGE,
  LOCATOR_LENGTH,
  type Locator,
  locatorOf,
  openJustice,
  SMALLEST_PACKAGE,
  sealJustice,
} from './sealed-package.ts';
