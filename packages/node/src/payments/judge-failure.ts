/** What the failure of an attempt teaches: BOLT 4, "Receiving Failure Codes". */
import type { HtlcOutcome } from '@sferic/channel';
import { bytesToHex, type Secret } from '@sferic/crypto';
import {
  BADONION,
  decodeFailure,
  type FailureMessage,
  failureCode,
  failureFromMalformed,
  NODE,
  PERM,
  type UndecodableFailure,
} from '@sferic/onion';
import type { AttemptFailure } from './payment.ts';
import type { Exclusion, Route } from './ports.ts';

/** A failure of an attempt, and the hold times that were authentic, in units of 100 ms. */
export interface JudgedFailure {
  readonly failure: AttemptFailure;
  readonly holdTimes: readonly number[];
}

const IN_WORDS: Readonly<Record<FailureMessage['type'], string>> = {
  temporary_node_failure: 'the node has a temporary problem',
  permanent_node_failure: 'the node has a permanent problem',
  required_node_feature_missing: 'the node demands a feature that this one lacks',
  invalid_onion_version: 'the next node did not understand the onion',
  invalid_onion_hmac: 'the next node found the onion damaged',
  invalid_onion_key: 'the next node found the onion damaged',
  temporary_channel_failure: 'its next channel cannot carry the amount now',
  permanent_channel_failure: 'its next channel is closed',
  required_channel_feature_missing: 'its next channel demands a feature that this node lacks',
  unknown_next_peer: 'it does not know its next channel',
  amount_below_minimum: 'the amount is below the minimum of its next channel',
  fee_insufficient: 'the fee is below what it asks',
  incorrect_cltv_expiry: 'the expiry leaves it too little time',
  expiry_too_soon: 'the HTLC would expire too soon',
  incorrect_or_unknown_payment_details:
    'the payee refused: it does not know the invoice or does not take payments for it any more, or the amount or the expiry is not what it asked for',
  final_incorrect_cltv_expiry: 'the node before the payee changed the expiry',
  final_incorrect_htlc_amount: 'the node before the payee changed the amount',
  channel_disabled: 'its next channel is disabled',
  expiry_too_far: 'the HTLC would lock funds up for too long',
  invalid_onion_payload: 'the node did not understand what the onion told it',
  mpp_timeout: 'the payee waited in vain for the rest of the payment',
  invalid_onion_blinding: 'the blinded part of the route failed',
  unknown_failure: 'the node gave a reason that this one does not know',
};

/** Failures that a little patience may cure. */
const TEMPORARY: ReadonlySet<FailureMessage['type']> = new Set<FailureMessage['type']>([
  'temporary_node_failure',
  'temporary_channel_failure',
  'channel_disabled',
  'mpp_timeout',
]);

/** Judges what came back of an attempt over `route`; `sharedSecrets` are those of its onion. */
export function judgeOutcome(
  route: Route,
  sharedSecrets: readonly Secret[],
  outcome: Exclude<HtlcOutcome, { readonly type: 'fulfill' }>,
): JudgedFailure {
  switch (outcome.type) {
    case 'not_sent':
      return {
        failure: {
          code: 'not_sent',
          message: 'the connection with the peer broke before anything was sent',
          exclude: [],
          temporary: true,
          final: false,
        },
        holdTimes: [],
      };
    case 'returned':
      return {
        failure: {
          code: 'returned_on_chain',
          message: `our channel ${bytesToHex(route.channelId)} was closed before the payment was settled, and the chain has given it back`,
          exclude: [{ type: 'own_channel', channelId: route.channelId }],
          temporary: true,
          final: false,
        },
        holdTimes: [],
      };
    case 'malformed': {
      const failure = failureFromMalformed(outcome.failureCode, outcome.sha256OfOnion);
      return { failure: judgeUnreadable(route, failure), holdTimes: [] };
    }
    case 'fail': {
      const { reason, attributionData } = outcome;
      const decoded = decodeFailure({ sharedSecrets, reason, ...(attributionData && { attributionData }) });
      if (!decoded.ok)
        return { failure: judgeUndecodable(route, decoded.error), holdTimes: decoded.error.holdTimes };
      const { hop, failure, holdTimes } = decoded.value;
      return { failure: judge(route, hop, failure), holdTimes };
    }
  }
}

