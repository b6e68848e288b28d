/** Channels on their way to their end. */
export const CLOSE_KINDS = [
  'mutual_close',
  'local_commitment',
  'remote_commitment',
  'revoked_commitment',
  /** Of the peer's, and newer than all that this node knows: it has lost state. */
  'future_commitment',
  'unknown',
] as const;

/** Which transaction ends a channel. */
export type CloseKind = (typeof CLOSE_KINDS)[number];

/** A channel that is over: nothing of it is left to claim. */
export interface ClosedChannelInfo {
  readonly channelId: string;
  readonly shortChannelId?: string;
  readonly peer: string;
  readonly capacitySat: string;
  readonly kind: CloseKind;
  readonly closingTxid: string;
  /** Of the block that holds the closing transaction. */
  readonly closedHeight: number;
  readonly resolvedAt: number;
}

/** A channel on its way to its end. */
export interface PendingChannel {
  readonly channelId: string;
  readonly shortChannelId?: string;
  readonly peer: string;
  readonly phase: 'shutting_down' | 'negotiating' | 'failed' | 'closing';
  /** The transaction that ends it. */
  readonly closing?: {
    readonly txid: string;
    readonly kind: CloseKind;
    readonly confirmedHeight?: number;
  };
  /** Closing transactions that both have signed, while none of them is in a block; what pays most first. */
  readonly candidates: readonly ClosingCandidateInfo[];
  /** For how many blocks our own commitment keeps our balance back. */
  readonly delayBlocks: number;
  readonly claims: readonly PendingClaim[];
}

export interface ClosingCandidateInfo {
  readonly txid: string;
  /** Whose balance the fee is taken from. */
  readonly paidBy: 'local' | 'remote';
  readonly feeSat: string;
  readonly feerateSatPerVbyte: number;
}

export const PENDING_CLAIM_STATES = [
  /** What made the output is in no block yet. */
  'unconfirmed',
  /** Its time has not come. */
  'waiting',
  /** It could be claimed, and no transaction does: there are no coins for the fee, or it is not worth one. */
  'due',
  'offered',
  'confirmed',
  'taken_by_peer',
  /** Not ours to take, but what takes it may show a preimage. */
  'watched',
] as const;

export type PendingClaimState = (typeof PENDING_CLAIM_STATES)[number];

/** One output of a closed channel. */
export interface PendingClaim {
  readonly outpoint: string;
  readonly amountSat: string;
  readonly what:
    | 'balance'
    | 'peer_balance'
    | 'htlc_incoming'
    | 'htlc_outgoing'
    | 'htlc_second_stage'
    | 'unknown';
  readonly paymentHash?: string;
  /** How it is claimed, in words. */
  readonly path?: string;
  /** Of the first block that may hold the claim. */
  readonly fromHeight?: number;
  /** Of the block in which it should be at the latest. */
  readonly deadlineHeight?: number;
  readonly state: PendingClaimState;
  /** Of the transaction that claims it, on offer or confirmed. */
  readonly txid?: string;
  readonly feerateSatPerVbyte?: number;
  readonly confirmedHeight?: number;
  readonly atRisk: boolean;
}
