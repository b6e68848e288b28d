/** The embedded chain with its controls in the test's hands: fee spikes and empty blocks at will. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ChainEngine, type ChainEngineOptions } from '@sferic/regtest';
import type { ChainServerKind } from './chain-server.ts';

/** A chain server of which the test keeps the engine. */
export function engineServer(options: ChainEngineOptions): {
  readonly engine: ChainEngine;
  readonly kind: ChainServerKind;
} {
  const engine = new ChainEngine(options);
  const start: ChainServerKind['start'] = async (t, datadir) => {
    const closing = new AbortController();
    const server = createServer(async (request, response) => {
      const { status, body } = await engine.handle(await text(request), closing.signal);
      response.writeHead(status).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const stop = async (): Promise<void> => {
      if (!server.listening) return;
      closing.abort();
      server.close();
      server.closeAllConnections();
      engine.close();
    };
    t.after(stop);
    const cookiePath = join(datadir, '.cookie');
    writeFileSync(cookiePath, '__cookie__:unused');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const call = async (method: string, ...params: readonly unknown[]): Promise<unknown> => {
      const { body } = await engine.handle(JSON.stringify({ id: 1, method, params }));
      const { result, error } = JSON.parse(body ?? '{}') as { result: unknown; error: unknown };
      assert.equal(error ?? null, null, `${method}: ${JSON.stringify(error)}`);
      return result;
    };
    return { url, cookiePath, call, stop };
  };
  return { engine, kind: { name: 'the engine of the embedded chain', skip: false, start } };
}
