import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Submission } from '../../src/mempool/submission.ts';
import { RegtestNode } from '../../src/node.ts';
import { OP } from '../../src/script/opcodes.ts';
import { displayId, type Tx, txid, virtualSize, wtxid } from '../../src/transaction.ts';
import {
  build,
  coinOf,
  OWN_SCRIPT,
  pay,
  TestChain,
  type TestCoin,
  temporaryDirectory,
  witnessScriptHash,
} from '../support/chain.ts';

const ANCHOR_SCRIPT = Uint8Array.of(OP[1]);
/** Stands for the anchor of one side: whoever knows the script spends it. */
const KEYED_ANCHOR = witnessScriptHash(ANCHOR_SCRIPT);
const PAY_TO_ANCHOR = Uint8Array.of(0x51, 0x02, 0x4e, 0x73);

const nameOf = (tx: Tx): string => `tx ${displayId(txid(tx))} (wtxid=${displayId(wtxid(tx))})`;

/** A commitment transaction with two anchors of 330 sat, as BOLT 3 has them. */
function commitment(coin: TestCoin, fee: bigint): Tx {
  const to = [
    { value: 330n, scriptPubKey: KEYED_ANCHOR },
    { value: 330n, scriptPubKey: KEYED_ANCHOR },
    { value: coin.value - 660n - fee, scriptPubKey: OWN_SCRIPT },
  ];
  return build({ from: [coin], to });
}

const anchorOf = (tx: Tx, index = 0): TestCoin => coinOf(tx, index, { witness: [ANCHOR_SCRIPT] });

/** A transaction of version 3 without fee, with an anchor of this value that anyone can spend. */
function ephemeral(coin: TestCoin, value = 0n): Tx {
  const to = [
    { value, scriptPubKey: PAY_TO_ANCHOR },
    { value: coin.value - value, scriptPubKey: OWN_SCRIPT },
  ];
  return build({ from: [coin], to, version: 3 });
}

/** Why the package failed, and each of its transactions. */
function reasons({ error, outcomes }: Submission): string[] {
  const each = outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.error.reason : outcome.kind));
  return [error?.reason ?? 'success', ...each];
}

const detailOf = ({ error }: Submission): string | undefined => error?.detail;

describe('a commitment with anchors', () => {
  it('with a fee below the minimum enters with a child on its anchor, and not alone', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const parent = commitment(chain.coin(), 3n);
    assert.equal(chain.judge(parent), 'min relay fee not met');
    const child = pay([anchorOf(parent), chain.coin()], 5000n);
    assert.deepEqual(reasons(chain.node.acceptPackage([parent, child])), ['success', 'accepted', 'accepted']);
    const [block] = chain.mine();
    assert.deepEqual(chain.node.chain.block(block!).transactions.slice(1), [parent, child]);
  });

  it('without fee, with a child that pays too little for both', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const parent = commitment(chain.coin(), 0n);
    const inputs = [anchorOf(parent), chain.coin()];
    const needed = BigInt(Math.ceil((virtualSize(parent) + virtualSize(pay(inputs, 50n))) / 10));
    const poor = chain.node.acceptPackage([parent, pay(inputs, needed - 1n)]);
    assert.deepEqual(reasons(poor), ['transaction failed', 'min relay fee not met', 'min relay fee not met']);
    assert.equal(chain.node.mempool.pool.size, 0);
    assert.equal(reasons(chain.node.acceptPackage([parent, pay(inputs, needed)]))[0], 'success');
  });

  it('that waits already: its child is replaced by one that pays more, with the package or alone', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const parent = commitment(chain.coin(), 0n);
    const inputs = [anchorOf(parent), chain.coin()];
    const children = [5000n, 10_000n, 20_000n].map((fee) => pay(inputs, fee));
    chain.node.acceptPackage([parent, children[0]!]);
    const again = chain.node.acceptPackage([parent, children[1]!]);
    assert.deepEqual(reasons(again), ['success', 'known', 'accepted']);
    assert.deepEqual(again.replaced, [children[0]]);
    chain.send(children[2]!);
    assert.deepEqual(
      children.map((tx) => chain.has(tx)),
      [false, false, true],
    );
  });

  it('gives way to the other side’s commitment, whose child pays for the replacement', (t) => {
    const chain = TestChain.start(t, { coins: 3 });
    const [funding, coin] = [chain.coin(), chain.coin()];
    const ours = commitment(funding, 200n);
    const theirs = build({ from: [funding], to: ours.outputs.toReversed(), lockTime: 1 });
    chain.send(ours, pay([anchorOf(ours)], 30n));
    assert.equal(chain.judge(theirs), 'insufficient fee');
    const inputs = [anchorOf(theirs, 1), coin];
    const cheap = chain.node.acceptPackage([theirs, pay(inputs, 40n)]);
    assert.equal(reasons(cheap)[0], 'package RBF failed: insufficient anti-DoS fees');
    const submission = chain.node.acceptPackage([theirs, pay(inputs, 20_000n)]);
    assert.deepEqual(reasons(submission), ['success', 'accepted', 'accepted']);
    assert.equal(submission.replaced.length, 2);
    assert.deepEqual([chain.has(ours), chain.has(theirs)], [false, true]);
  });

  it('comes back with its child after a reorg, and after a restart', (t) => {
    const directory = temporaryDirectory(t);
    const clock = (): number => 1_700_000_000_000;
    const first = new RegtestNode(directory, { clock });
    const chain = new TestChain(first);
    chain.fund(2);
    const parent = commitment(chain.coin(), 0n);
    const child = pay([anchorOf(parent), chain.coin()], 5000n);
    first.acceptPackage([parent, child]);
    const [block] = chain.mine();
    first.chain.invalidate(block!);
    assert.deepEqual([chain.has(parent), chain.has(child)], [true, true]);
    first.close();
    const second = new RegtestNode(directory, { clock });
    t.after(() => second.close());
    const restarted = new TestChain(second);
    assert.deepEqual([restarted.has(parent), restarted.has(child)], [true, true]);
    const [mined] = restarted.mine();
    assert.equal(mined!.transactionCount, 3);
  });
});

