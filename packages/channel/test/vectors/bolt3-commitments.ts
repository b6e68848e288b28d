/** Judges commitment and HTLC transactions by the cases of BOLT 3, appendix F (anchors). */
import assert from 'node:assert/strict';
import { bytesToHex, hexToBytes, publicKey, sign, signatureToDer, verify } from '@sferic/crypto';
import type { Msat, PaymentHash, Point, Preimage, Sat, SatPerKw, Signature } from '@sferic/wire';
import {
  buildCommitmentTransaction,
  buildHtlcTransactions,
  type CommitmentHtlc,
  type CommitmentTransactionParams,
  deriveCommitmentKeys,
  derivePrivateKey,
  formatTxid,
  fundingSpendDigest,
  type HtlcTransaction,
  htlcTransactionDigest,
  obscuringFactor,
  parseTransaction,
  parseTxid,
  readCommitmentNumber,
  serializeTransaction,
  signedFundingSpend,
  signedHtlcTransaction,
  transactionWeight,
} from '../../src/bitcoin/index.ts';
import type { VectorCase } from './vector-case.ts';

interface HtlcVector {
  readonly id: number;
  readonly offered_by: 'local' | 'remote';
  readonly amount_msat: number;
  readonly cltv_expiry: number;
  readonly payment_preimage: string;
  readonly payment_hash: string;
}

interface CommitmentVector {
  readonly name: string;
  readonly to_local_msat: number;
  readonly to_remote_msat: number;
  readonly feerate_per_kw: number;
  readonly dust_limit_sats: number;
  readonly htlcs: readonly HtlcVector[];
  readonly expected: {
    readonly actual_fee_sats: number;
    readonly outputs: readonly {
      readonly amount_sats: number;
      readonly script_pubkey: string;
      readonly kind: string;
      readonly htlc_id?: number;
      readonly witness_script: string;
    }[];
    readonly remote_signature: string;
    readonly local_signature: string;
    readonly commitment_tx: string;
    readonly commitment_txid: string;
    readonly commitment_tx_weight: number;
    readonly htlc_transactions: readonly {
      readonly htlc_id: number;
      readonly output_index: number;
      readonly remote_signature: string;
      readonly local_signature: string;
      readonly expected_tx: string;
      readonly expected_weight: number;
    }[];
  };
}

interface CommitmentGroup {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly cases: readonly CommitmentVector[];
}

export interface CommitmentFamily {
  readonly groups: readonly CommitmentGroup[];
}

/** The cases of group `anchors`, the only commitment format of this project. */
export function commitmentCases(family: CommitmentFamily): readonly VectorCase[] {
  return family.groups
    .filter((group) => group.name === 'anchors')
    .flatMap((group) =>
      group.cases.map((vector) => ({
        name: vector.name,
        check: () => checkCommitment(new Parameters(group.parameters), vector),
      })),
    );
}

class Parameters {
  readonly #values: Readonly<Record<string, string | number>>;

  constructor(values: Readonly<Record<string, string | number>>) {
    this.#values = values;
  }

