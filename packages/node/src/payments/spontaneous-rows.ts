/** Spontaneous payments that this node has received, in the store. */
import { ByteReader, ByteWriter, decoding, type TlvRecord } from '@sferic/codec';
import { type ChannelId, type Msat, msat, type PaymentHash, paymentHash } from '@sferic/wire';
import { type Row, type Schema, type SqlReader, type SqlWriter, u64ToBlob } from '../store/index.ts';

/** What somebody has sent without an invoice. */
export interface SpontaneousPayment {
  readonly paymentHash: PaymentHash;
  readonly amount: Msat;
  /** Custom records of the payer: types from 65536 on, ascending. */
  readonly records: readonly TlvRecord[];
  /** Seconds since 1970. */
  readonly receivedAt: number;
}

/** Kept of those received: the oldest go. A payer pays for each, but a stream of small ones must not fill the disk. */
export const MAX_KEPT_SPONTANEOUS = 200_000;

export const spontaneousSchema: Schema = {
  name: 'spontaneous',
  migrations: [
    `CREATE TABLE spontaneous (
      number INTEGER NOT NULL PRIMARY KEY,
      hash BLOB NOT NULL UNIQUE,
      channel BLOB NOT NULL,
      htlc BLOB NOT NULL,
      amount_msat INTEGER NOT NULL,
      records BLOB NOT NULL,
      received_at INTEGER NOT NULL
    ) STRICT`,
  ],
};

export function insertSpontaneous(
  tx: SqlWriter,
  payment: SpontaneousPayment,
  htlc: { readonly channelId: ChannelId; readonly htlcId: bigint },
): void {
  tx.run(
    `INSERT INTO spontaneous (hash, channel, htlc, amount_msat, records, received_at) VALUES (?, ?, ?, ?, ?, ?)`,
    payment.paymentHash,
    htlc.channelId,
    u64ToBlob(htlc.htlcId),
    payment.amount,
    encodeRecords(payment.records),
    payment.receivedAt,
  );
  tx.run(
    'DELETE FROM spontaneous WHERE number <= (SELECT max(number) FROM spontaneous) - ?',
    MAX_KEPT_SPONTANEOUS,
  );
}

/** Whether a payment with that hash was received: by the HTLC itself or by another one. */
export function receivedBy(
  reader: SqlReader,
  hash: PaymentHash,
  htlc: { readonly channelId: ChannelId; readonly htlcId: bigint },
): 'nothing' | 'this' | 'another' {
  const row = reader.get(
    'SELECT (channel = ? AND htlc = ?) AS same FROM spontaneous WHERE hash = ?',
    htlc.channelId,
    u64ToBlob(htlc.htlcId),
    hash,
  );
  if (row === undefined) return 'nothing';
  return row.boolean('same') ? 'this' : 'another';
}

/** The latest first. */
export function listSpontaneous(reader: SqlReader, limit: number): readonly SpontaneousPayment[] {
  return reader.all('SELECT * FROM spontaneous ORDER BY number DESC LIMIT ?', limit).map(fromRow);
}

/** Records as bytes, for the store. */
export function encodeRecords(records: readonly TlvRecord[]): Uint8Array {
  const writer = new ByteWriter();
  for (const { type, value } of records) writer.u64(type).u16Bytes(value);
  return writer.finish();
}

/** @throws Error on bytes that `encodeRecords` did not make: the store is damaged */
export function decodeRecords(bytes: Uint8Array): readonly TlvRecord[] {
  const decoded = decoding(() => {
    const reader = new ByteReader(bytes);
    const records: TlvRecord[] = [];
    while (reader.remaining > 0) records.push({ type: reader.u64(), value: reader.u16Bytes() });
    return records;
  });
  if (!decoded.ok) throw new Error(`stored records cannot be read: ${decoded.error.message}`);
  return decoded.value;
}

function fromRow(row: Row): SpontaneousPayment {
  return {
    paymentHash: paymentHash(row.bytes('hash')),
    amount: msat(row.bigint('amount_msat')),
    records: decodeRecords(row.bytes('records')),
    receivedAt: row.number('received_at'),
  };
}
