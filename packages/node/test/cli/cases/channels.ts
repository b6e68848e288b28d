import { CHANNEL, CHANNEL_ID, CLOSED, PEER_ID, PENDING, TXID } from '../../api/fake-service.ts';
import type { Case } from './case.ts';

export const CHANNEL_CASES: readonly Case[] = [
  {
    args: ['pending'],
    call: ['pending'],
    json: [PENDING],
    text: [
      /103x1x0/,
      /our commitment/,
      /block 104/,
      /30,000/,
      /by 168/,
      /2\.5 sat\/vbyte/,
      /AT RISK/,
      /from 248/,
    ],
  },
  {
    args: ['open', PEER_ID, '1000000', '--private', '--feerate', '5'],
    call: ['open', { peer: PEER_ID, amountSat: '1000000', announce: false, feerateSatPerVbyte: 5 }],
    json: CHANNEL,
    text: [/1,500,000 sat, 500,000 of them from the peer/],
  },
  { args: ['channels'], call: ['channels'], json: [CHANNEL], text: [/103x1x0/, /980,000\.123/, /normal/] },
  {
    args: ['channels', 'c1c1'],
    call: ['channels'],
    json: CHANNEL,
    text: [/18446744073709551615/, /1\.500/, /1,000 msat \+ 100 ppm/],
  },
  {
    args: ['channels', '--closed'],
    call: ['closedChannels'],
    json: [CLOSED],
    text: [/101x2x1 +02c6.* 2,000,000 +104 .* by force, by the peer +dddd/],
  },
  {
    args: ['channels', '101x2x1', '--closed'],
    call: ['closedChannels'],
    json: [CLOSED],
    text: [/101x2x1/],
  },
  {
    args: ['close', '103x1x0', '--address', 'bcrt1qexample', '--feerate', '2', '--force'],
    call: ['close', { channelId: CHANNEL_ID, address: 'bcrt1qexample', feerateSatPerVbyte: 2, force: true }],
    json: { channelId: CHANNEL_ID, txid: TXID },
    text: [/Closed channel c1c1.* in dddd/],
  },
  {
    args: ['policy'],
    call: ['forwardingPolicy'],
    json: CHANNEL.policy,
    text: [/^1,000 msat \+ 100 ppm, 80 blocks, 0\.001 to 1,485,000 sat$/m],
  },
  {
    args: ['policy', 'c1c1'],
    call: ['channels'],
    json: CHANNEL.policy,
    text: [/80 blocks/],
  },
  {
    args: ['policy', '103x1x0', '--base-fee', '2sat', '--fee-rate', '250', '--max', '50000sat', '--disable'],
    call: [
      'setForwardingPolicy',
      {
        feeBaseMsat: 2000,
        feeProportionalMillionths: 250,
        htlcMaximumMsat: '50000000',
        disabled: true,
        channelId: CHANNEL_ID,
      },
    ],
    json: CHANNEL.policy,
    text: [],
  },
  {
    args: ['policy', '--enable', '--reset'],
    call: ['setForwardingPolicy', { disabled: false, reset: true }],
    json: CHANNEL.policy,
    text: [],
  },
  { args: ['funding-policy'], call: ['fundingPolicy'], json: { type: 'none' }, text: [/^none/] },
  {
    args: ['funding-policy', 'match', '0.01btc'],
    call: ['setFundingPolicy', { type: 'match', limitSat: '1000000' }],
    json: { type: 'match', limitSat: '1000000' },
    text: [/up to 1,000,000 sat/],
  },
  {
    args: ['funding-policy', 'fixed', '50000sat'],
    call: ['setFundingPolicy', { type: 'fixed', amountSat: '50000' }],
    json: { type: 'fixed', amountSat: '50000' },
    text: [/adds 50,000 sat/],
  },
];
