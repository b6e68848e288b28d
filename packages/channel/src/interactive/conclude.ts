/** What must hold of an interactive transaction once both sides have nothing more to add. */
import { err, ok, type Result } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import type { Sat } from '@sferic/wire';
import { TRANSACTION_VERSION, unsignedInput } from '../bitcoin/transaction.ts';
import { feeForWeight, MAX_STANDARD_TRANSACTION_WEIGHT } from '../bitcoin/weights.ts';
import type { Side } from '../dual.ts';
import { contributionWeight } from './contribution.ts';
import { sameOutPoint } from './messages.ts';
import type {
  InteractiveError,
  InteractiveErrorCode,
  ReplacedTransaction,
  Session,
  SessionOutput,
  SharedTransaction,
} from './types.ts';

/** Inputs, and outputs, of one transaction: their count takes one byte then (BOLT 2, "The `tx_complete` Message"). */
export const MAX_TRANSACTION_ENTRIES = 252;

/** Builds the transaction, after the checks of BOLT 2, "The `tx_complete` Message". */
export function conclude(session: Session): Result<SharedTransaction, InteractiveError> {
  const { params } = session;
  const inputs = [...session.inputs].sort(bySerialId);
  const outputs = [...session.outputs].sort(bySerialId);
  const shared = findSharedOutput(session);
  if (!shared.ok) return shared;
  const problem =
    checkSize(session) ?? checkPeerPays(session, shared.value) ?? checkReplacement(session, params.replaces);
  if (problem !== undefined) return err(problem);
  return ok({
    tx: {
      version: TRANSACTION_VERSION,
      inputs: inputs.map((input) => unsignedInput(input.outPoint, input.sequence)),
      outputs: outputs.map(({ output }) => output),
      locktime: params.locktime,
    },
    inputs: inputs.map(({ addedBy, spent }) => ({ addedBy, spent })),
    sharedOutputIndex: outputs.indexOf(shared.value),
    fee: totalFee(session),
  });
}

function bySerialId(a: { readonly serialId: bigint }, b: { readonly serialId: bigint }): number {
  return a.serialId < b.serialId ? -1 : 1;
}

/** The initiator adds exactly one output to the shared script, with the sum of both contributions. */
function findSharedOutput(session: Session): Result<SessionOutput, InteractiveError> {
  const { sharedScript, sharedContributions, initiator, dustLimit } = session.params;
  const candidates = session.outputs.filter((entry) => equalBytes(entry.output.scriptPubKey, sharedScript));
  const [shared, another] = candidates;
  if (shared === undefined || another !== undefined || shared.addedBy !== initiator)
    return failed('no_shared_output', `${candidates.length} funding outputs where the initiator adds one`);
  const expected = sharedContributions.local + sharedContributions.remote;
  if (shared.output.amount !== expected || expected < dustLimit)
    return failed(
      'wrong_shared_amount',
      `funding output of ${shared.output.amount} sat, not ${expected} sat`,
    );
  return ok(shared);
}

function checkSize(session: Session): InteractiveError | undefined {
  const { inputs, outputs } = session;
  if (inputs.length > MAX_TRANSACTION_ENTRIES)
    return problem('too_many_inputs', `${inputs.length} inputs, at most ${MAX_TRANSACTION_ENTRIES}`);
  if (outputs.length > MAX_TRANSACTION_ENTRIES)
    return problem('too_many_outputs', `${outputs.length} outputs, at most ${MAX_TRANSACTION_ENTRIES}`);
  const weight = weightOf(session, 'local') + weightOf(session, 'remote');
  if (weight > MAX_STANDARD_TRANSACTION_WEIGHT)
    return problem('too_heavy', `weight ${weight}, at most ${MAX_STANDARD_TRANSACTION_WEIGHT}`);
  return undefined;
}

/**
 * What the peer adds must pay for its outputs, its part of the shared output, and its share of the fee
 * (rounded down, as BOLT 3 rounds fees). Witnesses count by their minimum, since they are not known yet.
 */
function checkPeerPays(session: Session, shared: SessionOutput): InteractiveError | undefined {
  const { params } = session;
  const added = sum(session.inputs.filter(by('remote')).map((input) => input.spent.amount));
  const paid =
    sum(session.outputs.filter((entry) => entry !== shared && by('remote')(entry)).map(amountOf)) +
    params.sharedContributions.remote;
  if (added < paid)
    return problem('inputs_below_outputs', `inputs of ${added} sat for outputs of ${paid} sat`);
  const fee = added - paid;
  const required = feeForWeight(params.feerate, weightOf(session, 'remote'));
  if (fee < required) return problem('fee_too_low', `a fee of ${fee} sat where ${required} sat are due`);
  return undefined;
}

/** BOLT 2, "Funding Composition": a fee bump pays no less and double-spends every earlier attempt. */
function checkReplacement(
  session: Session,
  replaces: readonly ReplacedTransaction[],
): InteractiveError | undefined {
  const fee = totalFee(session);
  const last = replaces.at(-1);
  if (last !== undefined && fee < last.fee)
    return problem('replacement_fee_too_low', `a fee of ${fee} sat replaces one of ${last.fee} sat`);
  const conflicts = (replaced: ReplacedTransaction) =>
    session.inputs.some((input) => replaced.outPoints.some((spent) => sameOutPoint(spent, input.outPoint)));
  if (!replaces.every(conflicts))
    return problem('not_replacing', 'an earlier attempt could confirm beside this one');
  return undefined;
}

/** The weight that `side` pays for. */
function weightOf(session: Session, side: Side): number {
  return contributionWeight({
    initiator: session.params.initiator === side,
    inputs: session.inputs.filter(by(side)).length,
    witnessWeight: 0,
    outputScripts: session.outputs.filter(by(side)).map((entry) => entry.output.scriptPubKey),
  });
}

function totalFee(session: Session): Sat {
  const added = sum(session.inputs.map((input) => input.spent.amount));
  return (added - sum(session.outputs.map(amountOf))) as Sat;
}

function by(side: Side): (entry: { readonly addedBy: Side }) => boolean {
  return (entry) => entry.addedBy === side;
}

function amountOf(entry: SessionOutput): bigint {
  return entry.output.amount;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function problem(code: InteractiveErrorCode, message: string): InteractiveError {
  return { code, message };
}

function failed(code: InteractiveErrorCode, message: string): Result<never, InteractiveError> {
  return err(problem(code, message));
}
