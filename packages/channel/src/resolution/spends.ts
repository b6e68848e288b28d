/** What a spend of a tracked output means, and what a reorganisation undoes of it. */
import { equalBytes, sha256 } from '@sferic/crypto';
import type { Point, Preimage } from '@sferic/wire';
import { deriveCommitmentKeys } from '../bitcoin/keys.ts';
import { p2wsh } from '../bitcoin/output-scripts.ts';
import { delayedPaymentScript } from '../bitcoin/scripts.ts';
import { formatOutPoint, type OutPoint, type Transaction, transactionId } from '../bitcoin/transaction.ts';
import type { Commitments } from '../commitment/commitments.ts';
import type { Htlc } from '../commitment/htlc.ts';
import { opposite, type Side } from '../dual.ts';
import type { ChannelParams } from '../params.ts';
import type { ClosingState } from '../state.ts';
import type { FundingSpend, TrackedOutput, TrackedOutputs } from './types.ts';

/** The outputs after `transaction` has spent one of them in the block at `height`. */
export function withSpend(
  state: ClosingState,
  key: string,
  transaction: Transaction,
  height: number,
): TrackedOutputs {
  const spent = state.outputs.get(key);
  if (spent === undefined) return state.outputs;
  const txid = transactionId(transaction);
  const isSame = spent.spend !== undefined && equalBytes(spent.spend.txid, txid);
  if (isSame && spent.spend.height === height) return state.outputs;
  // Another spender than before: what the first one created is gone.
  const base = isSame ? state.outputs : withoutSpend(state.outputs, key);
  const outputs = new Map(base).set(key, { ...spent, spend: { txid, height } });
  for (const child of secondStage(state, key, spent, transaction))
    if (!outputs.has(formatOutPoint(child.outPoint))) outputs.set(formatOutPoint(child.outPoint), child);
  return outputs;
}

/** The outputs once the block that held the spender of this one is gone. */
export function withoutSpend(outputs: TrackedOutputs, key: string): TrackedOutputs {
  const spent = outputs.get(key);
  if (spent?.spend === undefined) return outputs;
  const { spend: _, ...unspent } = spent;
  const left = new Map<string, TrackedOutput>();
  for (const [other, output] of outputs) if (output.parent !== key) left.set(other, output);
  return left.set(key, unspent);
}

/**
 * The output of an HTLC transaction, which is claimed in its turn: by us after the delay if the commitment is ours, by its
 * revocation key if that was the peer's and is revoked. It stands beside the input that it belongs to.
 */
function secondStage(
  { params, spend }: ClosingState,
  parent: string,
  { role, outPoint }: TrackedOutput,
  transaction: Transaction,
): readonly TrackedOutput[] {
  const owner = OWNER_OF_DELAYED[spend.kind];
  if (role.type !== 'htlc' || owner === undefined || spend.commitment === undefined) return [];
  const index = transaction.inputs.findIndex((input) => isSameOutPoint(input.outPoint, outPoint));
  const output = transaction.outputs[index];
  const witnessScript = delayedScript(params, owner, spend.commitment.point);
  if (output === undefined || !equalBytes(output.scriptPubKey, p2wsh(witnessScript))) return [];
  const created = { txid: transactionId(transaction), index };
  return [{ outPoint: created, output, witnessScript, role: { type: 'delayed' }, parent }];
}

/** Whose delayed outputs matter to us. */
const OWNER_OF_DELAYED: Partial<Readonly<Record<FundingSpend['kind'], Side>>> = {
  local_commitment: 'local',
  revoked_commitment: 'remote',
};

/** What `to_local` and all HTLC transactions of a commitment pay to. */
export function delayedScript(params: ChannelParams, owner: Side, point: Point): Uint8Array {
  const other = opposite(owner);
  const keys = deriveCommitmentKeys(params[owner].basepoints, params[other].basepoints, point);
  return delayedPaymentScript(keys, params[other].toSelfDelay);
}

function isSameOutPoint(a: OutPoint, b: OutPoint): boolean {
  return a.index === b.index && equalBytes(a.txid, b.txid);
}

/** An HTLC of ours whose preimage a witness shows. */
export interface Revealed {
  readonly htlc: Htlc;
  readonly preimage: Preimage;
}

/**
 * HTLCs that we offered and whose preimage the witnesses of `transaction` show (BOLT 5, "HTLC Output Handling"). An HTLC with an
 * output of its own is fulfilled by the spender of that output alone: others of the same hash may still come back to us.
 */
export function revealedPreimages(
  { outputs }: Pick<ClosingState, 'outputs'>,
  commitments: Commitments,
  transaction: Transaction,
): readonly Revealed[] {
  const candidates = transaction.inputs.flatMap(({ witness }) =>
    witness.filter((element) => element.length === PREIMAGE_LENGTH),
  );
  if (candidates.length === 0) return [];
  const byHash = candidates.map((preimage) => ({ preimage: preimage as Preimage, hash: sha256(preimage) }));
  const spent = new Set(transaction.inputs.map(({ outPoint }) => formatOutPoint(outPoint)));
  const outputOf = new Map<bigint, string>();
  for (const [key, { role }] of outputs)
    if (role.type === 'htlc' && role.htlc.offeredBy === 'local') outputOf.set(role.htlc.id, key);
  return [...commitments.updates.htlcs.local.values()].flatMap((htlc): Revealed[] => {
    if (htlc.preimage !== undefined || htlc.stage === 'add_proposed') return [];
    const own = outputOf.get(htlc.facts.id);
    if (own !== undefined && !spent.has(own)) return [];
    const found = byHash.find(({ hash }) => equalBytes(hash, htlc.facts.paymentHash));
    return found === undefined ? [] : [{ htlc, preimage: Uint8Array.from(found.preimage) as Preimage }];
  });
}

const PREIMAGE_LENGTH = 32;
