/** The layout of an onion packet (BOLT 4, "Packet Structure"). All lengths in bytes. */

export const ONION_VERSION = 0;
export const PUBLIC_KEY_LENGTH = 33;
export const HMAC_LENGTH = 32;
/** `hop_payloads` of a payment onion: the same for all, so that its size tells nothing. */
export const HOP_PAYLOADS_LENGTH = 1300;

export const PUBLIC_KEY_OFFSET = 1;
export const HOP_PAYLOADS_OFFSET = PUBLIC_KEY_OFFSET + PUBLIC_KEY_LENGTH;
export const HMAC_OFFSET = HOP_PAYLOADS_OFFSET + HOP_PAYLOADS_LENGTH;
export const ONION_PACKET_LENGTH = HMAC_OFFSET + HMAC_LENGTH;

/** The longest route: what the origin's constant-work failure decoding covers (BOLT 4, "Origin node"). */
export const MAX_HOPS = 27;

/** Lengths 0 and 1 of a hop payload are reserved (BOLT 4, "Packet Structure"). */
export const MIN_PAYLOAD_LENGTH = 2;

/** The four sections as one packet. */
export function assemblePacket(publicKey: Uint8Array, hopPayloads: Uint8Array, hmac: Uint8Array): Uint8Array {
  const packet = new Uint8Array(ONION_PACKET_LENGTH);
  packet[0] = ONION_VERSION;
  packet.set(publicKey, PUBLIC_KEY_OFFSET);
  packet.set(hopPayloads, HOP_PAYLOADS_OFFSET);
  packet.set(hmac, HMAC_OFFSET);
  return packet;
}
