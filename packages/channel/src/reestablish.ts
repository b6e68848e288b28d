/** Agreeing on what was received before the connection broke (BOLT 2, "Message Retransmission"). */
import { equalBytes, isValidSecretKey, publicKey } from '@sferic/crypto';
import type { ChannelReestablish, UpdateMessage } from '@sferic/wire';
import type { Commitments } from './commitment/commitments.ts';
import { messagesAt } from './commitment/messages.ts';
import type { Effect } from './effect.ts';
import type { ChannelParams } from './params.ts';
import type { ChannelKeys } from './signer.ts';

/** What the peer's `channel_reestablish` says of the two states. */
export type SyncVerdict =
  /** What the peer has not received of our last messages. */
  | { readonly type: 'in_sync'; readonly missesCommitment: boolean; readonly missesRevocation: boolean }
  /** The peer has lost state. It knows, or will learn, and asks us to close. */
  | { readonly type: 'remote_behind' }
  /** We have lost state, as the peer proves: our commitment must not be published. */
  | { readonly type: 'local_behind' }
  /** No state of ours fits. Our latest commitment is not revoked: the peer shows no secret of it. */
  | { readonly type: 'invalid'; readonly reason: string };

const NO_SECRET = new Uint8Array(32);

/** Compares the peer's numbers with ours; decides nothing. */
export function judgeReestablish(
  commitments: Commitments,
  message: ChannelReestablish,
  keys: ChannelKeys,
): SyncVerdict {
  const { nextCommitmentNumber: nextCommitment, nextRevocationNumber: nextRevocation } = message;
  const ours = BigInt(commitments.localNumber);
  const signed = BigInt(commitments.remote.number);
  if (nextCommitment === 0n) return { type: 'invalid', reason: 'next_commitment_number is zero' };

  const knowsSecret = provesRevocation(message, keys, nextRevocation);
  if (nextRevocation > ours)
    return knowsSecret
      ? { type: 'local_behind' }
      : { type: 'invalid', reason: `revocation ${nextRevocation} is expected after ${ours}, without proof` };
  if (!knowsSecret)
    return { type: 'invalid', reason: 'your_last_per_commitment_secret is not what we revealed' };
  // A commitment that we never signed. Were that taken as our loss, any peer could keep us from the chain by claiming it,
  // until the HTLCs that we must claim there have expired.
  if (nextCommitment > signed + 1n)
    return { type: 'invalid', reason: `commitment ${nextCommitment} is expected after ${signed}` };
  if (nextRevocation + 1n < ours) return { type: 'remote_behind' };

  const missesCommitment = nextCommitment === signed && commitments.remote.revocation.type === 'awaited';
  if (nextCommitment !== signed + 1n && !missesCommitment) return { type: 'remote_behind' };
  return { type: 'in_sync', missesCommitment, missesRevocation: nextRevocation !== ours };
}

/** Whether the message holds our secret of the commitment before `nextRevocation`, as it must. */
function provesRevocation(
  { yourLastPerCommitmentSecret: secret }: ChannelReestablish,
  keys: ChannelKeys,
  nextRevocation: bigint,
): boolean {
  if (nextRevocation === 0n) return equalBytes(secret, NO_SECRET);
  if (nextRevocation > MAX_COMMITMENT_NUMBER || !isValidSecretKey(secret)) return false;
  return equalBytes(publicKey(secret), keys.perCommitmentPoint(Number(nextRevocation - 1n)));
}

/** Commitment numbers have 48 bits (BOLT 3). */
const MAX_COMMITMENT_NUMBER = (1n << 48n) - 1n;

/**
 * The messages that the peer misses, in the order in which they were sent at first: the revocation before or after
 * the commitment, as `lastSent` tells, and the commitment behind the changes that it signs.
 */
export function retransmission(
  params: ChannelParams,
  commitments: Commitments,
  verdict: Extract<SyncVerdict, { readonly type: 'in_sync' }>,
): readonly Effect[] {
  const { updates, remote, localNumber, lastSent } = commitments;
  const commitment: readonly Effect[] = verdict.missesCommitment
    ? [
        ...messagesAt(params, updates, 'signed').map(toEffect),
        { type: 'send_sealed', message: { type: 'commitment_signed', commitmentNumber: remote.number } },
      ]
    : [];
  const revocation: readonly Effect[] = verdict.missesRevocation
    ? [{ type: 'send_sealed', message: { type: 'revoke_and_ack', revokedNumber: localNumber - 1 } }]
    : [];
  return lastSent === 'revoke_and_ack' ? [...commitment, ...revocation] : [...revocation, ...commitment];
}

/** The removals that we had not signed: the peer has forgotten them. */
export function unsignedAgain(params: ChannelParams, { updates }: Commitments): readonly Effect[] {
  return messagesAt(params, updates, 'proposed').map(toEffect);
}

function toEffect(message: UpdateMessage): Effect {
  return { type: 'send', message };
}
