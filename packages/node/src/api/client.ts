/** The API as a program holds it: every operation of `NodeService`, over HTTP. */
import type { Secret } from '@sferic/crypto';
import { readEndpoint } from './endpoint.ts';
import { errorReply, isServiceErrorCode } from './error.ts';
import { readEvents } from './event-reader.ts';
import { EVENTS_PATH } from './openapi.ts';
import { type Route, requestOf, takesBody } from './route.ts';
import { ROUTES } from './routes.ts';
import { nodeEvent } from './schemas.ts';
import {
  type BumpRequest,
  type CloseRequest,
  type ForwardingPolicyRequest,
  type FundingPolicy,
  type InvoiceRequest,
  type NodeEvent,
  type NodeService,
  type OpenRequest,
  type PayRequest,
  type ProbeRequest,
  type RouteQuery,
  type SendRequest,
  ServiceError,
  type StreamRequest,
  type WalletSendRequest,
} from './service.ts';

/** The node could not be asked, or gave no sensible answer. What the node itself refuses is a `ServiceError`. */
export class ApiClientError extends Error {
  readonly code: 'not_running' | 'unreachable' | 'refused' | 'unexpected_reply';

  constructor(code: ApiClientError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiClientError';
    this.code = code;
  }
}

export interface ApiClientOptions {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly token: Secret;
  /** Process id of the node, where known. */
  readonly pid?: number;
}

export class ApiClient implements NodeService {
  readonly url: string;
  readonly pid: number | undefined;
  readonly #token: Secret;

  constructor(options: ApiClientOptions) {
    this.url = options.url;
    this.pid = options.pid;
    this.#token = options.token;
  }

  /** A client of the node that runs in a data directory. Rejects with `not_running` when none seems to. */
  static async ofDirectory(directory: string): Promise<ApiClient> {
    const found = await readEndpoint(directory);
    if (found.ok) return new ApiClient(found.value);
    throw new ApiClientError(
      found.error.code === 'not_running' ? 'not_running' : 'unexpected_reply',
      found.error.message,
    );
  }

  info = () => this.#call(ROUTES.info, {});
  stop = () => this.#call(ROUTES.stop, {});
  connect = (address: string) => this.#call(ROUTES.connect, { address });
  disconnect = (nodeId: string) => this.#call(ROUTES.disconnect, { nodeId });
  peers = () => this.#call(ROUTES.peers, {});
  walletBalance = () => this.#call(ROUTES.walletBalance, {});
  walletAddress = () => this.#call(ROUTES.walletAddress, {});
  walletCoins = () => this.#call(ROUTES.walletCoins, {});
  walletSend = (request: WalletSendRequest) => this.#call(ROUTES.walletSend, request);
  open = (request: OpenRequest) => this.#call(ROUTES.open, request);
  channels = () => this.#call(ROUTES.channels, {});
  channel = (channelId: string) => this.#call(ROUTES.channel, { channelId });
  bump = (request: BumpRequest) => this.#call(ROUTES.bump, request);
  close = (request: CloseRequest) => this.#call(ROUTES.close, request);
  closedChannels = () => this.#call(ROUTES.closedChannels, {});
  pending = () => this.#call(ROUTES.pending, {});
  fundingPolicy = () => this.#call(ROUTES.fundingPolicy, {});
  setFundingPolicy = (policy: FundingPolicy) => this.#call(ROUTES.setFundingPolicy, { policy });
  forwardingPolicy = () => this.#call(ROUTES.forwardingPolicy, {});
  setForwardingPolicy = (request: ForwardingPolicyRequest) => this.#call(ROUTES.setForwardingPolicy, request);
  createInvoice = (request: InvoiceRequest) => this.#call(ROUTES.createInvoice, request);
  invoices = () => this.#call(ROUTES.invoices, {});
  invoice = (paymentHash: string) => this.#call(ROUTES.invoice, { paymentHash });
  settleInvoice = (preimage: string) => this.#call(ROUTES.settleInvoice, { preimage });
  cancelInvoice = (paymentHash: string) => this.#call(ROUTES.cancelInvoice, { paymentHash });
  decode = (invoice: string) => this.#call(ROUTES.decode, { invoice });
  pay = (request: PayRequest) => this.#call(ROUTES.pay, request);
  cancelPayment = (paymentHash: string) => this.#call(ROUTES.cancelPayment, { paymentHash });
  payments = () => this.#call(ROUTES.payments, {});
  payment = (paymentHash: string) => this.#call(ROUTES.payment, { paymentHash });
  forwards = () => this.#call(ROUTES.forwards, {});
  send = (request: SendRequest) => this.#call(ROUTES.send, request);
  probe = (request: ProbeRequest) => this.#call(ROUTES.probe, request);
  received = () => this.#call(ROUTES.received, {});
  startStream = (request: StreamRequest) => this.#call(ROUTES.startStream, request);
  streams = () => this.#call(ROUTES.streams, {});
  stream = (sessionId: string) => this.#call(ROUTES.stream, { sessionId });
  pauseStream = (sessionId: string) => this.#call(ROUTES.pauseStream, { sessionId });
  resumeStream = (sessionId: string) => this.#call(ROUTES.resumeStream, { sessionId });
  stopStream = (sessionId: string) => this.#call(ROUTES.stopStream, { sessionId });
  earnings = () => this.#call(ROUTES.earnings, {});
  network = () => this.#call(ROUTES.network, {});
  networkGraph = (limit: number) => this.#call(ROUTES.networkGraph, { limit });
  networkNode = (nodeId: string) => this.#call(ROUTES.networkNode, { nodeId });
  route = (query: RouteQuery) => this.#call(ROUTES.route, query);
  towers = () => this.#call(ROUTES.towers, {});
  addTower = (address: string) => this.#call(ROUTES.addTower, { address });
  removeTower = (nodeId: string) => this.#call(ROUTES.removeTower, { nodeId });
  towerServer = () => this.#call(ROUTES.towerServer, {});
  serveTower = (serving: boolean) => this.#call(ROUTES.serveTower, { serving });

