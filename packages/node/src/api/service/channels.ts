/** Channels. */
import type { ClosedChannelInfo, PendingChannel } from './pending.ts';

/** How much a node adds to channels that others open (BOLT 2, v2 opening: the accepter's `funding_satoshis`). */
export type FundingPolicy =
  | { readonly type: 'none' }
  | { readonly type: 'match'; readonly limitSat: string }
  | { readonly type: 'fixed'; readonly amountSat: string };

export interface OpenRequest {
  /** `02…`, `02…@host:port` or a multiaddr with the PeerId. */
  readonly peer: string;
  readonly amountSat: string;
  readonly feerateSatPerVbyte?: number;
  /** Whether the channel is announced to the network; true unless told. */
  readonly announce?: boolean;
}

export interface ChannelInfo {
  readonly channelId: string;
  readonly peer: string;
  /** The state of the machine in `packages/channel`, as its own name. */
  readonly state: string;
  /** Usable for payments now: normal, and the peer is connected and in sync. */
  readonly usable: boolean;
  readonly opener: 'local' | 'remote';
  readonly announced: boolean;
  readonly fundingOutpoint?: string;
  readonly shortChannelId?: string;
  readonly alias?: string;
  readonly capacitySat: string;
  readonly localMsat: string;
  readonly remoteMsat: string;
  readonly localContributionSat: string;
  readonly remoteContributionSat: string;
  readonly localReserveSat: string;
  readonly remoteReserveSat: string;
  /** What a payment could send or receive now, after reserve, fees and HTLCs in flight. */
  readonly sendableMsat: string;
  readonly receivableMsat: string;
  readonly feerateSatPerKw: number;
  readonly htlcs: readonly HtlcInfo[];
  readonly commitmentNumbers: { readonly local: string; readonly remote: string };
  readonly closingTxid?: string;
  readonly policy: ForwardingPolicyInfo;
}

export interface HtlcInfo {
  readonly direction: 'incoming' | 'outgoing';
  readonly id: string;
  readonly amountMsat: string;
  readonly paymentHash: string;
  readonly cltvExpiry: number;
  readonly state: string;
}

export interface ForwardingPolicyInfo {
  readonly feeBaseMsat: number;
  readonly feeProportionalMillionths: number;
  readonly cltvExpiryDelta: number;
  readonly htlcMinimumMsat: string;
  readonly htlcMaximumMsat: string;
  /** The operator lets no payments through. */
  readonly disabled: boolean;
}

/** New terms for payments that leave through a channel, or all of them; what is absent stays as it is. */
export interface ForwardingPolicyRequest extends Partial<ForwardingPolicyInfo> {
  /** Absent: the terms of all channels that have none of their own. */
  readonly channelId?: string;
  /** First back to the terms of all channels, or of the configuration. */
  readonly reset?: boolean;
}

export interface CloseRequest {
  readonly channelId: string;
  /** Where our balance goes; a new address of the wallet unless told. */
  readonly address?: string;
  readonly feerateSatPerVbyte?: number;
  /** Publish our commitment instead of asking the peer. */
  readonly force?: boolean;
}

export interface CloseResult {
  readonly channelId: string;
  readonly txid: string;
  /** Why the chain does not take the transaction, if it does not; it is offered again with each block. */
  readonly refusal?: string;
  /** Of a close by force: blocks after its confirmation in which our balance can be claimed. */
  readonly delayBlocks?: number;
}

export interface BumpRequest {
  readonly channelId: string;
  /** More than before; what the chain asks unless given. */
  readonly feerateSatPerVbyte?: number;
}

export interface BumpResult {
  readonly channelId: string;
  /** Of the transaction that is on offer now. Those before it can confirm as well. */
  readonly txid: string;
}

export interface ChannelsOperations {
  /** Resolves when the funding transaction is signed and published; the channel is usable after it confirms. */
  open(request: OpenRequest): Promise<ChannelInfo>;
  channels(): Promise<readonly ChannelInfo[]>;
  channel(channelId: string): Promise<ChannelInfo>;
  /**
   * Replaces the channel's transaction that waits for a block, its opening or its close together with the peer, by one that
   * pays more. Resolves when that is signed by both and offered to the chain.
   */
  bump(request: BumpRequest): Promise<BumpResult>;
  /** Resolves when a closing transaction, ours or the peer's, is signed by both sides and offered to the chain. */
  close(request: CloseRequest): Promise<CloseResult>;
  /** Channels that are closing, and what of them is being claimed. */
  pending(): Promise<readonly PendingChannel[]>;
  /** Channels that are over, the latest first; a thousand are kept. */
  closedChannels(): Promise<readonly ClosedChannelInfo[]>;
  fundingPolicy(): Promise<FundingPolicy>;
  setFundingPolicy(policy: FundingPolicy): Promise<FundingPolicy>;
  /** What payments pay that leave through channels without terms of their own; `ChannelInfo` has that of each. */
  forwardingPolicy(): Promise<ForwardingPolicyInfo>;
  /** Resolves with the terms in force, which peers and the network are being told of. */
  setForwardingPolicy(request: ForwardingPolicyRequest): Promise<ForwardingPolicyInfo>;
}
