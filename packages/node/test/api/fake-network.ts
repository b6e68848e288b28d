/** Examples of what the network looks like. */
import type {
  NetworkGraphInfo,
  NetworkInfo,
  NetworkNode,
  ProbeResult,
  RouteReport,
} from '../../src/api/index.ts';
import { CHANNEL_ID, NODE_ID, NOW, PEER_ID } from './example-ids.ts';

const NETWORK_CHANNEL = {
  shortChannelId: '107x1x0',
  node1: PEER_ID,
  node2: NODE_ID,
  capacitySat: '1000000',
  terms1: {
    feeBaseMsat: 1000,
    feeProportionalMillionths: 100,
    cltvExpiryDelta: 80,
    htlcMinimumMsat: '1',
    htlcMaximumMsat: '990000000',
    usable: true,
    updatedAt: NOW,
  },
};

export const NETWORK: NetworkInfo = {
  nodes: 1200,
  channels: 5400,
  capacitySat: '54000000000',
  averageChannelSat: 10_000_000,
  channelSat: { low: 100_000, median: 1_070_000, high: 20_000_000 },
  feeBaseMsat: { low: 0, median: 1000, high: 1000 },
  feeProportionalMillionths: { low: 0, median: 85, high: 1100 },
  directions: 10_700,
  unusableDirections: 512,
  hubs: [{ nodeId: PEER_ID, alias: 'bob', channels: 2383, capacitySat: '9000000000' }],
};

export const NETWORK_GRAPH: NetworkGraphInfo = { nodes: 2, channels: 1, largest: [NETWORK_CHANNEL] };

export const NETWORK_NODE: NetworkNode = {
  nodeId: PEER_ID,
  alias: 'bob',
  color: '#3399ff',
  announcedAt: NOW,
  addresses: ['203.0.113.7:9735'],
  features: ['basic_mpp'],
  channels: 1,
  capacitySat: '1000000',
  largest: [NETWORK_CHANNEL],
};

export const ROUTE: RouteReport = {
  payee: NODE_ID,
  amountMsat: '25000000',
  feeMsat: '3500',
  probability: 0.97,
  parts: [
    {
      channelId: CHANNEL_ID,
      amountMsat: '25000000',
      feeMsat: '3500',
      blocks: 80,
      probability: 0.97,
      hops: [
        {
          nodeId: PEER_ID,
          alias: 'bob',
          shortChannelId: '106x1x0',
          amountMsat: '25003500',
          cltvExpiry: 204,
          feeMsat: '0',
          blocks: 0,
          probability: 1,
        },
        {
          nodeId: NODE_ID,
          shortChannelId: '107x1x0',
          amountMsat: '25000000',
          cltvExpiry: 124,
          feeMsat: '3500',
          blocks: 80,
          probability: 0.97,
          capacitySat: '1000000',
        },
      ],
    },
  ],
};

export const PROBED: ProbeResult = {
  reached: true,
  feeMsat: '1005',
  milliseconds: 42.4,
  hops: [{ nodeId: PEER_ID, shortChannelId: '103x1x0' }],
};
