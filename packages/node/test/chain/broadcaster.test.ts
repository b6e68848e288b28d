import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serializeTransaction, transactionId } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import { Broadcaster, RpcError } from '../../src/chain/index.ts';
import { silentLogger } from '../../src/log.ts';
import { FakeChain, rawOf, transaction } from './fake-chain.ts';

function refusing(chain: FakeChain, code: number, message: string): void {
  chain.onSend = () => {
    throw new RpcError('sendrawtransaction', code, message);
  };
}

const sent = (chain: FakeChain): readonly string[] => chain.sent.map(bytesToHex);

describe('Broadcaster', () => {
  it('offers a transaction at once and at each block, until it confirms or is forgotten', async () => {
    const chain = new FakeChain();
    const broadcaster = new Broadcaster(chain, silentLogger);
    const [a, b] = [transaction(), transaction()];
    assert.deepEqual(await broadcaster.publish(a), { type: 'accepted' });
    await broadcaster.publish(b);
    await broadcaster.blockConnected(chain.mine());
    await broadcaster.blockConnected(chain.mine(a));
    await broadcaster.idle();
    broadcaster.forget(transactionId(b));
    await broadcaster.blockConnected(chain.mine());
    await broadcaster.idle();
    assert.deepEqual(sent(chain), [a, b, a, b, b].map(rawOf));
    await broadcaster.close();
  });

  it('offers it again after a reorganisation took its block away', async () => {
    const chain = new FakeChain();
    const broadcaster = new Broadcaster(chain, silentLogger);
    const tx = transaction();
    await broadcaster.publish(tx);
    const block = chain.mine(tx);
    await broadcaster.blockConnected(block);
    await broadcaster.blockDisconnected(block);
    chain.drop(1);
    await broadcaster.blockConnected(chain.mine());
    await broadcaster.idle();
    await broadcaster.close();
    assert.deepEqual(sent(chain), [rawOf(tx), rawOf(tx)]);
  });

  it('offers a child with its parent until that has a block, one after the other where there are no packages', async () => {
    const chain = new FakeChain();
    const broadcaster = new Broadcaster(chain, silentLogger);
    const parent = transaction();
    const child = transaction([{ txid: transactionId(parent), index: 0 }]);
    await broadcaster.publish(parent);
    assert.deepEqual(await broadcaster.publish(child, parent), { type: 'accepted' });
    assert.deepEqual(
      chain.packages.map((raws) => raws.map(bytesToHex)),
      [[rawOf(parent), rawOf(child)]],
    );
    chain.verdict = { accepted: false, reason: 'mempool min fee not met' };
    const refused = await broadcaster.publish(child, parent);
    assert(refused.type === 'rejected' && refused.reason === 'mempool min fee not met');
    chain.verdict = undefined;
    assert.deepEqual(await broadcaster.publish(child, parent), { type: 'accepted' });
    assert.deepEqual(sent(chain), [parent, parent, child].map(rawOf));
    await broadcaster.blockConnected(chain.mine(parent));
    await broadcaster.idle();
    await broadcaster.close();
    assert.equal(chain.packages.length, 3);
    assert.deepEqual(sent(chain).at(-1), rawOf(child));
  });

  it('takes what the server knows already for accepted', async () => {
    const chain = new FakeChain();
    const broadcaster = new Broadcaster(chain, silentLogger);
    refusing(chain, -27, 'Transaction outputs already in utxo set');
    assert.deepEqual(await broadcaster.publish(transaction()), { type: 'accepted' });
    refusing(chain, -26, 'txn-already-known');
    assert.deepEqual(await broadcaster.publish(transaction()), { type: 'accepted' });
    await broadcaster.close();
  });

  it('tells why a transaction was refused, and offers it again with the next block', async () => {
    const chain = new FakeChain();
    const broadcaster = new Broadcaster(chain, silentLogger);
    refusing(chain, -25, 'bad-txns-inputs-missingorspent');
    const tx = transaction();
    const outcome = await broadcaster.publish(tx);
    assert.equal(outcome.type === 'rejected' && outcome.code, -25);
    assert.match(outcome.type === 'rejected' ? outcome.reason : '', /missingorspent/);
    chain.onSend = () => undefined;
    await broadcaster.blockConnected(chain.mine());
    await broadcaster.idle();
    await broadcaster.close();
    assert.deepEqual(chain.sent, [serializeTransaction(tx), serializeTransaction(tx)]);
  });

  it('offers it again after a pause while the server does not answer', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const chain = new FakeChain();
    const broadcaster = new Broadcaster(chain, silentLogger);
    chain.down = true;
    const outcome = await broadcaster.publish(transaction());
    assert.equal(outcome.type, 'unreachable');
    chain.down = false;
    const offered = new Promise<void>((resolve) => {
      chain.onSend = () => resolve();
    });
    t.mock.timers.tick(5_000);
    await offered;
    await broadcaster.close();
    assert.equal(chain.sent.length, 1);
  });
});
