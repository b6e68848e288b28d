/** What the graph lacks of what a peer has: decides what is asked for. Pure. */
import { type ShortChannelId, U32_MAX } from '@sferic/wire';
import { type UpdateTimes, WANTED } from './id-lists.ts';
import { MAX_FUTURE_SECONDS, STALE_AFTER_SECONDS } from './judge.ts';
import type { NetworkGraph } from './network-graph.ts';

/** The times of a channel whose peer gave none: BOLT 7 lets it. */
export const TIMES_NOT_TOLD: UpdateTimes = [U32_MAX, U32_MAX];

/** A node that has channels and no announcement: its index, and the bit of a query for it. */
export interface UnannouncedNode {
  readonly node: number;
  readonly flag: number;
}

/** What a first sync must know of the graph. */
export interface Missing {
  /** The bits of a query for a channel whose updates are of these times; 0 when there is nothing to ask. `now`: seconds. */
  ofChannel(id: ShortChannelId, times: UpdateTimes, now: number): number;
  /** The nodes of a known channel that are not announced. */
  ofNodes(id: ShortChannelId): readonly UnannouncedNode[];
}

const { announcement, update1, update2, node1, node2 } = WANTED;

export function missingIn(graph: NetworkGraph): Missing {
  return {
    ofChannel: (id, times, now) => {
      const channel = graph.channelIndex(id);
      const fresh = times.map((time) => isFresh(time, now));
      // Its nodes are asked for when it is known who they are: each once, not once for each of its channels.
      if (channel < 0) return fresh.some(Boolean) ? announcement | update1 | update2 : 0;
      if (graph.spentAt(channel) !== undefined) return 0;
      const newer = times.map(
        (time, direction) =>
          time !== U32_MAX &&
          fresh[direction] === true &&
          time > (graph.updateTime(2 * channel + direction) ?? 0),
      );
      const updates = (newer[0] === true ? update1 : 0) | (newer[1] === true ? update2 : 0);
      // Who changed its terms may have changed its addresses; ranges have no times of nodes.
      return updates === 0 ? 0 : updates | node1 | node2;
    },
    ofNodes: (id) => {
      const channel = graph.channelIndex(id);
      if (channel < 0) return [];
      return [node1, node2]
        .map((flag, end) => ({ node: graph.edgeStart(2 * channel + end), flag }))
        .filter(({ node }) => graph.announcedAt(node) === undefined);
    },
  };
}

/** Whether an update of this time would be taken. */
function isFresh(time: number, now: number): boolean {
  return time === U32_MAX || (time + STALE_AFTER_SECONDS > now && time <= now + MAX_FUTURE_SECONDS);
}
