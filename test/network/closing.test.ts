/** Closing transactions that no block takes: raised by either end, and whichever confirms ends the channel. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CloseResult } from '@sferic/node';
import type { ChainEngine, WaitingTransaction } from '@sferic/regtest';
import { engineServer } from './engine-server.ts';
import { LocalNetwork, type TestNode, until } from './local-network.ts';

/** A mempool of some blocks' worth is full soon. */
const MAX_MEMPOOL_USAGE = 1_000_000;
/** More than that mempool takes. */
const ENOUGH_WEIGHT = 8_000_000;
/** Confirmations after which a close is forgotten. */
const CLOSING_DEPTH = 6;

function display(txid: Uint8Array): string {
  return Buffer.from(txid).reverse().toString('hex');
}

function waiting(engine: ChainEngine, txid: string): WaitingTransaction | undefined {
  return engine.mempool().find((entry) => display(entry.txid) === txid);
}

async function pending(node: TestNode) {
  return (await node.service.pending())[0];
}

/** A channel between two nodes with funds at both ends, and the controls of its chain. */
async function setUp(t: Parameters<typeof LocalNetwork.start>[0]) {
  const { engine, kind } = engineServer({ maxMempoolUsage: MAX_MEMPOOL_USAGE });
  const network = await LocalNetwork.start(t, kind);
  const alice = await network.addNode({ name: 'alice' });
  const bob = await network.addNode({
    name: 'bob',
    fundingPolicy: { type: 'fixed', amount: 400_000n as never },
  });
  await network.fund();
  // Coins that anyone can spend, for a crowd of strangers.
  engine.mine({ count: 200 });
  const channelId = await network.open(alice, bob, 1_000_000);
  return { engine, network, alice, bob, channelId };
}

/** Alice closes, for more than bob pays of his own accord: the txid of hers, once all of it has settled. */
async function closeAtFirst(alice: TestNode, bob: TestNode, channelId: string, engine: ChainEngine) {
  await alice.service.close({ channelId, feerateSatPerVbyte: 15 });
  await until(async () => (await pending(bob))?.candidates.length === 2);
  const [best] = (await pending(bob))?.candidates ?? [];
  assert(best?.paidBy === 'remote');
  await until(async () => waiting(engine, best.txid) !== undefined);
  return best.txid;
}

/** Raises the fee as soon as the two have agreed again, after a reconnection. */
async function raise(node: TestNode, channelId: string, feerateSatPerVbyte: number): Promise<CloseResult> {
  let result: CloseResult | undefined;
  await until(async () => {
    result = await node.service.close({ channelId, feerateSatPerVbyte }).catch((error: Error) => {
      assert.match(error.message, /not connected|not answered yet|not repeated/);
      return undefined;
    });
    return result !== undefined;
  });
  assert(result !== undefined);
  return result;
}

/** A block with this transaction alone, which all have followed. */
async function mineOnly(engine: ChainEngine, raw: Uint8Array, ...nodes: readonly TestNode[]) {
  const mined = engine.mineExactly([raw]);
  assert(mined.ok, mined.ok ? '' : JSON.stringify(mined.error));
  for (const node of nodes)
    await until(async () => (await node.service.info()).blockHeight === mined.value.height);
}

describe('a closing transaction that no block takes', { timeout: 240_000 }, () => {
  it('is replaced by one that pays more, across a restart, and that one confirms', async (t) => {
    const { engine, network, alice, bob, channelId } = await setUp(t);
    const before = BigInt((await alice.service.walletBalance()).confirmedSat);
    const first = await closeAtFirst(alice, bob, channelId, engine);
    engine.congest({ feerate: 30_000, weight: ENOUGH_WEIGHT });
    assert.equal(waiting(engine, first), undefined, 'there is no room for it');
    await assert.rejects(
      alice.service.close({ channelId, feerateSatPerVbyte: 15.5 }),
      /we pay \d+ sat, takes at least 16\.\d+ sat\/vbyte/,
    );
    await assert.rejects(
      alice.service.close({ channelId, feerateSatPerVbyte: 18 }),
      /the peer has signed, but .* min fee not met/,
    );
    await alice.restart();
    assert.equal((await pending(alice))?.candidates.length, 3);
    const second = await raise(alice, channelId, 40);
    assert.equal(second.refusal, undefined);
    assert(waiting(engine, second.txid) !== undefined, 'the chain has taken it');
    const [best, ...others] = (await pending(bob))?.candidates ?? [];
    assert.equal(best?.txid, second.txid);
    assert.deepEqual([best.paidBy, others.length], ['remote', 3]);
    const unconfirmed = BigInt((await alice.service.walletBalance()).unconfirmedSat);
    assert.equal(unconfirmed, 1_000_000n - (waiting(engine, second.txid)?.fee ?? 0n), 'one of them counts');
    assert.equal((await alice.service.walletBalance()).channels.closingSat, '0');

    await network.mine(1);
    assert.equal(waiting(engine, second.txid), undefined);
    for (const node of [alice, bob])
      await until(async () => (await pending(node))?.closing?.confirmedHeight !== undefined);
    assert.equal((await pending(alice))?.closing?.txid, second.txid);
    await assert.rejects(alice.service.close({ channelId, feerateSatPerVbyte: 50 }), /is in block \d+/);
    await network.mine(CLOSING_DEPTH);
    for (const node of [alice, bob]) await until(async () => (await node.service.channels()).length === 0);
    const after = await alice.service.walletBalance();
    assert.deepEqual([BigInt(after.confirmedSat) - before, after.unconfirmedSat], [unconfirmed, '0']);
  });

  it('but the old one, which a miner had kept, confirms after a raise by both: both know it', async (t) => {
    const { engine, network, alice, bob, channelId } = await setUp(t);
    const first = await closeAtFirst(alice, bob, channelId, engine);
    const kept = String(await network.call('getrawtransaction', first));
    const second = await bob.service.close({ channelId, feerateSatPerVbyte: 22 });
    const third = await alice.service.close({ channelId, feerateSatPerVbyte: 30 });
    assert.equal(waiting(engine, second.txid), undefined, 'the third has taken its place');
    assert(waiting(engine, third.txid) !== undefined);

    await mineOnly(engine, Buffer.from(kept, 'hex'), alice, bob);
    for (const node of [alice, bob]) await until(async () => (await pending(node))?.closing?.txid === first);
    // A reorganisation takes the block away, and what pays most comes in instead.
    const hash = await network.call('getbestblockhash');
    await network.call('invalidateblock', hash);
    await until(async () => waiting(engine, third.txid) !== undefined);
    await network.mine(2);
    for (const node of [alice, bob])
      await until(async () => (await pending(node))?.closing?.txid === third.txid);
    await network.mine(CLOSING_DEPTH);
    for (const node of [alice, bob]) await until(async () => (await node.service.channels()).length === 0);
    for (const node of [alice, bob]) assert.equal((await node.service.walletBalance()).unconfirmedSat, '0');
  });
});
