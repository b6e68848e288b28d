/** Transactions, scripts and keys of BOLT 3, and what a wallet needs besides. */
export * from './addresses.ts';
export * from './closing-transaction.ts';
export * from './commitment-transaction.ts';
export * from './htlc-transactions.ts';
export * from './keys.ts';
export * from './output-scripts.ts';
export * from './script.ts';
export * from './scripts.ts';
export * from './shachain.ts';
export * from './shutdown-scripts.ts';
export * from './sighash.ts';
export * from './transaction.ts';
export * from './weights.ts';
