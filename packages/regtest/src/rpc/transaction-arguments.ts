import type { SatPerKvb } from '../mempool/fees.ts';
import { MAX_PACKAGE_COUNT } from '../mempool/package.ts';
import { isUnspendable } from '../script/parse.ts';
import { parseTx, type Sat, type Tx } from '../transaction.ts';
import { type Arguments, type Parameter, parseHex } from './arguments.ts';
import { RPC, RpcError } from './errors.ts';

/** Bitcoin Core's default: 0.10 BTC/kvB. */
const DEFAULT_MAX_FEERATE: Sat = 10_000_000n;
/** Larger limits are taken for mistakes. */
const MAX_MAX_FEERATE: Sat = 100_000_000n;

export const MAX_FEERATE = { name: 'maxfeerate', type: 'amount' } as const satisfies Parameter;
export const MAX_BURN_AMOUNT = { name: 'maxburnamount', type: 'amount' } as const satisfies Parameter;

/** Reads a transaction; when asked, one without inputs in the basic format too, as tools make them. */
export function parseHexTx(text: string, { tryBasic = false } = {}): Tx | undefined {
  const bytes = parseHex(text);
  const extended = bytes && parseTx(bytes);
  if (extended?.ok) return extended.value;
  const basic = bytes && tryBasic ? parseTx(bytes, { allowWitness: false }) : undefined;
  return basic?.ok ? basic.value : undefined;
}

/** The highest feerate that a caller lets pass; 0 is none. */
export function maxFeerate(args: Arguments): SatPerKvb {
  const limit = args.amountOr('maxfeerate', DEFAULT_MAX_FEERATE);
  if (limit >= MAX_MAX_FEERATE) {
    throw new RpcError(RPC.invalidParameter, 'Fee rates larger than or equal to 1BTC/kvB are not accepted');
  }
  return Number(limit);
}

/** Refuses transactions that make more unspendable than the caller wants to lose. */
export function refuseBurns(args: Arguments, txs: readonly Tx[]): void {
  const limit = args.amountOr('maxburnamount', 0n);
  for (const { outputs } of txs) {
    if (outputs.some(({ scriptPubKey, value }) => isUnspendable(scriptPubKey) && value > limit)) {
      const message = 'Unspendable output exceeds maximum configured by user (maxburnamount)';
      throw new RpcError(RPC.verify, message);
    }
  }
}

/** An argument of 1 to 25 transactions in hex. */
export function transactionList(args: Arguments, name: string): readonly Tx[] {
  const texts = args.strings(name);
  if (texts.length < 1 || texts.length > MAX_PACKAGE_COUNT) {
    const message = `Array must contain between 1 and ${MAX_PACKAGE_COUNT} transactions.`;
    throw new RpcError(RPC.invalidParameter, message);
  }
  return texts.map((text) => {
    const tx = parseHexTx(text);
    if (tx) return tx;
    const message = `TX decode failed: ${text} Make sure the tx has at least one input.`;
    throw new RpcError(RPC.deserialization, message);
  });
}
