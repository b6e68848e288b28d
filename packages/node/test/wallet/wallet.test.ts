import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  addressToScript,
  formatOutPoint,
  p2wpkh,
  p2wpkhScriptCode,
  p2wsh,
  parseScriptSignature,
  segwitSighash,
  sighashContext,
  type Transaction,
  type TxOutput,
  transactionId,
  transactionWeight,
} from '@sferic/channel';
import { unwrap } from '@sferic/codec';
import { verify } from '@sferic/crypto';
import type { Sat } from '@sferic/wire';
import { GAP_LIMIT } from '../../src/wallet/keyring.ts';
import { transaction } from '../chain/fake-chain.ts';
import { coinbase, paying } from './fixture.ts';
import { balance, ELSEWHERE, FEERATE, script, setup } from './wallet-setup.ts';

/** Checks each P2WPKH witness as the chain would: key, hash of the key, signature over the whole transaction. */
function assertSigned(
  tx: Transaction,
  spent: readonly TxOutput[],
  ours: readonly number[] = [...spent.keys()],
): void {
  const context = sighashContext(tx);
  for (const index of ours) {
    const [signature, publicKey] = tx.inputs[index]!.witness;
    const { scriptPubKey, amount } = spent[index]!;
    assert.deepEqual(p2wpkh(publicKey!), scriptPubKey);
    const { signature: compact } = parseScriptSignature(signature!)!;
    const digest = segwitSighash(context, index, p2wpkhScriptCode(scriptPubKey), amount);
    assert.ok(verify(digest, compact, publicKey!));
  }
}

function spentBy(tx: Transaction, ...sources: readonly Transaction[]): readonly TxOutput[] {
  return tx.inputs.map(({ outPoint }) => {
    const source = sources.find((candidate) => Buffer.compare(transactionId(candidate), outPoint.txid) === 0);
    return source!.outputs[outPoint.index]!;
  });
}

describe('Wallet: addresses', () => {
  it('gives BIP 84 addresses, each once, also after a restart', async (t) => {
    const before = setup(t);
    const first = await before.wallet.newAddress();
    assert.deepEqual(first.scriptPubKey, script('receive', 0));
    assert.deepEqual(unwrap(addressToScript(first.address, 'regtest')), first.scriptPubKey);
    const [second, third] = await Promise.all([before.wallet.newAddress(), before.wallet.newAddress()]);
    const { wallet } = before.restart();
    const fourth = await wallet.newAddress();
    const change = await wallet.newAddress('change');
    assert.deepEqual(
      [second, third, fourth, change].map(({ scriptPubKey }) => scriptPubKey),
      [script('receive', 1), script('receive', 2), script('receive', 3), script('change', 0)],
    );
  });

  it('finds payments to addresses within the gap, and from there further on, even in one block', async (t) => {
    const { wallet, mine } = setup(t);
    const far = GAP_LIMIT - 1;
    await mine(paying([script('receive', far), 1000]), paying([script('receive', far + GAP_LIMIT), 2000]));
    await mine(paying([script('receive', far + 2 * GAP_LIMIT + 1), 4000]));
    assert.deepEqual(balance(wallet), [3000, 0, 0]);
    assert.deepEqual((await wallet.newAddress()).scriptPubKey, script('receive', far + GAP_LIMIT + 1));
  });
});

