/** The closing negotiation (BOLT 2, "Closing Negotiation: closing_complete and closing_sig"). */
import { err, ok } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import {
  type ClosingComplete,
  type ClosingSig,
  describeReason,
  type Shutdown,
  type TxId,
} from '@sferic/wire';
import { buildClosingTransaction, type ClosingVariant } from '../bitcoin/closing-transaction.ts';
import { fundingSpendDigest } from '../bitcoin/commitment-transaction.ts';
import { formatTxid } from '../bitcoin/transaction.ts';
import { fundingOutput } from '../commitment/build.ts';
import { currentFunding } from '../commitment/commitments.ts';
import type { Side } from '../dual.ts';
import type { Effect } from '../effect.ts';
import { channelError } from '../error.ts';
import type { ChannelCommand, ChannelEnv, PeerMessage } from '../input.ts';
import type { SignatureCheck } from '../signer.ts';
import type { ClosingState } from '../state.ts';
import {
  bestOffer,
  closingCandidates,
  type Underpaid,
  underpaid,
  withCandidate,
} from './closing-candidates.ts';
import type { ClosingCommand } from './closing-commands.ts';
import { checkOwnScript, checkPeerScript } from './closing-scripts.ts';
import type { ClosingTerms, NegotiatingState, SignedClosing } from './closing-state.ts';
import {
  closingParams,
  exceedsBalance,
  offeredVariants,
  ourTerms,
  sameTerms,
  selectVariant,
  signaturesOf,
  termsOf,
} from './closing-terms.ts';
import { declineFeeBump } from './fee-bump.ts';
import { failByPeer, goTo, type Outcome, send, type Transition } from './transition.ts';

/** Both have said where they want to be paid: our transaction is proposed. */
export function beginNegotiation(state: NegotiatingState, env: ChannelEnv): Transition {
  const terms = ourTerms(state, state.feerate ?? env.feerates.closing);
  if (terms === undefined) return { next: state, effects: [] };
  return propose(state, termsAgain(state, terms));
}

/** What is signed already is repeated, unless its fee shall rise: a peer that reconnects must not raise what we pay. */
function termsAgain(state: NegotiatingState, terms: ClosingTerms): ClosingTerms {
  const best = bestOffer(state, terms);
  if (best === undefined) return terms;
  return state.feerate === undefined || terms.fee <= best.fee ? best : terms;
}

function propose(state: NegotiatingState, terms: ClosingTerms): Transition {
  return { next: { ...state, offer: terms }, effects: [{ type: 'send_closing_complete', terms }] };
}

/** After `channel_reestablish`: our `shutdown` with the latest script; the negotiation begins anew with the peer's. */
export function resumeNegotiation(state: NegotiatingState, _env: ChannelEnv): Transition {
  const { offer: _, ...rest } = state;
  const { params, shutdown } = state;
  const message = { type: 'shutdown', channelId: params.channelId, scriptpubkey: shutdown.local } as const;
  return { next: { ...rest, awaitsShutdown: true }, effects: [send(message)] };
}

/**
 * What is outstanding whatever the connection: all closing transactions, until one of them confirms. What pays most comes
 * first, so that the others find it in the mempool.
 */
export function negotiationEffects(state: NegotiatingState): readonly Effect[] {
  return closingCandidates(state).map(({ closer, closing }) => publish(closer, closing));
}

function publish(closer: Side, closing: SignedClosing): Effect {
  return { type: 'publish_closing', closer, closing };
}

/** A reorganisation took away the block that held one of them: all may confirm again, and the fee may be raised. */
export function negotiateAgain(
  closing: ClosingState,
  fundingTxid: TxId,
): { readonly next: NegotiatingState; readonly effects: readonly Effect[] } | undefined {
  const { params, commitments, aliases, spend, negotiation, transaction } = closing;
  const isItsSpend = equalBytes(spend.fundingTxid, fundingTxid);
  if (negotiation === undefined || spend.kind !== 'mutual_close' || !isItsSpend) return undefined;
  const next = {
    type: 'negotiating',
    params,
    commitments,
    aliases,
    awaitsShutdown: false,
    ...negotiation,
  } as const;
  return { next, effects: [{ type: 'publish', transaction }, ...negotiationEffects(next)] };
}

