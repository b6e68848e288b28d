/** See `service/peers.ts`. */
import { boolean, number, object, oneOf, optional, type Schema, text } from '../schema.ts';
import type { PeerInfo } from '../service/peers.ts';
import { amount, MAX_NAME_LENGTH, nodeId, word, words } from './values.ts';

export const peerAddress = object({
  address: text({
    maxLength: MAX_NAME_LENGTH,
    description: '`02…@host:port`, a multiaddr that ends in `/p2p/16Uiu2…`, or the id of a known node',
  }),
});

export const peerName = object({ nodeId });

export const peerInfo: Schema<PeerInfo> = object({
  nodeId,
  address: word,
  direction: oneOf(['inbound', 'outbound']),
  connected: boolean(),
  wanted: boolean('Whether the node reconnects by itself'),
  features: words,
  pingMilliseconds: optional(number({ minimum: 0 })),
  channels: amount,
});
