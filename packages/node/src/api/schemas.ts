/** The shapes of `service.ts` as schemas: what requests are checked by, replies read by, and the document made of. */
import {
  boolean,
  described,
  integer,
  list,
  number,
  type ObjectSchema,
  object,
  oneOf,
  optional,
  type Schema,
  taggedUnion,
  text,
} from './schema.ts';
import type {
  ChannelInfo,
  ChannelsBalance,
  CloseRequest,
  CloseResult,
  DecodedInvoice,
  ForwardInfo,
  ForwardingPolicyInfo,
  FundingPolicy,
  HtlcInfo,
  InvoiceInfo,
  InvoiceRequest,
  NodeEvent,
  NodeInfo,
  OpenRequest,
  PaymentAttempt,
  PaymentInfo,
  PayRequest,
  PeerInfo,
  PendingChannel,
  PendingClaim,
  RouteHintHop,
  WalletBalance,
  WalletCoin,
  WalletSendRequest,
  WalletTransaction,
} from './service.ts';
import { PENDING_CLAIM_STATES } from './service.ts';

/** What a person may send as text: enough for the longest address or description, and no flood. */
const MAX_NAME_LENGTH = 1024;
/** An invoice with every field and many route hints stays below. */
const MAX_INVOICE_LENGTH = 16_384;
/** BOLT 11 holds a description of up to 639 bytes. */
const MAX_DESCRIPTION_LENGTH = 639;
/** 1000 sat/vbyte: beyond it is a typing error that burns money. */
const MAX_SAT_PER_VBYTE = 1000;
/** Replies come within the 300 s after which clients of HTTP commonly give up. */
const MAX_PAY_TIMEOUT_SECONDS = 240;
const MAX_EXPIRY_SECONDS = 365 * 24 * 3600;
/** Blocks: two weeks, as BOLT 4's `expiry_too_far` commonly has it. */
const MAX_FINAL_CLTV_DELTA = 2016;
/** 21 million bitcoin in millisatoshis have 19 digits. */
const AMOUNT = /^(?:0|[1-9][0-9]{0,18})$/;

const satoshis = text({ pattern: AMOUNT, expected: 'satoshis as a decimal string', example: '25000' });
const millisatoshis = text({
  pattern: AMOUNT,
  expected: 'millisatoshis as a decimal string',
  example: '25000000',
});
const counter = text({ pattern: /^(?:0|[1-9][0-9]{0,19})$/, expected: 'a decimal string' });
const hash = text({
  pattern: /^[0-9a-f]{64}$/,
  expected: '32 bytes as 64 lower-case hex digits',
  example: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
});
const nodeId = text({
  pattern: /^0[23][0-9a-f]{64}$/,
  expected: 'a node id: 66 lower-case hex digits',
  example: '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
});
const name = text({ maxLength: MAX_NAME_LENGTH });
const word = text();
const words = list(word);
const seconds = described('Seconds since 1970', integer({ minimum: 0 }));
const height = integer({ minimum: 0 });
const amount = integer({ minimum: 0 });
const satPerVbyte = number({ minimum: 1, maximum: MAX_SAT_PER_VBYTE });

export const nothing: ObjectSchema<object> = object({});

export const peerAddress = object({
  address: text({
    maxLength: MAX_NAME_LENGTH,
    description: '`02…@host:port`, a multiaddr that ends in `/p2p/16Uiu2…`, or the id of a known node',
  }),
});
export const peerName = object({ nodeId });
export const channelName = object({ channelId: hash });
export const paymentName = object({ paymentHash: hash });
export const invoiceText = object({ invoice: text({ maxLength: MAX_INVOICE_LENGTH }) });
export const walletAddress = object({ address: word });

export const fundingPolicy: Schema<FundingPolicy> = taggedUnion('type', {
  none: object({ type: oneOf(['none']) }, 'Adds nothing'),
  match: object({ type: oneOf(['match']), limitSat: satoshis }, 'As much as the opener, up to a limit'),
  fixed: object({ type: oneOf(['fixed']), amountSat: satoshis }, 'The same amount to every channel'),
});

export const fundingPolicyRequest = object({ policy: fundingPolicy });

export const nodeInfo: Schema<NodeInfo> = object({
  nodeId,
  peerId: word,
  alias: word,
  color: word,
  version: word,
  network: word,
  blockHeight: height,
  blockHash: hash,
  syncedToChain: boolean('Whether the node has followed the chain to its tip'),
  listening: words,
  uris: words,
  features: words,
  peers: amount,
  channels: object({ active: amount, inactive: amount, pending: amount }),
  graph: object({ nodes: amount, channels: amount }),
  fundingPolicy,
});

