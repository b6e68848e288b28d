/** What a run is made of: a list of actions, drawn from a seed, that can be cut down when it has found something. */
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

export type ActionKind = keyof typeof WEIGHTS;

export interface Action {
  readonly kind: ActionKind;
  /** Decide who and how much; each action takes them by what there is to choose from. */
  readonly a: number;
  readonly b: number;
}

const KINDS = Object.keys(WEIGHTS) as readonly ActionKind[];
const TOTAL = KINDS.reduce((sum, kind) => sum + WEIGHTS[kind], 0);

export function drawActions(random: Random, count: number): readonly Action[] {
  return Array.from({ length: count }, () => {
    let left = random.below(TOTAL);
    const kind = KINDS.find((one) => {
      left -= WEIGHTS[one];
      return left < 0;
    });
    return { kind: kind ?? 'deliver', a: random.next(), b: random.next() };
  });
}

/** How the one dishonest node of a run behaves, once it does. */
/** Those that most depends on are there twice. */
export const MISBEHAVIOURS = [
  'revoked',
  'revoked',
  'silent',
  'garble',
  'withhold',
  'hold',
  'late',
  'late',
  'amnesia',
] as const;

export type Misbehaviour = (typeof MISBEHAVIOURS)[number];
