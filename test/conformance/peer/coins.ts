/** Mined coins for the peers of a suite: what they put into channels. */
import assert from 'node:assert/strict';
import {
  p2wpkh,
  parseTransaction,
  scriptToAddress,
  sighashContext,
  signP2wpkhInput,
  type Transaction,
  type TxOutput,
} from '@sferic/channel';
import { hexToBytes, publicKey, sha256 } from '@sferic/crypto';
import type { Subject } from './subject.ts';

/** Blocks until a mined coin can be spent. */
const MATURITY = 100;

const KEY = sha256(new TextEncoder().encode('coins of the conformance suite'));
const SCRIPT = p2wpkh(publicKey(KEY));

/** A transaction whose first output is ours and can be spent. */
export type Coin = Transaction;

/** Mines `count` coins and lets them ripen. */
export async function mineCoins(subject: Subject, count: number): Promise<readonly Coin[]> {
  const address = scriptToAddress(SCRIPT, 'regtest');
  const hashes = (await subject.call('generatetoaddress', count, address)) as readonly string[];
  await subject.call('generatetoaddress', MATURITY, NOBODY);
  await subject.synced();
  return Promise.all(hashes.map((hash) => coinbaseOf(subject, hash)));
}

/** An address of nobody's. */
export const NOBODY = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

export const COIN_SCRIPT: Uint8Array = SCRIPT;

/** Signatures of our inputs. */
export function signCoins(
  transaction: Transaction,
  spent: readonly TxOutput[],
  ours: readonly number[],
): readonly (readonly Uint8Array[])[] {
  const context = sighashContext(transaction);
  return ours.map((index) => {
    const output = spent[index];
    assert(output !== undefined);
    return signP2wpkhInput(context, index, output, { secretKey: KEY, publicKey: publicKey(KEY) });
  });
}

async function coinbaseOf(subject: Subject, hash: string): Promise<Coin> {
  const block = (await subject.call('getblock', hash, 2)) as {
    readonly tx: readonly { readonly hex: string }[];
  };
  const parsed = parseTransaction(hexToBytes(block.tx[0]?.hex ?? ''));
  assert(parsed.ok);
  return parsed.value;
}
