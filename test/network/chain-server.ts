/** The servers that a node can run on: the embedded chain, and bitcoind where the machine has it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startRegtest } from '@sferic/regtest';
import { bitcoindArguments, bitcoindEndpoint, freePort, hasBitcoind } from '../demo/bitcoind.ts';

/** What ends with the owner: a test is one. */
export interface Owner {
  after(work: () => Promise<void> | void): void;
}

/** A running server; it ends with its owner at the latest. */
export interface ChainServer {
  readonly url: string;
  readonly cookiePath: string;
  /** The result of a call that must succeed. */
  readonly call: (method: string, ...params: readonly unknown[]) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

export interface ChainServerKind {
  readonly name: string;
  /** Why tests on it are skipped, or false. */
  readonly skip: string | false;
  /** On an existing data directory it takes up where it was; port 0 lets the system choose. */
  readonly start: (t: Owner, datadir: string, port?: number) => Promise<ChainServer>;
}

const START_TIMEOUT_MS = 30_000;
const START_POLL_MS = 100;

export const CHAIN_SERVERS: readonly ChainServerKind[] = [
  { name: 'the embedded chain', skip: false, start: startEmbedded },
  { name: 'bitcoind', skip: hasBitcoind() ? false : 'bitcoind is not on the PATH', start: startBitcoind },
];

async function startEmbedded(t: Owner, datadir: string, port = 0): Promise<ChainServer> {
  const { url, cookiePath, stop } = await startRegtest({ datadir, port });
  t.after(stop);
  return { url, cookiePath, call: caller(url, cookiePath), stop };
}

async function startBitcoind(t: Owner, datadir: string, port = 0): Promise<ChainServer> {
  const rpcPort = port === 0 ? await freePort() : port;
  const child = spawn('bitcoind', bitcoindArguments(datadir, rpcPort), { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  t.after(stop);
  const { url, cookie: cookiePath } = bitcoindEndpoint(datadir, rpcPort);
  const call = caller(url, cookiePath);
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await answers(call))) {
    assert.ok(child.exitCode === null && performance.now() < deadline, 'bitcoind does not start');
    await delay(START_POLL_MS);
  }
  return { url, cookiePath, call, stop };
}

async function answers(call: ChainServer['call']): Promise<boolean> {
  return call('getblockcount').then(
    () => true,
    () => false,
  );
}

function caller(url: string, cookiePath: string): ChainServer['call'] {
  return async (method, ...params) => {
    const authorization = `Basic ${Buffer.from(readFileSync(cookiePath, 'utf8')).toString('base64')}`;
    const body = JSON.stringify({ id: 1, method, params });
    const response = await fetch(url, { method: 'POST', headers: { authorization }, body });
    const { result, error } = (await response.json()) as { result: unknown; error: unknown };
    assert.equal(error ?? null, null, `${method}: ${JSON.stringify(error)}`);
    return result;
  };
}
