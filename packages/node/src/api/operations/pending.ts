/** What is being claimed of closed channels, by when and at what fee; and what of all balances is settled, pending, at risk. */
import {
  type ClosingCandidate,
  formatOutPoint,
  type OutPoint,
  type StoredState,
  type Transaction,
  transactionId,
  transactionWeight,
} from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import { formatShortChannelId } from '@sferic/wire';
import type { ChannelDetails, ClosedChannel } from '../../channels/index.ts';
import { ownShare, type PendingClose, type PendingOutput, pendingClose } from '../../channels/pending.ts';
import type { Wallet } from '../../wallet/index.ts';
import type {
  ChannelsBalance,
  ClosedChannelInfo,
  ClosingCandidateInfo,
  PendingChannel,
  PendingClaim,
  PendingClaimState,
} from '../service.ts';
import { displayId } from './values.ts';

/** Blocks before a deadline from which a claim that is not confirmed counts as at risk: an hour. */
const AT_RISK_BLOCKS = 6;
const VBYTES_PER_WEIGHT = 4;
/** Feerates are shown with two decimals. */
const FEERATE_STEPS = 100;

/** What the figures are made of. */
export interface PendingModules {
  readonly channels: {
    details(): readonly ChannelDetails[];
    stored(id: ChannelDetails['channelId']): StoredState | undefined;
  };
  readonly wallet: Pick<Wallet, 'transaction' | 'waitingSpender'>;
  /** Of the chain's tip. */
  readonly height: () => number;
}

/** What is kept of a channel that is over. */
export function describeClosed(closed: ClosedChannel): ClosedChannelInfo {
  const { shortChannelId, kind, closedHeight, resolvedAt } = closed;
  return {
    channelId: bytesToHex(closed.channelId),
    ...(shortChannelId !== undefined && { shortChannelId: formatShortChannelId(shortChannelId) }),
    peer: bytesToHex(closed.peer),
    capacitySat: closed.capacity.toString(),
    kind,
    closingTxid: displayId(closed.closingTxid),
    closedHeight,
    resolvedAt,
  };
}

/** Every channel that is closing. */
export function pendingChannels(modules: PendingModules): readonly PendingChannel[] {
  return modules.channels.details().flatMap((details) => {
    const pending = pendingClose(modules.channels.stored(details.channelId));
    return pending === undefined ? [] : [describePending(modules, details, pending)];
  });
}

/**
 * What is ours in channels. What an unconfirmed transaction pays to the wallet is there as its unconfirmed part, and not
 * counted again.
 */
export function channelsBalance(modules: PendingModules): ChannelsBalance {
  let [settled, inFlight, closing, atRisk] = [0n, 0n, 0n, 0n];
  for (const details of modules.channels.details()) {
    const state = modules.channels.stored(details.channelId);
    const share = ownShare(state);
    const pending = pendingClose(state);
    const whole = (share.settled + share.inFlight) / 1000n;
    if (pending === undefined || pending.phase === 'shutting_down') {
      settled += share.settled;
      inFlight += share.inFlight;
    } else if (pending.spend?.kind === 'unknown') {
      closing += whole;
      atRisk += whole;
    } else if (pending.spend?.height === undefined) {
      if (!isInWallet(modules, pending, details)) closing += whole;
    } else {
      for (const output of pending.outputs) {
        const claim = describeClaim(modules, pending, output);
        if (output.claim === undefined) continue;
        if (claim.txid === undefined || output.claim.path.type === 'second_stage') closing += output.amount;
        if (claim.atRisk) atRisk += output.amount;
      }
    }
  }
  return {
    settledMsat: settled.toString(),
    inFlightMsat: inFlight.toString(),
    closingSat: closing.toString(),
    atRiskSat: atRisk.toString(),
  };
}

/** Whether a transaction is known that pays us for good: a commitment does not, though the wallet keeps it. */
function isInWallet(
  { wallet }: PendingModules,
  { phase, spend }: PendingClose,
  { closingTxid }: ChannelDetails,
): boolean {
  if (phase !== 'negotiating' && spend?.kind !== 'mutual_close') return false;
  const txid = spend?.txid ?? closingTxid;
  return txid !== undefined && wallet.transaction(txid) !== undefined;
}

function describePending(
  modules: PendingModules,
  details: ChannelDetails,
  pending: PendingClose,
): PendingChannel {
  const { spend, phase, delay } = pending;
  const { shortChannelId, closingTxid } = details;
  const txid = spend?.txid ?? closingTxid;
  return {
    channelId: bytesToHex(details.channelId),
    ...(shortChannelId !== undefined && { shortChannelId: formatShortChannelId(shortChannelId) }),
    peer: details.peer,
    phase,
    ...(txid !== undefined && {
      closing: {
        txid: displayId(txid),
        kind: spend?.kind ?? (phase === 'failed' ? 'local_commitment' : 'mutual_close'),
        ...(spend?.height !== undefined && { confirmedHeight: spend.height }),
      },
    }),
    candidates: pending.candidates.map(describeCandidate),
    delayBlocks: delay,
    claims: pending.outputs.map((output) => describeClaim(modules, pending, output)),
  };
}

