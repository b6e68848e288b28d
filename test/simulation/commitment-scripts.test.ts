/** Every way to spend every output of a commitment, judged by the embedded chain's interpreter. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  buildCommitmentTransaction,
  buildHtlcTransactions,
  type CommitmentOutput,
  type CommitmentTransactionParams,
  deriveCommitmentKeys,
  derivePrivateKey,
  deriveRevocationPrivateKey,
  fundingScript,
  fundingSpendDigest,
  type HtlcTransaction,
  htlcTransactionDigest,
  obscuringFactor,
  p2wsh,
  scriptSignature,
  segwitSighash,
  sighashContext,
  signedFundingSpend,
  signedHtlcTransaction,
  type Transaction,
  transactionId,
  unsignedInput,
  withWitnesses,
  witnessProgram,
} from '@sferic/channel';
import { publicKey, sha256, sign } from '@sferic/crypto';
import type { Msat, PaymentHash, Point, Preimage, Sat, SatPerKw, Signature, TxId } from '@sferic/wire';
import { assertValid, scriptError } from './judge.ts';

const secretOf = (label: string) => sha256(new TextEncoder().encode(label));
const pointOf = (label: string) => publicKey(secretOf(label)) as Point;
const basepoints = (who: string) => ({
  revocation: pointOf(`${who} revocation`),
  payment: pointOf(`${who} payment`),
  delayedPayment: pointOf(`${who} delayed`),
  htlc: pointOf(`${who} htlc`),
});

const DELAY = 144;
const CLTV_EXPIRY = 500;
const CAPACITY = 10_000_000n as Sat;
const PREIMAGE = secretOf('preimage') as Preimage;
const PAYMENT_HASH = sha256(PREIMAGE) as PaymentHash;
const PER_COMMITMENT_POINT = pointOf('per-commitment');

/** Private keys of both ends for this one commitment. */
const KEYS = {
  ownerFunding: secretOf('owner funding'),
  counterpartyFunding: secretOf('counterparty funding'),
  ownerDelayed: derivePrivateKey(secretOf('owner delayed'), PER_COMMITMENT_POINT),
  ownerHtlc: derivePrivateKey(secretOf('owner htlc'), PER_COMMITMENT_POINT),
  counterpartyHtlc: derivePrivateKey(secretOf('counterparty htlc'), PER_COMMITMENT_POINT),
  counterpartyPayment: secretOf('counterparty payment'),
  revocation: deriveRevocationPrivateKey(secretOf('counterparty revocation'), secretOf('per-commitment')),
};

const FUNDING = {
  outPoint: { txid: new Uint8Array(32).fill(1) as TxId, index: 0 },
  amount: CAPACITY,
  ownerFundingKey: pointOf('owner funding'),
  counterpartyFundingKey: pointOf('counterparty funding'),
};

const PARAMS: CommitmentTransactionParams = {
  funding: FUNDING,
  commitmentNumber: 5,
  obscuringFactor: obscuringFactor(pointOf('owner payment'), pointOf('counterparty payment')),
  keys: deriveCommitmentKeys(basepoints('owner'), basepoints('counterparty'), PER_COMMITMENT_POINT),
  toSelfDelay: DELAY,
  dustLimit: 354n as Sat,
  feerate: 1000 as SatPerKw,
  ownerIsOpener: true,
  ownerMsat: 5_000_000_000n as Msat,
  counterpartyMsat: 4_000_000_000n as Msat,
  htlcs: (['offered', 'received'] as const).map((direction, id) => ({
    direction,
    id: BigInt(id),
    amountMsat: 500_000_000n as Msat,
    paymentHash: PAYMENT_HASH,
    cltvExpiry: CLTV_EXPIRY,
  })),
};

const COMMITMENT = buildCommitmentTransaction(PARAMS);
const HTLC_TRANSACTIONS = buildHtlcTransactions(COMMITMENT, PARAMS.keys, DELAY);

const signature = (digest: Uint8Array, key: Uint8Array) => sign(digest, key) as Signature;

function outputIndex(matches: (output: CommitmentOutput) => boolean): number {
  const index = COMMITMENT.outputs.findIndex(matches);
  assert.ok(index >= 0);
  return index;
}

const kind = (name: CommitmentOutput['kind']) => outputIndex((output) => output.kind === name);
const htlcOutput = (direction: 'offered' | 'received') =>
  outputIndex((output) => output.kind === 'htlc' && output.htlc.direction === direction);

