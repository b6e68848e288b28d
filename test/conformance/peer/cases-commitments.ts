/** Cases of signatures, secrets and the order of messages (BOLT 2, "Normal Operation"). */
import type {
  CommitmentSigned,
  PerCommitmentSecret,
  RevokeAndAck,
  Signature,
  WireMessage,
} from '@sferic/wire';
import { type Case, CHANNEL_FAILED, CUT_OFF, IGNORED, type Stage } from './case.ts';
import { payloadFor } from './cases-updates.ts';
import { someSignature, withBytes } from './spoil.ts';

const COMMITTING = 'BOLT 2, "Committing Updates So Far: commitment_signed"';
const REVOKING = 'BOLT 2, "Completing the Transition to the Updated State: revoke_and_ack"';
const READY = 'BOLT 2, "The channel_ready Message"';
const BATCH = 'BOLT 2, "Batching Channel Messages"';

/** BOLT 2 leaves the choice. */
const REFUSED = [CUT_OFF, CHANNEL_FAILED] as const;
const FAILED_OR_CUT = [CHANNEL_FAILED, CUT_OFF] as const;

async function offerHtlc(stage: Stage): Promise<void> {
  const { invoice } = await payloadFor(stage, 50_000_000n);
  stage.channel.offer(stage.channel.htlcFor(invoice));
}

/** A case of an HTLC that is offered as it should, and one message of the exchange that is changed on its way. */
function tampered<T extends WireMessage['type']>(
  type: T,
  how: string,
  rule: string,
  change: (message: Extract<WireMessage, { type: T }>, stage: Stage) => WireMessage | undefined,
  expect: Case['expect'] = FAILED_OR_CUT,
): Case {
  return {
    name: `${type} ${how}`,
    rule,
    begins: 'channel',
    act: async (stage) => {
      stage.channel.tamper = (message) =>
        message.type === type ? change(message as Extract<WireMessage, { type: T }>, stage) : message;
      await offerHtlc(stage);
    },
    expect,
  };
}

function commitment({ channel }: Stage, htlcSignatures: number): CommitmentSigned {
  const signature = someSignature() as Signature;
  return {
    type: 'commitment_signed',
    channelId: channel.id,
    signature,
    htlcSignatures: Array(htlcSignatures).fill(signature),
  };
}

function revocation({ channel }: Stage): RevokeAndAck {
  return {
    type: 'revoke_and_ack',
    channelId: channel.id,
    perCommitmentSecret: new Uint8Array(32).fill(5) as PerCommitmentSecret,
    nextPerCommitmentPoint: channel.end.signer.perCommitmentPoint(7),
  };
}

