/** The keys of a channel's rows. */
import type { Side } from '../dual.ts';

/** One change of a stored row: `null` deletes it. Of several writes to one key the last holds. */
export interface Write {
  readonly key: string;
  readonly value: Uint8Array | null;
}

export interface StoredRow {
  readonly key: string;
  readonly value: Uint8Array;
}

export const ROW = {
  /** The whole of a channel that is still being signed. */
  signing: 'signing',
  params: 'params',
  state: 'state',
  commitments: 'commitments',
  /** A funding transaction that is being signed to take the place of others. */
  replacement: 'replacement',
} as const;

/** Families of rows: a key is the family, a slash and a part that tells the rows apart. */
export const ROW_FAMILY = {
  funding: 'funding',
  signatures: 'signatures',
  secret: 'secret',
  htlc: 'htlc',
  /** How far HTLCs are whose ids are neighbours: many move at a time. */
  inFlight: 'in_flight',
  removal: 'removal',
  settlement: 'settlement',
  /** A funding transaction that may confirm; see `candidateKey`. */
  candidate: 'funding_transaction',
  /** An output that is tracked after the close. */
  output: 'output',
  /** What a penalty needs of HTLCs that are gone; grows with the age of the channel: leave it out of what `restore` gets. */
  past: 'past',
} as const;

/** The family of rows that `restore` does without. */
export const PAST_FAMILY = ROW_FAMILY.past;

export type RowFamily = keyof typeof ROW_FAMILY;

export function rowKey(family: RowFamily, ...parts: readonly (string | number | bigint)[]): string {
  return [ROW_FAMILY[family], ...parts].join('/');
}

/** The first has the key of the only one that earlier versions knew. */
export function candidateKey(index: number): string {
  return index === 0 ? ROW_FAMILY.candidate : rowKey('candidate', index);
}

export function htlcKey(family: 'htlc' | 'removal' | 'past', offeredBy: Side, id: bigint): string {
  return rowKey(family, offeredBy, id);
}

/** `bucket`: of the table of HTLCs. */
export function inFlightKey(offeredBy: Side, bucket: number | string): string {
  return rowKey('inFlight', offeredBy, bucket);
}
