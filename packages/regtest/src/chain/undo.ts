import { type DecodeError, decode, type Reader, Writer } from '../bytes.ts';
import type { Coin } from '../coin.ts';
import type { Result } from '../result.ts';
import { writeOutput } from '../transaction.ts';

/** The coins that each transaction after the coinbase spent, in the order of its inputs. */
export type BlockUndo = readonly (readonly Coin[])[];

/** Height, coinbase flag, value, empty script: the smallest stored coin. */
const MIN_COIN_SIZE = 4 + 1 + 8 + 1;

function writeCoin(writer: Writer, { output, height, coinbase }: Coin): void {
  writer.u32(height).u8(coinbase ? 1 : 0);
  writeOutput(writer, output);
}

function readCoin(reader: Reader): Coin {
  const height = reader.u32();
  const coinbase = reader.u8() === 1;
  return { height, coinbase, output: { value: reader.i64(), scriptPubKey: reader.varBytes() } };
}

export function serializeUndo(undo: BlockUndo): Uint8Array {
  const writer = new Writer();
  writer.list(undo, (list, coins) => list.list(coins, writeCoin));
  return writer.finish();
}

export function parseUndo(bytes: Uint8Array): Result<BlockUndo, DecodeError> {
  return decode(bytes, (reader) => reader.list(1, (list) => list.list(MIN_COIN_SIZE, readCoin)));
}
