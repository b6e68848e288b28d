import { bytesToHex } from '@sferic/crypto';
import { addressOf } from '../address.ts';
import { type Block, blockBaseSize, blockTotalSize, blockWeight, targetOf } from '../block.ts';
import type { ChainState } from '../chain/state.ts';
import { type BlockNode, medianTimePast } from '../chain/tree.ts';
import type { Coin } from '../coin.ts';
import { classify } from '../mempool/templates.ts';
import { assemblyText } from '../script/assembly.ts';
import {
  displayId,
  isCoinbase,
  serializeTx,
  type Tx,
  type TxIn,
  type TxOut,
  totalSize,
  txid,
  virtualSize,
  weight,
  wtxid,
} from '../transaction.ts';
import { describeScript } from './descriptor.ts';
import { amount, type Json, type JsonObject } from './json.ts';

/** The value behind "difficulty" 1, in the mantissa of compact bits. */
const DIFFICULTY_ONE_MANTISSA = 0xffff;
const DIFFICULTY_ONE_EXPONENT = 29;
/** Digits that Bitcoin Core prints of a floating-point number. */
const DIFFICULTY_DIGITS = 16;

export const hex32 = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
export const hex256 = (value: bigint): string => value.toString(16).padStart(64, '0');

/** How many times harder than the easiest mainnet target. */
export function difficulty(bits: number): number {
  const exact =
    (DIFFICULTY_ONE_MANTISSA / (bits & 0xff_ffff)) * 256 ** (DIFFICULTY_ONE_EXPONENT - (bits >>> 24));
  return Number(exact.toPrecision(DIFFICULTY_DIGITS));
}

/** The target of compact bits, as 256-bit hex. */
export const targetHex = (bits: number): string => hex256(targetOf(bits) ?? 0n);

export function encodeScript(script: Uint8Array): JsonObject {
  return {
    asm: assemblyText(script),
    desc: describeScript(script),
    hex: bytesToHex(script),
    address: addressOf(script),
    type: classify(script).type,
  };
}

const encodeOutput = ({ value, scriptPubKey }: TxOut, index: number): JsonObject => ({
  value: amount(value),
  n: index,
  scriptPubKey: encodeScript(scriptPubKey),
});

const encodePrevout = ({ output, height, coinbase }: Coin): JsonObject => ({
  generated: coinbase,
  height,
  value: amount(output.value),
  scriptPubKey: encodeScript(output.scriptPubKey),
});

function encodeInput(input: TxIn, coinbase: boolean, prevout: Coin | undefined): JsonObject {
  const { scriptSig, sequence, witness } = input;
  const txinwitness = witness.length > 0 ? witness.map((item) => bytesToHex(item)) : undefined;
  if (coinbase) return { coinbase: bytesToHex(scriptSig), txinwitness, sequence };
  return {
    txid: displayId(input.prevout.txid),
    vout: input.prevout.index,
    scriptSig: { asm: assemblyText(scriptSig, true), hex: bytesToHex(scriptSig) },
    txinwitness,
    prevout: prevout && encodePrevout(prevout),
    sequence,
  };
}

export interface TxEncoding {
  /** Whether to add the serialised transaction. */
  readonly hex?: boolean;
  /** Coins that the inputs spend, in their order: gives the fee. */
  readonly spent?: readonly Coin[] | undefined;
  /** Whether to show the spent coins with the inputs. */
  readonly prevouts?: boolean;
}

/** A transaction as `decoderawtransaction` and all that resemble it show it. */
export function encodeTx(tx: Tx, { hex = false, spent, prevouts = false }: TxEncoding = {}): JsonObject {
  const coinbase = isCoinbase(tx);
  const paid = spent?.reduce((sum, { output }) => sum + output.value, 0n);
  const received = tx.outputs.reduce((sum, { value }) => sum + value, 0n);
  return {
    txid: displayId(txid(tx)),
    hash: displayId(wtxid(tx)),
    version: tx.version,
    size: totalSize(tx),
    vsize: virtualSize(tx),
    weight: weight(tx),
    locktime: tx.lockTime,
    vin: tx.inputs.map((input, index) => encodeInput(input, coinbase, prevouts ? spent?.[index] : undefined)),
    vout: tx.outputs.map(encodeOutput),
    fee: paid === undefined || coinbase ? undefined : amount(paid - received),
    hex: hex ? bytesToHex(serializeTx(tx)) : undefined,
  };
}

/** How many blocks deep a block is; -1 off the best chain. */
export const confirmations = (chain: ChainState, node: BlockNode): number =>
  chain.isActive(node) ? chain.tip.height - node.height + 1 : -1;

export function encodeHeader(chain: ChainState, node: BlockNode): JsonObject {
  const { header, parent } = node;
  const next = chain.isActive(node) ? chain.at(node.height + 1) : undefined;
  return {
    hash: displayId(node.hash),
    confirmations: confirmations(chain, node),
    height: node.height,
    version: header.version,
    versionHex: hex32(header.version),
    merkleroot: displayId(header.merkleRoot),
    time: header.time,
    mediantime: medianTimePast(node),
    nonce: header.nonce,
    bits: hex32(header.bits),
    target: targetHex(header.bits),
    difficulty: difficulty(header.bits),
    chainwork: hex256(node.work),
    nTx: node.transactionCount,
    previousblockhash: parent && displayId(parent.hash),
    nextblockhash: next && displayId(next.hash),
  };
}

function encodeCoinbase({ transactions: [coinbase] }: Block): Json | undefined {
  const [input] = coinbase?.inputs ?? [];
  if (coinbase === undefined || input === undefined) return undefined;
  const [item] = input.witness;
  return {
    version: coinbase.version,
    locktime: coinbase.lockTime,
    sequence: input.sequence,
    coinbase: bytesToHex(input.scriptSig),
    witness: item && bytesToHex(item),
  };
}

/** `getblock` with verbosity 1 (ids), 2 (transactions) or 3 (and what they spend). */
export function encodeBlock(chain: ChainState, node: BlockNode, verbosity: 1 | 2 | 3): JsonObject {
  const block = chain.block(node);
  const undo = verbosity === 1 ? undefined : chain.undo(node);
  const encodeMember = (tx: Tx, index: number): Json =>
    verbosity === 1
      ? displayId(txid(tx))
      : encodeTx(tx, {
          hex: true,
          spent: index === 0 ? undefined : undo?.[index - 1],
          prevouts: verbosity === 3,
        });
  return {
    ...encodeHeader(chain, node),
    strippedsize: blockBaseSize(block),
    size: blockTotalSize(block),
    weight: blockWeight(block),
    coinbase_tx: encodeCoinbase(block),
    tx: block.transactions.map(encodeMember),
  };
}
