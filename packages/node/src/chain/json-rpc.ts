import { RpcError, TransportError } from './errors.ts';
import type { HttpTransport } from './http-transport.ts';
import { JsonObject, UnexpectedJson } from './json.ts';

/** Calls in one batch: more are split, so that no request or answer outgrows the transport's bounds. */
const MAX_BATCH = 100;
/** Long enough for a block from a slow disk, short enough to notice a server that hangs. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** Carries requests to the server, and their answers back. */
export type Transport = Pick<HttpTransport, 'post' | 'close'>;

export interface Call {
  readonly method: string;
  readonly params?: readonly unknown[];
}

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** JSON-RPC as bitcoind speaks it: 2.0 where the server knows it, and 1.x, whose errors come with HTTP statuses of their own. */
export class JsonRpc {
  readonly #transport: Transport;
  #nextId = 1;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The result, as `read` takes it from the JSON. Rejects with RpcError or TransportError. */
  async call<T>(call: Call, read: (result: unknown) => T, options: CallOptions = {}): Promise<T> {
    const id = this.#nextId++;
    const answer = await this.#exchange(call.method, envelope(call, id), options);
    return reading(call.method, () => read(resultOf(answer, call.method, id)));
  }

  /** The results of many calls in their order, an RpcError in the place of each that failed. Rejects with TransportError. */
  async batch<T>(
    calls: readonly Call[],
    read: (result: unknown) => T,
    options: CallOptions = {},
  ): Promise<readonly (T | RpcError)[]> {
    const results: (T | RpcError)[] = [];
    for (let start = 0; start < calls.length; start += MAX_BATCH)
      results.push(...(await this.#batchPart(calls.slice(start, start + MAX_BATCH), read, options)));
    return results;
  }

  close(): void {
    this.#transport.close();
  }

  async #batchPart<T>(
    calls: readonly Call[],
    read: (result: unknown) => T,
    options: CallOptions,
  ): Promise<readonly (T | RpcError)[]> {
    const firstId = this.#nextId;
    this.#nextId += calls.length;
    const name = `batch of ${calls.length}`;
    const request = calls.map((call, index) => envelope(call, firstId + index));
    const answers = await this.#exchange(name, request, options);
    return reading(name, () => {
      if (!Array.isArray(answers)) throw new UnexpectedJson('the answer to a batch is not an array');
      const byId = new Map(answers.map((answer) => [new JsonObject(answer, 'answer').number('id'), answer]));
      return calls.map(({ method }, index) => {
        const id = firstId + index;
        try {
          return read(resultOf(byId.get(id), method, id));
        } catch (error) {
          if (error instanceof RpcError) return error;
          throw error;
        }
      });
    });
  }

  async #exchange(method: string, request: unknown, options: CallOptions): Promise<unknown> {
    const body = await this.#transport.post({
      method,
      body: JSON.stringify(request),
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      signal: options.signal,
    });
    try {
      return JSON.parse(body);
    } catch (cause) {
      throw new TransportError(method, 'malformed', 'the answer is not JSON', { cause });
    }
  }
}

function envelope(call: Call, id: number): unknown {
  return { jsonrpc: '2.0', id, method: call.method, params: call.params ?? [] };
}

function resultOf(answer: unknown, method: string, id: number): unknown {
  const fields = new JsonObject(answer, 'answer');
  if (fields.number('id') !== id) throw new UnexpectedJson('the answer belongs to another call');
  if (fields.has('error')) {
    const error = fields.object('error');
    throw new RpcError(method, error.number('code'), error.string('message'));
  }
  return (answer as { readonly result?: unknown }).result;
}

function reading<T>(method: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnexpectedJson) throw new TransportError(method, 'malformed', error.message);
    throw error;
  }
}
