/** Keys of commitment transactions (BOLT 3, "Key Derivation"). */
import {
  pointAdd,
  pointMultiply,
  pointTweakAdd,
  publicKey,
  scalarAdd,
  scalarMultiply,
  sha256,
} from '@sferic/crypto';
import type { Point } from '@sferic/wire';

/** The base points that a node states when a channel opens. */
export interface Basepoints {
  readonly revocation: Point;
  readonly payment: Point;
  readonly delayedPayment: Point;
  readonly htlc: Point;
}

/**
 * The public keys of one commitment transaction. The owner is the node that can broadcast it,
 * the counterparty the one that has signed it.
 */
export interface CommitmentKeys {
  /** The counterparty's: takes everything of the owner's once the commitment is revoked. */
  readonly revocation: Point;
  readonly ownerDelayedPayment: Point;
  readonly ownerHtlc: Point;
  readonly counterpartyHtlc: Point;
  /** Static: the counterparty's payment basepoint (`option_static_remotekey`). */
  readonly counterpartyPayment: Point;
}

/** `basepoint + SHA256(per_commitment_point || basepoint) * G`: HTLC and delayed keys. */
export function derivePublicKey(basepoint: Point, perCommitmentPoint: Point): Point {
  const tweaked = pointTweakAdd(basepoint, sha256(perCommitmentPoint, basepoint));
  return onCurve(tweaked);
}

/** The private key of {@link derivePublicKey}. `basepoint`: where it is known already. */
export function derivePrivateKey(
  basepointSecret: Uint8Array,
  perCommitmentPoint: Point,
  basepoint: Uint8Array = publicKey(basepointSecret),
): Uint8Array {
  return scalarAdd(basepointSecret, sha256(perCommitmentPoint, basepoint));
}

/** BOLT 3, "`revocationpubkey` Derivation": neither side alone can know its private key. */
export function deriveRevocationPublicKey(revocationBasepoint: Point, perCommitmentPoint: Point): Point {
  const base = pointMultiply(revocationBasepoint, sha256(revocationBasepoint, perCommitmentPoint));
  const point = pointMultiply(perCommitmentPoint, sha256(perCommitmentPoint, revocationBasepoint));
  return onCurve(pointAdd(onCurve(base), onCurve(point)));
}

/** The private key of {@link deriveRevocationPublicKey}, once the commitment is revoked. */
export function deriveRevocationPrivateKey(
  revocationBasepointSecret: Uint8Array,
  perCommitmentSecret: Uint8Array,
): Uint8Array {
  const basepoint = publicKey(revocationBasepointSecret);
  const point = publicKey(perCommitmentSecret);
  return scalarAdd(
    scalarMultiply(revocationBasepointSecret, sha256(basepoint, point)),
    scalarMultiply(perCommitmentSecret, sha256(point, basepoint)),
  );
}

/** All keys of the commitment that `owner` holds, at the owner's `perCommitmentPoint`. */
export function deriveCommitmentKeys(
  owner: Basepoints,
  counterparty: Basepoints,
  perCommitmentPoint: Point,
): CommitmentKeys {
  return {
    revocation: deriveRevocationPublicKey(counterparty.revocation, perCommitmentPoint),
    ownerDelayedPayment: derivePublicKey(owner.delayedPayment, perCommitmentPoint),
    ownerHtlc: derivePublicKey(owner.htlc, perCommitmentPoint),
    counterpartyHtlc: derivePublicKey(counterparty.htlc, perCommitmentPoint),
    counterpartyPayment: counterparty.payment,
  };
}

/** Sums of points and hashes reach infinity with a probability of 2^-256: a broken invariant. */
function onCurve(point: Uint8Array | undefined): Point {
  if (point === undefined) throw new Error('key derivation reached the point at infinity');
  return point as Point;
}
