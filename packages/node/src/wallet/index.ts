/** The node's seed and keys, and its coins on chain. */
export { BLOCK_JOURNAL_SCHEMA, StoredBlockJournal } from './block-journal.ts';
export { channelSigner } from './channel-signer.ts';
export { COIN_WEIGHT, COMMON_WEIGHT, feeOf } from './coin-selection.ts';
export { type ChannelSecrets, type KeyPair, NodeKeys, type WalletBranch } from './keys.ts';
export type { Coin, WalletEntry } from './ledger.ts';
export { WALLET_SCHEMA } from './ledger-store.ts';
export { createSeed, loadSeed, restoreSeed, SEED_FILE, type Seed, seedOfWords, seedState } from './seed.ts';
export {
  type Address,
  type Balance,
  type FundingRequest,
  type Payment,
  type SendRequest,
  Wallet,
  type WalletError,
  type WalletOptions,
} from './wallet.ts';
