/** Our own invoices, and the HTLCs that paid them, in the store. */
import { Secret } from '@sferic/crypto';
import { type ChannelId, type Msat, msat, type PaymentHash, paymentHash } from '@sferic/wire';
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
  readonly paid?: { readonly amount: Msat; readonly at: number };
}

/** An incoming HTLC that pays for something. */
export interface PayingHtlc {
  readonly channelId: ChannelId;
  readonly htlcId: bigint;
  readonly amount: Msat;
}

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
  ],
};

export function insertInvoice(tx: SqlWriter, invoice: OwnInvoice, preimage: Secret): void {
  tx.run(
    `INSERT INTO invoice (hash, preimage, payment_secret, text, amount_msat, description, min_final_cltv,
       created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    invoice.paymentHash,
    preimage.expose(),
    invoice.paymentSecret.expose(),
    invoice.text,
    invoice.amount ?? null,
    invoice.description ?? null,
    invoice.minFinalCltvExpiryDelta,
    invoice.createdAt,
    invoice.expiresAt,
  );
}

/** Marks an invoice as paid by an HTLC. */
export function markPaid(tx: SqlWriter, hash: PaymentHash, htlc: PayingHtlc, now: number): void {
  tx.run(
    'INSERT INTO invoice_htlc (hash, channel, htlc, amount_msat) VALUES (?, ?, ?, ?)',
    hash,
    htlc.channelId,
    u64ToBlob(htlc.htlcId),
    htlc.amount,
  );
  tx.run('UPDATE invoice SET paid_at = ?, received_msat = ? WHERE hash = ?', now, htlc.amount, hash);
}

export function readInvoice(reader: SqlReader, hash: Uint8Array): OwnInvoice | undefined {
  const row = reader.get('SELECT * FROM invoice WHERE hash = ?', hash);
  return row && fromRow(row);
}

export function readPreimage(reader: SqlReader, hash: PaymentHash): Secret | undefined {
  const row = reader.get('SELECT preimage FROM invoice WHERE hash = ?', hash);
  return row && new Secret(row.bytes('preimage', 32));
}

export function isPaidBy(reader: SqlReader, hash: PaymentHash, htlc: PayingHtlc): boolean {
  const { channelId, htlcId } = htlc;
  const row = reader.get(
    'SELECT 1 AS paid FROM invoice_htlc WHERE hash = ? AND channel = ? AND htlc = ?',
    hash,
    channelId,
    u64ToBlob(htlcId),
  );
  return row !== undefined;
}

/** The latest first. */
export function listInvoices(reader: SqlReader, limit: number): readonly OwnInvoice[] {
  return reader.all('SELECT * FROM invoice ORDER BY created_at DESC, rowid DESC LIMIT ?', limit).map(fromRow);
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
    ...(!row.isNull('paid_at') && {
      paid: { amount: msat(row.bigint('received_msat')), at: row.number('paid_at') },
    }),
  };
}
