/** The client's half: a package for a commitment that the peer has revoked, sealed for whoever sees that commitment. */
import { publicKey, ripemd160 } from '@sferic/crypto';
import type { PerCommitmentSecret, Point, SatPerKw, TxId } from '@sferic/wire';
import { findSecret, secretIndex } from '../bitcoin/shachain.ts';
import { type BuiltCommitment, buildCommitment } from '../commitment/build.ts';
import type { ChannelSigner } from '../signer.ts';
import type { EstablishedState } from '../state.ts';
import {
  type JusticeOutput,
  type JusticePackage,
  type JusticeTarget,
  type JusticeTerms,
  justiceDigest,
  justicePayment,
  justiceWeight,
} from './justice-package.ts';
import type { RevokedCommitment } from './revocation.ts';

export interface JusticeRequest {
  /** Durable, and not older than the revocation. */
  readonly state: EstablishedState;
  readonly revoked: RevokedCommitment;
  readonly signer: ChannelSigner;
  /** Where everything goes: of our wallet. */
  readonly scriptPubKey: Uint8Array;
  /** What each output pays by itself, at most `MOST_JUSTICE_FEERATE`. */
  readonly feerate: SatPerKw;
}

export interface Justice {
  /** Of the revoked commitment. */
  readonly txid: TxId;
  readonly justice: JusticePackage;
}

/**
 * Undefined where the commitment has nothing that is worth a penalty. What is signed can be published only by who sees the
 * revoked commitment in the chain, and takes nothing of the peer's before.
 */
export function makeJustice(request: JusticeRequest): Justice | undefined {
  const { state, revoked, signer, scriptPubKey, feerate } = request;
  const { params, commitments } = state;
  const funding = commitments.active.find(({ index }) => index === revoked.fundingIndex);
  const perCommitmentSecret = findSecret(commitments.secrets, secretIndex(revoked.number));
  // A funding that has lost to another one cannot be spent any more.
  if (funding === undefined) return undefined;
  if (perCommitmentSecret === undefined) throw new Error(`commitment ${revoked.number} is not revoked`);
  const point = publicKey(perCommitmentSecret) as Point;
  const htlcs = revoked.htlcs.map((facts) => ({ facts }));
  const spec = { owner: 'remote', feerate: revoked.feerate, balances: revoked.balances, htlcs } as const;
  const built = buildCommitment(params, funding, spec, revoked.number, point);
  const { counterpartyPayment: _, ...keys } = built.keys;
  const terms = { feerate, toSelfDelay: params.local.toSelfDelay, keys, scriptPubKey };
  const secret = perCommitmentSecret as PerCommitmentSecret;
  const outputs = signOutputs(built, terms, (digest) =>
    signer.signPenalty({ digest, perCommitmentSecret: secret }),
  );
  return outputs.length === 0 ? undefined : { txid: built.commitment.txid, justice: { ...terms, outputs } };
}

function signOutputs(
  { commitment }: BuiltCommitment,
  terms: JusticeTerms,
  sign: (digest: Uint8Array) => JusticeOutput['signature'],
): readonly JusticeOutput[] {
  const outputs = commitment.outputs.flatMap((output, index): JusticeOutput[] => {
    const spent = commitment.tx.outputs[index];
    const target = targetOf(output);
    if (target === undefined || spent === undefined) return [];
    const { witnessScript } = output;
    const payment = justicePayment(terms, justiceWeight(terms, target, witnessScript), spent.amount);
    if (payment === undefined) return [];
    const digest = justiceDigest({ txid: commitment.txid, index }, spent, witnessScript, payment);
    return [{ index, target, signature: sign(digest) }];
  });
  return outputs.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ target }: JusticeOutput): number {
  return target.type === 'to_local' ? 0 : 1;
}

function targetOf(output: BuiltCommitment['commitment']['outputs'][number]): JusticeTarget | undefined {
  if (output.kind === 'to_local') return { type: 'to_local' };
  if (output.kind !== 'htlc') return undefined;
  const { direction, paymentHash, cltvExpiry } = output.htlc;
  const lock = ripemd160(paymentHash);
  return { type: 'htlc', lock, ...(direction === 'received' && { cltvExpiry }) };
}
