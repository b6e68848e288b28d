/** See `service/towers.ts`. */
import { boolean, described, list, number, object, oneOf, optional, type Schema } from '../schema.ts';
import type { TowerInfo, TowerServerInfo } from '../service/towers.ts';
import { amount, counter, hash, height, nodeId, seconds, word } from './values.ts';

export const towerInfo: Schema<TowerInfo> = object({
  nodeId,
  addedAt: seconds,
  state: oneOf(['disconnected', 'connecting', 'ready', 'refused']),
  refusal: optional(described('Why it takes nothing', word)),
  pendingStates: described('Revoked states that it has yet to be told of', amount),
  missedStates: described('Revoked states that it will never be told of', amount),
  terms: optional(
    object({
      feerateSatPerVbyte: number({ minimum: 0 }),
      packages: amount,
      bytes: counter,
      maxPackages: amount,
      maxBytes: counter,
    }),
  ),
});

export const towerServerInfo: Schema<TowerServerInfo> = object({
  serving: boolean('Whether clients are taken'),
  clients: described('Nodes that keep packages here, or are connected as clients', amount),
  packages: amount,
  bytes: counter,
  breaches: list(
    object({
      txid: hash,
      height: optional(height),
      outputs: amount,
      taken: described('Outputs that went to the client', amount),
      lost: described('Outputs that went to somebody else', amount),
      over: boolean('Nothing can change any more'),
    }),
  ),
});

export const towerServing = object({ serving: boolean('Whether to take clients') });
