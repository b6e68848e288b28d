/**
 * What a running node offers to people and programs. The HTTP API exposes exactly this, the daemon implements it, and
 * the command line is a client of the HTTP API: one list of operations, in one place.
 *
 * Values are what JSON can hold: amounts are decimal strings (their unit is in the name), ids are lower-case hex,
 * txids are in display order, times are seconds since 1970.
 */

/** An operation that was refused: the HTTP status follows from the code. */
export const SERVICE_ERROR_CODES = [
  'invalid_argument',
  'not_found',
  'conflict',
  'insufficient_funds',
  'peer_unreachable',
  'channel_unusable',
  'no_route',
  'payment_failed',
  'chain_unavailable',
  'timeout',
  'stopping',
  'internal',
] as const;

export type ServiceErrorCode = (typeof SERVICE_ERROR_CODES)[number];

/** An expected failure of an operation; its message is for a person. */
export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly details: Readonly<Record<string, string>>;

  constructor(code: ServiceErrorCode, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.details = details;
  }
}

export interface NodeInfo {
  readonly nodeId: string;
  readonly peerId: string;
  readonly alias: string;
  readonly color: string;
  readonly version: string;
  readonly network: string;
  readonly blockHeight: number;
  readonly blockHash: string;
  /** Whether the node has followed the chain to the tip that its backend reports. */
  readonly syncedToChain: boolean;
  /** Addresses to connect to, as multiaddrs; `uris` says the same as `02…@host:port`. */
  readonly listening: readonly string[];
  readonly uris: readonly string[];
  readonly features: readonly string[];
  readonly peers: number;
  readonly channels: { readonly active: number; readonly inactive: number; readonly pending: number };
  readonly graph: { readonly nodes: number; readonly channels: number };
  readonly fundingPolicy: FundingPolicy;
}

export interface PeerInfo {
  readonly nodeId: string;
  readonly address: string;
  readonly direction: 'inbound' | 'outbound';
  readonly connected: boolean;
  /** Whether the node reconnects by itself: it has channels with the peer, or was told to connect. */
  readonly wanted: boolean;
  readonly features: readonly string[];
  readonly pingMilliseconds?: number;
  readonly channels: number;
}

export interface WalletBalance {
  readonly confirmedSat: string;
  readonly unconfirmedSat: string;
  /** Part of the above that a transaction in the making holds. */
  readonly reservedSat: string;
  readonly channels: ChannelsBalance;
}

/** What is ours in channels, beside what unconfirmed transactions pay to the wallet already. */
export interface ChannelsBalance {
  /** In open channels, ours whatever happens to HTLCs. */
  readonly settledMsat: string;
  /** In HTLCs that this node has offered and nobody has settled yet. */
  readonly inFlightMsat: string;
  /** Of channels that were closed by force, and still to be claimed on chain. */
  readonly closingSat: string;
  /** Part of all that: claims close to their deadline, or that cannot be made. */
  readonly atRiskSat: string;
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
    readonly kind:
      | 'mutual_close'
      | 'local_commitment'
      | 'remote_commitment'
      | 'revoked_commitment'
      | 'future_commitment'
      | 'unknown';
    readonly confirmedHeight?: number;
  };
  /** For how many blocks our own commitment keeps our balance back. */
  readonly delayBlocks: number;
  readonly claims: readonly PendingClaim[];
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

export interface WalletCoin {
  readonly outpoint: string;
  readonly amountSat: string;
  readonly address: string;
  readonly confirmations: number;
  readonly reserved: boolean;
}

export interface WalletSendRequest {
  readonly address: string;
  /** Absent: everything. */
  readonly amountSat?: string;
  readonly feerateSatPerVbyte?: number;
}

export interface WalletTransaction {
  readonly txid: string;
  readonly rawTransaction: string;
  readonly feeSat: string;
}

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
  /** Of a close by force: blocks after its confirmation in which our balance can be claimed. */
  readonly delayBlocks?: number;
}

export interface InvoiceRequest {
  /** Absent: the payer chooses the amount. */
  readonly amountMsat?: string;
  readonly description?: string;
  readonly descriptionHash?: string;
  readonly expirySeconds?: number;
  readonly minFinalCltvExpiryDelta?: number;
}

export interface InvoiceInfo {
  readonly invoice: string;
  readonly paymentHash: string;
  readonly amountMsat?: string;
  readonly description?: string;
  readonly state: 'open' | 'paid' | 'expired';
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly receivedMsat?: string;
  readonly paidAt?: number;
}

/** A BOLT 11 invoice as its fields say, for `sferic decode`. */
export interface DecodedInvoice {
  readonly network: string;
  readonly payee: string;
  readonly paymentHash: string;
  readonly amountMsat?: string;
  readonly description?: string;
  readonly descriptionHash?: string;
  readonly timestamp: number;
  readonly expirySeconds: number;
  readonly expired: boolean;
  readonly minFinalCltvExpiryDelta: number;
  readonly features: readonly string[];
  readonly fallbackAddresses: readonly string[];
  readonly routeHints: readonly (readonly RouteHintHop[])[];
}

