import { bytesToHex } from '@sferic/crypto';
import type { ShortChannelId } from '@sferic/wire';
import type { NodeKey } from '../graph/graph-view.ts';
import type { RouteRequest } from '../payments/ports.ts';

/** A channel that the invoice tells of, in the direction to the payee. */
export interface HintEdge {
  readonly shortChannelId: ShortChannelId;
  readonly from: NodeKey;
  readonly to: NodeKey;
  readonly feeBase: number;
  readonly feeProportionalMillionths: number;
  readonly cltvExpiryDelta: number;
}

/** BOLT 11, `r`: private channels that lead to the payee one after another. */
export function hintEdges({ payee, routeHints }: RouteRequest): readonly HintEdge[] {
  return routeHints.flatMap((hint) =>
    hint.map((hop, index) => ({
      shortChannelId: hop.shortChannelId,
      from: bytesToHex(hop.nodeId),
      to: bytesToHex(hint[index + 1]?.nodeId ?? payee),
      feeBase: hop.feeBaseMsat,
      feeProportionalMillionths: hop.feeProportionalMillionths,
      cltvExpiryDelta: hop.cltvExpiryDelta,
    })),
  );
}
