import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concatBytes, hash160, sha256 } from '@sferic/crypto';
import { OP } from '../../src/script/opcodes.ts';
import { pushData } from '../../src/script/parse.ts';
import { displayId, type Tx, type TxOut, txid, virtualSize } from '../../src/transaction.ts';
import { build, coinOf, OWN_SCRIPT, pay, TestChain, witnessScriptHash } from '../support/chain.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const HASH_32 = sha256(bytes(1));
const TRUE_SCRIPT = bytes(OP[1]);
const P2A_SCRIPT = bytes(0x51, 0x02, 0x4e, 0x73);

/** Pays `to` from a fresh coin and the rest to the tests' key, with a fee of 10,000 sat. */
function paying(chain: TestChain, to: readonly TxOut[], version = 2): Tx {
  const coin = chain.coin();
  const rest = coin.value - to.reduce((sum, { value }) => sum + value, 0n) - 10_000n;
  return build({ from: [coin], to: [{ value: rest, scriptPubKey: OWN_SCRIPT }, ...to], version });
}

describe('the mempool, of the form of a transaction', () => {
  for (const [version, expected] of [
    [0, 'version'],
    [1, 'accepted'],
    [2, 'accepted'],
    [3, 'accepted'],
    [4, 'version'],
  ] as const) {
    it(`with version ${version}: ${expected}`, (t) => {
      const chain = TestChain.start(t, { coins: 1 });
      assert.equal(chain.judge(paying(chain, [], version)), expected);
    });
  }

  const keyHash = sha256(bytes(2)).subarray(0, 20);
  const scripts: readonly [name: string, script: Uint8Array, dust: bigint][] = [
    [
      'P2PKH',
      concatBytes(bytes(OP.DUP, OP.HASH160), pushData(keyHash), bytes(OP.EQUALVERIFY, OP.CHECKSIG)),
      546n,
    ],
    ['P2SH', concatBytes(bytes(OP.HASH160), pushData(keyHash), bytes(OP.EQUAL)), 540n],
    ['P2WPKH', concatBytes(bytes(0), pushData(keyHash)), 294n],
    ['P2WSH', concatBytes(bytes(0), pushData(HASH_32)), 330n],
    ['P2TR', concatBytes(bytes(0x51), pushData(HASH_32)), 330n],
    ['pay to anchor', P2A_SCRIPT, 240n],
    ['an unknown witness version', concatBytes(bytes(0x52), pushData(HASH_32)), 330n],
  ];
  for (const [name, scriptPubKey, dust] of scripts) {
    it(`with an output of ${dust} sat to ${name}, and one below dust`, (t) => {
      const chain = TestChain.start(t, { coins: 2 });
      assert.equal(chain.judge(paying(chain, [{ value: dust, scriptPubKey }])), 'accepted');
      const tx = paying(chain, [{ value: dust - 1n, scriptPubKey }]);
      assert.equal(chain.explain(tx), 'dust, tx with dust output must be 0-fee');
    });
  }

  it('with two outputs of dust', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const dust = { value: 100n, scriptPubKey: OWN_SCRIPT };
    assert.equal(chain.explain(paying(chain, [dust, dust])), 'dust, ');
  });

  it('with dust and no fee: alone the fee is too low', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const to = [
      { value: coin.value, scriptPubKey: OWN_SCRIPT },
      { value: 0n, scriptPubKey: P2A_SCRIPT },
    ];
    assert.equal(chain.judge(build({ from: [coin], to, version: 3 })), 'min relay fee not met');
  });

  it('with an output script of no template', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    assert.equal(
      chain.judge(paying(chain, [{ value: 1000n, scriptPubKey: bytes(OP.DROP) }])),
      'scriptpubkey',
    );
  });

  it('with OP_RETURN outputs of 100,000 bytes together, and of one more', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const data = (size: number): TxOut => ({
      value: 0n,
      scriptPubKey: concatBytes(
        bytes(OP.RETURN, OP.PUSHDATA4, size - 6, (size - 6) >> 8, 0, 0),
        new Uint8Array(size - 6),
      ),
    });
    // The weight limit of 400,000 leaves no room for 100,000 bytes beside a payment: the limits meet here
    assert.equal(chain.judge(paying(chain, [data(50_000), data(49_000)])), 'accepted');
    assert.equal(chain.judge(paying(chain, [data(50_000), data(50_001)])), 'tx-size');
  });

  it('with bare multisig of 1 of 3 keys, and of 1 of 4', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const key = pushData(concatBytes(bytes(2), HASH_32));
    const multisig = (n: number): TxOut => ({
      value: 1000n,
      scriptPubKey: concatBytes(bytes(OP[1]), ...Array(n).fill(key), bytes(0x50 + n, OP.CHECKMULTISIG)),
    });
    assert.equal(chain.judge(paying(chain, [multisig(3)])), 'accepted');
    assert.equal(chain.judge(paying(chain, [multisig(4)])), 'scriptpubkey');
  });

  it('with a scriptSig that does more than push', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = { ...chain.coin(), unlock: { scriptSig: bytes(OP.DUP) } };
    assert.equal(chain.judge(pay([coin], 1000n)), 'scriptsig-not-pushonly');
  });

  it('with a scriptSig of 1650 bytes, and of 1651', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const large = pushData(new Uint8Array(520));
    const pushes = (size: number) => ({
      scriptSig: concatBytes(large, large, large, pushData(new Uint8Array(size - 3 * large.length - 2))),
    });
    assert.equal(
      chain.judge(pay([{ ...chain.coin(), unlock: pushes(1650) }], 1000n)),
      'mempool-script-verify-flag-failed (Witness requires empty scriptSig)',
    );
    assert.equal(chain.judge(pay([{ ...chain.coin(), unlock: pushes(1651) }], 1000n)), 'scriptsig-size');
  });

  it('with fewer than 65 bytes without witness', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const to = [{ value: 0n, scriptPubKey: bytes(OP.RETURN) }];
    assert.equal(chain.judge(build({ from: [chain.coin()], to })), 'tx-size-small');
  });

  it('that is a coinbase', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const [coinbase] = chain.node.chain.block(chain.node.chain.tip).transactions;
    assert.equal(chain.judge(coinbase!), 'coinbase');
  });

  it('without outputs, and with the same input twice', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    assert.equal(chain.judge(build({ from: [coin], to: [] })), 'bad-txns-vout-empty');
    assert.equal(chain.judge(pay([coin, coin], 1000n)), 'bad-txns-inputs-duplicate');
  });
});

