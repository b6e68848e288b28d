/** The wire protocol: scalars, domain messages, their protobuf codecs, framing, protocol ids and limits. */

export {
  boltSize,
  decodeMessage,
  encodeBolt,
  encodeMessage,
  encodeMessageFrame,
  messageNumber,
  type UnknownOddMessage,
} from './codec/envelope.ts';
export { decodeTowerMessage, encodeTowerFrame } from './codec/tower.ts';
export * from './features.ts';
export * from './framing.ts';
export * from './gossip-signing.ts';
export * from './messages/index.ts';
export * from './protocol.ts';
export * from './scalars.ts';
export * from './short-channel-id.ts';
export * from './text.ts';
export * from './wire-error.ts';
