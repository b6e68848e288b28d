/** What signatures of segwit version 0 inputs cover (BIP 143). */
import { ByteWriter, once } from '@sferic/codec';
import { concatBytes, sha256d, sign, signatureFromDer, signatureToDer } from '@sferic/crypto';
import type { Sat, Signature } from '@sferic/wire';
import { p2wpkhScriptCode } from './output-scripts.ts';
import { type Transaction, type TxOutput, writeOutPoint, writeOutput } from './transaction.ts';

export const SIGHASH = {
  ALL: 0x01,
  NONE: 0x02,
  SINGLE: 0x03,
  ANYONECANPAY: 0x80,
  SINGLE_ANYONECANPAY: 0x83,
} as const;

const ZERO_HASH = new Uint8Array(32);

/** The parts of BIP 143's digest that all inputs of a transaction share, each made when first needed. */
export interface SighashContext {
  readonly tx: Transaction;
  readonly prevouts: () => Uint8Array;
  readonly sequences: () => Uint8Array;
  readonly outputs: () => Uint8Array;
}

/** A context makes the digests of many inputs linear in the size of the transaction. */
export function sighashContext(tx: Transaction): SighashContext {
  return {
    tx,
    prevouts: once(() => hashAll(tx.inputs, (writer, input) => writeOutPoint(writer, input.outPoint))),
    sequences: once(() => hashAll(tx.inputs, (writer, input) => writer.u32LE(input.sequence))),
    outputs: once(() => hashAll(tx.outputs, writeOutput)),
  };
}

/**
 * The digest that the signature of input `index` signs.
 * `scriptCode` is the witness script, or for P2WPKH the matching P2PKH script; `amount` that of the spent output.
 */
export function segwitSighash(
  context: SighashContext,
  index: number,
  scriptCode: Uint8Array,
  amount: Sat,
  hashType: number = SIGHASH.ALL,
): Uint8Array {
  const { tx } = context;
  const input = tx.inputs[index];
  if (input === undefined) throw new RangeError(`input ${index} of ${tx.inputs.length}`);
  const base = hashType & 0x1f;
  const anyoneCanPay = (hashType & SIGHASH.ANYONECANPAY) !== 0;
  const commitsToAll = base !== SIGHASH.SINGLE && base !== SIGHASH.NONE;

  const prevouts = anyoneCanPay ? ZERO_HASH : context.prevouts();
  const sequences = anyoneCanPay || !commitsToAll ? ZERO_HASH : context.sequences();
  const outputs = commitsToAll ? context.outputs() : hashOutput(base, tx.outputs[index]);
  return sha256d(
    written((writer) => {
      writeOutPoint(writer.u32LE(tx.version).bytes(prevouts).bytes(sequences), input.outPoint);
      writer.compactSizeBytes(scriptCode).u64LE(amount).u32LE(input.sequence);
      writer.bytes(outputs).u32LE(tx.locktime).u32LE(hashType);
    }),
  );
}

/** A commitment has hundreds of preimages, each some 300 bytes that are hashed and forgotten. */
const scratch = new ByteWriter(512);

/** What `write` has written: valid until the next call. */
function written(write: (writer: ByteWriter) => void): Uint8Array {
  // Of a preimage that could not be written something may be left.
  if (scratch.length > 0) scratch.lend();
  write(scratch);
  return scratch.lend();
}

function hashOutput(base: number, output: TxOutput | undefined): Uint8Array {
  return base === SIGHASH.SINGLE && output !== undefined ? hashAll([output], writeOutput) : ZERO_HASH;
}

function hashAll<T>(items: readonly T[], write: (writer: ByteWriter, item: T) => void): Uint8Array {
  return sha256d(
    written((writer) => {
      for (const item of items) write(writer, item);
    }),
  );
}

/** A signature as scripts take it: DER with the sighash type behind it. */
export function scriptSignature(signature: Signature, hashType: number = SIGHASH.ALL): Uint8Array {
  return concatBytes(signatureToDer(signature), Uint8Array.of(hashType));
}

/** Splits a {@link scriptSignature}; undefined unless its DER is strict. */
export function parseScriptSignature(
  bytes: Uint8Array,
): { readonly signature: Signature; readonly hashType: number } | undefined {
  const hashType = bytes.at(-1);
  if (hashType === undefined) return undefined;
  const signature = signatureFromDer(bytes.subarray(0, -1));
  return signature === undefined ? undefined : { signature: signature as Signature, hashType };
}

/** The witness that spends P2WPKH input `index` with the whole transaction signed (`SIGHASH_ALL`). */
export function signP2wpkhInput(
  context: SighashContext,
  index: number,
  spent: TxOutput,
  key: { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array },
): readonly Uint8Array[] {
  const digest = segwitSighash(context, index, p2wpkhScriptCode(spent.scriptPubKey), spent.amount);
  return [scriptSignature(sign(digest, key.secretKey) as Signature), key.publicKey];
}