describe('Wallet: coins', () => {
  it('counts what blocks pay to it and spend from it, and survives a restart', async (t) => {
    const before = setup(t);
    const funding = paying(
      [script('receive', 0), 70_000],
      [p2wsh(new Uint8Array(1)), 5],
      [script('change', 3), 30_000],
    );
    await before.mine(transaction(), funding);
    assert.deepEqual(balance(before.wallet), [100_000, 0, 0]);
    await before.mine(transaction([{ txid: transactionId(funding), index: 0 }]));
    const { wallet } = before.restart();
    assert.deepEqual(balance(wallet), [30_000, 0, 0]);
    assert.deepEqual(
      wallet.coins().map(({ outPoint, height }) => [formatOutPoint(outPoint), height]),
      [[formatOutPoint({ txid: transactionId(funding), index: 2 }), 101]],
    );
  });

  it('counts mined coins apart until they are mature, and never spends them before', async (t) => {
    const { wallet, mine } = setup(t);
    await mine(coinbase([script('receive', 0), 50_000]));
    await mine(coinbase([script('receive', 0), 7000]));
    for (let n = 0; n < 97; n++) await mine();
    assert.deepEqual(balance(wallet), [0, 0, 0]);
    assert.equal(wallet.balance.immature, 57_000n);
    const request = { address: ELSEWHERE, amount: 10_000n as Sat, feerate: FEERATE };
    assert.equal((await wallet.send(request)).ok, false);
    await mine();
    assert.deepEqual(balance(wallet), [50_000, 0, 0]);
    assert.equal(wallet.balance.immature, 7000n);
    assert.equal((await wallet.send(request)).ok, true);
  });

  it('at a reorganisation, lets payments of others wait unspendable, and drops mined coins with what spent them', async (t) => {
    const { wallet, mine, unmine, chain } = setup(t);
    const payment = paying([script('receive', 0), 40_000]);
    await mine(payment, coinbase([script('receive', 1), 50_000]));
    await unmine();
    assert.deepEqual(balance(wallet), [0, 40_000, 0]);
    assert.ok(wallet.coins().every((coin) => !coin.spendable));
    await mine();
    await mine(payment);
    assert.deepEqual(balance(wallet), [40_000, 0, 0]);
    assert.equal(wallet.coins()[0]?.height, chain.height);
  });

  it('takes the same block twice, and the loss of a block that it never saw', async (t) => {
    const { wallet, chain } = setup(t);
    const block = chain.mine(paying([script('receive', 0), 1000]));
    await wallet.blockConnected(block);
    await wallet.blockConnected(block);
    assert.deepEqual(balance(wallet), [1000, 0, 0]);
    await wallet.blockDisconnected({ height: 500, hash: block.hash });
    assert.deepEqual(balance(wallet), [1000, 0, 0]);
  });
});

