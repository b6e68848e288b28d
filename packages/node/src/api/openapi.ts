/** The API as an OpenAPI 3.1 document, made from the same table as the router. */
import { errorReply, STATUS } from './error.ts';
import { type AnyRoute, bodySchema, takesBody } from './route.ts';
import { ROUTE_TABLE } from './routes.ts';
import type { JsonSchema } from './schema.ts';
import { COMPONENTS } from './schemas.ts';
import { EVENT_TYPES, type ServiceErrorCode } from './service.ts';

export const OPENAPI_PATH = '/v1/openapi.json';
export const EVENTS_PATH = '/v1/events';

/** What every operation may reply. */
const COMMON_ERRORS: readonly ServiceErrorCode[] = ['invalid_argument', 'internal', 'stopping'];

export function openApiDocument(version: string): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTE_TABLE) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  paths[EVENTS_PATH] = { get: eventsOperation() };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sferic node',
      version,
      description:
        'Amounts are decimal strings whose unit is in the name, ids are lower-case hex, txids are in display order, ' +
        'times are seconds since 1970. The address is in `api.json` of the data directory, the token in `api-token`.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        ...Object.fromEntries(
          Object.entries(COMPONENTS).map(([name, { json }]) => [name, withReferences(json, json)]),
        ),
        Error: errorReply.json,
      },
    },
  };
}

function operation(route: AnyRoute): JsonSchema {
  const parameters = route.pathFields.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: withReferences(route.input.fields[name]?.json),
  }));
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    ...(parameters.length > 0 && { parameters }),
    ...(takesBody(route) && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: withReferences(bodySchema(route)) } },
      },
    }),
    responses: { ...successResponse(route), ...errorResponses(route.errors) },
  };
}

function successResponse({ reply, status = 200 }: AnyRoute): JsonSchema {
  if (reply === undefined) return { 204: { description: 'Done' } };
  return {
    [status]: {
      description: 'Done',
      content: { 'application/json': { schema: withReferences(reply.json) } },
    },
  };
}

function errorResponses(errors: readonly ServiceErrorCode[]): JsonSchema {
  const codes = new Map<number, string[]>([[STATUS.unauthorized, ['unauthorized']]]);
  for (const code of new Set([...COMMON_ERRORS, ...errors])) {
    codes.set(STATUS[code], [...(codes.get(STATUS[code]) ?? []), code]);
  }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  return Object.fromEntries(
    [...codes].map(([status, names]) => [status, { description: names.join(' or '), content }]),
  );
}

function eventsOperation(): JsonSchema {
  return {
    operationId: 'events',
    tags: ['node'],
    summary: 'What happens, as it happens',
    description:
      'Server-sent events: each has its type as `event` and JSON as `data`. A subscriber that reads too slowly is dropped; ' +
      'after any end, subscribe again and read what changed meanwhile from the lists.',
    parameters: [
      {
        name: 'types',
        in: 'query',
        description: 'Types of events, separated by commas; all unless given',
        explode: false,
        schema: { type: 'array', items: { type: 'string', enum: EVENT_TYPES } },
      },
    ],
    responses: {
      200: {
        description: 'The stream',
        content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/NodeEvent' } } },
      },
      ...errorResponses([]),
      [STATUS.too_many_subscribers]: {
        description: 'too_many_subscribers',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

/** Puts a reference wherever the very schema of a component stands, but for `self`. */
function withReferences(value: unknown, self?: unknown): unknown {
  const component = Object.entries(COMPONENTS).find(([, { json }]) => json === value && value !== self)?.[0];
  if (component !== undefined) return { $ref: `#/components/schemas/${component}` };
  if (Array.isArray(value)) return value.map((item) => withReferences(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item)]));
}
