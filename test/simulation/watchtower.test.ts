/** What a watchtower publishes, judged by the script interpreter of the embedded chain. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type JusticeClaim,
  justiceClaims,
  justiceTransaction,
  openJustice,
  p2wpkh,
  REPLACEABLE_SEQUENCE,
  type RevokedCommitment,
  revokedBetween,
  sealJustice,
  sighashContext,
  signP2wpkhInput,
  transactionWeight,
  withWitnesses,
} from '@sferic/channel';
import { publicKey, sha256 } from '@sferic/crypto';
import type { Sat, TxId } from '@sferic/wire';
import { fulfill, offer } from '../../packages/channel/test/harness/traffic.ts';
import { JUSTICE_FEERATE, justiceFor } from '../../packages/channel/test/watchtower/tower-fixtures.ts';
import { assertValid, scriptError } from './judge.ts';
import { channel, commitmentOf } from './resolution-fixtures.ts';

/** Bob's commitment with an HTLC in each direction, revoked since, as the tower sees it. */
function caught(): { readonly claims: readonly JusticeClaim[] } {
  const { pair, alice, bob } = channel();
  const { commitment } = commitmentOf(bob);
  const revocations: RevokedCommitment[] = [];
  alice.onStep = (before, after) => revocations.push(...revokedBetween(before, after));
  fulfill(bob, 0n, 1);
  fulfill(alice, 0n, 2);
  pair.settle();
  offer(alice, 5, 20_000_000n);
  pair.settle();
  const [revoked] = revocations;
  const made = revoked && justiceFor(alice, revoked);
  assert(made !== undefined);
  const opened = openJustice(sealJustice(made.justice, made.txid), made.txid);
  assert(opened !== undefined);
  return { claims: justiceClaims(opened, commitment) };
}

/** A coin of the tower's wallet. */
const SECRET = sha256(Uint8Array.of(1));
const COIN = {
  outPoint: { txid: sha256(Uint8Array.of(2)) as TxId, index: 3 },
  sequence: REPLACEABLE_SEQUENCE,
  spent: { amount: 50_000n as Sat, scriptPubKey: p2wpkh(publicKey(SECRET)) },
};
const CHANGE = { amount: 30_000n as Sat, scriptPubKey: p2wpkh(publicKey(SECRET)) };

function signed(claims: readonly JusticeClaim[], withCoin: boolean) {
  const funding = withCoin ? { inputs: [COIN], outputs: [CHANGE] } : { inputs: [], outputs: [] };
  const transaction = justiceTransaction(claims, funding);
  const key = { secretKey: SECRET, publicKey: publicKey(SECRET) };
  const own = withCoin ? [signP2wpkhInput(sighashContext(transaction), claims.length, COIN.spent, key)] : [];
  const spent = [...claims.map((claim) => claim.spent), ...(withCoin ? [COIN.spent] : [])];
  return {
    transaction: withWitnesses(transaction, [...claims.map(({ witness }) => witness), ...own]),
    spent,
  };
}

describe('the justice transaction of a tower', () => {
  it('takes to_local and an HTLC of each direction, alone and with a coin of the tower for the fee', () => {
    const { claims } = caught();
    assert.deepEqual(claims.map(({ type }) => type).toSorted(), ['htlc', 'htlc', 'to_local']);
    for (const withCoin of [false, true]) {
      const { transaction, spent } = signed(claims, withCoin);
      assertValid(transaction, ...spent);
    }
  });

  it('is valid for any choice of outputs in any order: what is lost to another transaction is left out', () => {
    const { claims } = caught();
    for (const part of [...claims.map((claim) => [claim]), claims.toReversed(), claims.slice(1)])
      for (const withCoin of [false, true]) {
        const { transaction, spent } = signed(part, withCoin);
        assertValid(transaction, ...spent);
      }
  });

  it('cannot pay anybody but the client', () => {
    const { transaction, spent } = signed(caught().claims, false);
    for (const index of transaction.outputs.keys()) {
      const outputs = transaction.outputs.map((output, at) =>
        at === index ? { ...output, scriptPubKey: CHANGE.scriptPubKey } : output,
      );
      assert.notEqual(scriptError({ ...transaction, outputs }, spent), undefined);
      const less = transaction.outputs.map((output, at) =>
        at === index ? { ...output, amount: (output.amount - 1n) as Sat } : output,
      );
      assert.notEqual(scriptError({ ...transaction, outputs: less }, spent), undefined);
    }
  });

  it('pays the feerate that was agreed upon by itself, whichever outputs it takes', () => {
    const { claims } = caught();
    for (const part of [...claims.map((claim) => [claim]), claims]) {
      const { transaction, spent } = signed(part, false);
      const total = (of: readonly { readonly amount: bigint }[]) =>
        of.reduce((sum, one) => sum + one.amount, 0n);
      const fee = total(spent) - total(transaction.outputs);
      const size = Math.ceil(transactionWeight(transaction) / 4);
      assert(Number(fee) >= (size * 4 * JUSTICE_FEERATE) / 1000, `${fee} sat for ${size} vbytes`);
    }
  });
});
