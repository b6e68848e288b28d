import { bytesToHex, concatBytes, equalBytes, sha256d } from '@sferic/crypto';
import { compactSizeLength, type DecodeError, decode, type Reader, Writer } from './bytes.ts';
import type { Result } from './result.ts';
import {
  baseSize,
  readTx,
  type Tx,
  totalSize,
  txid,
  WITNESS_SCALE_FACTOR,
  writeTx,
  wtxid,
} from './transaction.ts';

/** A block header; hashes in internal byte order. */
export interface BlockHeader {
  /** A signed 32-bit number. */
  readonly version: number;
  readonly previousHash: Uint8Array;
  readonly merkleRoot: Uint8Array;
  /** Seconds since 1970, unsigned 32-bit. */
  readonly time: number;
  /** The target in compact form, unsigned 32-bit. */
  readonly bits: number;
  readonly nonce: number;
}

/** A block as data. Treat it as immutable: see `Tx`. */
export interface Block {
  readonly header: BlockHeader;
  readonly transactions: readonly Tx[];
}

export const HEADER_SIZE = 80;
/** Regtest's proof-of-work limit, which is also the only target that its rules permit: half of all hashes pass. */
export const REGTEST_BITS = 0x207f_ffff;

/** Version, two empty lists, lock time: the smallest serialised transaction. */
const MIN_TX_SIZE = 10;

export function readHeader(reader: Reader): BlockHeader {
  return {
    version: reader.i32(),
    previousHash: reader.bytes(32),
    merkleRoot: reader.bytes(32),
    time: reader.u32(),
    bits: reader.u32(),
    nonce: reader.u32(),
  };
}

export function writeHeader(writer: Writer, header: BlockHeader): void {
  writer.u32(header.version).bytes(header.previousHash).bytes(header.merkleRoot);
  writer.u32(header.time).u32(header.bits).u32(header.nonce);
}

export function serializeHeader(header: BlockHeader): Uint8Array {
  const writer = new Writer();
  writeHeader(writer, header);
  return writer.finish();
}

export function parseHeader(bytes: Uint8Array): Result<BlockHeader, DecodeError> {
  return decode(bytes, readHeader);
}

const hashOf = new WeakMap<BlockHeader, Uint8Array>();

/** The block hash, in internal byte order. */
export function blockHash(header: BlockHeader): Uint8Array {
  const known = hashOf.get(header);
  if (known !== undefined) return known;
  const hash = sha256d(serializeHeader(header));
  hashOf.set(header, hash);
  return hash;
}

export function parseBlock(bytes: Uint8Array): Result<Block, DecodeError> {
  return decode(bytes, (reader) => ({
    header: readHeader(reader),
    transactions: reader.list(MIN_TX_SIZE, (member) => readTx(member)),
  }));
}

export function serializeBlock(block: Block): Uint8Array {
  const writer = new Writer();
  writeHeader(writer, block.header);
  writer.list(block.transactions, (member, tx) => writeTx(member, tx));
  return writer.finish();
}

const headAndCount = (block: Block): number => HEADER_SIZE + compactSizeLength(block.transactions.length);

/** Serialised size in bytes without witnesses ("strippedsize" in RPC). */
export function blockBaseSize(block: Block): number {
  return block.transactions.reduce((size, tx) => size + baseSize(tx), headAndCount(block));
}

/** Serialised size in bytes with witnesses ("size" in RPC). */
export function blockTotalSize(block: Block): number {
  return block.transactions.reduce((size, tx) => size + totalSize(tx), headAndCount(block));
}

/** BIP 141. */
export function blockWeight(block: Block): number {
  return blockBaseSize(block) * (WITNESS_SCALE_FACTOR - 1) + blockTotalSize(block);
}

export interface MerkleTree {
  readonly root: Uint8Array;
  /** Two equal neighbours were hashed together, so that another list has the same root (CVE-2012-2459). */
  readonly mutated: boolean;
}

const EMPTY_ROOT = new Uint8Array(32);

/** The Merkle root of hashes in order; all zeros for none. An odd row repeats its last member. */
export function merkleTree(leaves: readonly Uint8Array[]): MerkleTree {
  let row = leaves;
  let mutated = false;
  while (row.length > 1) {
    const parents: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2) {
      const left = row[i] ?? EMPTY_ROOT;
      const right = row[i + 1] ?? left;
      if (i + 1 < row.length && equalBytes(left, right)) mutated = true;
      parents.push(sha256d(concatBytes(left, right)));
    }
    row = parents;
  }
  return { root: row[0] ?? EMPTY_ROOT, mutated };
}

export const blockMerkleTree = (transactions: readonly Tx[]): MerkleTree =>
  merkleTree(transactions.map(txid));

/** BIP 141: the root over wtxids, where the coinbase counts as all zeros. */
export function witnessMerkleRoot(transactions: readonly Tx[]): Uint8Array {
  return merkleTree(transactions.map((tx, index) => (index === 0 ? EMPTY_ROOT : wtxid(tx)))).root;
}

/** BIP 141: OP_RETURN, a push of 36 bytes, the commitment header aa21a9ed. */
const COMMITMENT_PREFIX = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed);
const COMMITMENT_SIZE = COMMITMENT_PREFIX.length + 32;

/** BIP 141's commitment to all witnesses and to the coinbase's own witness item of 32 bytes. */
export function witnessCommitment(transactions: readonly Tx[], reservedValue: Uint8Array): Uint8Array {
  return sha256d(concatBytes(witnessMerkleRoot(transactions), reservedValue));
}

/** The output script that carries a commitment. */
export const witnessCommitmentScript = (commitment: Uint8Array): Uint8Array =>
  concatBytes(COMMITMENT_PREFIX, commitment);

/** The commitment that a coinbase carries: the last output with the commitment's prefix (BIP 141). */
export function findWitnessCommitment(coinbase: Tx): Uint8Array | undefined {
  const carrier = coinbase.outputs.findLast(
    ({ scriptPubKey }) =>
      scriptPubKey.length >= COMMITMENT_SIZE &&
      equalBytes(scriptPubKey.subarray(0, COMMITMENT_PREFIX.length), COMMITMENT_PREFIX),
  );
  return carrier?.scriptPubKey.subarray(COMMITMENT_PREFIX.length, COMMITMENT_SIZE);
}

/** The target that compact `bits` stand for; undefined if negative, zero or beyond 256 bits. */
export function targetOf(bits: number): bigint | undefined {
  const exponent = bits >>> 24;
  const mantissa = BigInt(bits & 0x7f_ffff);
  const target =
    exponent <= 3 ? mantissa >> BigInt(8 * (3 - exponent)) : mantissa << BigInt(8 * (exponent - 3));
  const negative = mantissa !== 0n && (bits & 0x80_0000) !== 0;
  return negative || target === 0n || target >= 1n << 256n ? undefined : target;
}

/** How many hashes a block with these bits takes on average: the measure of the best chain. 0 for invalid bits. */
export function workOf(bits: number): bigint {
  const target = targetOf(bits);
  return target === undefined ? 0n : (1n << 256n) / (target + 1n);
}

const hashNumber = (hash: Uint8Array): bigint => BigInt(`0x${bytesToHex(hash.toReversed())}`);

/** Whether the header's hash meets the target that its bits state, and the bits are within regtest's limit. */
export function checkProofOfWork(header: BlockHeader): boolean {
  const target = targetOf(header.bits);
  const limit = targetOf(REGTEST_BITS);
  if (target === undefined || limit === undefined || target > limit) return false;
  return hashNumber(blockHash(header)) <= target;
}
