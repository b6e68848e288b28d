import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type Regtest, startRegtest } from '@sferic/regtest';
import { ApiClient, ENDPOINT_FILE } from '../../src/api/index.ts';
import { VERSION } from '../../src/version.ts';
import { SEED_FILE } from '../../src/wallet/index.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Running {
  readonly process: ChildProcess;
  /** The first line of standard output; rejects when the process ends without one. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<Ended>;
}

function makeDirectory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sferic-main-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Starts `sferic` as a process that ends with the test at the latest. */
function start(t: TestContext, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SFERIC_PASSPHRASE: '', ...environment },
  });
  let [out, err] = ['', ''];
  const line = Promise.withResolvers<string>();
  line.promise.catch(() => undefined);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    const [first, ...rest] = out.split('\n');
    if (first !== undefined && rest.length > 0) line.resolve(first);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'close').then(([code]): Ended => {
    line.reject(new Error(`ended without a line: ${err}`));
    return { code, out, err };
  });
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { process: child, firstLine: line.promise, ended };
}

const run = (t: TestContext, ...args: string[]): Promise<Ended> => start(t, args).ended;

async function chain(t: TestContext): Promise<Regtest> {
  const regtest = await startRegtest({ datadir: makeDirectory(t) });
  t.after(() => regtest.stop());
  return regtest;
}

async function mine(regtest: Regtest, blocks: number, address: string): Promise<void> {
  const authorization = `Basic ${Buffer.from(readFileSync(regtest.cookiePath, 'utf8')).toString('base64')}`;
  const body = JSON.stringify({ method: 'generatetoaddress', params: [blocks, address] });
  const response = await fetch(regtest.url, { method: 'POST', headers: { authorization }, body });
  assert.equal(response.status, 200);
}

function nodeArguments(directory: string, regtest: Regtest): string[] {
  const bitcoind = ['--bitcoind-url', regtest.url, '--bitcoind-cookie-file', regtest.cookiePath];
  return ['node', '--datadir', directory, '--json', '--p2p-listen', '127.0.0.1:0', ...bitcoind];
}

