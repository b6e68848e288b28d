/** Shapes of networks: who opens a channel with whom. */

export const TOPOLOGIES = ['line', 'ring', 'star', 'random'] as const;
export type Topology = (typeof TOPOLOGIES)[number];

/** A channel from one node to another, by their numbers. */
export type Edge = readonly [from: number, to: number];

/** In a random network, channels beyond those that hold it together, for each node. */
const EXTRA_PER_NODE = 0.5;

/** The channels of a network of so many nodes; in each shape, all can reach all. `random` gives numbers in [0, 1). */
export function edgesOf(
  topology: Topology,
  nodes: number,
  random: () => number = Math.random,
): readonly Edge[] {
  const others = Array.from({ length: Math.max(0, nodes - 1) }, (_, index) => index + 1);
  switch (topology) {
    case 'line':
      return others.map((node): Edge => [node - 1, node]);
    case 'ring':
      // Two nodes would get the same channel twice.
      return nodes > 2 ? [...edgesOf('line', nodes), [nodes - 1, 0]] : edgesOf('line', nodes);
    case 'star':
      return others.map((node): Edge => [0, node]);
    case 'random':
      return randomEdges(nodes, others, random);
  }
}

function randomEdges(nodes: number, others: readonly number[], random: () => number): readonly Edge[] {
  // Each node joins the network at one that is there already.
  const tree = others.map((node): Edge => [Math.floor(random() * node), node]);
  const free = pairs(nodes).filter(([a, b]) => !tree.some(([from, to]) => from === a && to === b));
  const extra = Math.min(free.length, Math.floor(nodes * EXTRA_PER_NODE));
  const chosen = Array.from({ length: extra }, () => free.splice(Math.floor(random() * free.length), 1));
  return [...tree, ...chosen.flat()];
}

function pairs(nodes: number): Edge[] {
  return Array.from({ length: nodes }, (_, to) =>
    Array.from({ length: to }, (_, from): Edge => [from, to]),
  ).flat();
}
