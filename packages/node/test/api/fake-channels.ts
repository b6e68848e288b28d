/** Channels as the API shows them: open, closing and closed. */
import type { ChannelInfo, ClosedChannelInfo, PendingChannel } from '../../src/api/index.ts';
import { CHANNEL_ID, NOW, OTHER_CHANNEL_ID, PAYMENT_HASH, PEER_ID, PREIMAGE, TXID } from './example-ids.ts';

export const CHANNEL: ChannelInfo = {
  channelId: CHANNEL_ID,
  peer: PEER_ID,
  state: 'normal',
  usable: true,
  opener: 'local',
  announced: true,
  fundingOutpoint: `${TXID}:0`,
  shortChannelId: '103x1x0',
  capacitySat: '1500000',
  localMsat: '1000000000',
  remoteMsat: '500000000',
  localContributionSat: '1000000',
  remoteContributionSat: '500000',
  localReserveSat: '15000',
  remoteReserveSat: '15000',
  sendableMsat: '980000123',
  receivableMsat: '485000000',
  feerateSatPerKw: 2500,
  htlcs: [
    {
      direction: 'outgoing',
      id: '18446744073709551615',
      amountMsat: '1500',
      paymentHash: PAYMENT_HASH,
      cltvExpiry: 150,
      state: 'committed',
    },
  ],
  commitmentNumbers: { local: '3', remote: '4' },
  policy: {
    feeBaseMsat: 1000,
    feeProportionalMillionths: 100,
    cltvExpiryDelta: 80,
    htlcMinimumMsat: '1',
    disabled: false,
    htlcMaximumMsat: '1485000000',
  },
};

export const PENDING: PendingChannel = {
  channelId: CHANNEL_ID,
  shortChannelId: '103x1x0',
  peer: PEER_ID,
  phase: 'closing',
  closing: { txid: TXID, kind: 'local_commitment', confirmedHeight: 104 },
  candidates: [],
  delayBlocks: 144,
  claims: [
    {
      outpoint: `${TXID}:2`,
      amountSat: '30000',
      what: 'htlc_outgoing',
      paymentHash: PAYMENT_HASH,
      path: 'by the HTLC transaction that the peer has signed',
      fromHeight: 151,
      deadlineHeight: 168,
      state: 'offered',
      txid: PREIMAGE,
      feerateSatPerVbyte: 2.5,
      atRisk: true,
    },
    {
      outpoint: `${TXID}:3`,
      amountSat: '10000',
      what: 'balance',
      path: 'with our delayed key, after the delay',
      fromHeight: 248,
      state: 'waiting',
      atRisk: false,
    },
  ],
};

export const CLOSED: ClosedChannelInfo = {
  channelId: OTHER_CHANNEL_ID,
  shortChannelId: '101x2x1',
  peer: PEER_ID,
  capacitySat: '2000000',
  kind: 'remote_commitment',
  closingTxid: TXID,
  closedHeight: 104,
  resolvedAt: NOW,
};
