/** Effects of the cooperative close that need a signature when they are released. */
export type ClosingEffect = never;
