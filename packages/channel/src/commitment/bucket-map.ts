/** A change of a map: `undefined` deletes. */
export type Change<K, V> = readonly [key: K, value: V | undefined];

type Buckets<K, V> = ReadonlyMap<number, ReadonlyMap<K, V>>;

/**
 * An immutable map whose copies share what did not change: its entries stand in buckets, and a change copies those that it
 * touches. So a change of one in hundreds, and finding what differs between two versions, costs about the size of a bucket.
 *
 * Its fields are a function of its contents alone: equal maps are equal by structure.
 */
export class BucketMap<K, V> {
  readonly size: number;
  readonly buckets: Buckets<K, V>;
  /** The bucket of a key. */
  readonly bucketOf: (key: K) => number;

  constructor(bucketOf: (key: K) => number, buckets: Buckets<K, V> = new Map(), size = 0) {
    this.bucketOf = bucketOf;
    this.buckets = buckets;
    this.size = size;
  }

  get(key: K): V | undefined {
    return this.buckets.get(this.bucketOf(key))?.get(key);
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  /** In the order in which buckets and, inside of each, keys came. */
  *values(): Generator<V, undefined> {
    for (const bucket of this.buckets.values()) yield* bucket.values();
  }

  /** Whether any value satisfies the condition: faster than by the iterator. */
  some(condition: (value: V) => boolean): boolean {
    for (const bucket of this.buckets.values())
      for (const value of bucket.values()) if (condition(value)) return true;
    return false;
  }

  /** The values that satisfy the condition, in order. */
  filter(condition: (value: V) => boolean): V[] {
    const found: V[] = [];
    for (const bucket of this.buckets.values())
      for (const value of bucket.values()) if (condition(value)) found.push(value);
    return found;
  }

  /** With these changes: the same if there are none. */
  with(changes: Iterable<Change<K, V>>): BucketMap<K, V> {
    const copies = new Map<number, Map<K, V>>();
    let size = this.size;
    for (const [key, value] of changes) {
      const index = this.bucketOf(key);
      const copy = copies.get(index) ?? new Map(this.buckets.get(index));
      copies.set(index, copy);
      size -= copy.size;
      if (value === undefined) copy.delete(key);
      else copy.set(key, value);
      size += copy.size;
    }
    if (copies.size === 0) return this;
    const buckets = new Map(this.buckets);
    for (const [index, copy] of copies)
      if (copy.size === 0) buckets.delete(index);
      else buckets.set(index, copy);
    return new BucketMap(this.bucketOf, buckets, size);
  }
}

/** The buckets in which two versions of a map differ, with what the later one has there. One that is missing is empty. */
export function* changedBuckets<K, V>(
  before: BucketMap<K, V> | undefined,
  after: BucketMap<K, V> | undefined,
): Generator<readonly [index: number, after: ReadonlyMap<K, V> | undefined]> {
  if (before === after) return;
  for (const [index, bucket] of after?.buckets ?? [])
    if (before?.buckets.get(index) !== bucket) yield [index, bucket];
  for (const index of before?.buckets.keys() ?? []) if (!after?.buckets.has(index)) yield [index, undefined];
}

/** The entries in which two versions of a map differ. One that is missing is empty. */
export function* differences<K, V>(
  before: BucketMap<K, V> | undefined,
  after: BucketMap<K, V> | undefined,
): Generator<readonly [key: K, before: V | undefined, after: V | undefined]> {
  if (before === after) return;
  for (const [index, bucket] of after?.buckets ?? []) {
    const old = before?.buckets.get(index);
    if (old === bucket) continue;
    for (const [key, value] of bucket) {
      const earlier = old?.get(key);
      if (earlier !== value) yield [key, earlier, value];
    }
  }
  for (const [index, old] of before?.buckets ?? []) {
    const bucket = after?.buckets.get(index);
    if (old === bucket) continue;
    for (const [key, value] of old) if (bucket?.get(key) === undefined) yield [key, value, undefined];
  }
}
