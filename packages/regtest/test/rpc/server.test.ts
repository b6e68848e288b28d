import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { startRegtest } from '../../src/regtest.ts';
import { MAX_BATCH_LENGTH } from '../../src/rpc/dispatch.ts';
import { StorageError } from '../../src/storage/database.ts';
import { temporaryDirectory } from '../support/chain.ts';
import { call, post, start } from '../support/rpc.ts';

describe('the JSON-RPC server', () => {
  it('writes a cookie as bitcoind does, and takes it away at the end', async (t) => {
    const datadir = temporaryDirectory(t);
    const regtest = await startRegtest({ datadir });
    assert.equal(regtest.cookiePath, `${datadir}/regtest/.cookie`);
    assert.match(readFileSync(regtest.cookiePath, 'utf8'), /^__cookie__:[0-9a-f]{64}$/);
    assert.equal(statSync(regtest.cookiePath).mode & 0o777, 0o600);
    await regtest.stop();
    assert.ok(!existsSync(regtest.cookiePath));
  });

  it('refuses a call without, and with wrong credentials', async (t) => {
    const regtest = await start(t);
    const body = '{"method":"getblockcount"}';
    const without = await fetch(regtest.url, { method: 'POST', body });
    assert.equal(without.status, 401);
    assert.equal(without.headers.get('www-authenticate'), 'Basic realm="jsonrpc"');
    assert.equal((await post(regtest, body, '__cookie__:00')).status, 401);
    assert.equal((await post(regtest, body)).status, 200);
  });

  it('takes a user and password beside the cookie', async (t) => {
    const regtest = await start(t, { credentials: { user: 'alice', password: 'pass:word' } });
    const body = '{"method":"getblockcount"}';
    assert.equal((await post(regtest, body, 'alice:pass:word')).status, 200);
    assert.equal((await post(regtest, body, 'alice:pass')).status, 401);
    assert.equal((await post(regtest, body)).status, 200);
  });

  it('ends although a client never ends its request', { timeout: 20_000 }, async (t) => {
    const regtest = await startRegtest({ datadir: temporaryDirectory(t) });
    const client = connect(Number(new URL(regtest.url).port), '127.0.0.1');
    t.after(() => client.destroy());
    client.on('error', () => undefined);
    await once(client, 'connect');
    client.write('POST / HTTP/1.1\r\nHost: localhost\r\n');
    // A reply on another connection shows that the server has read this one.
    await fetch(regtest.url);
    await regtest.stop();
  });

  it('answers GET with 405', async (t) => {
    const regtest = await start(t);
    const response = await fetch(regtest.url);
    assert.equal(response.status, 405);
    assert.equal(await response.text(), 'JSONRPC server handles only POST requests');
  });

  const single: readonly [request: string, status: number, reply: string][] = [
    ['{"method":"getblockcount"}', 200, '{"result":0,"error":null,"id":null}'],
    ['{"method":"getblockcount","params":[],"id":"a"}', 200, '{"result":0,"error":null,"id":"a"}'],
    ['{"method":"getblockcount","params":{},"id":7}', 200, '{"result":0,"error":null,"id":7}'],
    ['{"jsonrpc":"1.0","method":"getblockcount","id":1}', 200, '{"result":0,"error":null,"id":1}'],
    ['{"jsonrpc":"2.0","method":"getblockcount","id":1}', 200, '{"jsonrpc":"2.0","result":0,"id":1}'],
    ['{"jsonrpc":"2.0","method":"getblockcount"}', 204, ''],
    ['{"jsonrpc":"2.0","method":"nope"}', 204, ''],
    [
      '{"method":"nope","id":1}',
      404,
      '{"result":null,"error":{"code":-32601,"message":"Method not found"},"id":1}',
    ],
    [
      '{"jsonrpc":"2.0","method":"nope","id":1}',
      200,
      '{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}',
    ],
    [
      '{"method":"getblockhash","params":[1],"id":1}',
      500,
      '{"result":null,"error":{"code":-8,"message":"Block height out of range"},"id":1}',
    ],
    ['{', 500, '{"result":null,"error":{"code":-32700,"message":"Parse error"},"id":null}'],
    ['7', 500, '{"result":null,"error":{"code":-32700,"message":"Top-level object parse error"},"id":null}'],
    ['{"id":1}', 400, '{"result":null,"error":{"code":-32600,"message":"Missing method"},"id":1}'],
    [
      '{"method":7,"id":1}',
      400,
      '{"result":null,"error":{"code":-32600,"message":"Method must be a string"},"id":1}',
    ],
    [
      '{"method":"getblockcount","params":7,"id":1}',
      400,
      '{"result":null,"error":{"code":-32600,"message":"Params must be an array or object"},"id":1}',
    ],
    [
      '{"jsonrpc":"3.0","method":"getblockcount","id":1}',
      400,
      '{"result":null,"error":{"code":-32600,"message":"JSON-RPC version not supported"},"id":1}',
    ],
    ['[]', 200, '[]'],
    [
      '[{"method":"getblockcount","id":1},7,{"jsonrpc":"2.0","method":"getblockcount"}]',
      200,
      '[{"result":0,"error":null,"id":1},' +
        '{"result":null,"error":{"code":-32600,"message":"Invalid Request object"},"id":null}]',
    ],
    ['[{"jsonrpc":"2.0","method":"getblockcount"}]', 204, ''],
  ];
  for (const [body, status, reply] of single) {
    it(`answers ${body} with ${status}`, async (t) => {
      const answer = await post(await start(t), body);
      assert.equal(answer.status, status);
      assert.equal(answer.text, reply === '' ? '' : `${reply}\n`);
      if (reply !== '') assert.equal(answer.headers.get('content-type'), 'application/json');
    });
  }

  it('refuses a batch that is too long', async (t) => {
    const batch = Array(MAX_BATCH_LENGTH + 1).fill({ method: 'getblockcount' });
    const answer = await post(await start(t), JSON.stringify(batch));
    assert.match(answer.text, /Batch of more than 1000 requests/);
  });

  it('refuses a body that is too long', async (t) => {
    const regtest = await start(t);
    const body = `{"method":"getblockcount","params":["${'0'.repeat(0x0200_0000)}"]}`;
    const outcome = await post(regtest, body).then(
      ({ status }) => status,
      () => 'connection closed',
    );
    assert.ok(outcome === 413 || outcome === 'connection closed', String(outcome));
    assert.equal(await call(regtest, 'getblockcount'), 0);
  });

  it('outlives a client that goes away in the middle of a request', async (t) => {
    const regtest = await start(t);
    const credentials = readFileSync(regtest.cookiePath, 'utf8');
    await new Promise<void>((resolve) => {
      const client = request(regtest.url, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(credentials)}`, 'content-length': 100 },
      });
      client.on('error', () => resolve());
      client.write('{"method"', () => client.destroy());
      client.on('close', () => resolve());
    });
    assert.equal(await call(regtest, 'getblockcount'), 0);
  });
});

describe('arguments', () => {
  const refused: readonly [method: string, params: unknown[] | object, code: number, message: RegExp][] = [
    ['getblockhash', [], -1, /^getblockhash height\n\nReturns the hash/],
    ['getblockcount', [1], -1, /^getblockcount\n/],
    [
      'getblockhash',
      ['0'],
      -3,
      /"Position 1 \(height\)": "JSON value of type string is not of expected type number"/,
    ],
    ['getblockhash', [0.5], -1, /JSON integer out of range/],
    ['getblockhash', { high: 0 }, -8, /Unknown named parameter high/],
    ['getblockhash', { args: [0], height: 0 }, -8, /specified twice both as positional and named argument/],
    ['getblock', ['00'], -8, /^blockhash must be of length 64 \(not 2, for '00'\)$/],
    ['getblock', ['x'.repeat(64)], -8, /^blockhash must be hexadecimal string \(not 'x+'\)$/],
    ['getblock', ['0'.repeat(64)], -5, /^Block not found$/],
  ];
  for (const [method, params, code, message] of refused) {
    it(`${method} ${JSON.stringify(params).slice(0, 40)}: error ${code}`, async (t) => {
      await assert.rejects(call(await start(t), method, params), { code, message });
    });
  }

  it('come by name, by position, or leading ones by position in args', async (t) => {
    const regtest = await start(t);
    const hash = await call(regtest, 'getblockhash', { height: 0 });
    assert.equal(await call(regtest, 'getblockhash', [0]), hash);
    const header = await call(regtest, 'getblockheader', { args: [hash], verbose: false });
    assert.equal(String(header).length, 160);
    assert.equal(await call(regtest, 'getblockheader', [hash, null]).then((value) => typeof value), 'object');
  });
});

describe('a data directory', () => {
  it('serves one process at a time, and the next when it has ended', async (t) => {
    const datadir = temporaryDirectory(t);
    const first = await startRegtest({ datadir });
    await assert.rejects(
      startRegtest({ datadir }),
      (error) => error instanceof StorageError && error.code === 'locked',
    );
    assert.equal(await call(first, 'getblockcount'), 0);
    await first.stop();
    await (await startRegtest({ datadir })).stop();
  });

  it('is free again when the port was taken', async (t) => {
    const datadir = temporaryDirectory(t);
    const other = await start(t);
    const port = Number(new URL(other.url).port);
    await assert.rejects(startRegtest({ datadir, port }), { code: 'EADDRINUSE' });
    await (await startRegtest({ datadir })).stop();
  });
});
