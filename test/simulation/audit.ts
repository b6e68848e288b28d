/** What the auditors of both levels read from the chain. It shares no code with the nodes that are audited. */
import { sha256 } from '@sferic/crypto';
import type { Tx } from '@sferic/regtest';

export interface AuditedChannel {
  readonly outPoint: { readonly txid: Uint8Array; readonly index: number };
  readonly ends: readonly [number, number];
  /** Payment basepoints, the opener's first: they hide the numbers of commitments. */
  readonly paymentBasepoints: readonly [Uint8Array, Uint8Array];
}

/** Something that must never happen. */
export class Violation extends Error {}

export function sum(outputs: readonly { readonly value: bigint }[]): bigint {
  return outputs.reduce((total, { value }) => total + value, 0n);
}

/** BOLT 3, "Commitment Transaction": 24 bits in the sequence, 24 in the locktime, hidden by the payment basepoints. */
export function commitmentNumber(
  { inputs, lockTime }: Tx,
  { paymentBasepoints: [opener, accepter] }: AuditedChannel,
): number | undefined {
  const sequence = inputs[0]?.sequence ?? 0;
  if (sequence >>> 24 !== 0x80 || lockTime >>> 24 !== 0x20) return undefined;
  const mask = sha256(opener, accepter).subarray(26);
  const hidden = [sequence >>> 16, sequence >>> 8, sequence, lockTime >>> 16, lockTime >>> 8, lockTime];
  return hidden.reduce((number, byte, index) => number * 256 + ((byte & 0xff) ^ (mask[index] ?? 0)), 0);
}