describe('Wallet: sending', () => {
  it('pays the amount, returns change, pays the feerate, and signs what the chain accepts', async (t) => {
    const { wallet, mine, publisher, chain } = setup(t);
    const funding = paying([script('receive', 0), 60_000], [script('receive', 5), 50_000]);
    await mine(funding);
    const { tx, txid, fee } = unwrap(
      await wallet.send({ address: ELSEWHERE, amount: 80_000n as Sat, feerate: FEERATE }),
    );
    assert.deepEqual(publisher.published, [tx]);
    const spent = spentBy(tx, funding);
    assertSigned(tx, spent);
    const paid = tx.outputs.find(({ amount }) => amount === 80_000n);
    assert.deepEqual(paid?.scriptPubKey, unwrap(addressToScript(ELSEWHERE, 'regtest')));
    const change = tx.outputs.find(({ amount }) => amount !== 80_000n);
    assert.deepEqual(change?.scriptPubKey, script('change', 0));
    assert.equal(fee, 110_000n - 80_000n - change!.amount);
    const weight = transactionWeight(tx);
    // Signatures are up to two bytes shorter than what was paid for.
    assert.ok(Number(fee) >= weight && Number(fee) <= weight + 6, `fee ${fee} for ${weight}`);
    assert.equal(tx.locktime, chain.height);
    assert.deepEqual(balance(wallet), [0, Number(change!.amount), 0]);
    await mine(tx);
    assert.deepEqual(balance(wallet), [Number(change!.amount), 0, 0]);
    assert.equal(wallet.transaction(txid)?.height, chain.height);
  });

  it('spends its own unconfirmed change, after a restart too, and publishes both again, the parent first', async (t) => {
    const before = setup(t);
    await before.mine(paying([script('receive', 0), 100_000]));
    const request = { address: ELSEWHERE, amount: 20_000n as Sat, feerate: FEERATE };
    const first = unwrap(await before.wallet.send(request));
    const { wallet, publisher } = before.restart();
    const second = unwrap(await wallet.send(request));
    assert.deepEqual(second.tx.inputs[0]?.outPoint.txid, first.txid);
    publisher.published.length = 0;
    await wallet.republish();
    assert.deepEqual(publisher.published.map(transactionId), [first.txid, second.txid]);
  });

  it('sends all: one output, nothing left', async (t) => {
    const { wallet, mine } = setup(t);
    await mine(
      paying([script('receive', 0), 60_000], [script('receive', 1), 50_000], [script('receive', 2), 100]),
    );
    const { tx, fee } = unwrap(await wallet.send({ address: ELSEWHERE, amount: 'all', feerate: FEERATE }));
    assert.deepEqual(
      tx.outputs.map(({ amount }) => amount),
      [110_000n - fee],
    );
    assert.deepEqual(balance(wallet), [100, 0, 0]);
  });

  it('two payments at once never take the same coin', async (t) => {
    const { wallet, mine } = setup(t);
    await mine(paying([script('receive', 0), 50_000], [script('receive', 1), 50_000]));
    const request = { address: ELSEWHERE, amount: 40_000n as Sat, feerate: FEERATE };
    const [a, b] = (await Promise.all([wallet.send(request), wallet.send(request)])).map(unwrap);
    const spent = [a, b].flatMap((payment) =>
      payment!.tx.inputs.map(({ outPoint }) => formatOutPoint(outPoint)),
    );
    assert.equal(new Set(spent).size, 2);
  });

  it('refuses a foreign address, dust and what it does not have; coins stay free', async (t) => {
    const { wallet, mine, publisher } = setup(t);
    await mine(paying([script('receive', 0), 50_000]));
    const code = async (address: string, amount: bigint) => {
      const sent = await wallet.send({ address, amount: amount as Sat, feerate: FEERATE });
      return sent.ok ? 'sent' : sent.error.code;
    };
    assert.equal(await code('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 1000n), 'invalid_address');
    assert.equal(await code(ELSEWHERE, 293n), 'amount_too_small');
    assert.equal(await code(ELSEWHERE, 50_000n), 'insufficient_funds');
    assert.deepEqual([publisher.published, balance(wallet)], [[], [50_000, 0, 0]]);
  });

  it('gives up a payment that the server refuses, with its reason, and keeps one that it could not hand over', async (t) => {
    const { wallet, mine, publisher } = setup(t);
    await mine(paying([script('receive', 0), 50_000]));
    const request = { address: ELSEWHERE, amount: 20_000n as Sat, feerate: FEERATE };
    publisher.outcome = { type: 'rejected', code: -26, reason: 'min relay fee not met' };
    const refused = await wallet.send(request);
    assert.match(refused.ok ? '' : refused.error.message, /min relay fee not met/);
    assert.equal(publisher.forgotten.length, 1);
    assert.deepEqual(balance(wallet), [50_000, 0, 0]);
    publisher.outcome = { type: 'unreachable', reason: 'down' };
    const { tx } = unwrap(await wallet.send(request));
    assert.notDeepEqual(balance(wallet), [50_000, 0, 0]);
    assert.deepEqual(publisher.published.at(-1), tx);
  });

  it('drops a payment, and what spent of it, when a block spends its coin otherwise', async (t) => {
    const { wallet, mine } = setup(t);
    const funding = paying([script('receive', 0), 50_000]);
    await mine(funding);
    const request = { address: ELSEWHERE, amount: 10_000n as Sat, feerate: FEERATE };
    const first = unwrap(await wallet.send(request));
    const second = unwrap(await wallet.send(request));
    await mine(transaction([{ txid: transactionId(funding), index: 0 }]));
    assert.deepEqual(balance(wallet), [0, 0, 0]);
    assert.equal(wallet.transaction(first.txid) ?? wallet.transaction(second.txid), undefined);
  });
});

describe('Wallet: funding', () => {
  const request = {
    owner: 'channel a',
    amount: 60_000n as Sat,
    feerate: FEERATE,
    initiator: true,
    confirmedOnly: false,
  };

  it('reserves coins with their whole transactions and change, for its owner alone', async (t) => {
    const before = setup(t);
    const funding = paying([script('receive', 0), 50_000], [script('receive', 1), 30_000]);
    await before.mine(funding);
    const contribution = unwrap(await before.wallet.fund(request));
    assert.deepEqual(contribution.inputs, [
      { previousTransaction: funding, outputIndex: 0, confirmed: true },
      { previousTransaction: funding, outputIndex: 1, confirmed: true },
    ]);
    // Fields 42, funding output 172, two inputs 544, change 124: 882 weight units.
    assert.deepEqual(contribution.outputs, [
      { amount: 80_000n - 60_000n - 882n, scriptPubKey: script('change', 0) },
    ]);
    const { wallet } = before.restart();
    assert.deepEqual(balance(wallet), [80_000, 0, 80_000]);
    const other = await wallet.fund({ ...request, owner: 'channel b' });
    assert.equal(!other.ok && other.error.code, 'insufficient_funds');
    await wallet.release('channel b');
    assert.deepEqual(balance(wallet), [80_000, 0, 80_000]);
    await wallet.release('channel a');
    await wallet.release('channel a');
    assert.deepEqual(balance(wallet), [80_000, 0, 0]);
  });

  it('as the accepter, pays for its own inputs and change only, and for nothing when it adds nothing', async (t) => {
    const { wallet, mine } = setup(t);
    await mine(paying([script('receive', 0), 100_000]));
    const part = unwrap(await wallet.fund({ ...request, initiator: false }));
    assert.equal(part.outputs[0]?.amount, 100_000n - 60_000n - 396n);
    const none = unwrap(await wallet.fund({ ...request, owner: 'b', amount: 0n as Sat, initiator: false }));
    assert.deepEqual(none, { amount: 0n, inputs: [], outputs: [] });
  });

  it('gives no unconfirmed coin where the peer wants none', async (t) => {
    const { wallet, mine } = setup(t);
    await mine(paying([script('receive', 0), 100_000]));
    await wallet.send({ address: ELSEWHERE, amount: 10_000n as Sat, feerate: FEERATE });
    assert.equal((await wallet.fund({ ...request, confirmedOnly: true })).ok, false);
    assert.equal(unwrap(await wallet.fund(request)).inputs[0]?.confirmed, false);
  });

  it('signs its inputs of a shared transaction, which then spends the reserved coins for good', async (t) => {
    const { wallet, mine, restart } = setup(t);
    const funding = paying([script('receive', 0), 100_000]);
    await mine(funding);
    const { inputs, outputs } = unwrap(await wallet.fund(request));
    const theirs = transaction();
    const theirOutput: TxOutput = { amount: 5000n as Sat, scriptPubKey: p2wpkh(new Uint8Array(33).fill(3)) };
    const ours = {
      ...theirs.inputs[0]!,
      outPoint: { txid: transactionId(inputs[0]!.previousTransaction), index: inputs[0]!.outputIndex },
    };
    const unsigned: Transaction = {
      ...theirs,
      inputs: [theirs.inputs[0]!, ours],
      outputs: [{ amount: 60_000n as Sat, scriptPubKey: p2wsh(new Uint8Array(1)) }, ...outputs],
    };
    const spent = [theirOutput, funding.outputs[0]!];
    const [witness] = wallet.sign(unsigned, spent, [1]);
    const signed: Transaction = {
      ...unsigned,
      inputs: [unsigned.inputs[0]!, { ...ours, witness: witness! }],
    };
    assertSigned(signed, spent, [1]);
    assert.throws(() => wallet.sign(unsigned, spent, [0]), /input 0 is not the wallet's/);

    assert.equal(await wallet.record(signed), true);
    assert.equal(await wallet.record(signed), true);
    const after = restart();
    // The peer could still double-spend: change of a shared transaction is not spendable before it confirms.
    assert.deepEqual(
      after.wallet.coins().map(({ spendable, owner }) => [spendable, owner]),
      [[false, undefined]],
    );
    await after.mine(signed);
    assert.deepEqual(
      after.wallet.coins().map(({ spendable }) => spendable),
      [true],
    );
  });

  it('frees the coins when a block double-spends the peer’s input', async (t) => {
    const { wallet, mine } = setup(t);
    const funding = paying([script('receive', 0), 100_000]);
    await mine(funding);
    await wallet.fund(request);
    const shared = transaction([
      transaction().inputs[0]!.outPoint,
      { txid: transactionId(funding), index: 0 },
    ]);
    await wallet.record(shared);
    assert.deepEqual(balance(wallet), [0, 0, 0]);
    await mine(transaction([shared.inputs[0]!.outPoint]));
    assert.deepEqual(balance(wallet), [100_000, 0, 0]);
    assert.equal(await wallet.record(transaction([{ txid: transactionId(funding), index: 0 }])), true);
  });

  it('does not record what a confirmed transaction contradicts', async (t) => {
    const { wallet, mine } = setup(t);
    const funding = paying([script('receive', 0), 100_000]);
    await mine(funding, transaction([{ txid: transactionId(funding), index: 0 }]));
    assert.equal(await wallet.record(transaction([{ txid: transactionId(funding), index: 0 }])), false);
  });

  it('frees what a crash left reserved, except for owners that live', async (t) => {
    const before = setup(t);
    await before.mine(paying([script('receive', 0), 100_000]), paying([script('receive', 1), 90_000]));
    await before.wallet.fund({ ...request, owner: 'alive' });
    await before.wallet.fund({ ...request, owner: 'gone' });
    const { wallet } = before.restart();
    await wallet.releaseAllBut(new Set(['alive']));
    assert.deepEqual(
      wallet
        .coins()
        .filter(({ owner }) => owner !== undefined)
        .map(({ owner }) => owner),
      ['alive'],
    );
  });
});
