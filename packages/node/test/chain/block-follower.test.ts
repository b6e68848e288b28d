import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import fc from 'fast-check';
import { STALE_AFTER_MS } from '../../src/chain/block-follower.ts';
import { BlockFollower, type BlockListener, FollowingFailed } from '../../src/chain/index.ts';
import { silentLogger } from '../../src/log.ts';
import { FakeChain, MemoryJournal, Recorder } from './fake-chain.ts';

async function follow(
  chain: FakeChain,
  listener: BlockListener,
  { journal = new MemoryJournal(), birthday }: { journal?: MemoryJournal; birthday?: number } = {},
) {
  const follower = await BlockFollower.open({
    backend: chain,
    journal,
    log: silentLogger,
    onFailure: () => undefined,
    pollMs: 1,
    ...(birthday === undefined ? {} : { birthday }),
  });
  follower.listen(listener);
  return follower;
}

describe('BlockFollower', () => {
  it('without a birthday, delivers the blocks after the tip that it first saw, each once and in order', async () => {
    const chain = new FakeChain(5);
    const recorder = new Recorder();
    const follower = await follow(chain, recorder);
    await follower.poll();
    assert.deepEqual(recorder.events, []);
    for (let n = 0; n < 20; n++) chain.mine();
    await follower.poll();
    await follower.poll();
    assert.deepEqual(
      recorder.events,
      Array.from({ length: 20 }, (_, n) => `+${6 + n}`),
    );
    assert.equal(follower.tip.height, 25);
    assert.equal(follower.synced, true);
  });

  it('has delivered a block, or that it is gone, when the last listener has taken it in', async () => {
    const chain = new FakeChain(5);
    const seen: string[] = [];
    const see = (what: string) =>
      seen.push(`${what} at ${follower.tip.height}, ${follower.delivered.height}`);
    const follower = await follow(chain, {
      name: 'slow',
      blockConnected: async ({ height }) => {
        await new Promise((resolve) => setImmediate(resolve));
        see(`+${height}`);
      },
      blockDisconnected: async ({ height }) => {
        await new Promise((resolve) => setImmediate(resolve));
        see(`-${height}`);
      },
    });
    chain.mine();
    await follower.poll();
    see('then');
    chain.drop(1);
    for (let n = 0; n < 2; n++) chain.mine();
    await follower.poll();
    see('then');
    assert.deepEqual(seen, [
      '+6 at 6, 5',
      'then at 6, 6',
      '-6 at 6, 5',
      '+6 at 6, 5',
      '+7 at 7, 6',
      'then at 7, 7',
    ]);
    assert.equal(bytesToHex(follower.delivered.hash), bytesToHex(follower.tip.hash));
  });

  it('with a birthday, delivers the blocks above it', async () => {
    const recorder = new Recorder();
    const follower = await follow(new FakeChain(5), recorder, { birthday: 2 });
    await follower.poll();
    assert.deepEqual(recorder.events, ['+3', '+4', '+5']);
  });

  it('at a reorganisation, disconnects from the top before it connects the other branch', async () => {
    const chain = new FakeChain(3);
    const recorder = new Recorder();
    const follower = await follow(chain, recorder);
    for (let n = 0; n < 3; n++) chain.mine();
    await follower.poll();
    chain.drop(2);
    for (let n = 0; n < 3; n++) chain.mine();
    await follower.poll();
    assert.deepEqual(recorder.events, ['+4', '+5', '+6', '-6', '-5', '+5', '+6', '+7']);
  });

  it('is stale when the server has not answered for ten minutes, until it is at the tip again', async () => {
    const chain = new FakeChain(3);
    let now = 1_700_000_000_000;
    const follower = await BlockFollower.open({
      backend: chain,
      journal: new MemoryJournal(),
      log: silentLogger,
      onFailure: () => undefined,
      now: () => now,
    });
    await follower.poll();
    now += STALE_AFTER_MS;
    assert.equal(follower.stale, false);
    chain.down = true;
    now += 1;
    await assert.rejects(follower.poll());
    assert.equal(follower.stale, true);
    chain.down = false;
    chain.mine();
    await follower.poll();
    assert.equal(follower.stale, false);
  });

  it('finds a fork below its own first block, from before it started', async () => {
    const chain = new FakeChain(10);
    const recorder = new Recorder();
    const follower = await follow(chain, recorder);
    chain.drop(3);
    chain.mine();
    await follower.poll();
    assert.deepEqual(recorder.events, ['-10', '-9', '-8', '+8']);
  });

  it('connects no block to a parent of another branch, when the chain changes while it asks', async () => {
    const chain = new FakeChain(3);
    const recorder = new Recorder();
    const follower = await follow(chain, recorder);
    const { hash } = chain.mine();
    chain.drop(1);
    chain.mine();
    chain.mine();
    const { blockHashes } = chain;
    chain.blockHashes = async (heights) => {
      chain.blockHashes = blockHashes;
      // The answers for the two branches, as from before and after the reorganisation.
      const hashes = await chain.blockHashes(heights);
      return hashes.map((now, index) => (heights[index] === 4 ? hash : now));
    };
    await follower.poll();
    assert.deepEqual(recorder.events, ['+4', '-4', '+4', '+5']);
  });

  it('after a restart, follows a reorganisation that happened meanwhile', async () => {
    const chain = new FakeChain(0);
    const [recorder, journal] = [new Recorder(), new MemoryJournal()];
    const first = await follow(chain, recorder, { journal });
    for (let n = 0; n < 5; n++) chain.mine();
    await first.poll();
    await first.stop();
    chain.drop(2);
    for (let n = 0; n < 4; n++) chain.mine();
    const second = await follow(chain, recorder, { journal });
    await second.poll();
    assert.deepEqual(recorder.events.slice(5), ['-5', '-4', '+4', '+5', '+6', '+7']);
  });

  it('fails with reorg_too_deep when the fork is below all that it remembers', async () => {
    const chain = new FakeChain(10);
    const journal = new MemoryJournal();
    await (await follow(chain, new Recorder(), { journal })).stop();
    journal.state?.blocks.splice(0, 9);
    chain.drop(4);
    chain.mine();
    const follower = await follow(chain, new Recorder(), { journal });
    await assert.rejects(follower.poll(), { code: 'reorg_too_deep' });
  });

  it('delivers a block again when a listener crashed before or after taking it in', async () => {
    for (const crash of ['before', 'after'] as const) {
      const chain = new FakeChain(0);
      const [recorder, journal] = [new Recorder(), new MemoryJournal()];
      const first = await follow(chain, recorder, { journal });
      chain.mine();
      recorder.crash = crash;
      await assert.rejects(first.poll(), FollowingFailed);
      const second = await follow(chain, recorder, { journal });
      await second.poll();
      assert.deepEqual(recorder.events, crash === 'before' ? ['+1'] : ['+1', '+1']);
      assert.equal(journal.state?.open, false);
    }
  });

  it('any history of blocks, reorganisations, outages and crashes leaves each listener with the chain', async () => {
    const action = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ type: fc.constant('mine' as const), count: fc.integer({ min: 1, max: 12 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          type: fc.constant('reorg' as const),
          drop: fc.integer({ min: 1, max: 5 }),
          mine: fc.integer({ min: 0, max: 7 }),
        }),
      },
      { weight: 3, arbitrary: fc.constant({ type: 'poll' as const }) },
      {
        weight: 3,
        arbitrary: fc.record({
          type: fc.constant('crash' as const),
          when: fc.constantFrom('before' as const, 'after' as const),
        }),
      },
      { weight: 1, arbitrary: fc.constant({ type: 'outage' as const }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        const chain = new FakeChain(8);
        const [recorder, journal] = [new Recorder(), new MemoryJournal()];
        let follower = await follow(chain, recorder, { journal, birthday: 0 });
        for (const step of actions) {
          if (step.type === 'mine') for (let n = 0; n < step.count; n++) chain.mine();
          if (step.type === 'reorg') {
            chain.drop(Math.min(step.drop, chain.height));
            for (let n = 0; n < step.mine; n++) chain.mine();
          }
          if (step.type === 'outage') chain.down = true;
          if (step.type === 'crash') recorder.crash = step.when;
          if (step.type !== 'mine' && step.type !== 'reorg') {
            await follower.poll().catch(() => undefined);
            chain.down = false;
            if (step.type === 'crash') follower = await follow(chain, recorder, { journal, birthday: 0 });
          }
        }
        recorder.crash = undefined;
        await follower.poll();
        const expected = chain.blocks.slice(1).map(({ height, hash }) => [height, bytesToHex(hash)]);
        assert.deepEqual(
          [...recorder.chain].sort(([a], [b]) => a - b),
          expected,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('runs by itself: survives an outage, and stops when told', async () => {
    const chain = new FakeChain(0);
    const recorder = new Recorder();
    let wake = (): void => undefined;
    const awaited = (height: number) =>
      new Promise<void>((resolve) => {
        wake = () => recorder.chain.has(height) && resolve();
        wake();
      });
    const follower = await follow(chain, {
      name: 'test',
      blockConnected: async (block) => {
        await recorder.blockConnected(block);
        wake();
      },
      blockDisconnected: (block) => recorder.blockDisconnected(block),
    });
    follower.start();
    chain.mine();
    await awaited(1);
    chain.down = true;
    await assert.rejects(follower.poll());
    chain.mine();
    chain.down = false;
    await awaited(2);
    await follower.stop();
    chain.mine();
    assert.deepEqual(recorder.events, ['+1', '+2']);
  });

  it('reports the failure of a listener once, and goes no further', async () => {
    const chain = new FakeChain(0);
    const failed = Promise.withResolvers<FollowingFailed>();
    const follower = await BlockFollower.open({
      backend: chain,
      journal: new MemoryJournal(),
      log: silentLogger,
      onFailure: failed.resolve,
      pollMs: 1,
    });
    const recorder = new Recorder();
    recorder.crash = 'before';
    follower.listen(recorder);
    chain.mine();
    chain.mine();
    follower.start();
    assert.equal((await failed.promise).code, 'listener_failed');
    await follower.stop();
    assert.deepEqual(recorder.events, []);
  });
});
