/** Lists of channels as queries and replies carry them: BOLT 7, "Query Messages". Pure. */
import { ByteReader, decoding, err, ok, type Result } from '@sferic/codec';
import { type ShortChannelId, shortChannelId } from '@sferic/wire';
import { u64FromBlob, u64ToBlob } from '../store/index.ts';
import { type GossipError, gossipError } from './gossip-error.ts';

/** The one encoding of lists that is left: as they are. */
const UNCOMPRESSED = 0;
const ID_LENGTH = 8;
/** The times of both directions, 4 bytes each. */
const TIMES_LENGTH = 8;

/** When both directions of a channel were updated last, in seconds since 1970; 0 for never. */
export type UpdateTimes = readonly [number, number];

/** Bits of a query flag: what is wanted of a channel. */
export const WANTED = { announcement: 1, update1: 2, update2: 4, node1: 8, node2: 16 } as const;
export const EVERYTHING = 31;

/** The block of a channel's funding transaction. */
export function heightOf(id: ShortChannelId): number {
  return Number(id >> 40n);
}

export function encodeIds(ids: readonly ShortChannelId[]): Uint8Array {
  const bytes = new Uint8Array(1 + ids.length * ID_LENGTH);
  bytes[0] = UNCOMPRESSED;
  for (const [index, id] of ids.entries()) bytes.set(u64ToBlob(id), 1 + index * ID_LENGTH);
  return bytes;
}

/** How many ids a list has room for, without reading it. */
export function countIds(bytes: Uint8Array): number {
  return Math.floor(bytes.length / ID_LENGTH);
}

export function decodeIds(bytes: Uint8Array): Result<readonly ShortChannelId[], GossipError> {
  if (bytes[0] !== UNCOMPRESSED || (bytes.length - 1) % ID_LENGTH !== 0)
    return err(gossipError('malformed', 'a list of channels that cannot be read'));
  const ids: ShortChannelId[] = [];
  for (let offset = 1; offset < bytes.length; offset += ID_LENGTH)
    ids.push(shortChannelId(u64FromBlob(bytes.subarray(offset, offset + ID_LENGTH))));
  return ok(ids);
}

/** Flags below 253, which fill one byte each. */
export function encodeFlags(flags: readonly number[]): Uint8Array {
  return Uint8Array.from([UNCOMPRESSED, ...flags]);
}

export function decodeFlags(bytes: Uint8Array): Result<readonly bigint[], GossipError> {
  const flags = decoding(() => {
    const reader = new ByteReader(bytes);
    const encoding = reader.u8();
    const values: bigint[] = [];
    while (reader.remaining > 0) values.push(reader.bigSize());
    return encoding === UNCOMPRESSED ? values : undefined;
  });
  return flags.ok && flags.value !== undefined
    ? ok(flags.value)
    : err(gossipError('malformed', 'flags of a query that cannot be read'));
}

export function encodeTimes(times: readonly UpdateTimes[]): Uint8Array {
  const bytes = new Uint8Array(1 + times.length * TIMES_LENGTH);
  const view = new DataView(bytes.buffer);
  bytes[0] = UNCOMPRESSED;
  for (const [index, [first, second]] of times.entries()) {
    view.setUint32(1 + index * TIMES_LENGTH, first);
    view.setUint32(5 + index * TIMES_LENGTH, second);
  }
  return bytes;
}

/** The times of `count` channels. */
export function decodeTimes(bytes: Uint8Array, count: number): Result<readonly UpdateTimes[], GossipError> {
  if (bytes[0] !== UNCOMPRESSED || bytes.length - 1 !== count * TIMES_LENGTH)
    return err(gossipError('malformed', 'times of channels that cannot be read'));
  const view = new DataView(bytes.buffer, bytes.byteOffset + 1);
  return ok(
    Array.from({ length: count }, (_, index) => [
      view.getUint32(index * TIMES_LENGTH),
      view.getUint32(index * TIMES_LENGTH + 4),
    ]),
  );
}
