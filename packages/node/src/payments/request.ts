/** What a request to pay asks for, checked: BOLT 11, "Payer / Payee Requirements". */
import type { Network } from '@sferic/channel';
import { err, FIRST_CUSTOM_TLV_TYPE, ok, type Result, type TlvRecord } from '@sferic/codec';
import { equalBytes } from '@sferic/crypto';
import { KEYSEND_PREIMAGE_TYPE } from '@sferic/onion';
import { type Msat, msat, type NodeId, U64_MAX } from '@sferic/wire';
import type { PaymentError } from './errors.ts';
import { decodeInvoice, type Invoice, isExpired } from './invoice/index.ts';

export interface PayRequest {
  /** BOLT 11. */
  readonly invoice: string;
  /** For an invoice without an amount. */
  readonly amount?: Msat;
  /** The most to pay beyond the amount. */
  readonly maxFee?: Msat;
  /** For how long to try; an HTLC that is in flight by then stays so. */
  readonly timeoutSeconds?: number;
}

/** A payment to a node, without an invoice. */
export interface SpontaneousRequest {
  readonly payee: NodeId;
  readonly amount: Msat;
  /** Of types from 65536 on, each once. */
  readonly records?: readonly TlvRecord[];
  readonly maxFee?: Msat;
  readonly timeoutSeconds?: number;
  /** 32 random bytes that were never used; drawn unless given. */
  readonly preimage?: Uint8Array;
}

/** A request that can be tried. */
export interface PaymentTerms extends Budget {
  readonly invoice: Invoice;
}

/** What a payment may cost. */
export interface Budget {
  readonly amount: Msat;
  readonly maxFee: Msat;
  readonly timeoutSeconds: number;
}

export interface PayerFacts {
  readonly nodeId: NodeId;
  readonly network: Network;
  /** Seconds since 1970. */
  readonly now: number;
}

/** The onion has 1300 bytes for all hops, and each hop needs some 65: what is left over five of them. */
const MAX_RECORDS_SIZE = 900;
/** Of type and length. */
const RECORD_OVERHEAD = 12;

const DEFAULT_TIMEOUT_SECONDS = 60;
/** A day: a payment is for somebody who waits for it. */
const MAX_TIMEOUT_SECONDS = 86_400;

/** Unless told otherwise a fee may be one percent of the amount, or ten satoshis where that is more. */
const DEFAULT_FEE_DIVISOR = 100n;
const DEFAULT_FEE_ALLOWANCE = 10_000n;

export function defaultMaxFee(amount: Msat): Msat {
  const share = amount / DEFAULT_FEE_DIVISOR;
  return msat(share > DEFAULT_FEE_ALLOWANCE ? share : DEFAULT_FEE_ALLOWANCE);
}

/** Refuses with `invalid_argument` what cannot be paid. */
export function checkRequest(request: PayRequest, payer: PayerFacts): Result<PaymentTerms, PaymentError> {
  const decoded = decodeInvoice(request.invoice);
  if (!decoded.ok) return invalid(decoded.error.message);
  const invoice = decoded.value;
  if (invoice.network !== payer.network) {
    return invalid(`the invoice is for ${invoice.network}, and this node runs on ${payer.network}`);
  }
  if (equalBytes(invoice.payee, payer.nodeId)) {
    return invalid('the invoice is by this node itself: nothing would be gained by paying it');
  }
  const amount = chooseAmount(invoice, request.amount);
  if (!amount.ok) return amount;
  const budget = budgetOf(amount.value, request);
  return budget.ok ? ok({ invoice, ...budget.value }) : budget;
}

/** Refuses with `invalid_argument` what no node could be sent. */
export function checkSpontaneous(request: SpontaneousRequest, self: NodeId): Result<Budget, PaymentError> {
  const { payee, amount, records = [] } = request;
  if (equalBytes(payee, self))
    return invalid('the payee is this node itself: nothing would be gained by paying it');
  if (!(amount > 0n)) return invalid('the amount must be more than 0');
  const wrong = wrongRecord(records);
  return wrong === undefined ? budgetOf(amount, request) : invalid(wrong);
}

/** Refuses an invoice whose time is over; apart from the rest, since a payment that was made can be asked for at any time. */
export function checkNotExpired(invoice: Invoice, now: number): Result<void, PaymentError> {
  return isExpired(invoice, now)
    ? invalid('the invoice has expired: ask the payee for a new one')
    : ok(undefined);
}

function wrongRecord(records: readonly TlvRecord[]): string | undefined {
  const types = records.map(({ type }) => type);
  if (types.some((type) => type < FIRST_CUSTOM_TLV_TYPE || type > U64_MAX || type === KEYSEND_PREIMAGE_TYPE))
    return `types of custom records begin at ${FIRST_CUSTOM_TLV_TYPE}, and ${KEYSEND_PREIMAGE_TYPE} is the preimage`;
  if (new Set(types).size < types.length) return 'each type of custom record can be there once';
  const size = records.reduce((sum, { value }) => sum + RECORD_OVERHEAD + value.length, 0);
  return size > MAX_RECORDS_SIZE ? `custom records may take ${MAX_RECORDS_SIZE} bytes together` : undefined;
}

function budgetOf(
  amount: Msat,
  { maxFee, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS }: Pick<PayRequest, 'maxFee' | 'timeoutSeconds'>,
): Result<Budget, PaymentError> {
  if (!(timeoutSeconds > 0 && timeoutSeconds <= MAX_TIMEOUT_SECONDS)) {
    return invalid(`the timeout must be more than 0 and at most ${MAX_TIMEOUT_SECONDS} seconds`);
  }
  return ok({ amount, maxFee: maxFee ?? defaultMaxFee(amount), timeoutSeconds });
}

function chooseAmount(invoice: Invoice, asked: Msat | undefined): Result<Msat, PaymentError> {
  const { amountMsat } = invoice;
  if (amountMsat === undefined) {
    if (asked === undefined) return invalid('the invoice has no amount: say how much to pay');
    return asked > 0n ? ok(asked) : invalid('the amount must be more than 0');
  }
  if (asked !== undefined && asked !== amountMsat) {
    return invalid(`the invoice asks for ${amountMsat} msat, not for ${asked} msat`);
  }
  return ok(amountMsat);
}

function invalid(message: string): Result<never, PaymentError> {
  return err({ code: 'invalid_argument', message });
}
