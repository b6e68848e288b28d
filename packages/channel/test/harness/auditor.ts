/** What must hold of two ends at any moment, computed apart from the code that keeps it so where that can be. */
import assert from 'node:assert/strict';
import { bytesToHex, verify } from '@sferic/crypto';
import { fundingSpendDigest } from '../../src/bitcoin/commitment-transaction.ts';
import { htlcTransactionDigest } from '../../src/bitcoin/htlc-transactions.ts';
import { type BuiltCommitment, buildCommitment } from '../../src/commitment/build.ts';
import type { FundingCommitments } from '../../src/commitment/commitments.ts';
import { commitmentSpec, type View } from '../../src/commitment/spec.ts';
import { SIDES, type Side } from '../../src/dual.ts';
import { type EstablishedState, storedState } from '../../src/state.ts';
import type { End } from './end.ts';

export function established(end: End): EstablishedState {
  const state = storedState(end.state);
  assert(state !== undefined && state.type !== 'signing_funding', `${end.name} is ${end.state.type}`);
  return state;
}

/** The latest commitment of `end`, as it would publish it. */
export function localCommitment(end: End, funding = onlyFunding(end)): BuiltCommitment {
  const { params, commitments } = established(end);
  const { localNumber, updates } = commitments;
  const spec = commitmentSpec(updates, funding, params.opener, 'local', 'current');
  return buildCommitment(params, funding, spec, localNumber, end.signer.perCommitmentPoint(localNumber));
}

/** The latest commitment that `end` has signed for its peer. */
export function remoteCommitment(end: End, funding = onlyFunding(end)): BuiltCommitment {
  const { params, commitments } = established(end);
  const { remote, updates } = commitments;
  const spec = commitmentSpec(updates, funding, params.opener, 'remote', 'current');
  return buildCommitment(params, funding, spec, remote.number, remote.point);
}

export function onlyFunding(end: End): FundingCommitments {
  const { active } = established(end).commitments;
  const [funding] = active;
  assert(funding !== undefined && active.length === 1);
  return funding;
}

/** No satoshi appears or vanishes, in any view of any commitment. */
export function auditBalances(end: End): void {
  const { params, commitments } = established(end);
  for (const funding of commitments.active)
    for (const owner of SIDES)
      for (const view of ['current', 'next', 'all'] satisfies View[]) {
        const spec = commitmentSpec(commitments.updates, funding, params.opener, owner, view);
        const htlcs = spec.htlcs.reduce((sum, { facts }) => sum + facts.amount, 0n);
        const total = spec.balances.local + spec.balances.remote + htlcs;
        assert.equal(total, funding.capacity * 1000n, `${end.name}: ${owner} ${view}`);
        // What is agreed upon is never below zero; `all` may be where the other end has yet to answer.
        if (view === 'current')
          for (const side of SIDES) assert(spec.balances[side] >= 0n, `${end.name}: ${side}`);
      }
}

/** The peer's signatures that `end` holds are those of its latest commitments: it could publish them now. */
export function auditSignatures(end: End): void {
  const { active, localNumber } = established(end).commitments;
  for (const funding of active) {
    const { commitmentNumber, signature, htlcSignatures } = funding.localSignatures;
    assert.equal(commitmentNumber, localNumber);
    const built = localCommitment(end, funding);
    const digest = fundingSpendDigest(built.commitment.tx, built.funding);
    assert(verify(digest, signature, funding.fundingPubkeys.remote), `${end.name}: commitment signature`);
    assert.equal(htlcSignatures.length, built.htlcTransactions.length);
    for (const [index, transaction] of built.htlcTransactions.entries()) {
      const htlcDigest = htlcTransactionDigest(transaction, 'counterparty');
      const htlcSignature = htlcSignatures[index];
      assert(
        htlcSignature && verify(htlcDigest, htlcSignature, built.keys.counterpartyHtlc),
        `HTLC ${index}`,
      );
    }
  }
}

/** Where both ends speak of the same commitment they mean the same transaction, byte for byte. */
export function auditAgreement(one: End, other: End): void {
  for (const [owner, counterparty] of [
    [one, other],
    [other, one],
  ] as const) {
    const held = established(owner).commitments.localNumber;
    const signed = established(counterparty).commitments.remote.number;
    assert(
      signed === held || signed === held + 1,
      `${counterparty.name} signed ${signed}, ${owner.name} holds ${held}`,
    );
    if (signed !== held) continue;
    const [mine, theirs] = [localCommitment(owner), remoteCommitment(counterparty)];
    assert.equal(
      bytesToHex(mine.commitment.txid),
      bytesToHex(theirs.commitment.txid),
      `commitment of ${owner.name}`,
    );
  }
}

/** Whether nothing is on its way: both ends see one and the same set of HTLCs, all of them committed. */
export function isQuiet(end: End): boolean {
  const { updates, remote } = established(end).commitments;
  const all = SIDES.flatMap((side: Side) => [...updates.htlcs[side].values()]);
  return (
    remote.revocation.type === 'received' &&
    updates.pendingFeerates.length === 0 &&
    all.every(({ stage }) => stage === 'committed')
  );
}
