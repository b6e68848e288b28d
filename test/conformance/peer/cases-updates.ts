/** Cases of changes: HTLCs, their removal, fees (BOLT 2, "Normal Operation"). */
import { decodeInvoice } from '@sferic/node';
import { encodePayload } from '@sferic/onion';
import type {
  ChannelId,
  Msat,
  PaymentHash,
  Preimage,
  SatPerKw,
  UpdateAddHtlc,
  WireMessage,
} from '@sferic/wire';
import { type Case, CHANNEL_FAILED, CUT_OFF, IGNORED, type Stage, WARNED } from './case.ts';
import { CHANNEL_SAT } from './peer-channel.ts';
import { withBytes, withRecord } from './spoil.ts';

const ADDING = 'BOLT 2, "Adding an HTLC: update_add_htlc"';
const REMOVING = 'BOLT 2, "Removing an HTLC"';
const FEES = 'BOLT 2, "Updating Fees: update_fee"';
const TLV = 'BOLT 1, "Type-Length-Value Format"';

/** BOLT 2 leaves the choice: a warning and the end of the connection, or an error and the end of the channel. */
const REFUSED = [CUT_OFF, CHANNEL_FAILED] as const;

const HASH = new Uint8Array(32).fill(1) as PaymentHash;

function addHtlc({ channel }: Stage, changed: Partial<UpdateAddHtlc> = {}): UpdateAddHtlc {
  return {
    type: 'update_add_htlc',
    channelId: channel.id,
    id: 0n,
    amountMsat: 1_000_000n as Msat,
    paymentHash: HASH,
    cltvExpiry: channel.end.env.height + 50,
    onionRoutingPacket: new Uint8Array(1366),
    ...changed,
  };
}

/** A case of one wrong `update_add_htlc`. */
function wrongAdd(name: string, changed: Partial<UpdateAddHtlc>): Case {
  return {
    name: `update_add_htlc ${name}`,
    rule: ADDING,
    begins: 'channel',
    act: (stage) => stage.peer.send(addHtlc(stage, changed)),
    expect: REFUSED,
  };
}

/** A case of one message that no HTLC, or no right of the peer, stands behind. */
function wrong(name: string, rule: string, make: (stage: Stage) => WireMessage): Case {
  return { name, rule, begins: 'channel', act: (stage) => stage.peer.send(make(stage)), expect: REFUSED };
}

/** A case of a message whose encoding is wrong. */
function spoilt(name: string, rule: string, make: (stage: Stage) => Uint8Array): Case {
  return {
    name,
    rule,
    begins: 'channel',
    act: (stage) => stage.peer.sendFrame(make(stage)),
    expect: [CUT_OFF],
  };
}