describe('ephemeral dust', () => {
  it('enters with the child that spends it', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = ephemeral(chain.coin());
    assert.equal(chain.judge(parent), 'min relay fee not met');
    const child = pay([coinOf(parent, 0, {}), coinOf(parent, 1)], 1000n, { version: 3 });
    assert.deepEqual(reasons(chain.node.acceptPackage([parent, child])), ['success', 'accepted', 'accepted']);
  });

  it('does not enter with a child that leaves it, nor may a later child leave it', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = ephemeral(chain.coin(), 239n);
    const leaving = pay([coinOf(parent, 1)], 1000n, { version: 3 });
    const refused = chain.node.acceptPackage([parent, leaving]);
    assert.deepEqual(reasons(refused), ['unspent-dust', 'min relay fee not met', 'missing-ephemeral-spends']);
    const spending = pay([coinOf(parent, 0, {}), coinOf(parent, 1)], 1000n, { version: 3 });
    chain.node.acceptPackage([parent, spending]);
    const later = pay([coinOf(parent, 1)], 9000n, { version: 3 });
    assert.equal(
      chain.explain(later),
      `missing-ephemeral-spends, ${nameOf(later)} did not spend parent's ephemeral dust`,
    );
  });

  it('does not enter beside a fee, whatever the child pays', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const parent = build({
      from: [coin],
      to: [
        { value: 100n, scriptPubKey: PAY_TO_ANCHOR },
        { value: coin.value - 101n, scriptPubKey: OWN_SCRIPT },
      ],
      version: 3,
    });
    const child = pay([coinOf(parent, 0, {}), coinOf(parent, 1)], 9000n, { version: 3 });
    const refused = chain.node.acceptPackage([parent, child]);
    assert.deepEqual(reasons(refused), ['transaction failed', 'dust', 'bad-txns-inputs-missingorspent']);
  });
});

