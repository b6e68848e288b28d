import type { Coin, CoinView } from '../coin.ts';
import { moneyText } from '../money.ts';
import { err, ok, type Result } from '../result.ts';
import {
  baseSize,
  isCoinbase,
  isMoney,
  isNullOutPoint,
  MAX_MONEY,
  outPointKey,
  type Sat,
  type Tx,
  WITNESS_SCALE_FACTOR,
} from '../transaction.ts';
import { broken, type ConsensusError, type InputsReason, type TxReason } from './errors.ts';
import { COINBASE_MATURITY, MAX_BLOCK_WEIGHT } from './limits.ts';

/** Bytes of a coinbase's scriptSig. */
const MIN_COINBASE_SCRIPT = 2;
const MAX_COINBASE_SCRIPT = 100;

function checkOutputs(tx: Tx): TxReason | undefined {
  let total = 0n;
  for (const { value } of tx.outputs) {
    if (value < 0n) return 'bad-txns-vout-negative';
    if (value > MAX_MONEY) return 'bad-txns-vout-toolarge';
    total += value;
    if (!isMoney(total)) return 'bad-txns-txouttotal-toolarge';
  }
  return undefined;
}

function checkInputs(tx: Tx): TxReason | undefined {
  const distinct = new Set(tx.inputs.map(({ prevout }) => outPointKey(prevout)));
  if (distinct.size !== tx.inputs.length) return 'bad-txns-inputs-duplicate';
  if (isCoinbase(tx)) {
    const size = tx.inputs[0]?.scriptSig.length ?? 0;
    return size < MIN_COINBASE_SCRIPT || size > MAX_COINBASE_SCRIPT ? 'bad-cb-length' : undefined;
  }
  return tx.inputs.some(({ prevout }) => isNullOutPoint(prevout)) ? 'bad-txns-prevout-null' : undefined;
}

/** The rules that a transaction must meet by itself, whatever it spends. Undefined if it does. */
export function checkTransaction(tx: Tx): ConsensusError<TxReason> | undefined {
  if (tx.inputs.length === 0) return broken('bad-txns-vin-empty');
  if (tx.outputs.length === 0) return broken('bad-txns-vout-empty');
  if (baseSize(tx) * WITNESS_SCALE_FACTOR > MAX_BLOCK_WEIGHT) return broken('bad-txns-oversize');
  const reason = checkOutputs(tx) ?? checkInputs(tx);
  return reason && broken(reason);
}

export const totalOutput = (tx: Tx): Sat => tx.outputs.reduce((total, { value }) => total + value, 0n);

/** The coins that the inputs spend, in their order; undefined if one is missing. Not for a coinbase. */
export function spentCoins(tx: Tx, view: CoinView): readonly Coin[] | undefined {
  const coins: Coin[] = [];
  for (const { prevout } of tx.inputs) {
    const coin = view.get(prevout);
    if (coin === undefined) return undefined;
    coins.push(coin);
  }
  return coins;
}

/**
 * Maturity and values of the coins that a transaction, which passed `checkTransaction`, would spend in a block
 * at `spendHeight`. Gives the fee.
 * @param coins from `spentCoins`
 */
export function checkTxInputs(
  tx: Tx,
  coins: readonly Coin[] | undefined,
  spendHeight: number,
): Result<Sat, ConsensusError<InputsReason>> {
  if (coins === undefined) return err(broken('bad-txns-inputs-missingorspent', 'inputs missing/spent'));
  let input = 0n;
  for (const { coinbase, height, output } of coins) {
    const depth = spendHeight - height;
    if (coinbase && depth < COINBASE_MATURITY) {
      return err(broken('bad-txns-premature-spend-of-coinbase', `tried to spend coinbase at depth ${depth}`));
    }
    input += output.value;
    if (!isMoney(output.value) || !isMoney(input)) return err(broken('bad-txns-inputvalues-outofrange'));
  }
  const output = totalOutput(tx);
  if (input < output) {
    return err(
      broken('bad-txns-in-belowout', `value in (${moneyText(input)}) < value out (${moneyText(output)})`),
    );
  }
  const fee = input - output;
  return isMoney(fee) ? ok(fee) : err(broken('bad-txns-fee-outofrange'));
}