describe('the sferic command as a process', () => {
  it('explains itself, and says its version', async (t) => {
    const [help, version] = await Promise.all([run(t, '--help'), run(t, '--version')]);
    assert.deepEqual([help.code, help.err], [0, '']);
    assert.match(help.out, /Usage: sferic/);
    const manifest = JSON.parse(
      readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
    ) as { version: string };
    assert.equal(VERSION, manifest.version);
    assert.equal(version.out, `${manifest.version}\n`);
  });

  it('a node runs until it is told to stop, and leaves its directory for the next', async (t) => {
    const regtest = await chain(t);
    const directory = makeDirectory(t);
    const first = start(t, nodeArguments(directory, regtest));
    const started = JSON.parse(await first.firstLine) as { nodeId: string; url: string; uris: string[] };
    const client = await ApiClient.ofDirectory(directory);
    assert.equal(client.url, started.url);
    assert.equal(client.pid, first.process.pid);
    const info = await client.info();
    assert.equal(info.nodeId, started.nodeId);
    assert.equal(info.network, 'regtest');
    assert.deepEqual(info.uris, started.uris);

    const second = await run(t, ...nodeArguments(directory, regtest));
    assert.equal(second.code, 1);
    assert.match(second.err, /^sferic: .+/m);

    const port = /:(\d+)$/.exec(started.uris[0] ?? '')?.[1];
    const taken = ['--p2p-listen', `127.0.0.1:${port}`];
    const third = await run(t, ...nodeArguments(makeDirectory(t), regtest), ...taken);
    assert.equal(third.code, 1);
    assert.match(
      third.err,
      /^sferic: .*\(p2p\.listen\): address already in use 127\.0\.0\.1:\d+\n {2}.*--p2p-listen 127\.0\.0\.1:0/m,
    );
    assert.doesNotMatch(third.err, /\n +at /);

    const stopped = await run(t, 'stop', '--datadir', directory, '--json');
    assert.deepEqual([stopped.code, JSON.parse(stopped.out)], [0, { stopped: true }]);
    const { code, err } = await first.ended;
    assert.equal(code, 0);
    assert.doesNotMatch(err, /"level":"(warn|error)"/);
    assert.ok(!existsSync(join(directory, ENDPOINT_FILE)));
  });

  it('one Ctrl-C that arrives several times, as under npm, ends a node in order', async (t) => {
    const regtest = await chain(t);
    const directory = makeDirectory(t);
    const running = start(t, nodeArguments(directory, regtest));
    await running.firstLine;
    running.process.stderr?.on('data', (text: string) => {
      if (text.includes('"stopping"')) running.process.kill('SIGINT');
    });
    running.process.kill('SIGINT');
    const { code, err } = await running.ended;
    assert.equal(code, 0);
    assert.match(err, /"node stopped"/);
    assert.ok(!existsSync(join(directory, ENDPOINT_FILE)));
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`${signal} stops a stream of money that a command follows, also when it arrives several times`, async (t) => {
      const regtest = await chain(t);
      const directory = makeDirectory(t);
      const running = start(t, nodeArguments(directory, regtest));
      await running.firstLine;
      const node = await ApiClient.ofDirectory(directory);
      const somebody = `02${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}`;
      const following = start(t, ['stream', somebody, '--rate', '50sat/min', '--datadir', directory]);
      while ((await node.streams()).length === 0) await setImmediate();
      following.process.kill(signal);
      following.process.kill(signal);
      const { code, out } = await following.ended;
      assert.equal(code, 0);
      assert.match(out, /ended/);
      const [stream] = await node.streams();
      assert.equal(stream?.state, 'ended');
    });

  it('a node that was killed is not taken for running, and starts again', async (t) => {
    const regtest = await chain(t);
    const directory = makeDirectory(t);
    const killed = start(t, nodeArguments(directory, regtest));
    const started = JSON.parse(await killed.firstLine) as { nodeId: string };
    killed.process.kill('SIGKILL');
    await killed.ended;
    assert.ok(existsSync(join(directory, ENDPOINT_FILE)));
    const asked = await run(t, 'info', '--datadir', directory);
    assert.equal(asked.code, 1);
    assert.match(
      asked.err,
      /^sferic: no node answers at http:.*\n {2}has it stopped\? start one: sferic node/,
    );
    const again = start(t, nodeArguments(directory, regtest));
    const restarted = JSON.parse(await again.firstLine) as { nodeId: string };
    assert.equal(restarted.nodeId, started.nodeId);
    await (await ApiClient.ofDirectory(directory)).info();
    again.process.kill('SIGTERM');
    assert.equal((await again.ended).code, 0);
  });

  it('a seed file in a new directory brings back the coins that the seed got before', async (t) => {
    const regtest = await chain(t);
    const [lost, restored] = [makeDirectory(t), makeDirectory(t)];
    const first = start(t, nodeArguments(lost, regtest));
    await first.firstLine;
    const { address } = await (await ApiClient.ofDirectory(lost)).walletAddress();
    first.process.kill('SIGTERM');
    assert.equal((await first.ended).code, 0);
    // The first of their rewards can be spent in the next block.
    await mine(regtest, 100, address);

    copyFileSync(join(lost, SEED_FILE), join(restored, SEED_FILE));
    const second = start(t, nodeArguments(restored, regtest));
    await second.firstLine;
    const { confirmedSat } = await (await ApiClient.ofDirectory(restored)).walletBalance();
    assert.equal(confirmedSat, '5000000000');
  });

  it('a node that cannot start says why: configuration 2, anything else 1', async (t) => {
    const directory = makeDirectory(t);
    writeFileSync(join(directory, 'sferic.toml'), 'network = "mainnet"\n');
    const [mainnet, noChain] = await Promise.all([
      run(t, 'node', '--datadir', directory),
      run(t, 'node', '--datadir', makeDirectory(t), '--bitcoind-url', 'http://127.0.0.1:1'),
    ]);
    assert.equal(mainnet.code, 2);
    assert.match(mainnet.err, /^sferic: mainnet is refused/);
    assert.equal(noChain.code, 1);
    assert.match(noChain.err, /^sferic: .*127\.0\.0\.1:1.*\n {2}does it run\? --bitcoind-url/m);
  });
});
