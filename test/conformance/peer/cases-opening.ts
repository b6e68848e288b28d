/** Cases of openings: wrong terms, wrong transactions, wrong signatures (BOLT 2, "Channel Establishment v2"). */
import assert from 'node:assert/strict';
import { bytesToHex, publicKey, sha256 } from '@sferic/crypto';
import type {
  ChannelId,
  Msat,
  OpenChannel2,
  Point,
  Sat,
  SatPerKw,
  Signature,
  WireMessage,
} from '@sferic/wire';
import { type Case, CUT_OFF, OPENING_ABORTED, type Reaction, type Stage, UNKNOWN_CHANNEL } from './case.ts';
import { someSignature } from './spoil.ts';

const OPENING = 'BOLT 2, "The open_channel2 Message"';
const BUILDING = 'BOLT 2, "Interactive Transaction Construction"';
const SIGNING = 'BOLT 2, "Sharing funding signatures: tx_signatures"';
const UNKNOWN = 'BOLT 1, "The error and warning Messages"';

/** BOLT 2 says "fail the negotiation", by whatever message. */
const REFUSED: Case['expect'] = [OPENING_ABORTED, UNKNOWN_CHANNEL, CUT_OFF];
const WARNED: Reaction = { says: 'warning', connection: 'kept' };

/** Nothing of the opening is left. */
async function leavesNothing({ subject, foreign }: Stage): Promise<void> {
  const others = (await subject.channels()).filter(({ channelId }) => channelId !== bytesToHex(foreign.id));
  assert.deepEqual(others, []);
}

function wrongTerms(name: string, changed: Partial<OpenChannel2>): Case {
  return {
    name: `open_channel2 with ${name}`,
    rule: OPENING,
    begins: 'coin',
    act: ({ peer, channel }) => peer.send({ ...channel.openMessage(), ...changed }),
    expect: REFUSED,
    check: leavesNothing,
  };
}

/** A case of an opening as it should be, with one message that is changed on its way. */
function tampered<T extends WireMessage['type']>(
  name: string,
  rule: string,
  type: T,
  change: (message: Extract<WireMessage, { type: T }>, stage: Stage) => WireMessage | undefined,
): Case {
  return {
    name,
    rule,
    begins: 'coin',
    act: (stage) => {
      stage.channel.tamper = (message) =>
        message.type === type ? change(message as Extract<WireMessage, { type: T }>, stage) : message;
      stage.channel.beginToOpen();
    },
    expect: REFUSED,
    check: leavesNothing,
  };
}

/** The same opening under other keys. */
export function another(open: OpenChannel2, number: number): OpenChannel2 {
  const revocationBasepoint = publicKey(
    sha256(open.revocationBasepoint, Uint8Array.of(number >> 8, number & 0xff)),
  ) as Point;
  return {
    ...open,
    revocationBasepoint,
    temporaryChannelId: sha256(new Uint8Array(33), revocationBasepoint) as ChannelId,
  };
}

function stray(
  name: string,
  rule: string,
  expect: Case['expect'],
  make: (stage: Stage) => WireMessage,
): Case {
  return {
    name,
    rule,
    begins: 'coin',
    act: (stage) => stage.peer.send(make(stage)),
    expect,
    check: leavesNothing,
  };
}

const NO_CHANNEL = new Uint8Array(32).fill(9) as ChannelId;

const TERMS: readonly Case[] = [
  wrongTerms('another chain', { chainHash: new Uint8Array(32).fill(1) as never }),
  wrongTerms('a temporary id of its own making', { temporaryChannelId: NO_CHANNEL }),
  wrongTerms('a commitment feerate that does not relay', { commitmentFeeratePerkw: 1 as SatPerKw }),
  wrongTerms('a commitment feerate far above the market', { commitmentFeeratePerkw: 4_000_000 as SatPerKw }),
  wrongTerms('a funding feerate of nothing', { fundingFeeratePerkw: 0 as SatPerKw }),
  wrongTerms('a locktime in a year', { locktime: 60_000 }),
  wrongTerms('a locktime in seconds', { locktime: 1_700_000_000 }),
  wrongTerms('nothing for the commitment to cost', { fundingSatoshis: 100n as Sat }),
  wrongTerms('more than there will ever be', { fundingSatoshis: (2n ** 64n - 1n) as Sat }),
  wrongTerms('a dust limit below what relays', { dustLimitSatoshis: 353n as Sat }),
  wrongTerms('a dust limit of a million', { dustLimitSatoshis: 1_000_000n as Sat }),
  wrongTerms('a to_self_delay of a year', { toSelfDelay: 50_000 }),
  wrongTerms('no HTLCs at all', { maxAcceptedHtlcs: 0 }),
  wrongTerms('more HTLCs than signatures fit', { maxAcceptedHtlcs: 484 }),
  wrongTerms('an HTLC minimum above the maximum', {
    htlcMinimumMsat: 1001n as Msat,
    maxHtlcValueInFlightMsat: 1000n as Msat,
  }),
  wrongTerms('an unknown channel type', { channelType: Uint8Array.of(0x80) }),
  wrongTerms('a script that nobody relays for its close', { upfrontShutdownScript: Uint8Array.of(0x51) }),
];

