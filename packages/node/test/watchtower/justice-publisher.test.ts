/** What a tower publishes, at which fee and whose. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import {
  type JusticeClaim,
  justiceClaims,
  locatorOf,
  openJustice,
  type Transaction,
  transactionId,
  transactionWeight,
} from '@sferic/channel';
import type { Sat, SatPerKw } from '@sferic/wire';
import type { FeeEstimates } from '../../src/chain/index.ts';
import { Published } from '../../src/enforcement/index.ts';
import { JusticePublisher } from '../../src/watchtower/server/justice-publisher.ts';
import { coinbase } from '../wallet/fixture.ts';
import { script, setup as walletSetup } from '../wallet/wallet-setup.ts';
import { Client, TestTower, testLog } from './tower-fixture.ts';

const COIN = 100_000n;
const ADDED = 5_000n as Sat;

function estimates(feerate: number): FeeEstimates {
  const one = feerate as SatPerKw;
  return { urgent: one, normal: one, slow: one, background: one };
}

/** Claims of one commitment with two HTLCs, and a publisher for them on a wallet of its own. */
async function setup(t: TestContext, { coins = 1, keep = 0n } = {}) {
  const tower = new TestTower(t, 'tower');
  const client = new Client(t, [tower]);
  await client.client.add(tower.nodeId);
  await client.pay(2);
  await client.covered();
  const commitment = client.revoked.find(({ outputs }) => outputs.length === 5);
  assert(commitment !== undefined);
  const txid = transactionId(commitment);
  const [kept] = tower.shelf.find(locatorOf(txid));
  const opened = kept && openJustice(kept.package, txid);
  assert(opened !== undefined);
  const claims = justiceClaims(opened, commitment);
  const { wallet, publisher: broadcaster, mine } = walletSetup(t);
  for (let coin = 0; coin < coins; coin++) await mine(coinbase([script('receive', coin), Number(COIN)]));
  for (let height = 0; height < 100; height++) await mine();
  const state = { estimates: estimates(500), height: 1000 };
  const log = testLog();
  const make = () =>
    new JusticePublisher({
      wallet,
      owner: 'tower',
      published: new Published({ wallet, broadcaster, log: log.log }),
      estimates: () => state.estimates,
      height: () => state.height,
      addedFee: ADDED,
      keep: () => keep as Sat,
      log: log.log,
    });
  const publisher = make();
  const offered = () => broadcaster.published;
  return { claims, publisher, make, state, broadcaster, offered, wallet, mine, log };
}

function feeOf(transaction: Transaction, claims: readonly JusticeClaim[]): bigint {
  const sum = (of: readonly { readonly amount: bigint }[]) =>
    of.reduce((total, one) => total + one.amount, 0n);
  const coins = BigInt(transaction.inputs.length - claims.length) * COIN;
  return sum(claims.map(({ spent }) => spent)) + coins - sum(transaction.outputs);
}

function feerate(transaction: Transaction, claims: readonly JusticeClaim[]): number {
  return (Number(feeOf(transaction, claims)) * 1000) / transactionWeight(transaction);
}

describe('a justice transaction', () => {
  it('takes all outputs at once, without a coin of the tower while its own fee suffices', async (t) => {
    const { claims, publisher, offered } = await setup(t);
    publisher.update(claims, 1144);
    await publisher.idle();
    const [transaction, ...others] = offered();
    assert(transaction !== undefined && others.length === 0);
    assert.equal(transaction.inputs.length, claims.length);
    assert(feerate(transaction, claims) >= 625);
  });

  it('gets coins when the chain asks for more, and is replaced by ones that pay more', async (t) => {
    const { claims, publisher, offered, state } = await setup(t);
    state.estimates = estimates(1500);
    publisher.update(claims, 1144);
    await publisher.idle();
    const first = offered().at(-1) as Transaction;
    assert.equal(first.inputs.length, claims.length + 1);
    assert(feerate(first, claims) >= 1450, String(feerate(first, claims)));
    state.estimates = estimates(1600);
    publisher.newHeight();
    await publisher.idle();
    assert.equal(offered().at(-1), first);
    state.estimates = estimates(3000);
    publisher.newHeight();
    await publisher.idle();
    const second = offered().at(-1) as Transaction;
    assert(feerate(second, claims) >= 2900, String(feerate(second, claims)));
  });

  it('costs the tower no more than it wants to add, whatever the chain asks', async (t) => {
    const { claims, publisher, offered, state } = await setup(t);
    state.estimates = estimates(100_000);
    publisher.update(claims, 1144);
    await publisher.idle();
    const transaction = offered().at(-1) as Transaction;
    const own = claims.reduce((sum, { spent, payment }) => sum + spent.amount - payment.amount, 0n);
    const added = feeOf(transaction, claims) - own;
    assert(added > ADDED - 200n && added <= ADDED, `${added} sat`);
  });

  it('goes without coins where there are none, or none to spare', async (t) => {
    for (const options of [{ coins: 0 }, { keep: COIN }]) {
      const { claims, publisher, offered, state, log } = await setup(t, options);
      state.estimates = estimates(1500);
      publisher.update(claims, 1144);
      await publisher.idle();
      assert.equal(offered().length, 1);
      assert.equal(offered()[0]?.inputs.length, claims.length);
      assert(log.lines.some((line) => line.includes('no coins')));
    }
  });

  it('is parted near the deadline', async (t) => {
    const { claims, publisher, offered, state } = await setup(t);
    publisher.update(claims, 1144);
    await publisher.idle();
    state.height = 1144 - 18;
    publisher.newHeight();
    await publisher.idle();
    publisher.newHeight();
    await publisher.idle();
    assert.deepEqual(
      offered()
        .slice(1)
        .map(({ inputs }) => inputs.length)
        .filter((inputs) => inputs > 2),
      [],
    );
    assert(offered().length >= 1 + claims.length);
  });

  it('that is refused, since somebody was first with an output, is tried output by output', async (t) => {
    const { claims, publisher, offered, broadcaster } = await setup(t);
    broadcaster.outcome = { type: 'rejected', code: -26, reason: 'txn-mempool-conflict' };
    publisher.update(claims, 1144);
    await publisher.idle();
    await publisher.idle();
    assert.deepEqual(
      offered().map(({ inputs }) => inputs.length),
      [claims.length, ...claims.map(() => 1)],
    );
  });

  it('is made anew of what is left when an output is gone', async (t) => {
    const { claims, publisher, offered } = await setup(t);
    publisher.update(claims, 1144);
    await publisher.idle();
    publisher.update(claims.slice(1), 1144);
    await publisher.idle();
    assert.deepEqual(
      offered().map(({ inputs }) => inputs.length),
      [claims.length, claims.length - 1],
    );
  });

  it('on offer before a restart is gone on with', async (t) => {
    const { claims, publisher, make, offered } = await setup(t);
    publisher.update(claims, 1144);
    await publisher.idle();
    const again = make();
    again.update(claims, 1144);
    await again.idle();
    assert.equal(offered().length, 2);
    assert.deepEqual(offered()[1], offered()[0]);
  });
});
