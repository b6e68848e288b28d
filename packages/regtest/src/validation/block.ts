import { equalBytes } from '@sferic/crypto';
import {
  type Block,
  type BlockHeader,
  blockBaseSize,
  blockMerkleTree,
  blockWeight,
  checkProofOfWork,
  findWitnessCommitment,
  REGTEST_BITS,
  witnessCommitment,
} from '../block.ts';
import { encodeNumber } from '../script/number.ts';
import { opcodeOfSmallNumber } from '../script/opcodes.ts';
import { pushData } from '../script/parse.ts';
import { displayId, hasWitness, isCoinbase, txid, WITNESS_SCALE_FACTOR } from '../transaction.ts';
import { type BlockReason, broken, type ConsensusError, type HeaderReason } from './errors.ts';
import { MAX_BLOCK_SIGOPS_COST, MAX_BLOCK_WEIGHT, MAX_FUTURE_BLOCK_TIME } from './limits.ts';
import { isFinal } from './locktime.ts';
import { legacySigops } from './sigops.ts';
import { checkTransaction } from './transaction.ts';

/** What a header is judged by beside itself. */
export interface HeaderContext {
  /** Median time past of the parent, in seconds since 1970. */
  readonly medianTimePast: number;
  /** The clock, in seconds since 1970. */
  readonly now: number;
}

/** BIP 34, 66 and 65 each raised the least block version; on regtest all are active from the first block. */
const MIN_BLOCK_VERSION = 4;

/** Proof of work, difficulty, time and version. */
export function checkHeader(
  header: BlockHeader,
  { medianTimePast, now }: HeaderContext,
): ConsensusError<HeaderReason> | undefined {
  if (!checkProofOfWork(header)) return broken('high-hash', 'proof of work failed');
  if (header.bits !== REGTEST_BITS) return broken('bad-diffbits', 'incorrect proof of work');
  if (header.time <= medianTimePast) return broken('time-too-old', "block's timestamp is too early");
  if (header.time > now + MAX_FUTURE_BLOCK_TIME) {
    return broken('time-too-new', 'block timestamp too far in the future');
  }
  if (header.version < MIN_BLOCK_VERSION) {
    const version = (header.version >>> 0).toString(16).padStart(8, '0');
    return broken(`bad-version(0x${version})`, `rejected nVersion=0x${version} block`);
  }
  return undefined;
}

/** The rules that a block must meet by itself, but for its header's. */
export function checkBlock(block: Block): ConsensusError | undefined {
  const { header, transactions } = block;
  const tree = blockMerkleTree(transactions);
  if (!equalBytes(tree.root, header.merkleRoot)) return broken('bad-txnmrklroot', 'hashMerkleRoot mismatch');
  if (tree.mutated) return broken('bad-txns-duplicate', 'duplicate transaction');
  const [first, ...others] = transactions;
  if (
    transactions.length * WITNESS_SCALE_FACTOR > MAX_BLOCK_WEIGHT ||
    blockBaseSize(block) * WITNESS_SCALE_FACTOR > MAX_BLOCK_WEIGHT ||
    first === undefined
  ) {
    return broken('bad-blk-length', 'size limits failed');
  }
  if (!isCoinbase(first)) return broken('bad-cb-missing', 'first tx is not coinbase');
  if (others.some(isCoinbase)) return broken('bad-cb-multiple', 'more than one coinbase');
  for (const tx of transactions) {
    const error = checkTransaction(tx);
    if (error) return broken(error.code, `Transaction check failed (tx hash ${displayId(txid(tx))})`);
  }
  const sigops = transactions.reduce((sum, tx) => sum + legacySigops(tx), 0);
  if (sigops * WITNESS_SCALE_FACTOR > MAX_BLOCK_SIGOPS_COST) {
    return broken('bad-blk-sigops', 'out-of-bounds SigOpCount');
  }
  return undefined;
}

/** BIP 34: what the scriptSig of a coinbase at `height` starts with. */
export function coinbaseHeightScript(height: number): Uint8Array {
  return height <= 16 ? Uint8Array.of(opcodeOfSmallNumber(height)) : pushData(encodeNumber(height));
}

/** BIP 141: the commitment in the coinbase is right, or there is none and no transaction has a witness. */
function checkWitnessCommitment({ transactions }: Block): BlockReason | undefined {
  const [coinbase] = transactions;
  const committed = coinbase && findWitnessCommitment(coinbase);
  if (committed === undefined) return transactions.some(hasWitness) ? 'unexpected-witness' : undefined;
  const witness = coinbase?.inputs[0]?.witness ?? [];
  const [reservedValue] = witness;
  if (witness.length !== 1 || reservedValue?.length !== 32) return 'bad-witness-nonce-size';
  const expected = witnessCommitment(transactions, reservedValue);
  return equalBytes(committed, expected) ? undefined : 'bad-witness-merkle-match';
}

/**
 * What a block, which passed `checkBlock`, must meet at its place in the chain, before any coin is looked at.
 * @param medianTimePast of the parent
 */
export function checkBlockContext(
  block: Block,
  { height, medianTimePast }: { readonly height: number; readonly medianTimePast: number },
): ConsensusError | undefined {
  if (block.transactions.some((tx) => !isFinal(tx, height, medianTimePast))) {
    return broken('bad-txns-nonfinal', 'non-final transaction');
  }
  const expected = coinbaseHeightScript(height);
  const scriptSig = block.transactions[0]?.inputs[0]?.scriptSig ?? new Uint8Array();
  if (!equalBytes(scriptSig.subarray(0, expected.length), expected)) {
    return broken('bad-cb-height', 'block height mismatch in coinbase');
  }
  const witnessReason = checkWitnessCommitment(block);
  if (witnessReason !== undefined) return broken(witnessReason, 'CheckWitnessMalleation');
  if (blockWeight(block) > MAX_BLOCK_WEIGHT) return broken('bad-blk-weight', 'weight limit failed');
  return undefined;
}
