/**
 * The journal: commits that are durable and not in the database yet, as the statements that they consist of.
 *
 * SQLite writes every page that a commit has changed, a dozen for the few hundred bytes of a channel's step. Here a commit costs one
 * write of what it says and one sync; the database takes up many of them in one transaction of its own. Run again upon the database as
 * it was, the statements lead to the same database, since they name no clock and no chance.
 */
import {
  closeSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
  writevSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { randomBytes } from '@sferic/crypto';
import { syncDirectory } from '../sync-directory.ts';
import { StoreError } from './errors.ts';
import type { SqlValue } from './sql.ts';
import { readStatements, type Statement, StatementLog } from './statement-log.ts';

/** After so many bytes the database takes up what is here, and the journal begins anew. */
export const JOURNAL_CAPACITY = 8 * 1024 * 1024;
/** The file grows by so much: to write within it costs a sync of nothing but the data. */
const GROWTH = 256 * 1024;
/** Records begin at multiples of this: no write touches a sector of the record before. */
const SECTOR = 512;
const SALT_LENGTH = 8;
/** The salt, the record's number, its length and its checksum. */
const HEADER_LENGTH = SALT_LENGTH + 8 + 4 + 4;
const CHECKSUM_AT = HEADER_LENGTH - 4;
const FILE_MODE = 0o600;
const PAGE = Buffer.alloc(4096);
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
  /** Bytes that were in the file; undefined if there was none. */
  readonly found: number | undefined;
  readonly #path: string;
  readonly #log = new StatementLog(JOURNAL_CAPACITY);
  #file: number | undefined;
  #position: JournalPosition = { salt: randomBytes(SALT_LENGTH), taken: 0 };
  #end = 0;
  #allocated = 0;

  /** Looks, and changes nothing. */
  constructor(path: string) {
    this.#path = path;
    this.found = statSync(path, { throwIfNoEntry: false })?.size;
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
    const file = this.found === undefined ? Buffer.alloc(0) : readFileSync(this.#path);
    const records = readRecords(file, salt, taken);
    const statements = readStatements(records.map(({ payload }) => payload));
    this.#position = { salt, taken: Math.max(taken, records.at(-1)?.number ?? 0) };
    return statements.filter((_, index) => (records[index]?.number ?? 0) > taken).flat();
  }

  /** Creates the file, or opens it for writing; what it has stays until `begin`. */
  open(): void {
    this.#file = openSync(this.#path, this.found === undefined ? 'wx+' : 'r+', FILE_MODE);
    syncDirectory(dirname(this.#path));
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
    if (payload === undefined || this.#end + HEADER_LENGTH + payload.length > JOURNAL_CAPACITY) return false;
    this.#position = { ...this.#position, taken: this.#position.taken + 1 };
    fdatasyncSync(this.#write(payload));
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
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    if (isOver) rmSync(this.#path, { force: true });
  }

  /** Writes the newest record, without a sync; returns the file. */
  #write(payload: Buffer): number {
    const file = this.#file;
    if (file === undefined) throw new Error('the journal is closed');
    const { salt, taken } = this.#position;
    const header = Buffer.alloc(HEADER_LENGTH);
    header.set(salt);
    header.writeBigUInt64BE(BigInt(taken), SALT_LENGTH);
    header.writeUInt32BE(payload.length, SALT_LENGTH + 8);
    header.writeUInt32BE(checksum(header, payload), CHECKSUM_AT);
    const end = this.#end + HEADER_LENGTH + payload.length;
    this.#allocate(file, end);
    if (writevSync(file, [header, payload], this.#end) !== end - this.#end) throw cutShort();
    this.#end = nextSector(end);
    return file;
  }

  #allocate(file: number, end: number): void {
    if (end <= this.#allocated) return;
    const target = Math.ceil(end / GROWTH) * GROWTH;
    // Page by page: of what was written in one piece Linux takes all to be changed by each later write.
    for (; this.#allocated < target; this.#allocated += PAGE.length)
      if (writeSync(file, PAGE, 0, PAGE.length, this.#allocated) !== PAGE.length) throw cutShort();
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

/** As when the disk is full. */
function cutShort(): Error {
  return new Error('a write to the journal was cut short');
}
