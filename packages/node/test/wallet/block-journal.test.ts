import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { BlockFollower, type BlockListener, MAX_REORG_DEPTH } from '../../src/chain/index.ts';
import { silentLogger } from '../../src/log.ts';
import type { Store } from '../../src/store/index.ts';
import { StoredBlockJournal } from '../../src/wallet/block-journal.ts';
import { FakeChain, Recorder } from '../chain/fake-chain.ts';
import { openStore, temporaryDirectory } from './fixture.ts';

async function follow(chain: FakeChain, store: Store, listener: BlockListener): Promise<BlockFollower> {
  const follower = await BlockFollower.open({
    backend: chain,
    journal: new StoredBlockJournal(store),
    log: silentLogger,
    onFailure: () => undefined,
    birthday: 0,
  });
  follower.listen(listener);
  return follower;
}

function reopening(t: TestContext): () => Store {
  const directory = temporaryDirectory(t);
  let store: Store | undefined;
  return () => {
    store?.close();
    store = openStore(t, directory);
    return store;
  };
}

describe('StoredBlockJournal', () => {
  it('takes up after a restart where it was, and finds the fork of a reorganisation meanwhile', async (t) => {
    const open = reopening(t);
    const [chain, recorder] = [new FakeChain(0), new Recorder()];
    for (let n = 0; n < 5; n++) chain.mine();
    await (await follow(chain, open(), recorder)).poll();
    chain.drop(2);
    for (let n = 0; n < 3; n++) chain.mine();
    await (await follow(chain, open(), recorder)).poll();
    assert.deepEqual(recorder.events.slice(5), ['-5', '-4', '+4', '+5', '+6']);
  });

  it('delivers again a block whose delivery did not end, either way', async (t) => {
    const open = reopening(t);
    const [chain, recorder] = [new FakeChain(0), new Recorder()];
    chain.mine();
    const store = open();
    recorder.crash = 'after';
    await assert.rejects((await follow(chain, store, recorder)).poll());
    assert.equal(new StoredBlockJournal(store).load()?.open, true);
    await (await follow(chain, open(), recorder)).poll();
    assert.deepEqual(recorder.events, ['+1', '+1']);

    chain.drop(1);
    chain.mine();
    recorder.crash = 'after';
    await assert.rejects((await follow(chain, open(), recorder)).poll());
    await (await follow(chain, open(), recorder)).poll();
    assert.deepEqual(recorder.events.slice(2), ['-1', '-1', '+1']);
  });

  it('the store knows of a block before any listener has stored what it did', async (t) => {
    const open = reopening(t);
    const chain = new FakeChain(0);
    const store = open();
    const heights: (number | undefined)[] = [];
    const follower = await follow(chain, store, {
      name: 'durable',
      blockConnected: async () => {
        await store.commit((tx) => {
          heights.push(tx.get('SELECT max(height) AS height FROM followed_block')?.number('height'));
        });
      },
      blockDisconnected: async () => undefined,
    });
    chain.mine();
    chain.mine();
    await follower.poll();
    assert.deepEqual(heights, [1, 2]);
  });

  it('forgets blocks that are deeper than any reorganisation it survives', async (t) => {
    const store = reopening(t)();
    const chain = new FakeChain(0);
    const journal = new StoredBlockJournal(store);
    await journal.begin([chain.blocks[0]!]);
    for (let n = 0; n < MAX_REORG_DEPTH + 5; n++) {
      const block = chain.mine();
      void journal.connecting(block);
      await journal.connected(block);
    }
    const blocks = journal.load()?.blocks ?? [];
    assert.equal(blocks.length, MAX_REORG_DEPTH);
    assert.equal(blocks.at(-1)?.height, chain.height);
  });
});
