import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { displayId, type Tx, txid, wtxid } from '../../src/transaction.ts';
import { coinOf, pay } from '../support/chain.ts';
import { type Answer, call, funded, hexOf } from '../support/rpc.ts';

const idOf = (tx: Tx): string => displayId(txid(tx));
const witnessIdOf = (tx: Tx): string => displayId(wtxid(tx));

describe('methods of packages', () => {
  it('testmempoolaccept: yes with fees, no with the reason, several in turn', async (t) => {
    const { regtest, coin } = await funded(t);
    const parent = pay([coin], 1110n);
    const out = { outpoint: { txid: txid(parent), index: 0 }, value: coin.value - 1110n };
    const [child, paying] = [pay([out], 0n), pay([out], 220n)];
    const test = async (...txs: Tx[]) =>
      (await call(regtest, 'testmempoolaccept', [txs.map(hexOf)])) as Answer[];
    const accepted = (tx: Tx, base: number, feerate: number) => ({
      txid: idOf(tx),
      wtxid: displayId(wtxid(tx)),
      allowed: true,
      vsize: 110,
      fees: { base, 'effective-feerate': feerate, 'effective-includes': [displayId(wtxid(tx))] },
    });
    assert.deepEqual(await test(parent, paying), [
      accepted(parent, 0.0000111, 0.0001009),
      accepted(paying, 0.0000022, 0.00002),
    ]);
    const [unfinished, no] = await test(parent, child);
    assert.deepEqual(unfinished, { txid: idOf(parent), wtxid: displayId(wtxid(parent)) });
    assert.deepEqual(no, {
      txid: idOf(child),
      wtxid: displayId(wtxid(child)),
      allowed: false,
      'reject-reason': 'min relay fee not met',
      'reject-details': 'min relay fee not met, 0 < 11',
    });
    const unsorted = await test(paying, parent);
    assert.deepEqual(
      unsorted.map((answer) => answer['package-error']),
      ['package-not-sorted', 'package-not-sorted'],
    );
    assert.deepEqual(await call(regtest, 'getrawmempool'), []);
    const [missing] = (await call(regtest, 'testmempoolaccept', [[hexOf(child)]])) as Answer[];
    assert.equal(missing?.['reject-reason'], 'missing-inputs');
    const [costly] = (await call(regtest, 'testmempoolaccept', [[hexOf(parent)], 0.00001])) as Answer[];
    assert.equal(costly?.['reject-reason'], 'max-fee-exceeded');
    await assert.rejects(call(regtest, 'testmempoolaccept', [[]]), { code: -8 });
  });

  it('submitpackage: a parent without fee and its child pay one feerate', async (t) => {
    const { regtest, coin } = await funded(t);
    const parent = pay([coin], 0n);
    const child = pay([coinOf(parent)], 2200n);
    const submit = async (...txs: Tx[]) => (await call(regtest, 'submitpackage', [txs.map(hexOf)])) as Answer;
    await assert.rejects(call(regtest, 'sendrawtransaction', [hexOf(parent)]), {
      code: -26,
      message: 'min relay fee not met, 0 < 11',
    });
    const both = {
      'effective-feerate': 0.0001,
      'effective-includes': [parent, child].map(witnessIdOf),
    };
    assert.deepEqual(await submit(parent, child), {
      package_msg: 'success',
      'tx-results': {
        [witnessIdOf(parent)]: { txid: idOf(parent), vsize: 110, fees: { base: 0, ...both } },
        [witnessIdOf(child)]: { txid: idOf(child), vsize: 110, fees: { base: 0.000022, ...both } },
      },
      'replaced-transactions': [],
    });
    const cluster = (await call(regtest, 'getmempoolcluster', [idOf(child)])) as Answer;
    assert.equal(cluster['txcount'], 2);
    const [chunk] = cluster['chunks'] as Answer[];
    assert.deepEqual([chunk?.['chunkfee'], chunk?.['txs']], [0.000022, [parent, child].map(idOf)]);
    const bumped = pay([coinOf(parent)], 4400n);
    assert.deepEqual(await submit(parent, bumped), {
      package_msg: 'success',
      'tx-results': {
        [witnessIdOf(parent)]: { txid: idOf(parent), vsize: 110, fees: { base: 0 } },
        [witnessIdOf(bumped)]: {
          txid: idOf(bumped),
          vsize: 110,
          fees: { base: 0.000044, 'effective-feerate': 0.0004, 'effective-includes': [witnessIdOf(bumped)] },
        },
      },
      'replaced-transactions': [idOf(child)],
    });
  });

  it('submitpackage: what it refuses', async (t) => {
    const { regtest, coin } = await funded(t);
    const parent = pay([coin], 0n);
    const child = pay([coinOf(parent)], 10n);
    const submit = (txs: readonly Tx[], ...rest: unknown[]) =>
      call(regtest, 'submitpackage', [txs.map(hexOf), ...rest]) as Promise<Answer>;
    const errors = (answer: Answer): unknown[] =>
      Object.values(answer['tx-results'] as Record<string, Answer>).map(({ error }) => error);
    await assert.rejects(submit([]), {
      code: -8,
      message: 'Array must contain between 1 and 25 transactions.',
    });
    await assert.rejects(submit([child, parent]), {
      code: -25,
      message: 'package topology disallowed. not child-with-parents or parents depend on each other.',
    });
    const poor = await submit([parent, child]);
    assert.equal(poor['package_msg'], 'transaction failed');
    assert.deepEqual(errors(poor), ['min relay fee not met, 0 < 11', 'min relay fee not met, 10 < 22']);
    const dear = await submit([parent, pay([coinOf(parent)], 22_000n)], 0.0001);
    assert.equal(dear['package_msg'], 'transaction failed');
    assert.deepEqual(errors(dear), ['min relay fee not met, 0 < 11', 'max feerate exceeded']);
    const twice = await submit([parent, pay([coin, coinOf(parent)], 22_000n)]);
    assert.equal(twice['package_msg'], 'conflict-in-package');
    assert.deepEqual(errors(twice), ['package-not-validated', 'package-not-validated']);
    assert.deepEqual(await call(regtest, 'getrawmempool'), []);
  });

  it('submitpackage: what pays for itself stays, though its child is refused', async (t) => {
    const { regtest, coin } = await funded(t);
    const parent = pay([coin], 1100n);
    const child = pay([coinOf(parent)], -1n);
    const answer = (await call(regtest, 'submitpackage', [[parent, child].map(hexOf)])) as Answer;
    assert.equal(answer['package_msg'], 'transaction failed');
    const results = answer['tx-results'] as Record<string, Answer>;
    assert.match(String(results[witnessIdOf(child)]?.['error']), /^bad-txns-in-belowout, /);
    assert.deepEqual(await call(regtest, 'getrawmempool'), [idOf(parent)]);
  });
});
