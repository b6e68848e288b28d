/** See `service/spontaneous.ts`. */
import { list, object, type Schema, text } from '../schema.ts';
import type { CustomRecord, SpontaneousInfo } from '../service/spontaneous.ts';
import { hash, millisatoshis, seconds } from './values.ts';

/** What an onion can hold, with a little to spare: 1300 bytes are for all hops together. */
const MAX_RECORD_HEX = 2 * 1300;

export const customRecord: Schema<CustomRecord> = object({
  type: text({ pattern: /^[1-9][0-9]{4,19}$/, expected: 'a type from 65536 on, as a decimal string' }),
  value: text({ pattern: /^(?:[0-9a-f]{2})*$/, expected: 'hex', maxLength: MAX_RECORD_HEX }),
});

export const spontaneousInfo: Schema<SpontaneousInfo> = object({
  paymentHash: hash,
  amountMsat: millisatoshis,
  records: list(customRecord),
  receivedAt: seconds,
});
