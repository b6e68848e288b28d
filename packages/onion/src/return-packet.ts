import { ByteReader, ByteWriter, decoding, err, ok, type Result } from '@sferic/codec';
import { constantTimeEqual, hmacSha256, Secret } from '@sferic/crypto';
import { AttributionReader, extendAttribution } from './attribution.ts';
import { decodeFailureMessage, type FailureMessage } from './failure-message.ts';
import { applyKeyStream, deriveKey } from './keys.ts';
import { HMAC_LENGTH, MAX_HOPS } from './packet.ts';

/** Message and padding together: what BOLT 4, "Erring node" recommends, so that packets look alike. */
const PADDED_LENGTH = 256;

/** Stands for the hops that a route does not have, so that decoding takes as long for any route. */
const DUMMY_SECRET = new Secret(new Uint8Array(32));

/** What `update_fail_htlc` carries. */
export interface ReturnedFailure {
  /** The `reason` field. */
  readonly reason: Uint8Array;
  /** 920 bytes. */
  readonly attributionData: Uint8Array;
}

export interface CreateFailureInput {
  /** From peeling the HTLC's onion. */
  readonly sharedSecret: Secret;
  /** As `encodeFailureMessage` makes it. */
  readonly failureMessage: Uint8Array;
  /** In units of 100 ms. */
  readonly holdTime: number;
  /** Bytes of message and padding together, at least 256. Longer messages go without padding. */
  readonly paddedLength?: number;
}

/** Fails an HTLC here (BOLT 4, "Erring node"). */
export function createFailure(input: CreateFailureInput): ReturnedFailure {
  const { sharedSecret, failureMessage, holdTime, paddedLength = PADDED_LENGTH } = input;
  const padding = Math.max(paddedLength, PADDED_LENGTH) - failureMessage.length;
  const body = new ByteWriter()
    .u16Bytes(failureMessage)
    .u16(Math.max(padding, 0))
    .zeros(Math.max(padding, 0))
    .finish();
  const hmac = hmacSha256(deriveKey('um', sharedSecret), body);
  const packet = new ByteWriter(hmac.length + body.length).bytes(hmac).bytes(body).finish();
  return wrapFailure({ sharedSecret, reason: packet, holdTime });
}

export interface WrapFailureInput {
  /** From peeling the incoming HTLC's onion. */
  readonly sharedSecret: Secret;
  /** As received from downstream. */
  readonly reason: Uint8Array;
  /** As received from downstream, 920 bytes; absent when that node gave none. */
  readonly attributionData?: Uint8Array;
  /** In units of 100 ms. */
  readonly holdTime: number;
}

/** Passes a failure from downstream on to upstream (BOLT 4, "Intermediate nodes"). */
export function wrapFailure({
  sharedSecret,
  reason,
  attributionData,
  holdTime,
}: WrapFailureInput): ReturnedFailure {
  return {
    reason: applyKeyStream(deriveKey('ammag', sharedSecret), reason),
    attributionData: extendAttribution(attributionData, sharedSecret, reason, holdTime),
  };
}

export interface DecodeFailureInput {
  /** Of the hops of the route that the HTLC took, in order: `createOnion` gave them. */
  readonly sharedSecrets: readonly Secret[];
  readonly reason: Uint8Array;
  readonly attributionData?: Uint8Array;
}

export interface DecodedFailure {
  /** Index of the hop that failed the payment; 0 is our peer. */
  readonly hop: number;
  readonly failure: FailureMessage;
  /** In units of 100 ms: one for each hop, up to the failing one, whose attribution data are authentic. */
  readonly holdTimes: readonly number[];
}

/** No hop's HMAC matches: a node has damaged the packet, or made it up. */
export interface UndecodableFailure {
  readonly code: 'undecodable_failure';
  readonly message: string;
  /** Indices of the hops, one or two neighbours, of which one is at fault; empty without attribution data. */
  readonly blamedHops: readonly number[];
  readonly holdTimes: readonly number[];
}

/**
 * Finds who failed a payment, and why (BOLT 4, "Origin node"). The work depends neither on the length of the route nor on the
 * failing hop, so that the time of a retry tells nothing about them.
 */
export function decodeFailure(input: DecodeFailureInput): Result<DecodedFailure, UndecodableFailure> {
  const { sharedSecrets, attributionData } = input;
  if (sharedSecrets.length > MAX_HOPS) throw new RangeError(`route of ${sharedSecrets.length} hops`);
  const attribution = attributionData && new AttributionReader(attributionData);
  let { reason } = input;
  let found: { readonly hop: number; readonly packet: Uint8Array } | undefined;
  let holdTimes: readonly number[] = [];
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const sharedSecret = sharedSecrets[hop] ?? DUMMY_SECRET;
    reason = applyKeyStream(deriveKey('ammag', sharedSecret), reason);
    const authentic = isAuthentic(reason, deriveKey('um', sharedSecret));
    attribution?.next(sharedSecret, reason);
    if (found !== undefined || hop >= sharedSecrets.length) continue;
    holdTimes = attribution?.holdTimes.slice() ?? [];
    if (authentic) found = { hop, packet: reason };
  }
  if (found === undefined) {
    const message = 'no hop of the route authenticates the failure';
    const blamedHops = attribution ? blame(holdTimes.length, sharedSecrets.length) : [];
    return err({ code: 'undecodable_failure', message, blamedHops, holdTimes });
  }
  return ok({ hop: found.hop, failure: readFailureMessage(found.packet), holdTimes });
}

/** The two ends of the link across which the data stopped being authentic; the origin itself is not among them. */
function blame(authenticHops: number, routeLength: number): number[] {
  return [authenticHops - 1, authenticHops].filter((hop) => hop >= 0 && hop < routeLength);
}

function isAuthentic(packet: Uint8Array, um: Uint8Array): boolean {
  return constantTimeEqual(packet.subarray(0, HMAC_LENGTH), hmacSha256(um, packet.subarray(HMAC_LENGTH)));
}

function readFailureMessage(packet: Uint8Array): FailureMessage {
  const message = decoding(() => new ByteReader(packet.subarray(HMAC_LENGTH)).u16Bytes());
  return decodeFailureMessage(message.ok ? message.value : new Uint8Array(0));
}
