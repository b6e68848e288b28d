import { equalBytes } from '@sferic/crypto';
import { CoinOverlay } from '../chain/coins.ts';
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
import type { Candidate } from './clusters.ts';
import { findUnspentDust } from './ephemeral.ts';
import {
  exceedsFeerate,
  feeAt,
  feeratePerKvb,
  MIN_RELAY_FEERATE,
  type SatPerKvb,
  sigopAdjustedWeight,
  virtualBytes,
} from './fees.ts';
import type { MempoolEntry, Pool } from './pool.ts';
import {
  feeRejection,
  invalidRejection,
  missingInputs,
  PASSED,
  policyRejection,
  type Rejection,
  type Verdict,
} from './rejection.ts';
import { replacedBy } from './replacement.ts';
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
  /** For what was there before: the fee may be any, and BIP 431's limits do not count. */
  readonly bypassLimits?: boolean;
  /** Default: true. */
  readonly allowReplacement?: boolean;
  /** The caller's own limit; default: none. */
  readonly maxFeerate?: SatPerKvb;
}

/** How a member of a package is looked at before the package as a whole is. */
export interface CheckOptions extends AcceptOptions {
  /** Members before it, whose outputs it may spend. */
  readonly companions?: readonly Tx[];
  /** The fee is judged with that of the others. */
  readonly sharesFee?: boolean;
  /** Default: true. */
  readonly allowSiblingEviction?: boolean;
}

/** A transaction that passed every check that looks at it alone, but for its scripts. */
export interface Checked extends Candidate {
  readonly coins: readonly Coin[];
  readonly sigopCost: number;
  /** In the mempool. */
  readonly parents: ReadonlySet<MempoolEntry>;
  /** Entries that spend what it spends, and the sibling that it evicts. */
  readonly conflicts: ReadonlySet<MempoolEntry>;
  readonly evictsSibling: boolean;
}

/** The feerate by which a transaction came in, and with whom it pays it. */
export interface EffectiveFee {
  readonly feerate: SatPerKvb;
  readonly payers: readonly Tx[];
}

/** A transaction that may come in. */
export interface Acceptable {
  readonly tx: Tx;
  readonly fee: Sat;
  readonly sigopCost: number;
  /** Adjusted for signature operations. */
  readonly weight: number;
  readonly effective: EffectiveFee;
}

/** A transaction that may come in, once what it replaces has gone out. */
export interface Acceptance extends Acceptable {
  readonly replaces: ReadonlySet<MempoolEntry>;
}

