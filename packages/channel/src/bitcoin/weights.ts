/** Expected weights, in weight units, from which fees are computed (BOLT 3, appendix A). */
import type { Sat, SatPerKw } from '@sferic/wire';

/** Commitment transaction with anchors and no HTLC output. */
export const COMMITMENT_WEIGHT = 1124;
/** What each untrimmed HTLC adds to a commitment transaction. */
export const HTLC_OUTPUT_WEIGHT = 172;
export const HTLC_TIMEOUT_WEIGHT = 666;
export const HTLC_SUCCESS_WEIGHT = 706;

/** Weight of a byte outside the witness (BIP 141). */
export const WITNESS_SCALE_FACTOR = 4;
/** Version, locktime and the two counts at a byte each: bytes outside the witness. */
export const TRANSACTION_FIELDS_SIZE = 10;
/** Segwit marker and flag, at a weight unit each. */
export const SEGWIT_FIELDS_WEIGHT = 2;
/** Outpoint, empty script and sequence of an input: 41 bytes. */
export const INPUT_WEIGHT = 41 * WITNESS_SCALE_FACTOR;
/** Least weight that an input's witness is charged with in an interactive transaction (BOLT 3, appendix G). */
export const MIN_WITNESS_WEIGHT = 107;
/** Count, signature of 72 bytes with its type, compressed key: the witness of a P2WPKH input at most. */
export const P2WPKH_WITNESS_WEIGHT = 1 + 1 + 72 + 1 + 33;
/** Witness of a 2-of-2 funding output: count, empty element, two signatures of 73 bytes, script of 71. */
export const FUNDING_WITNESS_WEIGHT = 1 + 1 + 74 + 74 + 72;
/** Largest transaction that Bitcoin Core relays (`MAX_STANDARD_TX_WEIGHT`). */
export const MAX_STANDARD_TRANSACTION_WEIGHT = 400_000;

/** Weight of an output: 8 bytes of amount, the script and its length. */
export function outputWeight(scriptPubKey: Uint8Array): number {
  const lengthSize = scriptPubKey.length < 0xfd ? 1 : 3;
  return (8 + lengthSize + scriptPubKey.length) * WITNESS_SCALE_FACTOR;
}

/** The fee of `weight` at `feerate`, rounded down to whole satoshis as BOLT 3 rounds all fees. */
export function feeForWeight(feerate: SatPerKw, weight: number): Sat {
  return ((BigInt(feerate) * BigInt(weight)) / 1000n) as Sat;
}

/** The base fee of a commitment transaction, which the opener pays (BOLT 3, "Fee Calculation"). */
export function commitmentFee(feerate: SatPerKw, untrimmedHtlcs: number): Sat {
  return feeForWeight(feerate, COMMITMENT_WEIGHT + HTLC_OUTPUT_WEIGHT * untrimmedHtlcs);
}
