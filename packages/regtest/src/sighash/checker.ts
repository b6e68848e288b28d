import { verifyConsensus } from '@sferic/crypto';
import type { SignatureChecker } from '../script/machine.ts';
import { isKeyShaped } from '../script/signature-encoding.ts';
import { type Sat, SEQUENCE_FINAL, type Tx } from '../transaction.ts';
import {
  LOCKTIME_THRESHOLD,
  SEQUENCE_LOCKTIME_DISABLE_FLAG,
  SEQUENCE_LOCKTIME_MASK,
  SEQUENCE_LOCKTIME_TYPE_FLAG,
} from '../validation/locktime.ts';
import { legacySignatureHash } from './legacy.ts';
import { segwitSignatureHash } from './segwit.ts';

/** BIP 65: the operand and the transaction's lock time are both heights or both times. */
function satisfiesLockTime(tx: Tx, sequence: number, lockTime: number): boolean {
  if (tx.lockTime < LOCKTIME_THRESHOLD !== lockTime < LOCKTIME_THRESHOLD) return false;
  return lockTime <= tx.lockTime && sequence !== SEQUENCE_FINAL;
}

/** BIP 112: the operand and the input's sequence are both in blocks or both in units of time. */
function satisfiesSequence(tx: Tx, sequence: number, required: number): boolean {
  if (tx.version < 2 || (sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG) !== 0) return false;
  const mask = SEQUENCE_LOCKTIME_TYPE_FLAG | SEQUENCE_LOCKTIME_MASK;
  const own = sequence & mask;
  const wanted = required & mask;
  if (own < SEQUENCE_LOCKTIME_TYPE_FLAG !== wanted < SEQUENCE_LOCKTIME_TYPE_FLAG) return false;
  return wanted <= own;
}

/**
 * Answers what scripts ask about input `inputIndex` of `tx`.
 * @param amount of the output that the input spends, which BIP 143 signs
 */
export function transactionChecker(tx: Tx, inputIndex: number, amount: Sat): SignatureChecker {
  const input = tx.inputs[inputIndex];
  if (input === undefined) throw new RangeError(`no input ${inputIndex}`);
  return {
    checkSignature(signature, publicKey, scriptCode, version) {
      const hashType = signature.at(-1);
      if (hashType === undefined || !isKeyShaped(publicKey)) return false;
      const hash =
        version === 'base'
          ? legacySignatureHash(tx, inputIndex, scriptCode, hashType)
          : segwitSignatureHash(tx, inputIndex, scriptCode, amount, hashType);
      return verifyConsensus(hash, signature.subarray(0, -1), publicKey);
    },
    checkLockTime: (lockTime) => satisfiesLockTime(tx, input.sequence, lockTime),
    checkSequence: (required) => satisfiesSequence(tx, input.sequence, required),
  };
}
