/** Cases of a peer to which the subject opens a channel: whatever the peer does, the subject's coins are free again. */
import assert from 'node:assert/strict';
import type { AcceptChannel2, ChannelId, Msat, Sat, Signature, WireMessage } from '@sferic/wire';
import { type Case, CUT_OFF, OPENING_ABORTED, type Reaction, type Stage, UNKNOWN_CHANNEL } from './case.ts';
import { someSignature } from './spoil.ts';
import { eventually } from './suite.ts';

const ACCEPTING = 'BOLT 2, "The accept_channel2 Message"';
const BUILDING = 'BOLT 2, "Interactive Transaction Construction"';
const SIGNING = 'BOLT 2, "The commitment_signed Message"';
const ABORTING = 'BOLT 2, "The tx_abort Message"';

/** BOLT 2 says "fail the negotiation", by whatever message. */
const REFUSED: Case['expect'] = [OPENING_ABORTED, UNKNOWN_CHANNEL, CUT_OFF];
const GONE: readonly [Reaction] = [{ says: 'nothing', connection: 'closed' }];

async function freesCoins({ subject }: Stage): Promise<void> {
  assert(await eventually(async () => (await subject.reservedSat()) === 0n), 'a failed opening holds coins');
}

/** A case of an opening by the subject, in which one message of the accepter is changed on its way. */
function tampered<T extends WireMessage['type']>(
  name: string,
  rule: string,
  type: T,
  change: (message: Extract<WireMessage, { type: T }>) => WireMessage,
): Case {
  return {
    name,
    rule,
    begins: 'coin',
    act: async ({ subject, peer, channel }) => {
      channel.tamper = (message) =>
        message.type === type ? change(message as Extract<WireMessage, { type: T }>) : message;
      assert.notEqual(await subject.open(peer.nodeId), undefined, 'the channel is open');
    },
    expect: REFUSED,
    check: freesCoins,
  };
}

function wrongTerms(name: string, changed: Partial<AcceptChannel2>): Case {
  return tampered(`accept_channel2 with ${name}`, ACCEPTING, 'accept_channel2', (message) => ({
    ...message,
    ...changed,
  }));
}

export const ACCEPTING_CASES: readonly Case[] = [
  wrongTerms('a dust limit of a million', { dustLimitSatoshis: 1_000_000n as Sat }),
  wrongTerms('a to_self_delay of a year', { toSelfDelay: 50_000 }),
  wrongTerms('a minimum_depth of a year', { minimumDepth: 50_000 }),
  wrongTerms('no HTLCs at all', { maxAcceptedHtlcs: 0 }),
  wrongTerms('an unknown channel type', { channelType: Uint8Array.of(0x80) }),
  wrongTerms('more than there will ever be', { fundingSatoshis: (2n ** 63n) as Sat }),
  wrongTerms('room for no HTLC', { maxHtlcValueInFlightMsat: 0n as Msat }),
  tampered(
    'tx_complete in place of accept_channel2',
    ACCEPTING,
    'accept_channel2',
    ({ temporaryChannelId }) => ({
      type: 'tx_complete',
      channelId: temporaryChannelId,
    }),
  ),
  tampered('an output that nobody has paid for', BUILDING, 'tx_complete', ({ channelId }) => ({
    type: 'tx_add_output',
    channelId,
    serialId: 1n,
    sats: 100_000n as Sat,
    script: Uint8Array.of(0, 20, ...new Uint8Array(20)),
  })),
  tampered('an output with the serial id of the other side', BUILDING, 'tx_complete', ({ channelId }) => ({
    type: 'tx_add_output',
    channelId,
    serialId: 2n,
    sats: 100_000n as Sat,
    script: Uint8Array.of(0, 20, ...new Uint8Array(20)),
  })),
  tampered('the removal of an input of the subject', BUILDING, 'tx_complete', ({ channelId }) => ({
    type: 'tx_remove_input',
    channelId,
    serialId: 0n,
  })),
  tampered('a signature of nobody for the first commitment', SIGNING, 'commitment_signed', (message) => ({
    ...message,
    signature: someSignature() as Signature,
  })),
  {
    ...tampered('tx_abort in the middle of the construction', ABORTING, 'tx_complete', ({ channelId }) => ({
      type: 'tx_abort',
      channelId,
      data: new Uint8Array(0),
    })),
    expect: [OPENING_ABORTED],
  },
  {
    ...tampered('an error for the channel in the making', ABORTING, 'tx_complete', ({ channelId }) => ({
      type: 'error',
      channelId: channelId as ChannelId,
      data: new Uint8Array(0),
    })),
    expect: [{ says: 'nothing', connection: 'kept' }, OPENING_ABORTED],
  },
  {
    name: 'the end of the connection in the middle of the construction',
    rule: ABORTING,
    begins: 'coin',
    act: async ({ subject, peer, channel }) => {
      channel.tamper = (message) => {
        if (message.type === 'tx_complete') void peer.cut();
        return message;
      };
      assert.notEqual(await subject.open(peer.nodeId), undefined, 'the channel is open');
    },
    expect: GONE,
    check: freesCoins,
  },
];
