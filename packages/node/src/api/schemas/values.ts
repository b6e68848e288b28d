/** Values that many shapes are made of. */
import { described, integer, list, number, type ObjectSchema, object, text } from '../schema.ts';

/** What a person may send as text: enough for the longest address or description, and no flood. */
export const MAX_NAME_LENGTH = 1024;
/** 1000 sat/vbyte: beyond it is a typing error that burns money. */
export const MAX_SAT_PER_VBYTE = 1000;
/** 21 million bitcoin in millisatoshis have 19 digits. */
export const AMOUNT = /^(?:0|[1-9][0-9]{0,18})$/;

export const satoshis = text({ pattern: AMOUNT, expected: 'satoshis as a decimal string', example: '25000' });
export const millisatoshis = text({
  pattern: AMOUNT,
  expected: 'millisatoshis as a decimal string',
  example: '25000000',
});
export const counter = text({ pattern: /^(?:0|[1-9][0-9]{0,19})$/, expected: 'a decimal string' });
export const hash = text({
  pattern: /^[0-9a-f]{64}$/,
  expected: '32 bytes as 64 lower-case hex digits',
  example: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
});
export const nodeId = text({
  pattern: /^0[23][0-9a-f]{64}$/,
  expected: 'a node id: 66 lower-case hex digits',
  example: '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
});
export const name = text({ maxLength: MAX_NAME_LENGTH });
export const word = text();
export const words = list(word);
export const seconds = described('Seconds since 1970', integer({ minimum: 0 }));
export const height = integer({ minimum: 0 });
export const amount = integer({ minimum: 0 });
export const satPerVbyte = number({ minimum: 1, maximum: MAX_SAT_PER_VBYTE });
/** Replies come within the 300 s after which clients of HTTP commonly give up. */
const MAX_PAY_TIMEOUT_SECONDS = 240;
export const payTimeout = integer({ minimum: 1, maximum: MAX_PAY_TIMEOUT_SECONDS });

export const nothing: ObjectSchema<object> = object({});
