/** Streams in the store. What is over stays as a row of totals; the payments on their way have rows until they end. */
import { Secret } from '@sferic/crypto';
import { type Msat, msat, nodeId } from '@sferic/wire';
import type { Row, Schema, SqlReader, SqlWriter } from '../store/index.ts';
import type { OutgoingStream, StreamState } from './pace.ts';
import { type Rate, SESSION_ID_LENGTH, type StreamRecord } from './stream-record.ts';

export const STREAM_SCHEMA: Schema = {
  name: 'stream',
  migrations: [
    `CREATE TABLE outgoing_stream (
      number INTEGER PRIMARY KEY,
      session BLOB NOT NULL UNIQUE,
      secret BLOB NOT NULL,
      payee BLOB NOT NULL,
      rate_msat INTEGER NOT NULL,
      rate_ms INTEGER NOT NULL,
      every_ms INTEGER NOT NULL,
      budget_msat INTEGER,
      for_ms INTEGER,
      max_fee_msat INTEGER,
      created_at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'ended')),
      reason TEXT,
      ended_at INTEGER,
      ran_ms INTEGER NOT NULL,
      counted_at INTEGER NOT NULL,
      forgiven_ms INTEGER NOT NULL,
      next_number INTEGER NOT NULL,
      sent_msat INTEGER NOT NULL,
      fees_msat INTEGER NOT NULL,
      payments INTEGER NOT NULL,
      last_paid_at INTEGER
    ) STRICT;
    CREATE INDEX outgoing_stream_open ON outgoing_stream (state) WHERE state <> 'ended';
    CREATE TABLE stream_payment (
      session BLOB NOT NULL,
      number INTEGER NOT NULL,
      amount_msat INTEGER NOT NULL,
      PRIMARY KEY (session, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE incoming_stream (
      number INTEGER PRIMARY KEY,
      session BLOB NOT NULL UNIQUE,
      rate_msat INTEGER NOT NULL,
      rate_ms INTEGER NOT NULL,
      received_msat INTEGER NOT NULL,
      payments INTEGER NOT NULL,
      first_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL
    ) STRICT`,
  ],
};

/** Kept of those that others began: the oldest go. Each costs its payer a payment. */
export const MAX_KEPT_INCOMING = 10_000;

