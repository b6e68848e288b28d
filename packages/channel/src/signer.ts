import type { NodeId, PerCommitmentSecret, Point, Signature, TxId } from '@sferic/wire';
import type { Basepoints } from './bitcoin/keys.ts';

/** The public half of a channel's keys: deterministic, and all that a step needs of them. */
export interface ChannelKeys {
  readonly nodeId: NodeId;
  /** The funding key of the funding with this index: 0 is the first, each splice takes the next. */
  fundingPubkey(fundingIndex: number): Point;
  readonly basepoints: Basepoints;
  /** The point of our commitment with this number. */
  perCommitmentPoint(commitmentNumber: number): Point;
}

/** A digest to sign for a commitment, with a funding key. */
export interface CommitmentSigningRequest {
  readonly digest: Uint8Array;
  readonly commitmentNumber: number;
  readonly fundingIndex: number;
}

/** For a commitment of the peer's. */
export interface RemoteCommitmentSigningRequest extends CommitmentSigningRequest {
  /** Of the funding that it spends: fundings that may take each other's place share their keys. */
  readonly fundingTxid: TxId;
}

/** A digest to sign with the HTLC key derived at `perCommitmentPoint`. */
export interface HtlcSigningRequest {
  readonly digest: Uint8Array;
  readonly commitmentNumber: number;
  readonly perCommitmentPoint: Point;
}

/**
 * The secret half of a channel's keys: deterministic functions, called by `release` alone, after the commit that
 * made the reason durable. Requests say what is signed, so that a signer can refuse what would be a mistake, such
 * as a local commitment that is revoked already.
 */
export interface ChannelSigner extends ChannelKeys {
  /** Reveals a secret; `commitmentNumber` is that of a commitment that is now revoked. */
  perCommitmentSecret(commitmentNumber: number): PerCommitmentSecret;
  signRemoteCommitment(request: RemoteCommitmentSigningRequest): Signature;
  signRemoteHtlc(request: HtlcSigningRequest): Signature;
  signLocalCommitment(request: CommitmentSigningRequest): Signature;
  signLocalHtlc(request: HtlcSigningRequest): Signature;
  /** A cooperative close, with the funding key. */
  signClosing(request: { readonly digest: Uint8Array; readonly fundingIndex: number }): Signature;
  /** What is ours at once in a commitment of the peer's, with the payment key. */
  signToRemote(request: { readonly digest: Uint8Array }): Signature;
  /** A delayed output of our own commitment, with the key derived at its point. */
  signDelayed(request: { readonly digest: Uint8Array; readonly perCommitmentPoint: Point }): Signature;
  /** An output of a revoked commitment of the peer's, with the revocation key that its secret gives us. */
  signPenalty(request: {
    readonly digest: Uint8Array;
    readonly perCommitmentSecret: PerCommitmentSecret;
  }): Signature;
  /** A child of a commitment that spends our anchor, with the funding key. */
  signAnchor(request: { readonly digest: Uint8Array; readonly fundingIndex: number }): Signature;
  /** `announcement_signatures`: with the node key and with the funding key. */
  signChannelAnnouncement(request: { readonly digest: Uint8Array; readonly fundingIndex: number }): {
    readonly nodeSignature: Signature;
    readonly bitcoinSignature: Signature;
  };
}

/** A signature to verify: `verify(digest, signature, publicKey)` of `@sferic/crypto`. */
export interface SignatureCheck {
  readonly digest: Uint8Array;
  readonly signature: Signature;
  readonly publicKey: Point;
}
