/** A value of an RPC result that is not of the documented type. The client turns it into a TransportError. */
export class UnexpectedJson extends Error {}

/** Reads the fields of a JSON object, each of which must have the type that the method documents. */
export class JsonObject {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(value: unknown, path = 'result') {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new UnexpectedJson(`${path} is not an object`);
    this.#fields = value as Record<string, unknown>;
    this.#path = path;
  }

  string(name: string): string {
    return text(this.#fields[name], `${this.#path}.${name}`);
  }

  number(name: string): number {
    return finite(this.#fields[name], `${this.#path}.${name}`);
  }

  boolean(name: string): boolean {
    const value = this.#fields[name];
    if (typeof value !== 'boolean') throw new UnexpectedJson(`${this.#path}.${name} is not a boolean`);
    return value;
  }

  object(name: string): JsonObject {
    return new JsonObject(this.#fields[name], `${this.#path}.${name}`);
  }

  array(name: string): readonly unknown[] {
    const value = this.#fields[name];
    if (!Array.isArray(value)) throw new UnexpectedJson(`${this.#path}.${name} is not an array`);
    return value;
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }
}

export function text(value: unknown, path = 'result'): string {
  if (typeof value !== 'string') throw new UnexpectedJson(`${path} is not a string`);
  return value;
}

export function finite(value: unknown, path = 'result'): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new UnexpectedJson(`${path} is not a number`);
  return value;
}
