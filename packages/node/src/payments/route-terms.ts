/** What a payment would ask of path finding, before there is one. Pure. */
import { err, ok, type Result } from '@sferic/codec';
import { type Msat, type NodeId, supports } from '@sferic/wire';
import { SPONTANEOUS_FINAL_CLTV_DELTA } from './delivery.ts';
import type { PaymentError } from './errors.ts';
import { decodeInvoice } from './invoice/index.ts';
import { MAX_PARTS, MIN_PART_AMOUNT } from './next-step.ts';
import type { PartsRequest } from './ports.ts';
import { chooseAmount, defaultMaxFee } from './request.ts';

export interface RouteWishes {
  /** For a node, or an invoice without an amount. */
  readonly amount?: Msat;
  readonly maxFee?: Msat;
  readonly maxParts?: number;
  /** Of the chain's tip. */
  readonly height: number;
}

/** As the payment of an invoice, or to a node without one, would be asked for now. Refuses with `invalid_argument`. */
export function routeTerms(
  target: { readonly payee: NodeId } | { readonly invoice: string },
  { amount, maxFee, maxParts, height }: RouteWishes,
): Result<PartsRequest, PaymentError> {
  const common = { minPartAmount: MIN_PART_AMOUNT, inFlight: [], exclusions: [] };
  if ('payee' in target) {
    if (amount === undefined) return err({ code: 'invalid_argument', message: 'say which amount' });
    return ok({
      ...common,
      payee: target.payee,
      amount,
      maxFee: maxFee ?? defaultMaxFee(amount),
      finalExpiry: height + SPONTANEOUS_FINAL_CLTV_DELTA,
      routeHints: [],
      maxParts: maxParts ?? 1,
    });
  }
  const decoded = decodeInvoice(target.invoice);
  if (!decoded.ok) return err({ code: 'invalid_argument', message: decoded.error.message });
  const { payee, minFinalCltvExpiryDelta, routeHints, features } = decoded.value;
  const chosen = chooseAmount(decoded.value, amount);
  if (!chosen.ok) return chosen;
  return ok({
    ...common,
    payee,
    amount: chosen.value,
    maxFee: maxFee ?? defaultMaxFee(chosen.value),
    finalExpiry: height + minFinalCltvExpiryDelta,
    routeHints,
    maxParts: maxParts ?? (supports(features, 'basic_mpp') ? MAX_PARTS : 1),
  });
}