function describeCandidate({ txid, closer, fee, weight }: ClosingCandidate): ClosingCandidateInfo {
  return {
    txid: displayId(txid),
    paidBy: closer,
    feeSat: fee.toString(),
    feerateSatPerVbyte: satPerVbyte(fee, weight),
  };
}

function describeClaim(modules: PendingModules, pending: PendingClose, output: PendingOutput): PendingClaim {
  const { claim, spend, role } = output;
  const offered = claim && modules.wallet.waitingSpender(output.outPoint);
  const feerate = offered && feerateOf(modules, pending, offered);
  const state = stateOf(modules, pending, output, offered !== undefined);
  const txid = spend?.txid ?? (offered && transactionId(offered));
  return {
    outpoint: formatOutPoint(output.outPoint),
    amountSat: output.amount.toString(),
    what: whatOf(pending, output),
    ...(role.type === 'htlc' && { paymentHash: bytesToHex(role.htlc.paymentHash) }),
    ...(claim && { path: PATH_WORDS[claim.path.type], fromHeight: claim.from }),
    ...(claim?.deadline !== undefined && { deadlineHeight: claim.deadline }),
    state,
    ...(txid !== undefined && { txid: displayId(txid) }),
    ...(feerate !== undefined && { feerateSatPerVbyte: feerate }),
    ...(spend && { confirmedHeight: spend.height }),
    atRisk: isAtRisk(modules, output, state),
  };
}

function stateOf(
  { wallet, height }: PendingModules,
  { spend: end }: PendingClose,
  { claim, spend }: PendingOutput,
  isOffered: boolean,
): PendingClaimState {
  if (spend !== undefined)
    return wallet.transaction(spend.txid) === undefined ? 'taken_by_peer' : 'confirmed';
  if (isOffered) return 'offered';
  if (end?.height === undefined) return 'unconfirmed';
  if (claim === undefined) return 'watched';
  // The next block is the first that could hold what is published now.
  return height() + 1 < claim.from ? 'waiting' : 'due';
}

/** Near its deadline without being confirmed, or due before one with nothing on offer, as when coins for the fee are missing. */
function isAtRisk({ height }: PendingModules, { claim }: PendingOutput, state: PendingClaimState): boolean {
  if (claim?.deadline === undefined) return false;
  return state === 'due' || claim.deadline - height() <= AT_RISK_BLOCKS;
}

const PATH_WORDS: Readonly<Record<NonNullable<PendingOutput['claim']>['path']['type'], string>> = {
  to_remote: 'with our payment key, a block after its confirmation',
  delayed: 'with our delayed key, after the delay of our commitment',
  htlc_timeout: 'taken back after its expiry',
  htlc_preimage: 'claimed with its preimage',
  second_stage: 'by the HTLC transaction that the peer has signed; its output follows after the delay',
  penalty: 'penalty: the commitment was revoked',
};

function whatOf({ spend }: PendingClose, { role, isSecondStage }: PendingOutput): PendingClaim['what'] {
  switch (role.type) {
    case 'to_remote':
      return 'balance';
    case 'delayed':
      if (isSecondStage) return 'htlc_second_stage';
      return spend?.kind === 'revoked_commitment' ? 'peer_balance' : 'balance';
    case 'htlc':
      return role.htlc.offeredBy === 'local' ? 'htlc_outgoing' : 'htlc_incoming';
    case 'foreign':
      return 'unknown';
  }
}

/** In sat/vbyte; undefined if what it spends is not known. */
function feerateOf(
  { wallet }: PendingModules,
  { outputs }: PendingClose,
  transaction: Transaction,
): number | undefined {
  const tracked = new Map(outputs.map(({ outPoint, amount }) => [formatOutPoint(outPoint), amount]));
  const amountOf = (outPoint: OutPoint) =>
    tracked.get(formatOutPoint(outPoint)) ??
    wallet.transaction(outPoint.txid)?.tx.outputs[outPoint.index]?.amount;
  let fee = 0n;
  for (const { outPoint } of transaction.inputs) {
    const amount = amountOf(outPoint);
    if (amount === undefined) return undefined;
    fee += amount;
  }
  for (const { amount } of transaction.outputs) fee -= amount;
  return satPerVbyte(fee, transactionWeight(transaction));
}

function satPerVbyte(fee: bigint, weight: number): number {
  const perVbyte = (Number(fee) * VBYTES_PER_WEIGHT) / weight;
  return Math.max(0, Math.round(perVbyte * FEERATE_STEPS) / FEERATE_STEPS);
}
