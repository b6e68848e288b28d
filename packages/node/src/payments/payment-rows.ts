/** Payments and their attempts in the store. */
import { Secret } from '@sferic/crypto';
import { msat, nodeId, type PaymentHash, paymentHash, preimage } from '@sferic/wire';
import type { Row, Schema, SqlReader, SqlWriter } from '../store/index.ts';
import {
  decodeFailure,
  decodeHoldTimes,
  decodeRoute,
  encodeFailure,
  encodeHoldTimes,
  encodeRoute,
} from './attempt-codec.ts';
import type { Attempt, AttemptState, Payment, PaymentState, Purpose } from './payment.ts';
import { decodeRecords, encodeRecords } from './spontaneous-rows.ts';

export const paymentSchema: Schema = {
  name: 'payment',
  migrations: [
    `CREATE TABLE payment (
      hash BLOB NOT NULL PRIMARY KEY,
      invoice TEXT NOT NULL,
      payee BLOB NOT NULL,
      amount_msat INTEGER NOT NULL,
      max_fee_msat INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      deadline INTEGER NOT NULL,
      first_attempt INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
      completed_at INTEGER,
      preimage BLOB,
      fee_msat INTEGER,
      reason TEXT
    ) STRICT;
    CREATE INDEX payment_pending ON payment (created_at) WHERE state = 'pending';
    CREATE INDEX payment_created ON payment (created_at);
    CREATE TABLE payment_attempt (
      hash BLOB NOT NULL REFERENCES payment (hash),
      number INTEGER NOT NULL,
      route BLOB NOT NULL,
      session_key BLOB NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
      failure BLOB,
      hold_times BLOB,
      PRIMARY KEY (hash, number)
    ) STRICT, WITHOUT ROWID`,
    `ALTER TABLE payment ADD COLUMN purpose TEXT NOT NULL DEFAULT 'invoice';
    ALTER TABLE payment ADD COLUMN secret BLOB;
    ALTER TABLE payment ADD COLUMN records BLOB;
    ALTER TABLE payment ADD COLUMN canceled INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX payment_attempt_pending ON payment_attempt (hash) WHERE state = 'pending'`,
    `CREATE INDEX payment_uninvoiced ON payment (created_at) WHERE purpose <> 'invoice'`,
    // Rows that are written together stand together: by a number that counts up, and found by the hash.
    `CREATE TABLE payment_numbered (
      number INTEGER NOT NULL PRIMARY KEY,
      hash BLOB NOT NULL UNIQUE,
      purpose TEXT NOT NULL,
      invoice TEXT NOT NULL,
      secret BLOB,
      records BLOB,
      payee BLOB NOT NULL,
      amount_msat INTEGER NOT NULL,
      max_fee_msat INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      deadline INTEGER NOT NULL,
      canceled INTEGER NOT NULL,
      first_attempt INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
      completed_at INTEGER,
      preimage BLOB,
      fee_msat INTEGER,
      reason TEXT
    ) STRICT;
    INSERT INTO payment_numbered SELECT rowid, hash, purpose, invoice, secret, records, payee, amount_msat, max_fee_msat,
      created_at, deadline, canceled, first_attempt, state, completed_at, preimage, fee_msat, reason FROM payment;
    CREATE TABLE attempt_numbered (
      payment INTEGER NOT NULL REFERENCES payment_numbered (number),
      number INTEGER NOT NULL,
      route BLOB NOT NULL,
      session_key BLOB NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
      failure BLOB,
      hold_times BLOB,
      PRIMARY KEY (payment, number)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO attempt_numbered SELECT payment.rowid, a.number, a.route, a.session_key, a.state, a.failure, a.hold_times
      FROM payment_attempt a JOIN payment ON payment.hash = a.hash;
    DROP TABLE payment_attempt;
    DROP TABLE payment;
    ALTER TABLE payment_numbered RENAME TO payment;
    ALTER TABLE attempt_numbered RENAME TO payment_attempt;
    CREATE INDEX payment_pending ON payment (created_at) WHERE state = 'pending';
    CREATE INDEX payment_created ON payment (created_at);
    CREATE INDEX payment_uninvoiced ON payment (created_at) WHERE purpose <> 'invoice';
    CREATE INDEX payment_attempt_pending ON payment_attempt (payment) WHERE state = 'pending'`,
  ],
};

