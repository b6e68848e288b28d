import { type OutPoint, serializeTransaction, type Transaction, transactionId } from '@sferic/channel';
import { bytesToHex, equalBytes, sha256 } from '@sferic/crypto';
import type { Sat, TxId } from '@sferic/wire';
import type {
  Block,
  BlockHash,
  BlockJournal,
  BlockListener,
  BlockRef,
  ChainBackend,
  ChainInfo,
  JournalState,
  PackageVerdict,
  UnspentOutput,
} from '../../src/chain/index.ts';
import { TransportError } from '../../src/chain/index.ts';

let serial = 0;

/** A transaction that no other call returns; it spends `spends` or an output of its own invention. */
export function transaction(spends: readonly OutPoint[] = [], amount = 1000n): Transaction {
  serial += 1;
  const invented = { txid: sha256(new TextEncoder().encode(`outpoint ${serial}`)) as TxId, index: 0 };
  return {
    version: 2,
    inputs: (spends.length > 0 ? spends : [invented]).map((outPoint) => ({
      outPoint,
      scriptSig: new Uint8Array(0),
      sequence: 0xff_ff_ff_fd,
      witness: [],
    })),
    outputs: [{ amount: amount as Sat, scriptPubKey: Uint8Array.of(0x6a, 1, serial & 0xff) }],
    locktime: serial,
  };
}

/** A chain in memory that stands in for a server: blocks without proof of work, reorganisations at will, outages. */
export class FakeChain implements ChainBackend {
  blocks: Block[] = [];
  readonly all = new Map<string, Block>();
  /** While set, every call fails. */
  down = false;
  /** The hashes of the blocks that were asked for. */
  readonly fetched: string[] = [];
  readonly sent: Uint8Array[] = [];
  readonly packages: (readonly Uint8Array[])[] = [];
  /** Of packages; undefined: the server knows none. */
  verdict: PackageVerdict | undefined = { accepted: true };
  onSend: (raw: Uint8Array) => void = () => undefined;
  estimates = new Map<number, number>();
  minimumFeerate = 250;

  constructor(height = 0) {
    for (let h = 0; h <= height; h++) this.mine();
  }

  get height(): number {
    return this.blocks.length - 1;
  }

  mine(...transactions: readonly Transaction[]): Block {
    serial += 1;
    const previous = this.blocks.at(-1)?.hash ?? (new Uint8Array(32) as BlockHash);
    const hash = sha256(previous, new TextEncoder().encode(`block ${serial}`)) as BlockHash;
    const list = transactions.map((tx) => ({ txid: transactionId(tx), tx }));
    const block = { height: this.blocks.length, hash, previous, time: serial, transactions: list };
    this.blocks.push(block);
    this.all.set(bytesToHex(hash), block);
    return block;
  }

  /** Drops the newest `count` blocks. */
  drop(count: number): void {
    this.blocks.splice(this.blocks.length - count, count);
  }

  async info(): Promise<ChainInfo> {
    this.#check();
    const tip = this.blocks.at(-1);
    if (tip === undefined) throw new Error('no block');
    return { chain: 'regtest', height: tip.height, bestBlockHash: tip.hash, initialBlockDownload: false };
  }

  async blockHash(height: number): Promise<BlockHash | undefined> {
    this.#check();
    return this.blocks[height]?.hash;
  }

  async blockHashes(heights: readonly number[]): Promise<readonly (BlockHash | undefined)[]> {
    this.#check();
    return heights.map((height) => this.blocks[height]?.hash);
  }

  async block(hash: BlockHash): Promise<Block | undefined> {
    this.#check();
    this.fetched.push(bytesToHex(hash));
    return this.all.get(bytesToHex(hash));
  }

  async blocksTransactionIds(
    hashes: readonly BlockHash[],
  ): Promise<readonly (readonly TxId[] | undefined)[]> {
    this.#check();
    return hashes.map((hash) => {
      this.fetched.push(bytesToHex(hash));
      return this.all.get(bytesToHex(hash))?.transactions.map(({ txid }) => txid);
    });
  }

  async waitForHeight(): Promise<true | undefined> {
    this.#check();
    return undefined;
  }

