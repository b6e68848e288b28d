/** Money by the second: paced spontaneous payments that both ends see as one session. */
export { describeIncoming, describeOutgoing } from './describe.ts';
export { IncomingStreams } from './incoming.ts';
export { OutgoingStreams, type OutgoingView, type StreamPayer } from './outgoing.ts';
export type { OutgoingStream, StreamTerms } from './pace.ts';
export { MAX_RATE_MILLISECONDS, type Rate, SESSION_ID_LENGTH } from './stream-record.ts';
export { type IncomingStream, STREAM_SCHEMA } from './stream-rows.ts';