/** Kept of payments without an invoice, and of probes: the oldest go, or a stream of money would fill the disk. */
export const MAX_KEPT_UNINVOICED = 100_000;

/** Deletes the oldest payments without an invoice that are over, so that `kept` stay. */
export function pruneUninvoiced(tx: SqlWriter, kept = MAX_KEPT_UNINVOICED): void {
  const oldest = tx.get(
    "SELECT created_at FROM payment WHERE purpose <> 'invoice' ORDER BY created_at DESC LIMIT 1 OFFSET ?",
    kept,
  );
  if (oldest === undefined) return;
  const over = `SELECT number FROM payment WHERE purpose <> 'invoice' AND created_at <= ? AND state <> 'pending'
    AND number NOT IN (SELECT payment FROM payment_attempt WHERE state = 'pending')`;
  const until = oldest.number('created_at');
  const numbers = tx.all(over, until).map((row) => row.number('number'));
  for (const number of numbers) {
    tx.run('DELETE FROM payment_attempt WHERE payment = ?', number);
    tx.run('DELETE FROM payment WHERE number = ?', number);
  }
}

/** Inserts a payment, or begins one anew that had failed; the attempts are rows of their own. */
export function storePayment(tx: SqlWriter, payment: Payment): void {
  const { state, purpose } = payment;
  tx.run(
    `INSERT INTO payment (hash, invoice, payee, amount_msat, max_fee_msat, created_at, deadline, first_attempt,
       state, completed_at, preimage, fee_msat, reason, purpose, secret, records, canceled)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET
       canceled = excluded.canceled, invoice = excluded.invoice, payee = excluded.payee, amount_msat = excluded.amount_msat,
       max_fee_msat = excluded.max_fee_msat, deadline = excluded.deadline,
       first_attempt = excluded.first_attempt, state = excluded.state, completed_at = excluded.completed_at,
       preimage = excluded.preimage, fee_msat = excluded.fee_msat, reason = excluded.reason`,
    payment.paymentHash,
    purpose.type === 'invoice' ? purpose.text : '',
    payment.payee,
    payment.amount,
    payment.maxFee,
    payment.createdAt,
    payment.deadline,
    payment.firstAttempt,
    state.type,
    state.type === 'pending' ? null : state.completedAt,
    state.type === 'succeeded' ? state.preimage : null,
    state.type === 'succeeded' ? state.fee : null,
    state.type === 'failed' ? state.reason : null,
    purpose.type,
    purpose.type === 'spontaneous' ? purpose.preimage.expose() : null,
    purpose.type === 'spontaneous' ? encodeRecords(purpose.records) : null,
    payment.canceled ? 1 : 0,
  );
}

/** What may change of a payment while it is made. */
export function updatePayment(tx: SqlWriter, { paymentHash: hash, state, canceled }: Payment): void {
  tx.run(
    `UPDATE payment SET canceled = ?, state = ?, completed_at = ?, preimage = ?, fee_msat = ?, reason = ? WHERE hash = ?`,
    canceled ? 1 : 0,
    state.type,
    state.type === 'pending' ? null : state.completedAt,
    state.type === 'succeeded' ? state.preimage : null,
    state.type === 'succeeded' ? state.fee : null,
    state.type === 'failed' ? state.reason : null,
    hash,
  );
}

/** A pending attempt of a payment that is stored. */
export function insertAttempt(tx: SqlWriter, hash: PaymentHash, attempt: Attempt): void {
  tx.run(
    `INSERT INTO payment_attempt (payment, number, route, session_key, state)
     VALUES ((SELECT number FROM payment WHERE hash = ?), ?, ?, ?, 'pending')`,
    hash,
    attempt.number,
    encodeRoute(attempt.route),
    attempt.sessionKey.expose(),
  );
}

