/**
 * HTLC-timeout and HTLC-success transactions with zero fee
 * (BOLT 3, "HTLC-Timeout and HTLC-Success Transactions").
 */
import { msatToSat, type Preimage, type Sat, type Signature, type TxId } from '@sferic/wire';
import type { CommitmentHtlc, CommitmentTransaction, HtlcOutput } from './commitment-transaction.ts';
import type { CommitmentKeys } from './keys.ts';
import { p2wsh } from './output-scripts.ts';
import { delayedPaymentScript } from './scripts.ts';
import { SIGHASH, scriptSignature, segwitSighash, sighashContext } from './sighash.ts';
import {
  TRANSACTION_VERSION,
  type Transaction,
  type TxOutput,
  unsignedInput,
  withWitnesses,
} from './transaction.ts';

/** The second stage of one HTLC, yet without witness. */
export interface HtlcTransaction<H extends CommitmentHtlc = CommitmentHtlc> {
  readonly tx: Transaction;
  readonly htlc: H;
  /** Of the commitment output that it spends. */
  readonly witnessScript: Uint8Array;
  readonly amount: Sat;
}

/** With anchors the output may be spent only after one confirmation of the commitment. */
const HTLC_SEQUENCE = 1;

/** One for each untrimmed HTLC, in the order of `htlc_signatures`. `toSelfDelay` binds the owner, in blocks. */
export function buildHtlcTransactions<H extends CommitmentHtlc>(
  commitment: CommitmentTransaction<H>,
  keys: CommitmentKeys,
  toSelfDelay: number,
): readonly HtlcTransaction<H>[] {
  const scriptPubKey = p2wsh(delayedPaymentScript(keys, toSelfDelay));
  return commitment.htlcOutputs.map((output) => buildHtlcTransaction(commitment.txid, output, scriptPubKey));
}

function buildHtlcTransaction<H extends CommitmentHtlc>(
  txid: TxId,
  { htlc, outputIndex, witnessScript }: HtlcOutput<H>,
  scriptPubKey: Uint8Array,
): HtlcTransaction<H> {
  const amount = msatToSat(htlc.amountMsat);
  const output: TxOutput = { amount, scriptPubKey };
  const tx: Transaction = {
    version: TRANSACTION_VERSION,
    inputs: [unsignedInput({ txid, index: outputIndex }, HTLC_SEQUENCE)],
    outputs: [output],
    locktime: htlc.direction === 'offered' ? htlc.cltvExpiry : 0,
  };
  return { tx, htlc, witnessScript, amount };
}

/** The counterparty signs so that the owner can add inputs and outputs for the fee; the owner signs all. */
export function htlcTransactionDigest(
  htlcTransaction: HtlcTransaction,
  signer: 'owner' | 'counterparty',
): Uint8Array {
  const { tx, witnessScript, amount } = htlcTransaction;
  const hashType = signer === 'owner' ? SIGHASH.ALL : SIGHASH.SINGLE_ANYONECANPAY;
  return segwitSighash(sighashContext(tx), 0, witnessScript, amount, hashType);
}

/**
 * The complete transaction. An HTLC-success transaction needs the `preimage`, an HTLC-timeout
 * transaction must not have one.
 */
export function signedHtlcTransaction(
  htlcTransaction: HtlcTransaction,
  signatures: { readonly owner: Signature; readonly counterparty: Signature },
  preimage?: Preimage,
): Transaction {
  const { tx, htlc, witnessScript } = htlcTransaction;
  if ((htlc.direction === 'received') !== (preimage !== undefined))
    throw new Error(`a ${htlc.direction} HTLC ${preimage === undefined ? 'without' : 'with'} preimage`);
  return withWitnesses(tx, [
    [
      new Uint8Array(0),
      scriptSignature(signatures.counterparty, SIGHASH.SINGLE_ANYONECANPAY),
      scriptSignature(signatures.owner),
      preimage ?? new Uint8Array(0),
      witnessScript,
    ],
  ]);
}
