/** An embedded regtest Bitcoin: an independent judge of what the node broadcasts. */
export { ANYONE_CAN_SPEND, type AutoMining } from './auto-miner.ts';
export { REGTEST_HELP, runRegtest } from './command.ts';
export type { Demand } from './congestion.ts';
export * from './consensus.ts';
export {
  ChainEngine,
  type ChainEngineOptions,
  type EngineBlock,
  type MiningRequest,
  type ReorgRequest,
  type WaitingTransaction,
} from './engine.ts';
export type { SatPerKvb } from './mempool/fees.ts';
export type { PackageRejection, Rejection } from './mempool/rejection.ts';
export type { Submission, SubmissionOutcome } from './mempool/submission.ts';
export { DEFAULT_RPC_PORT, type Regtest, type RegtestOptions, startRegtest } from './regtest.ts';
export type { Credentials } from './rpc/auth.ts';
export { StorageError } from './storage/database.ts';
