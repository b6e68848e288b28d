import { BucketMap } from './bucket-map.ts';

const BUCKETS = 32;

/** Origins look random somewhere: which of their characters is for their maker to know. */
function bucketOf(origin: string): number {
  let sum = 0;
  for (let at = 0; at < origin.length; at++) sum = (sum * 31 + origin.charCodeAt(at)) >>> 0;
  return sum % BUCKETS;
}

/** What is kept by the origin of an HTLC that this end has offered, as hex. */
export type ByOrigin<V> = BucketMap<string, V>;

export function byOrigin<V>(): ByOrigin<V> {
  return new BucketMap(bucketOf);
}
