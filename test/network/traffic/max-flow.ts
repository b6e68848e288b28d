/** The most that can get from one node to another over all ways together: Ford and Fulkerson, by shortest ways (Edmonds and Karp). Pure. */

/** What can be sent from a node to another; several edges between two nodes add up. */
export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  readonly room: bigint;
}

export function maxFlow(edges: readonly FlowEdge[], source: string, sink: string): bigint {
  const rooms = roomsOf(edges);
  let flow = 0n;
  for (;;) {
    const way = shortestWay(rooms, source, sink);
    if (way === undefined) return flow;
    const least = way.reduce(
      (most, [from, to]) => min(most, roomOf(rooms, from, to)),
      way[0] && roomOf(rooms, ...way[0]),
    );
    if (least === undefined) throw new RangeError('from a node to itself anything can flow');
    for (const [from, to] of way) {
      add(rooms, from, to, -least);
      // What flows can be sent back.
      add(rooms, to, from, least);
    }
    flow += least;
  }
}

type Rooms = Map<string, Map<string, bigint>>;
type Step = readonly [from: string, to: string];

function roomsOf(edges: readonly FlowEdge[]): Rooms {
  const rooms: Rooms = new Map();
  for (const { from, to, room } of edges) add(rooms, from, to, room);
  return rooms;
}

function add(rooms: Rooms, from: string, to: string, room: bigint): void {
  const onward = rooms.get(from) ?? new Map<string, bigint>();
  rooms.set(from, onward.set(to, (onward.get(to) ?? 0n) + room));
}

function roomOf(rooms: Rooms, from: string, to: string): bigint {
  return rooms.get(from)?.get(to) ?? 0n;
}

function shortestWay(rooms: Rooms, source: string, sink: string): readonly Step[] | undefined {
  const before = new Map<string, string>([[source, source]]);
  const waiting = [source];
  for (const from of waiting) {
    for (const [to, room] of rooms.get(from) ?? []) {
      if (room <= 0n || before.has(to)) continue;
      before.set(to, from);
      waiting.push(to);
    }
    if (before.has(sink)) return wayTo(sink, before);
  }
  return undefined;
}

function wayTo(sink: string, before: ReadonlyMap<string, string>): readonly Step[] {
  const way: Step[] = [];
  for (let to = sink; before.get(to) !== to; ) {
    const from = before.get(to) ?? to;
    way.push([from, to]);
    to = from;
  }
  return way;
}

function min(a: bigint | undefined, b: bigint): bigint {
  return a === undefined || b < a ? b : a;
}
