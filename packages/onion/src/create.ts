import { ByteWriter, bigSizeLength, err, ok, type Result, unwrap } from '@sferic/codec';
import {
  ecdhIfValid,
  hmacSha256,
  isValidSecretKey,
  publicKey,
  Secret,
  scalarMultiply,
  sha256,
} from '@sferic/crypto';
import { deriveKey, keyStream } from './keys.ts';
import { assemblePacket, HMAC_LENGTH, HOP_PAYLOADS_LENGTH, MAX_HOPS, MIN_PAYLOAD_LENGTH } from './packet.ts';

export interface OnionHop {
  /** The hop's node id, 33 bytes. */
  readonly publicKey: Uint8Array;
  /** The hop's TLV payload without its length prefix, as `encodePayload` makes it. */
  readonly payload: Uint8Array;
}

export interface OnionRoute {
  /** A fresh random secret key: a second onion under the same one can be linked and read. */
  readonly sessionKey: Secret;
  /** What the packet commits to without containing it: the payment hash. */
  readonly associatedData: Uint8Array;
  /** From the first hop after the sender to the final node, 1 to 27. */
  readonly hops: readonly OnionHop[];
}

export interface CreatedOnion {
  /** 1366 bytes for the first hop. */
  readonly packet: Uint8Array;
  /** Shared with each hop, in order: what decodes a returned failure. */
  readonly sharedSecrets: readonly Secret[];
}

export interface CreateOnionError {
  readonly code:
    | 'no_hops'
    | 'too_many_hops'
    | 'payload_too_short'
    | 'payloads_too_long'
    | 'invalid_session_key'
    | 'invalid_public_key';
  readonly message: string;
}

/** Builds the onion of a route (BOLT 4, "Packet Construction"). */
export function createOnion(route: OnionRoute): Result<CreatedOnion, CreateOnionError> {
  const problem = findProblem(route);
  if (problem !== undefined) return err(problem);
  const { sessionKey, associatedData, hops } = route;
  const ephemeralKey = publicKey(sessionKey.expose());
  const secrets = sharedSecretsFrom(
    sessionKey,
    ephemeralKey,
    hops.map((hop) => hop.publicKey),
  );
  if (!secrets.ok) return secrets;
  const sharedSecrets = secrets.value;
  const layers = hops.map((hop, index) => makeLayer(hop, sharedSecrets[index]));
  const filler = makeFiller(layers);

  const payloads = keyStream(deriveKey('pad', sessionKey), HOP_PAYLOADS_LENGTH);
  let hmac: Uint8Array = new Uint8Array(HMAC_LENGTH);
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = at(layers, index);
    payloads.copyWithin(layer.shift, 0);
    payloads.set(frame(at(hops, index).payload, hmac, layer.shift));
    xorInto(payloads, layer.stream);
    // What the hops before will have appended and obfuscated by then.
    if (index === layers.length - 1) payloads.set(filler, HOP_PAYLOADS_LENGTH - filler.length);
    hmac = hmacSha256(layer.mu, payloads, associatedData);
  }
  return ok({ packet: assemblePacket(ephemeralKey, payloads, hmac), sharedSecrets });
}

/**
 * The secrets that a session key shares with the hops of a route, in order (BOLT 4, "Shared Secret" and
 * "Blinding Ephemeral Onion Keys"). Keys must be valid.
 */
export function onionSharedSecrets(sessionKey: Secret, publicKeys: readonly Uint8Array[]): Secret[] {
  return unwrap(sharedSecretsFrom(sessionKey, publicKey(sessionKey.expose()), publicKeys));
}

/** `firstKey` is the public key of the session key. */
function sharedSecretsFrom(
  sessionKey: Secret,
  firstKey: Uint8Array,
  publicKeys: readonly Uint8Array[],
): Result<Secret[], CreateOnionError> {
  let ephemeral = sessionKey.expose();
  const secrets: Secret[] = [];
  for (const [index, hopKey] of publicKeys.entries()) {
    const shared = hopKey.length === firstKey.length ? ecdhIfValid(hopKey, ephemeral) : undefined;
    if (shared === undefined)
      return err({ code: 'invalid_public_key', message: `public key of hop ${index} is not on the curve` });
    // Behind the last hop nobody uses a key.
    if (index < publicKeys.length - 1) {
      const ephemeralKey = index === 0 ? firstKey : publicKey(ephemeral);
      ephemeral = scalarMultiply(ephemeral, sha256(ephemeralKey, shared));
    }
    secrets.push(new Secret(shared));
  }
  return ok(secrets);
}

/** What one hop adds to the packet. */
interface Layer {
  /** Bytes that the hop takes from the front: length prefix, payload and HMAC. */
  readonly shift: number;
  readonly mu: Uint8Array;
  /** The hop's stream over `hop_payloads` and the `shift` bytes that it appends. */
  readonly stream: Uint8Array;
}

function makeLayer(hop: OnionHop, sharedSecret: Secret | undefined): Layer {
  if (sharedSecret === undefined) throw new RangeError('a hop without shared secret');
  const shift = shiftOf(hop);
  const stream = keyStream(deriveKey('rho', sharedSecret), HOP_PAYLOADS_LENGTH + shift);
  return { shift, mu: deriveKey('mu', sharedSecret), stream };
}

/** The tail of `hop_payloads` as the final node will see it (BOLT 4, "Filler Generation"). */
function makeFiller(layers: readonly Layer[]): Uint8Array {
  const forwarding = layers.slice(0, -1);
  const filler = new Uint8Array(forwarding.reduce((sum, layer) => sum + layer.shift, 0));
  let length = 0;
  for (const { shift, stream } of forwarding) {
    // The filler so far ends where `hop_payloads` does; the hop appends `shift` zeros and obfuscates both.
    const start = HOP_PAYLOADS_LENGTH - length;
    length += shift;
    xorInto(filler.subarray(0, length), stream.subarray(start, start + length));
  }
  return filler;
}

function frame(payload: Uint8Array, hmac: Uint8Array, length: number): Uint8Array {
  return new ByteWriter(length).bigSizeBytes(payload).bytes(hmac).finish();
}

function shiftOf({ payload }: OnionHop): number {
  return bigSizeLength(payload.length) + payload.length + HMAC_LENGTH;
}

function findProblem({ sessionKey, hops }: OnionRoute): CreateOnionError | undefined {
  if (hops.length === 0) return { code: 'no_hops', message: 'an onion needs at least one hop' };
  if (hops.length > MAX_HOPS) {
    return { code: 'too_many_hops', message: `${hops.length} hops, at most ${MAX_HOPS}` };
  }
  if (!isValidSecretKey(sessionKey.expose())) {
    return { code: 'invalid_session_key', message: 'the session key is not a valid secret key' };
  }
  for (const [index, { payload }] of hops.entries()) {
    if (payload.length < MIN_PAYLOAD_LENGTH) {
      return { code: 'payload_too_short', message: `payload of hop ${index} has ${payload.length} bytes` };
    }
  }
  const total = hops.reduce((sum, hop) => sum + shiftOf(hop), 0);
  if (total > HOP_PAYLOADS_LENGTH) {
    return {
      code: 'payloads_too_long',
      message: `hop payloads need ${total} bytes, at most ${HOP_PAYLOADS_LENGTH} fit`,
    };
  }
  return undefined;
}

function xorInto(target: Uint8Array, stream: Uint8Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) ^ (stream[i] ?? 0);
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index}`);
  return item;
}
