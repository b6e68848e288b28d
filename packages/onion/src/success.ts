import type { Secret } from '@sferic/crypto';
import { AttributionReader, extendAttribution } from './attribution.ts';

/** A success has no return packet for the HMACs to cover. */
const NO_MESSAGE = new Uint8Array(0);

export interface FulfillmentAttributionInput {
  /** From peeling the incoming HTLC's onion. */
  readonly sharedSecret: Secret;
  /** As received from downstream, 920 bytes; absent at the final node, or when downstream gave none. */
  readonly attributionData?: Uint8Array;
  /** In units of 100 ms. */
  readonly holdTime: number;
}

/** `attribution_data` of `update_fulfill_htlc`, 920 bytes (BOLT 4, "Hold times for successful payments"). */
export function attributeFulfillment(input: FulfillmentAttributionInput): Uint8Array {
  return extendAttribution(input.attributionData, input.sharedSecret, NO_MESSAGE, input.holdTime);
}

/**
 * The hold times, in units of 100 ms, that the hops of a successful payment report, in order. They end before the first hop
 * whose report is not authentic: it, the hop before it or nobody who supports attribution data is to blame.
 */
export function readFulfillmentHoldTimes(
  sharedSecrets: readonly Secret[],
  attributionData: Uint8Array,
): readonly number[] {
  const attribution = new AttributionReader(attributionData);
  for (const sharedSecret of sharedSecrets) attribution.next(sharedSecret, NO_MESSAGE);
  return attribution.holdTimes;
}
