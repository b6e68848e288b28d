import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { transactionId } from '@sferic/channel';
import { type Block, type BlockHash, CHAINS, FundingOutputs, guardChain } from '../../src/chain/index.ts';
import { FakeChain, transaction } from './fake-chain.ts';

describe('guardChain', () => {
  const withGenesis = (hash: Uint8Array): FakeChain => {
    const chain = new FakeChain();
    chain.blocks[0] = { ...(chain.blocks[0] as Block), hash: hash as BlockHash };
    return chain;
  };

  it('accepts the chain that is expected, by its genesis block', async () => {
    for (const name of ['regtest', 'signet', 'testnet', 'testnet4'] as const)
      assert.equal(await guardChain(withGenesis(CHAINS[name].chainHash), name), CHAINS[name]);
  });

  it('refuses another chain, an unknown one, and mainnet for now', async () => {
    const regtest = withGenesis(CHAINS.regtest.chainHash);
    await assert.rejects(guardChain(regtest, 'signet'), {
      code: 'wrong_chain',
      message: /regtest, not signet/,
    });
    await assert.rejects(guardChain(new FakeChain(), 'regtest'), { code: 'unknown_chain' });
    const mainnet = withGenesis(CHAINS.mainnet.chainHash);
    await assert.rejects(guardChain(mainnet, 'mainnet'), { code: 'mainnet_refused' });
    await assert.rejects(guardChain(mainnet, 'regtest'), { code: 'wrong_chain' });
  });
});

describe('FundingOutputs', () => {
  it('finds the output of a short channel id, and says why it cannot', async () => {
    const chain = new FakeChain(1);
    const [other, funding] = [transaction(), transaction([], 50_000n)];
    const outPoint = { txid: transactionId(funding), index: 0 };
    chain.mine(other, funding);
    chain.mine();
    const outputs = new FundingOutputs(chain);
    assert.deepEqual(await outputs.find(2, 1, 0), {
      type: 'unspent',
      outPoint,
      amount: 50_000n,
      scriptPubKey: funding.outputs[0]!.scriptPubKey,
      confirmations: 2,
    });
    assert.deepEqual(await outputs.find(2, 2, 0), { type: 'no_transaction' });
    assert.deepEqual(await outputs.find(2, 1, 1), { type: 'spent' });
    assert.deepEqual(await outputs.find(9, 0, 0), { type: 'unknown_block' });
    chain.mine(transaction([outPoint]));
    assert.deepEqual(await outputs.find(2, 1, 0), { type: 'spent' });
    assert.equal(chain.fetched.length, 1, 'a block is asked for once');
  });

  it('does not use what it remembers of a block that left the chain', async () => {
    const chain = new FakeChain(1);
    const funding = transaction();
    chain.mine(funding);
    const outputs = new FundingOutputs(chain);
    assert.equal((await outputs.find(2, 0, 0)).type, 'unspent');
    chain.drop(1);
    chain.mine();
    assert.deepEqual(await outputs.find(2, 0, 0), { type: 'no_transaction' });
  });

  it('leaves the server free for others however many lookups wait, and answers all of them', async () => {
    const chain = new FakeChain(1);
    for (let block = 0; block < 40; block++) chain.mine(transaction());
    let [running, most] = [0, 0];
    const slow: Pick<FakeChain, 'blockTransactionIds'> = {
      blockTransactionIds: async (hash) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return FakeChain.prototype.blockTransactionIds.call(chain, hash);
      },
    };
    const outputs = new FundingOutputs(Object.assign(chain, slow));
    const heights = Array.from({ length: 40 }, (_, index) => 2 + index);
    const found = await Promise.all(heights.map((height) => outputs.find(height, 0, 0)));
    assert(found.every(({ type }) => type === 'unspent'));
    assert.equal(most, 3);
    chain.down = true;
    await assert.rejects(outputs.find(2, 0, 0));
    chain.down = false;
    assert.equal((await outputs.find(2, 0, 0)).type, 'unspent', 'a failure gives its place back');
  });
});
