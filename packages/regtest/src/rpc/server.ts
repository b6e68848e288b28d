import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Authenticator } from './auth.ts';
import type { Reply } from './dispatch.ts';

/** Bitcoin Core's bound for a request: a block in hex twice over fits. */
const MAX_BODY_BYTES = 0x0200_0000;
/** Bitcoin Core's bound for the headers of a request. */
const MAX_HEADER_BYTES = 8192;
/** Every client holds a socket; a local network of tens of nodes with a few sockets each stays far below. */
const MAX_CONNECTIONS = 512;
/** Calls under way at once, waiting ones included. */
const MAX_ACTIVE_CALLS = 256;
/** How long a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 30_000;
/** How long calls under way, and clients in the middle of a request, may go on when the server closes. */
const CLOSE_GRACE_MS = 2000;
/** How long a refused client waits, which makes guessing passwords slow: bitcoind's figure. */
const REFUSAL_DELAY_MS = 250;

export interface RpcServerOptions {
  readonly host: string;
  /** 0: the system chooses. */
  readonly port: number;
  readonly authenticator: Authenticator;
  readonly handle: (body: string, signal: AbortSignal) => Promise<Reply>;
  /** An error that no method foresaw: the server answers 500 and goes on; the owner decides whether to. */
  readonly onBug: (error: unknown) => void;
}

/** The body as text, or undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** JSON-RPC over HTTP with basic authentication, on one port, as bitcoind serves it. */
export class RpcServer {
  readonly #options: RpcServerOptions;
  readonly #server: Server;
  readonly #shutdown = new AbortController();
  #active = 0;

  private constructor(options: RpcServerOptions) {
    this.#options = options;
    this.#server = createServer(
      { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_TIMEOUT_MS },
      (request, response) => {
        this.#serve(request, response).catch((error: unknown) => {
          options.onBug(error);
          response.destroy();
        });
      },
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Resolves when the port is open; rejects when it cannot be. */
  static async listen(options: RpcServerOptions): Promise<RpcServer> {
    const server = new RpcServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject);
      server.#server.listen(options.port, options.host, () => {
        server.#server.off('error', reject);
        resolve();
      });
    });
    return server;
  }

  get url(): string {
    const { address, family, port } = this.#server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Lets calls under way answer (waiting ones answer at once), for a moment at most, then closes every socket. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#shutdown.abort();
    this.#server.closeIdleConnections();
    // A closing server of node:http does not look at its timeouts any more.
    const timer = setTimeout(() => this.#server.closeAllConnections(), CLOSE_GRACE_MS);
    await closed;
    clearTimeout(timer);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authenticator } = this.#options;
    if (request.method !== 'POST') {
      return this.#send(response, 405, 'JSONRPC server handles only POST requests', { Allow: 'POST' });
    }
    if (
      request.headers.authorization === undefined ||
      !authenticator.accepts(request.headers.authorization)
    ) {
      if (request.headers.authorization !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, REFUSAL_DELAY_MS));
      }
      return this.#send(response, 401, '', { 'WWW-Authenticate': 'Basic realm="jsonrpc"' });
    }
    if (this.#active >= MAX_ACTIVE_CALLS) return this.#send(response, 503, 'Work queue depth exceeded');
    this.#active++;
    try {
      await this.#answer(request, response);
    } finally {
      this.#active--;
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body: string | undefined;
    try {
      body = await readBody(request);
    } catch {
      return; // The client went away in the middle of its request
    }
    if (body === undefined) return this.#send(response, 413, 'Request too large', { Connection: 'close' });
    const gone = new AbortController();
    const abort = (): void => gone.abort();
    response.once('close', abort);
    this.#shutdown.signal.addEventListener('abort', abort);
    if (this.#shutdown.signal.aborted) abort();
    try {
      const { status, body: answer } = await this.#options.handle(body, gone.signal);
      this.#send(
        response,
        status,
        answer ?? '',
        answer === undefined ? {} : { 'Content-Type': 'application/json' },
      );
    } catch (error) {
      this.#options.onBug(error);
      this.#send(response, 500, 'Internal error');
    } finally {
      this.#shutdown.signal.removeEventListener('abort', abort);
    }
  }

  #send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
    if (response.destroyed) return;
    const closing = this.#shutdown.signal.aborted ? { Connection: 'close' } : {};
    response.writeHead(status, { ...headers, ...closing, 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  }
}