/** A stream that comes in. Times are seconds since 1970. */
export interface IncomingStream {
  readonly sessionId: Uint8Array;
  /** What its payer said with the latest payment. */
  readonly rate: Rate;
  readonly received: Msat;
  readonly payments: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** A payment of a stream that is on its way. */
export interface StreamPayment {
  readonly number: bigint;
  readonly amount: Msat;
}

/** Inserts the stream, or replaces what changes of it. */
export function writeOutgoing(tx: SqlWriter, stream: OutgoingStream): void {
  const { terms, state } = stream;
  tx.run(
    `INSERT INTO outgoing_stream (session, secret, payee, rate_msat, rate_ms, every_ms, budget_msat, for_ms, max_fee_msat,
       created_at, state, reason, ended_at, ran_ms, counted_at, forgiven_ms, next_number, sent_msat, fees_msat, payments,
       last_paid_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (session) DO UPDATE SET
       state = excluded.state, reason = excluded.reason, ended_at = excluded.ended_at, ran_ms = excluded.ran_ms,
       counted_at = excluded.counted_at, forgiven_ms = excluded.forgiven_ms, next_number = excluded.next_number,
       sent_msat = excluded.sent_msat, fees_msat = excluded.fees_msat, payments = excluded.payments,
       last_paid_at = excluded.last_paid_at`,
    stream.sessionId,
    stream.secret.expose(),
    terms.payee,
    terms.rate.amount,
    terms.rate.milliseconds,
    terms.everyMilliseconds,
    terms.budget ?? null,
    terms.forMilliseconds ?? null,
    terms.maxFee ?? null,
    stream.createdAt,
    state.type,
    state.type === 'ended' ? state.reason : null,
    state.type === 'ended' ? state.at : null,
    Math.floor(stream.ranMilliseconds),
    Math.floor(stream.countedAt),
    stream.forgivenMilliseconds,
    stream.nextNumber,
    stream.sent,
    stream.fees,
    stream.payments,
    stream.lastPaidAt ?? null,
  );
}

/** The latest first. */
export function listOutgoing(reader: SqlReader, limit: number): readonly OutgoingStream[] {
  return reader.all('SELECT * FROM outgoing_stream ORDER BY number DESC LIMIT ?', limit).map(outgoingFromRow);
}

/** Those that run or may run again, and those with payments on their way. */
export function unfinishedOutgoing(reader: SqlReader): readonly OutgoingStream[] {
  return reader
    .all(
      `SELECT * FROM outgoing_stream
       WHERE state <> 'ended' OR session IN (SELECT session FROM stream_payment) ORDER BY number`,
    )
    .map(outgoingFromRow);
}

export function readOutgoing(reader: SqlReader, sessionId: Uint8Array): OutgoingStream | undefined {
  const row = reader.get('SELECT * FROM outgoing_stream WHERE session = ?', sessionId);
  return row && outgoingFromRow(row);
}

export function insertPayment(tx: SqlWriter, sessionId: Uint8Array, payment: StreamPayment): void {
  tx.run('INSERT INTO stream_payment VALUES (?, ?, ?)', sessionId, payment.number, payment.amount);
}

export function deletePayment(tx: SqlWriter, sessionId: Uint8Array, number: bigint): void {
  tx.run('DELETE FROM stream_payment WHERE session = ? AND number = ?', sessionId, number);
}

export function paymentsUnderway(reader: SqlReader, sessionId: Uint8Array): readonly StreamPayment[] {
  return reader
    .all('SELECT number, amount_msat FROM stream_payment WHERE session = ? ORDER BY number', sessionId)
    .map((row) => ({ number: row.bigint('number'), amount: msat(row.bigint('amount_msat')) }));
}

/** Adds a payment that has come to the totals of its session. `at`: seconds since 1970. */
export function addIncoming(
  tx: SqlWriter,
  { sessionId, rate }: StreamRecord,
  amount: Msat,
  at: number,
): void {
  tx.run(
    `INSERT INTO incoming_stream (session, rate_msat, rate_ms, received_msat, payments, first_at, last_at)
     VALUES (?, ?, ?, ?, 1, ?, ?)
     ON CONFLICT (session) DO UPDATE SET
       rate_msat = excluded.rate_msat, rate_ms = excluded.rate_ms, received_msat = received_msat + excluded.received_msat,
       payments = payments + 1, last_at = excluded.last_at`,
    sessionId,
    rate.amount,
    rate.milliseconds,
    amount,
    at,
    at,
  );
  tx.run(
    'DELETE FROM incoming_stream WHERE number <= (SELECT max(number) FROM incoming_stream) - ?',
    MAX_KEPT_INCOMING,
  );
}

export function readIncoming(reader: SqlReader, sessionId: Uint8Array): IncomingStream | undefined {
  const row = reader.get('SELECT * FROM incoming_stream WHERE session = ?', sessionId);
  return row && incomingFromRow(row);
}

/** The latest first. */
export function listIncoming(reader: SqlReader, limit: number): readonly IncomingStream[] {
  return reader.all('SELECT * FROM incoming_stream ORDER BY number DESC LIMIT ?', limit).map(incomingFromRow);
}

function outgoingFromRow(row: Row): OutgoingStream {
  const optional = <K extends string, V>(column: string, key: K, read: (column: string) => V) =>
    (row.isNull(column) ? {} : { [key]: read(column) }) as { readonly [P in K]?: V };
  const amount = (column: string) => msat(row.bigint(column));
  const number = (column: string) => row.number(column);
  return {
    sessionId: row.bytes('session', SESSION_ID_LENGTH),
    secret: new Secret(row.bytes('secret', 32)),
    terms: {
      payee: nodeId(row.bytes('payee')),
      rate: rateFromRow(row),
      everyMilliseconds: number('every_ms'),
      ...optional('budget_msat', 'budget', amount),
      ...optional('for_ms', 'forMilliseconds', number),
      ...optional('max_fee_msat', 'maxFee', amount),
    },
    createdAt: number('created_at'),
    state: stateFromRow(row),
    ranMilliseconds: number('ran_ms'),
    countedAt: number('counted_at'),
    forgivenMilliseconds: number('forgiven_ms'),
    nextNumber: row.bigint('next_number'),
    sent: amount('sent_msat'),
    fees: amount('fees_msat'),
    payments: number('payments'),
    ...optional('last_paid_at', 'lastPaidAt', number),
  };
}

function stateFromRow(row: Row): StreamState {
  const type = row.text('state');
  if (type === 'running' || type === 'paused') return { type };
  return { type: 'ended', reason: row.text('reason'), at: row.number('ended_at') };
}

function incomingFromRow(row: Row): IncomingStream {
  return {
    sessionId: row.bytes('session', SESSION_ID_LENGTH),
    rate: rateFromRow(row),
    received: msat(row.bigint('received_msat')),
    payments: row.number('payments'),
    firstAt: row.number('first_at'),
    lastAt: row.number('last_at'),
  };
}

function rateFromRow(row: Row): Rate {
  return { amount: msat(row.bigint('rate_msat')), milliseconds: row.number('rate_ms') };
}
