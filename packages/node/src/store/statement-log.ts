/**
 * Statements with their values, as bytes. The text of a statement is written where it comes first; later its number stands for it, by
 * the order in which texts came.
 */
import { StoreError } from './errors.ts';
import type { SqlValue } from './sql.ts';

export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

const FIRST_SIZE = 16 * 1024;

/** What a value is, and what follows: nothing, 8 bytes, or a length of 4 bytes and as many. */
const NULL = 0;
const NUMBER = 1;
const INTEGER = 2;
const TEXT = 3;
const BLOB = 4;

export class StatementLog {
  readonly #capacity: number;
  readonly #numbers = new Map<string, number>();
  /** Texts that came first in what was not taken yet, with where each stands. */
  #latest: { readonly sql: string; readonly at: number }[] = [];
  #buffer = Buffer.allocUnsafe(FIRST_SIZE);
  #length = 0;
  #isTooLong = false;

  /** `capacity`: bytes beyond which nothing more is written down, as nobody could take it. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get isEmpty(): boolean {
    return this.#length === 0 && !this.#isTooLong;
  }

  get mark(): number {
    return this.#length;
  }

  add(sql: string, values: readonly SqlValue[]): void {
    if (this.#isTooLong) return;
    const known = this.#numbers.get(sql);
    const number = known ?? this.#numbers.size;
    if (known === undefined) {
      this.#numbers.set(sql, number);
      this.#latest.push({ sql, at: this.#length });
    }
    this.#room(4);
    this.#length = this.#buffer.writeUInt16BE(number, this.#length);
    this.#length = this.#buffer.writeUInt16BE(values.length, this.#length);
    if (known === undefined) this.#text(sql);
    for (const value of values) this.#value(value);
    this.#isTooLong = this.#length > this.#capacity;
  }

  /** Takes back what was added since `mark` was read. */
  cutBack(mark: number): void {
    this.#length = mark;
    for (let last = this.#latest.at(-1); last !== undefined && last.at >= mark; last = this.#latest.at(-1)) {
      this.#numbers.delete(last.sql);
      this.#latest.pop();
    }
  }

  /** What was added since the last time: valid until the next `add`. Undefined where it was more than the capacity. */
  take(): Buffer | undefined {
    const taken = this.#isTooLong ? undefined : this.#buffer.subarray(0, this.#length);
    this.#reset();
    return taken;
  }

  /** Begins anew: a reader will see nothing of what came before. */
  clear(): void {
    this.#reset();
    this.#numbers.clear();
  }

  #reset(): void {
    this.#length = 0;
    this.#latest = [];
    this.#isTooLong = false;
  }

  #value(value: SqlValue): void {
    this.#room(9);
    if (value === null) {
      this.#tag(NULL);
    } else if (typeof value === 'number') {
      this.#tag(NUMBER);
      this.#length = this.#buffer.writeDoubleBE(value, this.#length);
    } else if (typeof value === 'bigint') {
      this.#tag(INTEGER);
      this.#length = this.#buffer.writeBigInt64BE(value, this.#length);
    } else if (typeof value === 'string') {
      this.#tag(TEXT);
      this.#text(value);
    } else {
      this.#tag(BLOB);
      this.#room(4 + value.length);
      this.#length = this.#buffer.writeUInt32BE(value.length, this.#length);
      this.#buffer.set(value, this.#length);
      this.#length += value.length;
    }
  }

  #tag(tag: number): void {
    this.#length = this.#buffer.writeUInt8(tag, this.#length);
  }

  #text(text: string): void {
    // A UTF-16 unit takes three bytes of UTF-8 at most.
    this.#room(4 + 3 * text.length);
    const written = this.#buffer.write(text, this.#length + 4);
    this.#buffer.writeUInt32BE(written, this.#length);
    this.#length += 4 + written;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/** The statements of each that was taken from one log since it was new or cleared. Throws StoreError 'damaged'. */
export function readStatements(taken: readonly Buffer[]): readonly (readonly Statement[])[] {
  const texts: string[] = [];
  try {
    return taken.map((bytes) => [...statementsIn(bytes, texts)]);
  } catch (cause) {
    throw new StoreError('damaged', 'the journal is damaged: it is no list of statements', { cause });
  }
}

function* statementsIn(bytes: Buffer, texts: string[]): Generator<Statement> {
  let at = 0;
  const skip = (length: number): number => {
    at += length;
    return at - length;
  };
  const block = (): Buffer => {
    const length = bytes.readUInt32BE(skip(4));
    const start = skip(length);
    if (at > bytes.length) throw new RangeError('a value beyond the end');
    return bytes.subarray(start, at);
  };
  const value = (): SqlValue => {
    const tag = bytes.readUInt8(skip(1));
    switch (tag) {
      case NULL:
        return null;
      case NUMBER:
        return bytes.readDoubleBE(skip(8));
      case INTEGER:
        return bytes.readBigInt64BE(skip(8));
      case TEXT:
        return block().toString();
      case BLOB:
        return block();
    }
    throw new RangeError(`a value of kind ${tag}`);
  };
  while (at < bytes.length) {
    const number = bytes.readUInt16BE(skip(2));
    const count = bytes.readUInt16BE(skip(2));
    if (number === texts.length) texts.push(block().toString());
    const sql = texts[number];
    if (sql === undefined) throw new RangeError(`statement ${number} of ${texts.length}`);
    yield { sql, values: Array.from({ length: count }, value) };
  }
}
