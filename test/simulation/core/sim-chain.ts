/** The embedded chain as the simulated nodes see it: what spends what, coins of their wallets, who offered which transaction. */
import {
  formatOutPoint,
  formatTxid,
  type OutPoint,
  p2wpkh,
  parseTransaction,
  REPLACEABLE_SEQUENCE,
  serializeTransaction,
  sighashContext,
  signP2wpkhInput,
  type Transaction,
  type TxOutput,
  transactionId,
  unsignedInput,
  withWitnesses,
} from '@sferic/channel';
import { bytesToHex, publicKey, sha256 } from '@sferic/crypto';
import { ChainEngine, type EngineBlock, serializeTx } from '@sferic/regtest';
import type { Sat, TxId } from '@sferic/wire';

/** Small, so that a few strangers make a congestion; what a channel publishes at once is far smaller. */
const BLOCK_WEIGHT = 100_000;
/** Rewards mature, and strangers have coins to spend. */
const FIRST_BLOCKS = 150;
const SECONDS_PER_BLOCK = 600;

export interface WalletKey {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly scriptPubKey: Uint8Array;
}

export function walletKey(name: string): WalletKey {
  const secretKey = sha256(new TextEncoder().encode(`${name} wallet`));
  const point = publicKey(secretKey);
  return { secretKey, publicKey: point, scriptPubKey: p2wpkh(point) };
}

export interface SimBlock {
  readonly height: number;
  readonly transactions: readonly Transaction[];
}

export interface Spender {
  readonly transaction: Transaction;
  readonly height: number;
}

export class SimChain {
  readonly engine = new ChainEngine({ maxBlockWeight: BLOCK_WEIGHT });
  readonly #blocks = new Map<number, SimBlock>();
  readonly #spenders = new Map<string, Spender>();
  readonly #outputs = new Map<string, { readonly outPoint: OutPoint; readonly output: TxOutput }>();
  /** Which node first offered a transaction. */
  readonly offeredBy = new Map<string, string>();

  constructor(miner: WalletKey) {
    this.#adopt(this.engine.mine({ scriptPubKey: miner.scriptPubKey }));
    this.#adopt(this.engine.mine({ count: FIRST_BLOCKS }));
  }

  get height(): number {
    return this.engine.tip.height;
  }

  /** Spends the miner's reward into these outputs, and buries that. */
  setUp(miner: WalletKey, outputs: readonly TxOutput[], blocks: number): TxId {
    const [coin] = this.coinsOf(miner.scriptPubKey);
    if (coin === undefined) throw new Error('the miner has no reward');
    const unsigned: Transaction = {
      version: 2,
      inputs: [unsignedInput(coin.outPoint, REPLACEABLE_SEQUENCE)],
      outputs,
      locktime: 0,
    };
    const witness = signP2wpkhInput(sighashContext(unsigned), 0, coin.output, miner);
    const mined = this.engine.mineExactly([serializeTransaction(withWitnesses(unsigned, [witness]))]);
    if (!mined.ok) throw new Error(`the first coins: ${JSON.stringify(mined.error)}`);
    this.#adopt([mined.value]);
    this.mine(blocks - 1);
    return transactionId(unsigned);
  }

  /** Why it was not taken; undefined if it waits now. */
  offer(node: string, transaction: Transaction): string | undefined {
    const txid = formatTxid(transactionId(transaction));
    const submitted = this.engine.submit(serializeTransaction(transaction));
    if (!submitted.ok) return JSON.stringify(submitted.error);
    if (!this.offeredBy.has(txid)) this.offeredBy.set(txid, node);
    return undefined;
  }

  mine(count: number): readonly SimBlock[] {
    this.engine.advance(SECONDS_PER_BLOCK * count);
    return this.#adopt(this.engine.mine({ count }));
  }

  /** Takes the last `depth` blocks away. */
  disconnect(depth: number): void {
    for (let gone = 0; gone < depth; gone++) {
      const height = this.height - gone;
      for (const transaction of this.#blocks.get(height)?.transactions ?? []) this.#forget(transaction);
      this.#blocks.delete(height);
    }
    this.engine.disconnect(depth);
  }

  /** Mines without some of what waits. */
  mineRefusing(refuses: (txid: Uint8Array) => boolean): readonly SimBlock[] {
    this.engine.advance(SECONDS_PER_BLOCK);
    return this.#adopt(this.engine.mine({ refuses }));
  }

  /** What spends an output in the best chain. */
  spender(outPoint: OutPoint): Spender | undefined {
    return this.#spenders.get(formatOutPoint(outPoint));
  }

  coinsOf(scriptPubKey: Uint8Array): readonly { readonly outPoint: OutPoint; readonly output: TxOutput }[] {
    const script = bytesToHex(scriptPubKey);
    return [...this.#outputs]
      .filter(([key, { output }]) => !this.#spenders.has(key) && bytesToHex(output.scriptPubKey) === script)
      .map(([, coin]) => coin);
  }

  /** Whether a transaction that waits spends it. */
  waitingSpender(outPoint: OutPoint): string | undefined {
    const tx = this.engine.spender(outPoint);
    return tx && formatTxid(transactionId(parse(serializeTx(tx))));
  }

  #adopt(blocks: readonly EngineBlock[]): readonly SimBlock[] {
    return blocks.map(({ height, block }) => {
      const transactions = block.transactions.map((tx) => parse(serializeTx(tx)));
      for (const transaction of transactions) this.#connect(transaction, height);
      const adopted = { height, transactions };
      this.#blocks.set(height, adopted);
      return adopted;
    });
  }

  #connect(transaction: Transaction, height: number): void {
    const txid = transactionId(transaction);
    for (const { outPoint } of transaction.inputs)
      this.#spenders.set(formatOutPoint(outPoint), { transaction, height });
    for (const [index, output] of transaction.outputs.entries())
      if (isWallet(output))
        this.#outputs.set(formatOutPoint({ txid, index }), { outPoint: { txid, index }, output });
  }

  #forget(transaction: Transaction): void {
    const txid = transactionId(transaction);
    for (const { outPoint } of transaction.inputs) this.#spenders.delete(formatOutPoint(outPoint));
    for (const index of transaction.outputs.keys()) this.#outputs.delete(formatOutPoint({ txid, index }));
  }
}

/** Wallets hold P2WPKH outputs: 22 bytes. */
function isWallet({ scriptPubKey, amount }: TxOutput): boolean {
  return scriptPubKey.length === 22 && amount > (0n as Sat);
}

function parse(bytes: Uint8Array): Transaction {
  const parsed = parseTransaction(bytes);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}
