import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import fc from 'fast-check';
import { ANYONE_CAN_SPEND } from '../../src/auto-miner.ts';
import { CoinSet } from '../../src/chain/coins.ts';
import { connectBlock } from '../../src/chain/connect.ts';
import type { BlockNode } from '../../src/chain/tree.ts';
import { RegtestNode } from '../../src/node.ts';
import { outPointKey, txid } from '../../src/transaction.ts';
import { coinOf, OWN_SCRIPT, pay, TestChain, temporaryDirectory } from '../support/chain.ts';

/** The coins of a chain as text, in one order. */
function coinsOf(node: RegtestNode): string[] {
  return node.chain.coins
    .entries()
    .map(
      ({ outpoint, coin }) => `${outPointKey(outpoint)} ${coin.output.value} ${coin.height} ${coin.coinbase}`,
    )
    .toArray()
    .sort();
}

/** The coins that the blocks of the best chain make when they are connected one after another. */
function replayed({ chain }: RegtestNode): string[] {
  const coins = new CoinSet();
  for (let height = 1; height <= chain.tip.height; height++) {
    const connected = connectBlock(chain.block(chain.at(height)!), chain.at(height - 1)!, coins, undefined);
    assert.ok(connected.ok);
    coins.apply(connected.value.coins.changes());
  }
  return coins
    .entries()
    .map(
      ({ outpoint, coin }) => `${outPointKey(outpoint)} ${coin.output.value} ${coin.height} ${coin.coinbase}`,
    )
    .toArray()
    .sort();
}

describe('a reorg', () => {
  it('by invalidateblock brings the transactions back to the mempool, and reconsiderblock takes them again', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const parent = pay([chain.coin()], 1000n);
    const child = pay([coinOf(parent)], 1000n);
    const later = pay([chain.coin()], 1000n);
    chain.send(parent);
    const [first] = chain.mine();
    chain.send(child);
    chain.mine();
    chain.send(later);
    const before = chain.node.chain.tip;
    const coins = coinsOf(chain.node);
    chain.node.chain.invalidate(first!);
    assert.equal(chain.node.chain.tip, first!.parent);
    assert.deepEqual(coinsOf(chain.node), replayed(chain.node));
    assert.deepEqual(
      [parent, child, later].map((tx) => chain.has(tx)),
      [true, true, true],
    );
    chain.node.chain.reconsider(first!);
    assert.equal(chain.node.chain.tip, before);
    assert.deepEqual(
      [parent, child, later].map((tx) => chain.has(tx)),
      [false, false, true],
    );
    assert.deepEqual(coinsOf(chain.node), coins);
  });

  it('of thirty blocks drops what then spends an immature coinbase, with its descendants', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const [block] = chain.mine();
    const early = chain.mine(70)[0]!;
    chain.mine(29);
    const spend = pay([coinOf(chain.coinbase(block!))], 1000n);
    const child = pay([coinOf(spend)], 1000n);
    const other = pay([chain.coin()], 1000n);
    chain.send(spend, child, other);
    chain.node.chain.invalidate(chain.node.chain.at(early.height + 40)!);
    assert.deepEqual(
      [spend, child, other].map((tx) => chain.has(tx)),
      [false, false, true],
    );
  });

  it('whose new chain spends a coin otherwise drops what spent it before', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const [one, two] = [pay([coin], 1000n), pay([coin], 2000n)];
    const child = pay([coinOf(one)], 1000n);
    chain.send(one);
    const [block] = chain.mine();
    chain.send(child);
    chain.node.chain.invalidate(block!);
    assert.deepEqual(
      [one, child].map((tx) => chain.has(tx)),
      [true, true],
    );
    const rival = chain.node.mine(OWN_SCRIPT, { transactions: [two], fees: 2000n });
    assert.ok(chain.node.submit(rival).ok);
    assert.deepEqual(
      [one, child].map((tx) => chain.has(tx)),
      [false, false],
    );
    assert.equal(chain.judge(two), 'txn-already-known');
  });

  it('does not happen for equal work, and does for more', (t) => {
    const chain = TestChain.start(t);
    const [fork] = chain.mine();
    const [first] = chain.mine();
    chain.node.chain.invalidate(first!);
    const [rival] = chain.mine(1, ANYONE_CAN_SPEND);
    chain.node.chain.reconsider(first!);
    assert.equal(chain.node.chain.tip, first, 'the first seen wins');
    assert.equal(first!.parent, fork);
    chain.node.chain.invalidate(first!);
    const [second] = chain.mine();
    chain.node.chain.reconsider(first!);
    assert.equal(second!.parent, rival);
    assert.equal(chain.node.chain.tip, second);
  });

  it('to a chain with an invalid block ends where it began, and the block stays barred', (t) => {
    const directory = temporaryDirectory(t);
    const other = TestChain.start(t);
    const chain = TestChain.start(t, { directory });
    const stem = other.mine(2).map((node) => other.node.chain.block(node));
    for (const block of stem) assert.ok(chain.node.submit(block).ok);
    const tip = chain.mine()[0]!;
    const good = other.node.mine(ANYONE_CAN_SPEND, { transactions: [], fees: 0n });
    assert.ok(chain.node.submit(good).ok);
    assert.ok(other.node.submit(good).ok);
    const greedy = other.node.mine(ANYONE_CAN_SPEND, { transactions: [], fees: 1n });
    const refused = chain.node.submit(greedy);
    assert.equal(refused.ok ? 'taken' : refused.error.code, 'bad-cb-amount');
    assert.equal(chain.node.chain.tip, tip);
    const again = chain.node.submit(greedy);
    assert.equal(again.ok ? 'taken' : again.error.code, 'duplicate-invalid');
    assert.deepEqual(coinsOf(chain.node), replayed(chain.node));
  });
});

