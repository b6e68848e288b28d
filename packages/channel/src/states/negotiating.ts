/** The closing negotiation (BOLT 2, "Closing Negotiation: closing_complete and closing_sig"). */
import { err } from '@sferic/codec';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelCommand, ChannelEnv, PeerMessage } from '../input.ts';
import type { SignatureCheck } from '../signer.ts';
import type { NegotiatingState } from './closing-state.ts';
import { goTo, type Outcome, type Transition } from './transition.ts';

export function negotiatingCommand(
  state: NegotiatingState,
  command: ChannelCommand,
  _env: ChannelEnv,
): Outcome {
  return err(channelError('wrong_state', `${command.type} while ${state.type}`));
}

export function negotiatingMessage(
  state: NegotiatingState,
  _message: PeerMessage,
  _verdicts: readonly boolean[],
  _env: ChannelEnv,
): Outcome {
  return goTo(state);
}

/** After `channel_reestablish`. */
export function resumeNegotiation(state: NegotiatingState, _env: ChannelEnv): Transition {
  return { next: state, effects: [] };
}

/** The signatures that a message of the negotiation brings. */
export function closingChecks(_state: NegotiatingState, _message: PeerMessage): readonly SignatureCheck[] {
  return [];
}

/** What a restart has to do again: the closing transactions that both have signed. */
export function negotiationEffects(_state: NegotiatingState): readonly Effect[] {
  return [];
}
