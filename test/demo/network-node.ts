/** A node as a process of the real command line, and its API. */
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient, ApiClientError, type NodeInfo } from '@sferic/node';
import type { Chain } from './chain.ts';
import type { RunningChild } from './child-process.ts';
import { until } from './until.ts';
import type { Workspace } from './workspace.ts';

export interface NodeOptions {
  readonly workspace: Workspace;
  readonly chain: Chain;
  /** Also its alias and the name of its directory. */
  readonly name: string;
}

const LOOPBACK = '127.0.0.1';
/** As long as a process of the run gets. */
const STRANGER_ENDS_MS = 10_000;
const STRANGER_LOOK_MS = 50;

export class NetworkNode {
  readonly name: string;
  readonly directory: string;
  readonly #options: NodeOptions;
  #child: RunningChild;
  #api: ApiClient;
  #info: NodeInfo;

  /** Starts a node in a directory of its own; resolves when it answers. */
  static async start(options: NodeOptions): Promise<NetworkNode> {
    const directory = join(options.workspace.directory, options.name);
    return new NetworkNode(options, directory, await launch(options, directory, 0));
  }

  private constructor(options: NodeOptions, directory: string, launched: Launched) {
    this.#options = options;
    this.name = options.name;
    this.directory = directory;
    this.#child = launched.child;
    this.#api = launched.api;
    this.#info = launched.info;
  }

  get api(): ApiClient {
    return this.#api;
  }

  get nodeId(): string {
    return this.#info.nodeId;
  }

  /** `02…@host:port` */
  get uri(): string {
    const [uri] = this.#info.uris;
    if (uri === undefined) throw new Error(`${this.name} listens nowhere`);
    return uri;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Asks it to stop, through the API, and waits for its end. */
  async stop(): Promise<void> {
    this.#child.meantToEnd();
    await this.#api.stop();
    const { code, signal } = await this.#child.ended;
    if (code !== 0)
      throw new Error(`${this.name} was asked to stop and ended with ${signal ?? `exit code ${code}`}`);
  }

  /**
   * From now on anybody may tell it to stop: `onStopped` is called with the arguments of `sferic` that start it again by hand.
   * What was started so is no process of the run, but ends with it.
   */
  mayStop(onStopped: (args: readonly string[]) => void): void {
    const child = this.#child;
    child.mayStop();
    void child.ended.then((exit) => {
      if (child.isMeantToEnd || child.isFailure(exit)) return;
      this.#options.workspace.atEnd(() => stopStranger(this.directory));
      onStopped(nodeArguments(this.#options, this.directory, portOf(this.uri)));
    });
  }

  /** `kill -9` */
  async kill(): Promise<void> {
    await this.#child.kill();
  }

  /** Holds the process where it is: its connections stay, and it answers nothing. */
  freeze(): void {
    this.#child.signal('SIGSTOP');
  }

  thaw(): void {
    this.#child.signal('SIGCONT');
  }

  /** Starts it again, on the same directory and where its peers know it. */
  async startAgain(): Promise<void> {
    const { child, api, info } = await launch(this.#options, this.directory, portOf(this.uri));
    this.#child = child;
    this.#api = api;
    this.#info = info;
  }

  /** Starts it as `startAgain` does, and kills it after so long, wherever its start has got to. */
  async startInVain(milliseconds: number): Promise<void> {
    const child = spawnNode(this.#options, this.directory, portOf(this.uri));
    await Promise.race([delay(milliseconds), child.ended]);
    await child.kill();
  }

  /**
   * Stops it, copies its directory and starts it again. What it gives puts the copy in the directory's place: to be called
   * while it is stopped.
   */
  async putCopyAside(): Promise<() => Promise<void>> {
    const aside = `${this.directory}-old`;
    await this.stop();
    await cp(this.directory, aside, { recursive: true });
    await this.startAgain();
    return async () => {
      await rm(this.directory, { recursive: true });
      await rename(aside, this.directory);
    };
  }

  async untilHeight(height: number): Promise<void> {
    await until(`${this.name} has followed the chain to block ${height}`, async () => {
      const { blockHeight, syncedToChain } = await this.api.info();
      return blockHeight >= height && syncedToChain;
    });
  }
}

interface Launched {
  readonly child: RunningChild;
  readonly api: ApiClient;
  readonly info: NodeInfo;
}

async function launch(options: NodeOptions, directory: string, port: number): Promise<Launched> {
  const child = spawnNode(options, directory, port);
  const api = await until(`${options.name} answers`, () => clientOf(directory, child));
  return { child, api, info: await api.info() };
}

function spawnNode(options: NodeOptions, directory: string, port: number): RunningChild {
  return options.workspace.sferic(options.name, ...nodeArguments(options, directory, port));
}

function nodeArguments({ chain, name }: NodeOptions, directory: string, port: number): readonly string[] {
  return [
    'node',
    `--datadir=${directory}`,
    '--network=regtest',
    `--bitcoind-url=${chain.url}`,
    `--bitcoind-cookie-file=${chain.cookiePath}`,
    `--p2p-listen=${LOOPBACK}:${port}`,
    `--alias=${name}`,
    '--log-format=text',
  ];
}

/** Stops a node that is not of the run, if one runs in the directory, and waits for its end. */
async function stopStranger(directory: string): Promise<void> {
  try {
    const { pid, stop } = await ApiClient.ofDirectory(directory);
    await stop();
    const asked = performance.now();
    while (pid !== undefined && isAlive(pid) && performance.now() - asked < STRANGER_ENDS_MS)
      await delay(STRANGER_LOOK_MS);
  } catch {
    // There is none, or it does not answer: it is not ours to kill.
  }
}

/** Signal 0 reaches a process or fails. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A client of this very process: a killed one leaves the file behind that says where it listened. */
async function clientOf(directory: string, child: RunningChild): Promise<ApiClient | undefined> {
  if (child.isOver) throw new Error(`${child.name} ended before it was up`);
  try {
    const api = await ApiClient.ofDirectory(directory);
    return api.pid === child.pid ? api : undefined;
  } catch (error) {
    if (error instanceof ApiClientError && error.code === 'not_running') return undefined;
    throw error;
  }
}

function portOf(uri: string): number {
  return Number(uri.slice(uri.lastIndexOf(':') + 1));
}

/** `02abcdef…@127.0.0.1:1234` */
export function shortUri(uri: string): string {
  const [id = '', address = ''] = uri.split('@');
  return `${id.slice(0, 10)}…@${address}`;
}