type Step =
  | { readonly kind: 'mine'; readonly count: number; readonly other: boolean }
  | { readonly kind: 'pay'; readonly fee: number }
  | { readonly kind: 'invalidate' | 'reconsider'; readonly depth: number }
  | { readonly kind: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('mine' as const),
    count: fc.integer({ min: 1, max: 3 }),
    other: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('pay' as const), fee: fc.integer({ min: 100, max: 2000 }) }),
  fc.record({ kind: fc.constantFrom('invalidate' as const, 'reconsider' as const), depth: fc.nat(5) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

/** Runs random steps; after each the coins are those of the blocks, and the mempool fits on them. */
class Walk {
  readonly #directory: string;
  #chain: TestChain;
  #barred: BlockNode[] = [];

  constructor(directory: string) {
    this.#directory = directory;
    this.#chain = new TestChain(this.#open());
    this.#chain.fund(3);
  }

  #open(): RegtestNode {
    return new RegtestNode(this.#directory, { clock: () => 1_700_000_000_000 });
  }

  run(step: Step): void {
    const { node } = this.#chain;
    switch (step.kind) {
      case 'mine':
        this.#chain.mine(step.count, step.other ? ANYONE_CAN_SPEND : OWN_SCRIPT);
        break;
      case 'pay':
        this.#pay(BigInt(step.fee));
        break;
      case 'invalidate': {
        const block = node.chain.at(node.chain.tip.height - step.depth)!;
        node.chain.invalidate(block);
        this.#barred.push(block);
        break;
      }
      case 'reconsider': {
        const block = this.#barred.pop();
        if (block) node.chain.reconsider(node.chain.tree.find(block.hash)!);
        break;
      }
      case 'restart': {
        const before = this.#state();
        node.close();
        this.#chain = new TestChain(this.#open());
        assert.deepEqual(this.#state(), before);
      }
    }
    this.#check();
  }

  /** Spends some mature or unconfirmed output of the tests' key. */
  #pay(fee: bigint): void {
    const { node } = this.#chain;
    const own = bytesToHex(OWN_SCRIPT);
    const entries = [...node.mempool.pool.entries()];
    const unconfirmed = entries.map(({ tx }) => coinOf(tx));
    const confirmed = node.chain.coins
      .entries()
      .filter(({ coin }) => bytesToHex(coin.output.scriptPubKey) === own)
      .filter(({ coin }) => !coin.coinbase || node.chain.tip.height + 1 - coin.height >= 100)
      .map(({ outpoint, coin }) => ({ outpoint, value: coin.output.value }));
    const coin = [...unconfirmed, ...confirmed].find(({ outpoint }) => !node.mempool.pool.spender(outpoint));
    if (coin) this.#chain.send(pay([coin], fee));
  }

  #state(): unknown {
    const { node } = this.#chain;
    return {
      tip: bytesToHex(node.chain.tip.hash),
      coins: coinsOf(node),
      mempool: [...node.mempool.pool.entries()].map(({ tx, time }) => [bytesToHex(txid(tx)), time]),
    };
  }

  #check(): void {
    const { node } = this.#chain;
    assert.deepEqual(coinsOf(node), replayed(node));
    const block = node.mine(OWN_SCRIPT, {
      transactions: [...node.mempool.pool.entries()].map(({ tx }) => tx),
      fees: node.mempool.pool.totalFees,
    });
    assert.equal(node.chain.test(block), undefined, 'the whole mempool makes a valid block, in its order');
  }

  end(): void {
    this.#chain.node.close();
  }
}

describe('any sequence of blocks, payments, invalidations and restarts', () => {
  it('keeps coins equal to a replay of the blocks, and the mempool valid on top', (t) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const walk = new Walk(temporaryDirectory(t));
        try {
          for (const each of steps) walk.run(each);
        } finally {
          walk.end();
        }
      }),
      { numRuns: 12 },
    );
  });
});
