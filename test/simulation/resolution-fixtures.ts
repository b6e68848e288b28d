/** A channel with an HTLC in each direction, and what its ends can bring to the chain. */
import assert from 'node:assert/strict';
import {
  type ClosingState,
  fundingSpendDigest,
  htlcTransactionDigest,
  signedFundingSpend,
  signedHtlcTransaction,
} from '@sferic/channel';
import { established, localCommitment, onlyFunding } from '../../packages/channel/test/harness/auditor.ts';
import type { End } from '../../packages/channel/test/harness/end.ts';
import { originOf, payment } from '../../packages/channel/test/harness/fixtures.ts';
import { Pair } from '../../packages/channel/test/harness/pair.ts';
import { TestChain } from '../../packages/channel/test/harness/test-chain.ts';
import { fulfill, offer } from '../../packages/channel/test/harness/traffic.ts';
import { scriptError } from './judge.ts';

export const EXPIRY = 1500;
export const AMOUNT = 30_000_000n;
export const DELAY = 144;

/** A channel with an HTLC from Alice (payment 1, Bob's to claim) and one from Bob (payment 2). */
export function channel() {
  const pair = Pair.normal({ announce: false });
  const { alice, bob } = pair;
  offer(alice, 1, AMOUNT, EXPIRY);
  offer(bob, 2, AMOUNT, EXPIRY);
  pair.settle();
  return { pair, alice, bob, chain: new TestChain([alice, bob], scriptError) };
}

/** The latest commitment of `end`, signed by both, whatever becomes of it later; and its HTLC transactions. */
export function commitmentOf(end: End) {
  const built = localCommitment(end);
  const { tx } = built.commitment;
  const { signature, htlcSignatures } = onlyFunding(end).localSignatures;
  const commitment = signedFundingSpend(tx, built.funding, {
    owner: end.signer.signAsJudge(fundingSpendDigest(tx, built.funding)),
    counterparty: signature,
  });
  const point = end.signer.perCommitmentPoint(established(end).commitments.localNumber);
  const second = built.htlcTransactions.map((transaction, index) => {
    const owner = end.signer.signHtlcAsJudge(htlcTransactionDigest(transaction, 'owner'), point);
    const received = transaction.htlc.direction === 'received';
    const number = end.name === 'alice' ? 2 : 1;
    const counterparty = htlcSignatures[index];
    assert(counterparty !== undefined);
    const preimage = received ? payment(number).preimage : undefined;
    return { received, transaction: signedHtlcTransaction(transaction, { owner, counterparty }, preimage) };
  });
  return { commitment, second };
}

/** Both HTLCs are settled and acknowledged, and Bob's commitment that held them is revoked. */
export function settledChannel() {
  const { pair, alice, bob, chain } = channel();
  const old = commitmentOf(bob);
  fulfill(bob, 0n, 1);
  fulfill(alice, 0n, 2);
  pair.settle();
  for (const [end, number] of [
    [alice, 1],
    [bob, 2],
  ] as const)
    end.do({ type: 'acknowledge_settlement', origin: originOf(end.name, number) });
  return { pair, alice, bob, chain, old };
}

/** Which outcomes `end` was told of. */
export function outcomes(end: End): readonly string[] {
  return end.settlements.map(({ outcome }) => outcome.type);
}

/** Until `end` has forgotten the channel, its outcomes acknowledged. */
export function seeThrough(chain: TestChain, end: End): void {
  chain.mineClaims(end, DELAY + 2);
  end.do({ type: 'acknowledge_settlement', origin: originOf(end.name, end.name === 'alice' ? 1 : 2) });
  chain.mineClaims(end, 102);
  assert.equal(end.state.type, 'closed');
  assert.equal(end.rows.size, 0);
}

export function closing(end: End): ClosingState {
  const state = established(end);
  assert(state.type === 'closing');
  return state;
}
