/** Streams that come in: the totals of each session are stored with each payment, in one commit. */

import type { SpontaneousHook, SpontaneousPayment } from '../payments/index.ts';
import type { SqlWriter, Store } from '../store/index.ts';
import { findStreamRecord, isSlower, type Rate } from './stream-record.ts';
import { addIncoming, type IncomingStream, listIncoming, readIncoming } from './stream-rows.ts';

export interface IncomingStreamsModules {
  readonly store: Pick<Store, 'get' | 'all'>;
  /** Streams that pay less are refused. */
  readonly minimumRate?: Rate;
  /** A payment of the stream has come, and that is durable. */
  readonly changed: (stream: IncomingStream) => void;
}

export class IncomingStreams implements SpontaneousHook {
  readonly #modules: IncomingStreamsModules;

  constructor(modules: IncomingStreamsModules) {
    this.#modules = modules;
  }

  accepts({ records }: SpontaneousPayment): boolean {
    const record = findStreamRecord(records);
    const { minimumRate } = this.#modules;
    if (record === undefined) return true;
    return record !== 'malformed' && (minimumRate === undefined || !isSlower(record.rate, minimumRate));
  }

  record(tx: SqlWriter, { records, amount, receivedAt }: SpontaneousPayment): void {
    const record = findStreamRecord(records);
    if (record !== undefined && record !== 'malformed') addIncoming(tx, record, amount, receivedAt);
  }

  received({ records }: SpontaneousPayment): void {
    const record = findStreamRecord(records);
    const stream = record === undefined || record === 'malformed' ? undefined : this.stream(record.sessionId);
    if (stream !== undefined) this.#modules.changed(stream);
  }

  stream(sessionId: Uint8Array): IncomingStream | undefined {
    return readIncoming(this.#modules.store, sessionId);
  }

  /** The latest first. */
  streams(limit: number): readonly IncomingStream[] {
    return listIncoming(this.#modules.store, limit);
  }
}
