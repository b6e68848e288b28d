import { publicKey, sha256, sign } from '@sferic/crypto';
import type { NodeId, PerCommitmentSecret, Point, Signature } from '@sferic/wire';
import { derivePrivateKey, deriveRevocationPrivateKey } from '../../src/bitcoin/keys.ts';
import { perCommitmentSecret, secretIndex } from '../../src/bitcoin/shachain.ts';
import type { ChannelSigner } from '../../src/signer.ts';

/**
 * A signer with keys from a name. It remembers what it has revealed and signed, and throws where a node would lose
 * money: a local commitment signed after its secret left, a secret revealed of the commitment that was published, or
 * two different remote commitments under one number.
 */
export class TestSigner implements ChannelSigner {
  readonly nodeId: NodeId;
  readonly basepoints: ChannelSigner['basepoints'];
  readonly #secrets: Readonly<
    Record<'node' | 'funding' | 'revocation' | 'payment' | 'delayed' | 'htlc', Uint8Array>
  >;
  readonly #seed: Uint8Array;
  readonly #points = new Map<number, Point>();
  readonly #remoteDigests = new Map<string, string>();
  #highestRevealed = -1;
  #lowestPublished = Number.POSITIVE_INFINITY;

  constructor(name: string) {
    const secret = (label: string) => sha256(new TextEncoder().encode(`${name} ${label}`));
    const point = (label: string) => publicKey(secret(label)) as Point;
    this.#secrets = {
      node: secret('node'),
      funding: secret('funding'),
      revocation: secret('revocation'),
      payment: secret('payment'),
      delayed: secret('delayed'),
      htlc: secret('htlc'),
    };
    this.#seed = secret('seed');
    this.nodeId = point('node') as NodeId;
    this.basepoints = {
      revocation: point('revocation'),
      payment: point('payment'),
      delayedPayment: point('delayed'),
      htlc: point('htlc'),
    };
  }

  fundingPubkey(): Point {
    return publicKey(this.#secrets.funding) as Point;
  }

  perCommitmentPoint(commitmentNumber: number): Point {
    const known = this.#points.get(commitmentNumber) ?? (publicKey(this.#secret(commitmentNumber)) as Point);
    this.#points.set(commitmentNumber, known);
    return known;
  }

  perCommitmentSecret(commitmentNumber: number): PerCommitmentSecret {
    if (commitmentNumber >= this.#lowestPublished) throw new Error(`${commitmentNumber} was published`);
    this.#highestRevealed = Math.max(this.#highestRevealed, commitmentNumber);
    return this.#secret(commitmentNumber) as PerCommitmentSecret;
  }

  signRemoteCommitment: ChannelSigner['signRemoteCommitment'] = ({
    digest,
    commitmentNumber,
    fundingTxid,
  }) => {
    const key = `${Buffer.from(fundingTxid).toString('hex')}/${commitmentNumber}`;
    const hex = Buffer.from(digest).toString('hex');
    const before = this.#remoteDigests.get(key);
    if (before !== undefined && before !== hex) throw new Error(`two remote commitments ${key}`);
    this.#remoteDigests.set(key, hex);
    return sign(digest, this.#secrets.funding) as Signature;
  };

  signRemoteHtlc: ChannelSigner['signRemoteHtlc'] = ({ digest, perCommitmentPoint }) =>
    sign(digest, derivePrivateKey(this.#secrets.htlc, perCommitmentPoint)) as Signature;

  signLocalCommitment: ChannelSigner['signLocalCommitment'] = ({ digest, commitmentNumber }) => {
    this.#publish(commitmentNumber);
    return sign(digest, this.#secrets.funding) as Signature;
  };

  signLocalHtlc: ChannelSigner['signLocalHtlc'] = ({ digest, commitmentNumber, perCommitmentPoint }) => {
    this.#publish(commitmentNumber);
    return sign(digest, derivePrivateKey(this.#secrets.htlc, perCommitmentPoint)) as Signature;
  };

  signClosing: ChannelSigner['signClosing'] = ({ digest }) =>
    sign(digest, this.#secrets.funding) as Signature;

  signAnchor: ChannelSigner['signAnchor'] = ({ digest }) => sign(digest, this.#secrets.funding) as Signature;

  signToRemote: ChannelSigner['signToRemote'] = ({ digest }) =>
    sign(digest, this.#secrets.payment) as Signature;

  signDelayed: ChannelSigner['signDelayed'] = ({ digest, perCommitmentPoint }) =>
    sign(digest, derivePrivateKey(this.#secrets.delayed, perCommitmentPoint)) as Signature;

  signPenalty: ChannelSigner['signPenalty'] = ({ digest, perCommitmentSecret }) =>
    sign(digest, deriveRevocationPrivateKey(this.#secrets.revocation, perCommitmentSecret)) as Signature;

  signChannelAnnouncement: ChannelSigner['signChannelAnnouncement'] = ({ digest }) => ({
    nodeSignature: sign(digest, this.#secrets.node) as Signature,
    bitcoinSignature: sign(digest, this.#secrets.funding) as Signature,
  });

  /** A dry signature of the latest local commitment, for tests that judge it without publishing it. */
  signAsJudge(digest: Uint8Array): Signature {
    return sign(digest, this.#secrets.funding) as Signature;
  }

  /** The same for an HTLC transaction of that commitment. */
  signHtlcAsJudge(digest: Uint8Array, perCommitmentPoint: Point): Signature {
    return sign(digest, derivePrivateKey(this.#secrets.htlc, perCommitmentPoint)) as Signature;
  }

  #secret(commitmentNumber: number): Uint8Array {
    return perCommitmentSecret(this.#seed, secretIndex(commitmentNumber));
  }

  #publish(commitmentNumber: number): void {
    if (commitmentNumber <= this.#highestRevealed)
      throw new Error(`signing local commitment ${commitmentNumber}, which is revoked`);
    this.#lowestPublished = Math.min(this.#lowestPublished, commitmentNumber);
  }
}
