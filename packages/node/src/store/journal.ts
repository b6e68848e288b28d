/**
 * The journal: commits that are durable and not in the database yet, as the statements that they consist of.
 *
 * SQLite writes every page that a commit has changed, a dozen for the few hundred bytes of a channel's step. Here a commit costs one
 * write of what it says and one sync; the database takes up many of them in one transaction of its own. Run again upon the database as
 * it was, the statements lead to the same database, since they name no clock and no chance.
 */
import { crc32 } from 'node:zlib';
import { randomBytes } from '@sferic/crypto';
import { StoreError } from './errors.ts';
import type { JournalFile } from './journal-file.ts';
import type { SqlValue } from './sql.ts';
import { readStatements, type Statement, StatementLog } from './statement-log.ts';

/** Records begin at multiples of this: no write touches a sector of the record before. */
const SECTOR = 512;
const SALT_LENGTH = 8;
/** The salt, the record's number, its length and its checksum. */
const HEADER_LENGTH = SALT_LENGTH + 8 + 4 + 4;
const CHECKSUM_AT = HEADER_LENGTH - 4;
const NOTHING = Buffer.alloc(0);

/** Where the database stands. */
export interface JournalPosition {
  /** Marks the records of this database: nobody outside knows it, so that no value which a peer sends can pass for a record. */
  readonly salt: Uint8Array;
  /** The number of the newest commit that the database has taken up. */
  readonly taken: number;
}

interface JournalRecord {
  readonly number: number;
  readonly payload: Buffer;
}

export class Journal {
  readonly #file: JournalFile;
  readonly #log: StatementLog;
  #position: JournalPosition = { salt: randomBytes(SALT_LENGTH), taken: 0 };
  #end = 0;

  constructor(file: JournalFile) {
    this.#file = file;
    this.#log = new StatementLog(file.capacity);
  }

  /** Bytes that were in the file; undefined if there was none. */
  get found(): number | undefined {
    return this.#file.found;
  }

  /** What the database has to remember when it takes up what is here. */
  get position(): JournalPosition {
    return this.#position;
  }

  /**
   * Everything that the database lacks, in order. `position` is what it remembers. Throws StoreError 'damaged' where something is
   * missing: nothing is changed then.
   */
  recover({ salt, taken }: JournalPosition): readonly Statement[] {
    const records = readRecords(this.#file.read(), salt, taken);
    const statements = readStatements(records.map(({ payload }) => payload));
    this.#position = { salt, taken: Math.max(taken, records.at(-1)?.number ?? 0) };
    return statements.filter((_, index) => (records[index]?.number ?? 0) > taken).flat();
  }

  /** What the file has stays until `begin`. */
  open(): void {
    this.#file.open();
  }

  /** Adds a statement, which has been run, to the next record. */
  add(sql: string, values: readonly SqlValue[]): void {
    this.#log.add(sql, values);
  }

  /** Where the next record ends by now: for `cutBack`. */
  get mark(): number {
    return this.#log.mark;
  }

  /** Takes back what was added since. */
  cutBack(mark: number): void {
    this.#log.cutBack(mark);
  }

  /**
   * Makes what was added durable, as one record. False where there is no room: then the database must take everything up, this too.
   * Throws what the system says.
   */
  append(): boolean {
    if (this.#log.isEmpty) return true;
    const payload = this.#log.take();
    if (payload === undefined || this.#end + HEADER_LENGTH + payload.length > this.#file.capacity)
      return false;
    this.#position = { ...this.#position, taken: this.#position.taken + 1 };
    this.#write(payload);
    this.#file.sync();
    return true;
  }

  /** The database is about to take everything up, with the position as it is then. That counts as one more commit. */
  settle(): void {
    this.#position = { ...this.#position, taken: this.#position.taken + 1 };
  }

  /** The database has done so. The record says no more than that: a database which had not would be found out by it. */
  begin(): void {
    this.#log.clear();
    this.#end = 0;
    this.#write(NOTHING);
  }

  /** With `isOver`, the file is not needed any more. */
  close(isOver: boolean): void {
    this.#file.close(isOver);
  }

  /** Writes the newest record, without a sync. */
  #write(payload: Buffer): void {
    const { salt, taken } = this.#position;
    const header = Buffer.alloc(HEADER_LENGTH);
    header.set(salt);
    header.writeBigUInt64BE(BigInt(taken), SALT_LENGTH);
    header.writeUInt32BE(payload.length, SALT_LENGTH + 8);
    header.writeUInt32BE(checksum(header, payload), CHECKSUM_AT);
    this.#file.write([header, payload], this.#end);
    this.#end = nextSector(this.#end + HEADER_LENGTH + payload.length);
  }
}

/**
 * The records since the journal began anew. Each is on disk before the next is written, so a crash leaves one at most that is not
 * whole, the last: whatever lies behind such a one was promised.
 */
function readRecords(file: Buffer, salt: Uint8Array, taken: number): readonly JournalRecord[] {
  const records: JournalRecord[] = [];
  let at = 0;
  for (let record = recordAt(file, 0, salt); record !== undefined; record = recordAt(file, at, salt)) {
    const previous = records.at(-1)?.number ?? Math.min(taken, record.number - 1);
    // Behind the newest lies what is older than the first.
    if (record.number <= previous) break;
    if (record.number !== previous + 1) throw missing(previous + 1);
    records.push(record);
    at = nextSector(at + HEADER_LENGTH + record.payload.length);
  }
  const newest = Math.max(taken, records.at(-1)?.number ?? 0);
  for (; at < file.length; at += SECTOR)
    if ((recordAt(file, at, salt)?.number ?? 0) > newest) throw missing(newest + 1);
  return records;
}

function recordAt(file: Buffer, at: number, salt: Uint8Array): JournalRecord | undefined {
  const start = at + HEADER_LENGTH;
  if (start > file.length || file.compare(salt, 0, SALT_LENGTH, at, at + SALT_LENGTH) !== 0) return undefined;
  const header = file.subarray(at, start);
  const end = start + header.readUInt32BE(SALT_LENGTH + 8);
  if (end > file.length) return undefined;
  const payload = file.subarray(start, end);
  if (checksum(header, payload) !== header.readUInt32BE(CHECKSUM_AT)) return undefined;
  return { number: Number(header.readBigUInt64BE(SALT_LENGTH)), payload };
}

/** Of the header, but for its place, and the payload. */
function checksum(header: Buffer, payload: Buffer): number {
  return crc32(payload, crc32(header.subarray(0, CHECKSUM_AT)));
}

function nextSector(position: number): number {
  return Math.ceil(position / SECTOR) * SECTOR;
}

function missing(number: number): StoreError {
  return new StoreError(
    'damaged',
    `the journal is damaged: commit ${number}, which was promised, cannot be read`,
  );
}