  bytes(name: string): Uint8Array {
    return hexToBytes(String(this.#values[name]));
  }

  point(name: string): Point {
    return this.bytes(name) as Point;
  }

  number(name: string): number {
    return Number(this.#values[name]);
  }

  text(name: string): string {
    return String(this.#values[name]);
  }
}

function commitmentParams(p: Parameters, vector: CommitmentVector): CommitmentTransactionParams {
  const keys = deriveCommitmentKeys(
    {
      revocation: p.point('remote_revocation_basepoint'), // the local one is not given, nor used
      payment: p.point('local_payment_basepoint'),
      delayedPayment: p.point('local_delayed_payment_basepoint'),
      htlc: p.point('local_htlc_basepoint'),
    },
    {
      revocation: p.point('remote_revocation_basepoint'),
      payment: p.point('remote_payment_basepoint'),
      delayedPayment: p.point('remote_payment_basepoint'), // not given, nor used
      htlc: p.point('remote_htlc_basepoint'),
    },
    p.point('local_per_commitment_point'),
  );
  assert.equal(bytesToHex(keys.revocation), p.text('local_revocation_pubkey'));
  assert.equal(bytesToHex(keys.ownerDelayedPayment), p.text('local_delayed_pubkey'));
  assert.equal(bytesToHex(keys.ownerHtlc), p.text('local_htlc_pubkey'));
  assert.equal(bytesToHex(keys.counterpartyHtlc), p.text('remote_htlc_pubkey'));
  assert.equal(bytesToHex(keys.counterpartyPayment), p.text('remote_payment_pubkey'));
  return {
    funding: {
      outPoint: { txid: parseTxid(p.text('funding_txid')), index: p.number('funding_output_index') },
      amount: BigInt(p.number('funding_amount_sats')) as Sat,
      ownerFundingKey: p.point('local_funding_pubkey'),
      counterpartyFundingKey: p.point('remote_funding_pubkey'),
    },
    commitmentNumber: p.number('commitment_number'),
    obscuringFactor: obscuringFactor(p.point('local_payment_basepoint'), p.point('remote_payment_basepoint')),
    keys,
    toSelfDelay: p.number('to_self_delay'),
    dustLimit: BigInt(vector.dust_limit_sats) as Sat,
    feerate: vector.feerate_per_kw as SatPerKw,
    ownerIsOpener: true,
    ownerMsat: BigInt(vector.to_local_msat) as Msat,
    counterpartyMsat: BigInt(vector.to_remote_msat) as Msat,
    htlcs: vector.htlcs.map(htlc),
  };
}

function htlc(vector: HtlcVector): CommitmentHtlc {
  return {
    direction: vector.offered_by === 'local' ? 'offered' : 'received',
    id: BigInt(vector.id),
    amountMsat: BigInt(vector.amount_msat) as Msat,
    paymentHash: hexToBytes(vector.payment_hash) as PaymentHash,
    cltvExpiry: vector.cltv_expiry,
  };
}

function checkCommitment(p: Parameters, vector: CommitmentVector): void {
  const { expected } = vector;
  const params = commitmentParams(p, vector);
  const { funding, obscuringFactor: factor } = params;
  const commitment = buildCommitmentTransaction(params);
  assert.equal(formatTxid(commitment.txid), expected.commitment_txid);
  assert.equal(commitment.fee, BigInt(expected.actual_fee_sats));
  assert.equal(readCommitmentNumber(commitment.tx, factor), p.number('commitment_number'));
  assert.deepEqual(
    commitment.outputs.map((output, index) => ({
      kind: output.kind === 'htlc' ? `${output.htlc.direction}_htlc` : output.kind,
      id: output.kind === 'htlc' ? Number(output.htlc.id) : undefined,
      amount: commitment.tx.outputs[index]?.amount,
      script: bytesToHex(commitment.tx.outputs[index]?.scriptPubKey ?? new Uint8Array()),
      witnessScript: bytesToHex(output.witnessScript),
    })),
    expected.outputs.map((output) => ({
      kind: output.kind,
      id: output.htlc_id,
      amount: BigInt(output.amount_sats),
      script: output.script_pubkey,
      witnessScript: output.witness_script,
    })),
  );

  const digest = fundingSpendDigest(commitment.tx, funding);
  const owner = sign(digest, p.bytes('local_funding_privkey')) as Signature;
  const counterparty = sign(digest, p.bytes('remote_funding_privkey')) as Signature;
  assert.equal(der(owner), expected.local_signature);
  assert.equal(der(counterparty), expected.remote_signature);
  const signed = signedFundingSpend(commitment.tx, funding, { owner, counterparty });
  assert.equal(bytesToHex(serializeTransaction(signed)), expected.commitment_tx);
  assert.equal(transactionWeight(signed), expected.commitment_tx_weight);
  assert.deepEqual(parseTransaction(hexToBytes(expected.commitment_tx)), { ok: true, value: signed });
  checkHtlcTransactions(p, vector, buildHtlcTransactions(commitment, params.keys, params.toSelfDelay));
}

function checkHtlcTransactions(
  p: Parameters,
  vector: CommitmentVector,
  built: readonly HtlcTransaction[],
): void {
  const expected = vector.expected.htlc_transactions;
  const point = p.point('local_per_commitment_point');
  // The HTLC keys derive from the payment basepoints here: appendix C has no others.
  const ownerKey = derivePrivateKey(p.bytes('local_payment_basepoint_secret'), point);
  const counterpartyKey = derivePrivateKey(p.bytes('remote_payment_basepoint_secret'), point);
  assert.equal(bytesToHex(publicKey(ownerKey)), p.text('local_htlc_pubkey'));
  assert.equal(built.length, expected.length);
  for (const [index, transaction] of built.entries()) {
    const want = expected[index];
    assert.ok(want !== undefined);
    const source = vector.htlcs.find((each) => each.id === want.htlc_id);
    assert.ok(source !== undefined);
    assert.equal(transaction.tx.inputs[0]?.outPoint.index, want.output_index);
    assert.equal(transaction.htlc.id, BigInt(want.htlc_id));
    const counterparty = sign(
      htlcTransactionDigest(transaction, 'counterparty'),
      counterpartyKey,
    ) as Signature;
    const ownerDigest = htlcTransactionDigest(transaction, 'owner');
    const owner = sign(ownerDigest, ownerKey) as Signature;
    assert.equal(der(counterparty), want.remote_signature);
    assert.equal(der(owner), want.local_signature);
    assert.ok(verify(ownerDigest, owner, p.bytes('local_htlc_pubkey')));
    const preimage =
      source.offered_by === 'remote' ? (hexToBytes(source.payment_preimage) as Preimage) : undefined;
    const signed = signedHtlcTransaction(transaction, { owner, counterparty }, preimage);
    assert.equal(bytesToHex(serializeTransaction(signed)), want.expected_tx);
    assert.equal(transactionWeight(signed), want.expected_weight);
  }
}

function der(signature: Signature): string {
  return bytesToHex(signatureToDer(signature));
}
