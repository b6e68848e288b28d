import { bytesToHex } from '@sferic/crypto';

/** Names an incoming HTLC. Never the payment hash: several HTLCs may have the same. */
export function htlcKey(channelId: Uint8Array, htlcId: bigint): string {
  return `${bytesToHex(channelId)}:${htlcId}`;
}
