/** Sphinx packets, hop payloads and returned failures: BOLT 4. Pure: entropy and time are arguments. */
export {
  ATTRIBUTION_DATA_LENGTH,
  holdTimeOfMilliseconds,
  MAX_ATTRIBUTED_HOPS,
} from './attribution.ts';
export {
  type CreatedOnion,
  type CreateOnionError,
  createOnion,
  type OnionHop,
  type OnionRoute,
  onionSharedSecrets,
} from './create.ts';
export * from './failure-message.ts';
export { MAX_HOPS, ONION_PACKET_LENGTH } from './packet.ts';
export * from './payload.ts';
export {
  type InvalidOnionPayload,
  type MalformedOnion,
  type PeelError,
  type PeeledOnion,
  type PeelInput,
  peelOnion,
} from './peel.ts';
export * from './return-packet.ts';
export * from './success.ts';
