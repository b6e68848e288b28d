/** The HTTP API: JSON and server-sent events on loopback, for those who hold the token. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Secret } from '@sferic/crypto';
import type { Logger } from '../log.ts';
import { type ApiError, apiErrorOf } from './error.ts';
import { EventHub, type EventHubOptions, MAX_SUBSCRIBERS } from './event-hub.ts';
import { readJson, sendError, sendJson } from './exchange.ts';
import { refuseForeign, refuseMediaType, refuseUnauthorized } from './guard.ts';
import { EVENTS_PATH, OPENAPI_PATH, openApiDocument } from './openapi.ts';
import { type AnyRoute, matchRoute, takesBody } from './route.ts';
import { ROUTE_TABLE } from './routes.ts';
import { EVENT_TYPES, type NodeService, ServiceError } from './service.ts';

const LOOPBACK_ADDRESS = '127.0.0.1';
/** The longest body is an invoice or a description, of a few thousand bytes. */
export const MAX_BODY_BYTES = 65_536;
/** Requests wait for payments and openings: some hundreds at once are an application, not an attack. */
const MAX_CONNECTIONS = 512;
/** For the head, and for the whole of a request; replies may take longer. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 10_000;
/** How long open requests may go on when the server closes. */
const CLOSE_GRACE_MS = 2_000;

export interface ApiServerOptions {
  readonly service: NodeService;
  /** What requests must carry, in UTF-8. */
  readonly token: Secret;
  /** 0: the system chooses. */
  readonly port: number;
  /** Of the node, for the OpenAPI document. */
  readonly version: string;
  readonly log: Logger;
  readonly events?: Omit<EventHubOptions, 'log'>;
}

