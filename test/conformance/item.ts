/** Reading JSON whose shape is expected: what is missing or of another type throws with its path. */
import { hexToBytes } from '@sferic/crypto';

export class Item {
  readonly value: unknown;
  readonly path: string;

  constructor(value: unknown, path: string) {
    this.value = value;
    this.path = path;
  }

  has(key: string): boolean {
    const found = this.#fields()[key];
    return found !== undefined && found !== null;
  }

  item(key: string): Item {
    const found = this.#fields()[key];
    if (found === undefined) throw new Error(`${this.path}.${key} is missing`);
    return new Item(found, `${this.path}.${key}`);
  }

  items(key: string): readonly Item[] {
    return this.item(key).elements();
  }

  /** An absent list is an empty one. */
  optionalItems(key: string): readonly Item[] {
    return this.has(key) ? this.items(key) : [];
  }

  elements(): readonly Item[] {
    if (!Array.isArray(this.value)) throw new Error(`${this.path} is not a list`);
    return this.value.map((element: unknown, index) => new Item(element, `${this.path}[${index}]`));
  }

  text(key: string): string {
    return this.item(key).asText();
  }

  texts(key: string): readonly string[] {
    return this.items(key).map((element) => element.asText());
  }

  hex(key: string): Uint8Array {
    return hexToBytes(this.text(key));
  }

  optionalHex(key: string): Uint8Array | undefined {
    return this.has(key) ? this.hex(key) : undefined;
  }

  number(key: string): number {
    return this.item(key).asNumber();
  }

  /** An integer that is written as a number or as a decimal string. */
  bigint(key: string): bigint {
    const { value } = this.item(key);
    return typeof value === 'string' ? BigInt(value) : BigInt(this.number(key));
  }

  flag(key: string): boolean {
    const { value, path } = this.item(key);
    if (typeof value !== 'boolean') throw new Error(`${path} is not true or false`);
    return value;
  }

  keys(): readonly string[] {
    return Object.keys(this.#fields());
  }

  asText(): string {
    if (typeof this.value !== 'string') throw new Error(`${this.path} is not a string`);
    return this.value;
  }

  asNumber(): number {
    if (typeof this.value !== 'number') throw new Error(`${this.path} is not a number`);
    return this.value;
  }

  #fields(): Readonly<Record<string, unknown>> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value))
      throw new Error(`${this.path} is not an object`);
    return this.value as Readonly<Record<string, unknown>>;
  }
}