describe('the mempool, of what a transaction spends', () => {
  it('an output that is not there, one that is spent, and one of the transaction’s own past', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const unknown = { ...coin, outpoint: { txid: HASH_32, index: 0 } };
    assert.equal(chain.judge(pay([unknown], 1000n)), 'bad-txns-inputs-missingorspent');
    const tx = pay([coin], 1000n);
    chain.send(tx);
    assert.equal(chain.judge(tx), 'txn-already-in-mempool');
    const otherWitness = { ...tx, inputs: tx.inputs.map((input) => ({ ...input, witness: [HASH_32] })) };
    assert.equal(chain.judge(otherWitness), 'txn-same-nonwitness-data-in-mempool');
    chain.mine();
    assert.equal(chain.judge(tx), 'txn-already-known');
    chain.send(pay([coinOf(tx)], 1000n));
    chain.mine();
    assert.equal(chain.judge(tx), 'bad-txns-inputs-missingorspent');
  });

  it('a coinbase one block before it is mature, and then', (t) => {
    const chain = TestChain.start(t);
    const [block] = chain.mine();
    const tx = pay([coinOf(chain.node.chain.block(block!).transactions[0]!)], 1000n);
    chain.mine(98);
    const refused = chain.explain(tx);
    assert.equal(refused, 'bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 99');
    chain.mine();
    assert.equal(chain.judge(tx), 'accepted');
  });

  it('more than there is', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const refused = chain.explain(pay([chain.coin()], -1n));
    assert.equal(refused, 'bad-txns-in-belowout, value in (50.00) < value out (50.00000001)');
  });

  it('with a lock time of the next block, and of the one after', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const { height } = chain.node.chain.tip;
    assert.equal(chain.judge(pay([chain.coin()], 1000n, { lockTime: height })), 'accepted');
    assert.equal(chain.judge(pay([chain.coin()], 1000n, { lockTime: height + 1 })), 'non-final');
  });

  it('with a relative lock of 3 blocks, after 1 and after 2 of them', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = pay([chain.coin()], 1000n);
    chain.send(parent);
    const child = pay([coinOf(parent)], 1000n, { sequence: 3 });
    assert.equal(chain.judge(child), 'non-BIP68-final');
    chain.mine(2);
    assert.equal(chain.judge(child), 'non-BIP68-final');
    chain.mine();
    assert.equal(chain.judge(child), 'accepted');
  });

  it('for a fee one satoshi below 0.1 sat/vB, and at it', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const least = BigInt(Math.ceil(virtualSize(pay([coin], 12n)) / 10));
    assert.equal(chain.explain(pay([coin], least - 1n)), `min relay fee not met, ${least - 1n} < ${least}`);
    assert.equal(chain.judge(pay([coin], least)), 'accepted');
  });

  it('with a wrong signature: the script’s error, the input and what it spends', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const coin = chain.coin();
    const good = pay([coin], 1000n);
    const bad: Tx = { ...good, outputs: [{ value: good.outputs[0]!.value - 1n, scriptPubKey: OWN_SCRIPT }] };
    assert.match(
      chain.explain(bad),
      new RegExp(
        `^mempool-script-verify-flag-failed \\(Signature must be zero for failed CHECK\\(MULTI\\)SIG operation\\), ` +
          `input 0 of ${displayId(txid(bad))} \\(wtxid [0-9a-f]{64}\\), spending ${displayId(coin.outpoint.txid)}:0$`,
      ),
    );
  });
});

