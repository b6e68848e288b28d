/** Where a journal lies. */
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
import { syncDirectory } from '../sync-directory.ts';

/** A file that one process writes. Methods throw what the system says. */
export interface JournalFile {
  /** After so many bytes the database takes up what is here, and the journal begins anew. */
  readonly capacity: number;
  /** Bytes that were in it at first; undefined if there was none. */
  readonly found: number | undefined;
  /** What was in it at first. */
  read(): Buffer;
  /** Creates it, or opens it for writing; what it has stays. */
  open(): void;
  /** Writes the parts one after the other. Until the next `sync` a crash may leave any of it or nothing. */
  write(parts: readonly Buffer[], position: number): void;
  sync(): void;
  /** With `isOver`, it is not needed any more. Idempotent. */
  close(isOver: boolean): void;
}

export const JOURNAL_CAPACITY = 8 * 1024 * 1024;
/** The file grows by so much: to write within it costs a sync of nothing but the data. */
const GROWTH = 256 * 1024;
const FILE_MODE = 0o600;
const PAGE = Buffer.alloc(4096);

export class DiskJournalFile implements JournalFile {
  readonly capacity = JOURNAL_CAPACITY;
  readonly found: number | undefined;
  readonly #path: string;
  #file: number | undefined;
  #allocated = 0;

  /** Looks, and changes nothing. */
  constructor(path: string) {
    this.#path = path;
    this.found = statSync(path, { throwIfNoEntry: false })?.size;
  }

  read(): Buffer {
    return this.found === undefined ? Buffer.alloc(0) : readFileSync(this.#path);
  }

  open(): void {
    this.#file = openSync(this.#path, this.found === undefined ? 'wx+' : 'r+', FILE_MODE);
    syncDirectory(dirname(this.#path));
  }

  write(parts: readonly Buffer[], position: number): void {
    const file = this.#opened();
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#allocate(file, position + length);
    if (writevSync(file, parts, position) !== length) throw cutShort();
  }

  sync(): void {
    fdatasyncSync(this.#opened());
  }

  close(isOver: boolean): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    if (isOver) rmSync(this.#path, { force: true });
  }

  #opened(): number {
    if (this.#file === undefined) throw new Error('the journal is closed');
    return this.#file;
  }

  #allocate(file: number, end: number): void {
    if (end <= this.#allocated) return;
    const target = Math.ceil(end / GROWTH) * GROWTH;
    // Page by page: of what was written in one piece Linux takes all to be changed by each later write.
    for (; this.#allocated < target; this.#allocated += PAGE.length)
      if (writeSync(file, PAGE, 0, PAGE.length, this.#allocated) !== PAGE.length) throw cutShort();
  }
}

/** As when the disk is full. */
function cutShort(): Error {
  return new Error('a write to the journal was cut short');
}