export interface RouteHintHop {
  readonly nodeId: string;
  readonly shortChannelId: string;
  readonly feeBaseMsat: number;
  readonly feeProportionalMillionths: number;
  readonly cltvExpiryDelta: number;
}

export interface PayRequest {
  readonly invoice: string;
  /** For an invoice without an amount. */
  readonly amountMsat?: string;
  readonly maxFeeMsat?: string;
  readonly timeoutSeconds?: number;
}

export interface PaymentInfo {
  readonly paymentHash: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly payee: string;
  readonly amountMsat: string;
  readonly feeMsat: string;
  readonly preimage?: string;
  /** Why it failed, in words that a person can act on. */
  readonly failure?: string;
  readonly createdAt: number;
  readonly completedAt?: number;
  readonly attempts: readonly PaymentAttempt[];
}

export interface PaymentAttempt {
  readonly state: 'pending' | 'succeeded' | 'failed';
  readonly amountMsat: string;
  readonly feeMsat: string;
  readonly hops: readonly {
    readonly nodeId: string;
    readonly shortChannelId: string;
    readonly holdMilliseconds?: number;
  }[];
  readonly failure?: { readonly code: string; readonly nodeId?: string; readonly message: string };
}

export interface ForwardInfo {
  readonly incoming: { readonly channelId: string; readonly htlcId: string; readonly amountMsat: string };
  /** The id is known with the outcome. */
  readonly outgoing: { readonly channelId: string; readonly htlcId?: string; readonly amountMsat: string };
  readonly feeMsat: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
}

/** What happens, as it happens: server-sent events carry these. */
export type NodeEvent =
  | { readonly type: 'block'; readonly height: number; readonly hash: string }
  | { readonly type: 'block_disconnected'; readonly height: number; readonly hash: string }
  | { readonly type: 'peer'; readonly nodeId: string; readonly connected: boolean }
  | { readonly type: 'channel'; readonly channel: ChannelInfo }
  | { readonly type: 'payment'; readonly payment: PaymentInfo }
  | { readonly type: 'invoice'; readonly invoice: InvoiceInfo }
  | { readonly type: 'forward'; readonly forward: ForwardInfo };

export const EVENT_TYPES = [
  'block',
  'block_disconnected',
  'peer',
  'channel',
  'payment',
  'invoice',
  'forward',
] as const satisfies readonly NodeEvent['type'][];

/** The operations. Each rejects with a `ServiceError` where it is refused. */
export interface NodeService {
  info(): Promise<NodeInfo>;
  /** Asks the node to stop and resolves when that has begun: it must not wait for the end, which waits for open requests. */
  stop(): Promise<void>;

  connect(address: string): Promise<PeerInfo>;
  disconnect(nodeId: string): Promise<void>;
  peers(): Promise<readonly PeerInfo[]>;

  walletBalance(): Promise<WalletBalance>;
  walletAddress(): Promise<{ readonly address: string }>;
  walletCoins(): Promise<readonly WalletCoin[]>;
  walletSend(request: WalletSendRequest): Promise<WalletTransaction>;

  /** Resolves when the funding transaction is signed and published; the channel is usable after it confirms. */
  open(request: OpenRequest): Promise<ChannelInfo>;
  channels(): Promise<readonly ChannelInfo[]>;
  channel(channelId: string): Promise<ChannelInfo>;
  /** Resolves when a closing transaction, ours or the peer's, is signed by both sides and offered to the chain. */
  close(request: CloseRequest): Promise<CloseResult>;
  /** Channels that are closing, and what of them is being claimed. */
  pending(): Promise<readonly PendingChannel[]>;
  fundingPolicy(): Promise<FundingPolicy>;
  setFundingPolicy(policy: FundingPolicy): Promise<FundingPolicy>;

  createInvoice(request: InvoiceRequest): Promise<InvoiceInfo>;
  invoices(): Promise<readonly InvoiceInfo[]>;
  invoice(paymentHash: string): Promise<InvoiceInfo>;
  decode(invoice: string): Promise<DecodedInvoice>;
  /** Resolves when the payment has succeeded; rejects with `payment_failed`. Idempotent by payment hash. */
  pay(request: PayRequest): Promise<PaymentInfo>;
  payments(): Promise<readonly PaymentInfo[]>;
  payment(paymentHash: string): Promise<PaymentInfo>;
  forwards(): Promise<readonly ForwardInfo[]>;

  /** Calls `listener` for every event until the returned function is called. */
  subscribe(listener: (event: NodeEvent) => void): () => void;
}
