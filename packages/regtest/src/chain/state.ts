import { equalBytes } from '@sferic/crypto';
import { type Block, blockHash, blockMerkleTree, parseBlock, serializeBlock } from '../block.ts';
import type { CoinView } from '../coin.ts';
import { err, ok, type Result } from '../result.ts';
import { type Database, StorageError } from '../storage/database.ts';
import type { ConsensusError } from '../validation/errors.ts';
import type { ScriptVerifier } from '../validation/scripts.ts';
import { type CoinOverlay, CoinSet } from './coins.ts';
import { checkNewBlock, connectBlock, disconnectBlock } from './connect.ts';
import { GENESIS_BLOCK } from './genesis.ts';
import { ancestorAt, type BlockNode, BlockTree, forkPoint, isBetter } from './tree.ts';
import { type BlockUndo, parseUndo, serializeUndo } from './undo.ts';

/** How the best chain changed. */
export interface ChainChange {
  /** Blocks that left, highest first. */
  readonly disconnected: readonly BlockNode[];
  /** Blocks that came, lowest first. */
  readonly connected: readonly BlockNode[];
}

/** Collects a change step by step. A block that leaves and comes back is no change. */
class Walk implements ChainChange {
  readonly disconnected: BlockNode[] = [];
  readonly connected: BlockNode[] = [];

  get isEmpty(): boolean {
    return this.disconnected.length === 0 && this.connected.length === 0;
  }

  left(node: BlockNode): void {
    if (this.connected.at(-1) === node) this.connected.pop();
    else this.disconnected.push(node);
  }

  came(node: BlockNode): void {
    if (this.connected.length === 0 && this.disconnected.at(-1) === node) this.disconnected.pop();
    else this.connected.push(node);
  }
}

interface Rejected {
  readonly node: BlockNode;
  readonly error: BlockRejection;
}

/** Why a block was not taken. */
export type BlockRejection = ConsensusError | { readonly code: SubmitReason; readonly message: string };

type SubmitReason = 'duplicate-invalid' | 'prev-blk-not-found' | 'bad-prevblk';

const refuse = (code: SubmitReason): Result<never, BlockRejection> => err({ code, message: '' });

export interface ChainModules {
  readonly database: Database;
  /** Shared with the mempool, so that what it verified is not verified again in a block. */
  readonly verifier: ScriptVerifier;
  /** Seconds since 1970, which bounds block times. */
  readonly now: () => number;
}

/** Parsed blocks kept in memory, newest use last. Blocks of a local network are small; followers ask for recent ones. */
const MAX_CACHED_BLOCKS = 256;

/** The blocks, the best chain among them and its unspent outputs. */
export class ChainState {
  readonly tree = new BlockTree(GENESIS_BLOCK.header);
  readonly #database: Database;
  readonly #now: () => number;
  readonly #coins = new CoinSet();
  readonly #verifier: ScriptVerifier;
  readonly #cache = new Map<number, Block>();
  /** The best chain by height. */
  readonly #active: BlockNode[] = [this.tree.genesis];
  #sequence = 0;
  #onChange: (change: ChainChange) => void = () => {};

  private constructor({ database, verifier, now }: ChainModules) {
    this.#database = database;
    this.#verifier = verifier;
    this.#now = now;
  }

  /**
   * Reads all blocks back and walks to the best one. Scripts of stored blocks were checked when they came and are
   * not run again; hashes, Merkle roots and amounts are. Throws a `StorageError`.
   */
  static load(modules: ChainModules): ChainState {
    const state = new ChainState(modules);
    for (const { sequence, data, failure } of modules.database.blocks()) {
      const block = parseStored(data, sequence);
      const parent = state.tree.find(block.header.previousHash);
      if (parent === undefined) throw new StorageError('damaged', `block ${sequence} has no parent`);
      const node = state.tree.add(block.header, parent, block.transactions.length, sequence);
      if (failure !== undefined) state.tree.mark(node, failure);
      state.#sequence = sequence;
    }
    for (const node of pathTo(state.tree.best())) state.#replay(node);
    return state;
  }

  /** The one that hears of every change of the best chain, within the same transaction of the store. */
  set onChange(listener: (change: ChainChange) => void) {
    this.#onChange = listener;
  }

  get tip(): BlockNode {
    return this.#active.at(-1) ?? this.tree.genesis;
  }

  /** Number of the block that arrived last. */
  get lastSequence(): number {
    return this.#sequence;
  }

  get coins(): CoinView & Pick<CoinSet, 'entries' | 'total' | 'size'> {
    return this.#coins;
  }

  /** The block of the best chain at a height. */
  at(height: number): BlockNode | undefined {
    return this.#active[height];
  }

  isActive(node: BlockNode): boolean {
    return this.#active[node.height] === node;
  }

  block(node: BlockNode): Block {
    if (node === this.tree.genesis) return GENESIS_BLOCK;
    const block =
      this.#cache.get(node.sequence) ?? parseStored(this.#database.block(node.sequence), node.sequence);
    this.#remember(node.sequence, block);
    return block;
  }

  /** What a block spent; undefined for a block that never was in the best chain, and for the genesis block. */
  undo(node: BlockNode): BlockUndo | undefined {
    const stored = node === this.tree.genesis ? undefined : this.#database.undo(node.sequence);
    if (stored === undefined) return undefined;
    const undo = parseUndo(stored);
    if (!undo.ok)
      throw new StorageError('damaged', `undo data of block ${node.sequence}: ${undo.error.message}`);
    return undo.value;
  }

