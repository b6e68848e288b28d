import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concatBytes } from '@sferic/crypto';
import { connectBlock } from '../../src/chain/connect.ts';
import { GENESIS_BLOCK } from '../../src/chain/genesis.ts';
import { BlockTree } from '../../src/chain/tree.ts';
import { OP } from '../../src/script/opcodes.ts';
import { displayId, type Tx, txid } from '../../src/transaction.ts';
import { build, coinOf, OWN_SCRIPT, pay, TestChain, witnessScriptHash } from '../support/chain.ts';
import { aCoinbase, mined } from '../support/consensus.ts';

/** Why a block of these transactions is refused; 'accepted' if it is not. */
function judgeBlock(chain: TestChain, transactions: readonly Tx[], fees = 0n): string {
  const broken = chain.node.chain.test(chain.node.mine(OWN_SCRIPT, { transactions, fees }));
  return broken ? `${broken.code}, ${broken.message}` : 'accepted';
}

describe('a block on top of the best one', () => {
  it('may hold what the mempool would not take', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = pay([chain.coin()], 0n, { version: 9 });
    assert.equal(judgeBlock(chain, [parent, pay([coinOf(parent)], 0n)]), 'accepted');
  });

  it('with a transaction before its parent, and one input spent twice', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const parent = pay([coin], 1000n);
    const missing = 'bad-txns-inputs-missingorspent, inputs missing/spent';
    assert.equal(judgeBlock(chain, [pay([coinOf(parent)], 1000n), parent]), missing);
    assert.equal(judgeBlock(chain, [parent, pay([coin], 2000n)]), missing);
  });

  it('that claims all fees, and one satoshi more', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const tx = pay([chain.coin()], 1000n);
    assert.equal(judgeBlock(chain, [tx], 1000n), 'accepted');
    const refused = 'bad-cb-amount, coinbase pays too much (actual=5000001001 vs limit=5000001000)';
    assert.equal(judgeBlock(chain, [tx], 1001n), refused);
  });

  it('with a relative lock that is not over', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = pay([chain.coin()], 1000n);
    const child = pay([coinOf(parent)], 1000n, { sequence: 1 });
    const refused = `bad-txns-nonfinal, contains a non-BIP68-final transaction ${displayId(txid(child))}`;
    assert.equal(judgeBlock(chain, [parent, child]), refused);
    chain.send(parent);
    chain.mine();
    assert.equal(judgeBlock(chain, [child]), 'accepted');
  });

  it('with a wrong signature', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const good = pay([chain.coin()], 1000n);
    const bad: Tx = { ...good, lockTime: 1 };
    assert.match(judgeBlock(chain, [bad]), /^block-script-verify-flag-failed \(.*\), input 0 of /);
  });

  it('with signature operations in witnesses that cost 80,000, and more', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    // Each of these counts as 20 where it stands, though it never runs
    const script = concatBytes(
      Uint8Array.of(OP[1], OP[0], OP.IF),
      new Uint8Array(190).fill(OP.CHECKMULTISIG),
      Uint8Array.of(OP.ENDIF),
    );
    const coin = chain.coin();
    const count = 22;
    const share = coin.value / BigInt(count);
    const fan = build({
      from: [coin],
      to: Array.from({ length: count }, () => ({ value: share, scriptPubKey: witnessScriptHash(script) })),
    });
    const coins = Array.from({ length: count }, (_, index) => coinOf(fan, index, { witness: [script] }));
    // 21 × 3800 = 79,800, and 1 for the key hash that `fan` spends
    assert.equal(judgeBlock(chain, [fan, pay(coins.slice(1), 0n)]), 'accepted');
    assert.equal(judgeBlock(chain, [fan, pay(coins, 0n)]), 'bad-blk-sigops, too many sigops');
  });

  it('with a transaction whose id an unspent one has (BIP 30)', () => {
    const { genesis } = new BlockTree(GENESIS_BLOCK.header);
    const coinbase = aCoinbase(1);
    const block = mined([coinbase], { previousHash: genesis.hash });
    const coin = { output: coinbase.outputs[0]!, height: 1, coinbase: true };
    const connected = connectBlock(block, genesis, { get: () => coin }, undefined);
    assert.equal(connected.ok ? 'accepted' : connected.error.code, 'bad-txns-BIP30');
    assert.ok(connectBlock(block, genesis, { get: () => undefined }, undefined).ok);
  });
});

describe('a submitted block', () => {
  it('without a known parent, and on top of a barred one', (t) => {
    const chain = TestChain.start(t);
    const other = TestChain.start(t);
    const [first] = other.mine(2);
    const [one, two] = [first!, other.node.chain.tip].map((node) => other.node.chain.block(node));
    const code = (block: typeof one): string => {
      const submitted = chain.node.submit(block!);
      return submitted.ok ? 'accepted' : submitted.error.code;
    };
    assert.equal(code(two), 'prev-blk-not-found');
    assert.equal(code(one), 'accepted');
    chain.node.chain.invalidate(chain.node.chain.tip);
    assert.equal(code(two), 'bad-prevblk');
    assert.equal(code(one), 'duplicate-invalid');
  });

  it('that is two hours ahead of the clock, and a second more', (t) => {
    const chain = TestChain.start(t);
    const now = chain.node.now();
    chain.node.setMockTime(now + 7200);
    const [edge, beyond] = [7200, 7201].map((ahead) => {
      chain.node.setMockTime(now + ahead);
      return chain.node.mine(OWN_SCRIPT, { transactions: [], fees: 0n });
    });
    chain.node.setMockTime(now);
    const refused = chain.node.submit(beyond!);
    assert.equal(refused.ok ? 'accepted' : refused.error.code, 'time-too-new');
    assert.ok(chain.node.submit(edge!).ok);
  });
});
