/** What of gossip messages is kept in memory. */
import { CHANNEL_FLAG_DISABLE, type ChannelUpdate, encodeBolt, type NodeAnnouncement } from '@sferic/wire';
import type { EdgeTerms } from './channel-columns.ts';

/** CRC32C, reflected: what BOLT 7 takes for checksums of updates. */
const POLYNOMIAL = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ ((value & 1) === 0 ? 0 : POLYNOMIAL);
  return value;
});

export function termsOf(update: ChannelUpdate): Omit<EdgeTerms, 'isUsable'> {
  return {
    timestamp: update.timestamp,
    feeBase: update.feeBaseMsat,
    feeProportionalMillionths: update.feeProportionalMillionths,
    cltvExpiryDelta: update.cltvExpiryDelta,
    // Beyond 2^53 they lose their last digits, and no channel has that much.
    htlcMinimum: Number(update.htlcMinimumMsat),
    htlcMaximum: Number(update.htlcMaximumMsat),
    isDisabled: isDisabled(update),
    checksum: checksumOf(update),
  };
}

export function isDisabled(update: Pick<ChannelUpdate, 'channelFlags'>): boolean {
  return (update.channelFlags & CHANNEL_FLAG_DISABLE) !== 0;
}

/** Where the content of a signed message begins: after its type and its signature. */
const CONTENT = 2 + 64;
/** The timestamp of an update stands after the chain's hash and the short channel id. */
const UPDATE_TIMESTAMP = CONTENT + 32 + 8;
const TIMESTAMP_LENGTH = 4;

/**
 * Of a message without type, signature and timestamp; that of an update is the one of BOLT 7, "Query Messages". Two messages
 * of one node that differ and have the same checksum are taken for one; only their own signer can make such.
 */
export function checksumOf(message: ChannelUpdate | NodeAnnouncement): number {
  if (message.type === 'node_announcement')
    return crc32c(encodeBolt({ ...message, timestamp: 0 }).subarray(CONTENT));
  const bytes = encodeBolt(message);
  return crc32c(
    bytes.subarray(CONTENT, UPDATE_TIMESTAMP),
    bytes.subarray(UPDATE_TIMESTAMP + TIMESTAMP_LENGTH),
  );
}

/** Of the bytes one after another. */
export function crc32c(...parts: readonly Uint8Array[]): number {
  let value = 0xffff_ffff;
  for (const part of parts)
    for (const byte of part) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffff_ffff) >>> 0;
}
