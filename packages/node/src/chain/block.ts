import { readTransaction, type Transaction, transactionId } from '@sferic/channel';
import { ByteReader, type DecodeError, decoding, type Result } from '@sferic/codec';
import { bytesToHex, equalBytes, hexToBytes, sha256d } from '@sferic/crypto';
import type { Brand, TxId } from '@sferic/wire';

/** 32 bytes: a block's hash in internal byte order. */
export type BlockHash = Brand<Uint8Array, 'BlockHash'>;

/** A block's place in the chain. */
export interface BlockRef {
  readonly height: number;
  readonly hash: BlockHash;
}

/** A transaction of a block; its index there is part of a short channel id. */
export interface BlockTransaction {
  readonly txid: TxId;
  readonly tx: Transaction;
}

export interface Block extends BlockRef {
  readonly previous: BlockHash;
  /** Seconds since 1970, as the miner says. */
  readonly time: number;
  readonly transactions: readonly BlockTransaction[];
}

const HEADER_LENGTH = 80;
const HASH_LENGTH = 32;

export function sameBlock(a: BlockRef, b: BlockRef): boolean {
  return a.height === b.height && equalBytes(a.hash, b.hash);
}

/** As people and Bitcoin Core's RPC write it: the bytes reversed. */
export function formatBlockHash(hash: BlockHash): string {
  return bytesToHex(hash.toReversed());
}

/** The inverse of `formatBlockHash`; `undefined` for anything but 64 hex digits. */
export function parseBlockHash(text: string): BlockHash | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? (hexToBytes(text).reverse() as BlockHash) : undefined;
}

/** Reads a serialized block. Proof of work and Merkle root are the server's business. Scripts are views of `bytes`. */
export function parseBlock(bytes: Uint8Array, height: number): Result<Block, DecodeError> {
  return decoding(() => {
    const reader = new ByteReader(bytes);
    const header = new ByteReader(reader.bytes(HEADER_LENGTH));
    header.u32LE(); // version
    const previous = header.bytes(HASH_LENGTH) as BlockHash;
    header.bytes(HASH_LENGTH); // Merkle root
    const time = header.u32LE();
    const transactions = Array.from({ length: reader.compactSizeLength() }, () => {
      const tx = readTransaction(reader);
      return { txid: transactionId(tx), tx };
    });
    reader.end();
    const hash = sha256d(bytes.subarray(0, HEADER_LENGTH)) as BlockHash;
    return { height, hash, previous, time, transactions };
  });
}
