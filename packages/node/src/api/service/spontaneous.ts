/** Payments without an invoice. */
import type { PaymentInfo } from './payments.ts';

/** A custom record: its type, from 65536 on, as a decimal string, and its value as hex. */
export interface CustomRecord {
  readonly type: string;
  readonly value: string;
}

/** A payment that came without an invoice. */
export interface SpontaneousInfo {
  readonly paymentHash: string;
  readonly amountMsat: string;
  readonly records: readonly CustomRecord[];
  readonly receivedAt: number;
}

export interface SendRequest {
  readonly nodeId: string;
  readonly amountMsat: string;
  readonly records?: readonly CustomRecord[];
  readonly maxFeeMsat?: string;
  readonly timeoutSeconds?: number;
}

export interface ProbeRequest {
  readonly nodeId: string;
  readonly amountMsat: string;
  readonly maxFeeMsat?: string;
  readonly timeoutSeconds?: number;
}

export interface ProbeResult {
  readonly reached: boolean;
  /** Why not. */
  readonly reason?: string;
  readonly feeMsat?: string;
  /** From the HTLC to its return. */
  readonly milliseconds?: number;
  readonly hops?: readonly { readonly nodeId: string; readonly shortChannelId: string }[];
}

export interface SpontaneousOperations {
  /** Pays a node without an invoice. Resolves when that has succeeded; each call is a payment of its own. */
  send(request: SendRequest): Promise<PaymentInfo>;
  /** Whether the amount would reach the node now; nothing is paid. */
  probe(request: ProbeRequest): Promise<ProbeResult>;
  /** Recent payments that came without an invoice, the latest first. */
  received(): Promise<readonly SpontaneousInfo[]>;
}
