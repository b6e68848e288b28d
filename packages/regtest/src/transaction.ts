import { bytesToHex, hexToBytes, sha256d } from '@sferic/crypto';
import { compactSizeLength, type DecodeError, decode, type Reader, Writer } from './bytes.ts';
import type { Result } from './result.ts';

/**
 * Satoshis. An alias, not a brand: this package knows no other unit of money, and consensus code must be able to
 * hold values outside of the money range in order to refuse them.
 */
export type Sat = bigint;

/** One output of one transaction. `txid` in internal byte order. */
export interface OutPoint {
  readonly txid: Uint8Array;
  /** 0 to 2³²−1; a coinbase input names `NULL_INDEX`. */
  readonly index: number;
}

export interface TxIn {
  readonly prevout: OutPoint;
  readonly scriptSig: Uint8Array;
  /** 0 to 2³²−1 */
  readonly sequence: number;
  /** Empty when the input has no witness. */
  readonly witness: readonly Uint8Array[];
}

export interface TxOut {
  /** As serialised: a signed 64-bit number, checked by `checkTransaction`. */
  readonly value: Sat;
  readonly scriptPubKey: Uint8Array;
}

/** A transaction as data. Treat it as immutable: ids and sizes are computed once per object and kept. */
export interface Tx {
  /** 0 to 2³²−1: unsigned, as in Bitcoin Core since 28. */
  readonly version: number;
  readonly inputs: readonly TxIn[];
  readonly outputs: readonly TxOut[];
  /** 0 to 2³²−1 */
  readonly lockTime: number;
}

export const NULL_INDEX = 0xffff_ffff;
export const SEQUENCE_FINAL = 0xffff_ffff;
export const COIN: Sat = 100_000_000n;
/** No amount may be larger: 21 million bitcoin. */
export const MAX_MONEY: Sat = 21_000_000n * COIN;
/** BIP 141: what a byte outside of the witness weighs. */
export const WITNESS_SCALE_FACTOR = 4;

/** Serialised sizes of the smallest input and output, which bound the counts that a parser believes. */
const MIN_INPUT_SIZE = 32 + 4 + 1 + 4;
const MIN_OUTPUT_SIZE = 8 + 1;

const WITNESS_MARKER = 0x00;
const WITNESS_FLAG = 0x01;

export const isMoney = (value: Sat): boolean => value >= 0n && value <= MAX_MONEY;

export const hasWitness = (tx: Tx): boolean => tx.inputs.some((input) => input.witness.length > 0);

export function isNullOutPoint(outpoint: OutPoint): boolean {
  return outpoint.index === NULL_INDEX && outpoint.txid.every((byte) => byte === 0);
}

export function isCoinbase(tx: Tx): boolean {
  const [first, ...others] = tx.inputs;
  return first !== undefined && others.length === 0 && isNullOutPoint(first.prevout);
}

function readInput(reader: Reader): TxIn {
  const prevout = { txid: reader.bytes(32), index: reader.u32() };
  return { prevout, scriptSig: reader.varBytes(), sequence: reader.u32(), witness: [] };
}

function readOutput(reader: Reader): TxOut {
  return { value: reader.i64(), scriptPubKey: reader.varBytes() };
}

const readInputs = (reader: Reader): TxIn[] => reader.list(MIN_INPUT_SIZE, readInput);
const readOutputs = (reader: Reader): TxOut[] => reader.list(MIN_OUTPUT_SIZE, readOutput);

export interface TxFormat {
  /** Whether an empty input list announces BIP 144's extended format. Default: true. */
  readonly allowWitness?: boolean;
}

/**
 * Reads one transaction, in the basic or (BIP 144) the extended format, and no further.
 * A witness marker without any witness is refused, as are flags other than the witness flag.
 */
export function readTx(reader: Reader, { allowWitness = true }: TxFormat = {}): Tx {
  const version = reader.u32();
  let inputs = readInputs(reader);
  let outputs: TxOut[] = [];
  let flags = 0;
  if (inputs.length === 0 && allowWitness) {
    flags = reader.u8();
    if (flags !== 0) {
      inputs = readInputs(reader);
      outputs = readOutputs(reader);
    }
  } else {
    outputs = readOutputs(reader);
  }
  if ((flags & WITNESS_FLAG) !== 0) {
    flags ^= WITNESS_FLAG;
    inputs = inputs.map((input) => ({ ...input, witness: reader.list(1, (item) => item.varBytes()) }));
    if (inputs.every((input) => input.witness.length === 0)) reader.fail('superfluous witness record');
  }
  if (flags !== 0) reader.fail('unknown transaction optional data');
  return { version, inputs, outputs, lockTime: reader.u32() };
}

