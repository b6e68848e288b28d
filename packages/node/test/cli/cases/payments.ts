import {
  CANCELED,
  DECODED,
  EARNINGS,
  FORWARD,
  INVOICE,
  INVOICE_INFO,
  PAYMENT,
  PAYMENT_HASH,
  PEER_ID,
  PREIMAGE,
  PROBED,
  SENT,
  SETTLED,
  SPONTANEOUS,
} from '../../api/fake-service.ts';
import type { Case } from './case.ts';

export const PAYMENT_CASES: readonly Case[] = [
  {
    args: ['invoice', '1500msat', '-d', 'coffee ☕', '--expiry', '10m'],
    call: ['createInvoice', { amountMsat: '1500', description: 'coffee ☕', expirySeconds: 600 }],
    json: INVOICE_INFO,
    text: [/lnbcrt250u1example/, /25,000 sat/, /coffee ☕/],
  },
  { args: ['invoice'], call: ['createInvoice', {}], json: INVOICE_INFO, text: [] },
  {
    args: ['invoice', '25000sat', '--hold', PAYMENT_HASH.toUpperCase()],
    call: ['createInvoice', { amountMsat: '25000000', holdHash: PAYMENT_HASH }],
    json: INVOICE_INFO,
    text: [/open/],
  },
  {
    args: ['settle', PREIMAGE],
    call: ['settleInvoice', PREIMAGE],
    json: SETTLED,
    text: [/paid/, /25,000 sat/],
  },
  {
    args: ['cancel-invoice', PAYMENT_HASH],
    call: ['cancelInvoice', PAYMENT_HASH],
    json: CANCELED,
    text: [/canceled/, /by its owner/, /given back {2,}25,000 sat/],
  },
  { args: ['received'], call: ['received'], json: [SPONTANEOUS], text: [/1\.500/, /65537=c0ffee/] },
  { args: ['invoices'], call: ['invoices'], json: [INVOICE_INFO], text: [/open/, /aaaa/] },
  { args: ['invoices', PAYMENT_HASH], call: ['invoice', PAYMENT_HASH], json: INVOICE_INFO, text: [/open/] },
  { args: ['decode', INVOICE], call: ['decode', INVOICE], json: DECODED, text: [/by 103x1x0/, /18 blocks/] },
  {
    args: ['pay', INVOICE, '--amount', '25000sat', '--max-fee', '10sat', '--timeout', '2m'],
    call: ['pay', { invoice: INVOICE, amountMsat: '25000000', maxFeeMsat: '10000', timeoutSeconds: 120 }],
    json: PAYMENT,
    text: [/Paid 25,000 sat to 02c6/, /fee 2\.005 sat/, /bbbb/],
  },
  {
    args: ['send', PEER_ID, '1500msat', '--record', '65537=C0FFEE', '--record', '65539=', '--timeout', '30'],
    call: [
      'send',
      {
        nodeId: PEER_ID,
        amountMsat: '1500',
        records: [
          { type: '65537', value: 'c0ffee' },
          { type: '65539', value: '' },
        ],
        timeoutSeconds: 30,
      },
    ],
    json: SENT,
    text: [/Paid 25,000 sat to 02c6/],
  },
  {
    args: ['probe', PEER_ID, '100sat', '--max-fee', '1sat'],
    call: ['probe', { nodeId: PEER_ID, amountMsat: '100000', maxFeeMsat: '1000' }],
    json: PROBED,
    text: [/Reached in 42 ms, fee 1\.005 sat: 02c6/],
  },
  {
    args: ['cancel', PAYMENT_HASH],
    call: ['cancelPayment', PAYMENT_HASH],
    json: PAYMENT,
    text: [/25,000 sat/],
  },
  { args: ['payments'], call: ['payments'], json: [PAYMENT], text: [/succeeded/, /25,000/] },
  {
    args: ['payments', PAYMENT_HASH],
    call: ['payment', PAYMENT_HASH],
    json: PAYMENT,
    text: [/temporary_channel_failure at 02c6047f9441: the channel is empty/],
  },
  {
    args: ['forwards', '--by-channel'],
    call: ['earnings'],
    json: [EARNINGS],
    text: [/101x2x1/, /75\b/, /3\.015/],
  },
  { args: ['forwards'], call: ['forwards'], json: [FORWARD], text: [/1\.005/, /103x1x0 +101x2x1/] },
];
