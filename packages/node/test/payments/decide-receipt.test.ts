import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { msat, paymentHash } from '@sferic/wire';
import { decideReceipt, type ReceiptTerms } from '../../src/payments/decide-receipt.ts';
import type { ReceivedHtlc } from '../../src/switch/index.ts';
import { idOf } from '../switch/fake-channels.ts';

const HEIGHT = 1000;
const NOW = 1_700_000_000;
const SECRET = new Uint8Array(32).fill(5);

const TERMS: ReceiptTerms = {
  amount: msat(100_000n),
  paymentSecret: SECRET,
  minFinalCltvExpiryDelta: 24,
  expiresAt: NOW,
  isOpen: true,
};

interface Changes {
  readonly htlc?: Partial<Omit<ReceivedHtlc, 'payload'>>;
  readonly amtToForward?: bigint;
  readonly totalMsat?: bigint;
  readonly outgoingCltvValue?: number;
  readonly paymentSecret?: Uint8Array | undefined;
  readonly noPaymentData?: true;
  readonly terms?: Partial<ReceiptTerms> | 'unknown';
  readonly anyAmount?: true;
  readonly now?: number;
}

/** The verdict on an HTLC that just does what the invoice asks, with changes. */
function verdict(changes: Changes): string {
  const amount = changes.amtToForward ?? 100_000n;
  const { amount: _, ...anyAmount } = TERMS;
  const terms = changes.anyAmount ? anyAmount : TERMS;
  const decision = decideReceipt({
    htlc: {
      channelId: idOf('channel'),
      htlcId: 1n,
      paymentHash: paymentHash(new Uint8Array(32)),
      amount: msat(amount),
      cltvExpiry: HEIGHT + 24,
      ...changes.htlc,
      payload: {
        type: 'final',
        amtToForward: amount,
        outgoingCltvValue: changes.outgoingCltvValue ?? HEIGHT + 24,
        ...(changes.noPaymentData !== true && {
          paymentData: {
            paymentSecret: changes.paymentSecret ?? SECRET,
            totalMsat: changes.totalMsat ?? amount,
          },
        }),
        customRecords: [],
      },
    },
    terms: changes.terms === 'unknown' ? undefined : { ...terms, ...changes.terms },
    height: HEIGHT,
    now: changes.now ?? NOW,
  });
  return decision.type === 'accept' ? 'accept' : decision.failure.type;
}

describe('receiving', () => {
  const unknown = 'incorrect_or_unknown_payment_details';
  const cases: readonly [string, Changes, string][] = [
    ['all just as asked', {}, 'accept'],
    ['more than the onion says', { htlc: { amount: msat(150_000n) } }, 'accept'],
    ['twice the amount', { amtToForward: 200_000n }, 'accept'],
    ['one msat more than twice the amount', { amtToForward: 200_001n }, unknown],
    ['one msat too little', { amtToForward: 99_999n }, unknown],
    ['any amount where the payer chooses', { anyAmount: true, amtToForward: 1n }, 'accept'],
    ['nothing where the payer chooses', { anyAmount: true, amtToForward: 0n }, unknown],
    ['less than the onion says', { htlc: { amount: msat(99_999n) } }, 'final_incorrect_htlc_amount'],
    [
      'an earlier expiry than the onion says',
      { htlc: { cltvExpiry: HEIGHT + 23 } },
      'final_incorrect_cltv_expiry',
    ],
    [
      'an expiry one block too near',
      { htlc: { cltvExpiry: HEIGHT + 23 }, outgoingCltvValue: HEIGHT + 23 },
      unknown,
    ],
    ['a later expiry', { htlc: { cltvExpiry: HEIGHT + 500 } }, 'accept'],
    ['another payment secret', { paymentSecret: new Uint8Array(32).fill(6) }, unknown],
    ['no payment secret', { noPaymentData: true }, unknown],
    ['a part of what is asked', { amtToForward: 50_000n, totalMsat: 100_000n }, 'accept'],
    ['a part of twice what is asked', { totalMsat: 200_000n }, 'accept'],
    ['a part of more than twice what is asked', { totalMsat: 200_001n }, unknown],
    ['a part of too small a total', { amtToForward: 50_000n, totalMsat: 99_999n }, unknown],
    ['a part of nothing', { htlc: { amount: msat(1n) }, amtToForward: 0n, totalMsat: 100_000n }, unknown],
    ['an unknown payment hash', { terms: 'unknown' }, unknown],
    ['the last second', { now: NOW }, 'accept'],
    ['an expired invoice', { now: NOW + 1 }, unknown],
    ['an invoice that is paid, accepted or canceled', { terms: { isOpen: false } }, unknown],
  ];
  for (const [condition, changes, expected] of cases) {
    it(`${condition}: ${expected}`, () => assert.equal(verdict(changes), expected));
  }

  it('refuses a wrong secret and an unknown hash in the same words', () => {
    assert.equal(verdict({ terms: 'unknown' }), verdict({ paymentSecret: new Uint8Array(32) }));
  });
});
