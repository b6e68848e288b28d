import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sat } from '@sferic/wire';
import { LocalNetwork } from './local-network.ts';

it('an opening replies when its funding transaction is in the mempool: whoever mines then, confirms it', async (t) => {
  const network = await LocalNetwork.start(t);
  const alice = await network.addNode({ name: 'alice' });
  const bob = await network.addNode({
    name: 'bob',
    fundingPolicy: { type: 'fixed', amount: sat(400_000n) },
  });
  await network.fund();
  const [uri] = (await bob.service.info()).uris;
  assert.ok(uri !== undefined);
  const channel = await alice.service.open({ peer: uri, amountSat: '500000' });
  assert.ok(channel.fundingOutpoint !== undefined);
  const [txid] = channel.fundingOutpoint.split(':');
  assert.deepEqual(await network.call('getrawmempool'), [txid]);
});
