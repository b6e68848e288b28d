import { inspect } from 'node:util';

const REDACTED = '[secret]';

/** Bytes that do not print: not by string conversion, not in JSON, not by an inspection of the object around them. */
export class Secret {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes.slice();
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** The bytes themselves, a copy. The name is to be seen in a review. */
  expose(): Uint8Array {
    return this.#bytes.slice();
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
