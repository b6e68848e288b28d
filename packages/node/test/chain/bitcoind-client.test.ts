import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { parseTxid } from '@sferic/channel';
import { hexToBytes } from '@sferic/crypto';
import {
  BitcoindClient,
  type CredentialsConfig,
  formatBlockHash,
  parseBlockHash,
} from '../../src/chain/index.ts';

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

type Handler = (body: Request | Request[], response: ServerResponse, request: IncomingMessage) => void;

const PASSWORD: CredentialsConfig = { type: 'password', user: 'alice', password: 'tr0ub4dor' };

/** A server that answers as `handle` says; ends with the test. */
async function serve(t: TestContext, handle: Handler): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    handle(JSON.parse(body), response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function client(t: TestContext, url: string, credentials: CredentialsConfig = PASSWORD): BitcoindClient {
  const made = new BitcoindClient({ url, credentials });
  t.after(() => made.close());
  return made;
}

/** Answers every call with the result, or the JSON-RPC error, that `answer` returns. */
function answering(answer: (request: Request) => { result?: unknown; error?: unknown }): Handler {
  return (body, response) => {
    const one = (request: Request) => ({ id: request.id, result: null, error: null, ...answer(request) });
    response.end(JSON.stringify(Array.isArray(body) ? body.map(one) : one(body)));
  };
}

// Regtest's genesis block, from Bitcoin Core's chain parameters.
const GENESIS_HASH = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
const GENESIS_TXID = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';
const GENESIS =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f200200000001' +
  '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000';
const genesisHash = parseBlockHash(GENESIS_HASH)!;

describe('BitcoindClient', () => {
  it('reads a block, its transactions and its hash', async (t) => {
    const url = await serve(
      t,
      answering(() => ({ result: GENESIS })),
    );
    const block = await client(t, url).block(genesisHash, 0);
    assert.equal(formatBlockHash(block!.hash), GENESIS_HASH);
    assert.equal(block!.time, 1296688602);
    assert.deepEqual(
      block!.transactions.map(({ txid }) => txid),
      [parseTxid(GENESIS_TXID)],
    );
  });

  it('refuses another block than the one asked for, and one that cannot be read', async (t) => {
    const other = parseBlockHash('00'.repeat(32))!;
    const whole = client(
      t,
      await serve(
        t,
        answering(() => ({ result: GENESIS })),
      ),
    );
    await assert.rejects(whole.block(other, 0), { code: 'malformed' });
    for (const bad of [GENESIS.slice(0, -2), `${GENESIS}00`, 'xyz', 17, null]) {
      const broken = client(
        t,
        await serve(
          t,
          answering(() => ({ result: bad })),
        ),
      );
      await assert.rejects(broken.block(genesisHash, 0), { name: 'TransportError', code: 'malformed' });
    }
  });

  it('sends names, positional arguments and credentials as bitcoind takes them', async (t) => {
    const seen: unknown[] = [];
    const url = await serve(t, (body, response, request) => {
      const { id, method, params } = body as Request;
      seen.push([method, ...params], request.headers.authorization);
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: GENESIS_TXID }));
    });
    const txid = await client(t, url).sendTransaction(Uint8Array.of(1, 2, 255));
    assert.deepEqual(txid, parseTxid(GENESIS_TXID));
    const basic = `Basic ${Buffer.from('alice:tr0ub4dor').toString('base64')}`;
    assert.deepEqual(seen, [['sendrawtransaction', '0102ff', 0], basic]);
  });

  it('gives an RpcError with its code, whatever the HTTP status', async (t) => {
    for (const status of [200, 400, 404, 500]) {
      const url = await serve(t, (body, response) => {
        response.statusCode = status;
        const error = { code: -26, message: 'min relay fee not met' };
        response.end(JSON.stringify({ id: (body as Request).id, result: null, error }));
      });
      await assert.rejects(client(t, url).sendTransaction(new Uint8Array(1)), {
        name: 'RpcError',
        code: -26,
        message: /min relay fee not met/,
      });
    }
  });

  it('knows what is absent: a height above the tip, a block that was pruned, an output that is spent', async (t) => {
    const errors: Readonly<Record<string, number>> = { getblockhash: -8, getblock: -1 };
    const url = await serve(
      t,
      answering(({ method }) => {
        const code = errors[method];
        return code === undefined ? { result: null } : { error: { code, message: 'absent' } };
      }),
    );
    const rpc = client(t, url);
    assert.equal(await rpc.blockHash(7), undefined);
    assert.equal(await rpc.block(genesisHash, 0), undefined);
    assert.equal(await rpc.unspentOutput({ txid: parseTxid(GENESIS_TXID), index: 0 }, true), undefined);
  });

  it('asks for many hashes in batches, matched by id in any order', async (t) => {
    const sizes: number[] = [];
    const url = await serve(t, (body, response) => {
      const requests = body as Request[];
      sizes.push(requests.length);
      const answers = requests.map(({ id, params: [height] }) =>
        (height as number) < 130
          ? { id, result: (height as number).toString(16).padStart(64, '0'), error: null }
          : { id, result: null, error: { code: -8, message: 'Block height out of range' } },
      );
      response.end(JSON.stringify(answers.reverse()));
    });
    const hashes = await client(t, url).blockHashes(Array.from({ length: 150 }, (_, height) => height));
    assert.deepEqual(sizes, [100, 50]);
    assert.deepEqual(
      hashes.map((hash) => (hash === undefined ? undefined : Number.parseInt(formatBlockHash(hash), 16))),
      Array.from({ length: 150 }, (_, height) => (height < 130 ? height : undefined)),
    );
  });

  it('converts amounts and feerates without rounding errors', async (t) => {
    const results: Readonly<Record<string, unknown>> = {
      gettxout: {
        value: 20999999.97690001,
        scriptPubKey: { hex: '0014' },
        confirmations: 3,
        coinbase: true,
      },
      estimatesmartfee: { feerate: 0.00012345, blocks: 2 },
      getmempoolinfo: { mempoolminfee: 0.00001 },
    };
    const rpc = client(
      t,
      await serve(
        t,
        answering(({ method }) => ({ result: results[method] })),
      ),
    );
    assert.deepEqual(await rpc.unspentOutput({ txid: parseTxid(GENESIS_TXID), index: 0 }, false), {
      amount: 2_099_999_997_690_001n,
      scriptPubKey: hexToBytes('0014'),
      confirmations: 3,
      coinbase: true,
    });
    assert.equal(await rpc.estimateFeerate(2), 3087);
    assert.equal(await rpc.mempoolMinimumFeerate(), 250);
  });

  it('has no estimate when the server has none', async (t) => {
    const url = await serve(
      t,
      answering(() => ({ result: { errors: ['Insufficient data'], blocks: 0 } })),
    );
    assert.equal(await client(t, url).estimateFeerate(6), undefined);
  });

  it('reads the cookie again when the server was restarted with another', async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'sferic-cookie-'));
    t.after(() => rmSync(directory, { recursive: true }));
    const file = join(directory, '.cookie');
    let cookie = '__cookie__:first';
    const url = await serve(t, (body, response, request) => {
      const expected = `Basic ${Buffer.from(cookie).toString('base64')}`;
      if (request.headers.authorization === expected)
        return answering(() => ({ result: GENESIS_HASH }))(body, response, request);
      response.statusCode = 401;
      response.end();
    });
    const rpc = client(t, url, { type: 'cookie', file });
    await assert.rejects(rpc.blockHash(0), { code: 'unauthorized' });
    writeFileSync(file, cookie);
    assert.deepEqual(await rpc.blockHash(0), genesisHash);
    cookie = '__cookie__:second';
    await assert.rejects(rpc.blockHash(0), { code: 'unauthorized' });
    writeFileSync(file, cookie);
    assert.deepEqual(await rpc.blockHash(0), genesisHash);
    writeFileSync(file, 'no cookie');
    cookie = 'third:one';
    await assert.rejects(rpc.blockHash(0), { code: 'unauthorized', message: /not a cookie file/ });
  });

  it('tells apart: refused password, full work queue, silence, no server, nonsense', async (t) => {
    const status = (code: number, body: string): Handler => {
      return (_, response) => {
        response.statusCode = code;
        response.end(body);
      };
    };
    const code = async (handle: Handler): Promise<string> => {
      const rpc = client(t, await serve(t, handle));
      return rpc.info({ timeoutMs: 200 }).then(
        () => 'answered',
        (error: { name: string; code: string }) => `${error.name} ${error.code}`,
      );
    };
    assert.equal(await code(status(401, '')), 'TransportError unauthorized');
    assert.equal(await code(status(503, 'Work queue depth exceeded')), 'TransportError busy');
    assert.equal(await code(() => undefined), 'TransportError timeout');
    assert.equal(await code(status(200, 'not json')), 'TransportError malformed');
    assert.equal(await code(status(404, 'not found')), 'TransportError malformed');
    assert.equal(await code(status(200, '{"id":1,"result":{"chain":5}}')), 'TransportError malformed');
    assert.equal(await code(status(200, '{"id":999999,"result":null}')), 'TransportError malformed');
    assert.equal(await code((_, response) => response.destroy()), 'TransportError unreachable');
    await assert.rejects(client(t, 'http://127.0.0.1:1').info(), { code: 'unreachable' });
  });

  it('ends a call that is given up', async (t) => {
    const giveUp = new AbortController();
    const rpc = client(t, await serve(t, () => giveUp.abort()));
    await assert.rejects(rpc.info({ signal: giveUp.signal }), { code: 'aborted' });
  });

  it('refuses an answer without end', async (t) => {
    const url = await serve(t, (_, response) => {
      const chunk = Buffer.alloc(1 << 20, '1');
      const more = (): void => void (response.writable && response.write(chunk) && setImmediate(more));
      response.on('drain', more);
      more();
    });
    await assert.rejects(client(t, url).info(), { code: 'malformed', message: /more than/ });
  });

  it('uses a connection again, and makes a call twice when the server had closed it', async (t) => {
    const ports = new Set<number | undefined>();
    let close = false;
    const url = await serve(t, (body, response, request) => {
      if (close && ports.has(request.socket.remotePort)) return void request.socket.destroy();
      ports.add(request.socket.remotePort);
      answering(() => ({ result: GENESIS_HASH }))(body, response, request);
    });
    const rpc = client(t, url);
    await rpc.blockHash(0);
    await rpc.blockHash(0);
    assert.equal(ports.size, 1);
    close = true;
    await rpc.blockHash(0);
    assert.equal(ports.size, 2);
  });

  it('makes a call over a new connection when the server had closed several', async (t) => {
    const ports = new Set<number | undefined>();
    let close = false;
    const waiting: (() => void)[] = [];
    const url = await serve(t, (body, response, request) => {
      if (close && ports.has(request.socket.remotePort)) return void request.socket.destroy();
      ports.add(request.socket.remotePort);
      waiting.push(() => answering(() => ({ result: GENESIS_HASH }))(body, response, request));
      // Two at once need two connections.
      if (ports.size >= 2) for (const answer of waiting.splice(0)) answer();
    });
    const rpc = client(t, url);
    await Promise.all([rpc.blockHash(0), rpc.blockHash(0)]);
    assert.equal(ports.size, 2);
    close = true;
    await rpc.blockHash(0);
    assert.equal(ports.size, 3);
  });

  it('has at most 8 calls in flight', async (t) => {
    const waiting: (() => void)[] = [];
    let most = 0;
    const url = await serve(t, (body, response, request) => {
      waiting.push(() => answering(() => ({ result: GENESIS_HASH }))(body, response, request));
      most = Math.max(most, waiting.length);
      setImmediate(() => waiting.shift()?.());
    });
    const rpc = client(t, url);
    await Promise.all(Array.from({ length: 100 }, () => rpc.blockHash(0)));
    assert.ok(most > 1 && most <= 8, `${most} at once`);
  });

  it('waits for a height where the server can, and says when it cannot', async (t) => {
    const calls: string[] = [];
    const able = await serve(
      t,
      answering(() => ({ result: { height: 5, hash: GENESIS_HASH } })),
    );
    assert.equal(await client(t, able).waitForHeight(5, 100), true);
    const unable = await serve(
      t,
      answering(({ method }) => {
        calls.push(method);
        return { error: { code: -32601, message: 'Method not found' } };
      }),
    );
    const rpc = client(t, unable);
    assert.equal(await rpc.waitForHeight(5, 100), undefined);
    assert.equal(await rpc.waitForHeight(5, 100), undefined);
    assert.deepEqual(calls, ['waitforblockheight']);
  });

  it('does not print its password', async (t) => {
    const rpc = client(t, 'http://127.0.0.1:1');
    assert.doesNotMatch(inspect(rpc, { depth: 20, showHidden: true }), /tr0ub4dor|YWxpY2U/);
  });
});
