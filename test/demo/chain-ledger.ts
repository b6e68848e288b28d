/** All blocks of the chain, as a book of who paid whom: read from the chain alone, without any node's word. */
import { satOfCoins } from './amounts.ts';
import type { BlockTransaction, Chain } from './chain.ts';

export interface LedgerOutput {
  /** `txid:index`, in display order. */
  readonly outpoint: string;
  readonly sat: bigint;
  readonly address?: string;
}

export interface LedgerTransaction {
  readonly txid: string;
  readonly height: number;
  /** The outputs that it spends. */
  readonly inputs: readonly LedgerOutput[];
  readonly outputs: readonly LedgerOutput[];
}

export interface ChainLedger {
  readonly height: number;
  /** What all blocks were allowed to create. The first block's reward can't be spent and does not count. */
  readonly subsidies: bigint;
  /** What the blocks' rewards hold beyond that: fees of the transactions. */
  readonly fees: bigint;
  /** In the order of the chain, without those that create rewards. */
  readonly transactions: readonly LedgerTransaction[];
  readonly unspent: readonly LedgerOutput[];
}

const FIRST_SUBSIDY = 5_000_000_000n;
/** Blocks of regtest until it halves. */
const HALVING_INTERVAL = 150;

function subsidyAt(height: number): bigint {
  return FIRST_SUBSIDY >> BigInt(Math.floor(height / HALVING_INTERVAL));
}

export async function readLedger(chain: Pick<Chain, 'height' | 'transactionsAt'>): Promise<ChainLedger> {
  const height = await chain.height();
  const unspent = new Map<string, LedgerOutput>();
  const transactions: LedgerTransaction[] = [];
  let [subsidies, rewards] = [0n, 0n];
  for (let at = 1; at <= height; at++) {
    subsidies += subsidyAt(at);
    for (const transaction of await chain.transactionsAt(at)) {
      const inputs = spend(transaction, unspent);
      const outputs = outputsOf(transaction);
      for (const output of outputs) unspent.set(output.outpoint, output);
      if (inputs.length > 0) transactions.push({ txid: transaction.txid, height: at, inputs, outputs });
      else rewards += total(outputs);
    }
  }
  return { height, subsidies, fees: rewards - subsidies, transactions, unspent: [...unspent.values()] };
}

/** The transaction that spends an output, if one does. */
export function spenderOf(
  transactions: readonly LedgerTransaction[],
  spent: string,
): LedgerTransaction | undefined {
  return transactions.find(({ inputs }) => inputs.some(({ outpoint }) => outpoint === spent));
}

export function total(outputs: readonly LedgerOutput[]): bigint {
  return outputs.reduce((sum, { sat }) => sum + sat, 0n);
}

/** Takes what a transaction spends out of the book. */
function spend({ txid, vin }: BlockTransaction, unspent: Map<string, LedgerOutput>): readonly LedgerOutput[] {
  return vin
    .filter(({ coinbase }) => coinbase === undefined)
    .map((input) => {
      const outpoint = `${input.txid}:${input.vout}`;
      const output = unspent.get(outpoint);
      if (output === undefined) throw new Error(`transaction ${txid} spends ${outpoint}, which is not there`);
      unspent.delete(outpoint);
      return output;
    });
}

function outputsOf({ txid, vout }: BlockTransaction): readonly LedgerOutput[] {
  return vout.map(({ n, value, scriptPubKey: { address } }) => ({
    outpoint: `${txid}:${n}`,
    sat: satOfCoins(value),
    ...(address !== undefined && { address }),
  }));
}