export class ApiServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly #server: Server;
  readonly #hub: EventHub;
  #isClosing = false;

  private constructor(server: Server, hub: EventHub) {
    this.#server = server;
    this.#hub = hub;
    this.url = `http://${LOOPBACK_ADDRESS}:${(server.address() as AddressInfo).port}`;
    server.on('request', (_, response) => response.on('close', () => this.#closeIdle()));
  }

  /** Rejects when the port is taken. */
  static async listen(options: ApiServerOptions): Promise<ApiServer> {
    const hub = new EventHub(options.service, { ...options.events, log: options.log });
    const handler = new RequestHandler(options, hub);
    const server = createServer(
      {
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
      },
      (request, response) => void handler.handle(request, response),
    );
    server.maxConnections = MAX_CONNECTIONS;
    try {
      server.listen(options.port, LOOPBACK_ADDRESS);
      await once(server, 'listening');
    } catch (error) {
      hub.close();
      throw error;
    }
    return new ApiServer(server, hub);
  }

  /** Takes no more requests, ends event streams, and waits for open requests as long as the grace lasts. */
  async close(graceMs: number = CLOSE_GRACE_MS): Promise<void> {
    if (!this.#server.listening) return;
    this.#isClosing = true;
    this.#hub.close();
    const closed = once(this.#server, 'close');
    this.#server.close();
    const timer = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(timer);
  }

  /** A connection outlives its last reply, for the next request: there is none any more. */
  #closeIdle(): void {
    // Only after the events of this reply the server counts the connection as idle.
    if (this.#isClosing) setImmediate(() => this.#server.closeIdleConnections());
  }
}

/** Answers requests one by one; holds nothing between them. */
class RequestHandler {
  readonly #options: ApiServerOptions;
  readonly #hub: EventHub;
  readonly #token: string;
  readonly #openApi: unknown;

  constructor(options: ApiServerOptions, hub: EventHub) {
    this.#options = options;
    this.#hub = hub;
    this.#token = new TextDecoder().decode(options.token.expose());
    this.#openApi = openApiDocument(options.version);
  }

  /** Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    // A client that goes away is no event for the node.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    let refusal: ApiError | undefined;
    try {
      refusal = await this.#answer(request, response);
    } catch (error) {
      refusal = apiErrorOf(error);
      if (!(error instanceof ServiceError) && !request.destroyed) this.#logBug(request, error);
    }
    if (refusal !== undefined && !response.headersSent && !response.destroyed) sendError(response, refusal);
    this.#options.log.debug('api request', {
      method: request.method,
      path: request.url?.split('?')[0],
      status: response.statusCode,
      code: refusal?.code,
      milliseconds: Math.round(performance.now() - started),
    });
  }

  /** Answers, or says why not. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<ApiError | undefined> {
    const { method = '', headers } = request;
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const foreign = refuseForeign(headers);
    if (foreign !== undefined) return foreign;
    // The description of the API is no secret, and tools that read it send no token.
    if (method === 'GET' && path === OPENAPI_PATH) return void sendJson(response, 200, this.#openApi);
    const unauthorized = refuseUnauthorized(headers, this.#token);
    if (unauthorized !== undefined) return unauthorized;
    if (method === 'GET' && path === EVENTS_PATH) return this.#subscribe(response, query);
    const match = matchRoute(ROUTE_TABLE, method, path);
    if (match.type === 'unknown_path')
      return { code: 'unknown_path', message: `there is no ${path}; ${OPENAPI_PATH} describes all there is` };
    if (match.type === 'wrong_method') {
      response.setHeader('allow', match.allowed.join(', '));
      return { code: 'method_not_allowed', message: `${path} takes ${match.allowed.join(' and ')}` };
    }
    if (query !== '') return { code: 'invalid_argument', message: `${path} takes no query` };
    return this.#run(match.route, match.pathFields, request, response);
  }

  async #run(
    route: AnyRoute,
    pathFields: Readonly<Record<string, string>>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<ApiError | undefined> {
    const wrongType = takesBody(route) ? refuseMediaType(request.headers) : undefined;
    if (wrongType !== undefined) return wrongType;
    const body = await readJson(request, MAX_BODY_BYTES);
    if (!body.ok) return body.error;
    const repeated = route.pathFields.find(
      (name) => typeof body.value === 'object' && body.value !== null && Object.hasOwn(body.value, name),
    );
    if (repeated !== undefined) return invalid(repeated, 'belongs in the path, not in the body');
    if (typeof body.value !== 'object' || body.value === null || Array.isArray(body.value))
      return invalid('', 'the body must be an object');
    const result = route.run(this.#options.service, { ...body.value, ...pathFields });
    if (!result.ok) return invalid(result.error.path, result.error.message);
    const reply = await result.value;
    sendJson(response, route.status ?? 200, route.reply === undefined ? undefined : reply);
    return undefined;
  }

  #subscribe(response: ServerResponse, query: string): ApiError | undefined {
    const parameters = new URLSearchParams(query);
    const stray = [...parameters.keys()].find((name) => name !== 'types');
    if (stray !== undefined) return invalid(stray, 'is unknown; known is types');
    const types = parameters.getAll('types').flatMap((value) => value.split(','));
    const known: readonly string[] = EVENT_TYPES;
    const unknown = types.find((type) => !known.includes(type));
    if (unknown !== undefined)
      return invalid('types', `"${unknown}" is no type of event; there are ${EVENT_TYPES.join(', ')}`);
    if (this.#hub.isFull)
      return { code: 'too_many_subscribers', message: `${MAX_SUBSCRIBERS} programs follow events already` };
    this.#hub.add(response, new Set(types.length > 0 ? types : known));
    return undefined;
  }

  #logBug(request: IncomingMessage, error: unknown): void {
    this.#options.log.error('an operation failed unexpectedly', {
      method: request.method,
      path: request.url?.split('?')[0],
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

function invalid(field: string, message: string): ApiError {
  const details = field === '' ? {} : { field };
  return { code: 'invalid_argument', message: field === '' ? message : `${field} ${message}`, details };
}
