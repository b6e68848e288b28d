import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import { type Block, serializeBlock } from '../src/block.ts';
import { ChainEngine, type ChainEngineOptions } from '../src/engine.ts';
import { serializeTx, type Tx, txid } from '../src/transaction.ts';
import { coinOf, OWN_SCRIPT, pay, present, type TestCoin, temporaryDirectory } from './support/chain.ts';

/** An engine in memory with this many coins of the tests' key, and more that anyone can spend. */
function start(
  t: TestContext,
  { coins = 1, ...options }: ChainEngineOptions & { readonly coins?: number } = {},
) {
  const engine = new ChainEngine(options);
  t.after(() => engine.close());
  const rewards = engine.mine({ count: coins, scriptPubKey: OWN_SCRIPT });
  engine.mine({ count: 160 });
  const own = rewards.map(({ block }): TestCoin => coinOf(present(block.transactions[0])));
  return { engine, own };
}

const holds = (block: Block, tx: Tx): boolean =>
  block.transactions.some((other) => bytesToHex(txid(other)) === bytesToHex(txid(tx)));

const is = (tx: Tx) => (id: Uint8Array) => bytesToHex(id) === bytesToHex(txid(tx));

describe('the chain in the caller’s process', () => {
  it('gives the same blocks for the same calls', (t) => {
    const run = (): string => {
      const { engine, own } = start(t);
      engine.advance(600);
      assert.ok(engine.submit(serializeTx(pay([own[0]!], 1000n))).ok);
      engine.congest({ feerate: 2000, weight: 50_000 });
      engine.mine();
      engine.reorganise({ depth: 2 });
      return bytesToHex(serializeBlock(engine.tip.block));
    };
    assert.equal(run(), run());
  });

  it('takes transactions and packages in bytes, once and again, and says what is wrong', (t) => {
    const { engine, own } = start(t, { coins: 2 });
    const tx = pay([own[0]!], 1000n);
    const id = { ok: true, value: txid(tx) };
    assert.deepEqual(engine.submit(serializeTx(tx)), id);
    assert.deepEqual(engine.submit(serializeTx(tx)), id);
    assert.ok(engine.isWaiting(txid(tx)));
    assert.deepEqual(engine.spender(own[0]!.outpoint), tx);
    const parent = pay([own[1]!], 0n);
    const child = pay([coinOf(parent)], 2200n);
    assert.ok(!engine.submit(serializeTx(parent)).ok);
    const submission = engine.submitPackage([parent, child].map((tx) => serializeTx(tx)));
    assert.ok(submission.ok && submission.value.error === undefined);
    assert.deepEqual(
      engine.mempool().map(({ fee, chunkFeerate }) => [fee, chunkFeerate > 9000]),
      [
        [1000n, true],
        [0n, true],
        [2200n, true],
      ],
    );
    assert.deepEqual(engine.submit(Uint8Array.of(1)), {
      ok: false,
      error: { code: 'invalid', reason: 'TX decode failed', detail: '' },
    });
  });

  it('mines without what the miner refuses, and what depends on it', (t) => {
    const { engine, own } = start(t);
    const parent = pay([own[0]!], 1000n, { count: 2 });
    const children = [0, 1].map((index) => pay([coinOf(parent, index)], 3000n));
    const grandchild = pay([coinOf(children[0]!)], 9000n);
    for (const tx of [parent, ...children, grandchild]) assert.ok(engine.submit(serializeTx(tx)).ok);
    const [block] = engine.mine({ refuses: is(children[0]!) });
    assert.deepEqual(
      [parent, ...children, grandchild].map((tx) => holds(block!.block, tx)),
      [true, false, true, false],
    );
    assert.equal(engine.mempool().length, 2);
  });

  it('replaces blocks by longer ones with a double spend, and what was in them is gone', (t) => {
    const { engine, own } = start(t);
    const [first, second] = [pay([own[0]!], 1000n), pay([own[0]!], 9000n)];
    const mined = engine.mineExactly([serializeTx(first)]);
    assert.ok(mined.ok);
    engine.mine({ count: 5 });
    const { height } = engine.tip;
    engine.disconnect(6);
    assert.ok(engine.isWaiting(txid(first)));
    assert.ok(engine.mineExactly([serializeTx(second)]).ok);
    engine.mine({ count: 6 });
    assert.equal(engine.tip.height, height + 1);
    assert.ok(!engine.isWaiting(txid(first)));
    assert.equal(engine.coin({ txid: txid(first), index: 0 }), undefined);
    assert.equal(engine.coin({ txid: txid(second), index: 0 })?.height, height - 5);
    const again = engine.mineExactly([serializeTx(first)]);
    assert.ok(!again.ok);
    assert.equal(again.error.code, 'bad-txns-inputs-missingorspent');
  });

  it('puts what left with a reorg into the blocks that come', (t) => {
    const { engine, own } = start(t);
    const tx = pay([own[0]!], 1000n);
    engine.submit(serializeTx(tx));
    engine.mine({ count: 3 });
    const { height } = engine.tip;
    const blocks = engine.reorganise({ depth: 3, refuses: is(tx) });
    assert.equal(engine.tip.height, height + 1);
    assert.ok(blocks.every(({ block }) => !holds(block, tx)));
    assert.ok(engine.isWaiting(txid(tx)));
    const [next] = engine.mine();
    assert.ok(holds(next!.block, tx));
    assert.throws(() => engine.disconnect(engine.tip.height + 1), RangeError);
  });

  it('tells every change to whoever asked', (t) => {
    const { engine, own } = start(t);
    let changes = 0;
    const stop = engine.subscribe(() => changes++);
    engine.submit(serializeTx(pay([own[0]!], 1000n)));
    engine.mine({ count: 2 });
    stop();
    engine.mine();
    assert.equal(changes, 3);
  });

  it('answers JSON-RPC without a server', async (t) => {
    const { engine } = start(t);
    const { status, body } = await engine.handle(JSON.stringify({ id: 1, method: 'getblockcount' }));
    assert.deepEqual([status, JSON.parse(present(body)).result], [200, engine.tip.height]);
  });

  it('with a directory goes on where it ended', (t) => {
    const directory = temporaryDirectory(t);
    const first = new ChainEngine({ directory });
    const [reward] = first.mine({ scriptPubKey: OWN_SCRIPT });
    first.mine({ count: 100 });
    const parent = pay([coinOf(present(reward!.block.transactions[0]))], 0n);
    first.submitPackage([parent, pay([coinOf(parent)], 2200n)].map((tx) => serializeTx(tx)));
    const { hash } = first.tip;
    first.close();
    const second = new ChainEngine({ directory });
    t.after(() => second.close());
    assert.deepEqual(second.tip.hash, hash);
    assert.equal(second.mempool().length, 2);
  });
});

