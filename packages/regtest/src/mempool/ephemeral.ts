import { bytesToHex } from '@sferic/crypto';
import { displayId, outPointKey, type Tx, txid, wtxid } from '../transaction.ts';
import type { Pool } from './pool.ts';
import { policyRejection, type Rejection } from './rejection.ts';
import { isDust } from './standard.ts';

/**
 * Dust comes in only with a child that spends it, so that it never enters the set of unspent outputs: whoever spends
 * from an unconfirmed transaction must spend all of its dust (Bitcoin Core's CheckEphemeralSpends).
 * @param txs that are judged together, parents before children
 * @returns the first that leaves dust behind
 */
export function findUnspentDust(
  txs: readonly Tx[],
  pool: Pool,
): { readonly index: number; readonly error: Rejection } | undefined {
  const companions = new Map(txs.map((tx) => [bytesToHex(txid(tx)), tx]));
  for (const [index, tx] of txs.entries()) {
    const spent = new Set(tx.inputs.map(({ prevout }) => outPointKey(prevout)));
    const leaves = tx.inputs.some(({ prevout: { txid: id } }) => {
      const parent = companions.get(bytesToHex(id)) ?? pool.find(id)?.tx;
      return parent?.outputs.some(
        (output, at) => isDust(output) && !spent.has(outPointKey({ txid: id, index: at })),
      );
    });
    if (!leaves) continue;
    const name = `tx ${displayId(txid(tx))} (wtxid=${displayId(wtxid(tx))})`;
    const { error } = policyRejection(
      'missing-ephemeral-spends',
      `${name} did not spend parent's ephemeral dust`,
    );
    return { index, error };
  }
  return undefined;
}
