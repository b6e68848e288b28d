/** The channels of the graph, in columns: an index, which is used again, instead of an object for each. */
import type { ShortChannelId } from '@sferic/wire';
import { FreeList, grownLength, lengthened } from './flat-array.ts';
import { EDGE } from './graph-view.ts';
import { hashWords, IndexTable } from './index-table.ts';

/** What a node asks for an HTLC over its channel, as columns hold it. */
export interface EdgeTerms {
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly feeBase: number;
  readonly feeProportionalMillionths: number;
  readonly cltvExpiryDelta: number;
  /** Millisatoshis: exact up to 2^53. */
  readonly htlcMinimum: number;
  readonly htlcMaximum: number;
  readonly isDisabled: boolean;
  /** See `FlatGraph`. */
  readonly isUsable: boolean;
  /** Of the whole update but for its signature and time. */
  readonly checksum: number;
}

export const CHANNEL_FLAG = {
  /** It demands a feature that is unknown here. */
  unusable: 1,
  /** `spentAt` is the height of a block in which the spend was seen. */
  sighted: 2,
  /** The index is in use. */
  present: 4,
} as const;

const WORDS_PER_ID = 2;

export class ChannelColumns {
  readonly #indexes = new FreeList();
  /** By short channel id. */
  readonly #byId = new IndexTable((channel) => this.#idHash(channel));
  /** By the first 8 bytes of the funding transaction's id. */
  readonly #byFunding = new IndexTable((channel) => this.#fundingHash(channel));
  /** Two words for each channel. */
  ids = new Uint32Array(0);
  #funding = new Uint32Array(0);
  /** Node indexes, two for each channel. */
  nodes = new Uint32Array(0);
  capacity = new Float64Array(0);
  addedAt = new Uint32Array(0);
  /** Block height; 0 while the funding output is not spent. */
  spentAt = new Uint32Array(0);
  flags = new Uint8Array(0);
  /** By edge. */
  checksums = new Uint32Array(0);
  amounts = new Float64Array(0);
  words = new Uint32Array(0);

  get end(): number {
    return this.#indexes.end;
  }

  get count(): number {
    return this.#indexes.used;
  }

