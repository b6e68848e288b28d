import type { SatPerKw } from '@sferic/wire';
import type { Logger } from '../log.ts';
import type { ChainBackend } from './backend.ts';
import { asError } from './errors.ts';

/** Bitcoin Core relays from 1000 satoshis per kilovbyte; rounding of weights up makes that 253 per kiloweight. */
export const FEERATE_FLOOR = 253 as SatPerKw;
/** No estimate is believed beyond this (1000 sat/vbyte): a broken server must not burn the funds. */
export const FEERATE_CEILING = 250_000 as SatPerKw;

/** Within how many blocks a transaction should confirm. */
export const FEE_TARGET = { urgent: 2, normal: 6, slow: 36, background: 144 } as const;
export type FeeTarget = keyof typeof FEE_TARGET;

export type FeeEstimates = Readonly<Record<FeeTarget, SatPerKw>>;

export interface FeeEstimatorOptions {
  readonly backend: ChainBackend;
  readonly log: Logger;
  /** Serves where the chain has no estimate, as on regtest and after its start. */
  readonly fallback: SatPerKw;
}

/** What a transaction should pay, by the server's estimates; between refreshes the last ones hold. */
export class FeeEstimator {
  readonly #options: FeeEstimatorOptions;
  #current: FeeEstimates;

  constructor(options: FeeEstimatorOptions) {
    this.#options = options;
    this.#current = choose(options.fallback, 0, {});
  }

  get current(): FeeEstimates {
    return this.#current;
  }

  /** Asks the server; when it does not answer, what was known stays. Never rejects. To be called at start and at each block. */
  async refresh(): Promise<FeeEstimates> {
    const { backend, fallback, log } = this.#options;
    try {
      const targets = Object.keys(FEE_TARGET) as FeeTarget[];
      const [minimum, ...estimates] = await Promise.all([
        backend.mempoolMinimumFeerate(),
        ...targets.map((target) => backend.estimateFeerate(FEE_TARGET[target])),
      ]);
      const known = Object.fromEntries(targets.map((target, index) => [target, estimates[index]]));
      this.#current = choose(fallback, minimum, known);
    } catch (error) {
      log.warn('no fee estimates', { error: asError(error) });
    }
    return this.#current;
  }
}

/**
 * A target without an estimate takes that of the next sooner one, or else of the next later one, or the fallback. A
 * sooner target never pays less than a later one, and none less than the mempool asks.
 */
function choose(
  fallback: SatPerKw,
  minimum: number,
  estimates: Readonly<Partial<Record<FeeTarget, number | undefined>>>,
): FeeEstimates {
  const floor = Math.max(FEERATE_FLOOR, minimum);
  const within = (feerate: number): SatPerKw =>
    Math.min(FEERATE_CEILING, Math.max(floor, Math.ceil(feerate))) as SatPerKw;
  const sooner = [estimates.urgent, estimates.normal, estimates.slow, estimates.background];
  const known = sooner.map(
    (_, index) => sooner.slice(0, index + 1).findLast(isKnown) ?? sooner.find(isKnown),
  );
  const [urgent, normal, slow, background] = known.map((_, index) =>
    within(Math.max(...known.slice(index).map((feerate) => feerate ?? fallback))),
  ) as [SatPerKw, SatPerKw, SatPerKw, SatPerKw];
  return { urgent, normal, slow, background };
}

function isKnown(feerate: number | undefined): feerate is number {
  return feerate !== undefined;
}
