import type {
  ClosingCandidateInfo,
  PendingChannel,
  PendingClaim,
  PendingClaimState,
} from '../../api/index.ts';
import { channelName } from '../channel-names.ts';
import { type Cell, table } from '../layout.ts';
import type { Style } from '../style.ts';
import { counted, satoshis, shortId } from '../values.ts';

/** What each closing channel waits for, and what of it is being claimed. */
export function pendingText(channels: readonly PendingChannel[], style: Style): string {
  if (channels.length === 0) return 'No channel is closing.\n';
  return channels.map((channel) => channelText(channel, style)).join('\n');
}

function channelText(channel: PendingChannel, style: Style): string {
  const name = style.bold(channelName(channel));
  const head = `${name} with ${shortId(channel.peer)}: ${progressOf(channel)}\n`;
  const candidates = channel.candidates.map(candidateLine).join('');
  return channel.claims.length === 0 ? head + candidates : head + claimTable(channel.claims, style);
}

function candidateLine({ txid, paidBy, feeSat, feerateSatPerVbyte }: ClosingCandidateInfo): string {
  const payer = paidBy === 'local' ? 'us' : 'the peer';
  return `    ${shortId(txid)} may confirm: ${feerateSatPerVbyte} sat/vbyte, ${satoshis(feeSat)} sat paid by ${payer}\n`;
}

const KIND_WORDS: Readonly<Record<NonNullable<PendingChannel['closing']>['kind'], string>> = {
  mutual_close: 'closed together with the peer',
  local_commitment: 'closed by force with our commitment',
  remote_commitment: "closed by force with the peer's commitment",
  revoked_commitment: 'the peer published a REVOKED commitment: all of it is claimed',
  future_commitment:
    'this node has lost state, and the peer has closed: only our balance there can be claimed',
  unknown: 'spent by a transaction that this node cannot answer: its FUNDS ARE AT RISK',
};

function progressOf({ phase, closing, delayBlocks }: PendingChannel): string {
  if (phase === 'shutting_down')
    return "closing: waits for payments under way ('sferic close --force' does not)";
  if (closing === undefined) return "closing: waits for the peer ('sferic close --force' does not)";
  const { kind, txid, confirmedHeight } = closing;
  const where = confirmedHeight === undefined ? 'not confirmed yet' : `confirmed in block ${confirmedHeight}`;
  const delay = kind === 'local_commitment' ? `; our balance waits ${counted(delayBlocks, 'block')}` : '';
  return `${KIND_WORDS[kind]}, ${where}${delay}\n  ${txid}`;
}

const WHAT_WORDS: Readonly<Record<PendingClaim['what'], string>> = {
  balance: 'our balance',
  peer_balance: "the peer's balance",
  htlc_incoming: 'HTLC from the peer',
  htlc_outgoing: 'HTLC to the peer',
  htlc_second_stage: 'output of an HTLC',
  unknown: 'not known',
};

const STATE_WORDS: Readonly<Record<PendingClaimState, string>> = {
  unconfirmed: 'its block is awaited',
  waiting: 'waits',
  due: 'nothing on offer',
  offered: 'on offer',
  confirmed: 'claimed',
  taken_by_peer: 'taken by the peer',
  watched: "the peer's to take",
};

function claimTable(claims: readonly PendingClaim[], style: Style): string {
  const columns = [
    { title: '  WHAT' },
    { title: 'AMOUNT (SAT)', align: 'right' },
    { title: 'STATE' },
    { title: 'WHEN' },
    { title: 'IN' },
    { title: 'HOW' },
  ] as const;
  const rows = claims.map((claim): readonly Cell[] => [
    `  ${WHAT_WORDS[claim.what]}`,
    satoshis(claim.amountSat),
    stateCell(claim, style),
    whenOf(claim),
    offerOf(claim),
    claim.path ?? '',
  ]);
  return table(columns, rows, style, '');
}

function stateCell({ state, atRisk }: PendingClaim, style: Style): Cell {
  const text = STATE_WORDS[state];
  if (atRisk) return { text: `${text}, AT RISK`, paint: style.bad };
  return state === 'confirmed' ? { text, paint: style.good } : text;
}

function whenOf({ confirmedHeight, fromHeight, deadlineHeight }: PendingClaim): string {
  if (confirmedHeight !== undefined) return `in ${confirmedHeight}`;
  if (fromHeight === undefined) return '';
  return `from ${fromHeight}${deadlineHeight === undefined ? '' : ` by ${deadlineHeight}`}`;
}

function offerOf({ txid, feerateSatPerVbyte }: PendingClaim): string {
  if (txid === undefined) return '';
  return feerateSatPerVbyte === undefined
    ? shortId(txid)
    : `${shortId(txid)} at ${feerateSatPerVbyte} sat/vbyte`;
}
