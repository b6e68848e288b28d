import { commitmentChecks } from './commitment/exchange.ts';
import type { ChannelEnv, PeerMessage } from './input.ts';
import type { SignatureCheck } from './signer.ts';
import type { ChannelState } from './state.ts';
import { announcementClaims } from './states/announcement.ts';
import { closingChecks } from './states/negotiating.ts';
import { attemptChecks } from './states/replacement.ts';
import { signingFundingChecks } from './states/signing-funding.ts';
import { commitmentMessages } from './states/updates.ts';

/**
 * The signatures in `message` to verify before it is given to `step`, in the order of its `verdicts`. Empty when the
 * message has none, or is wrong in a way that `step` will tell.
 */
export function signaturesToCheck(
  state: ChannelState,
  message: PeerMessage,
  env: ChannelEnv,
): readonly SignatureCheck[] {
  switch (state.type) {
    case 'signing_funding':
      return signingFundingChecks(state, message, env.keys);
    case 'wait_for_ready':
      return attemptChecks(state, message, env.keys);
    case 'replacing':
      return attemptChecks(state.state, message, env.keys);
    case 'normal':
      if (message.type === 'commitment_signed' || message.type === 'commitment_signed_batch')
        return commitmentChecks(state.params, state.commitments, commitmentMessages(message), env.keys);
      return message.type === 'announcement_signatures' ? announcementClaims(state, message) : [];
    case 'negotiating':
      return closingChecks(state, message);
    default:
      return [];
  }
}
