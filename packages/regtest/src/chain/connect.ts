import type { Block } from '../block.ts';
import type { Coin, CoinView } from '../coin.ts';
import { err, ok, type Result } from '../result.ts';
import { CONSENSUS_FLAGS } from '../script/flags.ts';
import { displayId, isMoney, type OutPoint, type Sat, type Tx, txid, wtxid } from '../transaction.ts';
import { checkBlock, checkBlockContext, checkHeader } from '../validation/block.ts';
import {
  broken,
  type ConsensusError,
  explainScriptError,
  type InputScriptError,
} from '../validation/errors.ts';
import { blockSubsidy, MAX_BLOCK_SIGOPS_COST } from '../validation/limits.ts';
import { type LockContext, satisfiesSequenceLocks } from '../validation/locktime.ts';
import type { ScriptVerifier } from '../validation/scripts.ts';
import { sigopsCost } from '../validation/sigops.ts';
import { checkTxInputs, spentCoins, totalOutput } from '../validation/transaction.ts';
import { CoinOverlay } from './coins.ts';
import { ancestorAt, type BlockNode, medianTimePast } from './tree.ts';
import type { BlockUndo } from './undo.ts';

/**
 * Everything that can be said of a block at its place without looking at coins.
 * @param now seconds since 1970
 */
export function checkNewBlock(block: Block, parent: BlockNode, now: number): ConsensusError | undefined {
  const median = medianTimePast(parent);
  return (
    checkHeader(block.header, { medianTimePast: median, now }) ??
    checkBlock(block) ??
    checkBlockContext(block, { height: parent.height + 1, medianTimePast: median })
  );
}

/** The lock rules' view of the block after `tip`. */
export function nextLockContext(tip: BlockNode): LockContext {
  return {
    height: tip.height + 1,
    medianTimePast: medianTimePast(tip),
    medianTimeAt: (height) => {
      const node = ancestorAt(tip, height);
      if (node === undefined) throw new RangeError(`no block at height ${height}`);
      return medianTimePast(node);
    },
  };
}

const outPointText = ({ txid: id, index }: OutPoint): string => `${displayId(id)}:${index}`;

/** Which input failed to verify, in Bitcoin Core's words. */
export function inputFailureText(tx: Tx, inputIndex: number): string {
  const prevout = tx.inputs[inputIndex]?.prevout;
  const spending = prevout ? outPointText(prevout) : '?';
  return `input ${inputIndex} of ${displayId(txid(tx))} (wtxid ${displayId(wtxid(tx))}), spending ${spending}`;
}

function scriptFailure(tx: Tx, { error, inputIndex }: InputScriptError): ConsensusError {
  const reason = `block-script-verify-flag-failed (${explainScriptError(error)})` as const;
  return broken(reason, inputFailureText(tx, inputIndex));
}

/** What connecting a block comes to. */
export interface Connected {
  readonly coins: CoinOverlay;
  readonly undo: BlockUndo;
}

/** Progress through the transactions of one block. */
interface Tally {
  readonly coins: CoinOverlay;
  readonly locks: LockContext;
  readonly verifier: ScriptVerifier | undefined;
  fees: Sat;
  sigops: number;
}

/** BIP 30: no transaction may have an unspent one's id. */
const overwrites = (tx: Tx, view: CoinView): boolean =>
  tx.outputs.some((_, index) => view.get({ txid: txid(tx), index }) !== undefined);

/** Checks one transaction after the coinbase and spends its coins. */
function connectTransaction(tx: Tx, tally: Tally): Result<readonly Coin[], ConsensusError> {
  const { coins, locks, verifier } = tally;
  const spent = spentCoins(tx, coins);
  const fee = checkTxInputs(tx, spent, locks.height);
  if (!fee.ok) return fee;
  if (spent === undefined) throw new Error('a transaction with missing inputs passed');
  tally.fees += fee.value;
  if (!isMoney(tally.fees)) return err(broken('bad-txns-accumulated-fee-outofrange'));
  const heights = spent.map(({ height }) => height);
  if (!satisfiesSequenceLocks(tx, heights, locks)) {
    return err(broken('bad-txns-nonfinal', `contains a non-BIP68-final transaction ${displayId(txid(tx))}`));
  }
  tally.sigops += sigopsCost(tx, spent);
  if (tally.sigops > MAX_BLOCK_SIGOPS_COST) return err(broken('bad-blk-sigops', 'too many sigops'));
  const failure = verifier?.verify(tx, spent, CONSENSUS_FLAGS);
  if (failure) return err(scriptFailure(tx, failure));
  for (const { prevout } of tx.inputs) coins.spend(prevout);
  coins.addOutputs(tx, locks.height, false);
  return ok(spent);
}

/**
 * What a block, which passed `checkNewBlock`, does to the coins of its parent; or the rule of the chain it breaks.
 * @param view coins as of `parent`; left as it is
 * @param verifier undefined: scripts are trusted
 */
export function connectBlock(
  block: Block,
  parent: BlockNode,
  view: CoinView,
  verifier: ScriptVerifier | undefined,
): Result<Connected, ConsensusError> {
  const [coinbase, ...others] = block.transactions;
  if (coinbase === undefined) return err(broken('bad-cb-missing'));
  if (block.transactions.some((tx) => overwrites(tx, view))) {
    return err(broken('bad-txns-BIP30', 'tried to overwrite transaction'));
  }
  const coins = new CoinOverlay(view);
  const locks = nextLockContext(parent);
  const tally: Tally = { coins, locks, verifier, fees: 0n, sigops: sigopsCost(coinbase, []) };
  coins.addOutputs(coinbase, locks.height, true);
  const undo: (readonly Coin[])[] = [];
  for (const tx of others) {
    const spent = connectTransaction(tx, tally);
    if (!spent.ok) return spent;
    undo.push(spent.value);
  }
  const reward = tally.fees + blockSubsidy(locks.height);
  const claimed = totalOutput(coinbase);
  if (claimed > reward) {
    return err(broken('bad-cb-amount', `coinbase pays too much (actual=${claimed} vs limit=${reward})`));
  }
  return ok({ coins, undo });
}

/** What taking a block off the tip does to the coins. Throws when they are not those that the block left. */
export function disconnectBlock(block: Block, undo: BlockUndo, view: CoinView): CoinOverlay {
  const coins = new CoinOverlay(view);
  for (const [index, tx] of [...block.transactions.entries()].reverse()) {
    for (const output of tx.outputs.keys()) {
      const outpoint = { txid: txid(tx), index: output };
      if (coins.get(outpoint)) coins.spend(outpoint);
    }
    if (index === 0) continue;
    const spent = undo[index - 1];
    if (spent?.length !== tx.inputs.length) throw new Error('undo data does not fit its block');
    for (const [position, { prevout }] of tx.inputs.entries()) {
      const coin = spent[position];
      if (coin) coins.add(prevout, coin);
    }
  }
  return coins;
}
