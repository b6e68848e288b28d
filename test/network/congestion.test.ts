/** Channels that end by force while the chain is full: what is published confirms because it is paid for again. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChainEngine, WaitingTransaction } from '@sferic/regtest';
import { engineServer } from './engine-server.ts';
import { LocalNetwork, type TestNode, until } from './local-network.ts';

/** A mempool of some blocks' worth is full soon. */
const MAX_MEMPOOL_USAGE = 1_000_000;
/** More than that mempool takes. */
const ENOUGH_WEIGHT = 8_000_000;
/** The delay of `to_local`, in blocks. */
const DELAY = 144;

/** Nothing that pays less than `feerate` (satoshis per 1000 virtual bytes) comes in from now on. */
function raiseMinimum(engine: ChainEngine, feerate: number): void {
  engine.congest({ feerate, weight: ENOUGH_WEIGHT });
  assert(engine.minimumFeerate > feerate, `the minimum is ${engine.minimumFeerate}`);
}

/** A block without transactions, which all running nodes have followed. */
async function mineEmpty(engine: ChainEngine, ...nodes: readonly TestNode[]): Promise<void> {
  const mined = engine.mineExactly([]);
  assert(mined.ok);
  for (const node of nodes)
    await until(async () => (await node.service.info()).blockHeight === mined.value.height);
}

function display(txid: Uint8Array): string {
  return Buffer.from(txid).reverse().toString('hex');
}

/** What waits and spends an output of the transaction with this id. */
function childOf(engine: ChainEngine, txid: string): WaitingTransaction | undefined {
  return engine.mempool().find(({ tx }) => tx.inputs.some(({ prevout }) => display(prevout.txid) === txid));
}

describe('a mempool that takes nothing at the feerate of the commitment', { timeout: 120_000 }, () => {
  it('takes it with a child that spends its anchor; the claim is replaced until a block takes it, across a restart', async (t) => {
    const { engine, kind } = engineServer({ maxMempoolUsage: MAX_MEMPOOL_USAGE });
    const network = await LocalNetwork.start(t, kind);
    const alice = await network.addNode({ name: 'alice' });
    const bob = await network.addNode({ name: 'bob' });
    await network.fund();
    engine.mine({ count: 200 });
    const channelId = await network.open(alice, bob, 1_000_000);
    // Without its peer the channel cannot follow the feerate.
    await bob.stop();

    raiseMinimum(engine, 10_000);
    await network.mine(1);
    const { txid } = await alice.service.close({ channelId, force: true });
    await until(async () => childOf(engine, txid) !== undefined);
    const [first] = [childOf(engine, txid)];
    assert(engine.mempool().some((waiting) => display(waiting.txid) === txid));

    // Dearer still: the child is replaced, also by a node that has forgotten all but what it stored.
    await alice.restart();
    raiseMinimum(engine, 30_000);
    await mineEmpty(engine, alice);
    await mineEmpty(engine, alice);
    await until(async () => (childOf(engine, txid)?.fee ?? 0n) > (first?.fee ?? 0n));
    await network.mine(1);
    await until(async () => (await alice.service.channel(channelId)).state.includes('closing'));
    assert(!engine.mempool().some((waiting) => display(waiting.txid) === txid));

    await network.mine(DELAY - 1);
    await until(async () => childOf(engine, txid) !== undefined);
    const cheap = childOf(engine, txid);
    raiseMinimum(engine, 100_000);
    await mineEmpty(engine, alice);
    await alice.restart();
    await mineEmpty(engine, alice);
    await until(async () => (childOf(engine, txid)?.fee ?? 0n) > (cheap?.fee ?? 0n));
    const dear = childOf(engine, txid);
    assert(dear !== undefined && dear.chunkFeerate > 100_000);
    await network.mine(1);
    const { confirmedSat, unconfirmedSat } = await alice.service.walletBalance();
    assert.equal(unconfirmedSat, '0');
    assert(BigInt(confirmedSat) > 4_999_900_000n, confirmedSat);
    await bob.start();
  });
});