interface Spending {
  readonly sequence?: number;
  readonly locktime?: number;
  readonly key?: Uint8Array;
  /** The stack below the witness script, given the signature. */
  readonly stack: (signature: Uint8Array) => readonly Uint8Array[];
}

const NOTHING = new Uint8Array(0);
const ONE = Uint8Array.of(1);

/** A transaction that spends one output of the commitment, or of another transaction. */
function spend(
  parent: Transaction,
  index: number,
  witnessScript: Uint8Array,
  { sequence = 0, locktime = 0, key, stack }: Spending,
): string | undefined {
  const spent = parent.outputs[index];
  assert.ok(spent !== undefined);
  const unsigned: Transaction = {
    version: 2,
    inputs: [unsignedInput({ txid: transactionId(parent), index }, sequence)],
    outputs: [{ amount: (spent.amount - 200n) as Sat, scriptPubKey: witnessProgram(0, new Uint8Array(20)) }],
    locktime,
  };
  const digest = segwitSighash(sighashContext(unsigned), 0, witnessScript, spent.amount);
  const signed = key === undefined ? NOTHING : scriptSignature(signature(digest, key));
  return scriptError(withWitnesses(unsigned, [[...stack(signed), witnessScript]]), [spent]);
}

function spendOutput(index: number, spending: Spending): string | undefined {
  const output = COMMITMENT.outputs[index];
  assert.ok(output !== undefined);
  return spend(COMMITMENT.tx, index, output.witnessScript, spending);
}

const works = (error: string | undefined) => assert.equal(error, undefined);
const fails = (error: string | undefined) => assert.notEqual(error, undefined);

describe('the funding output', () => {
  const scriptPubKey = p2wsh(fundingScript(FUNDING.ownerFundingKey, FUNDING.counterpartyFundingKey));
  const spent = { amount: CAPACITY, scriptPubKey };
  const digest = fundingSpendDigest(COMMITMENT.tx, FUNDING);
  const owner = signature(digest, KEYS.ownerFunding);
  const counterparty = signature(digest, KEYS.counterpartyFunding);

  it('is spent by both signatures together, whichever end asks', () => {
    assertValid(signedFundingSpend(COMMITMENT.tx, FUNDING, { owner, counterparty }), spent);
    const mirrored = {
      ...FUNDING,
      ownerFundingKey: FUNDING.counterpartyFundingKey,
      counterpartyFundingKey: FUNDING.ownerFundingKey,
    };
    const swapped = { owner: counterparty, counterparty: owner };
    assertValid(signedFundingSpend(COMMITMENT.tx, mirrored, swapped), spent);
  });

  it('is not spent by one of them twice', () => {
    fails(scriptError(signedFundingSpend(COMMITMENT.tx, FUNDING, { owner, counterparty: owner }), [spent]));
  });
});

describe('to_local', () => {
  const index = kind('to_local');
  const delayed = (sequence: number, key: Uint8Array): Spending => ({
    sequence,
    key,
    stack: (signed) => [signed, NOTHING],
  });

  it("is the owner's after the delay, and not a block earlier", () => {
    works(spendOutput(index, delayed(DELAY, KEYS.ownerDelayed)));
    fails(spendOutput(index, delayed(DELAY - 1, KEYS.ownerDelayed)));
    fails(spendOutput(index, delayed(DELAY, KEYS.counterpartyPayment)));
  });

  it("is the counterparty's at once with the revocation key", () => {
    works(spendOutput(index, { key: KEYS.revocation, stack: (signed) => [signed, ONE] }));
    fails(spendOutput(index, { key: KEYS.ownerDelayed, stack: (signed) => [signed, ONE] }));
  });
});

describe('to_remote', () => {
  it("is the counterparty's after one confirmation", () => {
    const index = kind('to_remote');
    const key = KEYS.counterpartyPayment;
    works(spendOutput(index, { sequence: 1, key, stack: (signed) => [signed] }));
    fails(spendOutput(index, { sequence: 0, key, stack: (signed) => [signed] }));
  });
});

describe('the anchors', () => {
  it("are their ends' at once, and anyone's after 16 blocks", () => {
    for (const [name, key] of [
      ['local_anchor', KEYS.ownerFunding],
      ['remote_anchor', KEYS.counterpartyFunding],
    ] as const) {
      const index = kind(name);
      works(spendOutput(index, { key, stack: (signed) => [signed] }));
      works(spendOutput(index, { sequence: 16, stack: () => [NOTHING] }));
      fails(spendOutput(index, { sequence: 15, stack: () => [NOTHING] }));
    }
  });
});