export const COMMITMENT_CASES: readonly Case[] = [
  tampered('commitment_signed', 'with a signature of nobody', COMMITTING, (message) => ({
    ...message,
    signature: someSignature() as Signature,
  })),
  tampered('commitment_signed', 'with an HTLC signature of nobody', COMMITTING, (message) => ({
    ...message,
    htlcSignatures: message.htlcSignatures.map(() => someSignature() as Signature),
  })),
  tampered('commitment_signed', 'with one HTLC signature too few', COMMITTING, (message) => ({
    ...message,
    htlcSignatures: [],
  })),
  tampered('commitment_signed', 'with one HTLC signature too many', COMMITTING, (message) => ({
    ...message,
    htlcSignatures: [...message.htlcSignatures, ...message.htlcSignatures],
  })),
  {
    name: 'commitment_signed with a high s',
    rule: COMMITTING,
    begins: 'channel',
    act: (stage) => {
      const message = commitment(stage, 0);
      const high = Uint8Array.of(...message.signature.subarray(0, 32), ...new Uint8Array(32).fill(0xf0));
      stage.peer.sendFrame(withBytes(message, message.signature, high));
    },
    expect: REFUSED,
  },
  {
    name: 'commitment_signed without changes',
    rule: COMMITTING,
    begins: 'channel',
    act: (stage) => stage.peer.send(commitment(stage, 0)),
    expect: [CHANNEL_FAILED, CUT_OFF, IGNORED],
  },
  tampered(
    'commitment_signed',
    'said twice',
    COMMITTING,
    (message, { peer }) => {
      peer.send(message);
      return message;
    },
    [CHANNEL_FAILED, CUT_OFF],
  ),
  {
    name: 'revoke_and_ack without a commitment',
    rule: REVOKING,
    begins: 'channel',
    act: (stage) => stage.peer.send(revocation(stage)),
    expect: REFUSED,
  },
  tampered('revoke_and_ack', 'with a wrong secret', REVOKING, (message) => ({
    ...message,
    perCommitmentSecret: new Uint8Array(32).fill(5) as PerCommitmentSecret,
  })),
  tampered('revoke_and_ack', 'with a secret that is no scalar', REVOKING, (message) => ({
    ...message,
    perCommitmentSecret: new Uint8Array(32) as PerCommitmentSecret,
  })),
  {
    name: 'a batch of three that ends after one',
    rule: BATCH,
    begins: 'channel',
    act: (stage) => {
      const channelId = stage.channel.id;
      stage.peer.send({ type: 'start_batch', channelId, batchSize: 3, messageType: 132 });
      stage.peer.send(commitment(stage, 0));
      stage.peer.send({ type: 'warning', channelId, data: new Uint8Array(0) });
      stage.peer.send(revocation(stage));
    },
    expect: REFUSED,
  },
  {
    name: 'a batch of 65,535',
    rule: BATCH,
    begins: 'channel',
    act: ({ peer, channel }) => {
      peer.send({ type: 'start_batch', channelId: channel.id, batchSize: 65_535, messageType: 132 });
    },
    expect: REFUSED,
  },
  {
    name: 'channel_ready again',
    rule: READY,
    begins: 'channel',
    act: ({ peer, channel }) =>
      peer.send({
        type: 'channel_ready',
        channelId: channel.id,
        secondPerCommitmentPoint: channel.end.signer.perCommitmentPoint(1),
      }),
    expect: [IGNORED],
  },
  {
    name: 'an HTLC before channel_ready',
    rule: READY,
    begins: 'unconfirmed channel',
    act: (stage) =>
      stage.peer.send({
        type: 'update_add_htlc',
        channelId: stage.channel.id,
        id: 0n,
        amountMsat: 1000n as never,
        paymentHash: new Uint8Array(32) as never,
        cltvExpiry: 500,
        onionRoutingPacket: new Uint8Array(1366),
      }),
    expect: REFUSED,
  },
  {
    name: 'commitment_signed again after the funding transaction is signed',
    rule: 'BOLT 2, "Sharing funding signatures: tx_signatures"',
    begins: 'unconfirmed channel',
    act: (stage) => stage.peer.send(commitment(stage, 0)),
    expect: REFUSED,
  },
  {
    name: 'tx_complete while HTLCs flow',
    rule: 'BOLT 2, "Interactive Transaction Construction"',
    begins: 'channel',
    act: ({ peer, channel }) => peer.send({ type: 'tx_complete', channelId: channel.id }),
    expect: REFUSED,
  },
  {
    name: 'tx_init_rbf for a confirmed channel',
    rule: 'BOLT 2, "The tx_init_rbf Message"',
    begins: 'channel',
    act: ({ peer, channel }) =>
      peer.send({ type: 'tx_init_rbf', channelId: channel.id, locktime: 0, feerate: 5000 as never }),
    expect: [{ says: 'tx_abort', connection: 'kept', channel: 'unharmed' }, CUT_OFF],
  },
  {
    name: 'channel_reestablish in the middle of a session',
    rule: 'BOLT 2, "Message Retransmission"',
    begins: 'channel',
    act: ({ peer, channel }) =>
      peer.send({
        type: 'channel_reestablish',
        channelId: channel.id,
        nextCommitmentNumber: 1n,
        nextRevocationNumber: 0n,
        yourLastPerCommitmentSecret: new Uint8Array(32) as PerCommitmentSecret,
        myCurrentPerCommitmentPoint: channel.end.signer.perCommitmentPoint(0),
      }),
    expect: REFUSED,
  },
];
