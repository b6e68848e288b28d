/** The wire protocol: scalars, domain messages, their protobuf codecs, framing, protocol ids and limits. */

export * from './framing.ts';
export * from './messages/index.ts';
export * from './protocol.ts';
export * from './scalars.ts';
export * from './short-channel-id.ts';
export * from './wire-error.ts';
