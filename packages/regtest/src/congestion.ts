import { concatBytes, equalBytes } from '@sferic/crypto';
import { ANYONE_CAN_SPEND } from './auto-miner.ts';
import type { CoinEntry } from './chain/coins.ts';
import { feeAt, type SatPerKvb } from './mempool/fees.ts';
import { dustThreshold } from './mempool/standard.ts';
import { roomForTransactions } from './miner.ts';
import type { RegtestNode } from './node.ts';
import { OP } from './script/opcodes.ts';
import { pushData } from './script/parse.ts';
import { type Sat, type Tx, virtualSize, weight } from './transaction.ts';
import { COINBASE_MATURITY } from './validation/limits.ts';

/** What strangers want from the next blocks. */
export interface Demand {
  /** Satoshis per 1000 virtual bytes that each of their transactions pays. */
  readonly feerate: SatPerKvb;
  /** Weight of all of them together. Reached but for less than one smallest transaction. */
  readonly weight: number;
}

/** Below the most that is relayed, so that any script push fits. */
const MAX_FILLER_WEIGHT = 396_000;
/** So many at least for a block: they leave a gap of less than one of them, for something small to slip through. */
const FILLERS_PER_BLOCK = 16;

/** The witness script that `ANYONE_CAN_SPEND` pays to. */
const OP_TRUE = Uint8Array.of(OP[1]);

/** A transaction from a coin to itself, and `size` bytes that are good for nothing. */
function filler({ outpoint, coin }: CoinEntry, size: number, fee: Sat): Tx {
  const change = { value: coin.output.value - fee, scriptPubKey: ANYONE_CAN_SPEND };
  const data = {
    value: 0n,
    scriptPubKey: concatBytes(Uint8Array.of(OP.RETURN), pushData(new Uint8Array(size))),
  };
  const input = { prevout: outpoint, scriptSig: new Uint8Array(), sequence: 0xffff_fffd, witness: [OP_TRUE] };
  return { version: 2, inputs: [input], outputs: size === 0 ? [change] : [change, data], lockTime: 0 };
}

/** The largest such transaction within a weight; undefined when none is that small. */
function fillerOfWeight(entry: CoinEntry, limit: number, feerate: SatPerKvb): Tx | undefined {
  const bare = filler(entry, 0, 0n);
  if (weight(bare) > limit) return undefined;
  // The output around the data, with the longest length prefixes
  const overhead = weight(filler(entry, 0x1_0000, 0n)) - weight(bare) - 4 * 0x1_0000;
  const size = Math.floor((limit - weight(bare) - overhead) / 4);
  const sized = size > 0 ? filler(entry, size, 0n) : bare;
  return filler(entry, Math.max(size, 0), feeAt(feerate, virtualSize(sized)));
}

/** Confirmed coins that anyone can spend and nobody does yet, richest first. */
function freeCoins({ chain, mempool }: RegtestNode): CoinEntry[] {
  const nextHeight = chain.tip.height + 1;
  const isFree = ({ outpoint, coin }: CoinEntry): boolean =>
    equalBytes(coin.output.scriptPubKey, ANYONE_CAN_SPEND) &&
    (!coin.coinbase || nextHeight - coin.height >= COINBASE_MATURITY) &&
    mempool.pool.spender(outpoint) === undefined;
  const byValue = (a: CoinEntry, b: CoinEntry): number => {
    const difference = b.coin.output.value - a.coin.output.value;
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  };
  return [...chain.coins.entries()].filter(isFree).sort(byValue);
}

/**
 * Fills the mempool with large transactions of strangers: the way to a fee spike. Each spends one confirmed coin that
 * anyone can spend, such as the rewards of blocks that were mined to no address. Ends early when there is no coin
 * left or the mempool takes no more.
 * @returns what came in
 */
export function congest(node: RegtestNode, demand: Demand): readonly Tx[] {
  const coins = freeCoins(node);
  const taken: Tx[] = [];
  const largest = Math.min(MAX_FILLER_WEIGHT, roomForTransactions(node.maxBlockWeight) / FILLERS_PER_BLOCK);
  let left = demand.weight;
  for (const coin of coins) {
    const tx = fillerOfWeight(coin, Math.min(left, largest), demand.feerate);
    const change = tx?.outputs[0];
    if (tx === undefined || change === undefined || change.value < dustThreshold(change)) break;
    if (!node.accept(tx).ok) break;
    taken.push(tx);
    left -= weight(tx);
  }
  return taken;
}
