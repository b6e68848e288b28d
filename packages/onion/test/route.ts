import { unwrap } from '@sferic/codec';
import { hexToBytes, publicKey, Secret } from '@sferic/crypto';
import {
  type CreatedOnion,
  createFailure,
  createOnion,
  encodeFailureMessage,
  type FailureMessage,
  type ReturnedFailure,
  wrapFailure,
} from '../src/index.ts';

/** The five nodes of the vectors of BOLT 4: their secret keys are 32 times 0x41 to 0x45. */
export const VECTOR_SECRETS = [0x41, 0x42, 0x43, 0x44, 0x45].map(secretOf);
export const VECTOR_SESSION_KEY = secretOf(0x41);

/** A node secret of 32 equal bytes. */
export function secretOf(byte: number): Secret {
  return new Secret(new Uint8Array(32).fill(byte));
}

/** The secrets of `count` nodes. */
export function nodeSecrets(count: number): Secret[] {
  return Array.from({ length: count }, (_, index) => secretOf(index + 1));
}

export const PAYMENT_HASH = hexToBytes('42'.repeat(32));

/** An onion over the nodes, with the given payloads. */
export function onionFor(secrets: readonly Secret[], payloads: readonly Uint8Array[]): CreatedOnion {
  const hops = payloads.map((payload, index) => ({
    publicKey: publicKey(at(secrets, index).expose()),
    payload,
  }));
  const onion = createOnion({ sessionKey: VECTOR_SESSION_KEY, associatedData: PAYMENT_HASH, hops });
  return unwrap(onion);
}

export interface ReturnOptions {
  readonly sharedSecrets: readonly Secret[];
  readonly failingHop: number;
  readonly failure: FailureMessage;
  /** Changes what a hop sends upstream. */
  readonly tamper?: (hop: number, sent: ReturnedFailure) => ReturnedFailure;
}

/** A failure as it arrives at the origin; hop `i` reports a hold time of `i + 1`. */
export function returnFailure(options: ReturnOptions): ReturnedFailure {
  const { sharedSecrets, failingHop, failure, tamper = (_, sent) => sent } = options;
  const failureMessage = encodeFailureMessage(failure);
  const origin = { sharedSecret: at(sharedSecrets, failingHop), failureMessage, holdTime: failingHop + 1 };
  let sent = tamper(failingHop, createFailure(origin));
  for (let hop = failingHop - 1; hop >= 0; hop--) {
    sent = tamper(hop, wrapFailure({ sharedSecret: at(sharedSecrets, hop), ...sent, holdTime: hop + 1 }));
  }
  return sent;
}

function at(secrets: readonly Secret[], index: number): Secret {
  const secret = secrets[index];
  if (secret === undefined) throw new RangeError(`no secret ${index}`);
  return secret;
}