/** Parses exactly one transaction. */
export function parseTx(bytes: Uint8Array, format: TxFormat = {}): Result<Tx, DecodeError> {
  return decode(bytes, (reader) => readTx(reader, format));
}

export function writeOutPoint(writer: Writer, outpoint: OutPoint): void {
  writer.bytes(outpoint.txid).u32(outpoint.index);
}

export function writeOutput(writer: Writer, output: TxOut): void {
  writer.u64(output.value).varBytes(output.scriptPubKey);
}

function writeInput(writer: Writer, input: TxIn): void {
  writeOutPoint(writer, input.prevout);
  writer.varBytes(input.scriptSig).u32(input.sequence);
}

/** Writes the extended format when `witness` is asked for and there is any, else the basic one. */
export function writeTx(
  writer: Writer,
  tx: Tx,
  { witness = true }: { readonly witness?: boolean } = {},
): void {
  const extended = witness && hasWitness(tx);
  writer.u32(tx.version);
  if (extended) writer.u8(WITNESS_MARKER).u8(WITNESS_FLAG);
  writer.list(tx.inputs, writeInput).list(tx.outputs, writeOutput);
  if (extended) {
    for (const input of tx.inputs) writer.list(input.witness, (items, item) => items.varBytes(item));
  }
  writer.u32(tx.lockTime);
}

export function serializeTx(tx: Tx, options: { readonly witness?: boolean } = {}): Uint8Array {
  const writer = new Writer();
  writeTx(writer, tx, options);
  return writer.finish();
}

interface TxFacts {
  readonly txid: Uint8Array;
  readonly wtxid: Uint8Array;
  readonly baseSize: number;
  readonly totalSize: number;
}

const factsOf = new WeakMap<Tx, TxFacts>();

function facts(tx: Tx): TxFacts {
  const known = factsOf.get(tx);
  if (known !== undefined) return known;
  const base = serializeTx(tx, { witness: false });
  const total = hasWitness(tx) ? serializeTx(tx) : base;
  const txid = sha256d(base);
  const wtxid = total === base ? txid : sha256d(total);
  const computed = { txid, wtxid, baseSize: base.length, totalSize: total.length };
  factsOf.set(tx, computed);
  return computed;
}

/** The transaction id, in internal byte order (`displayId` gives the order that RPC and people use). */
export const txid = (tx: Tx): Uint8Array => facts(tx).txid;

/** BIP 141's id over the witness too, in internal byte order. For a coinbase, see `witnessMerkleRoot`. */
export const wtxid = (tx: Tx): Uint8Array => facts(tx).wtxid;

/** Size in bytes without witness. */
export const baseSize = (tx: Tx): number => facts(tx).baseSize;

/** Size in bytes with witness. */
export const totalSize = (tx: Tx): number => facts(tx).totalSize;

/** BIP 141: three times the size without witness plus the size with it. */
export function weight(tx: Tx): number {
  return baseSize(tx) * (WITNESS_SCALE_FACTOR - 1) + totalSize(tx);
}

/** Virtual bytes: weight / 4, rounded up. */
export const virtualSize = (tx: Tx): number => Math.ceil(weight(tx) / WITNESS_SCALE_FACTOR);

/** Serialised size of an output in bytes. */
export function outputSize(output: TxOut): number {
  return 8 + compactSizeLength(output.scriptPubKey.length) + output.scriptPubKey.length;
}

/** A hash as RPC and people write it: hex in reversed byte order. */
export const displayId = (hash: Uint8Array): string => bytesToHex(hash.toReversed());

/** Back from `displayId`; undefined unless 64 hex digits. */
export function parseDisplayId(text: string): Uint8Array | undefined {
  return /^[0-9a-fA-F]{64}$/.test(text) ? hexToBytes(text).toReversed() : undefined;
}

/** A key for maps and sets of outputs: equal for equal outpoints. */
export const outPointKey = (outpoint: OutPoint): string => `${bytesToHex(outpoint.txid)}:${outpoint.index}`;
