import { err, ok, type Result } from '@sferic/codec';
import { describeReason } from '@sferic/wire';
import type { Commitments } from '../commitment/commitments.ts';
import type { ChannelError } from '../error.ts';
import { channelError } from '../error.ts';
import type { ChannelCommand, ChannelEnv, PeerMessage } from '../input.ts';
import type { NormalState } from '../state.ts';
import { mustFail } from './acceptance.ts';
import { realShortChannelId, receiveAnnouncementSignatures } from './announcement.ts';
import { declineFeeBump } from './fee-bump.ts';
import { beginShutdown, negotiateWhenQuiet, receiveShutdown } from './shutdown.ts';
import { failByPeer, goTo, type Outcome } from './transition.ts';
import {
  applyCommand,
  applyCommitment,
  applyRevocation,
  applyUpdate,
  isUpdateCommand,
  type Updated,
} from './updates.ts';

/** HTLCs flow, or, after a `shutdown`, drain (BOLT 2, "Normal Operation"). */
export function normalCommand(state: NormalState, command: ChannelCommand, env: ChannelEnv): Outcome {
  if (command.type === 'close') return beginShutdown(state, command, env);
  if (!isUpdateCommand(command)) return err(channelError('wrong_state', `${command.type} in ${state.type}`));
  if (command.type === 'add_htlc' && isShuttingDown(state))
    return err(channelError('channel_unavailable', 'the channel is shutting down'));
  if (command.type === 'add_htlc' && realShortChannelId(state.commitments) === undefined)
    return err(channelError('channel_unavailable', 'the funding transaction is not confirmed any more'));
  // BOLT 2: no updates from the moment on at which the peer may begin to negotiate the close.
  if (command.type === 'update_fee' && isShuttingDown(state) && !hasHtlcs(state))
    return err(channelError('wrong_state', 'the channel is about to close'));
  return continueWith(state, applyCommand(state.params, state.commitments, command, env), env);
}

export function normalMessage(
  state: NormalState,
  message: PeerMessage,
  verdicts: readonly boolean[],
  env: ChannelEnv,
): Outcome {
  const { params, commitments } = state;
  switch (message.type) {
    case 'update_add_htlc':
      if (state.shutdown.remote !== undefined)
        return err(channelError('peer_htlc_invalid', 'update_add_htlc after shutdown'));
      return continueWith(state, applyUpdate(params, commitments, message, env), env);
    case 'update_fulfill_htlc':
    case 'update_fail_htlc':
    case 'update_fail_malformed_htlc':
    case 'update_fee':
      return continueWith(state, applyUpdate(params, commitments, message, env), env);
    case 'commitment_signed':
    case 'commitment_signed_batch':
      return continueWith(
        state,
        applyCommitment(params, commitments, message, verdicts, mustFail(state)),
        env,
      );
    case 'revoke_and_ack':
      return continueWith(state, applyRevocation(params, commitments, message, mustFail(state)), env);
    case 'shutdown':
      return receiveShutdown(state, message, env);
    case 'announcement_signatures':
      return receiveAnnouncementSignatures(state, message, verdicts);
    case 'channel_ready':
      // Redundant ones are ignored, but each may bring a new alias.
      return goTo(message.alias === undefined ? state : withRemoteAlias(state, message.alias));
    case 'tx_signatures':
    case 'tx_abort':
      return goTo(state);
    case 'tx_init_rbf':
      return goTo(state, declineFeeBump(params.channelId));
    case 'error':
      return ok(failByPeer(state, describeReason(message.data)));
    default:
      return err(channelError('peer_unexpected_message', `${message.type} in ${state.type}`));
  }
}

function hasHtlcs({ commitments }: NormalState): boolean {
  const { local, remote } = commitments.updates.htlcs;
  return local.size + remote.size > 0;
}

function isShuttingDown({ shutdown, close }: NormalState): boolean {
  return shutdown.local !== undefined || shutdown.remote !== undefined || close !== undefined;
}

function withRemoteAlias(
  state: NormalState,
  remote: NonNullable<NormalState['aliases']['remote']>,
): NormalState {
  return { ...state, aliases: { ...state.aliases, remote } };
}

/** Adopts new commitments; if they are what a shutdown waited for, the close begins. */
function continueWith<E extends ChannelError>(
  state: NormalState,
  updated: Result<Updated, E>,
  env: ChannelEnv,
): Outcome {
  if (!updated.ok) return updated;
  const { commitments, effects } = updated.value;
  return negotiateWhenQuiet(withCommitments(state, commitments), effects, env);
}

function withCommitments(state: NormalState, commitments: Commitments): NormalState {
  return commitments === state.commitments ? state : { ...state, commitments };
}
