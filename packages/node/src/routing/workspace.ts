/** Memory that searches use again: arrays by node, whose entries count only where their mark is that of the search. */
import type { GraphView } from '../graph/graph-view.ts';
import type { Knowledge } from './knowledge.ts';
import { LabelHeap } from './label-heap.ts';
import { NodeHeap } from './node-heap.ts';

/** Marks of labels are twice that, and 1. */
const LAST_EPOCH = 0x7fff_fffe;

/** Of one direction of the search for bounds. */
export class BallMemory {
  readonly heap = new NodeHeap();
  /** Cost by node. */
  distance = new Float64Array(0);
  /** The search that reached the node. */
  reached = new Uint32Array(0);
  /** The search that is done with it. */
  closed = new Uint32Array(0);

  reserve(length: number): void {
    this.distance = new Float64Array(length);
    this.reached = new Uint32Array(length);
    this.closed = new Uint32Array(length);
    this.heap.reserve(length);
  }
}

export class Workspace {
  readonly forward = new BallMemory();
  readonly backward = new BallMemory();
  readonly labels = new LabelHeap();
  /** By node: the search that must not pass it. */
  blocked = new Uint32Array(0);
  /** By node: the search that has labels there, and the last of them. */
  labelled = new Uint32Array(0);
  lastLabel = new Int32Array(0);
  /** By channel: 0, or the place of what is known of it and 1. */
  known = new Uint32Array(0);
  /** By all searches so far: the measure of their work. */
  edgesLookedAt = 0;
  #indexed:
    | {
        readonly graph: GraphView;
        readonly knowledge: Knowledge;
        readonly version: number;
        readonly shape: number;
      }
    | undefined;
  #epoch = 0;

  /** A mark that no search had before; there is room for nodes below `nodes`. */
  begin(nodes: number): number {
    if (nodes > this.blocked.length || this.#epoch === LAST_EPOCH) {
      const length = Math.ceil(nodes * 1.25) + 64;
      this.forward.reserve(length);
      this.backward.reserve(length);
      this.blocked = new Uint32Array(length);
      this.labelled = new Uint32Array(length);
      this.lastLabel = new Int32Array(length);
      this.#epoch = 0;
    }
    this.#epoch += 1;
    return this.#epoch;
  }

  /** Finds the channels of which something is known: anew only when they, or the graph, have changed. */
  index(graph: GraphView, knowledge: Knowledge): Uint32Array {
    const { version, channelEnd } = graph;
    const last = this.#indexed;
    if (
      last?.graph === graph &&
      last.knowledge === knowledge &&
      last.version === version &&
      last.shape === knowledge.shape
    )
      return this.known;
    if (this.known.length < channelEnd) this.known = new Uint32Array(Math.ceil(channelEnd * 1.25));
    else this.known.fill(0);
    for (const [id, place] of knowledge.places()) {
      const channel = graph.channelIndex(id);
      if (channel >= 0) this.known[channel] = place + 1;
    }
    this.#indexed = { graph, knowledge, version, shape: knowledge.shape };
    return this.known;
  }
}
