/** Bitcoin transactions: the type, its serializations (BIP 144), ids and weight (BIP 141). */
import { ByteReader, ByteWriter, DecodeError, err, ok, type Result } from '@sferic/codec';
import { bytesToHex, hexToBytes, sha256d } from '@sferic/crypto';
import type { Sat, TxId } from '@sferic/wire';
import { WITNESS_SCALE_FACTOR } from './weights.ts';

/** An output that a transaction created; `txid` in wire order, see {@link formatTxid}. */
export interface OutPoint {
  readonly txid: TxId;
  readonly index: number;
}

export interface TxInput {
  readonly outPoint: OutPoint;
  readonly scriptSig: Uint8Array;
  readonly sequence: number;
  /** Empty when the input has no witness. */
  readonly witness: readonly Uint8Array[];
}

export interface TxOutput {
  readonly amount: Sat;
  readonly scriptPubKey: Uint8Array;
}

export interface Transaction {
  readonly version: number;
  readonly inputs: readonly TxInput[];
  readonly outputs: readonly TxOutput[];
  readonly locktime: number;
}

/** No output or sum of outputs exceeds this: 21 million bitcoin, in satoshis. */
export const MAX_MONEY = 2_100_000_000_000_000n as Sat;

/** The version of all transactions that BOLT 2 and 3 define. */
export const TRANSACTION_VERSION = 2;

/** Highest sequence that still signals replaceability (BIP 125). */
export const REPLACEABLE_SEQUENCE = 0xff_ff_ff_fd;

/** An input without scripts yet, as all segwit inputs begin. */
export function unsignedInput(outPoint: OutPoint, sequence: number): TxInput {
  return { outPoint, scriptSig: new Uint8Array(0), sequence, witness: [] };
}

/** The same transaction with `witnesses[i]` on input i. */
export function withWitnesses(tx: Transaction, witnesses: readonly (readonly Uint8Array[])[]): Transaction {
  if (witnesses.length !== tx.inputs.length) throw new RangeError('a witness for each input');
  return {
    ...tx,
    inputs: tx.inputs.map((input, index) => ({ ...input, witness: witnesses[index] ?? [] })),
  };
}

/** As it goes over the network: with witnesses if there are any (BIP 144). */
export function serializeTransaction(tx: Transaction): Uint8Array {
  if (!tx.inputs.some((input) => input.witness.length > 0)) return serializeWithoutWitness(tx);
  const writer = new ByteWriter(256).u32LE(tx.version).u8(0).u8(1);
  writeInputsAndOutputs(writer, tx);
  for (const input of tx.inputs) writeWitness(writer, input.witness);
  return writer.u32LE(tx.locktime).finish();
}

/** What the txid covers. */
export function serializeWithoutWitness(tx: Transaction): Uint8Array {
  const writer = new ByteWriter(256).u32LE(tx.version);
  writeInputsAndOutputs(writer, tx);
  return writer.u32LE(tx.locktime).finish();
}

function writeInputsAndOutputs(writer: ByteWriter, tx: Transaction): void {
  writer.compactSize(tx.inputs.length);
  for (const input of tx.inputs) {
    writeOutPoint(writer, input.outPoint);
    writer.compactSizeBytes(input.scriptSig).u32LE(input.sequence);
  }
  writer.compactSize(tx.outputs.length);
  for (const output of tx.outputs) writeOutput(writer, output);
}

export function writeOutPoint(writer: ByteWriter, outPoint: OutPoint): void {
  writer.bytes(outPoint.txid).u32LE(outPoint.index);
}

export function writeOutput(writer: ByteWriter, output: TxOutput): void {
  writer.u64LE(output.amount).compactSizeBytes(output.scriptPubKey);
}

function writeWitness(writer: ByteWriter, witness: readonly Uint8Array[]): void {
  writer.compactSize(witness.length);
  for (const element of witness) writer.compactSizeBytes(element);
}

/** A witness as `tx_signatures` carries it: element count, then each element with its length (BOLT 2). */
export function encodeWitness(witness: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter();
  writeWitness(writer, witness);
  return writer.finish();
}

/** The inverse of {@link encodeWitness}; all bytes must be used. */
export function decodeWitness(bytes: Uint8Array): Result<readonly Uint8Array[], TransactionError> {
  return decodingTransaction(() => {
    const reader = new ByteReader(bytes);
    const witness = readWitness(reader);
    reader.end();
    return witness;
  });
}

/** The hash that names a transaction whatever its witnesses; wire order. */
export function transactionId(tx: Transaction): TxId {
  return sha256d(serializeWithoutWitness(tx)) as TxId;
}

