/** What a run is made of at this level. */
import { type Drawn, drawByWeight } from '../actions.ts';
import type { Random } from '../random.ts';

const WEIGHTS = {
  deliver: 3000,
  pay: 220,
  resolve: 280,
  cut: 20,
  connect: 250,
  crash: 25,
  power_cut: 4,
  disk_full: 3,
  restart: 150,
  block: 70,
  reorganize: 8,
  congest: 6,
  snapshot: 40,
  wait: 30,
  force_close: 1,
  close: 1,
  misbehave: 8,
} as const;

export type Action = Drawn<keyof typeof WEIGHTS>;

export function drawActions(random: Random, count: number): readonly Action[] {
  return drawByWeight(WEIGHTS, random, count);
}
