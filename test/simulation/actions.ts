/** Lists of actions, drawn from a seed, that can be cut down when they have found something. */
import type { Random } from './random.ts';

export interface Drawn<Kind extends string> {
  readonly kind: Kind;
  /** Decide who and how much; each action takes them by what there is to choose from. */
  readonly a: number;
  readonly b: number;
}

/** `count` actions, each as often as its weight says. */
export function drawByWeight<Kind extends string>(
  weights: Readonly<Record<Kind, number>>,
  random: Random,
  count: number,
): readonly Drawn<Kind>[] {
  const kinds = Object.keys(weights) as string[] as Kind[];
  const total = kinds.reduce((sum, kind) => sum + weights[kind], 0);
  return Array.from({ length: count }, () => {
    let left = random.below(total);
    const kind = kinds.find((one) => {
      left -= weights[one];
      return left < 0;
    });
    if (kind === undefined) throw new Error('nothing weighs anything');
    return { kind, a: random.next(), b: random.next() };
  });
}

/** How the one dishonest node of a run behaves, once it does. Those that most depends on are there twice. */
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