/** Checks that need no coins. */
function checkForm(
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

/** Confirmed and unconfirmed coins, and those of the transaction's companions. */
function viewOf({ chain, pool }: AcceptContext, companions: readonly Tx[], nextHeight: number): CoinView {
  const view = pool.view(chain.coins, nextHeight);
  if (companions.length === 0) return view;
  const overlay = new CoinOverlay(view);
  for (const tx of companions) overlay.addOutputs(tx, nextHeight, false);
  return overlay;
}

interface Spending {
  readonly coins: readonly Coin[];
  readonly fee: Sat;
  readonly sigopCost: number;
}

/** The coins and what they leave as fee, once every rule about them holds. */
function checkCoins(
  tx: Tx,
  context: AcceptContext,
  { companions = [] }: CheckOptions,
): Result<Spending, Rejection> {
  const { chain } = context;
  const locks = nextLockContext(chain.tip);
  const coins = spentCoins(tx, viewOf(context, companions, locks.height));
  if (coins === undefined)
    return isMined(tx, chain.coins) ? policyRejection('txn-already-known') : missingInputs();
  const heights = coins.map(({ height }) => height);
  if (!satisfiesSequenceLocks(tx, heights, locks)) return policyRejection('non-BIP68-final');
  const fee = checkTxInputs(tx, coins, locks.height);
  if (!fee.ok) return invalidRejection(fee.error.code, fee.error.message);
  const standard = checkStandardInputs(tx, coins);
  if (!standard.ok) return standard;
  if (fee.value > 0n && dustOutputs(tx).length > 0)
    return policyRejection('dust', 'tx with dust output must be 0-fee');
  const sigopCost = sigopsCost(tx, coins);
  if (sigopCost > MAX_STANDARD_SIGOPS_COST)
    return policyRejection('bad-txns-too-many-sigops', `${sigopCost}`);
  return ok({ coins, fee: fee.value, sigopCost });
}

/** Whether a fee is enough for so many virtual bytes, by themselves or together (Bitcoin Core's CheckFeeRate). */
export function checkFee(fee: Sat, virtualSize: number, floor: SatPerKvb): Verdict {
  const atFloor = feeAt(floor, virtualSize);
  if (fee < atFloor) return feeRejection('mempool min fee not met', `${fee} < ${atFloor}`);
  const least = feeAt(MIN_RELAY_FEERATE, virtualSize);
  return fee < least ? feeRejection('min relay fee not met', `${fee} < ${least}`) : PASSED;
}

/** Everything about a transaction but replacement, clusters and scripts (Bitcoin Core's PreChecks). */
export function checkAlone(
  tx: Tx,
  context: AcceptContext,
  options: CheckOptions = {},
): Result<Checked, Rejection> {
  const form = checkForm(tx, context, options);
  if (!form.ok) return form;
  const spending = checkCoins(tx, context, options);
  if (!spending.ok) return spending;
  const { coins, fee, sigopCost } = spending.value;
  const { bypassLimits = false, sharesFee = false, allowSiblingEviction = true } = options;
  const candidate: Candidate = { tx, fee, weight: sigopAdjustedWeight(weight(tx), sigopCost) };
  if (!bypassLimits && !sharesFee) {
    const paid = checkFee(fee, virtualBytes(candidate.weight), context.floor);
    if (!paid.ok) return paid;
  }
  const [parents, conflicts] = [context.pool.parentsOf(tx), context.pool.conflictsOf(tx)];
  const truc = bypassLimits
    ? ok(undefined)
    : checkTruc(candidate, { parents, conflicts }, allowSiblingEviction);
  if (!truc.ok) return truc;
  const sibling = truc.value;
  if (sibling) conflicts.add(sibling);
  return ok({ ...candidate, coins, sigopCost, parents, conflicts, evictsSibling: sibling !== undefined });
}

/** Why a transaction pays more than the caller wants to pay; undefined if it does not. */
export function overpays({ fee, weight: size }: Candidate, maxFeerate = 0): Rejection | undefined {
  if (!exceedsFeerate(fee, virtualBytes(size), maxFeerate)) return undefined;
  return policyRejection('max feerate exceeded').error;
}

/** Runs the scripts by the rules of relay. */
export function checkScripts({ tx, coins }: Checked, { verifier }: AcceptContext): Rejection | undefined {
  const failure = verifier.verify(tx, coins, STANDARD_FLAGS);
  if (failure === undefined) return undefined;
  const reason = `mempool-script-verify-flag-failed (${explainScriptError(failure.error)})`;
  return policyRejection(reason, inputFailureText(tx, failure.inputIndex)).error;
}

/**
 * Whether the mempool would take a transaction: Bitcoin Core 31's AcceptToMemoryPool, its checks in its order, on
 * which the reported reason depends. Changes nothing.
 */
export function evaluateTransaction(
  tx: Tx,
  context: AcceptContext,
  options: AcceptOptions = {},
): Result<Acceptance, Rejection> {
  const alone = checkAlone(tx, context, options);
  if (!alone.ok) return alone;
  const checked = alone.value;
  const replaces = replacedBy(context.pool, checked, checked);
  if (!replaces.ok) return replaces;
  const refused =
    overpays(checked, options.maxFeerate) ??
    findUnspentDust([tx], context.pool)?.error ??
    checkScripts(checked, context);
  if (refused) return err(refused);
  const { fee, weight: size, sigopCost } = checked;
  const effective = { feerate: feeratePerKvb(fee, virtualBytes(size)), payers: [tx] };
  return ok({ tx, fee, weight: size, sigopCost, effective, replaces: replaces.value });
}
