/** The exchange of commitment_signed and revoke_and_ack, in both directions at once. */
import { err, ok, type Result } from '@sferic/codec';
import { equalBytes, isValidSecretKey, publicKey } from '@sferic/crypto';
import type { CommitmentSigned, RevokeAndAck } from '@sferic/wire';
import { fundingSpendDigest } from '../bitcoin/commitment-transaction.ts';
import { htlcTransactionDigest } from '../bitcoin/htlc-transactions.ts';
import { insertSecret, secretIndex } from '../bitcoin/shachain.ts';
import { type ChannelError, channelError, type Refusal } from '../error.ts';
import type { ChannelParams } from '../params.ts';
import type { ChannelKeys, SignatureCheck } from '../signer.ts';
import { type Advance, advance, countAdvancing } from './advance.ts';
import { buildCommitment } from './build.ts';
import type { CommitmentSignatures, Commitments, FundingCommitments, Updates } from './commitments.ts';
import { figuresOf } from './limits.ts';
import { commitmentSpec } from './spec.ts';

/** What a signature of the remote end's next commitment would be for. */
export interface SigningLoad {
  /** Changes that it covers, those of feerates included. */
  readonly changes: number;
  /** Whether they only remove HTLCs whose preimage both ends know: nobody but their balances waits for that. */
  readonly isCleanUp: boolean;
  /** Whether they are all the HTLCs that there are, and the peer has signed their removal already: nothing else is on its way. */
  readonly isLast: boolean;
  /** Outputs of HTLCs that it signs, each at the cost of a signature here and a verification there. */
  readonly htlcs: number;
}

/** Undefined where no change waits for our signature, or the peer has not revoked yet what we signed before. */
export function signingLoad(params: ChannelParams, commitments: Commitments): SigningLoad | undefined {
  const { updates, remote, active } = commitments;
  if (remote.revocation.type !== 'received') return undefined;
  const changes = countAdvancing(updates, { type: 'commit', by: 'local' }, params.opener);
  if (changes === 0) return undefined;
  const { local, remote: offeredByPeer } = updates.htlcs;
  const outputs = active.map(
    (funding) => figuresOf(params, commitments, funding, 'remote', 'next').untrimmed,
  );
  return {
    changes,
    isCleanUp: changes === countFulfilled(updates),
    isLast: changes === local.tallies.removal_revoked.count && changes === local.size + offeredByPeer.size,
    htlcs: outputs.reduce((sum, count) => sum + count, 0),
  };
}

/**
 * Of the removals that wait for our signature, those with the preimage, if all of them are. What has failed is not over for who offered it
 * until it is removed for good.
 */
function countFulfilled({ htlcs: { local, remote } }: Updates): number | undefined {
  const removals = [local.tallies.removal_revoked, remote.tallies.removal_proposed];
  if (removals.some(({ amount, fulfilled }) => fulfilled !== amount)) return undefined;
  return removals.reduce((sum, { count }) => sum + count, 0);
}

/**
 * Signs the remote end's next commitment: the change is made here, the signatures when the message is released.
 * One unrevoked commitment may be outstanding, and none without changes (BOLT 2, "Committing Updates So Far").
 */
export function signNext(params: ChannelParams, commitments: Commitments): Result<Commitments, Refusal> {
  const { remote } = commitments;
  if (remote.revocation.type === 'awaited')
    return err(channelError('revocation_pending', `commitment ${remote.number - 1} is not revoked yet`));
  if (signingLoad(params, commitments) === undefined)
    return err(channelError('nothing_to_sign', 'no change is pending'));
  const next = advance(commitments, { type: 'commit', by: 'local' }, params.opener).commitments;
  return ok({
    ...next,
    remote: {
      number: remote.number + 1,
      point: remote.revocation.nextPoint,
      revocation: { type: 'awaited', previousPoint: remote.point },
    },
    lastSent: 'commitment_signed',
  });
}

/** The message for each active funding; undefined if one is missing. Messages for other fundings are ignored. */
export function commitmentPerFunding(
  commitments: Commitments,
  messages: readonly CommitmentSigned[],
): readonly { readonly funding: FundingCommitments; readonly message: CommitmentSigned }[] | undefined {
  const { active } = commitments;
  const pairs = active.flatMap((funding) => {
    const message = messages.find(({ fundingTxid }) =>
      fundingTxid === undefined ? active.length === 1 : equalBytes(fundingTxid, funding.txid),
    );
    return message === undefined ? [] : [{ funding, message }];
  });
  return pairs.length === active.length ? pairs : undefined;
}

