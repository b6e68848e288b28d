import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LocalNetwork, until } from './local-network.ts';

/** More than lie between the expiry of a payee's HTLC and the height at which it has to be on the chain. */
const BLOCKS = 10;

describe('a node that stops right after a payment', { timeout: 120_000 }, () => {
  for (const stopping of ['alice', 'bob'] as const)
    it(`takes its HTLC from the channel first, so that it may stay away: ${stopping}`, async (t) => {
      const network = await LocalNetwork.start(t);
      const [alice, bob] = await network.line('alice', 'bob');
      const { invoice } = await bob.service.createInvoice({ amountMsat: '50000000' });
      const { state } = await alice.service.pay({ invoice, timeoutSeconds: 30 });
      assert.equal(state, 'succeeded');
      const node = { alice, bob }[stopping];
      await node.stop();
      await network.mine(BLOCKS);
      await node.start();
      for (const one of [alice, bob]) {
        await until(async () => (await one.service.channels()).every(({ usable }) => usable));
        const channels = await one.service.channels();
        assert.deepEqual(
          channels.map(({ state, htlcs }) => [state, htlcs.length]),
          [['normal', 0]],
        );
      }
    });
});