/** An HTLC that our own channel did not take. */
export function judgeRefusal(route: Route, refusal: { code: string; message: string }): AttemptFailure {
  const { channelId } = route;
  return {
    code: refusal.code,
    message: `our own channel ${bytesToHex(channelId)} did not take it: ${refusal.message}`,
    exclude: [{ type: 'own_channel', channelId }],
    temporary: true,
    final: false,
  };
}

/** An attempt that was stored and whose HTLC was not, by a crash between. */
export function judgeNeverOffered(): AttemptFailure {
  return {
    code: 'not_sent',
    message: 'the node stopped before anything was sent',
    exclude: [],
    temporary: true,
    final: false,
  };
}

function judge(route: Route, hop: number, failure: FailureMessage): AttemptFailure {
  const isPayee = hop === route.hops.length - 1;
  return {
    code: failure.type,
    message: `${nameOf(route, hop)} reports: ${IN_WORDS[failure.type]}`,
    hop,
    temporary: TEMPORARY.has(failure.type),
    ...(isPayee ? judgePayee(route, failure) : { exclude: lessonOf(route, hop, failure), final: false }),
  };
}

function judgePayee(route: Route, failure: FailureMessage): Pick<AttemptFailure, 'exclude' | 'final'> {
  const last = route.hops.length - 1;
  switch (failure.type) {
    case 'final_incorrect_cltv_expiry':
    case 'final_incorrect_htlc_amount':
      // Only the node before can have done that; with none in between, the payee contradicts itself.
      return { exclude: nodesAt(route, [last - 1]), final: last === 0 };
    case 'mpp_timeout':
      // What failed is another part.
      return { exclude: [], final: false };
    default:
      return {
        exclude: channelsAfter(route, [last - 1]),
        final: (failureCode(failure) & PERM) !== 0,
      };
  }
}

/** What an intermediate node's failure says about the rest of the route. */
function lessonOf(route: Route, hop: number, failure: FailureMessage): readonly Exclusion[] {
  const code = failureCode(failure);
  const isAboutNode =
    (code & NODE) !== 0 || (failure.type === 'invalid_onion_payload' && (code & BADONION) === 0);
  return isAboutNode ? nodesAt(route, [hop]) : channelsAfter(route, [hop]);
}

/** Our own peer could not read the onion. */
function judgeUnreadable(route: Route, failure: FailureMessage): AttemptFailure {
  return {
    code: failure.type,
    message: `our peer could not read the onion: ${failure.type}`,
    hop: 0,
    exclude: nodesAt(route, [0]),
    temporary: false,
    final: route.hops.length === 1,
  };
}

/** Somebody on the way damaged the answer: attribution data may tell who. */
function judgeUndecodable(route: Route, failure: UndecodableFailure): AttemptFailure {
  const last = route.hops.length - 1;
  const blamed = failure.blamedHops.filter((hop) => hop < last);
  const everyHop = route.hops.map((_, hop) => hop).slice(0, last);
  return {
    code: failure.code,
    message: 'the answer was damaged on the way, so that nobody knows why it failed',
    exclude: blamed.length > 0 ? nodesAt(route, blamed) : channelsAfter(route, everyHop),
    temporary: false,
    final: last === 0,
  };
}

function nodesAt(route: Route, hops: readonly number[]): readonly Exclusion[] {
  return hops.flatMap((hop) => {
    const node = route.hops[hop];
    return node === undefined ? [] : [{ type: 'node', nodeId: node.nodeId } as const];
  });
}

/** The channels by which the nodes at `hops` were to forward. */
function channelsAfter(route: Route, hops: readonly number[]): readonly Exclusion[] {
  return hops.flatMap((hop) => {
    const [from, next] = [route.hops[hop], route.hops[hop + 1]];
    if (from === undefined || next === undefined) return [];
    return [{ type: 'channel', shortChannelId: next.shortChannelId, from: from.nodeId } as const];
  });
}

function nameOf(route: Route, hop: number): string {
  const node = route.hops[hop];
  const place = hop === route.hops.length - 1 ? 'the payee' : `hop ${hop + 1} of ${route.hops.length}`;
  return node === undefined ? place : `${place} (${bytesToHex(node.nodeId)})`;
}