/** An attempt that has ended. */
export function endAttempt(tx: SqlWriter, hash: PaymentHash, { number, state }: Attempt): void {
  tx.run(
    `UPDATE payment_attempt SET state = ?, failure = ?, hold_times = ?
     WHERE payment = (SELECT number FROM payment WHERE hash = ?) AND number = ?`,
    state.type,
    state.type === 'failed' ? encodeFailure(state.failure) : null,
    state.type === 'pending' ? null : encodeHoldTimes(state.holdTimes),
    hash,
    number,
  );
}

export function readPayment(reader: SqlReader, hash: Uint8Array): Payment | undefined {
  const row = reader.get('SELECT * FROM payment WHERE hash = ?', hash);
  return row && fromRow(reader, row);
}

/** The latest first, without probes. */
export function listPayments(reader: SqlReader, limit: number): readonly Payment[] {
  return reader
    .all(
      "SELECT * FROM payment WHERE purpose <> 'probe' ORDER BY created_at DESC, number DESC LIMIT ?",
      limit,
    )
    .map((row) => fromRow(reader, row));
}

/** Those that are not over: their outcome is open, or parts of them are still on their way. */
export function pendingPayments(reader: SqlReader): readonly Payment[] {
  return reader
    .all(
      `SELECT * FROM payment WHERE state = 'pending'
         OR number IN (SELECT payment FROM payment_attempt WHERE state = 'pending') ORDER BY created_at`,
    )
    .map((row) => fromRow(reader, row));
}

function fromRow(reader: SqlReader, row: Row): Payment {
  const hash = paymentHash(row.bytes('hash'));
  const attempts = reader
    .all('SELECT * FROM payment_attempt WHERE payment = ? ORDER BY number', row.bigint('number'))
    .map(attemptFromRow);
  return {
    paymentHash: hash,
    purpose: purposeFromRow(row),
    canceled: row.boolean('canceled'),
    payee: nodeId(row.bytes('payee')),
    amount: msat(row.bigint('amount_msat')),
    maxFee: msat(row.bigint('max_fee_msat')),
    createdAt: row.number('created_at'),
    deadline: row.number('deadline'),
    firstAttempt: row.number('first_attempt'),
    state: stateFromRow(row),
    attempts,
  };
}

function purposeFromRow(row: Row): Purpose {
  const type = row.text('purpose');
  switch (type) {
    case 'invoice':
      return { type, text: row.text('invoice') };
    case 'spontaneous':
      return {
        type,
        preimage: new Secret(row.bytes('secret', 32)),
        records: decodeRecords(row.bytes('records')),
      };
    case 'probe':
      return { type };
    default:
      throw new Error(`stored payment of unknown purpose ${type}`);
  }
}

function stateFromRow(row: Row): PaymentState {
  const type = row.text('state');
  if (type === 'pending') return { type };
  const completedAt = row.number('completed_at');
  if (type === 'failed') return { type, reason: row.text('reason'), completedAt };
  return {
    type: 'succeeded',
    preimage: preimage(row.bytes('preimage')),
    fee: msat(row.bigint('fee_msat')),
    completedAt,
  };
}

function attemptFromRow(row: Row): Attempt {
  return {
    number: row.number('number'),
    route: decodeRoute(row.bytes('route')),
    sessionKey: new Secret(row.bytes('session_key', 32)),
    state: attemptStateFromRow(row),
  };
}

function attemptStateFromRow(row: Row): AttemptState {
  const type = row.text('state');
  if (type === 'pending') return { type };
  const holdTimes = decodeHoldTimes(row.bytes('hold_times'));
  return type === 'failed'
    ? { type, failure: decodeFailure(row.bytes('failure')), holdTimes }
    : { type: 'succeeded', holdTimes };
}
