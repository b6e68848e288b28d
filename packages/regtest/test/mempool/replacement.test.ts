import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { displayId, txid, virtualSize } from '../../src/transaction.ts';
import { coinOf, OWN_SCRIPT, pay, TestChain } from '../support/chain.ts';

describe('a replacement', () => {
  it('by one that pays for the relay, without any BIP 125 signal', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const first = pay([coin], 1000n, { sequence: 0xffff_ffff });
    chain.send(first);
    const relay = BigInt(Math.ceil(virtualSize(first) / 10));
    const id = (fee: bigint): string => displayId(txid(pay([coin], fee)));
    assert.equal(
      chain.explain(pay([coin], 999n)),
      `insufficient fee, rejecting replacement ${id(999n)}, less fees than conflicting txs; 0.00000999 < 0.00001`,
    );
    const short = 1000n + relay - 1n;
    assert.equal(
      chain.explain(pay([coin], short)),
      `insufficient fee, rejecting replacement ${id(short)}, not enough additional fees to relay; ` +
        `0.0000001 < 0.00000011`,
    );
    const second = pay([coin], 1000n + relay);
    chain.send(second);
    assert.deepEqual([chain.has(first), chain.has(second)], [false, true]);
  });

  it('takes the descendants with it and must pay for them', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const parent = pay([coin], 1000n);
    const child = pay([coinOf(parent)], 5000n);
    chain.send(parent, child);
    assert.equal(chain.judge(pay([coin], 5999n)), 'insufficient fee');
    const replacement = pay([coin], 6100n);
    chain.send(replacement);
    assert.deepEqual(
      [parent, child, replacement].map((tx) => chain.has(tx)),
      [false, false, true],
    );
  });

  it('that pays more in all but less per byte does not improve the diagram', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    chain.send(pay([coin], 1000n));
    const large = pay([coin], 2000n, { count: 30 });
    assert.equal(
      chain.explain(large),
      'replacement-failed, insufficient feerate: does not improve feerate diagram',
    );
  });

  it('of a transaction that it also spends from', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const first = pay([coin], 1000n);
    chain.send(first);
    const second = pay([coin, coinOf(first)], 9000n);
    const [a, b] = [second, first].map((tx) => displayId(txid(tx)));
    assert.equal(
      chain.explain(second),
      `bad-txns-spends-conflicting-tx, ${a} spends conflicting transaction ${b}`,
    );
  });

  it('that would join a cluster of 64', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    let tip = pay([chain.coin()], 1000n);
    chain.send(tip);
    for (let i = 1; i < 64; i++) {
      tip = pay([coinOf(tip)], 1000n);
      chain.send(tip);
    }
    assert.equal(chain.judge(pay([coinOf(tip)], 1000n)), 'too-large-cluster');
    const coin = chain.coin();
    const alone = pay([coin], 1000n);
    chain.send(alone);
    assert.equal(chain.judge(pay([coin, coinOf(tip)], 90_000n)), 'too-large-cluster');
    chain.mine();
    assert.equal(chain.judge(pay([coinOf(tip)], 1000n)), 'accepted');
  });

  it('of more than 100 clusters, and of 100', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const fan = pay([chain.coin()], 10_000n, { count: 101 });
    chain.send(fan);
    chain.mine();
    const coins = fan.outputs.map((_, index) => coinOf(fan, index));
    chain.send(...coins.map((coin) => pay([coin], 100n)));
    const refused = chain.explain(pay(coins, 200_000n));
    assert.match(refused, /^too many potential replacements, .*too many conflicting clusters \(101 > 100\)$/);
    assert.equal(chain.judge(pay(coins.slice(1), 200_000n)), 'accepted');
  });
});

describe('a transaction of version 3', () => {
  it('mixes with no other version while unconfirmed', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const [old, truc] = [pay([chain.coin()], 1000n), pay([chain.coin()], 1000n, { version: 3 })];
    chain.send(old, truc);
    assert.match(
      chain.explain(pay([coinOf(old)], 1000n, { version: 3 })),
      /cannot spend from non-version=3 tx/,
    );
    assert.match(chain.explain(pay([coinOf(truc)], 1000n)), /^TRUC-violation, non-version=3 tx/);
    chain.mine();
    assert.equal(chain.judge(pay([coinOf(truc)], 1000n)), 'accepted');
  });

  it('has one child of at most 1000 vB and no grandchild', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = pay([chain.coin()], 1000n, { version: 3, count: 2 });
    chain.send(parent);
    const large = pay([coinOf(parent)], 2000n, { version: 3, count: 40 });
    assert.match(chain.explain(large), /is too big: \d+ > 1000 virtual bytes/);
    const child = pay([coinOf(parent)], 1000n, { version: 3 });
    chain.send(child);
    assert.match(chain.explain(pay([coinOf(child)], 1000n, { version: 3 })), /would have too many ancestors/);
  });

  it('evicts a sibling by paying more, and only so', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = pay([chain.coin()], 1000n, { version: 3, count: 2 });
    const first = pay([coinOf(parent, 0)], 1000n, { version: 3 });
    chain.send(parent, first);
    const poor = pay([coinOf(parent, 1)], 1000n, { version: 3 });
    assert.equal(chain.judge(poor), 'insufficient fee (including sibling eviction)');
    const second = pay([coinOf(parent, 1)], 5000n, { version: 3 });
    chain.send(second);
    assert.deepEqual(
      [parent, first, second].map((tx) => chain.has(tx)),
      [true, false, true],
    );
  });

  it('keeps two children after a reorg, and takes no third', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = pay([chain.coin()], 3000n, { version: 3, count: 3 });
    const children = [0, 1].map((index) => pay([coinOf(parent, index)], 1000n, { version: 3 }));
    const transactions = [parent, ...children];
    const block = chain.node.submit(chain.node.mine(OWN_SCRIPT, { transactions, fees: 5000n }));
    assert.ok(block.ok);
    chain.node.chain.invalidate(block.value);
    assert.deepEqual(
      transactions.map((tx) => chain.has(tx)),
      [true, true, true],
    );
    const third = pay([coinOf(parent, 2)], 9000n, { version: 3 });
    assert.match(chain.explain(third), /would exceed descendant count limit/);
    const instead = pay([coinOf(parent, 2), coinOf(parent, 0)], 9000n, { version: 3 });
    assert.equal(chain.judge(instead), 'accepted', 'in place of one of the two');
  });
});