const TRANSACTIONS: readonly Case[] = [
  tampered('an input with the serial id of the other side', BUILDING, 'tx_add_input', (message) => ({
    ...message,
    serialId: message.serialId | 1n,
  })),
  tampered('an input of a transaction that is none', BUILDING, 'tx_add_input', (message) => ({
    ...message,
    prevtx: new Uint8Array(200).fill(7),
  })),
  tampered('an input that its transaction does not have', BUILDING, 'tx_add_input', (message) => ({
    ...message,
    prevtxVout: 500,
  })),
  tampered('an input that cannot be replaced', BUILDING, 'tx_add_input', (message) => ({
    ...message,
    sequence: 0xffff_ffff,
  })),
  tampered('tx_complete without an input', BUILDING, 'tx_add_input', ({ channelId }) => ({
    type: 'tx_complete',
    channelId,
  })),
  tampered('an output with an amount beyond all money', BUILDING, 'tx_add_output', (message) => ({
    ...message,
    sats: 2_100_000_000_000_001n as Sat,
  })),
  tampered('an output of dust', BUILDING, 'tx_add_output', (message) => ({ ...message, sats: 1n as Sat })),
  tampered('an output that is no standard script', BUILDING, 'tx_add_output', (message) => ({
    ...message,
    script: Uint8Array.of(0x51),
  })),
  tampered('the removal of an input that is not there', BUILDING, 'tx_add_output', ({ channelId }) => ({
    type: 'tx_remove_input',
    channelId,
    serialId: 4n,
  })),
  tampered('tx_signatures in the middle of the construction', BUILDING, 'tx_add_output', ({ channelId }) => ({
    type: 'tx_signatures',
    channelId,
    txid: new Uint8Array(32) as never,
    witnesses: [],
  })),
  tampered(
    'open_channel2 in the middle of the construction',
    BUILDING,
    'tx_add_output',
    ({ channelId }, { channel }) => ({
      ...channel.openingMessage(),
      temporaryChannelId: channelId,
    }),
  ),
  tampered('an input after tx_complete of both', SIGNING, 'commitment_signed', ({ channelId }) => ({
    type: 'tx_complete',
    channelId,
  })),
  tampered('a signature of nobody for the first commitment', SIGNING, 'commitment_signed', (message) => ({
    ...message,
    signature: someSignature() as Signature,
  })),
  tampered('tx_signatures before commitment_signed', SIGNING, 'commitment_signed', ({ channelId }) => ({
    type: 'tx_signatures',
    channelId,
    txid: new Uint8Array(32) as never,
    witnesses: [],
  })),
  tampered(
    'channel_ready before any signature',
    SIGNING,
    'commitment_signed',
    ({ channelId }, { channel }) => ({
      type: 'channel_ready',
      channelId,
      secondPerCommitmentPoint: channel.end.signer.perCommitmentPoint(1),
    }),
  ),
];

const STRAYS: readonly Case[] = [
  stray('tx_add_input for no opening', UNKNOWN, [WARNED, UNKNOWN_CHANNEL], () => ({
    type: 'tx_add_input',
    channelId: NO_CHANNEL,
    serialId: 0n,
    prevtx: new Uint8Array(10),
    prevtxVout: 0,
    sequence: 0,
  })),
  stray('accept_channel2 for no opening', UNKNOWN, [WARNED, UNKNOWN_CHANNEL], ({ channel }) => {
    const {
      type: _type,
      chainHash: _chain,
      fundingFeeratePerkw: _fee,
      commitmentFeeratePerkw: _rate,
      locktime: _time,
      channelFlags: _flags,
      ...terms
    } = channel.openMessage();
    return { ...terms, type: 'accept_channel2', minimumDepth: 3 };
  }),
  stray(
    'channel_reestablish for no channel',
    'BOLT 2, "Message Retransmission"',
    [UNKNOWN_CHANNEL],
    ({ channel }) => ({
      type: 'channel_reestablish',
      channelId: NO_CHANNEL,
      nextCommitmentNumber: 1n,
      nextRevocationNumber: 0n,
      yourLastPerCommitmentSecret: new Uint8Array(32) as never,
      myCurrentPerCommitmentPoint: channel.end.signer.perCommitmentPoint(0),
    }),
  ),
  stray('an error for no channel', UNKNOWN, [{ says: 'nothing', connection: 'kept' }], () => ({
    type: 'error',
    channelId: NO_CHANNEL,
    data: new Uint8Array(100).fill(0x1b),
  })),
  {
    name: 'one opening more than the subject has room for',
    rule: OPENING,
    begins: 'coin',
    act: ({ peer, channel }) => {
      const open = channel.openMessage();
      for (let number = 0; number < 20; number++) peer.send(another(open, number));
    },
    expect: [UNKNOWN_CHANNEL, OPENING_ABORTED, CUT_OFF],
    check: leavesNothing,
  },
];

export const OPENING_CASES: readonly Case[] = [...TERMS, ...TRANSACTIONS, ...STRAYS];