  get byteLength(): number {
    const arrays = [this.ids, this.#funding, this.nodes, this.capacity, this.addedAt, this.spentAt];
    return [...arrays, this.flags, this.checksums, this.amounts, this.#byId, this.#byFunding, this.#indexes]
      .map(({ byteLength }) => byteLength)
      .reduce((a, b) => a + b);
  }

  /** -1: unknown. */
  indexOf(id: ShortChannelId): number {
    const [high, low] = wordsOf(id);
    const ids = this.ids;
    return this.#byId.find(
      hashWords(high, low),
      (channel) => ids[WORDS_PER_ID * channel] === high && ids[WORDS_PER_ID * channel + 1] === low,
    );
  }

  idAt(channel: number): ShortChannelId {
    const ids = this.ids;
    const [high, low] = [ids[WORDS_PER_ID * channel] ?? 0, ids[WORDS_PER_ID * channel + 1] ?? 0];
    return ((BigInt(high) << 32n) | BigInt(low)) as ShortChannelId;
  }

  *indexes(): Generator<number> {
    for (let channel = 0; channel < this.end; channel++)
      if (((this.flags[channel] ?? 0) & CHANNEL_FLAG.present) !== 0) yield channel;
  }

  /** Height of the block with the funding transaction. */
  heightAt(channel: number): number {
    return (this.ids[WORDS_PER_ID * channel] ?? 0) >>> 8;
  }

  /** A channel whose funding transaction's id begins with the same 8 bytes and that uses this output, or -1. */
  fundedBy(txid: Uint8Array, outputIndex: number): number {
    const [high, low] = prefixOf(txid);
    const [ids, funding] = [this.ids, this.#funding];
    return this.#byFunding.find(
      hashWords(high, low),
      (channel) =>
        funding[WORDS_PER_ID * channel] === high &&
        funding[WORDS_PER_ID * channel + 1] === low &&
        ((ids[WORDS_PER_ID * channel + 1] ?? 0) & 0xffff) === outputIndex,
    );
  }

  /** Whether the funding transaction's id begins as `txid` does. */
  isFundedBy(channel: number, txid: Uint8Array): boolean {
    const [high, low] = prefixOf(txid);
    return (
      this.#funding[WORDS_PER_ID * channel] === high && this.#funding[WORDS_PER_ID * channel + 1] === low
    );
  }

  /** The id must be new. What stood at the index before is gone. */
  add(id: ShortChannelId, txid: Uint8Array, node1: number, node2: number): number {
    const channel = this.#indexes.take();
    if (channel >= this.capacity.length) this.reserve(grownLength(this.capacity.length, channel + 1));
    this.ids.set(wordsOf(id), WORDS_PER_ID * channel);
    this.#funding.set(prefixOf(txid), WORDS_PER_ID * channel);
    this.nodes.set([node1, node2], 2 * channel);
    this.spentAt[channel] = 0;
    this.flags[channel] = CHANNEL_FLAG.present;
    for (const edge of [2 * channel, 2 * channel + 1]) this.#clear(edge);
    this.#byId.add(channel);
    this.#byFunding.add(channel);
    return channel;
  }

  remove(channel: number): void {
    this.#byId.remove(channel);
    this.#byFunding.remove(channel);
    for (const edge of [2 * channel, 2 * channel + 1]) this.#clear(edge);
    this.flags[channel] = 0;
    this.#indexes.give(channel);
  }

  /** Makes room for `count` channels in all. */
  reserve(count: number): void {
    if (count <= this.capacity.length) return;
    this.ids = lengthened(this.ids, WORDS_PER_ID * count);
    this.#funding = lengthened(this.#funding, WORDS_PER_ID * count);
    this.nodes = lengthened(this.nodes, 2 * count);
    this.capacity = lengthened(this.capacity, count);
    this.addedAt = lengthened(this.addedAt, count);
    this.spentAt = lengthened(this.spentAt, count);
    this.flags = lengthened(this.flags, count);
    this.checksums = lengthened(this.checksums, 2 * count);
    this.amounts = lengthened(this.amounts, EDGE.amountStride * 2 * count);
    this.words = new Uint32Array(this.amounts.buffer);
    this.#byId.reserve(count);
    this.#byFunding.reserve(count);
  }

  setTerms(edge: number, terms: EdgeTerms): void {
    const { amounts, words } = this;
    amounts[EDGE.amountStride * edge + EDGE.minimum] = terms.htlcMinimum;
    amounts[EDGE.amountStride * edge + EDGE.maximum] = terms.htlcMaximum;
    const at = EDGE.wordStride * edge;
    words[at + EDGE.feeBase] = terms.feeBase;
    words[at + EDGE.feeProportional] = terms.feeProportionalMillionths;
    words[at + EDGE.timestamp] = terms.timestamp;
    words[at + EDGE.delta] =
      terms.cltvExpiryDelta |
      EDGE.known |
      (terms.isUsable ? EDGE.usable : 0) |
      (terms.isDisabled ? EDGE.disabled : 0);
    this.checksums[edge] = terms.checksum;
  }

  termsAt(edge: number): EdgeTerms | undefined {
    const bits = this.bitsAt(edge);
    if ((bits & EDGE.known) === 0) return undefined;
    const { amounts, words } = this;
    const [amount, word] = [EDGE.amountStride * edge, EDGE.wordStride * edge];
    return {
      timestamp: words[word + EDGE.timestamp] ?? 0,
      feeBase: words[word + EDGE.feeBase] ?? 0,
      feeProportionalMillionths: words[word + EDGE.feeProportional] ?? 0,
      cltvExpiryDelta: bits & EDGE.deltaMask,
      htlcMinimum: amounts[amount + EDGE.minimum] ?? 0,
      htlcMaximum: amounts[amount + EDGE.maximum] ?? 0,
      isDisabled: (bits & EDGE.disabled) !== 0,
      isUsable: (bits & EDGE.usable) !== 0,
      checksum: this.checksums[edge] ?? 0,
    };
  }

  /** The word with the bits of `EDGE`. */
  bitsAt(edge: number): number {
    return this.words[EDGE.wordStride * edge + EDGE.delta] ?? 0;
  }

  /** Of the latest update, in seconds since 1970; `undefined` where there is none. */
  timestampAt(edge: number): number | undefined {
    if ((this.bitsAt(edge) & EDGE.known) === 0) return undefined;
    return this.words[EDGE.wordStride * edge + EDGE.timestamp];
  }

  #clear(edge: number): void {
    this.words.fill(0, EDGE.wordStride * edge, EDGE.wordStride * (edge + 1));
  }

  #idHash(channel: number): number {
    return hashWords(this.ids[WORDS_PER_ID * channel] ?? 0, this.ids[WORDS_PER_ID * channel + 1] ?? 0);
  }

  #fundingHash(channel: number): number {
    const at = WORDS_PER_ID * channel;
    return hashWords(this.#funding[at] ?? 0, this.#funding[at + 1] ?? 0);
  }
}

function wordsOf(id: ShortChannelId): [number, number] {
  return [Number(id >> 32n), Number(id & 0xffff_ffffn)];
}

/** A transaction's id is a hash: to find another one with the same 8 bytes takes 2^64 trials. */
function prefixOf(txid: Uint8Array): [number, number] {
  return [wordAt(txid, 0), wordAt(txid, 4)];
}

/** Four bytes as an unsigned number. */
export function wordAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
