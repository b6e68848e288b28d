import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Transaction, transactionId } from '@sferic/channel';
import { BlockFollower, TransactionWatcher, type WatchHandler } from '../../src/chain/index.ts';
import { silentLogger } from '../../src/log.ts';
import { FakeChain, MemoryJournal, transaction } from './fake-chain.ts';

async function setup(chain = new FakeChain(3)) {
  const follower = await BlockFollower.open({
    backend: chain,
    journal: new MemoryJournal(),
    log: silentLogger,
    onFailure: () => undefined,
  });
  const watcher = new TransactionWatcher(follower, silentLogger);
  follower.listen(watcher);
  const events: string[] = [];
  const record = (name: string): WatchHandler => ({
    found: async ({ height, txIndex }) => void events.push(`${name} in ${height}x${txIndex}`),
    lost: async () => void events.push(`${name} lost`),
  });
  return { chain, follower, watcher, events, record };
}

const outputOf = (tx: Transaction) => ({ txid: transactionId(tx), index: 0 });

describe('TransactionWatcher', () => {
  it('tells height and index of a transaction, its loss in a reorganisation and its new place', async () => {
    const { chain, follower, watcher, events, record } = await setup();
    const tx = transaction();
    watcher.add({ type: 'confirmed', txid: transactionId(tx) }, record('tx'));
    chain.mine(transaction(), transaction(), tx);
    await follower.poll();
    chain.mine();
    await follower.poll();
    chain.drop(2);
    chain.mine();
    chain.mine(tx);
    chain.mine();
    await follower.poll();
    assert.deepEqual(events, ['tx in 4x2', 'tx lost', 'tx in 5x0']);
  });

  it('tells a spend, also by the same block that holds the output', async () => {
    const { chain, follower, watcher, events, record } = await setup();
    const funding = transaction();
    watcher.add({ type: 'confirmed', txid: transactionId(funding) }, record('funding'));
    watcher.add({ type: 'spent', outPoint: outputOf(funding) }, record('spender'));
    watcher.add({ type: 'spent', outPoint: { ...outputOf(funding), index: 1 } }, record('other output'));
    chain.mine(funding, transaction([outputOf(funding)]));
    await follower.poll();
    assert.deepEqual(events, ['funding in 4x0', 'spender in 4x1']);
  });

  it('tells nothing to a watch that ended, and all to the others of the same transaction', async () => {
    const { chain, follower, watcher, events, record } = await setup();
    const tx = transaction();
    const end = watcher.add({ type: 'confirmed', txid: transactionId(tx) }, record('first'));
    watcher.add({ type: 'confirmed', txid: transactionId(tx) }, record('second'));
    end();
    end();
    chain.mine(tx);
    await follower.poll();
    assert.deepEqual(events, ['second in 4x0']);
  });

  it('searches past blocks from where it is told, and not when told nothing', async () => {
    const { chain, follower, watcher, events, record } = await setup();
    const tx = transaction();
    chain.mine(tx);
    chain.mine();
    await follower.poll();
    watcher.add({ type: 'confirmed', txid: transactionId(tx) }, record('from now'));
    watcher.add({ type: 'confirmed', txid: transactionId(tx) }, record('since 3'), { since: 3 });
    watcher.add({ type: 'confirmed', txid: transactionId(tx) }, record('since 4'), { since: 4 });
    await follower.poll();
    assert.deepEqual(events, ['since 3 in 4x0']);
  });

  it('searches past blocks with the next block when the server was away', async () => {
    const { chain, follower, watcher, events, record } = await setup();
    const tx = transaction();
    chain.mine(tx);
    await follower.poll();
    chain.down = true;
    watcher.add({ type: 'confirmed', txid: transactionId(tx) }, record('tx'), { since: 3 });
    await assert.rejects(follower.poll());
    chain.down = false;
    chain.mine();
    await follower.poll();
    await follower.poll();
    assert.deepEqual(events, ['tx in 4x0']);
  });

  for (const [told, optionsAt] of [
    ['is told nothing', () => ({})],
    ['is told to begin after it', (height: number) => ({ since: height })],
    ['is told to begin with it', (height: number) => ({ since: height - 1 })],
  ] as const)
    it(`a watch that is added while a block is delivered sees that block, before the delivery ends, when it ${told}`, async () => {
      const { chain, follower, watcher, events, record } = await setup();
      const funding = transaction();
      const spender = transaction([outputOf(funding)]);
      watcher.add(
        { type: 'confirmed', txid: transactionId(funding) },
        {
          found: async () => {
            const options = optionsAt(follower.tip.height);
            watcher.add({ type: 'spent', outPoint: outputOf(funding) }, record('spender'), options);
          },
          lost: async () => undefined,
        },
      );
      follower.listen({
        name: 'after',
        blockConnected: async (block) => void events.push(`block ${block.height} handed on`),
        blockDisconnected: async () => undefined,
      });
      chain.mine(spender, funding);
      await follower.poll();
      assert.deepEqual(events, ['spender in 4x0', 'block 4 handed on']);
    });

  it('does not repeat a sighting that is known from before a restart, but tells its loss', async () => {
    const { chain, follower, watcher, events, record } = await setup();
    const tx = transaction();
    watcher.add({ type: 'confirmed', txid: transactionId(tx) }, record('tx'), { foundAt: 4 });
    chain.mine(tx);
    await follower.poll();
    assert.deepEqual(events, []);
    chain.drop(1);
    chain.mine();
    await follower.poll();
    assert.deepEqual(events, ['tx lost']);
  });

  it('stops the follower when a sighting is not handled, so that no block passes', async () => {
    const { chain, follower, watcher } = await setup();
    const tx = transaction();
    watcher.add(
      { type: 'confirmed', txid: transactionId(tx) },
      { found: () => Promise.reject(new Error('store failed')), lost: async () => undefined },
    );
    chain.mine(tx);
    await assert.rejects(follower.poll(), { code: 'listener_failed' });
  });

  describe('with many outputs at once', () => {
    /** Records what it is shown of the outputs of one transaction. */
    function recordOutputs(watcher: TransactionWatcher, events: string[], funding: Transaction) {
      const txid = transactionId(funding).join();
      return watcher.addOutputs({
        spent: (outPoint, height) =>
          outPoint.txid.join() === txid
            ? Promise.resolve().then(() => void events.push(`spent in ${height}`))
            : undefined,
        lost: async (height) => void events.push(`block ${height} lost`),
      });
    }

    it('shows each spend of each block, and which blocks a reorganisation takes away', async () => {
      const { chain, follower, watcher, events } = await setup();
      const funding = transaction();
      recordOutputs(watcher, events, funding);
      chain.mine(funding, transaction(), transaction([outputOf(funding)]));
      await follower.poll();
      chain.drop(1);
      chain.mine();
      chain.mine(transaction([outputOf(funding)]));
      await follower.poll();
      assert.deepEqual(events, ['spent in 4', 'block 4 lost', 'spent in 5']);
    });

    it('shows past blocks again from where it is told, also when the server was away then', async () => {
      const { chain, follower, watcher, events } = await setup();
      const funding = transaction();
      const searchAfter = recordOutputs(watcher, events, funding);
      chain.mine(funding);
      chain.mine(transaction([outputOf(funding)]));
      await follower.poll();
      assert.deepEqual(events, ['spent in 5']);
      searchAfter(5);
      await follower.poll();
      assert.deepEqual(events, ['spent in 5'], 'nothing is past');
      chain.down = true;
      searchAfter(4);
      await assert.rejects(follower.poll());
      chain.down = false;
      chain.mine();
      await follower.poll();
      await follower.poll();
      assert.deepEqual(events, ['spent in 5', 'spent in 5']);
    });

    it('a search that is asked for while a block is delivered sees that block before the delivery ends', async () => {
      const { chain, follower, watcher, events } = await setup();
      const funding = transaction();
      const searchAfter = recordOutputs(watcher, events, funding);
      watcher.add(
        { type: 'confirmed', txid: transactionId(funding) },
        { found: async ({ height }) => searchAfter(height - 1), lost: async () => undefined },
      );
      chain.mine(funding, transaction([outputOf(funding)]));
      await follower.poll();
      // Once as a block, once since it was asked for.
      assert.deepEqual(events, ['spent in 4', 'spent in 4']);
    });
  });
});
