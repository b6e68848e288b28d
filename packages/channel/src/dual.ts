/** The two ends of a channel, as this node sees them. */
export type Side = 'local' | 'remote';

/** Whatever exists once for each end. */
export interface Dual<T> {
  readonly local: T;
  readonly remote: T;
}

export const SIDES = ['local', 'remote'] as const satisfies readonly Side[];

/** The other end. */
export function opposite(side: Side): Side {
  return side === 'local' ? 'remote' : 'local';
}

/** The same pair with one half replaced. */
export function withSide<T>(dual: Dual<T>, side: Side, value: T): Dual<T> {
  return side === 'local' ? { local: value, remote: dual.remote } : { local: dual.local, remote: value };
}
