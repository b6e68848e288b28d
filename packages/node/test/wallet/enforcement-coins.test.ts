import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { transactionId } from '@sferic/channel';
import { unwrap } from '@sferic/codec';
import type { Sat } from '@sferic/wire';
import { paying } from './fixture.ts';
import { ELSEWHERE, FEERATE, script, setup } from './wallet-setup.ts';

describe('Wallet: coins for enforcement', () => {
  it('sends no more than leaves what is kept back, and all but that', async (t) => {
    const { wallet, mine } = setup(t);
    await mine(paying([script('receive', 0), 60_000]));
    wallet.keepBack(() => 10_000n as Sat);
    const refused = await wallet.send({ address: ELSEWHERE, amount: 50_000n as Sat, feerate: FEERATE });
    assert(!refused.ok && refused.error.code === 'insufficient_funds');
    assert.match(refused.error.message, /10000 sat have to stay/);
    const { tx, fee } = unwrap(await wallet.send({ address: ELSEWHERE, amount: 'all', feerate: FEERATE }));
    assert.deepEqual(new Set(tx.outputs.map(({ amount }) => amount)), new Set([50_000n - fee, 10_000n]));
  });

  it('takes the coins of a transaction that it replaces, and not its change', async (t) => {
    const { wallet, mine } = setup(t);
    await mine(paying([script('receive', 0), 60_000]));
    const { txid } = unwrap(
      await wallet.send({ address: ELSEWHERE, amount: 20_000n as Sat, feerate: FEERATE }),
    );
    const request = {
      owner: 'a',
      amount: 50_000n as Sat,
      feerate: FEERATE,
      initiator: false,
      confirmedOnly: true,
    };
    assert.equal((await wallet.fund(request)).ok, false);
    const { inputs } = unwrap(await wallet.fund({ ...request, replacing: [txid] }));
    assert.equal(inputs.length, 1);
    const spent = { txid: transactionId(inputs[0]!.previousTransaction), index: 0 };
    assert.deepEqual(wallet.waitingSpender(spent) && transactionId(wallet.waitingSpender(spent)!), txid);
  });
});