describe('the mempool, of witnesses', () => {
  /** Judges the spend of a P2WSH output with this script and these arguments. */
  function judgeWitness(chain: TestChain, script: Uint8Array, items: readonly Uint8Array[]): string {
    const parent = paying(chain, [{ value: 100_000n, scriptPubKey: witnessScriptHash(script) }]);
    chain.send(parent);
    return chain.judge(pay([coinOf(parent, 1, { witness: [...items, script] })], 50_000n));
  }

  const drops = (count: number): Uint8Array => concatBytes(new Uint8Array(count).fill(OP.DROP), TRUE_SCRIPT);

  it('of 100 items, and of 101', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    assert.equal(judgeWitness(chain, drops(100), Array(100).fill(bytes(1))), 'accepted');
    assert.equal(judgeWitness(chain, drops(101), Array(101).fill(bytes(1))), 'bad-witness-nonstandard');
  });

  it('of an item of 80 bytes, and of 81', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    assert.equal(judgeWitness(chain, drops(1), [new Uint8Array(80)]), 'accepted');
    assert.equal(judgeWitness(chain, drops(1), [new Uint8Array(81)]), 'bad-witness-nonstandard');
  });

  it('with a script of 3600 bytes, and of 3601', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const script = (size: number): Uint8Array => {
      const item = concatBytes(pushData(new Uint8Array(500)), bytes(OP.DROP));
      const filler = concatBytes(...Array(Math.floor((size - 1) / item.length)).fill(item));
      const rest = size - 1 - filler.length;
      return concatBytes(filler, pushData(new Uint8Array(rest - 2)), bytes(OP.DROP), TRUE_SCRIPT);
    };
    assert.equal(script(3600).length, 3600);
    assert.equal(judgeWitness(chain, script(3600), []), 'accepted');
    assert.equal(judgeWitness(chain, script(3601), []), 'bad-witness-nonstandard');
  });

  it('whose condition is not minimal, and whose stack is not clean', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const conditional = bytes(OP.IF, OP[1], OP.ELSE, OP[1], OP.ENDIF);
    assert.match(judgeWitness(chain, conditional, [bytes(2)]), /OP_IF\/NOTIF argument must be minimal/);
    assert.match(
      judgeWitness(chain, TRUE_SCRIPT, [bytes(1)]),
      /Stack size must be exactly one after execution/,
    );
  });

  it('for pay to anchor: empty is right, any other is not', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = paying(chain, [{ value: 1000n, scriptPubKey: P2A_SCRIPT }]);
    chain.send(parent);
    const rest = coinOf(parent, 0);
    assert.equal(chain.judge(pay([coinOf(parent, 1, { witness: [] }), rest], 1000n)), 'accepted');
    const judged = chain.judge(pay([coinOf(parent, 1, { witness: [bytes(1)] }), rest], 1000n));
    assert.equal(judged, 'bad-witness-nonstandard');
  });

  it('for P2SH: a redeem script with 15 signature operations, with 16, and none', (t) => {
    const chain = TestChain.start(t, { coins: 3 });
    const judgeRedeem = (redeemScript: Uint8Array, scriptSig: Uint8Array): string => {
      const scriptPubKey = concatBytes(bytes(OP.HASH160), pushData(hash160(redeemScript)), bytes(OP.EQUAL));
      const parent = paying(chain, [{ value: 10_000n, scriptPubKey }]);
      chain.send(parent);
      return chain.explain(pay([coinOf(parent, 1, { scriptSig })], 1000n));
    };
    const script = (sigops: number): Uint8Array =>
      concatBytes(bytes(OP[1], OP[0], OP.IF), new Uint8Array(sigops).fill(OP.CHECKSIG), bytes(OP.ENDIF));
    assert.equal(judgeRedeem(script(15), pushData(script(15))), 'accepted');
    assert.equal(
      judgeRedeem(script(16), pushData(script(16))),
      'bad-txns-nonstandard-inputs, p2sh redeemscript sigops exceed limit (input 0: 16 > 15)',
    );
    assert.equal(
      judgeRedeem(script(1), bytes()),
      'bad-txns-nonstandard-inputs, input 0 P2SH redeemscript missing',
    );
  });

  it('for taproot: not supported, and said so', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = paying(chain, [
      { value: 10_000n, scriptPubKey: concatBytes(bytes(0x51), pushData(HASH_32)) },
    ]);
    chain.send(parent);
    const judged = chain.judge(pay([coinOf(parent, 1, { witness: [new Uint8Array(64)] })], 1000n));
    assert.match(judged, /Spending taproot outputs is not supported by this chain/);
  });

  it('for an unknown version: the input is nonstandard', (t) => {
    const chain = TestChain.start(t, { coins: 1 });
    const parent = paying(chain, [
      { value: 10_000n, scriptPubKey: concatBytes(bytes(0x52), pushData(HASH_32)) },
    ]);
    chain.send(parent);
    const refused = chain.explain(pay([coinOf(parent, 1, { witness: [] })], 1000n));
    assert.equal(refused, 'bad-txns-nonstandard-inputs, input 0 witness program is undefined');
  });
});

describe('the mempool, as time goes by', () => {
  it('drops what no block took for two weeks, and what depends on it', (t) => {
    const chain = TestChain.start(t, { coins: 2 });
    const [stale, fresh] = [pay([chain.coin()], 1000n), pay([chain.coin()], 1000n)];
    const child = pay([coinOf(stale)], 1000n);
    chain.send(stale);
    chain.node.setMockTime(chain.node.now() + 336 * 60 * 60 + 1);
    chain.send(child, fresh);
    const empty = chain.node.mine(OWN_SCRIPT, { transactions: [], fees: 0n });
    assert.ok(chain.node.submit(empty).ok);
    assert.deepEqual(
      [stale, child, fresh].map((tx) => chain.has(tx)),
      [false, false, true],
    );
  });
});
