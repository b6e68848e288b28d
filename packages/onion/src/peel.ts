import { ByteReader, decoding, err, ok, type Result } from '@sferic/codec';
import { constantTimeEqual, ecdhIfValid, hmacSha256, pointMultiply, Secret, sha256 } from '@sferic/crypto';
import { applyKeyStream, deriveKey } from './keys.ts';
import {
  assemblePacket,
  HMAC_LENGTH,
  HMAC_OFFSET,
  HOP_PAYLOADS_LENGTH,
  HOP_PAYLOADS_OFFSET,
  MIN_PAYLOAD_LENGTH,
  ONION_PACKET_LENGTH,
  ONION_VERSION,
  PUBLIC_KEY_OFFSET,
} from './packet.ts';

export interface PeelInput {
  /** 1366 bytes, as received in `update_add_htlc`. */
  readonly packet: Uint8Array;
  /** The payment hash. */
  readonly associatedData: Uint8Array;
  /** The secret key of our node id. */
  readonly nodeSecret: Secret;
}

interface Peeled {
  /** Our TLV payload without its length prefix. */
  readonly payload: Uint8Array;
  /** Kept until the HTLC is resolved: failures and attribution data need it. */
  readonly sharedSecret: Secret;
  /** 32 bytes, the same for every packet made with the same session key for us: a second sight of it is a replay. */
  readonly replayTag: Uint8Array;
}

export type PeeledOnion =
  | (Peeled & {
      readonly type: 'forward' /** 1366 bytes for the next hop. */;
      readonly nextPacket: Uint8Array;
    })
  | (Peeled & { readonly type: 'final' });

/** The packet is not for us, or was damaged: the sending peer is told in `update_fail_malformed_htlc`. */
export interface MalformedOnion {
  readonly code: 'invalid_onion_version' | 'invalid_onion_hmac' | 'invalid_onion_key';
  readonly message: string;
  readonly sha256OfOnion: Uint8Array;
}

/** The origin framed our payload wrongly: it is told in an encrypted failure. */
export interface InvalidOnionPayload {
  readonly code: 'invalid_onion_payload';
  readonly message: string;
  /** The TLV type at fault; 0 when it can't be narrowed down. */
  readonly tlvType: bigint;
  /** Byte offset of the fault in the payload. */
  readonly offset: number;
}

export type PeelError = MalformedOnion | (InvalidOnionPayload & { readonly sharedSecret: Secret });

/**
 * Takes our layer off an onion (BOLT 4, "Onion Decryption"). One ECDH, and one point multiplication when there is a
 * next hop. The caller keeps the replay tags and refuses a packet whose tag it has seen.
 */
export function peelOnion({ packet, associatedData, nodeSecret }: PeelInput): Result<PeeledOnion, PeelError> {
  if (packet.length !== ONION_PACKET_LENGTH) throw new RangeError(`onion packet of ${packet.length} bytes`);
  if (packet[0] !== ONION_VERSION) {
    return malformed('invalid_onion_version', `onion version ${packet[0]}`, packet);
  }
  const ephemeralKey = packet.subarray(PUBLIC_KEY_OFFSET, HOP_PAYLOADS_OFFSET);
  const shared = ecdhIfValid(ephemeralKey, nodeSecret.expose());
  if (shared === undefined) {
    return malformed('invalid_onion_key', 'the ephemeral key is not on the curve', packet);
  }
  const sharedSecret = new Secret(shared);
  const hopPayloads = packet.subarray(HOP_PAYLOADS_OFFSET, HMAC_OFFSET);
  const hmac = hmacSha256(deriveKey('mu', sharedSecret), hopPayloads, associatedData);
  if (!constantTimeEqual(hmac, packet.subarray(HMAC_OFFSET))) {
    return malformed('invalid_onion_hmac', 'the HMAC does not match', packet);
  }

  const padded = new Uint8Array(2 * HOP_PAYLOADS_LENGTH);
  padded.set(hopPayloads);
  const unwrapped = applyKeyStream(deriveKey('rho', sharedSecret), padded);
  const framed = decoding(() => readFrame(unwrapped));
  if (
    !framed.ok ||
    framed.value.payload.length < MIN_PAYLOAD_LENGTH ||
    framed.value.end > HOP_PAYLOADS_LENGTH
  ) {
    const message = 'the length of the hop payload is invalid';
    return err({ code: 'invalid_onion_payload', message, tlvType: 0n, offset: 0, sharedSecret });
  }
  const { payload, nextHmac, end } = framed.value;
  const replayTag = sha256(shared);
  if (nextHmac.every((byte) => byte === 0)) {
    return ok({ type: 'final', payload, sharedSecret, replayTag });
  }
  const nextKey = pointMultiply(ephemeralKey, sha256(ephemeralKey, shared));
  const nextPacket = assemblePacket(nextKey, unwrapped.subarray(end, end + HOP_PAYLOADS_LENGTH), nextHmac);
  return ok({ type: 'forward', payload, sharedSecret, replayTag, nextPacket });
}

interface Frame {
  readonly payload: Uint8Array;
  readonly nextHmac: Uint8Array;
  /** Where the frame ends and the next hop's begins. */
  readonly end: number;
}

function readFrame(unwrapped: Uint8Array): Frame {
  const reader = new ByteReader(unwrapped);
  const payload = reader.bigSizeBytes();
  const nextHmac = reader.bytes(HMAC_LENGTH);
  return { payload, nextHmac, end: reader.offset };
}

function malformed(
  code: MalformedOnion['code'],
  message: string,
  packet: Uint8Array,
): { readonly ok: false; readonly error: MalformedOnion } {
  return err({ code, message, sha256OfOnion: sha256(packet) });
}
