import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OP } from '../../src/script/opcodes.ts';
import { txid, weight } from '../../src/transaction.ts';
import {
  build,
  coinOf,
  OWN_SCRIPT,
  pay,
  TestChain,
  type TestCoin,
  witnessScriptHash,
} from '../support/chain.ts';

describe('the miner', () => {
  it('takes what pays best first, parents before children, and leaves out what does not fit', (t) => {
    const chain = TestChain.start(t, { coins: 3 });
    const [poor, rich] = [pay([chain.coin()], 200n), pay([chain.coin()], 20_000n)];
    const parent = pay([chain.coin()], 11n);
    const child = pay([coinOf(parent)], 60_000n);
    chain.send(poor, rich, parent, child);
    const [block] = chain.mine();
    const { transactions } = chain.node.chain.block(block!);
    assert.deepEqual(transactions.slice(1), [parent, child, rich, poor]);
    assert.equal(transactions[0]!.outputs[0]!.value, 5_000_000_000n + 80_211n);
    assert.equal(chain.node.mempool.pool.size, 0);
  });

  it('claims half the subsidy from block 150 on', (t) => {
    const chain = TestChain.start(t);
    const blocks = chain.mine(150);
    const rewards = [148, 149].map((index) => chain.coinbase(blocks[index]!).outputs[0]!.value);
    assert.deepEqual(rewards, [5_000_000_000n, 2_500_000_000n]);
  });

  it('keeps parents before children where chunks of one cluster pay exactly the same', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const script = Uint8Array.of(OP[1]);
    const scriptPubKey = witnessScriptHash(script);
    const coin = chain.coin();
    const half = (coin.value - 1000n) / 2n;
    const fan = build({ from: [coin], to: [half, half].map((value) => ({ value, scriptPubKey })) });
    chain.send(fan);
    chain.mine();
    /** Without signatures weights do not depend on amounts. */
    const spend = (from: readonly TestCoin[], fee: bigint) => {
      const total = from.reduce((sum, { value }) => sum + value, 0n);
      return build({ from, to: [{ value: total - fee, scriptPubKey }] });
    };
    const open = { witness: [script] };
    const feeOf = (tx: ReturnType<typeof spend>): bigint => 10n * BigInt(weight(tx));
    const lone = spend([coinOf(fan, 0, open)], 100n);
    const parent = spend([coinOf(fan, 1, open)], feeOf(lone));
    const coins = [coinOf(lone, 0, open), coinOf(parent, 0, open)];
    const child = spend(coins, feeOf(lone) - 100n + feeOf(spend(coins, 0n)));
    chain.send(lone, parent, child);
    const { pool } = chain.node.mempool;
    // Ordering starts from the entry that is asked for: from this one, the parent is a chunk of its own
    assert.equal(pool.chunk(pool.find(txid(parent))!).members.length, 1);
    assert.equal(pool.chunk(pool.find(txid(child))!).members.length, 2);
    const [block] = chain.mine();
    assert.deepEqual(chain.node.chain.block(block!).transactions.slice(1), [parent, lone, child]);
  });

  it('orders a cluster anew when a child comes or goes', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = pay([chain.coin()], 1000n, { count: 2 });
    const child = pay([coinOf(parent)], 5000n);
    chain.send(parent);
    const { pool } = chain.node.mempool;
    const fee = (): bigint => pool.chunk(pool.find(txid(parent))!).fee;
    assert.equal(fee(), 1000n);
    chain.send(child);
    assert.equal(fee(), 6000n);
    chain.send(
      build({ from: [coinOf(parent), coinOf(parent, 1)], to: [{ value: 1000n, scriptPubKey: OWN_SCRIPT }] }),
    );
    assert.notEqual(fee(), 6000n);
  });
});