export const peerInfo: Schema<PeerInfo> = object({
  nodeId,
  address: word,
  direction: oneOf(['inbound', 'outbound']),
  connected: boolean(),
  wanted: boolean('Whether the node reconnects by itself'),
  features: words,
  pingMilliseconds: optional(number({ minimum: 0 })),
  channels: amount,
});

const channelsBalance: Schema<ChannelsBalance> = object({
  settledMsat: millisatoshis,
  inFlightMsat: described('In HTLCs that this node has offered', millisatoshis),
  closingSat: described('Of channels closed by force, still to be claimed', satoshis),
  atRiskSat: described('Part of it: claims near their deadline, or that cannot be made', satoshis),
});

export const walletBalance: Schema<WalletBalance> = object({
  confirmedSat: satoshis,
  unconfirmedSat: satoshis,
  reservedSat: satoshis,
  channels: channelsBalance,
});

export const walletCoin: Schema<WalletCoin> = object({
  outpoint: word,
  amountSat: satoshis,
  address: word,
  confirmations: amount,
  reserved: boolean('Held by a transaction in the making'),
});

export const walletSendRequest: ObjectSchema<WalletSendRequest> = object({
  address: name,
  amountSat: optional(described('Everything unless given', satoshis)),
  feerateSatPerVbyte: optional(satPerVbyte),
});

export const walletTransaction: Schema<WalletTransaction> = object({
  txid: hash,
  rawTransaction: word,
  feeSat: satoshis,
});

export const openRequest: ObjectSchema<OpenRequest> = object({
  peer: described('`02…` of a connected peer, `02…@host:port`, or a multiaddr with the PeerId', name),
  amountSat: satoshis,
  feerateSatPerVbyte: optional(satPerVbyte),
  announce: optional(boolean('Whether the network is told of the channel; true unless given')),
});

const htlcInfo: Schema<HtlcInfo> = object({
  direction: oneOf(['incoming', 'outgoing']),
  id: counter,
  amountMsat: millisatoshis,
  paymentHash: hash,
  cltvExpiry: height,
  state: word,
});

const forwardingPolicy: Schema<ForwardingPolicyInfo> = object({
  feeBaseMsat: amount,
  feeProportionalMillionths: amount,
  cltvExpiryDelta: amount,
  htlcMinimumMsat: millisatoshis,
  htlcMaximumMsat: millisatoshis,
});

export const channelInfo: Schema<ChannelInfo> = object({
  channelId: hash,
  peer: nodeId,
  state: word,
  usable: boolean('Whether payments can use it now'),
  opener: oneOf(['local', 'remote']),
  announced: boolean(),
  fundingOutpoint: optional(word),
  shortChannelId: optional(word),
  alias: optional(word),
  capacitySat: satoshis,
  localMsat: millisatoshis,
  remoteMsat: millisatoshis,
  localContributionSat: satoshis,
  remoteContributionSat: satoshis,
  localReserveSat: satoshis,
  remoteReserveSat: satoshis,
  sendableMsat: millisatoshis,
  receivableMsat: millisatoshis,
  feerateSatPerKw: amount,
  htlcs: list(htlcInfo),
  commitmentNumbers: object({ local: counter, remote: counter }),
  closingTxid: optional(hash),
  policy: forwardingPolicy,
});

export const closeRequest: ObjectSchema<CloseRequest> = object({
  channelId: hash,
  address: optional(described('Where our balance goes; a new address of the wallet unless given', name)),
  feerateSatPerVbyte: optional(satPerVbyte),
  force: optional(boolean('Publish our commitment instead of asking the peer')),
});

export const closeResult: Schema<CloseResult> = object({
  channelId: hash,
  txid: hash,
  delayBlocks: optional(described('Of a close by force: blocks that our balance waits', amount)),
});

const pendingClaim: Schema<PendingClaim> = object({
  outpoint: word,
  amountSat: satoshis,
  what: oneOf(['balance', 'peer_balance', 'htlc_incoming', 'htlc_outgoing', 'htlc_second_stage', 'unknown']),
  paymentHash: optional(hash),
  path: optional(described('How it is claimed, in words', word)),
  fromHeight: optional(described('Of the first block that may hold the claim', height)),
  deadlineHeight: optional(described('Of the block in which it should be at the latest', height)),
  state: oneOf(PENDING_CLAIM_STATES),
  txid: optional(hash),
  feerateSatPerVbyte: optional(number({ minimum: 0 })),
  confirmedHeight: optional(height),
  atRisk: boolean('Near its deadline, or due with nothing on offer'),
});

export const pendingChannel: Schema<PendingChannel> = object({
  channelId: hash,
  shortChannelId: optional(word),
  peer: nodeId,
  phase: oneOf(['shutting_down', 'negotiating', 'failed', 'closing']),
  closing: optional(
    object({
      txid: hash,
      kind: oneOf([
        'mutual_close',
        'local_commitment',
        'remote_commitment',
        'revoked_commitment',
        'future_commitment',
        'unknown',
      ]),
      confirmedHeight: optional(height),
    }),
  ),
  delayBlocks: amount,
  claims: list(pendingClaim),
});

