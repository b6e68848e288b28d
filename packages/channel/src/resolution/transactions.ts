/** Which claims go into one transaction, and that transaction without its signatures. */
import type { Sat, SatPerKw } from '@sferic/wire';
import { dustThreshold } from '../bitcoin/output-scripts.ts';
import {
  type OutPoint,
  TRANSACTION_VERSION,
  type Transaction,
  type TxInput,
  type TxOutput,
  unsignedInput,
} from '../bitcoin/transaction.ts';
import {
  feeForWeight,
  outputWeight,
  SEGWIT_FIELDS_WEIGHT,
  TRANSACTION_FIELDS_SIZE,
  WITNESS_SCALE_FACTOR,
} from '../bitcoin/weights.ts';
import type { Claim, ClaimPath } from './types.ts';

/**
 * Blocks before its deadline from which a penalty goes alone: what else its transaction claims might be spent or pinned
 * by the peer, which would hold it up (BOLT 5, "Revoked Transaction Close Handling": `security_delay`).
 */
export const SECURITY_DELAY = 18;
/** The same for claims that only the passing of an HTLC's expiry endangers. */
export const CLAIM_URGENCY = 6;
/** Claims in one transaction: it stays far below what is relayed (400,000 weight units), and few are lost to one conflict. */
export const MAX_CLAIMS_PER_TRANSACTION = 100;

/** Of a transaction besides inputs and outputs. */
const COMMON_WEIGHT = TRANSACTION_FIELDS_SIZE * WITNESS_SCALE_FACTOR + SEGWIT_FIELDS_WEIGHT;

/** Claims that one transaction makes: either all of them second stages, or none. */
export interface ClaimBatch {
  readonly claims: readonly Claim[];
  readonly secondStage: boolean;
}

/**
 * What the next block may hold, of the claims that are worth more than their fees: together where they are alike, apart
 * where a deadline is near. `height` is that of the latest block.
 */
export function batchClaims(
  claims: readonly Claim[],
  height: number,
  feerate: SatPerKw,
): readonly ClaimBatch[] {
  const due = claims.filter((claim) => claim.from <= height + 1 && isWorthIt(claim, feerate));
  const groups = Map.groupBy(due, (claim) => groupOf(claim, height));
  return [...groups.values()].flatMap((group) => {
    const secondStage = group[0]?.path.type === 'second_stage';
    return chunks(group).map((part) => ({ claims: part, secondStage }));
  });
}

/** Whether anything is left of the output after the fees of all its stages. */
export function isWorthIt({ spent, weight, laterWeight }: Claim, feerate: SatPerKw): boolean {
  return spent.amount > feeForWeight(feerate, weight + laterWeight);
}

function groupOf(claim: Claim, height: number): string {
  const { path, locktime, deadline } = claim;
  const urgency = path.type === 'penalty' ? SECURITY_DELAY : CLAIM_URGENCY;
  if (deadline !== undefined && deadline - height <= urgency) return `alone ${outPointKey(claim)}`;
  // The peer's signature of an HTLC transaction covers its locktime.
  if (path.type === 'second_stage') return `second stage ${locktime}`;
  return GROUP[path.type];
}

/** What nobody else can take is kept apart from what is contested. */
const GROUP: Readonly<Record<Exclude<ClaimPath['type'], 'second_stage'>, string>> = {
  to_remote: 'ours',
  delayed: 'ours',
  htlc_timeout: 'timeouts',
  htlc_preimage: 'preimages',
  penalty: 'penalties',
};

function outPointKey({ outPoint: { txid, index } }: Claim): string {
  return `${txid.join()}:${index}`;
}

function chunks(claims: readonly Claim[]): readonly (readonly Claim[])[] {
  const count = Math.ceil(claims.length / MAX_CLAIMS_PER_TRANSACTION);
  return Array.from({ length: count }, (_, part) =>
    claims.slice(part * MAX_CLAIMS_PER_TRANSACTION, (part + 1) * MAX_CLAIMS_PER_TRANSACTION),
  );
}

/** What the claims of a batch weigh in a transaction, with its common fields and without further inputs and outputs. */
export function batchWeight({ claims }: ClaimBatch): number {
  return COMMON_WEIGHT + claims.reduce((sum, { weight }) => sum + weight, 0);
}

/** Pays all of a batch to `scriptPubKey`, less the fee; undefined if that would be dust. Not for second stages. */
export function sweepTransaction(
  batch: ClaimBatch,
  scriptPubKey: Uint8Array,
  feerate: SatPerKw,
): Transaction | undefined {
  if (batch.secondStage) throw new Error('a second stage pays to an output of its own');
  const total = batch.claims.reduce((sum, { spent }) => sum + spent.amount, 0n);
  const fee = feeForWeight(feerate, batchWeight(batch) + outputWeight(scriptPubKey));
  const amount = (total - fee) as Sat;
  if (amount < dustThreshold(scriptPubKey)) return undefined;
  return assemble(batch, [], [{ amount, scriptPubKey }]);
}

/** What the wallet adds to second stages, whose fee they cannot pay themselves. */
export interface FeeFunding {
  readonly inputs: readonly { readonly outPoint: OutPoint; readonly sequence: number }[];
  /** Change. */
  readonly outputs: readonly TxOutput[];
}

/** The HTLC transactions of a batch as one: each input beside the output that the peer has signed with it. */
export function secondStageTransaction(batch: ClaimBatch, funding: FeeFunding): Transaction {
  const stages = batch.claims.map(({ path }) => {
    if (path.type !== 'second_stage') throw new Error(`${path.type} is no second stage`);
    return path.output;
  });
  const inputs = funding.inputs.map(({ outPoint, sequence }) => unsignedInput(outPoint, sequence));
  return assemble(batch, inputs, [...stages, ...funding.outputs]);
}

function assemble(
  { claims }: ClaimBatch,
  others: readonly TxInput[],
  outputs: readonly TxOutput[],
): Transaction {
  return {
    version: TRANSACTION_VERSION,
    inputs: [...claims.map(({ outPoint, sequence }) => unsignedInput(outPoint, sequence)), ...others],
    outputs,
    locktime: Math.max(0, ...claims.map(({ locktime }) => locktime)),
  };
}
