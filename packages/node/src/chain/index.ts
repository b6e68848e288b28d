/** Bitcoin as the node sees it: one server's JSON-RPC, followed block by block. */
export type { ChainBackend, ChainInfo, PackageVerdict, UnspentOutput } from './backend.ts';
export { BitcoindClient, type BitcoindConfig } from './bitcoind-client.ts';
export {
  type Block,
  type BlockHash,
  type BlockRef,
  type BlockTransaction,
  formatBlockHash,
  parseBlock,
  parseBlockHash,
  sameBlock,
} from './block.ts';
export { BlockFollower, type BlockFollowerOptions, BlockUnavailable } from './block-follower.ts';
export { type BlockJournal, type JournalState, MAX_REORG_DEPTH } from './block-journal.ts';
export { Broadcaster, type BroadcastOutcome } from './broadcaster.ts';
export { type BlockListener, FollowingFailed } from './chain-position.ts';
export { CHAINS, type Chain, type ChainName, ChainRefused, guardChain } from './chains.ts';
export type { CredentialsConfig } from './credentials.ts';
export { RPC_CODE, RpcError, TransportError, type TransportErrorCode } from './errors.ts';
export {
  FEE_TARGET,
  FEERATE_CEILING,
  FEERATE_FLOOR,
  type FeeEstimates,
  FeeEstimator,
  type FeeTarget,
} from './fee-estimator.ts';
export { type FundingOutput, FundingOutputs } from './funding-outputs.ts';
export type { Transport } from './json-rpc.ts';
export {
  type ChainWatch,
  type FollowedChain,
  type OutputsWatch,
  type Sighting,
  TransactionWatcher,
  type WatchHandler,
  type WatchOptions,
} from './transaction-watcher.ts';
