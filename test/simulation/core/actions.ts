/** What a run is made of at this level. */
import { type Drawn, drawByWeight } from '../actions.ts';
import type { Random } from '../random.ts';

const WEIGHTS = {
  deliver: 2600,
  sign: 1000,
  pay: 300,
  resolve: 400,
  cut: 20,
  connect: 250,
  crash: 25,
  restart: 200,
  block: 70,
  reorganize: 8,
  congest: 6,
  fee: 20,
  snapshot: 40,
  force_close: 1,
  close: 1,
  misbehave: 8,
} as const;

export type Action = Drawn<keyof typeof WEIGHTS>;

export function drawActions(random: Random, count: number): readonly Action[] {
  return drawByWeight(WEIGHTS, random, count);
}