export const invoiceRequest: ObjectSchema<InvoiceRequest> = object({
  amountMsat: optional(described('The payer chooses unless given', millisatoshis)),
  description: optional(text({ maxLength: MAX_DESCRIPTION_LENGTH })),
  descriptionHash: optional(hash),
  expirySeconds: optional(integer({ minimum: 1, maximum: MAX_EXPIRY_SECONDS })),
  minFinalCltvExpiryDelta: optional(integer({ minimum: 1, maximum: MAX_FINAL_CLTV_DELTA })),
});

export const invoiceInfo: Schema<InvoiceInfo> = object({
  invoice: word,
  paymentHash: hash,
  amountMsat: optional(millisatoshis),
  description: optional(word),
  state: oneOf(['open', 'paid', 'expired']),
  createdAt: seconds,
  expiresAt: seconds,
  receivedMsat: optional(millisatoshis),
  paidAt: optional(seconds),
});

const routeHintHop: Schema<RouteHintHop> = object({
  nodeId,
  shortChannelId: word,
  feeBaseMsat: amount,
  feeProportionalMillionths: amount,
  cltvExpiryDelta: amount,
});

export const decodedInvoice: Schema<DecodedInvoice> = object({
  network: word,
  payee: nodeId,
  paymentHash: hash,
  amountMsat: optional(millisatoshis),
  description: optional(word),
  descriptionHash: optional(hash),
  timestamp: seconds,
  expirySeconds: amount,
  expired: boolean(),
  minFinalCltvExpiryDelta: amount,
  features: words,
  fallbackAddresses: words,
  routeHints: list(list(routeHintHop)),
});

export const payRequest: ObjectSchema<PayRequest> = object({
  invoice: text({ maxLength: MAX_INVOICE_LENGTH }),
  amountMsat: optional(described('For an invoice without an amount', millisatoshis)),
  maxFeeMsat: optional(millisatoshis),
  timeoutSeconds: optional(integer({ minimum: 1, maximum: MAX_PAY_TIMEOUT_SECONDS })),
});

const paymentState = oneOf(['pending', 'succeeded', 'failed']);

const paymentAttempt: Schema<PaymentAttempt> = object({
  state: paymentState,
  amountMsat: millisatoshis,
  feeMsat: millisatoshis,
  hops: list(object({ nodeId, shortChannelId: word, holdMilliseconds: optional(number({ minimum: 0 })) })),
  failure: optional(object({ code: word, nodeId: optional(nodeId), message: word })),
});

export const paymentInfo: Schema<PaymentInfo> = object({
  paymentHash: hash,
  state: paymentState,
  payee: nodeId,
  amountMsat: millisatoshis,
  feeMsat: millisatoshis,
  preimage: optional(hash),
  failure: optional(described('Why it failed, in words that a person can act on', word)),
  createdAt: seconds,
  completedAt: optional(seconds),
  attempts: list(paymentAttempt),
});

export const forwardInfo: Schema<ForwardInfo> = object({
  incoming: object({ channelId: hash, htlcId: counter, amountMsat: millisatoshis }),
  outgoing: object({ channelId: hash, htlcId: optional(counter), amountMsat: millisatoshis }),
  feeMsat: millisatoshis,
  state: paymentState,
});

const blockFields = { height, hash } as const;

export const nodeEvent: Schema<NodeEvent> = taggedUnion('type', {
  block: object({ type: oneOf(['block']), ...blockFields }),
  block_disconnected: object({ type: oneOf(['block_disconnected']), ...blockFields }),
  peer: object({ type: oneOf(['peer']), nodeId, connected: boolean() }),
  channel: object({ type: oneOf(['channel']), channel: channelInfo }),
  payment: object({ type: oneOf(['payment']), payment: paymentInfo }),
  invoice: object({ type: oneOf(['invoice']), invoice: invoiceInfo }),
  forward: object({ type: oneOf(['forward']), forward: forwardInfo }),
});

/** What the OpenAPI document defines once, by name. */
export const COMPONENTS: Readonly<Record<string, Schema<unknown>>> = {
  NodeInfo: nodeInfo,
  FundingPolicy: fundingPolicy,
  PeerInfo: peerInfo,
  WalletBalance: walletBalance,
  WalletCoin: walletCoin,
  WalletTransaction: walletTransaction,
  ChannelInfo: channelInfo,
  CloseResult: closeResult,
  PendingChannel: pendingChannel,
  InvoiceInfo: invoiceInfo,
  DecodedInvoice: decodedInvoice,
  PaymentInfo: paymentInfo,
  ForwardInfo: forwardInfo,
  NodeEvent: nodeEvent,
};
