/** Cases of peers that send too much, or read too little: they are cut off or held back, and nobody else feels it. */
import { type ChannelUpdate, encodeFrame, encodeMessageFrame } from '@sferic/wire';
import { type Case, CUT_OFF, type Stage } from './case.ts';
import { another } from './cases-opening.ts';
import { envelope, someSignature } from './spoil.ts';

const FORMAT = 'BOLT 1, "Lightning Message Format"';
const GOSSIP = 'BOLT 7, "The channel_update Message"';

const UNKNOWN_ODD = 4095;
const MANY = 5_000;
/** Frames in one write, as a sender makes them that wants to be fast. */
const AT_ONCE = 100;

/** How a node protects itself is its own affair: it may end the connection, or read more slowly. */
const SERVED_OR_CUT: Case['expect'] = [
  CUT_OFF,
  { says: 'nothing', connection: 'closed', channel: 'unharmed' },
  { says: 'nothing', connection: 'kept', channel: 'unharmed' },
  { says: 'warning', connection: 'kept', channel: 'unharmed' },
];

function flood({ peer }: Stage, frame: Uint8Array, count = MANY): void {
  const chunk = new Uint8Array(frame.length * AT_ONCE);
  for (let index = 0; index < AT_ONCE; index++) chunk.set(frame, index * frame.length);
  for (let sent = 0; sent < count && !peer.isClosed; sent += AT_ONCE) peer.sendBytes(chunk);
}

export const FLOOD_CASES: readonly Case[] = [
  {
    name: 'thousands of pings',
    rule: 'BOLT 1, "The ping and pong Messages"',
    begins: 'channel',
    act: (stage) =>
      flood(stage, encodeMessageFrame({ type: 'ping', numPongBytes: 0, ignored: new Uint8Array(0) })),
    expect: SERVED_OR_CUT,
  },
  {
    name: 'thousands of messages of unknown odd type',
    rule: FORMAT,
    begins: 'channel',
    act: (stage) => flood(stage, encodeFrame(envelope(UNKNOWN_ODD, new Uint8Array(8)))),
    expect: SERVED_OR_CUT,
  },
  {
    name: 'thousands of warnings',
    rule: 'BOLT 1, "The error and warning Messages"',
    begins: 'channel',
    act: (stage) => {
      const { id } = stage.channel;
      flood(stage, encodeMessageFrame({ type: 'warning', channelId: id, data: new Uint8Array(0) }));
    },
    expect: SERVED_OR_CUT,
  },
  {
    name: 'thousands of messages for a channel that is not there',
    rule: FORMAT,
    begins: 'channel',
    act: (stage) => {
      const channelId = new Uint8Array(32).fill(9) as never;
      flood(stage, encodeMessageFrame({ type: 'tx_complete', channelId }));
    },
    expect: SERVED_OR_CUT,
  },
  {
    name: 'thousands of channel_ready',
    rule: 'BOLT 2, "The channel_ready Message"',
    begins: 'channel',
    act: (stage) => {
      const { id: channelId, end } = stage.channel;
      const secondPerCommitmentPoint = end.signer.perCommitmentPoint(1);
      flood(stage, encodeMessageFrame({ type: 'channel_ready', channelId, secondPerCommitmentPoint }));
    },
    expect: SERVED_OR_CUT,
  },
  {
    name: 'pings for the longest pongs, none of which is read',
    rule: 'BOLT 1, "The ping and pong Messages"',
    begins: 'channel',
    act: async (stage) => {
      stage.peer.pause();
      flood(
        stage,
        encodeMessageFrame({ type: 'ping', numPongBytes: 65_531, ignored: new Uint8Array(0) }),
        200,
      );
      await stage.peer.untilClosed();
    },
    expect: SERVED_OR_CUT,
  },
  {
    name: 'thousands of channel_updates with signatures of nobody',
    rule: GOSSIP,
    begins: 'channel',
    act: async ({ peer, subject }) => {
      for (let count = 0; count < 2_000 && !peer.isClosed; count++) {
        const update: ChannelUpdate = {
          type: 'channel_update',
          signature: someSignature() as never,
          chainHash: subject.chain,
          shortChannelId: ((1n << 40n) + BigInt(count)) as never,
          timestamp: 1_700_000_000,
          messageFlags: 1,
          channelFlags: 0,
          cltvExpiryDelta: 40,
          htlcMinimumMsat: 1n as never,
          feeBaseMsat: 1 as never,
          extension: new Uint8Array(0),
          feeProportionalMillionths: 1,
          htlcMaximumMsat: 1_000_000n as never,
        };
        await peer.sendGossip(encodeMessageFrame(update));
      }
    },
    expect: SERVED_OR_CUT,
  },
  {
    name: 'bytes that are no frames, on the stream for gossip',
    rule: GOSSIP,
    begins: 'channel',
    act: async ({ peer }) => {
      await peer.sendGossip(new Uint8Array(1000).fill(0xff));
      await peer.untilClosed();
    },
    expect: SERVED_OR_CUT,
  },
  {
    name: 'a hundred channel streams on one connection',
    rule: FORMAT,
    begins: 'channel',
    act: ({ peer }) => peer.openStreams(100),
    expect: SERVED_OR_CUT,
  },
  {
    name: 'two hundred openings that the peer aborts at once',
    rule: 'BOLT 2, "The tx_abort Message"',
    begins: 'coin',
    act: async ({ peer, channel }) => {
      const open = channel.openMessage();
      for (let number = 0; number < 200; number++) {
        const { temporaryChannelId: channelId, ...rest } = another(open, number);
        peer.send({ ...rest, temporaryChannelId: channelId });
        peer.send({ type: 'tx_abort', channelId, data: new Uint8Array(0) });
        if (number % 20 === 0) await peer.roundTrip();
      }
    },
    expect: [
      ...SERVED_OR_CUT,
      { says: 'tx_abort', connection: 'kept' },
      { says: 'tx_abort', connection: 'closed' },
    ],
  },
];
