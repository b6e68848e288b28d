/** Our anchor in a commitment that waits for a block, and how much hurry there is (BOLT 3, "`to_local_anchor` and `to_remote_anchor` Output"). */
import { bytesToHex, equalBytes } from '@sferic/crypto';
import { msatToSat, type Sat } from '@sferic/wire';
import { isTrimmed } from '../bitcoin/commitment-transaction.ts';
import { p2wsh } from '../bitcoin/output-scripts.ts';
import { anchorScript } from '../bitcoin/scripts.ts';
import { scriptSignature, segwitSighash, sighashContext } from '../bitcoin/sighash.ts';
import {
  type OutPoint,
  REPLACEABLE_SEQUENCE,
  TRANSACTION_VERSION,
  type Transaction,
  type TxOutput,
  transactionId,
  transactionWeight,
  unsignedInput,
} from '../bitcoin/transaction.ts';
import {
  INPUT_WEIGHT,
  SEGWIT_FIELDS_WEIGHT,
  TRANSACTION_FIELDS_SIZE,
  WITNESS_SCALE_FACTOR,
} from '../bitcoin/weights.ts';
import { currentFunding, fundingKeyIndex } from '../commitment/commitments.ts';
import type { Htlc } from '../commitment/htlc.ts';
import type { ChannelSigner } from '../signer.ts';
import type { EstablishedState } from '../state.ts';
import { CLAIM_URGENCY } from './transactions.ts';

/** Our anchor of a commitment, with what a child has to know of its parent. */
export interface OurAnchor {
  readonly outPoint: OutPoint;
  readonly spent: TxOutput;
  readonly witnessScript: Uint8Array;
  readonly fundingIndex: number;
  /** Of the commitment: its weight, and the fee that it pays by itself. */
  readonly parent: { readonly weight: number; readonly fee: Sat };
}

/** Input of the anchor: count, signature of 73 bytes with its length, script of 40. */
const ANCHOR_INPUT_WEIGHT = INPUT_WEIGHT + 1 + 74 + 41;

/** Of a child of the commitment, without the inputs and outputs of the wallet. */
export const ANCHOR_CHILD_WEIGHT =
  TRANSACTION_FIELDS_SIZE * WITNESS_SCALE_FACTOR + SEGWIT_FIELDS_WEIGHT + ANCHOR_INPUT_WEIGHT;

/** Undefined where `transaction` does not spend a funding of the channel, or has no anchor of ours. */
export function ourAnchor(
  { params, commitments }: Pick<EstablishedState, 'params' | 'commitments'>,
  transaction: Transaction,
): OurAnchor | undefined {
  const funding = commitments.active.find(({ txid, outputIndex }) =>
    transaction.inputs.some(
      ({ outPoint }) => outPoint.index === outputIndex && equalBytes(outPoint.txid, txid),
    ),
  );
  if (funding === undefined) return undefined;
  const witnessScript = anchorScript(funding.fundingPubkeys.local);
  const script = bytesToHex(p2wsh(witnessScript));
  const index = transaction.outputs.findIndex(({ scriptPubKey }) => bytesToHex(scriptPubKey) === script);
  const spent = transaction.outputs[index];
  if (spent === undefined) return undefined;
  const paid = transaction.outputs.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    outPoint: { txid: transactionId(transaction), index },
    spent,
    witnessScript,
    fundingIndex: fundingKeyIndex(params, funding),
    parent: { weight: transactionWeight(transaction), fee: (funding.capacity - paid) as Sat },
  };
}

/** The child without signatures: the anchor is its first input. */
export function anchorChild(
  anchor: OurAnchor,
  coins: readonly OutPoint[],
  outputs: readonly TxOutput[],
): Transaction {
  return {
    version: TRANSACTION_VERSION,
    inputs: [anchor.outPoint, ...coins].map((outPoint) => unsignedInput(outPoint, REPLACEABLE_SEQUENCE)),
    outputs,
    locktime: 0,
  };
}

/** The witness of the child's first input. */
export function signAnchor(
  anchor: OurAnchor,
  child: Transaction,
  signer: Pick<ChannelSigner, 'signAnchor'>,
): readonly Uint8Array[] {
  const { witnessScript, spent, fundingIndex } = anchor;
  const digest = segwitSighash(sighashContext(child), 0, witnessScript, spent.amount);
  return [scriptSignature(signer.signAnchor({ digest, fundingIndex })), witnessScript];
}

/** Why a commitment of ours has to confirm. */
export interface CommitmentStake {
  /** All that is ours in it. */
  readonly worth: Sat;
  /** The part that time endangers: HTLCs. */
  readonly atRisk: Sat;
  /** Height of the block that should hold it at the latest; absent if nothing is in a hurry. */
  readonly deadline?: number;
}

/**
 * What hangs on our commitment. HTLCs that we offered are timed out from their expiry on; those whose preimage we know are to
 * be claimed before theirs, which takes some blocks more (BOLT 2, "`cltv_expiry_delta` Selection").
 */
export function commitmentStake({ params, commitments }: EstablishedState): CommitmentStake {
  const { local, remote } = commitments.updates.htlcs;
  const { dustLimit } = params.local;
  const endangered = [
    ...local.values().map((htlc) => ({ htlc, deadline: htlc.facts.cltvExpiry })),
    ...remote
      .values()
      .filter(({ removal }) => removal?.type === 'fulfill')
      .map((htlc) => ({ htlc, deadline: htlc.facts.cltvExpiry - CLAIM_URGENCY })),
  ].filter(({ htlc }) => isHeld(htlc) && !isTrimmed(htlc.facts.amount, dustLimit));
  const atRisk = endangered.reduce((sum, { htlc }) => sum + msatToSat(htlc.facts.amount), 0n) as Sat;
  const balance = currentFunding(commitments).balances.local;
  const deadlines = endangered.map(({ deadline }) => deadline);
  return {
    worth: (msatToSat(balance) + atRisk) as Sat,
    atRisk,
    ...(deadlines.length > 0 && { deadline: Math.min(...deadlines) }),
  };
}

function isHeld({ stage }: Htlc): boolean {
  return stage !== 'add_proposed';
}
