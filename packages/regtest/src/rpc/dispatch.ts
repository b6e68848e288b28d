import type { RegtestNode } from '../node.ts';
import { Arguments } from './arguments.ts';
import { RPC, RpcError } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import { type Method, usage } from './method.ts';

/** Calls in one batch. Bitcoin Core bounds a batch by its bytes alone; this also bounds the replies held at once. */
export const MAX_BATCH_LENGTH = 1000;

/** What to send back. Without a body: every request of it was a notification. */
export interface Reply {
  readonly status: number;
  readonly body?: string;
}

type Version = 'legacy' | '2.0';

interface Outcome {
  readonly version: Version;
  /** undefined: a notification, which gets no reply. */
  readonly id: Json | undefined;
  readonly result?: Json;
  readonly error?: RpcError;
}

const HTTP_OK = 200;
const HTTP_NO_CONTENT = 204;
const HTTP_BAD_REQUEST = 400;
const HTTP_NOT_FOUND = 404;
const HTTP_INTERNAL_ERROR = 500;

/** HTTP status of a lone request of JSON-RPC 1 that failed, as bitcoind answers. */
function legacyStatus(error: RpcError): number {
  if (error.code === RPC.invalidRequest) return HTTP_BAD_REQUEST;
  return error.code === RPC.methodNotFound ? HTTP_NOT_FOUND : HTTP_INTERNAL_ERROR;
}

function asRpcError(failure: unknown): RpcError {
  if (failure instanceof RpcError) return failure;
  throw failure;
}

function replyObject({ version, id, result, error }: Outcome): JsonObject {
  const failure = error && { code: error.code, message: error.message };
  if (version === '2.0') {
    return failure
      ? { jsonrpc: '2.0', error: failure, id: id ?? null }
      : { jsonrpc: '2.0', result: result ?? null, id: id ?? null };
  }
  return { result: result ?? null, error: failure ?? null, id: id ?? null };
}

function requestVersion(jsonrpc: unknown): Version {
  if (jsonrpc === undefined || jsonrpc === null) return 'legacy';
  if (typeof jsonrpc !== 'string') throw new RpcError(RPC.invalidRequest, 'jsonrpc field must be a string');
  // The values that the JSON-RPC 1.x drafts used
  if (jsonrpc === '1.0' || jsonrpc === '1.1') return 'legacy';
  if (jsonrpc === '2.0') return '2.0';
  throw new RpcError(RPC.invalidRequest, 'JSON-RPC version not supported');
}

/** Reads requests, finds their methods and words the replies. Knows nothing of HTTP but the status numbers. */
export class Dispatcher {
  readonly #node: RegtestNode;
  readonly #methods: ReadonlyMap<string, Method>;

  constructor(node: RegtestNode, methods: readonly Method[]) {
    this.#node = node;
    this.#methods = new Map(methods.map((method) => [method.name, method]));
  }

  /** Answers one HTTP body: a request, or a batch of them, which run one after another. */
  async handle(body: string, signal: AbortSignal): Promise<Reply> {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return this.#lone({ version: 'legacy', id: null, error: new RpcError(RPC.parse, 'Parse error') });
    }
    if (Array.isArray(parsed)) return this.#batch(parsed, signal);
    if (typeof parsed !== 'object' || parsed === null) {
      const error = new RpcError(RPC.parse, 'Top-level object parse error');
      return this.#lone({ version: 'legacy', id: null, error });
    }
    return this.#lone(await this.#answer(parsed, signal));
  }

  #lone(outcome: Outcome): Reply {
    if (outcome.version === '2.0' && outcome.id === undefined) return { status: HTTP_NO_CONTENT };
    const failed = outcome.version === 'legacy' && outcome.error !== undefined;
    const status = failed && outcome.error ? legacyStatus(outcome.error) : HTTP_OK;
    return { status, body: `${JSON.stringify(replyObject(outcome))}\n` };
  }

  async #batch(requests: readonly unknown[], signal: AbortSignal): Promise<Reply> {
    if (requests.length > MAX_BATCH_LENGTH) {
      const error = new RpcError(RPC.invalidRequest, `Batch of more than ${MAX_BATCH_LENGTH} requests`);
      return this.#lone({ version: 'legacy', id: null, error });
    }
    const replies: JsonObject[] = [];
    for (const request of requests) {
      const outcome = await this.#answer(request, signal);
      if (outcome.version === 'legacy' || outcome.id !== undefined) replies.push(replyObject(outcome));
    }
    if (replies.length === 0 && requests.length > 0) return { status: HTTP_NO_CONTENT };
    return { status: HTTP_OK, body: `${JSON.stringify(replies)}\n` };
  }

  async #answer(request: unknown, signal: AbortSignal): Promise<Outcome> {
    let version: Version = 'legacy';
    let id: Json | undefined = null;
    try {
      if (typeof request !== 'object' || request === null || Array.isArray(request)) {
        throw new RpcError(RPC.invalidRequest, 'Invalid Request object');
      }
      const fields = request as Readonly<Record<string, unknown>>;
      id = fields['id'] as Json | undefined;
      version = requestVersion(fields['jsonrpc']);
      return { version, id, result: await this.#call(fields['method'], fields['params'], signal) };
    } catch (failure) {
      return { version, id, error: asRpcError(failure) };
    }
  }

  async #call(name: unknown, params: unknown, signal: AbortSignal): Promise<Json> {
    if (name === undefined || name === null) throw new RpcError(RPC.invalidRequest, 'Missing method');
    if (typeof name !== 'string') throw new RpcError(RPC.invalidRequest, 'Method must be a string');
    if (params !== undefined && typeof params !== 'object') {
      throw new RpcError(RPC.invalidRequest, 'Params must be an array or object');
    }
    const method = this.#methods.get(name);
    if (method === undefined) throw new RpcError(RPC.methodNotFound, 'Method not found');
    return method.run(this.#node, new Arguments(method.parameters, params, usage(method)), signal);
  }
}
