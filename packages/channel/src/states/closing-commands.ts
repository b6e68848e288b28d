import type { SatPerKw } from '@sferic/wire';

export type ClosingCommand =
  /** Close in cooperation; again, with another feerate, once the first closing transaction is signed. */
  { readonly type: 'close'; readonly scriptPubKey: Uint8Array; readonly feerate: SatPerKw };
