import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { transactionId } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
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

  it('asks for many outputs with one request, leaves the server free for others, and answers all', async () => {
    const chain = new FakeChain(1);
    for (let block = 0; block < 200; block++) chain.mine(transaction(), transaction());
    let [running, most, requests] = [0, 0, 0];
    const slow: Pick<FakeChain, 'blockHashes'> = {
      blockHashes: async (heights) => {
        requests += 1;
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return FakeChain.prototype.blockHashes.call(chain, heights);
      },
    };
    const outputs = new FundingOutputs(Object.assign(chain, slow));
    const places = Array.from({ length: 400 }, (_, index) => [2 + (index >> 1), index & 1] as const);
    const found = await Promise.all(places.map(([height, txIndex]) => outputs.find(height, txIndex, 0)));
    for (const [index, [height, txIndex]] of places.entries()) {
      const one = found[index];
      assert(one?.type === 'unspent');
      assert.deepEqual(one.outPoint.txid, chain.blocks[height]!.transactions[txIndex]!.txid);
    }
    assert(most <= 3, `${most} rounds at once`);
    assert(requests < 20, `${requests} requests`);
    chain.down = true;
    await assert.rejects(outputs.find(2, 0, 0));
    chain.down = false;
    assert.equal((await outputs.find(2, 0, 0)).type, 'unspent', 'a failure gives its place back');
  });

  it('answers what it can where the server does not keep a block', async () => {
    const chain = new FakeChain(1);
    const pruned = chain.mine(transaction());
    chain.mine(transaction());
    chain.all.delete(bytesToHex(pruned.hash));
    const outputs = new FundingOutputs(chain);
    const found = await Promise.all([outputs.find(2, 0, 0), outputs.find(3, 0, 0), outputs.find(9, 0, 0)]);
    assert.deepEqual(
      found.map(({ type }) => type),
      ['unknown_block', 'unspent', 'unknown_block'],
    );
  });
});