  async sendTransaction(raw: Uint8Array): Promise<TxId> {
    this.#check();
    this.sent.push(raw);
    this.onSend(raw);
    return new Uint8Array(32) as TxId;
  }

  async submitPackage(raws: readonly Uint8Array[]): Promise<PackageVerdict | undefined> {
    this.#check();
    this.packages.push(raws);
    return this.verdict;
  }

  async unspentOutput(outPoint: OutPoint): Promise<UnspentOutput | undefined> {
    this.#check();
    const all = this.blocks.flatMap((block) => block.transactions.map((entry) => ({ block, ...entry })));
    const spent = all.some(({ tx }) =>
      tx.inputs.some(
        (input) => equalBytes(input.outPoint.txid, outPoint.txid) && input.outPoint.index === outPoint.index,
      ),
    );
    const made = all.find(({ txid }) => equalBytes(txid, outPoint.txid));
    const output = made?.tx.outputs[outPoint.index];
    if (made === undefined || output === undefined || spent) return undefined;
    return { ...output, confirmations: this.height - made.block.height + 1, coinbase: false };
  }

  unspentOutputs(outPoints: readonly OutPoint[]): Promise<readonly (UnspentOutput | undefined)[]> {
    return Promise.all(outPoints.map((outPoint) => this.unspentOutput(outPoint)));
  }

  async estimateFeerate(blocks: number): Promise<number | undefined> {
    this.#check();
    return this.estimates.get(blocks);
  }

  async mempoolMinimumFeerate(): Promise<number> {
    this.#check();
    return this.minimumFeerate;
  }

  #check(): void {
    if (this.down) throw new TransportError('any', 'unreachable', 'the fake chain is down');
  }
}

/** Keeps its state as a store would: what was written before a crash is there after it. */
export class MemoryJournal implements BlockJournal {
  state: { blocks: BlockRef[]; open: boolean } | undefined;

  load(): JournalState | undefined {
    return this.state && { blocks: [...this.state.blocks], open: this.state.open };
  }

  async begin(blocks: readonly BlockRef[]): Promise<void> {
    this.state = { blocks: [...blocks], open: false };
  }

  async connecting(block: BlockRef): Promise<void> {
    this.state?.blocks.push(block);
    this.#open(true);
  }

  async disconnecting(): Promise<void> {
    this.#open(true);
  }

  async connected(): Promise<void> {
    this.#open(false);
  }

  async disconnected(): Promise<void> {
    this.state?.blocks.pop();
    this.#open(false);
  }

  #open(open: boolean): void {
    if (this.state !== undefined) this.state.open = open;
  }
}

/** A listener's view of the chain: idempotent, as every listener must be; it checks the order of what it is told. */
export class Recorder implements BlockListener {
  readonly name = 'recorder';
  readonly events: string[] = [];
  /** Block hashes by height, as a durable listener would hold them. */
  readonly chain = new Map<number, string>();
  /** Throws, as a crash would, before or after it has taken the next block in. */
  crash: 'before' | 'after' | undefined;

  async blockConnected(block: Block): Promise<void> {
    this.#crashIf('before');
    const known = this.chain.get(block.height);
    if (known !== undefined && known !== bytesToHex(block.hash))
      throw new Error('a block was never disconnected');
    const parent = this.chain.get(block.height - 1);
    if (parent !== undefined && parent !== bytesToHex(block.previous)) throw new Error('a block was skipped');
    this.chain.set(block.height, bytesToHex(block.hash));
    this.events.push(`+${block.height}`);
    this.#crashIf('after');
  }

  async blockDisconnected(block: BlockRef): Promise<void> {
    this.#crashIf('before');
    if (this.chain.has(block.height + 1)) throw new Error('blocks must leave from the top');
    this.chain.delete(block.height);
    this.events.push(`-${block.height}`);
    this.#crashIf('after');
  }

  #crashIf(when: 'before' | 'after'): void {
    if (this.crash !== when) return;
    this.crash = undefined;
    throw new Error('crash');
  }
}

export function rawOf(tx: Transaction): string {
  return bytesToHex(serializeTransaction(tx));
}
