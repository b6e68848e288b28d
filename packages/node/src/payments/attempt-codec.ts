/** Routes and failures of attempts as bytes, for the store. The first byte is the version of the form. */
import { ByteReader, ByteWriter, decoding } from '@sferic/codec';
import { channelId, msat, nodeId, shortChannelId } from '@sferic/wire';
import type { AttemptFailure } from './payment.ts';
import type { Exclusion, Route } from './ports.ts';

const VERSION = 1;
const NODE_ID_LENGTH = 33;
const CHANNEL_ID_LENGTH = 32;
/** Stands for no hop: routes are far shorter. */
const NO_HOP = 0xff;
const EXCLUSION = { node: 0, channel: 1, own_channel: 2 } as const;

export function encodeRoute({ channelId: first, hops }: Route): Uint8Array {
  const writer = new ByteWriter().u8(VERSION).bytes(first).u8(hops.length);
  for (const hop of hops)
    writer.bytes(hop.nodeId).u64(hop.shortChannelId).u64(hop.amount).u32(hop.cltvExpiry);
  return writer.finish();
}

/** @throws Error on bytes that `encodeRoute` did not make: the store is damaged */
export function decodeRoute(bytes: Uint8Array): Route {
  return read(bytes, 'route', (reader) => ({
    channelId: channelId(reader.bytes(CHANNEL_ID_LENGTH)),
    hops: list(reader, () => ({
      nodeId: nodeId(reader.bytes(NODE_ID_LENGTH)),
      shortChannelId: shortChannelId(reader.u64()),
      amount: msat(reader.u64()),
      cltvExpiry: reader.u32(),
    })),
  }));
}

export function encodeFailure(failure: AttemptFailure): Uint8Array {
  const writer = new ByteWriter().u8(VERSION);
  writer.u16Bytes(utf8(failure.code)).u16Bytes(utf8(failure.message));
  writer
    .u8(failure.hop ?? NO_HOP)
    .u8(failure.temporary ? 1 : 0)
    .u8(failure.final ? 1 : 0);
  writer.u8(failure.exclude.length);
  for (const exclusion of failure.exclude) writeExclusion(writer, exclusion);
  return writer.finish();
}

/** @throws Error as `decodeRoute` */
export function decodeFailure(bytes: Uint8Array): AttemptFailure {
  return read(bytes, 'failure', (reader) => {
    const code = text(reader.u16Bytes());
    const message = text(reader.u16Bytes());
    const hop = reader.u8();
    const temporary = reader.u8() === 1;
    const final = reader.u8() === 1;
    const exclude = list(reader, () => readExclusion(reader));
    return { code, message, ...(hop !== NO_HOP && { hop }), exclude, temporary, final };
  });
}

/** In units of 100 ms. */
export function encodeHoldTimes(holdTimes: readonly number[]): Uint8Array {
  const writer = new ByteWriter().u8(VERSION).u8(holdTimes.length);
  for (const time of holdTimes) writer.u32(time);
  return writer.finish();
}

/** @throws Error as `decodeRoute` */
export function decodeHoldTimes(bytes: Uint8Array): readonly number[] {
  return read(bytes, 'list of hold times', (reader) => list(reader, () => reader.u32()));
}

function writeExclusion(writer: ByteWriter, exclusion: Exclusion): void {
  writer.u8(EXCLUSION[exclusion.type]);
  switch (exclusion.type) {
    case 'node':
      writer.bytes(exclusion.nodeId);
      return;
    case 'channel':
      writer.u64(exclusion.shortChannelId).bytes(exclusion.from);
      return;
    case 'own_channel':
      writer.bytes(exclusion.channelId);
  }
}

function readExclusion(reader: ByteReader): Exclusion {
  const tag = reader.u8();
  switch (tag) {
    case EXCLUSION.node:
      return { type: 'node', nodeId: nodeId(reader.bytes(NODE_ID_LENGTH)) };
    case EXCLUSION.channel:
      return {
        type: 'channel',
        shortChannelId: shortChannelId(reader.u64()),
        from: nodeId(reader.bytes(NODE_ID_LENGTH)),
      };
    case EXCLUSION.own_channel:
      return { type: 'own_channel', channelId: channelId(reader.bytes(CHANNEL_ID_LENGTH)) };
    default:
      throw new Error(`stored exclusion of unknown kind ${tag}`);
  }
}

function list<T>(reader: ByteReader, readItem: () => T): readonly T[] {
  return Array.from({ length: reader.u8() }, readItem);
}

function read<T>(bytes: Uint8Array, what: string, readBody: (reader: ByteReader) => T): T {
  const decoded = decoding(() => {
    const reader = new ByteReader(bytes);
    const version = reader.u8();
    if (version !== VERSION) throw new Error(`stored ${what} of unknown version ${version}`);
    const value = readBody(reader);
    reader.end();
    return value;
  });
  if (!decoded.ok) throw new Error(`stored ${what} cannot be read: ${decoded.error.message}`);
  return decoded.value;
}

function utf8(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
