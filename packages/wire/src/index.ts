/** The wire protocol: scalars, domain messages, their protobuf codecs, framing, protocol ids and limits. */
export * from './messages/index.ts';
export * from './scalars.ts';
export * from './short-channel-id.ts';
