/** Witnesses of an interactive transaction: who sends first, what is taken, how they are put in place. */
import { err, ok, type Result } from '@sferic/codec';
import { equalBytes, hash160, sha256 } from '@sferic/crypto';
import type { NodeId, Point } from '@sferic/wire';
import { classifyOutputScript, p2wpkhScriptCode } from '../bitcoin/output-scripts.ts';
import { compareBytes } from '../bitcoin/scripts.ts';
import { parseScriptSignature, SIGHASH, segwitSighash, sighashContext } from '../bitcoin/sighash.ts';
import { decodeWitness, type Transaction, type TxOutput, withWitnesses } from '../bitcoin/transaction.ts';
import type { Dual, Side } from '../dual.ts';
import type { SignatureCheck } from '../signer.ts';
import type { SharedTransaction } from './types.ts';

/** The stack of one input. */
export type Witness = readonly Uint8Array[];

export interface WitnessError {
  readonly code: 'wrong_count' | 'malformed' | 'empty' | 'nonstandard' | 'wrong_script' | 'wrong_sighash';
  readonly message: string;
}

/** Standardness of P2WSH inputs in Bitcoin Core: script, elements, and their size. */
const MAX_STANDARD_WITNESS_SCRIPT_SIZE = 3600;
const MAX_STANDARD_WITNESS_ELEMENTS = 100;
const MAX_STANDARD_WITNESS_ELEMENT_SIZE = 80;
/** First byte of a taproot annex, which is non-standard (BIP 341). */
const ANNEX_TAG = 0x50;

/**
 * The side that has put in less sends its `tx_signatures` first, so that neither waits for the other;
 * of equals the lower node id (BOLT 2, "The `tx_signatures` Message").
 */
export function firstSigner(shared: SharedTransaction, nodeIds: Dual<NodeId>): Side {
  const local = totalAdded(shared, 'local');
  const remote = totalAdded(shared, 'remote');
  if (local !== remote) return local < remote ? 'local' : 'remote';
  return compareBytes(nodeIds.local, nodeIds.remote) < 0 ? 'local' : 'remote';
}

function totalAdded(shared: SharedTransaction, side: Side): bigint {
  return shared.inputs.reduce((sum, { addedBy, spent }) => sum + (addedBy === side ? spent.amount : 0n), 0n);
}

/** The inputs that `side` has added and signs, in the order of its witnesses. */
export function inputsOf(
  shared: SharedTransaction,
  side: Side,
): readonly { readonly index: number; readonly spent: TxOutput }[] {
  return shared.inputs.flatMap(({ addedBy, spent }, index) => (addedBy === side ? [{ index, spent }] : []));
}

/** The signed transaction; `witnesses` of each side in the order of {@link inputsOf}. */
export function withAllWitnesses(
  shared: SharedTransaction,
  witnesses: Dual<readonly Witness[]>,
): Transaction {
  const next = { local: witnesses.local.values(), remote: witnesses.remote.values() };
  return withWitnesses(
    shared.tx,
    shared.inputs.map(({ addedBy }) => next[addedBy].next().value ?? []),
  );
}

/**
 * Decodes and checks the witnesses of the peer's `tx_signatures`. Signatures of P2WPKH inputs are left
 * to {@link witnessSignatureChecks}; other scripts are judged by whoever relays the transaction.
 */
export function checkWitnesses(
  shared: SharedTransaction,
  encoded: readonly Uint8Array[],
): Result<readonly Witness[], WitnessError> {
  const inputs = inputsOf(shared, 'remote');
  if (encoded.length !== inputs.length)
    return failed('wrong_count', `${encoded.length} witnesses for ${inputs.length} inputs`);
  const witnesses: Witness[] = [];
  for (const [position, { index, spent }] of inputs.entries()) {
    const witness = decodeWitness(encoded[position] ?? new Uint8Array(0));
    if (!witness.ok) return failed('malformed', `witness of input ${index}: ${witness.error.message}`);
    const error = checkWitness(witness.value, spent);
    if (error !== undefined) return failed(error.code, `witness of input ${index}: ${error.message}`);
    witnesses.push(witness.value);
  }
  return ok(witnesses);
}