describe('a fee spike', () => {
  /** Blocks that hold 100,000 weight units of transactions. */
  const small = { maxBlockWeight: 108_000 };

  it('keeps a cheap transaction waiting, and an estimate tells what to outbid', (t) => {
    const { engine, own } = start(t, { ...small, coins: 2 });
    assert.equal(engine.estimateFeerate(1), undefined);
    assert.ok(engine.congest({ feerate: 20_000, weight: 250_000 }) > 0);
    const waiting = engine.mempool().reduce((sum, { virtualSize }) => sum + 4 * virtualSize, 0);
    assert.ok(waiting > 249_000 && waiting < 250_200, `${waiting}`);
    const estimate = present(engine.estimateFeerate(1));
    assert.ok(estimate >= 19_900 && estimate <= 20_100, `${estimate}`);
    assert.equal(engine.estimateFeerate(3), undefined);
    // Too large for what gap the strangers leave
    const [cheap, dear] = [pay([own[0]!], 10_000n, { count: 80 }), pay([own[1]!], 5000n)];
    for (const tx of [cheap, dear]) engine.submit(serializeTx(tx));
    const blocks = engine.mine({ count: 2 });
    assert.deepEqual(
      [dear, cheap].map((tx) => blocks.map(({ block }) => holds(block, tx))),
      [
        [true, false],
        [false, false],
      ],
    );
    engine.mine({ count: 3 });
    assert.equal(engine.isWaiting(txid(cheap)), false);
  });

  it('in blocks too small for a parent leaves its child out too', (t) => {
    const { engine, own } = start(t, { maxBlockWeight: 12_000 });
    const parent = pay([own[0]!], 50_000n, { count: 60 });
    const child = pay([coinOf(parent)], 500n);
    for (const tx of [parent, child]) assert.ok(engine.submit(serializeTx(tx)).ok);
    const [block] = engine.mine();
    assert.deepEqual(
      [parent, child].map((tx) => holds(block!.block, tx)),
      [false, false],
    );
  });

  it('in a full mempool evicts the cheapest and raises the minimum, which falls with time', (t) => {
    const { engine, own } = start(t, { maxMempoolUsage: 1_000_000, coins: 2 });
    const cheap = pay([own[0]!], 110n);
    engine.submit(serializeTx(cheap));
    engine.congest({ feerate: 5000, weight: 800_000 });
    assert.equal(engine.isWaiting(txid(cheap)), false);
    assert.ok(engine.minimumFeerate > 1000, `${engine.minimumFeerate}`);
    const parent = pay([own[0]!], 0n);
    const poor = engine.submitPackage([parent, pay([coinOf(parent)], 220n)].map((tx) => serializeTx(tx)));
    assert.ok(poor.ok);
    assert.deepEqual(
      poor.value.outcomes.map((outcome) => outcome.kind === 'refused' && outcome.error.reason),
      ['mempool min fee not met', 'mempool min fee not met'],
    );
    const rich = engine.submitPackage([parent, pay([coinOf(parent)], 9000n)].map((tx) => serializeTx(tx)));
    assert.ok(rich.ok && rich.value.error === undefined);
    engine.mine();
    engine.advance(48 * 3600);
    assert.equal(engine.minimumFeerate, 100);
  });
});
