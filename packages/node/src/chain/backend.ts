import type { OutPoint } from '@sferic/channel';
import type { Sat, TxId } from '@sferic/wire';
import type { Block, BlockHash } from './block.ts';
import type { CallOptions } from './json-rpc.ts';

export interface ChainInfo {
  /** Bitcoin Core's name of the chain: `main`, `test`, `testnet4`, `signet` or `regtest`. */
  readonly chain: string;
  readonly height: number;
  readonly bestBlockHash: BlockHash;
  /** Whether the server is still catching up with its own peers. */
  readonly initialBlockDownload: boolean;
}

/** An output that is not spent. */
export interface UnspentOutput {
  readonly amount: Sat;
  readonly scriptPubKey: Uint8Array;
  /** 0 while unconfirmed. */
  readonly confirmations: number;
  readonly coinbase: boolean;
}

/** What became of a package. */
export type PackageVerdict =
  /** All of it is in the mempool. */
  { readonly accepted: true } | { readonly accepted: false; readonly reason: string };

/**
 * What the node asks of the chain: the part of Bitcoin Core's RPC that it uses. No transaction index and no wallet
 * of the server is needed. Every call rejects with RpcError or TransportError.
 */
export interface ChainBackend {
  info(options?: CallOptions): Promise<ChainInfo>;
  /** The hash of the best chain's block at `height`, `undefined` above its tip. */
  blockHash(height: number, options?: CallOptions): Promise<BlockHash | undefined>;
  /** Likewise for many heights with one request. */
  blockHashes(heights: readonly number[], options?: CallOptions): Promise<readonly (BlockHash | undefined)[]>;
  /** The block, or `undefined` when the server does not have it (unknown, or pruned). */
  block(hash: BlockHash, height: number, options?: CallOptions): Promise<Block | undefined>;
  /** The ids of each block's transactions in their order, with one request; `undefined` as in `block`. */
  blocksTransactionIds(
    hashes: readonly BlockHash[],
    options?: CallOptions,
  ): Promise<readonly (readonly TxId[] | undefined)[]>;
  /**
   * Resolves when the best chain may have reached `height`, at the latest after `timeoutMs`; `undefined` when the
   * server cannot wait. The answer is only a hint: ask again what the chain is.
   */
  waitForHeight(height: number, timeoutMs: number, options?: CallOptions): Promise<true | undefined>;
  /** Hands over a transaction; resolves with its id when it is in the mempool. No fee is too high here: whoever builds a transaction judges its fee. */
  sendTransaction(raw: Uint8Array, options?: CallOptions): Promise<TxId>;
  /**
   * Hands over a child, last, with its unconfirmed parents, whose fees count together; `undefined` when the server knows no
   * packages.
   */
  submitPackage(raws: readonly Uint8Array[], options?: CallOptions): Promise<PackageVerdict | undefined>;
  /** `undefined` when spent or unknown. With `includeMempool`, spends in the mempool count. */
  unspentOutput(
    outPoint: OutPoint,
    includeMempool: boolean,
    options?: CallOptions,
  ): Promise<UnspentOutput | undefined>;
  /** Likewise for many outputs with one request. */
  unspentOutputs(
    outPoints: readonly OutPoint[],
    includeMempool: boolean,
    options?: CallOptions,
  ): Promise<readonly (UnspentOutput | undefined)[]>;
  /** Satoshis per 1000 weight units to confirm within `blocks`, `undefined` when the server has no estimate. */
  estimateFeerate(blocks: number, options?: CallOptions): Promise<number | undefined>;
  /** Satoshis per 1000 weight units that the mempool asks for at least. */
  mempoolMinimumFeerate(options?: CallOptions): Promise<number>;
}
