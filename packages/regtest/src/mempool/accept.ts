import { equalBytes } from '@sferic/crypto';
import { inputFailureText, nextLockContext } from '../chain/connect.ts';
import type { ChainState } from '../chain/state.ts';
import type { Coin, CoinView } from '../coin.ts';
import { err, ok, type Result } from '../result.ts';
import { STANDARD_FLAGS } from '../script/flags.ts';
import { isCoinbase, type Sat, type Tx, txid, weight, wtxid } from '../transaction.ts';
import { explainScriptError } from '../validation/errors.ts';
import { MAX_BLOCK_SIGOPS_COST } from '../validation/limits.ts';
import { isFinal, satisfiesSequenceLocks } from '../validation/locktime.ts';
import type { ScriptVerifier } from '../validation/scripts.ts';
import { sigopsCost } from '../validation/sigops.ts';
import { checkTransaction, checkTxInputs, spentCoins } from '../validation/transaction.ts';
import { feeAt, MIN_RELAY_FEERATE, type SatPerKvb, sigopAdjustedWeight, virtualBytes } from './fees.ts';
import type { MempoolEntry, Pool } from './pool.ts';
import {
  invalidRejection,
  missingInputs,
  PASSED,
  policyRejection,
  type Rejection,
  type Verdict,
} from './rejection.ts';
import { type Candidate, replacedBy } from './replacement.ts';
import { checkStandardForm, checkStandardInputs, dustOutputs } from './standard.ts';
import { checkTruc } from './truc.ts';

/** A fifth of what a block may hold. */
const MAX_STANDARD_SIGOPS_COST = MAX_BLOCK_SIGOPS_COST / 5;

/** What a transaction is judged against. */
export interface AcceptContext {
  readonly chain: ChainState;
  readonly pool: Pool;
  readonly verifier: ScriptVerifier;
  /** Feerate below which a full mempool takes nothing more; 0 when there is room. */
  readonly floor: SatPerKvb;
}

export interface AcceptOptions {
  /** For what was there before a reorg: the fee may be any, and BIP 431's limits do not count. */
  readonly bypassLimits?: boolean;
  /** Default: true. */
  readonly allowReplacement?: boolean;
}

/** A transaction that may come in, once what it replaces has gone out. */
export interface Acceptable {
  readonly tx: Tx;
  readonly fee: Sat;
  readonly sigopCost: number;
  /** Adjusted for signature operations. */
  readonly weight: number;
  readonly replaces: ReadonlySet<MempoolEntry>;
}

/** Checks that need no coins. */
function checkAlone(
  tx: Tx,
  { chain, pool }: AcceptContext,
  { allowReplacement = true }: AcceptOptions,
): Verdict {
  const broken = checkTransaction(tx);
  if (broken) return invalidRejection(broken.code, broken.message);
  if (isCoinbase(tx)) return invalidRejection('coinbase');
  const form = checkStandardForm(tx);
  if (!form.ok) return form;
  const { height, medianTimePast } = nextLockContext(chain.tip);
  if (!isFinal(tx, height, medianTimePast)) return policyRejection('non-final');
  const known = pool.find(txid(tx));
  if (known) {
    const same = equalBytes(wtxid(known.tx), wtxid(tx));
    return policyRejection(same ? 'txn-already-in-mempool' : 'txn-same-nonwitness-data-in-mempool');
  }
  if (!allowReplacement && pool.conflictsOf(tx).size > 0)
    return policyRejection('bip125-replacement-disallowed');
  return PASSED;
}

/** Whether an output of this very transaction is unspent: then it was mined. */
const isMined = (tx: Tx, coins: CoinView): boolean =>
  tx.outputs.some((_, index) => coins.get({ txid: txid(tx), index }) !== undefined);

/** The coins and what they leave as fee, once every rule about them holds. */
function checkCoins(
  tx: Tx,
  { chain, pool }: AcceptContext,
): Result<{ readonly coins: readonly Coin[]; readonly fee: Sat; readonly sigopCost: number }, Rejection> {
  const locks = nextLockContext(chain.tip);
  const coins = spentCoins(tx, pool.view(chain.coins, locks.height));
  if (coins === undefined)
    return isMined(tx, chain.coins) ? policyRejection('txn-already-known') : missingInputs();
  const heights = coins.map(({ height }) => height);
  if (!satisfiesSequenceLocks(tx, heights, locks)) return policyRejection('non-BIP68-final');
  const fee = checkTxInputs(tx, coins, locks.height);
  if (!fee.ok) return invalidRejection(fee.error.code, fee.error.message);
  const standard = checkStandardInputs(tx, coins);
  if (!standard.ok) return standard;
  const sigopCost = sigopsCost(tx, coins);
  if (sigopCost > MAX_STANDARD_SIGOPS_COST)
    return policyRejection('bad-txns-too-many-sigops', `${sigopCost}`);
  return ok({ coins, fee: fee.value, sigopCost });
}

function checkFee({ tx, fee, weight: size }: Candidate, floor: SatPerKvb, bypassLimits: boolean): Verdict {
  if (fee > 0n && dustOutputs(tx).length > 0)
    return policyRejection('dust', 'tx with dust output must be 0-fee');
  if (bypassLimits) return PASSED;
  const atFloor = feeAt(floor, virtualBytes(size));
  if (fee < atFloor) return policyRejection('mempool min fee not met', `${fee} < ${atFloor}`);
  const least = feeAt(MIN_RELAY_FEERATE, virtualBytes(size));
  return fee < least ? policyRejection('min relay fee not met', `${fee} < ${least}`) : PASSED;
}

/**
 * Whether the mempool would take a transaction: Bitcoin Core 31's AcceptToMemoryPool, its checks in its order, on
 * which the reported reason depends. Changes nothing.
 */
export function evaluateTransaction(
  tx: Tx,
  context: AcceptContext,
  options: AcceptOptions = {},
): Result<Acceptable, Rejection> {
  const alone = checkAlone(tx, context, options);
  if (!alone.ok) return alone;
  const checked = checkCoins(tx, context);
  if (!checked.ok) return checked;
  const { coins, fee, sigopCost } = checked.value;
  const { bypassLimits = false } = options;
  const candidate: Candidate = { tx, fee, weight: sigopAdjustedWeight(weight(tx), sigopCost) };
  const paid = checkFee(candidate, context.floor, bypassLimits);
  if (!paid.ok) return paid;
  const conflicts = context.pool.conflictsOf(tx);
  const truc = bypassLimits ? ok([]) : checkTruc(candidate, context.pool.parentsOf(tx), conflicts);
  if (!truc.ok) return truc;
  const replaces = replacedBy(context.pool, candidate, new Set([...conflicts, ...truc.value]));
  if (!replaces.ok) return replaces;
  const failure = context.verifier.verify(tx, coins, STANDARD_FLAGS);
  if (failure) {
    const reason = `mempool-script-verify-flag-failed (${explainScriptError(failure.error)})`;
    return err({ code: 'policy', reason, detail: inputFailureText(tx, failure.inputIndex) });
  }
  return ok({ ...candidate, sigopCost, replaces: replaces.value });
}
