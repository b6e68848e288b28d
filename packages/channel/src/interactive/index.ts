/** Transactions that two peers build together (BOLT 2, "Interactive Transaction Construction"). */

export { MAX_TRANSACTION_ENTRIES } from './conclude.ts';
export * from './contribution.ts';
export { MAX_RECEIVED_ADDITIONS } from './messages.ts';
export * from './session.ts';
export * from './types.ts';
export * from './witnesses.ts';
