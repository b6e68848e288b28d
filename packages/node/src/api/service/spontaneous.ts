/** Payments without an invoice. */

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

export interface SpontaneousOperations {
  /** Recent payments that came without an invoice, the latest first. */
  received(): Promise<readonly SpontaneousInfo[]>;
}