  /**
   * Follows events. Resolves once subscribed: nothing that happens later is missed until the iteration ends. It ends when
   * `signal` aborts, and rejects with an `ApiClientError` when the node ends it.
   */
  async events(
    options: { readonly types?: readonly NodeEvent['type'][]; readonly signal?: AbortSignal } = {},
  ): Promise<AsyncIterableIterator<NodeEvent>> {
    const query = options.types === undefined ? '' : `?types=${options.types.join(',')}`;
    const response = await this.#fetch(`${EVENTS_PATH}${query}`, {
      ...(options.signal !== undefined && { signal: options.signal }),
    });
    if (!response.ok) throw await failureOf(response);
    if (response.body === null)
      throw new ApiClientError('unexpected_reply', 'the stream of events has no body');
    return decodeEvents(response.body, options.signal);
  }

  /** As of `NodeService`; what happens before the connection is made, or after it broke, is missed. */
  subscribe(listener: (event: NodeEvent) => void): () => void {
    const controller = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const event of await this.events({ signal: controller.signal })) listener(event);
    };
    follow().catch(() => undefined);
    return () => controller.abort();
  }

  async #call<Input extends object, Reply>(route: Route<Input, Reply>, input: Input): Promise<Reply> {
    const { path, body } = requestOf(route, input);
    const response = await this.#fetch(path, {
      method: route.method,
      ...(takesBody(route) && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    if (!response.ok) throw await failureOf(response);
    // A route without content has no schema for it: its `Reply` is void.
    if (route.reply === undefined) return undefined as Reply;
    const reply = route.reply.parse(await jsonOf(response), 'ignore');
    if (reply.ok) return reply.value;
    const { path: field, message } = reply.error;
    throw new ApiClientError('unexpected_reply', `the node's reply to ${path}: ${field} ${message}`);
  }

  async #fetch(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const token = new TextDecoder().decode(this.#token.expose());
    try {
      const headers = { ...init.headers, authorization: `Bearer ${token}` };
      return await fetch(`${this.url}${path}`, { ...init, headers });
    } catch (error) {
      if (init.signal?.aborted === true) throw error;
      throw new ApiClientError('unreachable', `no node answers at ${this.url}`, { cause: error });
    }
  }
}

async function* decodeEvents(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<NodeEvent, undefined> {
  try {
    for await (const data of readEvents(body)) {
      const event = nodeEvent.parse(JSON.parse(data), 'ignore');
      // A newer node may tell of what this client doesn't know.
      if (event.ok) yield event.value;
    }
  } catch (error) {
    if (signal?.aborted === true) return;
    throw new ApiClientError('unreachable', 'the stream of events broke off', { cause: error });
  }
  throw new ApiClientError('unreachable', 'the node ended the stream of events');
}

/** The error that a refusal stands for. */
async function failureOf(response: Response): Promise<ServiceError | ApiClientError> {
  const refusal = errorReply.parse(await jsonOf(response), 'ignore');
  if (!refusal.ok)
    return new ApiClientError('unexpected_reply', `the server answered with HTTP status ${response.status}`);
  const { code, message, details } = refusal.value.error;
  if (isServiceErrorCode(code)) return new ServiceError(code, message, details);
  return new ApiClientError('refused', message);
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
