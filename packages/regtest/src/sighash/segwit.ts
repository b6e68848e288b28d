import { sha256d } from '@sferic/crypto';
import { Writer } from '../bytes.ts';
import { type Sat, type Tx, type TxOut, writeOutPoint, writeOutput } from '../transaction.ts';
import { signedParts } from './hash-type.ts';

const ZERO_HASH = new Uint8Array(32);

/** The hashes that all inputs of a transaction share: computing them once keeps signature hashing linear. */
interface SharedHashes {
  readonly prevouts: Uint8Array;
  readonly sequences: Uint8Array;
  readonly outputs: Uint8Array;
}

const sharedHashesOf = new WeakMap<Tx, SharedHashes>();

function hashOutputs(outputs: readonly TxOut[]): Uint8Array {
  const writer = new Writer();
  for (const output of outputs) writeOutput(writer, output);
  return sha256d(writer.finish());
}

function sharedHashes(tx: Tx): SharedHashes {
  const known = sharedHashesOf.get(tx);
  if (known !== undefined) return known;
  const prevouts = new Writer();
  const sequences = new Writer();
  for (const { prevout, sequence } of tx.inputs) {
    writeOutPoint(prevouts, prevout);
    sequences.u32(sequence);
  }
  const hashes = {
    prevouts: sha256d(prevouts.finish()),
    sequences: sha256d(sequences.finish()),
    outputs: hashOutputs(tx.outputs),
  };
  sharedHashesOf.set(tx, hashes);
  return hashes;
}

/**
 * BIP 143: what is hashed for a signature in a version 0 witness.
 * @param scriptCode the witness script from its last executed OP_CODESEPARATOR on, or `keyHashScript`
 * @param amount of the output that is spent
 */
export function segwitSignaturePreimage(
  tx: Tx,
  inputIndex: number,
  scriptCode: Uint8Array,
  amount: Sat,
  hashType: number,
): Uint8Array {
  const input = tx.inputs[inputIndex];
  if (input === undefined) throw new RangeError(`no input ${inputIndex}`);
  const { anyoneCanPay, outputs } = signedParts(hashType);
  const shared = sharedHashes(tx);
  const single = outputs === 'single' ? tx.outputs[inputIndex] : undefined;
  const writer = new Writer();
  writer.u32(tx.version);
  writer.bytes(anyoneCanPay ? ZERO_HASH : shared.prevouts);
  writer.bytes(anyoneCanPay || outputs !== 'all' ? ZERO_HASH : shared.sequences);
  writeOutPoint(writer, input.prevout);
  writer.varBytes(scriptCode).u64(amount).u32(input.sequence);
  if (outputs === 'all') writer.bytes(shared.outputs);
  else writer.bytes(single === undefined ? ZERO_HASH : hashOutputs([single]));
  writer.u32(tx.lockTime).u32(hashType);
  return writer.finish();
}

/** BIP 143: the hash that a signature in a version 0 witness commits to. See `segwitSignaturePreimage`. */
export function segwitSignatureHash(
  tx: Tx,
  inputIndex: number,
  scriptCode: Uint8Array,
  amount: Sat,
  hashType: number,
): Uint8Array {
  return sha256d(segwitSignaturePreimage(tx, inputIndex, scriptCode, amount, hashType));
}
