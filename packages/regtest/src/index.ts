/** An embedded regtest Bitcoin: an independent judge of what the node broadcasts. */
export { ANYONE_CAN_SPEND, type AutoMining } from './auto-miner.ts';
export { REGTEST_HELP, runRegtest } from './command.ts';
export * from './consensus.ts';
export { DEFAULT_RPC_PORT, type Regtest, type RegtestOptions, startRegtest } from './regtest.ts';
export type { Credentials } from './rpc/auth.ts';
export { StorageError } from './storage/database.ts';
