/**
 * The names by which a client deletes packages: from its seed, so that nothing has to be kept for each, and to a tower as
 * random as the locators.
 */
import type { RevokedFigures } from '@sferic/channel';
import { ByteWriter } from '@sferic/codec';
import { hmacSha256, type Secret } from '@sferic/crypto';
import type { ChannelId } from '@sferic/wire';

const HANDLE_LENGTH = 16;

export type HandleOf = Pick<RevokedFigures, 'fundingIndex' | 'number'>;

export function handleOf(key: Secret, channelId: ChannelId, { fundingIndex, number }: HandleOf): Uint8Array {
  const name = new ByteWriter(44).bytes(channelId).u32(fundingIndex).u64(BigInt(number)).finish();
  return hmacSha256(key.expose(), name).slice(0, HANDLE_LENGTH);
}
