/** The embedded chain's script interpreter, as a judge of transactions that the channel code makes. */
import assert from 'node:assert/strict';
import { serializeTransaction, type Transaction, type TxOutput } from '@sferic/channel';
import {
  type Coin,
  checkTransaction,
  parseTx,
  STANDARD_FLAGS,
  type Tx,
  verifyInputScripts,
} from '@sferic/regtest';

/** Parses the transaction anew, from its bytes, with the judge's own code. */
function parse(transaction: Transaction): Tx {
  const parsed = parseTx(serializeTransaction(transaction));
  assert.ok(parsed.ok, 'the judge cannot parse the transaction');
  return parsed.value;
}

function coins(spent: readonly TxOutput[]): readonly Coin[] {
  return spent.map(({ amount: value, scriptPubKey }) => ({
    output: { value, scriptPubKey },
    height: 1,
    coinbase: false,
  }));
}

/** Why the transaction, which spends these outputs, would not be relayed for its scripts; undefined if it would. */
export function scriptError(transaction: Transaction, spent: readonly TxOutput[]): string | undefined {
  const tx = parse(transaction);
  assert.equal(checkTransaction(tx), undefined);
  const error = verifyInputScripts(tx, coins(spent), STANDARD_FLAGS);
  return error && String(error.error);
}

/** Fails unless every script is satisfied, by the rules of relay. */
export function assertValid(transaction: Transaction, ...spent: readonly TxOutput[]): void {
  assert.equal(scriptError(transaction, spent), undefined);
}
