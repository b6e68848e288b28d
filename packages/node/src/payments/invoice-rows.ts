/** Our own invoices, and the HTLCs that paid them, in the store. */
import { Secret } from '@sferic/crypto';
import { type ChannelId, type Msat, msat, type PaymentHash, type Preimage, paymentHash } from '@sferic/wire';
import { type Row, type Schema, type SqlReader, type SqlWriter, u64ToBlob } from '../store/index.ts';

/** An invoice of this node. Times are seconds since 1970. */
export interface OwnInvoice {
  readonly paymentHash: PaymentHash;
  /** The invoice itself (BOLT 11). */
  readonly text: string;
  /** Absent: the payer chooses. */
  readonly amount?: Msat;
  /** Absent where the invoice has only a hash of it. */
  readonly description?: string;
  readonly paymentSecret: Secret;
  readonly minFinalCltvExpiryDelta: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Its preimage is somebody else's: what pays it is held until they settle or cancel it. */
  readonly hold: boolean;
  /** Everything that pays it is here, and held. */
  readonly accepted?: { readonly amount: Msat; readonly at: number };
  readonly paid?: { readonly amount: Msat; readonly at: number };
  readonly canceled?: { readonly reason: string; readonly at: number };
}

/** An incoming HTLC that pays for something. */
export interface PayingHtlc {
  readonly channelId: ChannelId;
  readonly htlcId: bigint;
  readonly amount: Msat;
}

const UNKNOWN_PREIMAGE: Uint8Array = new Uint8Array(0);

export const invoiceSchema: Schema = {
  name: 'invoice',
  migrations: [
    `CREATE TABLE invoice (
      hash BLOB NOT NULL PRIMARY KEY,
      preimage BLOB NOT NULL,
      payment_secret BLOB NOT NULL,
      text TEXT NOT NULL,
      amount_msat INTEGER,
      description TEXT,
      min_final_cltv INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      paid_at INTEGER,
      received_msat INTEGER
    ) STRICT;
    CREATE INDEX invoice_created ON invoice (created_at);
    CREATE TABLE invoice_htlc (
      hash BLOB NOT NULL REFERENCES invoice (hash),
      channel BLOB NOT NULL,
      htlc BLOB NOT NULL,
      amount_msat INTEGER NOT NULL,
      PRIMARY KEY (hash, channel, htlc)
    ) STRICT, WITHOUT ROWID`,
    // A preimage of no bytes: it is not known (yet).
    `ALTER TABLE invoice ADD COLUMN hold INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE invoice ADD COLUMN accepted_at INTEGER;
    ALTER TABLE invoice ADD COLUMN canceled_at INTEGER;
    ALTER TABLE invoice ADD COLUMN cancel_reason TEXT`,
    // Rows that are written together stand together: by a number that counts up, and found by the hash.
    `CREATE TABLE invoice_numbered (
      number INTEGER NOT NULL PRIMARY KEY,
      hash BLOB NOT NULL UNIQUE,
      preimage BLOB NOT NULL,
      payment_secret BLOB NOT NULL,
      text TEXT NOT NULL,
      amount_msat INTEGER,
      description TEXT,
      min_final_cltv INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      hold INTEGER NOT NULL,
      accepted_at INTEGER,
      paid_at INTEGER,
      received_msat INTEGER,
      canceled_at INTEGER,
      cancel_reason TEXT
    ) STRICT;
    INSERT INTO invoice_numbered SELECT rowid, hash, preimage, payment_secret, text, amount_msat, description, min_final_cltv,
      created_at, expires_at, hold, accepted_at, paid_at, received_msat, canceled_at, cancel_reason FROM invoice;
    CREATE TABLE invoice_htlc_numbered (
      invoice INTEGER NOT NULL REFERENCES invoice_numbered (number),
      channel BLOB NOT NULL,
      htlc BLOB NOT NULL,
      amount_msat INTEGER NOT NULL,
      PRIMARY KEY (invoice, channel, htlc)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO invoice_htlc_numbered SELECT invoice.rowid, h.channel, h.htlc, h.amount_msat
      FROM invoice_htlc h JOIN invoice ON invoice.hash = h.hash;
    DROP TABLE invoice_htlc;
    DROP TABLE invoice;
    ALTER TABLE invoice_numbered RENAME TO invoice;
    ALTER TABLE invoice_htlc_numbered RENAME TO invoice_htlc;
    CREATE INDEX invoice_created ON invoice (created_at)`,
  ],
};