/** The P2WPKH signatures among witnesses that passed {@link checkWitnesses}. */
export function witnessSignatureChecks(
  shared: SharedTransaction,
  witnesses: readonly Witness[],
): readonly SignatureCheck[] {
  const context = sighashContext(shared.tx);
  return inputsOf(shared, 'remote').flatMap(({ index, spent }, position) => {
    const [encoded, publicKey] = witnesses[position] ?? [];
    if (classifyOutputScript(spent.scriptPubKey).kind !== 'p2wpkh') return [];
    const parsed = encoded === undefined ? undefined : parseScriptSignature(encoded);
    if (parsed === undefined || publicKey === undefined) return [];
    const digest = segwitSighash(context, index, p2wpkhScriptCode(spent.scriptPubKey), spent.amount);
    return [{ digest, signature: parsed.signature, publicKey: publicKey as Point }];
  });
}

function checkWitness(witness: Witness, spent: TxOutput): WitnessError | undefined {
  if (witness.length === 0) return problem('empty', 'no elements');
  const output = classifyOutputScript(spent.scriptPubKey);
  switch (output.kind) {
    case 'p2wpkh':
      return checkP2wpkh(witness, output.program);
    case 'p2wsh':
      return checkP2wsh(witness, output.program);
    case 'p2tr':
      return checkP2tr(witness);
    default:
      // Bitcoin Core relays no spend of a witness version that it does not know.
      return problem('nonstandard', `spends ${output.kind}`);
  }
}

function checkP2wpkh(witness: Witness, program: Uint8Array): WitnessError | undefined {
  const [signature, publicKey] = witness;
  if (signature === undefined || publicKey === undefined || witness.length !== 2 || publicKey.length !== 33)
    return problem('nonstandard', 'not a signature and a compressed key');
  if (!equalBytes(hash160(publicKey), program)) return problem('wrong_script', 'another key');
  const parsed = parseScriptSignature(signature);
  if (parsed === undefined) return problem('nonstandard', 'signature is not strict DER');
  return parsed.hashType === SIGHASH.ALL ? undefined : wrongSighash(parsed.hashType);
}

function checkP2wsh(witness: Witness, program: Uint8Array): WitnessError | undefined {
  const script = witness.at(-1) ?? new Uint8Array(0);
  const elements = witness.slice(0, -1);
  if (!equalBytes(sha256(script), program)) return problem('wrong_script', 'another witness script');
  if (script.length > MAX_STANDARD_WITNESS_SCRIPT_SIZE || elements.length > MAX_STANDARD_WITNESS_ELEMENTS)
    return problem('nonstandard', 'too large');
  if (elements.some((element) => element.length > MAX_STANDARD_WITNESS_ELEMENT_SIZE))
    return problem('nonstandard', 'an element is too large');
  // Which elements are signatures only the script knows; what reads as one must be of the right type.
  const odd = elements.map(parseScriptSignature).find((parsed) => parsed && parsed.hashType !== SIGHASH.ALL);
  return odd === undefined ? undefined : wrongSighash(odd.hashType);
}

/** Schnorr signatures of 64 bytes cover everything; one byte more names the type (BIP 341). */
function checkP2tr(witness: Witness): WitnessError | undefined {
  const last = witness.at(-1);
  if (witness.length > 1 && last?.[0] === ANNEX_TAG) return problem('nonstandard', 'annex');
  const elements = witness.length === 1 ? witness : witness.slice(0, -2);
  if (elements.some((element) => element.length > MAX_STANDARD_WITNESS_ELEMENT_SIZE))
    return problem('nonstandard', 'an element is too large');
  const odd = elements.find((element) => element.length === 65 && element[64] !== SIGHASH.ALL);
  return odd === undefined ? undefined : wrongSighash(odd[64] ?? 0);
}

function wrongSighash(hashType: number): WitnessError {
  return problem('wrong_sighash', `signature of type ${hashType}, not SIGHASH_ALL`);
}

function problem(code: WitnessError['code'], message: string): WitnessError {
  return { code, message };
}

function failed(code: WitnessError['code'], message: string): Result<never, WitnessError> {
  return err({ code, message });
}
