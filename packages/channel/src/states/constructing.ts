/** The negotiation of the funding transaction. */
import type { ChannelEnv, ChannelInput } from '../input.ts';
import { receiveInSession } from '../interactive/session.ts';
import type { NegotiationMessage, SharedTransaction } from '../interactive/types.ts';
import { abandon, handleElsewhere } from './opening.ts';
import type { ConstructingState, SigningFundingState } from './opening-state.ts';
import { beginSigning } from './signing-funding.ts';
import { goTo, type Outcome, send } from './transition.ts';

export function handleConstructing(state: ConstructingState, input: ChannelInput, _env: ChannelEnv): Outcome {
  if (input.type === 'message' && isNegotiationMessage(input.message)) return negotiate(state, input.message);
  return handleElsewhere(state, input, state.agreement.params.channelId);
}

const NEGOTIATION_TYPES: ReadonlySet<string> = new Set<NegotiationMessage['type']>([
  'tx_add_input',
  'tx_add_output',
  'tx_remove_input',
  'tx_remove_output',
  'tx_complete',
]);

export function isNegotiationMessage(message: { readonly type: string }): message is NegotiationMessage {
  return NEGOTIATION_TYPES.has(message.type);
}

function negotiate(state: ConstructingState, message: NegotiationMessage): Outcome {
  const turn = receiveInSession(state.session, message);
  if (!turn.ok) return abandon(state.agreement.params.channelId, turn.error.message);
  const { session, reply, concluded } = turn.value;
  const replies = reply === undefined ? [] : [send(reply)];
  if (concluded === undefined) return goTo({ ...state, session }, ...replies);
  const { next, effects } = beginSigning(signingState(state, concluded));
  return goTo(next, ...replies, ...effects);
}

/** From here on the channel is remembered (BOLT 2, "The `commitment_signed` Message"). */
function signingState(
  { agreement, session }: ConstructingState,
  shared: SharedTransaction,
): SigningFundingState {
  const addsNothing = !shared.inputs.some(({ addedBy }) => addedBy === 'local');
  return {
    type: 'signing_funding',
    agreement,
    feerate: session.params.feerate,
    transaction: { shared, witnesses: addsNothing ? { local: [] } : {} },
    awaitsInputCheck:
      agreement.requireConfirmedInputs && shared.inputs.some(({ addedBy }) => addedBy === 'remote'),
  };
}
