import type { Msat } from '@sferic/wire';
import type { AddHtlcCommand } from '../../src/commitment/propose.ts';
import type { Refusal } from '../../src/error.ts';
import type { End } from './end.ts';
import { originOf, payment } from './fixtures.ts';

export const ONION: Uint8Array = new Uint8Array(1366).fill(7);

/** The command to offer payment `number`. */
export function addHtlc(end: End, number: number, amount: bigint, cltvExpiry = 1500): AddHtlcCommand {
  return {
    type: 'add_htlc',
    amount: amount as Msat,
    paymentHash: payment(number).paymentHash,
    cltvExpiry,
    onion: ONION,
    origin: originOf(end.name, number),
  };
}

/** Offers an HTLC that must not be refused. */
export function offer(end: End, number: number, amount: bigint, cltvExpiry?: number): void {
  end.do(addHtlc(end, number, amount, cltvExpiry));
}

/** The code of the refusal to offer an HTLC; undefined if it is offered. */
export function tryOffer(end: End, number: number, amount: bigint): Refusal['code'] | undefined {
  return end.command(addHtlc(end, number, amount))?.code;
}

export function fulfill(end: End, htlcId: bigint, number: number): void {
  end.do({ type: 'fulfill_htlc', htlcId, preimage: payment(number).preimage });
}
