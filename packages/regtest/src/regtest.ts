import { join } from 'node:path';
import { AutoMiner, type AutoMining } from './auto-miner.ts';
import { type NodeOptions, RegtestNode } from './node.ts';
import { Authenticator, type Credentials, newCookie, removeCookie, writeCookie } from './rpc/auth.ts';
import { Dispatcher } from './rpc/dispatch.ts';
import { methodGroups } from './rpc/methods/index.ts';
import { RpcServer } from './rpc/server.ts';

/** bitcoind's default for regtest. */
export const DEFAULT_RPC_PORT = 18_443;

export interface RegtestOptions extends Omit<NodeOptions, 'clock'> {
  /** Everything is kept in its subdirectory `regtest`, as bitcoind does. Made if missing. */
  readonly datadir: string;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 0, the system chooses. */
  readonly port?: number;
  /** Accepted beside the cookie. */
  readonly credentials?: Credentials;
  /** Default: blocks are made by calls alone. */
  readonly autoMining?: AutoMining;
}

/** A running chain. */
export interface Regtest {
  /** Of the JSON-RPC server, such as `http://127.0.0.1:18443`. */
  readonly url: string;
  /** File with `__cookie__:password`, as bitcoind writes it. */
  readonly cookiePath: string;
  /** Ends it: waiting calls answer, the cookie goes, the directory is free. May be called more than once. */
  stop(): Promise<void>;
  /** Resolves when it has ended, by `stop` or a call; rejects when an unforeseen error ended it. */
  readonly ended: Promise<void>;
}

const limitsOf = ({ maxMempoolUsage, maxBlockWeight }: RegtestOptions): NodeOptions => ({
  ...(maxMempoolUsage !== undefined && { maxMempoolUsage }),
  ...(maxBlockWeight !== undefined && { maxBlockWeight }),
});

/**
 * Starts an embedded regtest chain with Bitcoin Core's JSON-RPC.
 * Rejects with a `StorageError` when the directory is in use or damaged, or when the port is taken.
 */
export async function startRegtest(options: RegtestOptions): Promise<Regtest> {
  const directory = join(options.datadir, 'regtest');
  const cookiePath = join(directory, '.cookie');
  const cookie = newCookie();
  const node = new RegtestNode(directory, limitsOf(options));
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  let server: RpcServer;
  try {
    const dispatcher = new Dispatcher(
      node,
      methodGroups.flatMap(({ methods }) => methods),
    );
    server = await RpcServer.listen({
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
      authenticator: new Authenticator(options.credentials ? [cookie, options.credentials] : [cookie]),
      handle: (body, signal) => dispatcher.handle(body, signal),
      onBug: fail,
    });
    await writeCookie(cookiePath, cookie);
  } catch (error) {
    node.close();
    throw error;
  }
  const autoMiner = options.autoMining && new AutoMiner(node, options.autoMining);
  const end = async (): Promise<void> => {
    autoMiner?.stop();
    await server.close();
    await removeCookie(cookiePath);
    node.close();
  };
  const ended = Promise.race([node.stopRequested, failed]).finally(end);
  // Whoever does not wait for the end learns of a failure from `stop`
  ended.catch(() => {});
  return {
    url: server.url,
    cookiePath,
    ended,
    stop: () => {
      node.requestStop();
      return ended;
    },
  };
}
