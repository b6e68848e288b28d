/** The negotiation of an interactive transaction, turn by turn (BOLT 2, "Interactive Transaction Construction"). */
import { err, ok, type Result } from '@sferic/codec';
import type { TxAddInput, TxAddOutput } from '@sferic/wire';
import { REPLACEABLE_SEQUENCE, serializeTransaction, transactionId } from '../bitcoin/transaction.ts';
import type { Side } from '../dual.ts';
import { conclude } from './conclude.ts';
import { checkInput, checkOutput, checkRemoval } from './messages.ts';
import type {
  Contribution,
  InteractiveError,
  NegotiationMessage,
  NumberedInput,
  Session,
  SessionInput,
  SessionOutput,
  SessionParams,
  SharedTransaction,
} from './types.ts';

/** What follows a message: our reply, if it is our turn, and the transaction once both are done. */
export interface Turn {
  readonly session: Session;
  readonly reply?: NegotiationMessage;
  readonly concluded?: SharedTransaction;
}

/**
 * Begins a negotiation. The initiator's `contribution` contains the shared output among its outputs, and
 * the turn holds its first message; the other side waits for one.
 */
export function startSession(params: SessionParams, contribution: Contribution): Turn {
  const { channelId } = params;
  const unsent: (TxAddInput | TxAddOutput)[] = [
    ...contribution.inputs.map(
      (input): TxAddInput => ({
        type: 'tx_add_input',
        channelId,
        serialId: input.serialId,
        prevtx: serializeTransaction(input.previousTransaction),
        prevtxVout: input.outputIndex,
        sequence: REPLACEABLE_SEQUENCE,
      }),
    ),
    ...contribution.outputs.map(
      (output): TxAddOutput => ({
        type: 'tx_add_output',
        channelId,
        serialId: output.serialId,
        sats: output.amount,
        script: output.scriptPubKey,
      }),
    ),
  ];
  const session: Session = {
    params,
    inputs: contribution.inputs.map(ownInput),
    outputs: contribution.outputs.map(({ serialId, amount, scriptPubKey }) => ({
      serialId,
      addedBy: 'local',
      output: { amount, scriptPubKey },
    })),
    unsent,
    receivedInputs: 0,
    receivedOutputs: 0,
    sentComplete: false,
  };
  return params.initiator === 'local' ? speak(session) : { session };
}

/** Takes a message of the peer. An error ends the negotiation: `tx_abort` tells the peer why. */
export function receiveInSession(
  session: Session,
  message: NegotiationMessage,
): Result<Turn, InteractiveError> {
  switch (message.type) {
    case 'tx_add_input': {
      const input = checkInput(session, message);
      if (!input.ok) return input;
      const receivedInputs = session.receivedInputs + 1;
      return ok(speak({ ...session, receivedInputs, inputs: [...session.inputs, input.value] }));
    }
    case 'tx_add_output': {
      const output = checkOutput(session, message);
      if (!output.ok) return output;
      const receivedOutputs = session.receivedOutputs + 1;
      return ok(speak({ ...session, receivedOutputs, outputs: [...session.outputs, output.value] }));
    }
    case 'tx_remove_input': {
      const left = checkRemoval<SessionInput>(session.inputs, message);
      return left.ok ? ok(speak({ ...session, inputs: left.value })) : left;
    }
    case 'tx_remove_output': {
      const left = checkRemoval<SessionOutput>(session.outputs, message);
      return left.ok ? ok(speak({ ...session, outputs: left.value })) : left;
    }
    case 'tx_complete':
      return receiveComplete(session);
  }
}

function receiveComplete(session: Session): Result<Turn, InteractiveError> {
  // Its own last word was `tx_complete` as well: the peer changed nothing since, so both have agreed.
  const turn: Turn = session.sentComplete ? { session } : speak(session);
  if (!turn.session.sentComplete) return ok(turn);
  const concluded = conclude(turn.session);
  if (!concluded.ok) return err(concluded.error);
  return ok({ ...turn, concluded: concluded.value });
}

/** Our turn: the next thing we want to add, or that we have nothing more. */
function speak(session: Session): Turn {
  const [next, ...unsent] = session.unsent;
  if (next !== undefined) return { session: { ...session, unsent, sentComplete: false }, reply: next };
  const { channelId } = session.params;
  return { session: { ...session, sentComplete: true }, reply: { type: 'tx_complete', channelId } };
}

/** Our coins come from our wallet: one that its transaction does not have is a broken invariant. */
function ownInput({ serialId, previousTransaction, outputIndex }: NumberedInput): SessionInput {
  const spent = previousTransaction.outputs[outputIndex];
  if (spent === undefined) throw new Error(`the coin's transaction has no output ${outputIndex}`);
  const outPoint = { txid: transactionId(previousTransaction), index: outputIndex };
  const addedBy: Side = 'local';
  return { serialId, addedBy, outPoint, sequence: REPLACEABLE_SEQUENCE, spent };
}
