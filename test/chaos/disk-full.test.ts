import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import type { NetworkNode } from '../demo/network-node.ts';
import { Workspace } from '../demo/workspace.ts';
import { Line } from './line.ts';
import { chooseSeed, Random } from './random.ts';

const SFERIC = join(import.meta.dirname, '..', '..', 'packages', 'node', 'src', 'main.ts');
/** What the store may grow by, in kB: it is full within some payments. */
const ROOM_KB = 64;
const PAYMENTS_AT_ONCE = 6;

interface Ended {
  readonly code: number | null;
  readonly err: string;
}

/** Starts `sferic node` where the system refuses writes beyond `limitKb` of a file, as a full disk does. */
function startLimited(t: TestContext, limitKb: number, args: readonly string[]): Promise<Ended> {
  // Without the trap the system would end the process instead of failing the write.
  const shell = 'trap "" XFSZ; ulimit -f "$0"; exec "$@"';
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', SFERIC, 'node', ...args];
  const child = spawn('bash', ['-c', shell, String(limitKb), ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'close').then(([code]): Ended => ({ code, err }));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return ended;
}

function argumentsOf({ chain }: Line['network'], { directory, uri, name }: NetworkNode): readonly string[] {
  return [
    `--datadir=${directory}`,
    '--network=regtest',
    `--bitcoind-url=${chain.url}`,
    `--bitcoind-cookie-file=${chain.cookiePath}`,
    `--p2p-listen=127.0.0.1:${uri.slice(uri.lastIndexOf(':') + 1)}`,
    `--alias=${name}`,
    '--log-format=text',
  ];
}

it('a node whose disk is full in the middle of payments says so and ends; with room again it goes on, and nothing is lost', {
  timeout: 150_000,
  skip: process.platform === 'win32' && 'needs ulimit',
}, async (t) => {
  const seed = chooseSeed();
  t.diagnostic(`SFERIC_SEED=${seed}`);
  const random = new Random(seed);
  const workspace = await Workspace.create({ verbose: false, keep: false });
  t.after(() => workspace.close());
  const line = await Line.start(workspace);
  const [, bob] = line.network.nodes;
  assert(bob !== undefined);
  await bob.stop();
  const { size } = statSync(join(bob.directory, 'sferic.sqlite'));
  const ended = startLimited(t, Math.ceil(size / 1024) + ROOM_KB, argumentsOf(line.network, bob));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  const payments: Promise<void>[] = [];
  while (!isOver) {
    const batch = Array.from({ length: PAYMENTS_AT_ONCE }, () => line.payByLot(random));
    payments.push(...batch);
    await Promise.race([Promise.all(batch), ended]);
  }
  const { code, err } = await ended;
  assert.equal(code, 1, err);
  assert.match(err, /sferic: the store cannot be written/);

  await bob.startAgain();
  await Promise.all(payments);
  await line.check();
});

it('a second process on the data directory of a running node is refused, and the first goes on', {
  timeout: 150_000,
}, async (t) => {
  const workspace = await Workspace.create({ verbose: false, keep: false });
  t.after(() => workspace.close());
  const line = await Line.start(workspace);
  const [alice] = line.network.nodes;
  assert(alice !== undefined);
  const second = await startLimited(t, 1_000_000, argumentsOf(line.network, alice));
  assert.equal(second.code, 1);
  assert.match(second.err, /in use|another process|is locked/);
  await line.check();
});
