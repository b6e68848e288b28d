/** The nodes of the graph, in columns, each with a block of links to its channels. */
import { equalBytes } from '@sferic/crypto';
import type { NodeId } from '@sferic/wire';
import { wordAt } from './channel-columns.ts';
import { FreeList, grownLength, lengthened } from './flat-array.ts';
import { hashWords, IndexTable } from './index-table.ts';

const ID_LENGTH = 33;
const WORDS_PER_LINK = 2;
/** Half of all nodes of the public network have one or two channels. */
const MIN_BLOCK = 2;

export class NodeColumns {
  readonly #indexes = new FreeList();
  readonly #byId = new IndexTable((node) => hashOf(this.#idBytes(node)));
  #ids = new Uint8Array(0);
  unusable = new Uint8Array(0);
  /** Of the node's announcement, in seconds since 1970; 0 without one. */
  timestamps = new Uint32Array(0);
  checksums = new Uint32Array(0);
  linkStart = new Uint32Array(0);
  degree = new Uint32Array(0);
  /** Blocks of links, each with room for a power of two of them: see `blockSize`. */
  links = new Uint32Array(0);
  #linksEnd = 0;
  /** By the logarithm of the size: the first free block, and 1; each names the next in its first word. */
  readonly #freeBlocks = new Uint32Array(32);

  get end(): number {
    return this.#indexes.end;
  }

  get count(): number {
    return this.#indexes.used;
  }

  get byteLength(): number {
    const arrays = [this.#ids, this.unusable, this.timestamps, this.checksums, this.linkStart, this.degree];
    return [...arrays, this.links, this.#byId, this.#indexes]
      .map(({ byteLength }) => byteLength)
      .reduce((a, b) => a + b);
  }

  /** -1: unknown. */
  indexOf(id: Uint8Array): number {
    return this.#byId.find(hashOf(id), (node) => equalBytes(this.#idBytes(node), id));
  }

  idAt(node: number): NodeId {
    return this.#idBytes(node).slice() as NodeId;
  }

  /** Whether the id begins with these bytes. */
  beginsWith(node: number, bytes: Uint8Array): boolean {
    const start = ID_LENGTH * node;
    return bytes.every((byte, index) => this.#ids[start + index] === byte);
  }

  /** Whether the node still has this id: an index may have been used again. */
  isAt(node: number, id: Uint8Array): boolean {
    return equalBytes(this.#idBytes(node), id);
  }

  *indexes(): Generator<number> {
    for (let node = 0; node < this.end; node++) if ((this.degree[node] ?? 0) > 0) yield node;
  }

  /** The index of a node, which is new if need be; it must then get a link. */
  indexFor(id: Uint8Array): number {
    const known = this.indexOf(id);
    if (known >= 0) return known;
    const node = this.#indexes.take();
    if (node >= this.degree.length) this.reserve(grownLength(this.degree.length, node + 1));
    this.#ids.set(id, ID_LENGTH * node);
    this.unusable[node] = 0;
    this.timestamps[node] = 0;
    this.checksums[node] = 0;
    this.degree[node] = 0;
    this.#byId.add(node);
    return node;
  }

  /** `edge`: away from `node`, to `other`. */
  link(node: number, edge: number, other: number): void {
    const degree = this.degree[node] ?? 0;
    if (degree === 0 || degree === blockSize(degree)) this.#move(node, degree, degree + 1);
    this.#setLink((this.linkStart[node] ?? 0) + WORDS_PER_LINK * degree, edge, other);
    this.degree[node] = degree + 1;
  }

  /** The last link takes the place of the one that goes. A node without links is gone: then true. */
  unlink(node: number, edge: number): boolean {
    const start = this.linkStart[node] ?? 0;
    const last = (this.degree[node] ?? 0) - 1;
    let at = start;
    while (this.links[at] !== edge) at += WORDS_PER_LINK;
    const from = start + WORDS_PER_LINK * last;
    this.#setLink(at, this.links[from] ?? 0, this.links[from + 1] ?? 0);
    this.degree[node] = last;
    if (last > 0 && blockSize(last) === blockSize(last + 1)) return false;
    if (last > 0) {
      this.#move(node, last, last, last + 1);
      return false;
    }
    this.#freeBlock(start, MIN_BLOCK);
    this.#byId.remove(node);
    this.#indexes.give(node);
    return true;
  }

  /** Makes room for `count` nodes in all. */
  reserve(count: number): void {
    if (count <= this.degree.length) return;
    this.#ids = lengthened(this.#ids, ID_LENGTH * count);
    this.unusable = lengthened(this.unusable, count);
    this.timestamps = lengthened(this.timestamps, count);
    this.checksums = lengthened(this.checksums, count);
    this.linkStart = lengthened(this.linkStart, count);
    this.degree = lengthened(this.degree, count);
    this.#byId.reserve(count);
  }

  /** Puts the first `count` links of a node into a block for `wanted`; `had`: for how many the old one was made. */
  #move(node: number, count: number, wanted: number, had = count): void {
    const size = blockSize(wanted);
    const target = this.#takeBlock(size);
    const start = this.linkStart[node] ?? 0;
    this.links.copyWithin(target, start, start + WORDS_PER_LINK * count);
    if (had > 0) this.#freeBlock(start, blockSize(had));
    this.linkStart[node] = target;
  }

  #takeBlock(size: number): number {
    const free = this.#freeBlocks[Math.log2(size)] ?? 0;
    if (free > 0) {
      this.#freeBlocks[Math.log2(size)] = this.links[free - 1] ?? 0;
      return free - 1;
    }
    const start = this.#linksEnd;
    this.#linksEnd += WORDS_PER_LINK * size;
    if (this.#linksEnd > this.links.length)
      this.links = lengthened(this.links, grownLength(this.links.length, this.#linksEnd));
    return start;
  }

  #freeBlock(start: number, size: number): void {
    this.links[start] = this.#freeBlocks[Math.log2(size)] ?? 0;
    this.#freeBlocks[Math.log2(size)] = start + 1;
  }

  #setLink(at: number, edge: number, other: number): void {
    this.links[at] = edge;
    this.links[at + 1] = other;
  }

  #idBytes(node: number): Uint8Array {
    return this.#ids.subarray(ID_LENGTH * node, ID_LENGTH * (node + 1));
  }
}

/** For how many links the block of a node has room. */
function blockSize(degree: number): number {
  return degree <= MIN_BLOCK ? MIN_BLOCK : 2 ** (32 - Math.clz32(degree - 1));
}

/** A node id is a point, so its bytes are as good as random; whoever wants them to collide pays a channel for each. */
function hashOf(id: Uint8Array): number {
  return hashWords(wordAt(id, 1), wordAt(id, 29));
}
