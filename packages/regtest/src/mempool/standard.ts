import type { Coin } from '../coin.ts';
import { evaluate } from '../script/evaluate.ts';
import { NO_FLAGS } from '../script/flags.ts';
import { isPayToScriptHash, isPushOnly, isUnspendable, witnessProgram } from '../script/parse.ts';
import { Stack } from '../script/stack.ts';
import { baseSize, outputSize, type Sat, type Tx, type TxIn, type TxOut, weight } from '../transaction.ts';
import { countSigops } from '../validation/sigops.ts';
import { DUST_RELAY_FEERATE, feeAt } from './fees.ts';
import { PASSED, policyRejection, type Verdict } from './rejection.ts';
import { classify } from './templates.ts';

/** Bitcoin Core 31's bounds of what it relays. */
const MAX_STANDARD_VERSION = 3;
const MAX_STANDARD_WEIGHT = 400_000;
/** A base size of 64 bytes could pass for an inner node of a Merkle tree. */
const MIN_STANDARD_BASE_SIZE = 65;
const MAX_SCRIPT_SIG_SIZE = 1650;
/** Keys of a bare multisignature output. */
const MAX_BARE_MULTISIG_KEYS = 3;
/** All OP_RETURN scripts of a transaction together (`-datacarriersize`). */
export const MAX_DATA_CARRIER_SIZE = 100_000;
/** One output of dust is let through the first checks, for a transaction without fee whose child spends it. */
const MAX_DUST_OUTPUTS = 1;
const MAX_P2SH_SIGOPS = 15;
/** Outside of witnesses, over all inputs: what BIP 54 would make consensus. */
const MAX_NON_WITNESS_SIGOPS = 2500;
const MAX_P2WSH_SCRIPT_SIZE = 3600;
const MAX_P2WSH_ITEMS = 100;
const MAX_P2WSH_ITEM_SIZE = 80;

/** Bytes of an input that spends the output: with a witness, whose bytes count a quarter, or without. */
const WITNESS_INPUT_SIZE = 32 + 4 + 1 + Math.floor(107 / 4) + 4;
const LEGACY_INPUT_SIZE = 32 + 4 + 1 + 107 + 4;

/** The least value at which an output is worth its spending (Bitcoin Core's GetDustThreshold). */
export function dustThreshold(output: TxOut): Sat {
  if (isUnspendable(output.scriptPubKey)) return 0n;
  const inputSize = witnessProgram(output.scriptPubKey) ? WITNESS_INPUT_SIZE : LEGACY_INPUT_SIZE;
  return feeAt(DUST_RELAY_FEERATE, outputSize(output) + inputSize);
}

export const isDust = (output: TxOut): boolean => output.value < dustThreshold(output);

export const dustOutputs = (tx: Tx): TxOut[] => tx.outputs.filter(isDust);

function checkInputForm({ scriptSig }: TxIn): Verdict {
  if (scriptSig.length > MAX_SCRIPT_SIG_SIZE) return policyRejection('scriptsig-size');
  return isPushOnly(scriptSig) ? PASSED : policyRejection('scriptsig-not-pushonly');
}

function checkOutputForm({ scriptPubKey }: TxOut): Verdict {
  const template = classify(scriptPubKey);
  if (template.type === 'nonstandard') return policyRejection('scriptpubkey');
  if (template.type === 'multisig' && template.keys.length > MAX_BARE_MULTISIG_KEYS) {
    return policyRejection('scriptpubkey');
  }
  return PASSED;
}

/** Whether a transaction has a standard form by itself (Bitcoin Core's IsStandardTx and the size check after it). */
export function checkStandardForm(tx: Tx): Verdict {
  if (tx.version < 1 || tx.version > MAX_STANDARD_VERSION) return policyRejection('version');
  if (weight(tx) > MAX_STANDARD_WEIGHT) return policyRejection('tx-size');
  let dataLeft = MAX_DATA_CARRIER_SIZE;
  for (const input of tx.inputs) {
    const verdict = checkInputForm(input);
    if (!verdict.ok) return verdict;
  }
  for (const output of tx.outputs) {
    const verdict = checkOutputForm(output);
    if (!verdict.ok) return verdict;
    if (classify(output.scriptPubKey).type === 'nulldata') {
      dataLeft -= output.scriptPubKey.length;
      if (dataLeft < 0) return policyRejection('datacarrier');
    }
  }
  if (dustOutputs(tx).length > MAX_DUST_OUTPUTS) return policyRejection('dust');
  return baseSize(tx) < MIN_STANDARD_BASE_SIZE ? policyRejection('tx-size-small') : PASSED;
}