/** The hash over the whole transaction (BIP 141); wire order. */
export function witnessTransactionId(tx: Transaction): TxId {
  return sha256d(serializeTransaction(tx)) as TxId;
}

/** BIP 141: three times the size without witnesses, plus the size with them. */
export function transactionWeight(tx: Transaction): number {
  const base = serializeWithoutWitness(tx).length;
  return base * (WITNESS_SCALE_FACTOR - 1) + serializeTransaction(tx).length;
}

/** A txid as people, logs and Bitcoin Core's RPC write it: the bytes reversed. */
export function formatTxid(txid: TxId): string {
  return bytesToHex(txid.toReversed());
}

/** The inverse of {@link formatTxid}; throws on anything but 64 hex digits. */
export function parseTxid(text: string): TxId {
  const bytes = hexToBytes(text);
  if (bytes.length !== 32) throw new RangeError('a txid has 32 bytes');
  return bytes.reverse() as TxId;
}

/** A key for maps and logs: `txid:index`, the txid in display order. */
export function formatOutPoint(outPoint: OutPoint): string {
  return `${formatTxid(outPoint.txid)}:${outPoint.index}`;
}

export interface TransactionError {
  readonly code: 'malformed' | 'no_inputs' | 'no_outputs' | 'amount_out_of_range';
  readonly message: string;
}

/**
 * Reads one whole transaction. Refuses what consensus refuses in any context that we meet: trailing
 * bytes, non-minimal sizes, no inputs or outputs, amounts beyond {@link MAX_MONEY}. Memory stays within
 * a constant factor of the input, since no count is believed beyond the bytes that are there.
 * Scripts and witnesses are views of `bytes`.
 */
export function parseTransaction(bytes: Uint8Array): Result<Transaction, TransactionError> {
  const parsed = decodingTransaction(() => {
    const reader = new ByteReader(bytes);
    const tx = readTransaction(reader);
    reader.end();
    return tx;
  });
  return parsed.ok ? checkTransaction(parsed.value) : parsed;
}

/** Reads a transaction from within a larger structure, such as a block; throws `DecodeError`. */
export function readTransaction(reader: ByteReader): Transaction {
  const version = reader.u32LE();
  let inputCount = reader.compactSizeLength();
  // A count of zero inputs is the segwit marker: no valid transaction has none.
  const segwit = inputCount === 0;
  if (segwit) {
    const flag = reader.u8();
    if (flag !== 1) throw new DecodeError('out_of_range', `segwit flag ${flag}`, reader.offset);
    inputCount = reader.compactSizeLength();
  }
  const inputs = Array.from({ length: inputCount }, () => readInput(reader));
  const outputs = Array.from({ length: reader.compactSizeLength() }, () => readOutput(reader));
  const witnesses = segwit ? inputs.map(() => readWitness(reader)) : [];
  if (segwit && witnesses.every((witness) => witness.length === 0))
    throw new DecodeError('not_minimal', 'segwit serialization without any witness', reader.offset);
  return {
    version,
    inputs: inputs.map((input, index) => ({ ...input, witness: witnesses[index] ?? [] })),
    outputs,
    locktime: reader.u32LE(),
  };
}

function readInput(reader: ByteReader): Omit<TxInput, 'witness'> {
  const outPoint = { txid: reader.bytes(32) as TxId, index: reader.u32LE() };
  return { outPoint, scriptSig: reader.compactSizeBytes(), sequence: reader.u32LE() };
}

function readOutput(reader: ByteReader): TxOutput {
  return { amount: reader.u64LE() as Sat, scriptPubKey: reader.compactSizeBytes() };
}

function readWitness(reader: ByteReader): readonly Uint8Array[] {
  return Array.from({ length: reader.compactSizeLength() }, () => reader.compactSizeBytes());
}

function checkTransaction(tx: Transaction): Result<Transaction, TransactionError> {
  if (tx.inputs.length === 0) return err({ code: 'no_inputs', message: 'transaction without inputs' });
  if (tx.outputs.length === 0) return err({ code: 'no_outputs', message: 'transaction without outputs' });
  const total = tx.outputs.reduce((sum, output) => sum + output.amount, 0n);
  // Amounts are unsigned here, so the sum bounds each of them.
  if (total > MAX_MONEY)
    return err({ code: 'amount_out_of_range', message: `outputs of ${total} satoshis in all` });
  return ok(tx);
}

function decodingTransaction<T>(decode: () => T): Result<T, TransactionError> {
  try {
    return ok(decode());
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return err({ code: 'malformed', message: `${error.message} (at byte ${error.offset})` });
  }
}
