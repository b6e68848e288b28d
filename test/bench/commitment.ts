/** The work of `commitment_signed`: keys, transactions and signatures of a commitment with so many HTLCs. */
import {
  buildCommitmentTransaction,
  buildHtlcTransactions,
  type CommitmentHtlc,
  deriveCommitmentKeys,
  derivePrivateKey,
  fundingSpendDigest,
  htlcTransactionDigest,
  obscuringFactor,
} from '@sferic/channel';
import { publicKey, sha256, sign } from '@sferic/crypto';
import type { Msat, PaymentHash, Point, Sat, SatPerKw, TxId } from '@sferic/wire';

const secret = (name: string) => sha256(new TextEncoder().encode(name));
const pointOf = (name: string) => publicKey(secret(name)) as Point;

function basepoints(name: string) {
  return {
    revocation: pointOf(`${name} revocation`),
    payment: pointOf(`${name} payment`),
    delayedPayment: pointOf(`${name} delayed`),
    htlc: pointOf(`${name} htlc`),
  };
}

const OWNER = basepoints('owner');
const COUNTERPARTY = basepoints('counterparty');
const TO_SELF_DELAY = 144;

/** Builds and signs the peer's commitment as its counterparty, from scratch each time it is called. */
export function commitmentWork(htlcCount: number): () => void {
  const htlcs = Array.from({ length: htlcCount }, (_, index): CommitmentHtlc => {
    return {
      direction: index % 2 === 0 ? 'offered' : 'received',
      id: BigInt(index),
      amountMsat: BigInt(1_000_000 + index * 1000) as Msat,
      paymentHash: secret(`payment ${index}`) as PaymentHash,
      cltvExpiry: 800_000 + index,
    };
  });
  const funding = {
    outPoint: { txid: secret('funding') as TxId, index: 0 },
    amount: 16_000_000n as Sat,
    ownerFundingKey: pointOf('owner funding'),
    counterpartyFundingKey: pointOf('counterparty funding'),
  };
  const factor = obscuringFactor(OWNER.payment, COUNTERPARTY.payment);
  const perCommitmentPoint = pointOf('per commitment');
  return () => {
    const keys = deriveCommitmentKeys(OWNER, COUNTERPARTY, perCommitmentPoint);
    const commitment = buildCommitmentTransaction({
      funding,
      commitmentNumber: 42,
      obscuringFactor: factor,
      keys,
      toSelfDelay: TO_SELF_DELAY,
      dustLimit: 354n as Sat,
      feerate: 2500 as SatPerKw,
      ownerIsOpener: true,
      ownerMsat: 8_000_000_000n as Msat,
      counterpartyMsat: 7_000_000_000n as Msat,
      htlcs,
    });
    sign(fundingSpendDigest(commitment.tx, funding), secret('counterparty funding'));
    const htlcSecret = derivePrivateKey(secret('counterparty htlc'), perCommitmentPoint);
    const transactions = buildHtlcTransactions(commitment, keys, TO_SELF_DELAY);
    if (transactions.length !== htlcCount) throw new Error('an HTLC was trimmed');
    for (const transaction of transactions)
      sign(htlcTransactionDigest(transaction, 'counterparty'), htlcSecret);
  };
}