/** What a scriptSig leaves on the stack, of which the last item is a redeem script. */
function pushedItems(scriptSig: Uint8Array): readonly Uint8Array[] | undefined {
  const stack = new Stack();
  const checker = { checkSignature: () => false, checkLockTime: () => false, checkSequence: () => false };
  const error = evaluate(scriptSig, stack, { flags: NO_FLAGS, checker, version: 'base' });
  return error === undefined ? stack.items() : undefined;
}

function checkInputKind({ scriptSig }: TxIn, output: TxOut, index: number): Verdict {
  const { type } = classify(output.scriptPubKey);
  if (type === 'nonstandard')
    return policyRejection('bad-txns-nonstandard-inputs', `input ${index} script unknown`);
  if (type === 'witness_unknown') {
    return policyRejection('bad-txns-nonstandard-inputs', `input ${index} witness program is undefined`);
  }
  if (type !== 'scripthash') return PASSED;
  const items = pushedItems(scriptSig);
  if (items === undefined) {
    return policyRejection('bad-txns-nonstandard-inputs', `p2sh scriptsig malformed (input ${index})`);
  }
  const redeemScript = items.at(-1);
  if (redeemScript === undefined) {
    return policyRejection('bad-txns-nonstandard-inputs', `input ${index} P2SH redeemscript missing`);
  }
  const sigops = countSigops(redeemScript, true);
  if (sigops <= MAX_P2SH_SIGOPS) return PASSED;
  return policyRejection(
    'bad-txns-nonstandard-inputs',
    `p2sh redeemscript sigops exceed limit (input ${index}: ${sigops} > ${MAX_P2SH_SIGOPS})`,
  );
}

/** The script that the witness of an input is for, inside of P2SH or not. */
function witnessedScript(input: TxIn, output: TxOut): Uint8Array | undefined {
  if (!isPayToScriptHash(output.scriptPubKey)) return output.scriptPubKey;
  return pushedItems(input.scriptSig)?.at(-1);
}

function isWitnessStandard(input: TxIn, output: TxOut): boolean {
  if (input.witness.length === 0) return true;
  // Pay-to-anchor outputs are spent without a witness
  if (classify(output.scriptPubKey).type === 'anchor') return false;
  const script = witnessedScript(input, output);
  const program = script && witnessProgram(script);
  if (program === undefined) return false;
  if (program.version !== 0 || program.program.length !== 32) return true;
  const items = input.witness.slice(0, -1);
  const witnessScript = input.witness.at(-1);
  return (
    witnessScript !== undefined &&
    witnessScript.length <= MAX_P2WSH_SCRIPT_SIZE &&
    items.length <= MAX_P2WSH_ITEMS &&
    items.every((item) => item.length <= MAX_P2WSH_ITEM_SIZE)
  );
}

/** Signature operations outside of witnesses that an input makes the chain run (BIP 54's count). */
function nonWitnessSigops({ scriptSig }: TxIn, { scriptPubKey }: TxOut): number {
  const script = isPayToScriptHash(scriptPubKey) ? pushedItems(scriptSig)?.at(-1) : scriptPubKey;
  return countSigops(scriptSig, true) + (script ? countSigops(script, true) : 0);
}

/**
 * Whether the inputs spend standard outputs in standard ways.
 * @param coins that the inputs spend, in their order
 */
export function checkStandardInputs(tx: Tx, coins: readonly Coin[]): Verdict {
  const spends = tx.inputs.map((input, index) => {
    const output = coins[index]?.output;
    if (output === undefined) throw new RangeError(`no coin for input ${index}`);
    return { input, output };
  });
  const sigops = spends.reduce((sum, { input, output }) => sum + nonWitnessSigops(input, output), 0);
  if (sigops > MAX_NON_WITNESS_SIGOPS) {
    return policyRejection('bad-txns-nonstandard-inputs', 'non-witness sigops exceed bip54 limit');
  }
  for (const [index, { input, output }] of spends.entries()) {
    const verdict = checkInputKind(input, output, index);
    if (!verdict.ok) return verdict;
  }
  const witnessesStandard = spends.every(({ input, output }) => isWitnessStandard(input, output));
  return witnessesStandard ? PASSED : policyRejection('bad-witness-nonstandard');
}
