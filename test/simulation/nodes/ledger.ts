/** What was promised, kept apart from the nodes: the payments, and what the nodes have told their users of them. */
export interface LedgerPayment {
  readonly number: number;
  /** As hex. */
  readonly hash: string;
  /** Millisatoshis that the payee asked for. */
  readonly amount: bigint;
  readonly from: number;
  readonly to: number;
  /** What the payer's user was told: each state once. */
  readonly told: Set<string>;
  /** The payee's user was told that it is paid. */
  isPaid: boolean;
}

export class Ledger {
  readonly payments: LedgerPayment[] = [];
  readonly #byHash = new Map<string, LedgerPayment>();

  add(hash: string, amount: bigint, from: number, to: number): void {
    const payment = {
      ...{ number: this.payments.length, hash, amount, from, to },
      ...{ told: new Set<string>(), isPaid: false },
    };
    this.payments.push(payment);
    this.#byHash.set(hash, payment);
  }

  find(hash: string): LedgerPayment | undefined {
    return this.#byHash.get(hash);
  }
}
