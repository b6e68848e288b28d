/** Signing of claims: what the signer is asked for each way through a script. */
import { publicKey } from '@sferic/crypto';
import type { PerCommitmentSecret, Signature } from '@sferic/wire';
import { deriveRevocationPublicKey } from '../bitcoin/keys.ts';
import { findSecret, secretIndex } from '../bitcoin/shachain.ts';
import { segwitSighash, sighashContext } from '../bitcoin/sighash.ts';
import type { Transaction } from '../bitcoin/transaction.ts';
import type { Commitments } from '../commitment/commitments.ts';
import type { ChannelSigner } from '../signer.ts';
import type { ClosingState } from '../state.ts';
import type { Claim, ClaimPath } from './types.ts';
import { claimWitness } from './witnesses.ts';

/**
 * The witnesses of the first inputs of `transaction`, which spend `claims` in this order. `state` is durable, and has
 * given the claims: what they sign is confirmed in the chain, so that nothing is revealed that was not before.
 */
export function signClaims(
  state: ClosingState,
  claims: readonly Claim[],
  transaction: Transaction,
  signer: ChannelSigner,
): readonly (readonly Uint8Array[])[] {
  const context = sighashContext(transaction);
  return claims.map(({ path, witnessScript, spent }, index) => {
    const digest = segwitSighash(context, index, witnessScript, spent.amount);
    const signature = sign(state, path, digest, signer);
    return claimWitness(path, witnessScript, signature, revocationKey(state, path));
  });
}

function sign(state: ClosingState, path: ClaimPath, digest: Uint8Array, signer: ChannelSigner): Signature {
  switch (path.type) {
    case 'to_remote':
      return signer.signToRemote({ digest });
    case 'delayed':
      return signer.signDelayed({ digest, perCommitmentPoint: path.point });
    case 'htlc_timeout':
    case 'htlc_preimage':
      return signer.signRemoteHtlc({ ...signing(path), digest });
    case 'second_stage':
      // The last line of defence: of a revoked commitment the peer would take the output.
      if (path.commitmentNumber !== state.commitments.localNumber)
        throw new Error(`commitment ${path.commitmentNumber} is not our latest`);
      return signer.signLocalHtlc({ ...signing(path), digest });
    case 'penalty':
      return signer.signPenalty({ digest, perCommitmentSecret: secretOf(state.commitments, path) });
  }
}

function signing({ commitmentNumber, point }: Extract<ClaimPath, { readonly point: unknown }>) {
  return { commitmentNumber, perCommitmentPoint: point };
}

type Penalty = Extract<ClaimPath, { readonly type: 'penalty' }>;

function secretOf({ secrets }: Commitments, { commitmentNumber }: Penalty): PerCommitmentSecret {
  const secret = findSecret(secrets, secretIndex(commitmentNumber));
  if (secret === undefined) throw new Error(`commitment ${commitmentNumber} is not revoked`);
  return secret as PerCommitmentSecret;
}

function revocationKey({ commitments, params }: ClosingState, path: ClaimPath): Uint8Array {
  if (path.type !== 'penalty' || path.of !== 'htlc') return NOTHING;
  const point = publicKey(secretOf(commitments, path));
  return deriveRevocationPublicKey(params.local.basepoints.revocation, point as never);
}

const NOTHING = new Uint8Array(0);
