/** See `service/node.ts`. */
import { boolean, object, type Schema } from '../schema.ts';
import type { NodeInfo } from '../service/node.ts';
import { fundingPolicy } from './channels.ts';
import { amount, hash, height, nodeId, word, words } from './values.ts';

export const nodeInfo: Schema<NodeInfo> = object({
  nodeId,
  peerId: word,
  alias: word,
  color: word,
  version: word,
  network: word,
  blockHeight: height,
  blockHash: hash,
  syncedToChain: boolean('Whether the node has followed the chain to its tip'),
  listening: words,
  uris: words,
  features: words,
  peers: amount,
  channels: object({ active: amount, inactive: amount, pending: amount }),
  graph: object({ nodes: amount, channels: amount }),
  fundingPolicy,
});
