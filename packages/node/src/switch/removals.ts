/** How an incoming HTLC is removed: what its peer is told, for the payer to read (BOLT 4, "Returning Errors"). */
import type { HtlcOutcome, Removal } from '@sferic/channel';
import type { Secret } from '@sferic/crypto';
import {
  attributeFulfillment,
  type BadOnionType,
  badOnionCode,
  createFailure,
  encodeFailureMessage,
  type FailureMessage,
  failureFromMalformed,
  type ReturnedFailure,
  wrapFailure,
} from '@sferic/onion';
import type { Preimage } from '@sferic/wire';
import { temporaryChannelFailure } from './decide-forward.ts';

/** What answering an incoming HTLC takes. */
export interface Answering {
  readonly sharedSecret: Secret;
  /** Since the HTLC came, in units of 100 ms: what attribution data report. */
  readonly holdTime: number;
}

/**
 * A longer reason would not fit into one message together with attribution data: 65,535 bytes less the fixed fields and
 * 924 bytes of that record.
 */
const MAX_REASON_WITH_ATTRIBUTION = 64_500;

export function fulfillRemoval(
  answering: Answering,
  preimage: Preimage,
  downstreamAttribution?: Uint8Array,
): Removal {
  const attributionData = attributeFulfillment({
    ...answering,
    ...(downstreamAttribution && { attributionData: downstreamAttribution }),
  });
  return { type: 'fulfill', preimage, attributionData };
}

/** This node fails the HTLC. */
export function failRemoval(answering: Answering, failure: FailureMessage): Removal {
  return removalOf(createFailure({ ...answering, failureMessage: encodeFailureMessage(failure) }));
}

/** The onion could not be read, so that there is no payer to tell. */
export function malformedRemoval(badOnion: BadOnionType, sha256OfOnion: Uint8Array): Removal {
  return { type: 'malformed', sha256OfOnion, failureCode: badOnionCode(badOnion) };
}

/** Passes on to upstream what came of the HTLC that we offered for it. */
export function relayedRemoval(answering: Answering, outcome: HtlcOutcome): Removal {
  switch (outcome.type) {
    case 'fulfill':
      return fulfillRemoval(answering, outcome.preimage, outcome.attributionData);
    case 'fail': {
      const { reason, attributionData } = outcome;
      return removalOf(wrapFailure({ ...answering, reason, ...(attributionData && { attributionData }) }));
    }
    case 'malformed':
      return failRemoval(answering, failureFromMalformed(outcome.failureCode, outcome.sha256OfOnion));
    case 'not_sent':
      return failRemoval(answering, temporaryChannelFailure());
    case 'returned':
      // BOLT 5, "HTLC Output Handling: Local Commitment, Local Offers".
      return failRemoval(answering, { type: 'permanent_channel_failure' });
  }
}

function removalOf({ reason, attributionData }: ReturnedFailure): Removal {
  return reason.length > MAX_REASON_WITH_ATTRIBUTION
    ? { type: 'fail', reason }
    : { type: 'fail', reason, attributionData };
}
