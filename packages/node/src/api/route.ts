/** What one operation of the API is: enough for the router, the client and the OpenAPI document to be made from it. */
import { err, ok, type Result } from '@sferic/codec';
import type { FieldError, JsonSchema, ObjectSchema, Schema } from './schema.ts';
import type { NodeService, ServiceErrorCode } from './service.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface RouteDescription<Input, Reply> {
  readonly method: Method;
  /** Such as `/v1/channels/{channelId}`: what stands in braces is a field of the input, the others are the body. */
  readonly path: string;
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly input: ObjectSchema<Input>;
  /** Absent: the reply has no content. */
  readonly reply?: Schema<Reply>;
  /** Of a success; 204 where there is no content. */
  readonly status?: 200 | 201 | 202;
  /** Refusals that are particular to it; others are possible everywhere. */
  readonly errors: readonly ServiceErrorCode[];
}

export interface Route<Input, Reply> extends RouteDescription<Input, Reply> {
  /** Names of the input's fields that the path holds, in its order. */
  readonly pathFields: readonly string[];
  /** Checks `raw` (path fields and body together) and does the operation, which rejects with a `ServiceError`. */
  readonly run: (service: NodeService, raw: unknown) => Result<Promise<Reply>, FieldError>;
}

/** A route whatever it takes and gives. */
export type AnyRoute = Route<unknown, unknown>;

export function route<Input, Reply>(
  description: RouteDescription<Input, Reply>,
  handle: (service: NodeService, input: Input) => Promise<Reply>,
): Route<Input, Reply> {
  const pathFields = [...description.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const strayField = pathFields.find((name) => !(name in description.input.fields));
  if (strayField !== undefined) throw new Error(`${description.path}: the input has no ${strayField}`);
  return {
    ...description,
    pathFields,
    run: (service, raw) => {
      const input = description.input.parse(raw, 'refuse');
      return input.ok ? ok(handle(service, input.value)) : err(input.error);
    },
  };
}

/** Whether the operation reads a body. */
export function takesBody(route: AnyRoute): boolean {
  return route.method !== 'GET' && bodyFields(route).length > 0;
}

/** The fields of the input that are not in the path. */
export function bodyFields(route: AnyRoute): readonly (readonly [string, Schema<unknown>])[] {
  return Object.entries(route.input.fields).filter(([name]) => !route.pathFields.includes(name));
}

export type Match =
  | {
      readonly type: 'found';
      readonly route: AnyRoute;
      readonly pathFields: Readonly<Record<string, string>>;
    }
  | { readonly type: 'wrong_method'; readonly allowed: readonly Method[] }
  | { readonly type: 'unknown_path' };

/** Finds the route of a request. `path` is without the query, as the request line has it. */
export function matchRoute(routes: readonly AnyRoute[], method: string, path: string): Match {
  const candidates = routes.flatMap((route) => {
    const pathFields = matchPath(route.path, path);
    return pathFields === undefined ? [] : [{ route, pathFields }];
  });
  const found = candidates.find(({ route }) => route.method === method);
  if (found !== undefined) return { type: 'found', ...found };
  if (candidates.length === 0) return { type: 'unknown_path' };
  return { type: 'wrong_method', allowed: candidates.map(({ route }) => route.method) };
}

function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const expected = pattern.split('/');
  const given = path.split('/');
  if (expected.length !== given.length) return undefined;
  const fields: [string, string][] = [];
  for (const [index, part] of expected.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== value) return undefined;
      continue;
    }
    const decoded = decode(value);
    if (decoded === undefined || decoded === '') return undefined;
    fields.push([name, decoded]);
  }
  return Object.fromEntries(fields);
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Path and body with which a client asks for `input`. */
export function requestOf<Input extends object>(
  route: Route<Input, unknown>,
  input: Input,
): { readonly path: string; readonly body: Readonly<Record<string, unknown>> } {
  const fields = new Map<string, unknown>(Object.entries(input));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(fields.get(name))),
  );
  const body = [...fields].filter(([name]) => !route.pathFields.includes(name));
  return { path, body: Object.fromEntries(body) };
}

/** The schema of a route's body. */
export function bodySchema(route: AnyRoute): JsonSchema {
  const fields = bodyFields(route);
  const required = fields.filter(([, schema]) => !('isOptional' in schema)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, { json }]) => [name, json])),
    required,
    additionalProperties: false,
  };
}
