/** What a payment would ask of path finding, before there is one. Pure. */
import { err, ok, type Result } from '@sferic/codec';
import { type Msat, type NodeId, supports } from '@sferic/wire';
import { SPONTANEOUS_FINAL_CLTV_DELTA } from './delivery.ts';
import type { PaymentError } from './errors.ts';
import { MAX_PARTS, MIN_PART_AMOUNT } from './next-step.ts';
import type { PartsRequest } from './ports.ts';
import { checkNotExpired, checkRequest, checkSpontaneous, type PayerFacts } from './request.ts';

export interface RouteWishes {
  /** For a node, or an invoice without an amount. */
  readonly amount?: Msat;
  readonly maxFee?: Msat;
  readonly maxParts?: number;
  /** Of the chain's tip. */
  readonly height: number;
}

/** As the payment of an invoice, or to a node without one, would be asked for now; refused as that is. */
export function routeTerms(
  target: { readonly payee: NodeId } | { readonly invoice: string },
  { height, maxParts, ...wishes }: RouteWishes,
  payer: PayerFacts,
): Result<PartsRequest, PaymentError> {
  const common = { minPartAmount: MIN_PART_AMOUNT, inFlight: [], exclusions: [] };
  if ('payee' in target) {
    const { payee } = target;
    const { amount } = wishes;
    if (amount === undefined) return err({ code: 'invalid_argument', message: 'say which amount' });
    const budget = checkSpontaneous({ ...wishes, payee, amount }, payer.nodeId);
    if (!budget.ok) return budget;
    const { maxFee } = budget.value;
    const finalExpiry = height + SPONTANEOUS_FINAL_CLTV_DELTA;
    return ok({ ...common, payee, amount, maxFee, finalExpiry, routeHints: [], maxParts: maxParts ?? 1 });
  }
  const checked = checkRequest({ ...wishes, invoice: target.invoice }, payer);
  if (!checked.ok) return checked;
  const { invoice, amount, maxFee } = checked.value;
  const inTime = checkNotExpired(invoice, payer.now);
  if (!inTime.ok) return inTime;
  const { payee, minFinalCltvExpiryDelta, routeHints, features } = invoice;
  return ok({
    ...common,
    payee,
    amount,
    maxFee,
    finalExpiry: height + minFinalCltvExpiryDelta,
    routeHints,
    maxParts: maxParts ?? (supports(features, 'basic_mpp') ? MAX_PARTS : 1),
  });
}
