/** See `service/spontaneous.ts`. */
import { boolean, list, number, type ObjectSchema, object, optional, type Schema, text } from '../schema.ts';
import type {
  CustomRecord,
  ProbeRequest,
  ProbeResult,
  SendRequest,
  SpontaneousInfo,
} from '../service/spontaneous.ts';
import { hash, millisatoshis, nodeId, payTimeout, seconds, word } from './values.ts';

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

const target = {
  nodeId,
  amountMsat: millisatoshis,
  maxFeeMsat: optional(millisatoshis),
  timeoutSeconds: optional(payTimeout),
} as const;

export const sendRequest: ObjectSchema<SendRequest> = object({
  ...target,
  records: optional(list(customRecord)),
});
export const probeRequest: ObjectSchema<ProbeRequest> = object(target);

export const probeResult: Schema<ProbeResult> = object({
  reached: boolean(),
  reason: optional(word),
  feeMsat: optional(millisatoshis),
  milliseconds: optional(number({ minimum: 0 })),
  hops: optional(list(object({ nodeId, shortChannelId: word }))),
});
