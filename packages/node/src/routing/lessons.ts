/** What the outcome of an attempt says of each channel of its route. Pure. */
import { bytesToHex } from '@sferic/crypto';
import type { ShortChannelId } from '@sferic/wire';
import type { GraphView } from '../graph/graph-view.ts';
import type { Route, RouteOutcome } from '../payments/ports.ts';
import type { Lesson, LiquidityBounds } from './knowledge.ts';

/** What is known of a channel now; `undefined` when it is forgotten. */
export interface LearnedChannel {
  readonly id: ShortChannelId;
  readonly bounds: LiquidityBounds | undefined;
}

export interface ChannelLesson {
  readonly id: ShortChannelId;
  /** 0: away from `node_id_1`. */
  readonly direction: number;
  readonly type: Lesson;
  /** Millisatoshis. */
  readonly amount: number;
  readonly capacity: number;
}

/** In the order of the hops. Our own channel is not among them, nor those that the graph does not know. */
export function lessonsOf(
  graph: GraphView,
  { hops }: Route,
  outcome: RouteOutcome,
): readonly ChannelLesson[] {
  return hops.flatMap(({ nodeId, shortChannelId: id, amount }, index): ChannelLesson[] => {
    const type = index === 0 ? undefined : lessonAt(index, outcome);
    const channel = graph.channelIndex(id);
    if (type === undefined || channel < 0) return [];
    const direction = graph.edgeStart(2 * channel + 1) === graph.nodeIndex(bytesToHex(nodeId)) ? 0 : 1;
    const capacity = (graph.flat.capacity[channel] ?? 0) * 1000;
    return [{ id, direction, type, amount: Number(amount), capacity }];
  });
}

/** What happened at the channel that leads to the hop of this index. */
function lessonAt(index: number, outcome: RouteOutcome): Lesson | undefined {
  if (outcome.type === 'succeeded') return 'moved';
  if (index <= outcome.hop) return 'carried';
  return outcome.type === 'no_liquidity' && index === outcome.hop + 1 ? 'refused' : undefined;
}
