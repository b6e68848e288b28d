/** The parts of a node that follow the chain, in the order in which each is told of a block. */
import type { Feerates } from '@sferic/channel';
import { err, ok, type Result } from '@sferic/codec';
import { type SatPerKw, satPerKw } from '@sferic/wire';
import {
  BitcoindClient,
  type BitcoindConfig,
  BlockFollower,
  Broadcaster,
  type Chain,
  type ChainName,
  ChainRefused,
  FeeEstimator,
  type FollowingFailed,
  FundingOutputs,
  guardChain,
  TransactionWatcher,
  type Transport,
} from './chain/index.ts';
import type { Timer } from './clock.ts';
import { LEAST_COMMITMENT_FEERATE, MAX_FEERATE_FACTOR } from './defaults.ts';
import type { Logger } from './log.ts';
import type { Store } from './store/index.ts';
import { NodeKeys, type Seed, StoredBlockJournal, Wallet } from './wallet/index.ts';

export interface ChainOptions {
  readonly name: ChainName;
  readonly bitcoind: BitcoindConfig | Transport;
  /** Serves where the chain can't estimate. */
  readonly fallbackFeerate: SatPerKw;
  readonly seed: Seed;
  /** Whether the seed was made for this start: no block until now can hold coins of it. */
  readonly isNewSeed?: boolean;
  /** Milliseconds since 1970. The machine's time unless given, and so for the timer. */
  readonly now?: () => number;
  readonly after?: Timer;
}

export interface ChainModules {
  readonly chain: Chain;
  readonly backend: BitcoindClient;
  readonly follower: BlockFollower;
  readonly fees: FeeEstimator;
  readonly broadcaster: Broadcaster;
  readonly watcher: TransactionWatcher;
  readonly fundingOutputs: FundingOutputs;
  readonly wallet: Wallet;
  readonly keys: NodeKeys;
  /**
   * Of the chain's tip, as far as it is known: after a downtime, before the blocks are followed, it is what the server
   * says, so that no HTLC is judged by an old height.
   */
  readonly height: () => number;
  /** Whether that height may be far behind: the server has not answered for a while. */
  readonly isStale: () => boolean;
}

export interface ChainError {
  readonly code: 'chain_refused' | 'chain_unavailable';
  readonly message: string;
}

export async function openChain(
  options: ChainOptions,
  store: Store,
  log: Logger,
  onFailure: (error: FollowingFailed) => void,
): Promise<Result<ChainModules, ChainError>> {
  const { bitcoind, now, after } = options;
  const backend = new BitcoindClient(bitcoind);
  try {
    const chain = await guardChain(backend, options.name);
    const keys = new NodeKeys(options.seed.bytes, chain.coinType);
    const journal = new StoredBlockJournal(store);
    const readsAll = options.isNewSeed !== true && journal.load() === undefined;
    if (readsAll) log.info('reading the whole chain for coins of the seed: this may take a while');
    const given = { ...(readsAll && { birthday: 0 }), ...(now && { now }) };
    const follower = await BlockFollower.open({ backend, journal, log, onFailure, ...given });
    const fees = new FeeEstimator({ backend, log, fallback: options.fallbackFeerate });
    await fees.refresh();
    const { height: heightAtStart } = await backend.info();
    const height = () => Math.max(follower.tip.height, heightAtStart);
    const broadcaster = new Broadcaster(backend, log, after);
    const watcher = new TransactionWatcher(follower, log);
    const fundingOutputs = new FundingOutputs(backend);
    const { network } = chain;
    const wallet = Wallet.open({ store, keys, network, broadcaster, height: follower.tip.height });
    const followed = { chain, backend, follower, height, isStale: () => follower.stale };
    return ok({ ...followed, fees, broadcaster, watcher, fundingOutputs, wallet, keys });
  } catch (error) {
    backend.close();
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof ChainRefused) return err({ code: 'chain_refused', message });
    return err({
      code: 'chain_unavailable',
      message: `the Bitcoin server${'url' in bitcoind ? ` at ${bitcoind.url}` : ''} does not answer: ${message}`,
    });
  }
}

/** What channels pay, from what the chain asks. Anchors let a commitment be bumped, so that it need not be in a hurry. */
export function channelFeerates({ current }: FeeEstimator): Feerates {
  const most = Math.max(current.urgent * MAX_FEERATE_FACTOR, LEAST_COMMITMENT_FEERATE * MAX_FEERATE_FACTOR);
  return {
    commitment: current.slow,
    minimum: LEAST_COMMITMENT_FEERATE,
    maximum: satPerKw(most),
    closing: current.normal,
  };
}