/** What the signatures of our next commitment must sign: for each funding the commitment, then its HTLCs. */
export function commitmentChecks(
  params: ChannelParams,
  commitments: Commitments,
  messages: readonly CommitmentSigned[],
  keys: ChannelKeys,
): readonly SignatureCheck[] {
  const number = commitments.localNumber + 1;
  const point = keys.perCommitmentPoint(number);
  return (commitmentPerFunding(commitments, messages) ?? []).flatMap(({ funding, message }) => {
    const { untrimmed } = figuresOf(params, commitments, funding, 'local', 'next');
    if (message.htlcSignatures.length !== untrimmed) return [];
    const spec = commitmentSpec(commitments.updates, funding, params.opener, 'local', 'next');
    const built = buildCommitment(params, funding, spec, number, point);
    const commitmentCheck = {
      digest: fundingSpendDigest(built.commitment.tx, built.funding),
      signature: message.signature,
      publicKey: funding.fundingPubkeys.remote,
    };
    const htlcChecks = message.htlcSignatures.map((signature, index) => {
      const transaction = built.htlcTransactions[index];
      if (transaction === undefined) throw new Error('an untrimmed HTLC without an output');
      const digest = htlcTransactionDigest(transaction, 'counterparty');
      return { digest, signature, publicKey: built.keys.counterpartyHtlc };
    });
    return [commitmentCheck, ...htlcChecks];
  });
}

/**
 * Takes our next commitment and revokes the one before; `verdicts` answer {@link commitmentChecks}. A commitment
 * without changes is taken too: other implementations have sent such, and it does no harm.
 */
export function receiveCommitment(
  params: ChannelParams,
  commitments: Commitments,
  messages: readonly CommitmentSigned[],
  verdicts: readonly boolean[],
): Result<Advance, ChannelError> {
  const pairs = commitmentPerFunding(commitments, messages);
  if (pairs === undefined)
    return err(channelError('peer_signature_invalid', 'commitment_signed is missing for a funding'));
  const commitmentNumber = commitments.localNumber + 1;
  const signatures: CommitmentSignatures[] = [];
  for (const { funding, message } of pairs) {
    const { signature, htlcSignatures } = message;
    const { untrimmed: expected } = figuresOf(params, commitments, funding, 'local', 'next');
    if (htlcSignatures.length !== expected)
      return err(
        channelError('peer_signature_invalid', `${htlcSignatures.length} HTLC signatures, not ${expected}`),
      );
    signatures.push({ commitmentNumber, signature, htlcSignatures });
  }
  const wanted = signatures.reduce((count, { htlcSignatures }) => count + 1 + htlcSignatures.length, 0);
  if (verdicts.length !== wanted || !verdicts.every((holds) => holds))
    return err(
      channelError('peer_signature_invalid', `a signature of commitment ${commitmentNumber} is wrong`),
    );

  const signed = advance(commitments, { type: 'commit', by: 'remote' }, params.opener).commitments;
  const revoked = advance(signed, { type: 'revoke', by: 'local' }, params.opener);
  const active = revoked.commitments.active.map((funding, index) => {
    const localSignatures = signatures[index] ?? funding.localSignatures;
    return { ...funding, localSignatures };
  });
  return ok({
    ...revoked,
    commitments: {
      ...revoked.commitments,
      localNumber: commitmentNumber,
      lastSent: 'revoke_and_ack',
      active,
    },
  });
}

/** BOLT 2, "Completing the Transition to the Updated State: revoke_and_ack", as the receiver. */
export function receiveRevocation(
  params: ChannelParams,
  commitments: Commitments,
  message: RevokeAndAck,
): Result<Advance, ChannelError> {
  const { remote } = commitments;
  if (remote.revocation.type === 'received')
    return err(channelError('peer_unexpected_message', 'revoke_and_ack without a commitment to revoke'));
  const { perCommitmentSecret: secret, nextPerCommitmentPoint: nextPoint } = message;
  const revokedNumber = remote.number - 1;
  if (!isValidSecretKey(secret) || !equalBytes(publicKey(secret), remote.revocation.previousPoint))
    return err(channelError('peer_secret_invalid', `wrong secret of commitment ${revokedNumber}`));
  const inserted = insertSecret(commitments.secrets, secretIndex(revokedNumber), secret);
  if (!inserted.ok) return err(channelError('peer_secret_invalid', inserted.error.message));
  const moved = advance(commitments, { type: 'revoke', by: 'remote' }, params.opener);
  return ok({
    ...moved,
    commitments: {
      ...moved.commitments,
      remote: { ...remote, revocation: { type: 'received', nextPoint } },
      secrets: inserted.value.shachain,
    },
  });
}
