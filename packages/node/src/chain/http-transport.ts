import http from 'node:http';
import https from 'node:https';
import type { Credentials } from './credentials.ts';
import { TransportError } from './errors.ts';

/** Calls in flight at once; the rest wait here. bitcoind answers 503 beyond its own queue (64, older versions 16). */
const MAX_CONNECTIONS = 8;
/** A full block as hexadecimal digits in JSON has 8 MB; twice as much is no answer to any call of ours. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** Node.js's word for a connection of the call's own, which ends with it. */
const NEW_CONNECTION = false;

export interface HttpRequest {
  /** Names the call in errors. */
  readonly method: string;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

interface HttpResponse {
  readonly status: number;
  readonly body: string;
}

/** Posts JSON to one server: authenticated, over connections that stay open, within bounds of time and size. */
export class HttpTransport {
  readonly #url: URL;
  readonly #credentials: Credentials;
  readonly #client: typeof http | typeof https;
  readonly #agent: http.Agent;
  #closed = false;

  constructor(url: URL, credentials: Credentials) {
    this.#url = url;
    this.#credentials = credentials;
    this.#client = url.protocol === 'https:' ? https : http;
    this.#agent = new this.#client.Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  }

  /** The body of the answer, whatever JSON-RPC says in it. Rejects with a TransportError. */
  async post(request: HttpRequest): Promise<string> {
    // A new connection would keep a process alive that is about to end.
    if (this.#closed) throw new TransportError(request.method, 'aborted', 'the connection is closed');
    let response = await this.#send(request);
    if (response.status === 401 && this.#credentials.renew()) response = await this.#send(request);
    const { status, body } = response;
    const fail = (code: TransportError['code'], message: string): never => {
      throw new TransportError(request.method, code, message);
    };
    if (status === 401 || status === 403)
      fail('unauthorized', `the server refused the credentials (HTTP ${status})`);
    if (status === 503) fail('busy', `the server is busy: ${body.trim().slice(0, 200)}`);
    // JSON-RPC 1.x errors come as 400, 404 or 500 with a JSON body.
    if (status !== 200 && !body.startsWith('{'))
      fail('malformed', `HTTP ${status}: ${body.trim().slice(0, 200)}`);
    return body;
  }

  /** Ends all connections: calls in flight fail, and so do later ones. */
  close(): void {
    this.#closed = true;
    this.#agent.destroy();
  }

  async #send(request: HttpRequest): Promise<HttpResponse> {
    const authorization = await this.#authorization(request.method);
    try {
      return await this.#exchange(request, authorization, this.#agent);
    } catch (error) {
      // The server may close a kept connection just as we use it, and others with it; every call of ours can be made twice.
      if (error instanceof StaleConnection) return this.#exchange(request, authorization, NEW_CONNECTION);
      throw error;
    }
  }

  async #authorization(method: string): Promise<string> {
    try {
      return await this.#credentials.header();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TransportError(method, 'unauthorized', `no credentials: ${reason}`, { cause });
    }
  }

  #exchange(
    request: HttpRequest,
    authorization: string,
    agent: http.Agent | typeof NEW_CONNECTION,
  ): Promise<HttpResponse> {
    const { method, body, timeoutMs, signal } = request;
    const timeout = AbortSignal.timeout(timeoutMs);
    const abort = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
    const sent = this.#client.request(this.#url, {
      method: 'POST',
      agent,
      signal: abort,
      headers: {
        authorization,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    const fail = (error: unknown): void => {
      if (signal?.aborted) reject(new TransportError(method, 'aborted', 'the call was given up'));
      else if (timeout.aborted) reject(new TransportError(method, 'timeout', `no answer in ${timeoutMs} ms`));
      else if (error instanceof TransportError) reject(error);
      else if (sent.reusedSocket && !received) reject(new StaleConnection());
      else reject(unreachable(method, this.#url, error));
    };
    let received = false;
    sent.on('error', fail);
    sent.on('response', (response) => {
      received = true;
      collect(response, method).then(
        (text) => resolve({ status: response.statusCode ?? 0, body: text }),
        fail,
      );
    });
    sent.end(body);
    return promise;
  }
}

/** A kept connection turned out to be closed before the server answered. */
class StaleConnection extends Error {}

function unreachable(method: string, url: URL, cause: unknown): TransportError {
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new TransportError(method, 'unreachable', `${url.host} cannot be reached: ${reason}`, { cause });
}

async function collect(response: http.IncomingMessage, method: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_RESPONSE_BYTES) {
      response.destroy();
      throw new TransportError(method, 'malformed', `an answer of more than ${MAX_RESPONSE_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}
