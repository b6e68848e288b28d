/** The shapes of `service.ts` as schemas: what requests are checked by, replies read by, and the document made of. */
import type { Schema } from './schema.ts';
import { bumpResult, channelInfo, closeResult, forwardingPolicy, fundingPolicy } from './schemas/channels.ts';
import { nodeEvent } from './schemas/events.ts';
import { networkGraphInfo, networkInfo, networkNode, routeReport } from './schemas/network.ts';
import { nodeInfo } from './schemas/node.ts';
import { decodedInvoice, forwardInfo, invoiceInfo, paymentInfo } from './schemas/payments.ts';
import { peerInfo } from './schemas/peers.ts';
import { closedChannelInfo, pendingChannel } from './schemas/pending.ts';
import { probeResult, spontaneousInfo } from './schemas/spontaneous.ts';
import { streamInfo } from './schemas/streams.ts';
import { towerInfo, towerServerInfo } from './schemas/towers.ts';
import { walletBalance, walletCoin, walletTransaction } from './schemas/wallet.ts';

export * from './schemas/channels.ts';
export * from './schemas/events.ts';
export * from './schemas/network.ts';
export * from './schemas/node.ts';
export * from './schemas/payments.ts';
export * from './schemas/peers.ts';
export * from './schemas/pending.ts';
export * from './schemas/spontaneous.ts';
export * from './schemas/streams.ts';
export * from './schemas/towers.ts';
export { nothing } from './schemas/values.ts';
export * from './schemas/wallet.ts';

/** What the OpenAPI document defines once, by name. */
export const COMPONENTS: Readonly<Record<string, Schema<unknown>>> = {
  NodeInfo: nodeInfo,
  FundingPolicy: fundingPolicy,
  ForwardingPolicy: forwardingPolicy,
  PeerInfo: peerInfo,
  WalletBalance: walletBalance,
  WalletCoin: walletCoin,
  WalletTransaction: walletTransaction,
  ChannelInfo: channelInfo,
  BumpResult: bumpResult,
  CloseResult: closeResult,
  PendingChannel: pendingChannel,
  ClosedChannelInfo: closedChannelInfo,
  InvoiceInfo: invoiceInfo,
  DecodedInvoice: decodedInvoice,
  PaymentInfo: paymentInfo,
  ForwardInfo: forwardInfo,
  SpontaneousInfo: spontaneousInfo,
  ProbeResult: probeResult,
  StreamInfo: streamInfo,
  TowerInfo: towerInfo,
  TowerServerInfo: towerServerInfo,
  NetworkInfo: networkInfo,
  NetworkGraphInfo: networkGraphInfo,
  NetworkNode: networkNode,
  RouteReport: routeReport,
  NodeEvent: nodeEvent,
};
