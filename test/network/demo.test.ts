/** `npm start`, `npm run demo:cheat` and `npm run network` as a user runs them: what they show, how they end, and that nothing stays behind. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { ApiClient } from '@sferic/node';
import { root } from '../../scripts/workspace.ts';
import { hasBitcoind } from '../demo/bitcoind.ts';
import { pay } from '../demo/pay.ts';
import { until } from '../demo/until.ts';
import { Workspace } from '../demo/workspace.ts';

const DEMO = join(root, 'test', 'demo', 'main.ts');
const CHEAT = join(root, 'test', 'demo', 'cheat', 'main.ts');
const NETWORK = join(root, 'test', 'demo', 'network.ts');
const SFERIC = join(root, 'packages', 'node', 'src', 'main.ts');
/** Each takes less than half a minute on an idle machine. */
const TIMEOUT_MS = 200_000;
const hasSignals = process.platform !== 'win32';
const needsSignals = { timeout: TIMEOUT_MS, skip: hasSignals ? false : 'no signals on this system' };

interface Running {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly output: () => string;
  readonly exitCode: Promise<number | null>;
  /** The directory for temporary files that is all its own. */
  readonly temporary: string;
}

/** Starts one of the commands with a directory for temporary files of its own. */
function start(t: TestContext, file: string, ...args: readonly string[]): Running {
  const temporary = mkdtempSync(join(tmpdir(), 'sferic-demo-test-'));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, NO_COLOR: '1' },
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exitCode = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  t.after(async () => {
    child.kill('SIGTERM');
    await exitCode;
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  });
  return { child, output: () => output, exitCode, temporary };
}

/** Waits until it has printed a text; fails at once when it ends before. */
async function untilPrinted({ output, child }: Running, text: string): Promise<void> {
  await until(
    `it prints "${text}"`,
    async () => {
      if (output().includes(text)) return true;
      assert.equal(child.exitCode, null, output());
      return false;
    },
    TIMEOUT_MS,
  );
}

/** Neither a file nor a process: all its processes have the directory in their arguments. */
function assertNothingLeft({ temporary }: Running): void {
  assert.deepEqual(readdirSync(temporary), []);
  if (!hasSignals) return;
  const processes = spawnSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' }).stdout.split('\n');
  assert.deepEqual(
    processes.filter((line) => line.includes(temporary)),
    [],
  );
}

/** The data directory of a node, or of the chain, while it runs. */
function directoryOf({ temporary }: Running, name: string): string {
  const [workspace = ''] = readdirSync(temporary);
  return join(temporary, workspace, name);
}