export function negotiatingCommand(
  state: NegotiatingState,
  command: ChannelCommand,
  env: ChannelEnv,
): Outcome {
  switch (command.type) {
    case 'close':
      return proposeAgain(state, command, env);
    case 'add_htlc':
      return err(channelError('channel_unavailable', 'the channel is closing'));
    default:
      return err(channelError('wrong_state', `${command.type} while ${state.type}`));
  }
}

/** Another fee or script for our own transaction, once the peer has answered the one before. */
function proposeAgain(state: NegotiatingState, command: ClosingCommand, env: ChannelEnv): Outcome {
  const refuse = (reason: string) => err(channelError('shutdown_refused', reason));
  if (state.awaitsShutdown) return refuse('the peer has not repeated its shutdown yet since it connected');
  if (state.offer !== undefined)
    return refuse(
      `the peer has not answered yet the closing transaction with a fee of ${state.offer.fee} sat`,
    );
  const { scriptPubKey, feerate } = command;
  const problem = checkOwnScript(state.params, scriptPubKey, undefined);
  if (problem !== undefined) return refuse(problem);
  const local = scriptPubKey ?? state.shutdown.local;
  const next = { ...state, feerate, shutdown: { ...state.shutdown, local } };
  const terms = ourTerms(next, feerate);
  if (terms === undefined) return refuse('our balance does not pay for a closing transaction');
  const short = underpaid(next, terms, env);
  if (short !== undefined) return err(channelError('fee_too_low', describeUnderpaid(short, next)));
  return ok(propose(next, terms));
}

function describeUnderpaid({ best, fee, feerate }: Underpaid, state: NegotiatingState): string {
  const payer = best.closer === 'local' ? 'we pay' : 'the peer pays';
  const before = `${formatTxid(best.txid)}, for which ${payer} ${best.fee} sat`;
  if (exceedsBalance(fee, currentFunding(state.commitments).balances.local))
    return `to replace ${before}, takes ${fee} sat: more than our balance`;
  return `to replace ${before}, takes at least ${leastSatPerVbyte(feerate)} sat/vbyte`;
}

/** People reckon in virtual bytes of four weight units; rounded up to two decimals. */
function leastSatPerVbyte(feerate: number): number {
  return Math.ceil((feerate * 4) / 10) / 100;
}

export function negotiatingMessage(
  state: NegotiatingState,
  message: PeerMessage,
  verdicts: readonly boolean[],
  env: ChannelEnv,
): Outcome {
  switch (message.type) {
    case 'shutdown':
      return receiveShutdownAgain(state, message, env);
    case 'closing_complete':
      return receiveComplete(state, message, verdicts);
    case 'closing_sig':
      return receiveSig(state, message, verdicts);
    case 'error':
      return ok(failByPeer(state, describeReason(message.data)));
    case 'tx_init_rbf':
      return goTo(state, declineFeeBump(state.params.channelId));
    // Late repetitions of messages that matter no more.
    case 'channel_ready':
    case 'announcement_signatures':
    case 'tx_signatures':
    case 'tx_abort':
    case 'warning':
      return goTo(state);
    default:
      return err(channelError('peer_unexpected_message', `${message.type} in ${state.type}`));
  }
}

function receiveShutdownAgain(state: NegotiatingState, message: Shutdown, env: ChannelEnv): Outcome {
  const problem = checkPeerScript(state.params, message.scriptpubkey);
  if (problem !== undefined) return err(channelError('peer_shutdown_invalid', problem));
  if (!state.awaitsShutdown)
    return err(channelError('peer_unexpected_message', 'shutdown during the closing negotiation'));
  const shutdown = { ...state.shutdown, remote: message.scriptpubkey };
  const { next, effects } = beginNegotiation({ ...state, shutdown, awaitsShutdown: false }, env);
  return goTo(next, ...effects);
}

