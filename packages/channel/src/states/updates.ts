/** The update protocol of every state in which HTLCs may be in flight, whatever else that state is about. */
import { err, ok, type Result } from '@sferic/codec';
import type { CommitmentSigned, RevokeAndAck, UpdateMessage } from '@sferic/wire';
import type { Advance } from '../commitment/advance.ts';
import type { Commitments, Settlement } from '../commitment/commitments.ts';
import { receiveCommitment, receiveRevocation, signNext } from '../commitment/exchange.ts';
import type { Htlc } from '../commitment/htlc.ts';
import {
  type Proposal,
  proposeAdd,
  proposeFeerate,
  proposeRemoval,
  type RemoveHtlcCommand,
} from '../commitment/propose.ts';
import {
  acknowledge,
  receiveAdd,
  receiveFeerate,
  receiveRemoval,
  settleRemoved,
} from '../commitment/receive.ts';
import type { Effect, MustFail } from '../effect.ts';
import type { ChannelError, Refusal } from '../error.ts';
import type { ChannelCommand, ChannelEnv, CommitmentBatch } from '../input.ts';
import type { ChannelParams } from '../params.ts';
import { send } from './transition.ts';

/** New commitments, and what follows from them. */
export interface Updated {
  readonly commitments: Commitments;
  readonly effects: readonly Effect[];
}

export type UpdateCommand =
  | RemoveHtlcCommand
  | Extract<ChannelCommand, { readonly type: 'add_htlc' | 'acknowledge_settlement' | 'sign' | 'update_fee' }>;

export function isUpdateCommand(command: ChannelCommand): command is UpdateCommand {
  return UPDATE_COMMANDS.has(command.type);
}

const UPDATE_COMMANDS: ReadonlySet<string> = new Set<UpdateCommand['type']>([
  'add_htlc',
  'fulfill_htlc',
  'fail_htlc',
  'fail_malformed_htlc',
  'acknowledge_settlement',
  'sign',
  'update_fee',
]);

/** A command while connected. */
export function applyCommand(
  params: ChannelParams,
  commitments: Commitments,
  command: UpdateCommand,
  env: ChannelEnv,
): Result<Updated, Refusal> {
  switch (command.type) {
    case 'add_htlc': {
      const { height, policy } = env;
      const { maxDustExposure } = policy;
      return proposed(proposeAdd(params, commitments, command, { height, maxDustExposure }));
    }
    case 'update_fee':
      return proposed(proposeFeerate(params, commitments, command.feerate));
    case 'fulfill_htlc':
    case 'fail_htlc':
    case 'fail_malformed_htlc':
      return proposed(proposeRemoval(params, commitments, command));
    case 'acknowledge_settlement':
      return ok({ commitments: acknowledge(commitments, command.origin), effects: [] });
    case 'sign': {
      const signed = signNext(params, commitments);
      if (!signed.ok) return signed;
      const { number: commitmentNumber } = signed.value.remote;
      const message = { type: 'commitment_signed', commitmentNumber } as const;
      return ok({ commitments: signed.value, effects: [{ type: 'send_sealed', message }] });
    }
  }
}

/** An `update_…` message of the peer. */
export function applyUpdate(
  params: ChannelParams,
  commitments: Commitments,
  message: UpdateMessage,
  env: ChannelEnv,
): Result<Updated, ChannelError> {
  switch (message.type) {
    case 'update_add_htlc':
      return received(receiveAdd(params, commitments, message, env.policy.maxDustExposure));
    case 'update_fee':
      return received(receiveFeerate(params, commitments, message, env.feerates));
    case 'update_fulfill_htlc':
    case 'update_fail_htlc':
    case 'update_fail_malformed_htlc': {
      const removal = receiveRemoval(commitments, message);
      if (!removal.ok) return removal;
      const { settlement, commitments: next } = removal.value;
      return ok({ commitments: next, effects: settlement === undefined ? [] : [settled(settlement)] });
    }
  }
}

/** `commitment_signed`, alone or in a batch: we hold it and revoke the one before. */
export function applyCommitment(
  params: ChannelParams,
  commitments: Commitments,
  message: CommitmentSigned | CommitmentBatch,
  verdicts: readonly boolean[],
  mustFail: MustFail | undefined,
): Result<Updated, ChannelError> {
  const advanced = receiveCommitment(params, commitments, commitmentMessages(message), verdicts);
  if (!advanced.ok) return advanced;
  const { commitments: next, effects } = consequences(advanced.value, mustFail);
  const revocation = { type: 'revoke_and_ack', revokedNumber: next.localNumber - 1 } as const;
  return ok({ commitments: next, effects: [{ type: 'send_sealed', message: revocation }, ...effects] });
}

export function applyRevocation(
  params: ChannelParams,
  commitments: Commitments,
  message: RevokeAndAck,
  mustFail: MustFail | undefined,
): Result<Updated, ChannelError> {
  const advanced = receiveRevocation(params, commitments, message);
  return advanced.ok ? ok(consequences(advanced.value, mustFail)) : advanced;
}

export function commitmentMessages(message: CommitmentSigned | CommitmentBatch): readonly CommitmentSigned[] {
  return message.type === 'commitment_signed' ? [message] : message.messages;
}

/** The effect that gives an incoming HTLC to the switch. */
export function htlcReceived({ facts }: Htlc, refused: MustFail | undefined): Effect {
  const mustFail = facts.overexposed === true ? 'dust_exposure' : refused;
  return { type: 'htlc_received', htlc: facts, ...(mustFail && { mustFail }) };
}

export function settled(settlement: Settlement): Effect {
  return { type: 'htlc_settled', settlement };
}

/** What the switch must know of changes that became irrevocable. */
function consequences(advance: Advance, mustFail: MustFail | undefined): Updated {
  const { commitments, settlements } = settleRemoved(advance.commitments, advance.removed);
  const incoming = advance.committed.filter(({ facts }) => facts.offeredBy === 'remote');
  return {
    commitments,
    effects: [
      ...incoming.map((htlc) => htlcReceived(htlc, mustFail)),
      ...settlements.map((settlement) => settled(settlement)),
    ],
  };
}

function proposed(proposal: Result<Proposal, Refusal>): Result<Updated, Refusal> {
  if (!proposal.ok) return proposal;
  const { commitments, message } = proposal.value;
  return ok({ commitments, effects: message === undefined ? [] : [send(message)] });
}

function received(result: Result<Commitments, ChannelError>): Result<Updated, ChannelError> {
  return result.ok ? ok({ commitments: result.value, effects: [] }) : result;
}

/** A command while the peer is away: what was promised to the peer is kept for the reconnection, the rest refused. */
export function applyCommandOffline(
  params: ChannelParams,
  commitments: Commitments,
  command: UpdateCommand,
  offline: Refusal,
): Result<Commitments, Refusal> {
  switch (command.type) {
    case 'fulfill_htlc':
    case 'fail_htlc':
    case 'fail_malformed_htlc': {
      const proposal = proposeRemoval(params, commitments, command);
      return proposal.ok ? ok(proposal.value.commitments) : proposal;
    }
    case 'acknowledge_settlement':
      return ok(acknowledge(commitments, command.origin));
    case 'add_htlc':
    case 'sign':
    case 'update_fee':
      return err(offline);
  }
}