describe('a package', () => {
  it('of a TRUC parent and child replaces another such pair as a whole', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const pair = (value: bigint, fee: bigint): [Tx, Tx] => {
      const parent = ephemeral(coin, value);
      return [parent, pay([coinOf(parent, 0, {}), coinOf(parent, 1)], fee, { version: 3 })];
    };
    const [first, second] = [pair(0n, 1000n), pair(1n, 2000n)];
    chain.node.acceptPackage(first);
    const submission = chain.node.acceptPackage(second);
    assert.deepEqual(reasons(submission), ['success', 'accepted', 'accepted']);
    assert.deepEqual(new Set(submission.replaced), new Set(first));
    const cheaper = chain.node.acceptPackage(pair(2n, 2000n));
    assert.equal(reasons(cheaper)[0], 'package RBF failed: insufficient anti-DoS fees');
    assert.match(detailOf(cheaper) ?? '', /not enough additional fees to relay; 0\.00 < 0\.000000\d+$/);
  });

  it('replaces only as one parent with one child, without ancestors in the mempool', (t) => {
    const chain = TestChain.start(t, { coins: 3 });
    const coin = chain.coin();
    chain.send(pay([coin], 1000n));
    const parents = [pay([coin], 0n, { lockTime: 1 }), pay([chain.coin()], 0n)];
    const outputs = parents.map((parent) => coinOf(parent));
    const three = chain.node.acceptPackage([...parents, pay(outputs, 50_000n)]);
    assert.equal(reasons(three)[0], 'package RBF failed: package must be 1-parent-1-child');
    const waiting = pay([chain.coin()], 1000n);
    chain.send(waiting);
    const child = pay([outputs[0]!, coinOf(waiting)], 50_000n);
    const hanging = chain.node.acceptPackage([parents[0]!, child]);
    assert.equal(reasons(hanging)[0], 'package RBF failed: new transaction cannot have mempool ancestors');
  });

  it('whose parent alone is refused for its fee and whose child pays less per byte does not replace', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const coin = chain.coin();
    chain.send(pay([coin], 1000n));
    const parent = pay([coin], 1005n, { lockTime: 1 });
    const child = pay([coinOf(parent), chain.coin()], 100n);
    const refused = chain.node.acceptPackage([parent, child]);
    assert.equal(
      reasons(refused)[0],
      'package RBF failed: package feerate is less than or equal to parent feerate',
    );
    assert.match(
      detailOf(refused) ?? '',
      /^package feerate 0\.0000\d{4} BTC\/kvB <= parent feerate is 0\.0000\d{4} BTC\/kvB$/,
    );
  });

  it('that does not improve the diagram does not replace', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    chain.send(pay([coin], 1000n));
    const parent = pay([coin], 0n, { lockTime: 1 });
    const refused = chain.node.acceptPackage([parent, pay([coinOf(parent)], 1500n, { count: 30 })]);
    assert.equal(
      reasons(refused)[0],
      'package RBF failed: insufficient feerate: does not improve feerate diagram',
    );
  });

  it('keeps what pays for itself, and counts its fee once', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const rich = pay([chain.coin()], 50_000n);
    const poor = pay([chain.coin()], 0n);
    const child = pay(
      [rich, poor].map((tx) => coinOf(tx)),
      20n,
    );
    const refused = chain.node.acceptPackage([rich, poor, child]);
    assert.deepEqual(reasons(refused), [
      'transaction failed',
      'accepted',
      'min relay fee not met',
      'min relay fee not met',
    ]);
    assert.deepEqual([chain.has(rich), chain.has(poor)], [true, false]);
  });

  it('that makes a cluster of 65, and of 64', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const line = [pay([chain.coin()], 1000n)];
    while (line.length < 63) line.push(pay([coinOf(line.at(-1)!)], 1000n));
    chain.send(...line);
    const poor = pay([chain.coin()], 0n);
    const joining = (index: number): Tx => pay([coinOf(poor), coinOf(line[index]!)], 5000n);
    const refused = chain.node.acceptPackage([poor, joining(62)]);
    assert.equal(reasons(refused)[0], 'too-large-cluster');
    chain.node.mempool.pool.remove([chain.node.mempool.pool.find(txid(line[62]!))!]);
    assert.equal(reasons(chain.node.acceptPackage([poor, joining(61)]))[0], 'success');
    assert.equal(chain.judge(pay([coinOf(joining(61))], 1000n)), 'too-large-cluster');
  });

  it('that a full mempool would drop first', (t) => {
    const clock = (): number => 1_700_000_000_000;
    const node = new RegtestNode(undefined, { clock, maxMempoolUsage: 12_000 });
    t.after(() => node.close());
    const chain = new TestChain(node);
    chain.fund(4);
    for (let i = 0; i < 3; i++) chain.send(pay([chain.coin()], 5000n));
    const parent = pay([chain.coin()], 0n);
    const refused = node.acceptPackage([parent, pay([coinOf(parent)], 220n)]);
    assert.deepEqual(reasons(refused), ['transaction failed', 'mempool full', 'mempool full']);
    assert.equal(node.mempool.pool.size, 3);
    assert.ok(node.mempool.minimumFeerate > 1000);
  });

  it('of version 3 with a child that mixes versions, or a child too large', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const coin = chain.coin();
    const parent = pay([coin], 0n, { version: 3 });
    const mixed = chain.node.acceptPackage([parent, pay([coinOf(parent)], 9000n)]);
    assert.equal(reasons(mixed)[0], 'TRUC-violation');
    assert.match(detailOf(mixed) ?? '', /^non-version=3 tx .* cannot spend from version=3 tx /);
    const large = chain.node.acceptPackage([parent, pay([coinOf(parent)], 9000n, { version: 3, count: 40 })]);
    assert.match(detailOf(large) ?? '', /is too big: \d+ > 1000 virtual bytes$/);
    assert.equal(chain.node.mempool.pool.size, 0);
  });

  it('known with another witness leaves the one that waits', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = pay([chain.coin()], 1000n);
    chain.send(parent);
    const other = {
      ...parent,
      inputs: parent.inputs.map((input) => ({ ...input, witness: [ANCHOR_SCRIPT] })),
    };
    const child = pay([coinOf(parent)], 1000n);
    assert.deepEqual(reasons(chain.node.acceptPackage([other, child])), [
      'success',
      'different-witness',
      'accepted',
    ]);
  });

  it('with a wrong signature in the child brings nothing in', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = pay([chain.coin()], 0n);
    const good = pay([coinOf(parent)], 5000n);
    const bad = { ...good, lockTime: 1 };
    const refused = reasons(chain.node.acceptPackage([parent, bad]));
    assert.equal(refused[0], 'transaction failed');
    assert.match(refused[2]!, /^mempool-script-verify-flag-failed/);
    assert.equal(chain.node.mempool.pool.size, 0);
  });
});
