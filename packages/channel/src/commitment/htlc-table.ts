import type { Msat, Sat } from '@sferic/wire';
import { isTrimmed } from '../bitcoin/commitment-transaction.ts';
import { type Dual, SIDES } from '../dual.ts';
import { BucketMap } from './bucket-map.ts';
import { HTLC_STAGE_ORDER, type Htlc, type HtlcStageName } from './htlc.ts';

/** What the HTLCs at one stage sum up to. */
export interface Tally {
  readonly count: number;
  readonly amount: bigint;
  /** Part of it: removed with the preimage. */
  readonly fulfilled: bigint;
  /** HTLCs with an output in a commitment of each end's, and the worth of those without. */
  readonly untrimmed: Dual<number>;
  readonly trimmedAmount: Dual<bigint>;
}

type Tallies = Readonly<Record<HtlcStageName, Tally>>;

const NOTHING: Tally = {
  count: 0,
  amount: 0n,
  fulfilled: 0n,
  untrimmed: { local: 0, remote: 0 },
  trimmedAmount: { local: 0n, remote: 0n },
};
const NO_TALLIES = Object.fromEntries(HTLC_STAGE_ORDER.map((stage) => [stage, NOTHING])) as Tallies;

/** Ids count up, so that neighbours share a bucket: some ten to thirty buckets hold a full channel. */
const BUCKET_BITS = 5n;
const bucketOf = (id: bigint): number => Number(id >> BUCKET_BITS);

/**
 * The HTLCs that one end has offered, by id, with what they sum up to at each stage: limits and balances are reckoned from
 * the sums, so that to add one HTLC costs the same whatever the number in flight.
 */
export class HtlcTable {
  readonly dustLimits: Dual<Sat>;
  readonly entries: BucketMap<bigint, Htlc>;
  readonly tallies: Tallies;

  private constructor(dustLimits: Dual<Sat>, entries: BucketMap<bigint, Htlc>, tallies: Tallies) {
    this.dustLimits = dustLimits;
    this.entries = entries;
    this.tallies = tallies;
  }

  /** `htlcs` in the order of their ids. */
  static of(dustLimits: Dual<Sat>, htlcs: readonly Htlc[]): HtlcTable {
    return new HtlcTable(dustLimits, new BucketMap(bucketOf), NO_TALLIES).with(htlcs);
  }

  get size(): number {
    return this.entries.size;
  }

  get(id: bigint): Htlc | undefined {
    return this.entries.get(id);
  }

  /** In the order of their ids, which is that in which they were offered. */
  values(): Generator<Htlc, undefined> {
    return this.entries.values();
  }

  /** With these added or in the place of those with the same ids, and without those with the ids of `gone`. */
  with(htlcs: readonly Htlc[], gone: readonly bigint[] = []): HtlcTable {
    const tallies = { ...this.tallies };
    const taken = [...htlcs.map(({ facts }) => facts.id), ...gone];
    for (const id of taken) {
      const old = this.get(id);
      if (old !== undefined) tallies[old.stage] = this.#tallied(tallies[old.stage], old, -1);
    }
    for (const htlc of htlcs) tallies[htlc.stage] = this.#tallied(tallies[htlc.stage], htlc, 1);
    const entries = this.entries.with([
      ...htlcs.map((htlc) => [htlc.facts.id, htlc] as const),
      ...gone.map((id) => [id, undefined] as const),
    ]);
    return new HtlcTable(this.dustLimits, entries, tallies);
  }

  #tallied(tally: Tally, { facts: { amount }, removal }: Htlc, sign: 1 | -1): Tally {
    const signed = sign === 1 ? amount : -amount;
    const trimmed = this.#trimmedBy(amount);
    return {
      count: tally.count + sign,
      amount: tally.amount + signed,
      fulfilled: removal?.type === 'fulfill' ? tally.fulfilled + signed : tally.fulfilled,
      untrimmed: {
        local: tally.untrimmed.local + (trimmed.local ? 0 : sign),
        remote: tally.untrimmed.remote + (trimmed.remote ? 0 : sign),
      },
      trimmedAmount: {
        local: tally.trimmedAmount.local + (trimmed.local ? signed : 0n),
        remote: tally.trimmedAmount.remote + (trimmed.remote ? signed : 0n),
      },
    };
  }

  #trimmedBy(amount: Msat): Dual<boolean> {
    const { local, remote } = this.dustLimits;
    return { local: isTrimmed(amount, local), remote: isTrimmed(amount, remote) };
  }
}

/** The tables of a channel without HTLCs. `ends`: what each end's commitments trim. */
export function emptyTables(ends: Dual<{ readonly dustLimit: Sat }>): Dual<HtlcTable> {
  const dustLimits = { local: ends.local.dustLimit, remote: ends.remote.dustLimit };
  const [local, remote] = SIDES.map(() => HtlcTable.of(dustLimits, []));
  if (local === undefined || remote === undefined) throw new Error('a channel has two sides');
  return { local, remote };
}
