/** The content of a static channel backup: every channel of a node, as bytes. Pure. */
import { type ChannelBackup, decodeChannelBackup, encodeChannelBackup } from '@sferic/channel';
import { ByteReader, ByteWriter, DecodeError, err, ok, type Result } from '@sferic/codec';
import { type NodeId, nodeId } from '@sferic/wire';

/** What is kept of one channel, and what the shell must know to bring it back. */
export interface BackedUpChannel {
  readonly peer: NodeId;
  /** Multiaddrs, the best first; none for a peer that only dials us. */
  readonly addresses: readonly string[];
  /** Which of the seed's channel keys it has. */
  readonly keyIndex: number;
  /** Seconds since 1970. */
  readonly openedAt: number;
  /** No block at or below this height concerns the channel. */
  readonly birthHeight: number;
  readonly channel: ChannelBackup;
}

export interface StaticBackup {
  /** Grows with each backup that a seed makes, over restorations too. */
  readonly revision: bigint;
  readonly channels: readonly BackedUpChannel[];
}

/** Of the bytes below; what a later version adds takes a new number. */
const VERSION = 1;
/** Kept for one peer, so that a backup stays small. */
const MAX_ADDRESSES = 4;

export function encodeBackup({ revision, channels }: StaticBackup): Uint8Array {
  const writer = new ByteWriter().u8(VERSION).u64(revision);
  writer.u16(channels.length);
  for (const { peer, addresses, keyIndex, openedAt, birthHeight, channel } of channels) {
    const kept = addresses.slice(0, MAX_ADDRESSES);
    writer.bytes(peer).u32(keyIndex).u64(BigInt(openedAt)).u32(birthHeight).u8(kept.length);
    for (const address of kept) writer.bigSizeBytes(new TextEncoder().encode(address));
    writer.bigSizeBytes(encodeChannelBackup(channel));
  }
  return writer.finish();
}

/** Bytes behind the last channel are left alone: a backup may be padded. */
export function decodeBackup(bytes: Uint8Array): Result<StaticBackup, BackupUnreadable> {
  try {
    const reader = new ByteReader(bytes);
    const version = reader.u8();
    if (version !== VERSION)
      return unreadable('backup_newer', `it has version ${version}, which is not known here`);
    const revision = reader.u64();
    const channels = Array.from({ length: reader.u16() }, () => readChannel(reader));
    return ok({ revision, channels });
  } catch (error) {
    if (error instanceof DecodeError || error instanceof RangeError)
      return unreadable('backup_damaged', error.message);
    throw error;
  }
}

export interface BackupUnreadable {
  readonly code: 'backup_newer' | 'backup_damaged';
  readonly message: string;
}

function readChannel(reader: ByteReader): BackedUpChannel {
  const peer = nodeId(Uint8Array.from(reader.bytes(33)));
  const keyIndex = reader.u32();
  const openedAt = Number(reader.u64());
  const birthHeight = reader.u32();
  const addresses = Array.from({ length: reader.u8() }, () =>
    new TextDecoder().decode(reader.bigSizeBytes()),
  );
  const decoded = decodeChannelBackup(Uint8Array.from(reader.bigSizeBytes()));
  if (!decoded.ok) throw decoded.error;
  return { peer, addresses, keyIndex, openedAt, birthHeight, channel: decoded.value };
}

function unreadable(code: BackupUnreadable['code'], reason: string): Result<never, BackupUnreadable> {
  return err({ code, message: `the channel backup cannot be read: ${reason}` });
}
