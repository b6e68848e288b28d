import { type OutPoint, parseTransaction, serializeTransaction } from '@sferic/channel';
import { unwrap } from '@sferic/codec';
import type { TxId } from '@sferic/wire';
import type { Schema, SqlReader, SqlWriter } from '../store/index.ts';
import { Keyring, type NextKeys, WALLET_BRANCHES } from './keyring.ts';
import type { NodeKeys, WalletBranch } from './keys.ts';
import { Ledger, type LedgerChange } from './ledger.ts';

export const WALLET_SCHEMA: Schema = {
  name: 'wallet',
  migrations: [
    `CREATE TABLE wallet_branch (
      branch TEXT PRIMARY KEY,
      next_index INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE wallet_transaction (
      txid BLOB PRIMARY KEY,
      raw BLOB NOT NULL,
      height INTEGER
    ) STRICT;
    CREATE TABLE wallet_reservation (
      txid BLOB NOT NULL,
      output_index INTEGER NOT NULL,
      owner TEXT NOT NULL,
      PRIMARY KEY (txid, output_index)
    ) STRICT, WITHOUT ROWID`,
  ],
};

const TXID_LENGTH = 32;

/** Stores the changes of a ledger. */
export function writeChanges(tx: SqlWriter, changes: readonly LedgerChange[]): void {
  for (const change of changes) writeChange(tx, change);
}

function writeChange(tx: SqlWriter, change: LedgerChange): void {
  switch (change.type) {
    case 'transaction': {
      const { txid, tx: transaction, height } = change.entry;
      // A block holds the witnesses that count: they may differ from those that were recorded.
      tx.run(
        `INSERT INTO wallet_transaction (txid, raw, height) VALUES (?, ?, ?)
         ON CONFLICT (txid) DO UPDATE SET raw = excluded.raw, height = excluded.height`,
        txid,
        serializeTransaction(transaction),
        height ?? null,
      );
      return;
    }
    case 'dropped':
      tx.run('DELETE FROM wallet_transaction WHERE txid = ?', change.txid);
      tx.run('DELETE FROM wallet_reservation WHERE txid = ?', change.txid);
      return;
    case 'key_used':
      tx.run(
        `INSERT INTO wallet_branch (branch, next_index) VALUES (?, ?)
         ON CONFLICT (branch) DO UPDATE SET next_index = max(next_index, excluded.next_index)`,
        change.key.branch,
        change.key.index + 1,
      );
      return;
    case 'reserved':
      tx.run(
        `INSERT INTO wallet_reservation (txid, output_index, owner) VALUES (?, ?, ?)
         ON CONFLICT (txid, output_index) DO UPDATE SET owner = excluded.owner`,
        ...outPointColumns(change.outPoint),
        change.owner,
      );
      return;
    case 'released':
      tx.run(
        'DELETE FROM wallet_reservation WHERE txid = ? AND output_index = ?',
        ...outPointColumns(change.outPoint),
      );
      return;
  }
}

function outPointColumns({ txid, index }: OutPoint): readonly [Uint8Array, number] {
  return [txid, index];
}

/** The ledger and keyring as they were stored. Throws when the rows make no sense: the file is damaged. */
export function readLedger(
  reader: SqlReader,
  keys: NodeKeys,
): { readonly ledger: Ledger; readonly keyring: Keyring } {
  const keyring = new Keyring((branch, index) => keys.walletPublicKey(branch, index), readNextKeys(reader));
  const ledger = new Ledger(keyring);
  const transactions = reader
    .all('SELECT txid, raw, height FROM wallet_transaction ORDER BY rowid')
    .map((row): LedgerChange => {
      const known = {
        txid: row.bytes('txid', TXID_LENGTH) as TxId,
        tx: unwrap(parseTransaction(row.bytes('raw'))),
      };
      const entry = row.isNull('height') ? known : { ...known, height: row.number('height') };
      return { type: 'transaction', entry };
    });
  const reservations = reader
    .all('SELECT txid, output_index, owner FROM wallet_reservation')
    .map((row): LedgerChange => {
      const outPoint = { txid: row.bytes('txid', TXID_LENGTH) as TxId, index: row.number('output_index') };
      return { type: 'reserved', outPoint, owner: row.text('owner') };
    });
  ledger.apply([...transactions, ...reservations]);
  return { ledger, keyring };
}

function readNextKeys(reader: SqlReader): NextKeys {
  const next: Record<WalletBranch, number> = { receive: 0, change: 0 };
  for (const branch of WALLET_BRANCHES) {
    const row = reader.get('SELECT next_index FROM wallet_branch WHERE branch = ?', branch);
    if (row !== undefined) next[branch] = row.number('next_index');
  }
  return next;
}