describe('an HTLC that the owner offered', () => {
  const index = htlcOutput('offered');
  const htlc = HTLC_TRANSACTIONS.find((each) => each.htlc.direction === 'offered') as HtlcTransaction;

  it('goes back by the HTLC-timeout transaction, whose output is delayed and revocable', () => {
    checkSecondStage(htlc, index, undefined);
    const early = { ...htlc, tx: { ...htlc.tx, locktime: CLTV_EXPIRY - 1 } };
    fails(scriptError(signedSecondStage(early, undefined, htlc), [COMMITMENT.tx.outputs[index]!]));
  });

  it('goes to the counterparty with the preimage, after one confirmation', () => {
    const claim = (preimage: Uint8Array, sequence = 1): Spending => ({
      sequence,
      key: KEYS.counterpartyHtlc,
      stack: (signed) => [signed, preimage],
    });
    works(spendOutput(index, claim(PREIMAGE)));
    fails(spendOutput(index, claim(secretOf('another'))));
    fails(spendOutput(index, claim(PREIMAGE, 0)));
  });

  it('goes to the counterparty when revoked', () => {
    checkRevocation(index);
  });
});

describe('an HTLC that the owner received', () => {
  const index = htlcOutput('received');
  const htlc = HTLC_TRANSACTIONS.find((each) => each.htlc.direction === 'received') as HtlcTransaction;

  it('is claimed by the HTLC-success transaction, whose output is delayed and revocable', () => {
    checkSecondStage(htlc, index, PREIMAGE);
    const wrong = secretOf('another') as Preimage;
    fails(scriptError(signedSecondStage(htlc, wrong), [COMMITMENT.tx.outputs[index]!]));
  });

  it('goes back to the counterparty once it has expired', () => {
    const timeout = (locktime: number): Spending => ({
      sequence: 1,
      locktime,
      key: KEYS.counterpartyHtlc,
      stack: (signed) => [signed, NOTHING],
    });
    works(spendOutput(index, timeout(CLTV_EXPIRY)));
    fails(spendOutput(index, timeout(CLTV_EXPIRY - 1)));
  });

  it('goes to the counterparty when revoked', () => {
    checkRevocation(index);
  });
});

/** The HTLC transaction with both signatures; `signedAs` is what the counterparty has signed. */
function signedSecondStage(
  htlc: HtlcTransaction,
  preimage: Preimage | undefined,
  signedAs: HtlcTransaction = htlc,
): Transaction {
  return signedHtlcTransaction(
    htlc,
    {
      owner: signature(htlcTransactionDigest(htlc, 'owner'), KEYS.ownerHtlc),
      counterparty: signature(htlcTransactionDigest(signedAs, 'counterparty'), KEYS.counterpartyHtlc),
    },
    preimage,
  );
}

function checkSecondStage(htlc: HtlcTransaction, index: number, preimage: Preimage | undefined): void {
  const spent = COMMITMENT.tx.outputs[index];
  assert.ok(spent !== undefined);
  const signed = signedSecondStage(htlc, preimage);
  assertValid(signed, spent);

  // The owner may add inputs and outputs for the fee, which the counterparty's signature leaves open.
  const bumped: HtlcTransaction = {
    ...htlc,
    tx: {
      ...htlc.tx,
      outputs: [...htlc.tx.outputs, { amount: 1000n as Sat, scriptPubKey: spent.scriptPubKey }],
    },
  };
  assertValid(signedSecondStage(bumped, preimage, htlc), spent);

  const toLocal = COMMITMENT.outputs[kind('to_local')];
  assert.ok(toLocal !== undefined);
  const stack = (branch: Uint8Array) => (signedBy: Uint8Array) => [signedBy, branch];
  works(
    spend(signed, 0, toLocal.witnessScript, {
      sequence: DELAY,
      key: KEYS.ownerDelayed,
      stack: stack(NOTHING),
    }),
  );
  works(spend(signed, 0, toLocal.witnessScript, { key: KEYS.revocation, stack: stack(ONE) }));
}

function checkRevocation(index: number): void {
  const key = KEYS.revocation;
  works(spendOutput(index, { key, stack: (signed) => [signed, publicKey(key)] }));
  fails(spendOutput(index, { key: KEYS.ownerHtlc, stack: (signed) => [signed, publicKey(key)] }));
}
