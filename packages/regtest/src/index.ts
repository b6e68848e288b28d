/** An embedded regtest Bitcoin: an independent judge of what the node broadcasts. */
export * from './consensus.ts';
