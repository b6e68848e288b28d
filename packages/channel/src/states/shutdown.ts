/** From the first `shutdown` until nothing is in flight any more (BOLT 2, "Closing Initiation: shutdown"). */
import { err } from '@sferic/codec';
import type { Shutdown } from '@sferic/wire';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelEnv } from '../input.ts';
import type { NormalState } from '../state.ts';
import type { ClosingCommand } from './closing-commands.ts';
import { goTo, type Outcome } from './transition.ts';

/** The command `close`. */
export function beginShutdown(_state: NormalState, _command: ClosingCommand, _env: ChannelEnv): Outcome {
  return err(channelError('shutdown_refused', 'not yet'));
}

export function receiveShutdown(_state: NormalState, _message: Shutdown, _env: ChannelEnv): Outcome {
  return err(channelError('peer_request_refused', 'not yet'));
}

/** Called after every change of the commitments: replies to a `shutdown` when that is due, and begins the closing negotiation. */
export function negotiateWhenQuiet(
  state: NormalState,
  effects: readonly Effect[],
  _env: ChannelEnv,
): Outcome {
  return goTo(state, ...effects);
}

/** After `channel_reestablish`: our `shutdown` again, if it was sent. */
export function resumeShutdown(
  state: NormalState,
  _env: ChannelEnv,
): { readonly next: NormalState; readonly effects: readonly Effect[] } {
  return { next: state, effects: [] };
}
