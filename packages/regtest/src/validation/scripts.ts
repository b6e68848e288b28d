import { bytesToHex } from '@sferic/crypto';
import type { Coin } from '../coin.ts';
import { includesFlags, type ScriptFlags } from '../script/flags.ts';
import { verifyScript } from '../script/verify.ts';
import { transactionChecker } from '../sighash/checker.ts';
import { type Tx, wtxid } from '../transaction.ts';
import type { InputScriptError } from './errors.ts';

/**
 * Transactions remembered as verified: some 3 MB. More than a few full blocks, so that what the mempool took is
 * not verified again when it is mined.
 */
const CACHE_LIMIT = 20_000;

/**
 * Verifies the scripts of whole transactions and remembers which verified. A wtxid commits to the scripts, the
 * witnesses and the coins, and a flag only ever refuses more: who passed under some flags passes under fewer.
 */
export class ScriptVerifier {
  readonly #verified = new Map<string, ScriptFlags>();
  readonly #limit: number;

  /** @param limit how many transactions are remembered; the oldest goes first */
  constructor(limit = CACHE_LIMIT) {
    this.#limit = limit;
  }

  /**
   * The first input that fails, or undefined.
   * @param coins that the inputs spend, in their order
   */
  verify(tx: Tx, coins: readonly Coin[], flags: ScriptFlags): InputScriptError | undefined {
    const key = bytesToHex(wtxid(tx));
    const known = this.#verified.get(key);
    if (known !== undefined && includesFlags(known, flags)) return undefined;
    const failure = verifyInputScripts(tx, coins, flags);
    if (failure === undefined) this.#remember(key, flags);
    return failure;
  }

  #remember(key: string, flags: ScriptFlags): void {
    this.#verified.delete(key);
    this.#verified.set(key, flags);
    if (this.#verified.size <= this.#limit) return;
    const [oldest] = this.#verified.keys();
    if (oldest !== undefined) this.#verified.delete(oldest);
  }
}

/** Runs the scripts of all inputs: the first that fails, or undefined. For a coinbase there is nothing to run. */
export function verifyInputScripts(
  tx: Tx,
  coins: readonly Coin[],
  flags: ScriptFlags,
): InputScriptError | undefined {
  for (const [inputIndex, { scriptSig, witness }] of tx.inputs.entries()) {
    const coin = coins[inputIndex];
    if (coin === undefined) throw new RangeError(`no coin for input ${inputIndex}`);
    const { scriptPubKey, value } = coin.output;
    const checker = transactionChecker(tx, inputIndex, value);
    const error = verifyScript({ scriptSig, scriptPubKey, witness }, flags, checker);
    if (error !== undefined) return { inputIndex, error };
  }
  return undefined;
}
