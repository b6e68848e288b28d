/** What was promised, kept apart from the nodes: payments, and which preimages their payees let go of. */
import { concatBytes, equalBytes, sha256 } from '@sferic/crypto';
import type { PaymentHash, Preimage } from '@sferic/wire';

/** What each node on the way keeps, in millisatoshis. */
export const HOP_FEE = 2_000n;

export interface Payment {
  readonly number: number;
  readonly preimage: Preimage;
  readonly paymentHash: PaymentHash;
  /** Millisatoshis that the payee gets. */
  readonly amount: bigint;
  readonly from: number;
  readonly to: number;
  /** The payee has shown the preimage to somebody. */
  released: boolean;
  /** The payer's process has survived the commit that made the offer. */
  offered: boolean;
  /** What the payer was told: more than once after a crash, always the same. */
  readonly outcomes: Set<string>;
}

export class Ledger {
  readonly payments: Payment[] = [];
  readonly #seed: Uint8Array;

  constructor(seed: Uint8Array) {
    this.#seed = seed;
  }

  add(from: number, to: number, amount: bigint): Payment {
    const number = this.payments.length;
    const preimage = sha256(concatBytes(this.#seed, Uint8Array.of(number >> 8, number & 0xff))) as Preimage;
    const paymentHash = sha256(preimage) as PaymentHash;
    const payment = {
      ...{ number, preimage, paymentHash, amount, from, to },
      ...{ released: false, offered: false, outcomes: new Set<string>() },
    };
    this.payments.push(payment);
    return payment;
  }

  byHash(hash: Uint8Array): Payment | undefined {
    return this.payments.find(({ paymentHash }) => equalBytes(paymentHash, hash));
  }

  /** Millisatoshis that the payer parts with: nodes stand in a line. */
  costOf({ amount, from, to }: Payment): bigint {
    return amount + HOP_FEE * BigInt(Math.abs(to - from) - 1);
  }
}