export function insertInvoice(tx: SqlWriter, invoice: OwnInvoice, preimage: Secret | undefined): void {
  tx.run(
    `INSERT INTO invoice (hash, preimage, payment_secret, text, amount_msat, description, min_final_cltv,
       created_at, expires_at, hold) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    invoice.paymentHash,
    preimage?.expose() ?? UNKNOWN_PREIMAGE,
    invoice.paymentSecret.expose(),
    invoice.text,
    invoice.amount ?? null,
    invoice.description ?? null,
    invoice.minFinalCltvExpiryDelta,
    invoice.createdAt,
    invoice.expiresAt,
    invoice.hold ? 1 : 0,
  );
}

/** The whole set of HTLCs that pays an invoice is here, and is held: the invoice is neither paid nor open any more. */
export function markAccepted(
  tx: SqlWriter,
  hash: PaymentHash,
  htlcs: readonly PayingHtlc[],
  now: number,
): void {
  const amount = insertHtlcs(tx, hash, htlcs);
  tx.run('UPDATE invoice SET accepted_at = ?, received_msat = ? WHERE hash = ?', now, amount, hash);
}

/** Marks an invoice as paid by a set of HTLCs. */
export function markPaid(tx: SqlWriter, hash: PaymentHash, htlcs: readonly PayingHtlc[], now: number): void {
  const amount = insertHtlcs(tx, hash, htlcs);
  tx.run('UPDATE invoice SET paid_at = ?, received_msat = ? WHERE hash = ?', now, amount, hash);
}

/** An accepted invoice becomes a paid one. */
export function markSettled(tx: SqlWriter, hash: PaymentHash, preimage: Preimage, now: number): void {
  tx.run('UPDATE invoice SET preimage = ?, paid_at = ? WHERE hash = ?', preimage, now, hash);
}

export function markCanceled(tx: SqlWriter, hash: PaymentHash, reason: string, now: number): void {
  tx.run('UPDATE invoice SET canceled_at = ?, cancel_reason = ? WHERE hash = ?', now, reason, hash);
}

function insertHtlcs(tx: SqlWriter, hash: PaymentHash, htlcs: readonly PayingHtlc[]): bigint {
  for (const { channelId, htlcId, amount } of htlcs)
    tx.run(
      `INSERT INTO invoice_htlc (invoice, channel, htlc, amount_msat)
       VALUES ((SELECT number FROM invoice WHERE hash = ?), ?, ?, ?)`,
      hash,
      channelId,
      u64ToBlob(htlcId),
      amount,
    );
  return htlcs.reduce((sum, { amount }) => sum + amount, 0n);
}

export function readInvoice(reader: SqlReader, hash: Uint8Array): OwnInvoice | undefined {
  const row = reader.get('SELECT * FROM invoice WHERE hash = ?', hash);
  return row && fromRow(row);
}

/** `undefined` where the preimage of a held payment is not known here. */
export function readPreimage(reader: SqlReader, hash: PaymentHash): Secret | undefined {
  const row = reader.get('SELECT preimage FROM invoice WHERE hash = ?', hash);
  if (row === undefined || row.bytes('preimage').length === 0) return undefined;
  return new Secret(row.bytes('preimage', 32));
}

/** Whether the HTLC is one of those that the invoice was accepted or paid with. */
export function isPaidBy(reader: SqlReader, hash: PaymentHash, htlc: PayingHtlc): boolean {
  const { channelId, htlcId } = htlc;
  const row = reader.get(
    `SELECT 1 AS paid FROM invoice_htlc
     WHERE invoice = (SELECT number FROM invoice WHERE hash = ?) AND channel = ? AND htlc = ?`,
    hash,
    channelId,
    u64ToBlob(htlcId),
  );
  return row !== undefined;
}

/** The latest first. */
export function listInvoices(reader: SqlReader, limit: number): readonly OwnInvoice[] {
  return reader
    .all('SELECT * FROM invoice ORDER BY created_at DESC, number DESC LIMIT ?', limit)
    .map(fromRow);
}

function fromRow(row: Row): OwnInvoice {
  return {
    paymentHash: paymentHash(row.bytes('hash')),
    text: row.text('text'),
    ...(!row.isNull('amount_msat') && { amount: msat(row.bigint('amount_msat')) }),
    ...(!row.isNull('description') && { description: row.text('description') }),
    paymentSecret: new Secret(row.bytes('payment_secret', 32)),
    minFinalCltvExpiryDelta: row.number('min_final_cltv'),
    createdAt: row.number('created_at'),
    expiresAt: row.number('expires_at'),
    hold: row.boolean('hold'),
    ...(!row.isNull('accepted_at') && {
      accepted: { amount: msat(row.bigint('received_msat')), at: row.number('accepted_at') },
    }),
    ...(!row.isNull('paid_at') && {
      paid: { amount: msat(row.bigint('received_msat')), at: row.number('paid_at') },
    }),
    ...(!row.isNull('canceled_at') && {
      canceled: { reason: row.text('cancel_reason'), at: row.number('canceled_at') },
    }),
  };
}
