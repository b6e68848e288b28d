/** The servers that a node can run on: the embedded chain, and bitcoind where the machine has it. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startRegtest } from '@sferic/regtest';

/** A running server; it ends with the test at the latest. */
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
  readonly start: (t: TestContext, datadir: string, port?: number) => Promise<ChainServer>;
}

const hasBitcoind = spawnSync('bitcoind', ['--version']).status === 0;
const START_TIMEOUT_MS = 30_000;
const START_POLL_MS = 100;

export const CHAIN_SERVERS: readonly ChainServerKind[] = [
  { name: 'the embedded chain', skip: false, start: startEmbedded },
  { name: 'bitcoind', skip: hasBitcoind ? false : 'bitcoind is not on the PATH', start: startBitcoind },
];

async function startEmbedded(t: TestContext, datadir: string, port = 0): Promise<ChainServer> {
  const { url, cookiePath, stop } = await startRegtest({ datadir, port });
  t.after(stop);
  return { url, cookiePath, call: caller(url, cookiePath), stop };
}

async function startBitcoind(t: TestContext, datadir: string, port = 0): Promise<ChainServer> {
  const rpcPort = port === 0 ? await freePort() : port;
  const options = ['-regtest', '-server', '-listen=0', `-datadir=${datadir}`, `-rpcport=${rpcPort}`];
  const child = spawn('bitcoind', [...options, '-rpcbind=127.0.0.1', '-rpcallowip=127.0.0.1'], {
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  t.after(stop);
  const url = `http://127.0.0.1:${rpcPort}`;
  const cookiePath = join(datadir, 'regtest', '.cookie');
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

/** A port that was free a moment ago: bitcoind does not take port 0. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
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
