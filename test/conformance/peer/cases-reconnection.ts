/** Cases of reconnections: numbers and secrets that are not true (BOLT 2, "Message Retransmission"). */
import assert from 'node:assert/strict';
import type { ChannelReestablish, PerCommitmentSecret, TxId } from '@sferic/wire';
import { type Case, CHANNEL_FAILED, CUT_OFF, type Reaction, type Stage } from './case.ts';

const RULE = 'BOLT 2, "Message Retransmission"';

/** The subject may have lost state, so it must not publish what may be revoked. */
const WITHHELD: Reaction = { says: 'error', connection: 'kept', channel: 'withheld' };

/** After a payment, so that no number is zero, the peer reconnects and says something else than is true. */
function claims(
  name: string,
  change: (message: ChannelReestablish) => ChannelReestablish,
  expect: Case['expect'],
  then?: (stage: Stage) => void,
): Case {
  return {
    name: `channel_reestablish ${name}`,
    rule: RULE,
    begins: 'channel',
    act: async (stage) => {
      await stage.channel.pay();
      await stage.channel.pay();
      await stage.channel.reconnect((message) =>
        message.type === 'channel_reestablish' ? change(message) : message,
      );
      then?.(stage);
    },
    expect,
  };
}

const WRONG_SECRET = new Uint8Array(32).fill(5) as PerCommitmentSecret;

export const RECONNECTION_CASES: readonly Case[] = [
  claims('with next_commitment_number zero', (message) => ({ ...message, nextCommitmentNumber: 0n }), [
    CHANNEL_FAILED,
  ]),
  claims(
    'with a secret that was never revealed',
    (message) => ({ ...message, yourLastPerCommitmentSecret: WRONG_SECRET }),
    [CHANNEL_FAILED],
  ),
  claims(
    'with zeros for a secret',
    (message) => ({ ...message, yourLastPerCommitmentSecret: new Uint8Array(32) as PerCommitmentSecret }),
    [CHANNEL_FAILED],
  ),
  claims(
    'that claims a later revocation without proof',
    (message) => ({
      ...message,
      nextRevocationNumber: message.nextRevocationNumber + 5n,
      yourLastPerCommitmentSecret: WRONG_SECRET,
    }),
    [CHANNEL_FAILED],
  ),
  claims(
    'that claims a revocation beyond all numbers',
    (message) => ({ ...message, nextRevocationNumber: 2n ** 64n - 1n }),
    [CHANNEL_FAILED],
  ),
  claims(
    'that claims a commitment which was never signed',
    (message) => ({ ...message, nextCommitmentNumber: message.nextCommitmentNumber + 7n }),
    [CHANNEL_FAILED, WITHHELD],
  ),
  claims(
    'of a peer that has lost state, and its error after that',
    (message) => ({
      ...message,
      nextCommitmentNumber: 1n,
      nextRevocationNumber: 0n,
      yourLastPerCommitmentSecret: new Uint8Array(32) as PerCommitmentSecret,
    }),
    [{ says: 'nothing', connection: 'kept', channel: 'failed' }, CHANNEL_FAILED],
    ({ peer, channel }) => peer.send({ type: 'error', channelId: channel.id, data: new Uint8Array(0) }),
  ),
  claims(
    'that signs a funding transaction which nobody knows',
    (message) => ({
      ...message,
      nextFunding: { txid: new Uint8Array(32).fill(8) as TxId, retransmitFlags: 0 },
    }),
    [{ says: 'tx_abort', connection: 'kept', channel: 'unharmed' }, CHANNEL_FAILED],
  ),
  {
    name: 'an HTLC before channel_reestablish',
    rule: RULE,
    begins: 'channel',
    act: async ({ peer, channel }) => {
      await channel.reconnect((message) => {
        if (message.type !== 'channel_reestablish') return message;
        const { perCommitmentPoint } = channel.end.signer;
        return {
          type: 'revoke_and_ack',
          channelId: channel.id,
          perCommitmentSecret: WRONG_SECRET,
          nextPerCommitmentPoint: perCommitmentPoint.call(channel.end.signer, 3),
        };
      });
      await peer.untilClosed();
    },
    expect: [CUT_OFF, CHANNEL_FAILED],
  },
  {
    name: 'a hundred reconnections, half of them without a word',
    rule: RULE,
    begins: 'channel',
    act: async ({ peer, channel }) => {
      for (let count = 0; count < 50; count++) {
        await peer.cut();
        await peer.connect();
        await channel.reconnect();
      }
      assert.equal(channel.end.state.type, 'normal');
    },
    expect: [{ says: 'nothing', connection: 'kept', channel: 'unharmed' }],
  },
];
