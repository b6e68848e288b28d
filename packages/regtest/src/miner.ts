import {
  type Block,
  type BlockHeader,
  blockHash,
  blockMerkleTree,
  checkProofOfWork,
  REGTEST_BITS,
  witnessCommitment,
  witnessCommitmentScript,
} from './block.ts';
import { type BlockNode, medianTimePast } from './chain/tree.ts';
import { BLOCK_MIN_FEERATE, compareFeerates, feerateOf } from './mempool/fees.ts';
import { type Chunk, linearize } from './mempool/linearize.ts';
import {
  clusterOf,
  inTopologicalOrder,
  type MempoolEntry,
  type Pool,
  withDescendants,
} from './mempool/pool.ts';
import { NULL_INDEX, type Sat, type Tx, type TxOut, weight } from './transaction.ts';
import { coinbaseHeightScript } from './validation/block.ts';
import { blockSubsidy, MAX_BLOCK_SIGOPS_COST, MAX_BLOCK_WEIGHT } from './validation/limits.ts';

/** Kept free for header and coinbase: Bitcoin Core's defaults. */
const RESERVED_WEIGHT = 8000;
const RESERVED_SIGOPS_COST = 400;

/** Version bits (BIP 9) with no deployment signalled. */
const BLOCK_VERSION = 0x2000_0000;
/** Not final, so that the coinbase's lock time holds. */
const COINBASE_SEQUENCE = 0xffff_fffe;
const OP_0 = 0x00;

const HASH_ZERO = new Uint8Array(32);

/** Transactions for a block, parents first, and what they pay. */
export interface Selection {
  readonly transactions: readonly Tx[];
  readonly fees: Sat;
}

/** What a block has for transactions that a mempool offers. */
export interface SelectionOptions {
  /** Weight of the block, header and coinbase included; default: the most that consensus allows. */
  readonly maxWeight?: number;
  /** What the miner refuses to take, and so what depends on it. */
  readonly refuses?: (entry: MempoolEntry) => boolean;
}

/** The least that a block may be bounded to. */
export const MIN_BLOCK_WEIGHT_LIMIT = RESERVED_WEIGHT;

/** Weight that transactions can take in a block of this weight. */
export const roomForTransactions = (maxWeight = MAX_BLOCK_WEIGHT): number => maxWeight - RESERVED_WEIGHT;

/** Chunks of all clusters. What is refused splits its cluster, so that the rest is ordered without it. */
function allChunks(pool: Pool, refused: ReadonlySet<MempoolEntry>): Set<Chunk<MempoolEntry>> {
  const chunks = new Set<Chunk<MempoolEntry>>();
  const ordered = new Set<MempoolEntry>();
  for (const entry of refused) {
    if (ordered.has(entry)) continue;
    const cluster = clusterOf([entry]);
    for (const member of cluster) ordered.add(member);
    for (const chunk of linearize([...cluster].filter((member) => !refused.has(member)))) chunks.add(chunk);
  }
  for (const entry of pool.entries()) if (!ordered.has(entry)) chunks.add(pool.chunk(entry));
  return chunks;
}

/** What pays best and fits into a block. A chunk that does not fit bars what comes later in its cluster. */
export function selectTransactions(pool: Pool, { maxWeight, refuses }: SelectionOptions = {}): Selection {
  const refused = refuses ? withDescendants([...pool.entries()].filter(refuses)) : new Set<MempoolEntry>();
  const chunks = [...allChunks(pool, refused)].sort((a, b) => compareFeerates(b, a) || a.index - b.index);
  let roomLeft = roomForTransactions(maxWeight);
  let sigopsLeft = MAX_BLOCK_SIGOPS_COST - RESERVED_SIGOPS_COST;
  let fees = 0n;
  const transactions: Tx[] = [];
  const barred = new Set<MempoolEntry>();
  for (const chunk of chunks) {
    if (feerateOf(chunk) < BLOCK_MIN_FEERATE) break;
    const size = chunk.members.reduce((sum, { tx }) => sum + weight(tx), 0);
    const sigops = chunk.members.reduce((sum, { sigopCost }) => sum + sigopCost, 0);
    if (size > roomLeft || sigops > sigopsLeft || chunk.members.some((member) => barred.has(member))) {
      for (const member of clusterOf(chunk.members)) barred.add(member);
      continue;
    }
    roomLeft -= size;
    sigopsLeft -= sigops;
    fees += chunk.fee;
    for (const { tx } of inTopologicalOrder(chunk.members)) transactions.push(tx);
  }
  return { transactions, fees };
}

/** BIP 34 and 141: pays subsidy and fees to `scriptPubKey` and commits to the witnesses of `others`. */
function coinbaseOf(height: number, scriptPubKey: Uint8Array, { transactions, fees }: Selection): Tx {
  const heightScript = coinbaseHeightScript(height);
  const input = {
    prevout: { txid: HASH_ZERO, index: NULL_INDEX },
    // The push of a low height is a single byte, and a coinbase's script has at least two
    scriptSig: Uint8Array.of(...heightScript, OP_0),
    sequence: COINBASE_SEQUENCE,
    witness: [HASH_ZERO],
  };
  const reward: TxOut = { value: blockSubsidy(height) + fees, scriptPubKey };
  const draft: Tx = { version: 2, inputs: [input], outputs: [reward], lockTime: height - 1 };
  const commitment = witnessCommitment([draft, ...transactions], HASH_ZERO);
  const carrier: TxOut = { value: 0n, scriptPubKey: witnessCommitmentScript(commitment) };
  return { ...draft, outputs: [reward, carrier] };
}

export interface MiningOptions {
  readonly parent: BlockNode;
  /** Where subsidy and fees go. */
  readonly scriptPubKey: Uint8Array;
  /** Parents before children. */
  readonly selection: Selection;
  /** Seconds since 1970. */
  readonly now: number;
  /** A hash to pass over: that of a block that is known, and perhaps barred, already. */
  readonly isKnown: (hash: Uint8Array) => boolean;
}

/** A block on top of `parent` with proof of work, which on regtest takes two hashes on average. */
export function mineBlock({ parent, scriptPubKey, selection, now, isKnown }: MiningOptions): Block {
  const transactions = [coinbaseOf(parent.height + 1, scriptPubKey, selection), ...selection.transactions];
  const template = {
    version: BLOCK_VERSION,
    previousHash: parent.hash,
    merkleRoot: blockMerkleTree(transactions).root,
    time: Math.max(now, medianTimePast(parent) + 1),
    bits: REGTEST_BITS,
  };
  for (let nonce = 0; ; nonce++) {
    const header: BlockHeader = { ...template, nonce };
    if (checkProofOfWork(header) && !isKnown(blockHash(header))) return { header, transactions };
  }
}