/** As the closee: the peer's transaction, at the peer's expense. */
function receiveComplete(
  state: NegotiatingState,
  message: ClosingComplete,
  verdicts: readonly boolean[],
): Outcome {
  const invalid = (reason: string) => err(channelError('peer_closing_invalid', reason));
  const terms = termsOf(message);
  const problem = checkProposal(state, terms);
  if (problem !== undefined) return invalid(problem);
  const signatures = signaturesOf(message);
  const variant = selectVariant(closingParams(state, 'remote', terms), signatures);
  const remoteSignature = signatures.get(variant);
  if (remoteSignature === undefined) return invalid(`no signature for ${variant}`);
  if (verdicts.length !== 1 || verdicts[0] !== true) return invalid('the signature is wrong');
  const closing: SignedClosing = { terms, variant, remoteSignature };
  const next: NegotiatingState = {
    ...state,
    shutdown: { ...state.shutdown, remote: terms.closerScript },
    signed: withCandidate(state, 'remote', closing),
  };
  return goTo(next, { type: 'send_closing_sig', terms, variant }, publish('remote', closing));
}

function checkProposal(state: NegotiatingState, terms: ClosingTerms): string | undefined {
  if (state.awaitsShutdown) return 'closing_complete before shutdown was repeated';
  if (exceedsBalance(terms.fee, currentFunding(state.commitments).balances.remote))
    return `a fee of ${terms.fee} sat is more than the closer owns`;
  if (!equalBytes(terms.closeeScript, state.shutdown.local)) return 'not our latest script';
  return checkPeerScript(state.params, terms.closerScript);
}

/** As the closer: the peer has signed one of our transactions. */
function receiveSig(state: NegotiatingState, message: ClosingSig, verdicts: readonly boolean[]): Outcome {
  const invalid = (reason: string) => err(channelError('peer_closing_invalid', reason));
  const { offer, ...rest } = state;
  const terms = termsOf(message);
  if (offer === undefined) return invalid('closing_sig without closing_complete');
  if (!sameTerms(terms, offer)) return invalid('closing_sig for other terms than ours');
  const [signed, another] = signaturesOf(message);
  if (signed === undefined || another !== undefined) return invalid('not exactly one signature');
  const [variant, remoteSignature] = signed;
  if (!offeredVariants(closingParams(state, 'local', offer)).includes(variant))
    return invalid(`${variant} was not offered`);
  if (verdicts.length !== 1 || verdicts[0] !== true) return invalid('the signature is wrong');
  const closing: SignedClosing = { terms, variant, remoteSignature };
  return goTo({ ...rest, signed: withCandidate(state, 'local', closing) }, publish('local', closing));
}

/** The signature in `message` to verify: the one that its receiver selects. */
export function closingChecks(state: NegotiatingState, message: PeerMessage): readonly SignatureCheck[] {
  if (message.type !== 'closing_complete' && message.type !== 'closing_sig') return [];
  const terms = termsOf(message);
  const closer: Side = message.type === 'closing_complete' ? 'remote' : 'local';
  const known = closer === 'remote' ? checkProposal(state, terms) === undefined : matchesOffer(state, terms);
  if (!known) return [];
  const signatures = signaturesOf(message);
  const [only] = signatures.keys();
  const variant = closer === 'remote' ? selectVariant(closingParams(state, closer, terms), signatures) : only;
  const signature = variant && signatures.get(variant);
  if (variant === undefined || signature === undefined) return [];
  const digest = closingDigest(state, closer, terms, variant);
  return [{ digest, signature, publicKey: currentFunding(state.commitments).fundingPubkeys.remote }];
}

function matchesOffer({ offer }: NegotiatingState, terms: ClosingTerms): boolean {
  return offer !== undefined && sameTerms(offer, terms);
}

/** What both ends sign to close by these terms. */
export function closingDigest(
  state: NegotiatingState,
  closer: Side,
  terms: ClosingTerms,
  variant: ClosingVariant,
): Uint8Array {
  const tx = buildClosingTransaction(closingParams(state, closer, terms), variant);
  return fundingSpendDigest(tx, fundingOutput(currentFunding(state.commitments), 'local'));
}
