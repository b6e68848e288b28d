/** The onion of a payment over a route: BOLT 4, "Payload for the Last Node" and "`payload` format". */
import { err, ok, type Result } from '@sferic/codec';
import type { Secret } from '@sferic/crypto';
import {
  createOnion,
  encodePayload,
  type HopPayload,
  type OnionHop,
  onionSharedSecrets,
} from '@sferic/onion';
import type { PaymentHash } from '@sferic/wire';
import type { Delivery } from './delivery.ts';
import type { Route } from './ports.ts';

export interface PaymentOnionInput {
  readonly route: Route;
  readonly paymentHash: PaymentHash;
  readonly delivery: Delivery;
  readonly sessionKey: Secret;
}

/** 1366 bytes for our peer. Fails when the route is too long for what its hops must be told. */
export function paymentOnion(input: PaymentOnionInput): Result<Uint8Array, { readonly message: string }> {
  const { route, sessionKey, paymentHash } = input;
  const hops = route.hops.map((hop, index): OnionHop => {
    return { publicKey: hop.nodeId, payload: encodePayload(payloadAt(input, index)) };
  });
  const created = createOnion({ sessionKey, associatedData: paymentHash, hops });
  if (!created.ok) return err(created.error);
  secretsOfOnions.set(sessionKey, created.value.sharedSecrets);
  return ok(created.value.packet);
}

/** What each onion of this process shares with its hops, by its session key: they cost as much as the onion itself. */
const secretsOfOnions = new WeakMap<Secret, readonly Secret[]>();

/** The secrets shared with the hops of a route; after a restart they are made again from the session key of its onion. */
export function routeSecrets(route: Route, sessionKey: Secret): readonly Secret[] {
  const known = secretsOfOnions.get(sessionKey);
  if (known !== undefined) return known;
  return onionSharedSecrets(
    sessionKey,
    route.hops.map(({ nodeId }) => nodeId),
  );
}

function payloadAt(input: PaymentOnionInput, index: number): HopPayload {
  const { route, delivery } = input;
  const hop = route.hops[index];
  if (hop === undefined) throw new RangeError(`no hop ${index}`);
  const next = route.hops[index + 1];
  if (next !== undefined) {
    return {
      type: 'forward',
      amtToForward: next.amount,
      outgoingCltvValue: next.cltvExpiry,
      shortChannelId: next.shortChannelId,
    };
  }
  const { amount: amtToForward, cltvExpiry: outgoingCltvValue } = hop;
  return { type: 'final', amtToForward, outgoingCltvValue, ...delivery.payload };
}
