/** What came of the traffic, in figures. */
import { quantile } from '../../bench/measure.ts';
import type { MadePayment, Traffic } from './traffic.ts';

const QUANTILES = [0.5, 0.9, 0.99] as const;

export interface TrafficFigures {
  readonly payments: number;
  readonly succeeded: number;
  /** From 0 to 1. */
  readonly successRate: number;
  readonly failures: readonly MadePayment[];
}

export function figuresOf({ made }: Traffic): TrafficFigures {
  const failures = made.filter(({ info }) => info.state !== 'succeeded');
  const succeeded = made.length - failures.length;
  return { payments: made.length, succeeded, successRate: succeeded / made.length, failures };
}

/** Lines for a person. */
export function describeTraffic(traffic: Traffic): readonly string[] {
  const { made, returns, milliseconds } = traffic;
  const { payments, succeeded, successRate, failures } = figuresOf(traffic);
  const paid = made.filter(({ info }) => info.state === 'succeeded');
  const fees = paid.map(({ info }) => Number(info.feeMsat));
  const moved = paid.reduce((sum, { amount }) => sum + Number(amount), 0);
  const feeSum = fees.reduce((sum, fee) => sum + fee, 0);
  const seconds = milliseconds / 1000;
  return [
    `${succeeded} of ${payments} payments succeeded: ${(100 * successRate).toFixed(2)} %; ${failures.length} failed`,
    `${seconds.toFixed(1)} s, ${(payments / seconds).toFixed(1)} payments a second; ${returns} times a node left and returned`,
    `${made.filter(({ endLeft }) => endLeft).length} payments whose payer or payee left meanwhile`,
    `${Math.round(moved / 1000)} sat arrived, ${(feeSum / 1000).toFixed(3)} sat of fees: ${((feeSum / moved) * 1e6).toFixed(0)} ppm`,
    '',
    `${'each payment'.padEnd(26)}${['mean', ...QUANTILES.map((part) => `${100 * part} %`), 'most'].map((head) => head.padStart(12)).join('')}`,
    row(
      'amount, sat',
      paid.map(({ amount }) => Number(amount) / 1000),
    ),
    row(
      'of the max-flow, %',
      made.map(({ amount, maxFlow }) => (100 * Number(amount)) / Number(maxFlow)),
    ),
    row(
      'fee, sat',
      fees.map((fee) => fee / 1000),
    ),
    row(
      'fee, ppm',
      paid.map(({ amount, info }) => (1e6 * Number(info.feeMsat)) / Number(amount)),
    ),
    row(
      'attempts',
      made.map(({ info }) => info.attempts.length),
    ),
    row(
      'parts that arrived',
      paid.map(({ info }) => partsOf(info).length),
    ),
    row(
      'hops of a part',
      paid.flatMap(({ info }) => partsOf(info).map(({ hops }) => hops.length)),
    ),
    row(
      'milliseconds',
      paid.map((one) => one.milliseconds),
    ),
    ...failures.flatMap((one) => ['', ...describeFailure(one)]),
  ];
}

function partsOf({ attempts }: MadePayment['info']): MadePayment['info']['attempts'] {
  return attempts.filter(({ state }) => state === 'succeeded');
}

/** The reason, and what was tried how often. */
function describeFailure({ amount, maxFlow, info, endLeft, milliseconds }: MadePayment): readonly string[] {
  const tried = Map.groupBy(info.attempts, ({ failure, amountMsat, hops }) => {
    const place = hops.findIndex(({ nodeId }) => nodeId === failure?.nodeId);
    return `${failure?.code ?? 'pending'} at hop ${place + 1} of ${hops.length}, ${amountMsat} msat`;
  });
  return [
    `failed: ${amount} msat of a flow of ${maxFlow} msat, after ${Math.round(milliseconds)} ms${endLeft ? ', an end left' : ''}`,
    `  ${info.failure ?? 'no reason was given'}`,
    ...[...tried].map(([what, attempts]) => `  ${attempts.length} × ${what}`),
  ];
}

function row(name: string, values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const figures = [mean, ...QUANTILES.map((part) => quantile(values, part)), Math.max(...values)];
  return (
    name.padEnd(26) +
    figures.map((figure) => Number(figure.toPrecision(4)).toLocaleString('en').padStart(12)).join('')
  );
}
