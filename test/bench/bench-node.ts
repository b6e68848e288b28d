/** A node process of a benchmark, from outside. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { NodeService } from '@sferic/node';
import type { BenchCommands, NodeSetup, Operation, Reply, Request } from './node/protocol.ts';

const ENTRY = join(import.meta.dirname, 'node', 'main.ts');

/** Everything that can be asked: each operation answers with a promise. */
export type Asked = BenchCommands & Omit<NodeService, 'start' | 'stop' | 'subscribe'>;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class BenchNode {
  readonly ask: Asked;
  readonly #setup: NodeSetup;
  #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #uri = '';

  static async start(setup: NodeSetup): Promise<BenchNode> {
    const node = new BenchNode(setup);
    await node.#start(setup);
    return node;
  }

  private constructor(setup: NodeSetup) {
    this.#setup = setup;
    this.#child = this.#fork();
    this.ask = new Proxy({} as Asked, {
      get:
        (_, operation) =>
        (...parameters: readonly unknown[]) =>
          this.#request(operation as Operation, parameters),
    });
  }

  get name(): string {
    return this.#setup.name;
  }

  /** `02…@host:port` */
  get uri(): string {
    return this.#uri;
  }

  /** A new process on the same directory, where its peers know it. It must have ended. A profile begins before the node does, if wanted. */
  async startAgain({ isProfiled }: { readonly isProfiled: boolean }): Promise<void> {
    this.#child = this.#fork();
    if (isProfiled) await this.ask.startProfile();
    await this.#start({ ...this.#setup, port: Number(this.#uri.slice(this.#uri.lastIndexOf(':') + 1)) });
  }

  /** Stops the node and ends its process. */
  async end(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await this.ask.stop().catch(() => undefined);
    if (child.connected) child.disconnect();
    await ended;
  }

  async #start(setup: NodeSetup): Promise<void> {
    await this.ask.start(setup);
    const [uri] = (await this.ask.info()).uris;
    if (uri === undefined) throw new Error(`${this.name} listens nowhere`);
    this.#uri = uri;
  }

  #fork(): ChildProcess {
    const child = fork(ENTRY, [], {
      execArgv: process.execArgv,
      serialization: 'advanced',
    });
    child.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('error' in reply) waiting?.reject(new Error(`${this.name}: ${reply.error}`));
      else waiting?.resolve(reply.value);
    });
    child.on('exit', (code, signal) => {
      const error = new Error(`${this.name} ended (${signal ?? `exit code ${code}`})`);
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
    return child;
  }

  #request(operation: Operation, parameters: readonly unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    const request: Request = { id, operation, parameters };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send(request, (error) => error !== null && reject(error));
    });
  }
}
