/** See `service/streams.ts`. */
import { MAX_RATE_MILLISECONDS } from '../../streams/index.ts';
import {
  described,
  integer,
  type ObjectSchema,
  object,
  oneOf,
  optional,
  type Schema,
  text,
} from '../schema.ts';
import type { StreamInfo, StreamRequest } from '../service/streams.ts';
import { amount, millisatoshis, nodeId, seconds, word } from './values.ts';

/** More than fifty payments a second would be a flood for everybody on the way. */
const MIN_EVERY_MS = 20;
const MAX_EVERY_MS = 3_600_000;
/** A year. */
const MAX_FOR_MS = 31_536_000_000;

const sessionId = text({ pattern: /^[0-9a-f]{32}$/, expected: '16 bytes as 32 lower-case hex digits' });
const rateMilliseconds = described(
  'The time in which the rate is paid',
  integer({ minimum: 1, maximum: MAX_RATE_MILLISECONDS }),
);

export const streamName = object({ sessionId });

export const streamRequest: ObjectSchema<StreamRequest> = object({
  nodeId,
  rateMsat: millisatoshis,
  rateMilliseconds,
  everyMilliseconds: optional(
    described(
      'Between payments; 1000 unless given',
      integer({ minimum: MIN_EVERY_MS, maximum: MAX_EVERY_MS }),
    ),
  ),
  budgetMsat: optional(described('The most that the payee gets', millisatoshis)),
  forMilliseconds: optional(described('Without pauses', integer({ minimum: 1, maximum: MAX_FOR_MS }))),
  maxFeeMsat: optional(described('Of each payment', millisatoshis)),
});

export const streamInfo: Schema<StreamInfo> = object({
  sessionId,
  direction: oneOf(['outgoing', 'incoming']),
  state: oneOf(['running', 'interrupted', 'paused', 'ended', 'quiet']),
  nodeId: optional(nodeId),
  rateMsat: millisatoshis,
  rateMilliseconds,
  everyMilliseconds: optional(amount),
  budgetMsat: optional(millisatoshis),
  forMilliseconds: optional(amount),
  amountMsat: described('What has arrived', millisatoshis),
  payments: amount,
  feesMsat: optional(millisatoshis),
  underwayMsat: optional(described('What is on its way', millisatoshis)),
  createdAt: seconds,
  lastPaymentAt: optional(seconds),
  endedAt: optional(seconds),
  reason: optional(described('Why it has ended, or is interrupted', word)),
});