it('npm start shows the whole job and proves that all sums are right', { timeout: TIMEOUT_MS }, async (t) => {
  const running = start(t, DEMO);
  assert.equal(await running.exitCode, 0, running.output());
  const output = running.output();
  assert.match(output, /✔ Conservation holds: 6,000 BTC unspent = subsidies of 120 blocks/);
  assert.match(output, /alice → dave {2}250,000 sat {2}via bob, carol, fee 52\.002 sat/);
  assert.doesNotMatch(output, /✖|killed|\p{Cc}\[/u);
  const [expected, end] = ['= end, expected', '  end, read from the chain'].map((row) =>
    output
      .split('\n')
      .find((line) => line.includes(row))
      ?.match(/[\d,]+\.\d{3}/g),
  );
  assert.equal(expected?.length, 4);
  assert.deepEqual(expected, end);
  assertNothingLeft(running);
});

it('npm start -- --kill completes the payment that was in flight', needsSignals, async (t) => {
  const running = start(t, DEMO, '--kill');
  assert.equal(await running.exitCode, 0, running.output());
  const output = running.output();
  assert.match(output, /carol is killed \(-9\) with the payment in her hands/);
  assert.match(output, /the payment has arrived/);
  assert.match(output, /✔ Conservation holds/);
  assertNothingLeft(running);
});

it('npm run demo:cheat: a revoked state costs its publisher everything, also while the victim sleeps and its tower does not', {
  ...needsSignals,
  timeout: 240_000,
}, async (t) => {
  const running = start(t, CHEAT);
  assert.equal(await running.exitCode, 0, running.output());
  const output = running.output();
  for (const part of [
    "2,448,423 sat {2}mallory's balance",
    '300,000 sat {2}an HTLC for bob',
    '200,000 sat {2}an HTLC of bob',
  ])
    assert.match(output, new RegExp(`${part}: penalty`));
  assert.match(
    output,
    /the tower's [0-9a-f]{64}\n.*takes 3 outputs in block \d+: 2,947,391 sat to bob, 0 sat to mallory/,
  );
  assert.match(output, /✔ mallory, of 6,000,000 sat that she put in: 0 sat/);
  assert.match(output, /✔ Conservation holds/);
  assert.doesNotMatch(output, /✖/);
  assertNothingLeft(running);
});

it('npm start fails with the reason when a node dies unasked', { timeout: TIMEOUT_MS }, async (t) => {
  const running = start(t, DEMO);
  await untilPrinted(running, 'Channels that both sides fund');
  const { pid } = JSON.parse(readFileSync(join(directoryOf(running, 'bob'), 'api.json'), 'utf8')) as {
    readonly pid: number;
  };
  process.kill(pid, 'SIGKILL');
  assert.equal(await running.exitCode, 1);
  assert.match(running.output(), /✖ bob ended by itself/);
  assertNothingLeft(running);
});

it('npm start ends in order when it is interrupted', needsSignals, async (t) => {
  const running = start(t, DEMO);
  await untilPrinted(running, 'regtest chain');
  running.child.kill('SIGINT');
  // As a terminal and `npm` may both send it.
  running.child.kill('SIGINT');
  assert.equal(await running.exitCode, 1);
  assert.match(running.output(), /SIGINT: ending all processes/);
  assertNothingLeft(running);
});

it('npm run network keeps a network that can be talked to', { timeout: TIMEOUT_MS }, async (t) => {
  const running = start(t, NETWORK, '--nodes', '2', '--capacity', '1000000');
  await untilPrinted(running, 'Ctrl-C ends everything');
  const [alice, bob] = ['alice', 'bob'].map((name) => directoryOf(running, name));
  assert.ok(alice !== undefined && bob !== undefined);
  assert.ok(running.output().includes(`npm run sferic -- --datadir ${alice} info`));
  const [payer, payee] = await Promise.all([ApiClient.ofDirectory(alice), ApiClient.ofDirectory(bob)]);
  await pay({
    from: { name: 'alice', api: payer },
    to: { name: 'bob', api: payee },
    amountMsat: 12_345_678n,
  });

  // A transaction is enough to get blocks.
  const { blockHeight } = await payer.info();
  const { address } = await payee.walletAddress();
  await payer.walletSend({ address, amountSat: '50000' });
  await until(
    'blocks confirm the transaction',
    async () => (await payee.info()).blockHeight >= blockHeight + 6,
  );

  if (!hasSignals) return;
  await payee.stop();
  await untilPrinted(running, 'bob has stopped, the rest goes on');
  const [, command = ''] = /npm run sferic -- (node .*)$/m.exec(running.output()) ?? [];
  const byHand = start(t, SFERIC, ...command.split(' '));
  await untilPrinted(byHand, 'sferic info --datadir');
  const again = await ApiClient.ofDirectory(bob);
  await until('they have found each other again', async () => {
    const channels = await Promise.all([payer.channels(), again.channels()]);
    return channels.flat().every(({ usable }) => usable);
  });
  await pay({
    from: { name: 'alice', api: payer },
    to: { name: 'bob', api: again },
    amountMsat: 1_000n,
  });

  running.child.kill('SIGINT');
  assert.equal(await running.exitCode, 0);
  assert.equal(await byHand.exitCode, 0);
  assertNothingLeft(running);
  assertNothingLeft(byHand);
});

it('a process that may be told to stop fails the run by any end but exit code 0', async (t) => {
  const workspace = await Workspace.create({ verbose: false, keep: false });
  t.after(() => workspace.close());
  const startExiting = (code: number) => {
    const child = workspace.start('bob', process.execPath, ['--eval', `process.exitCode = ${code}`]);
    child.mayStop();
    return child.ended;
  };
  await startExiting(0);
  const failed = assert.rejects(workspace.failed, /bob ended by itself \(exit code 3\)/);
  await startExiting(3);
  await failed;
});

for (const [file, args, problem] of [
  [DEMO, ['--nonsense'], /--nonsense/],
  [CHEAT, ['--nonsense'], /--nonsense/],
  [NETWORK, ['--nodes', '0'], /--nodes takes a whole number from 1 to/],
  [NETWORK, ['--topology', 'torus'], /--topology takes line, ring, star, random/],
] as const)
  it(`wrong usage is exit code 2: ${args.join(' ')}`, async (t) => {
    const running = start(t, file, ...args);
    assert.equal(await running.exitCode, 2);
    assert.match(running.output(), problem);
    assertNothingLeft(running);
  });

it('--bitcoind without a bitcoind is wrong usage', {
  skip: hasBitcoind() ? 'bitcoind is on the PATH' : false,
}, async (t) => {
  const running = start(t, DEMO, '--bitcoind');
  assert.equal(await running.exitCode, 2);
  assert.match(running.output(), /there is no bitcoind on the PATH/);
  assertNothingLeft(running);
});

it('npm start on a bitcoind: the sums are right on its chain too', {
  timeout: TIMEOUT_MS,
  skip: hasBitcoind() ? false : 'bitcoind is not on the PATH',
}, async (t) => {
  const running = start(t, DEMO, '--bitcoind');
  assert.equal(await running.exitCode, 0, running.output());
  assert.match(running.output(), /✔ Conservation holds/);
  assertNothingLeft(running);
});