  /** Checks, stores and if it makes the better chain connects a block. A known block is taken without effect. */
  submit(block: Block): Result<BlockNode, BlockRejection> {
    const known = this.tree.find(blockHash(block.header));
    if (known) {
      return this.tree.isUsable(known) ? ok(known) : refuse('duplicate-invalid');
    }
    const parent = this.tree.find(block.header.previousHash);
    if (parent === undefined) return refuse('prev-blk-not-found');
    if (!this.tree.isUsable(parent)) return refuse('bad-prevblk');
    const broken = checkNewBlock(block, parent, this.#now());
    if (broken) return err(broken);
    return this.#database.transaction(() => {
      const sequence = ++this.#sequence;
      this.#database.addBlock(sequence, serializeBlock(block));
      const node = this.tree.add(block.header, parent, block.transactions.length, sequence);
      this.#remember(sequence, block);
      if (!isBetter(node, this.tip)) return ok(node);
      const rejected = this.#activate(node);
      return rejected?.node === node ? err(rejected.error) : ok(node);
    });
  }

  /** Why a block could not follow the best one, if so. Changes nothing. */
  test(block: Block): BlockRejection | undefined {
    const broken = checkNewBlock(block, this.tip, this.#now());
    if (broken) return broken;
    const connected = connectBlock(block, this.tip, this.#coins, this.#verifier);
    return connected.ok ? undefined : connected.error;
  }

  /** Bars a block and its descendants from the best chain. The genesis block cannot be barred. */
  invalidate(node: BlockNode): void {
    if (node === this.tree.genesis) throw new Error('the genesis block cannot be invalidated');
    this.#database.transaction(() => {
      this.#mark(node, 'invalidated');
      this.#activate(this.tree.best());
    });
  }

  /** Lifts the bars of a block, its ancestors and its descendants. */
  reconsider(node: BlockNode): void {
    this.#database.transaction(() => {
      for (const failed of [...this.tree.failed()]) {
        const related =
          ancestorAt(node, failed.height) === failed || ancestorAt(failed, node.height) === node;
        if (related) this.#mark(failed, undefined);
      }
      this.#activate(this.tree.best());
    });
  }

  #mark(node: BlockNode, failure: 'invalid' | 'invalidated' | undefined): void {
    this.tree.mark(node, failure);
    this.#database.setFailure(node.sequence, failure);
  }

  /** Walks to `target`; when a block on the way turns out to be invalid, to the best usable block instead. */
  #activate(target: BlockNode): Rejected | undefined {
    const walk = new Walk();
    let rejected: Rejected | undefined;
    for (let next: BlockNode | undefined = target; next; ) {
      const failed = this.#walkTo(next, walk);
      rejected = failed ?? rejected;
      next = failed && this.tree.best();
    }
    if (!walk.isEmpty) this.#onChange({ disconnected: walk.disconnected, connected: walk.connected });
    return rejected;
  }

  #walkTo(target: BlockNode, walk: Walk): Rejected | undefined {
    const fork = forkPoint(this.tip, target);
    while (this.tip !== fork) walk.left(this.#disconnectTip());
    for (const node of pathTo(target, fork)) {
      const error = this.#connect(node);
      if (error) {
        this.#mark(node, 'invalid');
        return { node, error };
      }
      walk.came(node);
    }
    return undefined;
  }

  #connect(node: BlockNode): BlockRejection | undefined {
    const connected = connectBlock(this.block(node), this.tip, this.#coins, this.#verifier);
    if (!connected.ok) return connected.error;
    this.#database.setUndo(node.sequence, serializeUndo(connected.value.undo));
    this.#adopt(node, connected.value.coins);
    return undefined;
  }

  #replay(node: BlockNode): void {
    const block = parseStored(this.#database.block(node.sequence), node.sequence);
    const connected = connectBlock(block, this.tip, this.#coins, undefined);
    if (!connected.ok) {
      throw new StorageError('damaged', `stored block ${node.sequence} is invalid: ${connected.error.code}`);
    }
    this.#adopt(node, connected.value.coins);
  }

  #adopt(node: BlockNode, coins: CoinOverlay): void {
    this.#coins.apply(coins.changes());
    this.#active.push(node);
  }

  #disconnectTip(): BlockNode {
    const node = this.tip;
    const undo = this.undo(node);
    if (undo === undefined)
      throw new StorageError('damaged', `undo data of block ${node.sequence} is missing`);
    this.#coins.apply(disconnectBlock(this.block(node), undo, this.#coins).changes());
    this.#active.pop();
    return node;
  }

  #remember(sequence: number, block: Block): void {
    this.#cache.delete(sequence);
    this.#cache.set(sequence, block);
    if (this.#cache.size > MAX_CACHED_BLOCKS) {
      for (const oldest of this.#cache.keys()) {
        this.#cache.delete(oldest);
        break;
      }
    }
  }
}

function parseStored(data: Uint8Array, sequence: number): Block {
  const block = parseBlock(data);
  if (!block.ok) throw new StorageError('damaged', `block ${sequence}: ${block.error.message}`);
  const { root } = blockMerkleTree(block.value.transactions);
  if (!equalBytes(root, block.value.header.merkleRoot)) {
    throw new StorageError('damaged', `block ${sequence} does not match its Merkle root`);
  }
  return block.value;
}

/** The blocks after `fork` (or the genesis block) up to `node`, lowest first. */
function pathTo(node: BlockNode, fork?: BlockNode): BlockNode[] {
  const path: BlockNode[] = [];
  for (let at = node; at !== fork && at.parent !== undefined; at = at.parent) path.push(at);
  return path.reverse();
}
