/** Which transaction of the channel a spend of its funding output is, and which of its outputs concern us. */
import { equalBytes, publicKey } from '@sferic/crypto';
import { msat, type Point } from '@sferic/wire';
import { obscuringFactor, readCommitmentNumber } from '../bitcoin/commitment-transaction.ts';
import { dustThreshold } from '../bitcoin/output-scripts.ts';
import { findSecret, secretIndex } from '../bitcoin/shachain.ts';
import { type Transaction, transactionId } from '../bitcoin/transaction.ts';
import { buildCommitment } from '../commitment/build.ts';
import {
  type Commitments,
  currentFunding,
  type FundingCommitments,
  type PastHtlc,
} from '../commitment/commitments.ts';
import { commitmentSpec } from '../commitment/spec.ts';
import { opposite } from '../dual.ts';
import type { ChannelEnv } from '../input.ts';
import type { ChannelParams } from '../params.ts';
import type { EstablishedState } from '../state.ts';
import type { NegotiatingState } from '../states/closing-state.ts';
import { closingParams, offeredVariants } from '../states/closing-terms.ts';
import { foreignOutputs, localOutputs, remoteOutputs } from './outputs.ts';
import type { FundingSpend, TrackedOutput } from './types.ts';

export interface Identified {
  readonly spend: Pick<FundingSpend, 'kind' | 'commitment'>;
  readonly outputs: readonly TrackedOutput[];
}

/**
 * Numbers alone do not tell our commitments from the peer's, nor either from a forgery: the outputs do.
 * `past`: the HTLCs of the commitment that are gone since, which a penalty has to know.
 */
export function identifySpend(
  state: EstablishedState,
  funding: FundingCommitments,
  transaction: Transaction,
  past: readonly PastHtlc[],
  env: Pick<ChannelEnv, 'keys' | 'shutdownScript'>,
): Identified {
  const { params, commitments } = state;
  const number = commitmentNumberOf(params, transaction);
  if (number === undefined) {
    const kind = mayBeMutualClose(state, transaction, env) ? 'mutual_close' : 'unknown';
    return { spend: { kind }, outputs: [] };
  }
  const ours = ourCommitment(params, commitments, funding, transaction, env);
  if (ours !== undefined) return ours;
  const point = remotePoint(commitments, number);
  if (point !== undefined) {
    const outputs = remoteOutputs({ params, commitments, transaction, number, point, past });
    if (outputs.length === 0) return UNKNOWN;
    const spend = { commitment: { number, point } };
    if (isRevoked(commitments, number)) return { spend: { ...spend, kind: 'revoked_commitment' }, outputs };
    const claimable = outputs.filter(({ role }) => role.type !== 'delayed');
    return { spend: { ...spend, kind: 'remote_commitment' }, outputs: claimable };
  }
  if (number <= commitments.remote.number) return UNKNOWN;
  const outputs = foreignOutputs(params, transaction);
  // `to_remote` needs no point of the peer's: what it proves is that this is a commitment for us.
  const isForUs = outputs.some(({ role }) => role.type === 'to_remote');
  return isForUs ? { spend: { kind: 'future_commitment' }, outputs } : UNKNOWN;
}

const UNKNOWN: Identified = { spend: { kind: 'unknown' }, outputs: [] };

/** The number of the revoked commitment that `transaction` is, if it is one: its past HTLCs are wanted. */
export function revokedNumber(
  { params, commitments }: EstablishedState,
  transaction: Transaction,
): number | undefined {
  const number = commitmentNumberOf(params, transaction);
  return number !== undefined && isRevoked(commitments, number) ? number : undefined;
}

function commitmentNumberOf(params: ChannelParams, transaction: Transaction): number | undefined {
  const [opener, accepter] = [params.opener, opposite(params.opener)];
  return readCommitmentNumber(
    transaction,
    obscuringFactor(params[opener].basepoints.payment, params[accepter].basepoints.payment),
  );
}

function ourCommitment(
  params: ChannelParams,
  commitments: Commitments,
  funding: FundingCommitments,
  transaction: Transaction,
  { keys }: Pick<ChannelEnv, 'keys'>,
): Identified | undefined {
  const { localNumber: number, updates } = commitments;
  const spec = commitmentSpec(updates, funding, params.opener, 'local', 'current');
  const point = keys.perCommitmentPoint(number);
  const built = buildCommitment(params, funding, spec, number, point);
  if (!equalBytes(built.commitment.txid, transactionId(transaction))) return undefined;
  return {
    spend: { kind: 'local_commitment', commitment: { number, point } },
    outputs: localOutputs(built, spec, funding.localSignatures),
  };
}

function isRevoked({ secrets }: Commitments, number: number): boolean {
  return findSecret(secrets, secretIndex(number)) !== undefined;
}

/** The point of a commitment of the peer's that we have signed; the one before the latest may be unrevoked too. */
function remotePoint({ secrets, remote }: Commitments, number: number): Point | undefined {
  if (number === remote.number) return remote.point;
  if (number === remote.number - 1 && remote.revocation.type === 'awaited')
    return remote.revocation.previousPoint;
  const secret = findSecret(secrets, secretIndex(number));
  return secret && (publicKey(secret) as Point);
}

/** Both ends sign closing transactions only while they negotiate; one from before a loss of data pays to our wallet. */
function mayBeMutualClose(
  state: EstablishedState,
  transaction: Transaction,
  { shutdownScript }: Pick<ChannelEnv, 'shutdownScript'>,
): boolean {
  if (state.type === 'negotiating') return isOfNegotiation(state, transaction);
  if (state.type === 'failed') return true;
  if (state.type === 'closing' && state.spend.kind === 'mutual_close') return true;
  return transaction.outputs.some(({ scriptPubKey }) => equalBytes(scriptPubKey, shutdownScript));
}

/**
 * Any that we have signed may come, also one that is forgotten since or whose `closing_sig` never came. Each pays to a script that
 * we have named, unless what we have is dust or goes to the fee.
 */
function isOfNegotiation(state: NegotiatingState, { outputs }: Transaction): boolean {
  const { shutdown, signed, offer } = state;
  const ours = [...signed.local.map(({ terms }) => terms), ...(offer === undefined ? [] : [offer])];
  const named = [
    shutdown.local,
    ...ours.map(({ closerScript }) => closerScript),
    ...signed.remote.map(({ terms }) => terms.closeeScript),
  ];
  return (
    outputs.some((output) => named.some((script) => equalBytes(output.scriptPubKey, script))) ||
    currentFunding(state.commitments).balances.local < msat(dustThreshold(shutdown.local) * 1000n) ||
    ours.some((terms) => offeredVariants(closingParams(state, 'local', terms)).includes('closee_output_only'))
  );
}
