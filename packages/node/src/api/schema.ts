/**
 * Values of JSON and their rules. One description checks what comes over HTTP, gives it its type, and documents it in
 * the OpenAPI document.
 */
import { err, ok, type Result } from '@sferic/codec';

/** What is wrong with a value, and where: `path` is `hops[2].nodeId`, empty for the value itself. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A request may not hold fields that nobody reads: they are typing errors. In a reply they are a newer server's. */
export type UnknownFields = 'refuse' | 'ignore';

export interface Schema<T> {
  readonly parse: (value: unknown, unknownFields: UnknownFields) => Result<T, FieldError>;
  readonly json: JsonSchema;
}

/** A field of an object that may be absent. */
export interface OptionalSchema<T> extends Schema<T> {
  readonly isOptional: true;
}

export type Fields = Readonly<Record<string, Schema<unknown>>>;

export interface ObjectSchema<T> extends Schema<T> {
  readonly fields: Fields;
}

type ValueOf<S> = S extends Schema<infer T> ? T : never;
type OptionalKeys<F> = { [K in keyof F]: F[K] extends OptionalSchema<unknown> ? K : never }[keyof F];
type ObjectOf<F> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: ValueOf<F[K]>;
};

export interface TextRules {
  readonly pattern?: RegExp;
  /** What the pattern asks for, in words: `must be …`. */
  readonly expected?: string;
  /** In UTF-16 code units. */
  readonly maxLength?: number;
  readonly description?: string;
  readonly example?: string;
}

export function text(rules: TextRules = {}): Schema<string> {
  const { pattern, expected = 'text of another form', maxLength, description, example } = rules;
  return {
    parse: (value) => {
      if (typeof value !== 'string') return wrong('must be a string');
      if (maxLength !== undefined && value.length > maxLength)
        return wrong(`must have at most ${maxLength} characters`);
      return pattern === undefined || pattern.test(value) ? ok(value) : wrong(`must be ${expected}`);
    },
    json: {
      type: 'string',
      ...(pattern !== undefined && { pattern: pattern.source }),
      ...(maxLength !== undefined && { maxLength }),
      ...(description !== undefined && { description }),
      ...(example !== undefined && { examples: [example] }),
    },
  };
}

export interface NumberRules {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
}

/** A whole number that a JSON number holds exactly. */
export function integer(rules: NumberRules = {}): Schema<number> {
  return numeric('integer', Number.isSafeInteger, 'must be a whole number', rules);
}

/** A finite number. */
export function number(rules: NumberRules = {}): Schema<number> {
  return numeric('number', Number.isFinite, 'must be a number', rules);
}

function numeric(
  type: 'integer' | 'number',
  isOfType: (value: unknown) => boolean,
  expected: string,
  { minimum, maximum, description }: NumberRules,
): Schema<number> {
  return {
    parse: (value) => {
      if (typeof value !== 'number' || !isOfType(value)) return wrong(expected);
      if (minimum !== undefined && value < minimum) return wrong(`must be at least ${minimum}`);
      if (maximum !== undefined && value > maximum) return wrong(`must be at most ${maximum}`);
      return ok(value);
    },
    json: {
      type,
      ...(minimum !== undefined && { minimum }),
      ...(maximum !== undefined && { maximum }),
      ...(description !== undefined && { description }),
    },
  };
}

export function boolean(description?: string): Schema<boolean> {
  return {
    parse: (value) => (typeof value === 'boolean' ? ok(value) : wrong('must be true or false')),
    json: { type: 'boolean', ...(description !== undefined && { description }) },
  };
}

export function oneOf<const T extends string>(values: readonly T[], description?: string): Schema<T> {
  return {
    parse: (value) => {
      const found = values.find((candidate) => candidate === value);
      return found === undefined ? wrong(`must be one of ${values.join(', ')}`) : ok(found);
    },
    json: { type: 'string', enum: values, ...(description !== undefined && { description }) },
  };
}

export function list<T>(item: Schema<T>, maxItems?: number): Schema<readonly T[]> {
  return {
    parse: (value, unknownFields) => {
      if (!Array.isArray(value)) return wrong('must be an array');
      if (maxItems !== undefined && value.length > maxItems)
        return wrong(`must have at most ${maxItems} items`);
      const items: T[] = [];
      for (const [index, raw] of value.entries()) {
        const parsed = item.parse(raw, unknownFields);
        if (!parsed.ok) return within(`[${index}]`, parsed.error);
        items.push(parsed.value);
      }
      return ok(items);
    },
    json: { type: 'array', items: item.json, ...(maxItems !== undefined && { maxItems }) },
  };
}

export function optional<T>(schema: Schema<T>): OptionalSchema<T> {
  return { ...schema, isOptional: true };
}

/** The same rules with another description. */
export function described<T>(description: string, schema: Schema<T>): Schema<T> {
  return { ...schema, json: { ...schema.json, description } };
}

export function object<F extends Fields>(fields: F, description?: string): ObjectSchema<ObjectOf<F>> {
  const names = Object.keys(fields);
  return {
    fields,
    parse: (value, unknownFields) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return wrong('must be an object');
      // Own properties only: what a prototype has was not sent.
      const given = new Map<string, unknown>(Object.entries(value));
      const unknown = [...given.keys()].find((name) => !names.includes(name));
      if (unknown !== undefined && unknownFields === 'refuse')
        return within(unknown, { path: '', message: `is unknown; known are ${names.join(', ') || 'none'}` });
      return parseFields(fields, given, unknownFields) as Result<ObjectOf<F>, FieldError>;
    },
    json: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(fields).map(([name, { json }]) => [name, json])),
      required: names.filter((name) => !isOptional(fields[name])),
      ...(description !== undefined && { description }),
    },
  };
}

function parseFields(
  fields: Fields,
  given: ReadonlyMap<string, unknown>,
  unknownFields: UnknownFields,
): Result<Readonly<Record<string, unknown>>, FieldError> {
  const parsed: [string, unknown][] = [];
  for (const [name, schema] of Object.entries(fields)) {
    const value = given.get(name);
    if (value === undefined) {
      if (isOptional(schema)) continue;
      return within(name, { path: '', message: 'is required' });
    }
    const field = schema.parse(value, unknownFields);
    if (!field.ok) return within(name, field.error);
    parsed.push([name, field.value]);
  }
  return ok(Object.fromEntries(parsed));
}

/** One of several objects, told apart by the value of their field `tag`. */
export function taggedUnion<M extends Readonly<Record<string, ObjectSchema<unknown>>>>(
  tag: string,
  members: M,
): Schema<ValueOf<M[keyof M]>> {
  const tags = Object.keys(members);
  return {
    parse: (value, unknownFields) => {
      const given = typeof value === 'object' && value !== null ? Reflect.get(value, tag) : undefined;
      const member = typeof given === 'string' && tags.includes(given) ? members[given] : undefined;
      if (member === undefined)
        return within(tag, { path: '', message: `must be one of ${tags.join(', ')}` });
      return member.parse(value, unknownFields) as Result<ValueOf<M[keyof M]>, FieldError>;
    },
    json: { oneOf: Object.values(members).map(({ json }) => json) },
  };
}

export function isOptional(schema: Schema<unknown> | undefined): boolean {
  return schema !== undefined && 'isOptional' in schema;
}

function wrong(message: string): Result<never, FieldError> {
  return err({ path: '', message });
}

function within(where: string, { path, message }: FieldError): Result<never, FieldError> {
  const separator = path === '' || path.startsWith('[') ? '' : '.';
  return err({ path: `${where}${separator}${path}`, message });
}
