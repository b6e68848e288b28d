import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { addressOf } from '../../src/address.ts';
import { displayId, parseDisplayId, txid } from '../../src/transaction.ts';
import { OWN_SCRIPT, pay, present, temporaryDirectory } from '../support/chain.ts';
import { call, type Endpoint, hexOf } from '../support/rpc.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const OWN_ADDRESS = present(addressOf(OWN_SCRIPT));

/** A process of its own, which ends with the test. */
function run(t: TestContext, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

async function launch(
  t: TestContext,
  args: readonly string[],
): Promise<{ child: ChildProcess; endpoint: Endpoint }> {
  const child = run(t, [...args, '--port', '0']);
  const [line] = (await once(createInterface(present(child.stdout ?? undefined)), 'line')) as [string];
  const { url, cookie } = JSON.parse(line) as { url: string; cookie: string };
  return { child, endpoint: { url, cookiePath: cookie } };
}

async function outputOf(child: ChildProcess, stream: 'stdout' | 'stderr'): Promise<string> {
  let text = '';
  child[stream]?.on('data', (part: Buffer) => {
    text += part.toString();
  });
  await once(child, 'close');
  return text;
}

describe('a regtest process', () => {
  it('killed in the middle of mining keeps every block that it answered for, and the mempool', async (t) => {
    const datadir = temporaryDirectory(t);
    const { child, endpoint } = await launch(t, ['--datadir', datadir]);
    const hashes = (await call(endpoint, 'generatetoaddress', [101, OWN_ADDRESS])) as string[];
    const block = (await call(endpoint, 'getblock', [hashes[0]])) as { tx: string[] };
    const outpoint = { txid: present(parseDisplayId(present(block.tx[0]))), index: 0 };
    const tx = pay([{ outpoint, value: 5_000_000_000n }], 1000n);
    await call(endpoint, 'sendrawtransaction', [hexOf(tx)]);
    const mining = call(endpoint, 'generateblock', [OWN_ADDRESS, []]).then(() =>
      call(endpoint, 'generatetoaddress', [5000, OWN_ADDRESS]),
    );
    const failed = assert.rejects(mining);
    await call(endpoint, 'waitforblockheight', [110]);
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await Promise.all([exit, failed]);

    const again = await launch(t, ['--datadir', datadir]);
    assert.equal(await call(again.endpoint, 'getblockhash', [101]), hashes[100]);
    const height = (await call(again.endpoint, 'getblockcount')) as number;
    assert.ok(height >= 110, `height ${height}`);
    const set = (await call(again.endpoint, 'gettxoutsetinfo')) as { txouts: number; height: number };
    assert.equal(set.height, height);
    const id = displayId(txid(tx));
    const confirmed = (await call(again.endpoint, 'gettxout', [id, 0, false])) !== null;
    const waiting = ((await call(again.endpoint, 'getrawmempool')) as string[]).includes(id);
    assert.ok(confirmed !== waiting, 'the transaction is in a block or waits, not both and not neither');
    const closed = once(again.child, 'close');
    await call(again.endpoint, 'stop');
    assert.deepEqual(await closed, [0, null]);
    assert.ok(!existsSync(again.endpoint.cookiePath));
  });

  it('mines by itself when a transaction came in', async (t) => {
    const { endpoint } = await launch(t, ['--datadir', temporaryDirectory(t), '--auto-mine', '1']);
    const hashes = (await call(endpoint, 'generatetoaddress', [101, OWN_ADDRESS])) as string[];
    const block = (await call(endpoint, 'getblock', [hashes[0]])) as { tx: string[] };
    const outpoint = { txid: present(parseDisplayId(present(block.tx[0]))), index: 0 };
    const tx = pay([{ outpoint, value: 5_000_000_000n }], 1000n);
    await call(endpoint, 'sendrawtransaction', [hexOf(tx)]);
    await call(endpoint, 'waitforblockheight', [102]);
    assert.notEqual(await call(endpoint, 'gettxout', [displayId(txid(tx)), 0, false]), null);
  });

  it('ends by SIGTERM with exit code 0', async (t) => {
    const { child } = await launch(t, ['--datadir', temporaryDirectory(t)]);
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    assert.deepEqual(await closed, [0, null]);
  });

  it('explains itself with --help, and says what is wrong with the command line', async (t) => {
    assert.match(await outputOf(run(t, ['--help']), 'stdout'), /^Usage: sferic regtest/);
    const child = run(t, ['--datadir', temporaryDirectory(t), '--port', '70000']);
    assert.match(await outputOf(child, 'stderr'), /--port takes a whole number from 0 to 65535, not '70000'/);
    assert.equal(child.exitCode, 2);
  });
});
