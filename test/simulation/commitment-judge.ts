/** Hands every commitment of a channel, with the second stage of its HTLCs, to the rules of the embedded chain. */
import assert from 'node:assert/strict';
import {
  fundingScript,
  fundingSpendDigest,
  htlcTransactionDigest,
  p2wsh,
  signedFundingSpend,
  signedHtlcTransaction,
} from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import type { Preimage } from '@sferic/wire';
import { established, localCommitment, onlyFunding } from '../../packages/channel/test/harness/auditor.ts';
import type { End } from '../../packages/channel/test/harness/end.ts';
import { payment } from '../../packages/channel/test/harness/fixtures.ts';
import { assertValid } from './judge.ts';

/** More payments than a run makes. */
const PAYMENTS = 256;

export class CommitmentJudge {
  commitments = 0;
  htlcTransactions = 0;
  readonly #preimages: ReadonlyMap<string, Preimage>;

  constructor() {
    const payments = Array.from({ length: PAYMENTS }, (_, number) => payment(number));
    this.#preimages = new Map(payments.map((one) => [bytesToHex(one.paymentHash), one.preimage]));
  }

  /** The latest commitment of `end`, as it would be published now, and every HTLC of it. */
  judge(end: End): void {
    const funding = onlyFunding(end);
    const { signature, htlcSignatures } = funding.localSignatures;
    const built = localCommitment(end);
    const { tx } = built.commitment;
    const commitment = signedFundingSpend(tx, built.funding, {
      owner: end.signer.signAsJudge(fundingSpendDigest(tx, built.funding)),
      counterparty: signature,
    });
    const { local, remote } = funding.fundingPubkeys;
    const fundingOutput = { amount: funding.capacity, scriptPubKey: p2wsh(fundingScript(local, remote)) };
    assert(built.commitment.fee >= 0n, 'a commitment that pays out more than the funding holds');
    assertValid(commitment, fundingOutput);
    this.commitments++;

    const point = end.signer.perCommitmentPoint(established(end).commitments.localNumber);
    for (const [index, transaction] of built.htlcTransactions.entries()) {
      const counterparty = htlcSignatures[index];
      assert(counterparty);
      const owner = end.signer.signHtlcAsJudge(htlcTransactionDigest(transaction, 'owner'), point);
      const { direction, paymentHash } = transaction.htlc;
      const preimage = direction === 'received' ? this.#preimages.get(bytesToHex(paymentHash)) : undefined;
      const signed = signedHtlcTransaction(transaction, { owner, counterparty }, preimage);
      const spent = tx.outputs[signed.inputs[0]?.outPoint.index ?? -1];
      assert(spent);
      assertValid(signed, spent);
      this.htlcTransactions++;
    }
  }
}
