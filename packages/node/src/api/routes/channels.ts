import { route } from '../route.ts';
import { list } from '../schema.ts';
import * as schemas from '../schemas.ts';

const fundingPolicy = route(
  {
    method: 'GET',
    path: '/v1/funding-policy',
    id: 'fundingPolicy',
    tag: 'channels',
    summary: 'What the node adds to channels that others open',
    input: schemas.nothing,
    reply: schemas.fundingPolicy,
    errors: [],
  },
  (service) => service.fundingPolicy(),
);

const setFundingPolicy = route(
  {
    method: 'PUT',
    path: '/v1/funding-policy',
    id: 'setFundingPolicy',
    tag: 'channels',
    summary: 'Sets what the node adds to channels that others open',
    input: schemas.fundingPolicyRequest,
    reply: schemas.fundingPolicy,
    errors: [],
  },
  (service, { policy }) => service.setFundingPolicy(policy),
);

const forwardingPolicy = route(
  {
    method: 'GET',
    path: '/v1/forwarding-policy',
    id: 'forwardingPolicy',
    tag: 'channels',
    summary: 'What payments pay that leave through channels without terms of their own',
    input: schemas.nothing,
    reply: schemas.forwardingPolicy,
    errors: [],
  },
  (service) => service.forwardingPolicy(),
);

const setForwardingPolicy = route(
  {
    method: 'PUT',
    path: '/v1/forwarding-policy',
    id: 'setForwardingPolicy',
    tag: 'channels',
    summary: 'Sets the terms for payments that leave through one channel, or through all of them',
    description:
      'What is absent stays as it is. Peers and the network are told; for ten minutes payments by the terms before are let through too.',
    input: schemas.forwardingPolicyRequest,
    reply: schemas.forwardingPolicy,
    errors: ['not_found'],
  },
  (service, request) => service.setForwardingPolicy(request),
);

const channels = route(
  {
    method: 'GET',
    path: '/v1/channels',
    id: 'channels',
    tag: 'channels',
    summary: 'All channels that are not forgotten',
    input: schemas.nothing,
    reply: list(schemas.channelInfo),
    errors: [],
  },
  (service) => service.channels(),
);

const channel = route(
  {
    method: 'GET',
    path: '/v1/channels/{channelId}',
    id: 'channel',
    tag: 'channels',
    summary: 'One channel',
    input: schemas.channelName,
    reply: schemas.channelInfo,
    errors: ['not_found'],
  },
  (service, { channelId }) => service.channel(channelId),
);

const open = route(
  {
    method: 'POST',
    path: '/v1/channels',
    id: 'open',
    tag: 'channels',
    summary: 'Opens a channel',
    description:
      'Replies when the funding transaction is signed and published; the channel is usable after it confirms. ' +
      'Connects to the peer first if an address is given.',
    input: schemas.openRequest,
    reply: schemas.channelInfo,
    status: 201,
    errors: ['peer_unreachable', 'insufficient_funds', 'channel_unusable', 'chain_unavailable', 'timeout'],
  },
  (service, request) => service.open(request),
);

const bump = route(
  {
    method: 'POST',
    path: '/v1/channels/{channelId}/bump',
    id: 'bump',
    tag: 'channels',
    summary: "Replaces the channel's transaction that waits for a block by one that pays more",
    description:
      'For a channel that is being opened, by either of its ends, or closed by both. ' +
      'Replies when the replacement is signed by both sides and offered to the chain.',
    input: schemas.bumpRequest,
    reply: schemas.bumpResult,
    errors: [
      'not_found',
      'conflict',
      'insufficient_funds',
      'channel_unusable',
      'peer_unreachable',
      'timeout',
    ],
  },
  (service, request) => service.bump(request),
);

const close = route(
  {
    method: 'POST',
    path: '/v1/channels/{channelId}/close',
    id: 'close',
    tag: 'channels',
    summary: 'Closes a channel',
    description:
      'Replies when a closing transaction is signed by both sides, or ours alone when forced, and offered to the chain.',
    input: schemas.closeRequest,
    reply: schemas.closeResult,
    errors: ['not_found', 'channel_unusable', 'peer_unreachable', 'timeout'],
  },
  (service, request) => service.close(request),
);

const pending = route(
  {
    method: 'GET',
    path: '/v1/pending',
    id: 'pending',
    tag: 'channels',
    summary: 'Channels that are closing: what is claimed of each, by when, and at what fee',
    input: schemas.nothing,
    reply: list(schemas.pendingChannel),
    errors: [],
  },
  (service) => service.pending(),
);

const closedChannels = route(
  {
    method: 'GET',
    path: '/v1/closed-channels',
    id: 'closedChannels',
    tag: 'channels',
    summary: 'Channels that are over, the latest first: how each was closed, and when',
    input: schemas.nothing,
    reply: list(schemas.closedChannelInfo),
    errors: [],
  },
  (service) => service.closedChannels(),
);

export const CHANNEL_ROUTES = {
  fundingPolicy,
  setFundingPolicy,
  forwardingPolicy,
  setForwardingPolicy,
  channels,
  channel,
  open,
  bump,
  close,
  pending,
  closedChannels,
} as const;
