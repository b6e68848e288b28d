import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CHAIN_SERVERS, type ChainServerKind, type Owner } from './chain-server.ts';
import { LocalNetwork } from './local-network.ts';

/** Far above what anything else of an opening takes. */
const BROADCAST_MS = 500;

/** The embedded chain behind a server that takes its time for transactions. */
const SLOW_BROADCAST: ChainServerKind = {
  name: 'a chain that is slow to take transactions',
  skip: false,
  start: async (t, datadir) => {
    const [embedded] = CHAIN_SERVERS;
    assert.ok(embedded !== undefined);
    const chain = await embedded.start(t, datadir);
    return { ...chain, url: await slowProxy(t, chain.url) };
  },
};

async function slowProxy(t: Owner, target: string): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (body.includes('"sendrawtransaction"')) await delay(BROADCAST_MS);
    const { authorization = '' } = request.headers;
    const reply = await fetch(target, { method: 'POST', headers: { authorization }, body }).catch(
      () => undefined,
    );
    response.writeHead(reply?.status ?? 502).end(await reply?.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('an opening replies when its funding transaction is in the mempool: whoever mines then confirms it', async (t) => {
  const network = await LocalNetwork.start(t, SLOW_BROADCAST);
  const alice = await network.addNode({ name: 'alice' });
  const bob = await network.addNode({ name: 'bob' });
  await network.fund();
  const [uri] = (await bob.service.info()).uris;
  assert.ok(uri !== undefined);
  const { fundingOutpoint } = await alice.service.open({ peer: uri, amountSat: '500000' });
  assert.ok(fundingOutpoint !== undefined);
  const [txid] = fundingOutpoint.split(':');
  assert.deepEqual(await network.call('getrawmempool'), [txid]);
});
