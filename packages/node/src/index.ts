/** The parts of a node that stand on their own. */
export * from './payments/invoice/index.ts';
