/** The signer of one channel: its secrets, used for what the channel package asks and no more. */
import {
  type Basepoints,
  type ChannelSigner,
  derivePrivateKey,
  deriveRevocationPrivateKey,
  perCommitmentSecrets,
  secretIndex,
} from '@sferic/channel';
import { equalBytes, Secret, sign } from '@sferic/crypto';
import {
  perCommitmentSecret as asPerCommitmentSecret,
  type Point,
  type Signature,
  signature,
} from '@sferic/wire';
import { type ChannelSecrets, type KeyPair, type NodeKeys, pointOf } from './keys.ts';

function signWith(key: KeyPair, digest: Uint8Array): Signature {
  return signature(sign(digest, key.secretKey.expose()));
}

/** The public basepoints of a channel's secrets (BOLT 2, `open_channel2`). */
export function basepointsOf(secrets: ChannelSecrets): Basepoints {
  return {
    revocation: secrets.revocation.publicKey,
    payment: secrets.payment.publicKey,
    delayedPayment: secrets.delayedPayment.publicKey,
    htlc: secrets.htlc.publicKey,
  };
}

/**
 * The signer of the channel with this key index. It throws on a request that would lose money: to sign a commitment
 * of ours whose secret it has revealed, which gives everything in it to the peer.
 */
export function channelSigner(keys: NodeKeys, channelIndex: number): ChannelSigner {
  const secrets = keys.channel(channelIndex);
  const funding = memoize((index) => secrets.fundingKey(index));
  let highestRevealed = -1;

  const secretAt = perCommitmentSecrets(secrets.shachainSeed.expose());
  const secretOf = (commitmentNumber: number) => secretAt(secretIndex(commitmentNumber));
  const guardUnrevealed = (commitmentNumber: number) => {
    if (commitmentNumber <= highestRevealed)
      throw new Error(`refused to sign commitment ${commitmentNumber}: it is revoked`);
  };
  const htlcKeyAt = latest((point: Point) => {
    const { secretKey, publicKey } = secrets.htlc;
    return new Secret(derivePrivateKey(secretKey.expose(), point, publicKey));
  });
  const points = new Map<number, Point>();
  const signHtlc = (digest: Uint8Array, perCommitmentPoint: Point) =>
    signature(sign(digest, htlcKeyAt(perCommitmentPoint).expose()));

  return {
    nodeId: keys.nodeId,
    get basepoints() {
      return basepointsOf(secrets);
    },
    fundingPubkey: (fundingIndex) => funding(fundingIndex).publicKey,
    perCommitmentPoint: (commitmentNumber) => {
      const point = points.get(commitmentNumber) ?? pointOf(secretOf(commitmentNumber));
      if (points.size >= KEPT_POINTS) points.clear();
      points.set(commitmentNumber, point);
      return point;
    },
    perCommitmentSecret: (commitmentNumber) => {
      highestRevealed = Math.max(highestRevealed, commitmentNumber);
      return asPerCommitmentSecret(secretOf(commitmentNumber));
    },
    signRemoteCommitment: ({ digest, fundingIndex }) => signWith(funding(fundingIndex), digest),
    signRemoteHtlc: ({ digest, perCommitmentPoint }) => signHtlc(digest, perCommitmentPoint),
    signLocalCommitment: ({ digest, commitmentNumber, fundingIndex }) => {
      guardUnrevealed(commitmentNumber);
      return signWith(funding(fundingIndex), digest);
    },
    signLocalHtlc: ({ digest, commitmentNumber, perCommitmentPoint }) => {
      guardUnrevealed(commitmentNumber);
      return signHtlc(digest, perCommitmentPoint);
    },
    signToRemote: ({ digest }) => signWith(secrets.payment, digest),
    signDelayed: ({ digest, perCommitmentPoint }) =>
      signature(
        sign(digest, derivePrivateKey(secrets.delayedPayment.secretKey.expose(), perCommitmentPoint)),
      ),
    signPenalty: ({ digest, perCommitmentSecret }) =>
      signature(
        sign(digest, deriveRevocationPrivateKey(secrets.revocation.secretKey.expose(), perCommitmentSecret)),
      ),
    signAnchor: ({ digest, fundingIndex }) => signWith(funding(fundingIndex), digest),
    signClosing: ({ digest, fundingIndex }) => signWith(funding(fundingIndex), digest),
    signChannelAnnouncement: ({ digest, fundingIndex }) => ({
      nodeSignature: signWith(keys.identity, digest),
      bitcoinSignature: signWith(funding(fundingIndex), digest),
    }),
  };
}

/** Of the commitments that an exchange is about: each is asked for a few times. */
const KEPT_POINTS = 8;

/** Computes again for another point than the last: a commitment signs all of its HTLCs with one key. */
function latest<T>(compute: (point: Point) => T): (point: Point) => T {
  let known: { readonly point: Point; readonly value: T } | undefined;
  return (point) => {
    if (known === undefined || !equalBytes(known.point, point)) known = { point, value: compute(point) };
    return known.value;
  };
}

/** A channel has few funding transactions over its life, and derivation is slow. */
function memoize<T>(compute: (index: number) => T): (index: number) => T {
  const known = new Map<number, T>();
  return (index) => {
    const value = known.get(index) ?? compute(index);
    known.set(index, value);
    return value;
  };
}
