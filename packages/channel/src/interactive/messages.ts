/** What the peer may add to an interactive transaction, and remove from it. */
import { err, ok, type Result } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import type { TxAddInput, TxAddOutput, TxRemoveInput, TxRemoveOutput } from '@sferic/wire';
import { asWitnessProgram, classifyOutputScript } from '../bitcoin/output-scripts.ts';
import {
  formatOutPoint,
  MAX_MONEY,
  type OutPoint,
  parseTransaction,
  REPLACEABLE_SEQUENCE,
  transactionId,
} from '../bitcoin/transaction.ts';
import type {
  InteractiveError,
  InteractiveErrorCode,
  Session,
  SessionInput,
  SessionOutput,
} from './types.ts';

/** Additions of either kind that a peer may send in one negotiation, removed ones included (BOLT 2). */
export const MAX_RECEIVED_ADDITIONS = 4096;

/** BOLT 2, "The `tx_add_input` Message". What the session keeps is copied: it holds no previous transactions. */
export function checkInput(session: Session, message: TxAddInput): Result<SessionInput, InteractiveError> {
  const { serialId, sequence } = message;
  if (session.receivedInputs >= MAX_RECEIVED_ADDITIONS)
    return failed('too_many_messages', `more than ${MAX_RECEIVED_ADDITIONS} tx_add_input`);
  const serialError = checkSerial(session, session.inputs, serialId);
  if (serialError !== undefined) return err(serialError);
  if (sequence > REPLACEABLE_SEQUENCE)
    return failed('sequence_not_replaceable', `input ${serialId} has sequence ${sequence}`);
  if (message.prevtx.length === 0 || message.sharedInputTxid !== undefined)
    return failed('shared_input_unexpected', `input ${serialId} has no previous transaction`);
  const previous = parseTransaction(message.prevtx);
  if (!previous.ok)
    return failed('invalid_previous_transaction', `input ${serialId}: ${previous.error.message}`);
  const spent = previous.value.outputs[message.prevtxVout];
  if (spent === undefined)
    return failed('invalid_previous_transaction', `input ${serialId}: no output ${message.prevtxVout}`);
  if (asWitnessProgram(spent.scriptPubKey) === undefined)
    return failed('not_segwit', `input ${serialId} does not spend a segwit output`);
  const outPoint = { txid: transactionId(previous.value), index: message.prevtxVout };
  if (session.inputs.some((input) => sameOutPoint(input.outPoint, outPoint)))
    return failed('duplicate_input', `${formatOutPoint(outPoint)} is spent already`);
  const copied = { amount: spent.amount, scriptPubKey: spent.scriptPubKey.slice() };
  return ok({ serialId, addedBy: 'remote', outPoint, sequence, spent: copied });
}

/** BOLT 2, "The `tx_add_output` Message". */
export function checkOutput(session: Session, message: TxAddOutput): Result<SessionOutput, InteractiveError> {
  const { serialId, sats } = message;
  if (session.receivedOutputs >= MAX_RECEIVED_ADDITIONS)
    return failed('too_many_messages', `more than ${MAX_RECEIVED_ADDITIONS} tx_add_output`);
  const serialError = checkSerial(session, session.outputs, serialId);
  if (serialError !== undefined) return err(serialError);
  const { dustLimit } = session.params;
  if (sats < dustLimit)
    return failed('output_below_dust', `output ${serialId} of ${sats} sat is below ${dustLimit} sat`);
  if (sats > MAX_MONEY) return failed('amount_too_large', `output ${serialId} of ${sats} sat`);
  if (classifyOutputScript(message.script).kind === 'nonstandard')
    return failed('nonstandard_script', `output ${serialId} would keep the transaction from relaying`);
  const output = { amount: sats, scriptPubKey: message.script.slice() };
  return ok({ serialId, addedBy: 'remote', output });
}

/** BOLT 2, "The `tx_remove_input` and `tx_remove_output` Messages": what is left after the removal. */
export function checkRemoval<T extends SessionInput | SessionOutput>(
  entries: readonly T[],
  message: TxRemoveInput | TxRemoveOutput,
): Result<readonly T[], InteractiveError> {
  const { serialId } = message;
  const entry = entries.find((each) => each.serialId === serialId);
  if (entry?.addedBy !== 'remote')
    return failed('unknown_serial', `${message.type} of ${serialId}, which its sender has not added`);
  return ok(entries.filter((each) => each !== entry));
}

function checkSerial(
  session: Session,
  entries: readonly (SessionInput | SessionOutput)[],
  serialId: bigint,
): InteractiveError | undefined {
  const expectedParity = session.params.initiator === 'remote' ? 0n : 1n;
  if ((serialId & 1n) !== expectedParity)
    return { code: 'wrong_serial_parity', message: `serial id ${serialId} has the wrong parity` };
  if (entries.some((entry) => entry.serialId === serialId))
    return { code: 'duplicate_serial', message: `serial id ${serialId} is in use` };
  return undefined;
}

export function sameOutPoint(a: OutPoint, b: OutPoint): boolean {
  return a.index === b.index && equalBytes(a.txid, b.txid);
}

function failed(code: InteractiveErrorCode, message: string): Result<never, InteractiveError> {
  return err({ code, message });
}
