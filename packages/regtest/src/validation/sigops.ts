import type { Coin } from '../coin.ts';
import { OP, smallNumberOf } from '../script/opcodes.ts';
import { MAX_KEYS_PER_MULTISIG } from '../script/ops/crypto.ts';
import {
  isPayToScriptHash,
  isPushOnly,
  readOperation,
  readOperations,
  witnessProgram,
} from '../script/parse.ts';
import { isCoinbase, type Tx, type TxIn, WITNESS_SCALE_FACTOR } from '../transaction.ts';

/**
 * Signature operations in a script, up to where it can be parsed. OP_CHECKMULTISIG counts as 20 unless `accurate`
 * and the number of keys stands right before it.
 */
export function countSigops(script: Uint8Array, accurate: boolean): number {
  let count = 0;
  let previous: number | undefined;
  let operation = readOperation(script, 0);
  while (operation !== undefined) {
    const { opcode, next } = operation;
    if (opcode === OP.CHECKSIG || opcode === OP.CHECKSIGVERIFY) count += 1;
    if (opcode === OP.CHECKMULTISIG || opcode === OP.CHECKMULTISIGVERIFY) {
      const stated = accurate && previous !== undefined && previous >= OP[1] && previous <= OP[16];
      count += stated ? smallNumberOf(previous ?? 0) : MAX_KEYS_PER_MULTISIG;
    }
    previous = opcode;
    operation = readOperation(script, next);
  }
  return count;
}

/** The script that a spend of a P2SH output reveals; undefined if its scriptSig does not only push. */
function redeemScriptOf(scriptSig: Uint8Array): Uint8Array | undefined {
  return isPushOnly(scriptSig) ? readOperations(scriptSig)?.at(-1)?.data : undefined;
}

function scriptHashSigops(input: TxIn, coin: Coin): number {
  if (!isPayToScriptHash(coin.output.scriptPubKey)) return 0;
  const redeemScript = redeemScriptOf(input.scriptSig);
  return redeemScript === undefined ? 0 : countSigops(redeemScript, true);
}

/** BIP 141: a key hash costs 1, a script hash what its script counts. */
function witnessSigops(input: TxIn, coin: Coin): number {
  const { scriptPubKey } = coin.output;
  const nested = isPayToScriptHash(scriptPubKey) ? redeemScriptOf(input.scriptSig) : undefined;
  const program = witnessProgram(nested ?? scriptPubKey);
  if (program?.version !== 0) return 0;
  if (program.program.length === 20) return 1;
  const script = input.witness.at(-1);
  return program.program.length === 32 && script !== undefined ? countSigops(script, true) : 0;
}

/** Signature operations that stand in the transaction itself, as counted before BIP 16. */
export function legacySigops(tx: Tx): number {
  const inputs = tx.inputs.reduce((sum, { scriptSig }) => sum + countSigops(scriptSig, false), 0);
  return tx.outputs.reduce((sum, { scriptPubKey }) => sum + countSigops(scriptPubKey, false), inputs);
}

/**
 * BIP 141's signature operation cost.
 * @param coins that the inputs spend, in their order; not looked at for a coinbase
 */
export function sigopsCost(tx: Tx, coins: readonly Coin[]): number {
  const legacy = legacySigops(tx) * WITNESS_SCALE_FACTOR;
  if (isCoinbase(tx)) return legacy;
  return tx.inputs.reduce((cost, input, index) => {
    const coin = coins[index];
    if (coin === undefined) throw new RangeError(`no coin for input ${index}`);
    return cost + scriptHashSigops(input, coin) * WITNESS_SCALE_FACTOR + witnessSigops(input, coin);
  }, legacy);
}
