/** Who has paid whom, by the word of payers and payees, and what each node must have in its channels by it. */
import assert from 'node:assert/strict';
import { type PaymentInfo, ServiceError } from '@sferic/node';
import type { NetworkNode } from '../demo/network-node.ts';
import { until } from '../demo/until.ts';
import type { Tally } from './tally.ts';

/** Restart, reconnection and retries of payments, on a busy machine. */
const SETTLE_TIMEOUT_MS = 90_000;
const MILLION = 1_000_000n;

export interface Begun {
  readonly from: NetworkNode;
  readonly to: NetworkNode;
  readonly paymentHash: string;
}

/** What a node asks for forwarding; all of a line ask the same. */
export interface ForwardingFees {
  readonly feeBaseMsat: number;
  readonly feeProportionalMillionths: number;
}

export class Accounts {
  /** From one end of the line to the other: payments take the only way. */
  readonly #nodes: readonly NetworkNode[];
  readonly #fees: ForwardingFees;
  readonly #tally: Tally;
  /** What must be in the channels of each node, in millisatoshis. */
  readonly #owned: Map<NetworkNode, bigint>;
  #begun: Begun[] = [];
  readonly #booked: { readonly begun: Begun; readonly isPaid: boolean }[] = [];

  constructor(
    owned: ReadonlyMap<NetworkNode, bigint>,
    { fees, tally }: { readonly fees: ForwardingFees; readonly tally: Tally },
  ) {
    this.#nodes = [...owned.keys()];
    this.#owned = new Map(owned);
    this.#fees = fees;
    this.#tally = tally;
  }

  /** A payment whose invoice there is, and that its payer is asked to make. */
  begin(payment: Begun): void {
    this.#begun.push(payment);
  }

  /** Money that comes to the channels of a node from the chain; below zero: that goes there. */
  move(node: NetworkNode, msat: bigint): void {
    this.#owned.set(node, this.owned(node) + msat);
  }

  owned(node: NetworkNode): bigint {
    return this.#owned.get(node) ?? 0n;
  }

  /** Waits until all payments that were begun are over, and books them: payer and payee must tell the same. */
  async settle(): Promise<void> {
    const begun = this.#begun;
    this.#begun = [];
    for (const one of begun) {
      const payment = await until(
        `payment ${one.paymentHash} of ${one.from.name} to ${one.to.name} has ended`,
        () => ended(one),
        SETTLE_TIMEOUT_MS,
      );
      await this.#book(one, payment);
    }
  }

  /** What is over stays over: payers and payees are asked again for every payment there was. */
  async checkAgain(): Promise<void> {
    for (const { begun, isPaid } of this.#booked) {
      const payment = await ended(begun);
      const { state } = await begun.to.api.invoice(begun.paymentHash);
      const isPaidNow = typeof payment === 'object' && payment.state === 'succeeded';
      assert.deepEqual(
        { payer: isPaidNow, payee: state === 'paid', isOver: payment !== undefined },
        { payer: isPaid, payee: isPaid, isOver: true },
        `${begun.paymentHash} was over, and has changed`,
      );
    }
  }

  async #book({ from, to, paymentHash }: Begun, payment: PaymentInfo | 'never begun'): Promise<void> {
    const { state, receivedMsat } = await to.api.invoice(paymentHash);
    const isPaid = payment !== 'never begun' && payment.state === 'succeeded';
    assert.equal(
      state === 'paid',
      isPaid,
      `${paymentHash}: the payee says ${state}, the payer ${JSON.stringify(payment)}`,
    );
    this.#booked.push({ begun: { from, to, paymentHash }, isPaid });
    if (payment === 'never begun') return this.#tally.notBegun();
    this.#tally.ended(payment);
    if (!isPaid) {
      assert((payment.failure ?? '') !== '', `${paymentHash} failed without a reason`);
      return;
    }
    assert.equal(receivedMsat, payment.amountMsat);
    this.move(to, BigInt(payment.amountMsat));
    this.move(from, -BigInt(payment.amountMsat) - BigInt(payment.feeMsat));
    this.#bookFees(from, to, payment);
  }

  /** BOLT 7, "HTLC Fees", for each node between payer and payee, from the last to the first. */
  #bookFees(from: NetworkNode, to: NetworkNode, { attempts, feeMsat }: PaymentInfo): void {
    const [start, end] = [this.#nodes.indexOf(from), this.#nodes.indexOf(to)];
    const between =
      start < end ? this.#nodes.slice(start + 1, end) : this.#nodes.slice(end + 1, start).reverse();
    const base = BigInt(this.#fees.feeBaseMsat);
    const proportional = BigInt(this.#fees.feeProportionalMillionths);
    let fees = 0n;
    for (const { state, amountMsat } of attempts) {
      if (state !== 'succeeded') continue;
      let amount = BigInt(amountMsat);
      for (const node of between.toReversed()) {
        const fee = base + (amount * proportional) / MILLION;
        this.move(node, fee);
        amount += fee;
        fees += fee;
      }
    }
    assert.equal(feeMsat, fees.toString(), `the fee of a payment from ${from.name} to ${to.name}`);
  }
}

/** What came of a payment, once that is known. A payer that died before it had stored anything has never begun. */
async function ended({ from, paymentHash }: Begun): Promise<PaymentInfo | 'never begun' | undefined> {
  try {
    const payment = await from.api.payment(paymentHash);
    return payment.state === 'pending' ? undefined : payment;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'not_found') return 'never begun';
    throw error;
  }
}
