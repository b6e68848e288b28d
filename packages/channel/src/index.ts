/** One payment channel, pure: BOLT 2 and 3. */
export * from './bitcoin/index.ts';
export * from './commit-token.ts';
export * from './commitment/commitments.ts';
export * from './commitment/htlc.ts';
export * from './dual.ts';
export * from './effect.ts';
export * from './error.ts';
export * from './input.ts';
export * from './params.ts';
export * from './signer.ts';
export * from './state.ts';
export type * from './states/closing-commands.ts';
export type * from './states/closing-effects.ts';
export type * from './states/opening-commands.ts';
export type * from './states/opening-effects.ts';
export * from './step.ts';
