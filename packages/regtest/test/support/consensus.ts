import { readFileSync } from 'node:fs';
import { concatBytes, hexToBytes } from '@sferic/crypto';
import {
  type Block,
  type BlockHeader,
  blockMerkleTree,
  checkProofOfWork,
  REGTEST_BITS,
} from '../../src/block.ts';
import { NULL_INDEX, parseTx, SEQUENCE_FINAL, type Tx, type TxIn } from '../../src/transaction.ts';
import { coinbaseHeightScript } from '../../src/validation/block.ts';

/** A file of `test/vectors`. */
export function loadVectors<T>(name: string): T {
  const url = new URL(`../vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as T;
}

/** Parses a transaction that must be well-formed. */
export function txOf(hex: string): Tx {
  const parsed = parseTx(hexToBytes(hex));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** An input with something in every field that a test does not name. */
export function anInput(fields: Partial<TxIn> = {}): TxIn {
  return {
    prevout: { txid: new Uint8Array(32).fill(7), index: 0 },
    scriptSig: new Uint8Array(),
    sequence: SEQUENCE_FINAL,
    witness: [],
    ...fields,
  };
}

/** A transaction with one input and one output unless a test names others. */
export function aTx(fields: Partial<Tx> = {}): Tx {
  const output = { value: 1000n, scriptPubKey: Uint8Array.of(0x51) };
  return { version: 2, inputs: [anInput()], outputs: [output], lockTime: 0, ...fields };
}

/** A block of these transactions whose Merkle root and proof of work are right. */
export function mined(transactions: readonly Tx[], fields: Partial<BlockHeader> = {}): Block {
  const header = {
    version: 4,
    previousHash: new Uint8Array(32),
    merkleRoot: blockMerkleTree(transactions).root,
    time: 1_700_000_000,
    bits: REGTEST_BITS,
    ...fields,
  };
  for (let nonce = 0; ; nonce++) {
    const block = { header: { ...header, nonce }, transactions };
    if (checkProofOfWork(block.header) || header.bits !== REGTEST_BITS) return block;
  }
}

/** A coinbase for a block at `height`, with any further outputs and witness that a test gives. */
export function aCoinbase(height: number, fields: Partial<Tx> = {}, witness: readonly Uint8Array[] = []): Tx {
  const scriptSig = concatBytes(coinbaseHeightScript(height), Uint8Array.of(0));
  const prevout = { txid: new Uint8Array(32), index: NULL_INDEX };
  return aTx({ inputs: [anInput({ prevout, scriptSig, witness })], ...fields });
}
