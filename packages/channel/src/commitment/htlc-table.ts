import { bytesToHex } from '@sferic/crypto';
import type { Msat, Sat } from '@sferic/wire';
import { isTrimmed } from '../bitcoin/commitment-transaction.ts';
import { type Dual, SIDES } from '../dual.ts';
import { BucketMap } from './bucket-map.ts';
import { HTLC_STAGE_ORDER, type Htlc, type HtlcStageName } from './htlc.ts';
import { type ByOrigin, byOrigin } from './origins.ts';

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

/** Ids count up, so that neighbours share a bucket: some ten to thirty buckets hold a full channel. Stored too: rows are by bucket. */
const BUCKET_BITS = 5n;
export const bucketOfHtlc = (id: bigint): number => Number(id >> BUCKET_BITS);

/**
 * The HTLCs that one end has offered, by id, with what they sum up to at each stage: limits and balances are reckoned from
 * the sums, so that to add one HTLC costs the same whatever the number in flight.
 */
export class HtlcTable {
  readonly dustLimits: Dual<Sat>;
  readonly entries: BucketMap<bigint, Htlc>;
  readonly tallies: Tallies;
  /** Ids of those that have an origin. */
  readonly origins: ByOrigin<bigint>;

  private constructor(table: Pick<HtlcTable, 'dustLimits' | 'entries' | 'tallies' | 'origins'>) {
    this.dustLimits = table.dustLimits;
    this.entries = table.entries;
    this.tallies = table.tallies;
    this.origins = table.origins;
  }

  /** `htlcs` in the order of their ids. */
  static of(dustLimits: Dual<Sat>, htlcs: readonly Htlc[]): HtlcTable {
    const entries = new BucketMap<bigint, Htlc>(bucketOfHtlc);
    return new HtlcTable({ dustLimits, entries, tallies: NO_TALLIES, origins: byOrigin() }).with(htlcs);
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
    const origins = this.origins.with([...this.#newOrigins(htlcs), ...this.#goneOrigins(gone)]);
    return new HtlcTable({ dustLimits: this.dustLimits, entries, tallies, origins });
  }

  *#newOrigins(htlcs: readonly Htlc[]): Generator<readonly [origin: string, id: bigint]> {
    for (const { facts } of htlcs)
      if (facts.origin !== undefined && !this.entries.has(facts.id))
        yield [bytesToHex(facts.origin), facts.id];
  }

  *#goneOrigins(gone: readonly bigint[]): Generator<readonly [origin: string, id: undefined]> {
    for (const id of gone) {
      const origin = this.get(id)?.facts.origin;
      if (origin !== undefined) yield [bytesToHex(origin), undefined];
    }
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
