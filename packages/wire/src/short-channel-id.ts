import { type ShortChannelId, shortChannelId, U16_MAX } from './scalars.ts';

/** Where a funding output stands on the chain. */
export interface OutputPosition {
  /** Block height, 24 bits. */
  readonly blockHeight: number;
  /** Index of the transaction within the block, 24 bits. */
  readonly txIndex: number;
  /** Index of the output within the transaction, 16 bits. */
  readonly outputIndex: number;
}

const U24_MAX = 0xff_ffff;

/**
 * The short channel id of an output: BOLT 7, "Definition of short_channel_id".
 *
 * @throws RangeError if a part does not fit
 */
export function shortChannelIdOf(position: OutputPosition): ShortChannelId {
  const { blockHeight, txIndex, outputIndex } = position;
  if (!fits(blockHeight, U24_MAX) || !fits(txIndex, U24_MAX) || !fits(outputIndex, U16_MAX))
    throw new RangeError(`no short channel id for ${blockHeight}x${txIndex}x${outputIndex}`);
  return shortChannelId((BigInt(blockHeight) << 40n) | (BigInt(txIndex) << 16n) | BigInt(outputIndex));
}

/** The parts of a short channel id; an alias has them too, though they point nowhere. */
export function outputPosition(id: ShortChannelId): OutputPosition {
  return {
    blockHeight: Number(id >> 40n),
    txIndex: Number((id >> 16n) & 0xff_ffffn),
    outputIndex: Number(id & 0xffffn),
  };
}

/** The human form, `539268x845x1`: BOLT 7, "Definition of short_channel_id". */
export function formatShortChannelId(id: ShortChannelId): string {
  const { blockHeight, txIndex, outputIndex } = outputPosition(id);
  return `${blockHeight}x${txIndex}x${outputIndex}`;
}

/** Reads the human form; `undefined` when the text is not one. */
export function parseShortChannelId(text: string): ShortChannelId | undefined {
  const parts = /^(0|[1-9]\d{0,7})x(0|[1-9]\d{0,7})x(0|[1-9]\d{0,4})$/.exec(text);
  if (parts === null) return undefined;
  const [blockHeight, txIndex, outputIndex] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (blockHeight > U24_MAX || txIndex > U24_MAX || outputIndex > U16_MAX) return undefined;
  return shortChannelIdOf({ blockHeight, txIndex, outputIndex });
}

function fits(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
