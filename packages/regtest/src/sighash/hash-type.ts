/** What of a transaction a signature commits to: its hash type, of which a script sees the last byte only. */
export const SIGHASH_ALL = 0x01;
export const SIGHASH_NONE = 0x02;
export const SIGHASH_SINGLE = 0x03;
export const SIGHASH_ANYONECANPAY = 0x80;

/** Undefined bits between the base type and ANYONECANPAY are hashed but mean nothing. */
const BASE_MASK = 0x1f;

export interface SignedParts {
  readonly anyoneCanPay: boolean;
  /** Anything that is neither NONE nor SINGLE signs all outputs. */
  readonly outputs: 'all' | 'none' | 'single';
}

export function signedParts(hashType: number): SignedParts {
  const base = hashType & BASE_MASK;
  return {
    anyoneCanPay: (hashType & SIGHASH_ANYONECANPAY) !== 0,
    outputs: base === SIGHASH_NONE ? 'none' : base === SIGHASH_SINGLE ? 'single' : 'all',
  };
}