export const UPDATE_CASES: readonly Case[] = [
  wrongAdd('of nothing', { amountMsat: 0n as Msat }),
  wrongAdd('with an id that skips one', { id: 1n }),
  wrongAdd('of all that the peer has, which leaves no reserve', {
    amountMsat: (CHANNEL_SAT * 1000n) as Msat,
  }),
  wrongAdd('of more than there is', { amountMsat: (CHANNEL_SAT * 2000n) as Msat }),
  wrongAdd('with an expiry in seconds', { cltvExpiry: 500_000_000 }),
  {
    name: 'more HTLCs than the subject takes',
    rule: ADDING,
    begins: 'channel',
    act: (stage) => {
      const amountMsat = 400_000n as Msat;
      for (let id = 0n; id < 484n; id++) stage.peer.send(addHtlc(stage, { id, amountMsat }));
    },
    expect: REFUSED,
  },
  spoilt('an onion of one byte too many', ADDING, (stage) => {
    const message = addHtlc(stage, { onionRoutingPacket: new Uint8Array(1366).fill(9) });
    return withBytes(message, message.onionRoutingPacket, new Uint8Array(1367).fill(9));
  }),
  spoilt('an onion of 60,000 bytes', ADDING, (stage) => {
    const message = addHtlc(stage, { onionRoutingPacket: new Uint8Array(1366).fill(9) });
    return withBytes(message, message.onionRoutingPacket, new Uint8Array(60_000).fill(9));
  }),
  spoilt('an onion that is too short', ADDING, (stage) => {
    const message = addHtlc(stage, { onionRoutingPacket: new Uint8Array(1366).fill(9) });
    return withBytes(message, message.onionRoutingPacket, new Uint8Array(1365).fill(9));
  }),
  spoilt('update_add_htlc with a record of unknown even type', TLV, (stage) =>
    withRecord(addHtlc(stage), 1000 + 254, new Uint8Array(3)),
  ),
  {
    name: 'a message with a record of unknown odd type',
    rule: TLV,
    begins: 'channel',
    act: ({ peer, channel }) => {
      const nothing = { type: 'tx_abort', channelId: channel.id, data: new Uint8Array(0) } as const;
      peer.sendFrame(withRecord(nothing, 1000 + 255, new Uint8Array(3)));
    },
    expect: [IGNORED],
  },
  wrong('update_fulfill_htlc for no HTLC', REMOVING, ({ channel }) => ({
    type: 'update_fulfill_htlc',
    channelId: channel.id,
    id: 0n,
    paymentPreimage: HASH as Uint8Array as Preimage,
  })),
  wrong('update_fail_htlc for no HTLC', REMOVING, ({ channel }) => ({
    type: 'update_fail_htlc',
    channelId: channel.id,
    id: 3n,
    reason: new Uint8Array(292),
  })),
  wrong('update_fail_malformed_htlc without the BADONION bit', REMOVING, ({ channel }) => ({
    type: 'update_fail_malformed_htlc',
    channelId: channel.id,
    id: 0n,
    sha256OfOnion: HASH,
    failureCode: 1,
  })),
  wrong('update_fee below what relays', FEES, ({ channel }) => channel.feeMessage(252 as SatPerKw)),
  wrong('update_fee far above the market', FEES, ({ channel }) => channel.feeMessage(4_000_000 as SatPerKw)),
  {
    name: 'a valid HTLC for an unknown channel',
    rule: 'BOLT 1, "The error and warning Messages"',
    begins: 'channel',
    act: (stage) => stage.peer.send(addHtlc(stage, { channelId: new Uint8Array(32).fill(9) as ChannelId })),
    expect: [WARNED, { says: 'error', connection: 'kept', channel: 'unharmed' }],
  },
  {
    name: 'a valid HTLC for the channel of somebody else',
    rule: 'BOLT 1, "The error and warning Messages"',
    begins: 'channel',
    act: (stage) => stage.peer.send(addHtlc(stage, { channelId: stage.foreign.id })),
    expect: [WARNED, { says: 'error', connection: 'kept', channel: 'unharmed' }],
  },
  {
    name: 'an error for the channel of somebody else',
    rule: 'BOLT 1, "The error and warning Messages"',
    begins: 'channel',
    act: ({ peer, foreign }) => peer.send({ type: 'error', channelId: foreign.id, data: new Uint8Array(0) }),
    expect: [IGNORED],
  },
  {
    name: 'a warning about the channel',
    rule: 'BOLT 1, "The error and warning Messages"',
    begins: 'channel',
    act: ({ peer, channel }) =>
      peer.send({ type: 'warning', channelId: channel.id, data: new Uint8Array(0) }),
    expect: [IGNORED],
  },
  {
    name: 'an error about the channel',
    rule: 'BOLT 1, "The error and warning Messages"',
    begins: 'channel',
    act: ({ peer, channel }) => peer.send({ type: 'error', channelId: channel.id, data: new Uint8Array(0) }),
    expect: [{ says: 'nothing', connection: 'kept', channel: 'failed' }, CHANNEL_FAILED],
  },
  {
    name: 'an error about all channels',
    rule: 'BOLT 1, "The error and warning Messages"',
    begins: 'channel',
    act: ({ peer }) =>
      peer.send({ type: 'error', channelId: new Uint8Array(32) as ChannelId, data: new Uint8Array(0) }),
    expect: [{ says: 'nothing', connection: 'kept', channel: 'failed' }, CHANNEL_FAILED],
  },
];

/** The payload of an onion that the subject must be able to read, as records. */
export async function payloadFor({ subject, channel }: Stage, amountMsat: bigint) {
  const invoice = decodeInvoice(await subject.invoice(amountMsat));
  if (!invoice.ok) throw new Error('the subject makes invoices that cannot be read');
  const { paymentSecret } = invoice.value;
  const payload = encodePayload({
    type: 'final',
    amtToForward: amountMsat,
    outgoingCltvValue: channel.end.env.height + 50,
    paymentData: { paymentSecret, totalMsat: amountMsat },
    customRecords: [],
  });
  return { invoice: invoice.value, payload };
}
