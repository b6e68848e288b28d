/** Server-sent events (WHATWG HTML, "Server-sent events"): everything that the node reports, to everyone who listens. */
import type { ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';
import { COMMON_HEADERS } from './exchange.ts';
import type { NodeEvent, NodeService } from './service.ts';

/** Each subscriber holds a connection and a buffer; a program needs one. */
export const MAX_SUBSCRIBERS = 64;
/** What waits for a subscriber that reads slowly; beyond it is dropped, so that it costs the node nothing more. */
export const MAX_BACKLOG_BYTES = 1 << 20;
/** Often enough that proxies and clients don't take silence for an end. */
export const HEARTBEAT_MS = 15_000;

export interface EventHubOptions {
  readonly log: Logger;
  readonly heartbeatMs?: number;
  readonly maxBacklogBytes?: number;
}

interface Subscriber {
  readonly response: ServerResponse;
  readonly types: ReadonlySet<string>;
}

export class EventHub {
  readonly #subscribers = new Set<Subscriber>();
  readonly #log: Logger;
  readonly #maxBacklogBytes: number;
  readonly #service: Pick<NodeService, 'subscribe'>;
  /** There while anybody listens: nobody describes what nobody reads. */
  #unsubscribe: (() => void) | undefined;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(service: Pick<NodeService, 'subscribe'>, options: EventHubOptions) {
    this.#log = options.log;
    this.#maxBacklogBytes = options.maxBacklogBytes ?? MAX_BACKLOG_BYTES;
    this.#service = service;
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeatMs ?? HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  get isFull(): boolean {
    return this.#subscribers.size >= MAX_SUBSCRIBERS;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /** Answers a request with the stream of events of these types, until either side ends it. */
  add(response: ServerResponse, types: ReadonlySet<string>): void {
    const subscriber = { response, types };
    response.writeHead(200, {
      ...COMMON_HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      // For proxies that would hold events back.
      'x-accel-buffering': 'no',
    });
    // Tells the client that from here on it misses nothing.
    response.write(': subscribed\n\n');
    response.on('close', () => this.#remove(subscriber));
    this.#subscribers.add(subscriber);
    this.#unsubscribe ??= this.#service.subscribe((event) => this.#publish(event));
  }

  /** Ends all streams. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const { response } of this.#subscribers) response.end();
    for (const subscriber of [...this.#subscribers]) this.#remove(subscriber);
  }

  #publish(event: NodeEvent): void {
    // JSON has no line breaks of its own, so that one `data` line holds it.
    const text = `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    for (const subscriber of this.#subscribers)
      if (subscriber.types.has(event.type)) this.#write(subscriber, text);
  }

  #beat(): void {
    for (const subscriber of this.#subscribers) this.#write(subscriber, ': heartbeat\n\n');
  }

  #write(subscriber: Subscriber, text: string): void {
    const { response } = subscriber;
    response.write(text);
    if (response.writableLength <= this.#maxBacklogBytes) return;
    this.#log.warn('dropped a subscriber to events that reads too slowly', {
      backlogBytes: response.writableLength,
    });
    this.#remove(subscriber);
    response.destroy();
  }

  #remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    if (this.#subscribers.size > 0) return;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }
}
