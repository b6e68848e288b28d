import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, sha256 } from '@sferic/crypto';
import { addressOf } from '../../src/address.ts';
import { ANYONE_CAN_SPEND } from '../../src/auto-miner.ts';
import { descriptorChecksum, scriptOfDescriptor } from '../../src/rpc/descriptor.ts';
import { methodGroups } from '../../src/rpc/methods/index.ts';
import { displayId, type Tx, txid, weight, wtxid } from '../../src/transaction.ts';
import { build, OWN_SCRIPT, pay, present } from '../support/chain.ts';
import { type Answer, call, funded, hexOf, post, start } from '../support/rpc.ts';

const OWN_ADDRESS = present(addressOf(OWN_SCRIPT));
const OTHER_ADDRESS = present(addressOf(ANYONE_CAN_SPEND));
const GENESIS = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
const HALF = '7fffff0000000000000000000000000000000000000000000000000000000000';

const idOf = (tx: Tx): string => displayId(txid(tx));

describe('methods of the chain', () => {
  it('getblockchaininfo, getblockcount, getbestblockhash and getblockheader of a new chain', async (t) => {
    const regtest = await start(t);
    const { size_on_disk, ...info } = (await call(regtest, 'getblockchaininfo')) as Answer;
    assert.equal(typeof size_on_disk, 'number');
    assert.deepEqual(info, {
      chain: 'regtest',
      blocks: 0,
      headers: 0,
      bestblockhash: GENESIS,
      bits: '207fffff',
      target: HALF,
      difficulty: 4.656542373906925e-10,
      time: 1296688602,
      mediantime: 1296688602,
      verificationprogress: 1,
      initialblockdownload: true,
      chainwork: '2'.padStart(64, '0'),
      pruned: false,
      warnings: [],
    });
    assert.equal(await call(regtest, 'getblockcount'), 0);
    assert.equal(await call(regtest, 'getbestblockhash'), GENESIS);
    const [first] = (await call(regtest, 'generatetoaddress', [1, OWN_ADDRESS])) as string[];
    assert.deepEqual(await call(regtest, 'getblockheader', [GENESIS]), {
      hash: GENESIS,
      confirmations: 2,
      height: 0,
      version: 1,
      versionHex: '00000001',
      merkleroot: '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
      time: 1296688602,
      mediantime: 1296688602,
      nonce: 2,
      bits: '207fffff',
      target: HALF,
      difficulty: 4.656542373906925e-10,
      chainwork: '2'.padStart(64, '0'),
      nTx: 1,
      nextblockhash: first,
    });
  });

  it('getblock at every verbosity', async (t) => {
    const { regtest, coin } = await funded(t);
    const tx = pay([coin], 2500n);
    const { hash } = (await call(regtest, 'generateblock', [OTHER_ADDRESS, [hexOf(tx)]])) as { hash: string };
    const hex = await call(regtest, 'getblock', [hash, 0]);
    const ids = (await call(regtest, 'getblock', [hash])) as Answer & { tx: string[] };
    assert.equal(ids['size'], String(hex).length / 2);
    assert.equal(ids['height'], 102);
    assert.equal(ids['confirmations'], 1);
    assert.equal(ids.tx[1], idOf(tx));
    const full = (await call(regtest, 'getblock', [hash, 2])) as { tx: Answer[] };
    assert.equal(full.tx[1]?.['fee'], 0.000025);
    assert.equal(full.tx[1]?.['hex'], hexOf(tx));
    const spends = ({ tx }: { tx: Answer[] }) =>
      present((present(tx[1])['vin'] as Answer[])[0])['prevout'] as Answer;
    assert.equal(spends(full), undefined);
    const deep = (await call(regtest, 'getblock', [hash, 3])) as { tx: Answer[] };
    const prevout = spends(deep);
    assert.deepEqual([prevout['generated'], prevout['height'], prevout['value']], [true, 1, 50]);
  });

  it('invalidateblock, reconsiderblock, getchaintips and submitblock', async (t) => {
    const { regtest, hashes } = await funded(t);
    const tip = hashes[100];
    await call(regtest, 'invalidateblock', [hashes[99]]);
    assert.equal(await call(regtest, 'getblockcount'), 99);
    assert.deepEqual(await call(regtest, 'getchaintips'), [
      { height: 101, hash: tip, branchlen: 2, status: 'invalid' },
      { height: 99, hash: hashes[98], branchlen: 0, status: 'active' },
    ]);
    const hex = await call(regtest, 'getblock', [tip, 0]);
    assert.equal(await call(regtest, 'submitblock', [hex]), 'duplicate-invalid');
    await call(regtest, 'reconsiderblock', [tip]);
    assert.equal(await call(regtest, 'getbestblockhash'), tip);
    assert.equal(await call(regtest, 'submitblock', [hex]), 'duplicate');
    const made = (await call(regtest, 'generateblock', [OTHER_ADDRESS, [], false])) as {
      hash: string;
      hex: string;
    };
    assert.equal(await call(regtest, 'getblockcount'), 101);
    assert.equal(await call(regtest, 'submitblock', [made.hex]), null);
    assert.equal(await call(regtest, 'getbestblockhash'), made.hash);
    await assert.rejects(call(regtest, 'submitblock', ['00']), { code: -22, message: 'Block decode failed' });
    await assert.rejects(call(regtest, 'invalidateblock', ['1'.repeat(64)]), {
      code: -5,
      message: 'Block not found',
    });
  });

  it('gettxout, gettxoutsetinfo and scantxoutset', async (t) => {
    const { regtest, coin, hashes } = await funded(t);
    const id = displayId(coin.outpoint.txid);
    const output = (await call(regtest, 'gettxout', [id, 0])) as Answer;
    assert.deepEqual(output, {
      bestblock: hashes[100],
      confirmations: 101,
      value: 50,
      scriptPubKey: {
        asm: `0 ${bytesToHex(OWN_SCRIPT.subarray(2))}`,
        desc: `addr(${OWN_ADDRESS})#${descriptorChecksum(`addr(${OWN_ADDRESS})`)}`,
        hex: bytesToHex(OWN_SCRIPT),
        address: OWN_ADDRESS,
        type: 'witness_v0_keyhash',
      },
      coinbase: true,
    });
    const tx = pay([coin], 1000n);
    await call(regtest, 'sendrawtransaction', [hexOf(tx)]);
    assert.equal(await call(regtest, 'gettxout', [id, 0]), null);
    assert.deepEqual(await call(regtest, 'gettxout', [id, 0, false]), output);
    const unconfirmed = (await call(regtest, 'gettxout', [idOf(tx), 0])) as Answer;
    assert.equal(unconfirmed['confirmations'], 0);
    assert.equal(await call(regtest, 'gettxout', [idOf(tx), 1]), null);
    const set = (await call(regtest, 'gettxoutsetinfo')) as Answer;
    assert.deepEqual([set['height'], set['txouts'], set['total_amount']], [101, 101, 5050]);
    assert.match(String(set['hash_serialized_3']), /^[0-9a-f]{64}$/);
    await call(regtest, 'generatetoaddress', [1, OTHER_ADDRESS]);
    const scan = (await call(regtest, 'scantxoutset', ['start', [`addr(${OTHER_ADDRESS})`]])) as Answer;
    assert.equal(scan['total_amount'], 50.00001);
    assert.equal((scan['unspents'] as Answer[])[0]?.['height'], 102);
    await assert.rejects(call(regtest, 'scantxoutset', ['start', ['addr(x)']]), { code: -5 });
  });

  it('waitforblockheight and waitfornewblock return when a block comes, or when the time is up', async (t) => {
    const regtest = await start(t);
    assert.deepEqual(await call(regtest, 'waitfornewblock', [1]), { hash: GENESIS, height: 0 });
    const waits = [call(regtest, 'waitforblockheight', [2]), call(regtest, 'waitfornewblock', [0, GENESIS])];
    const [first, second] = (await call(regtest, 'generatetoaddress', [2, OWN_ADDRESS])) as string[];
    const [high, fresh] = (await Promise.all(waits)) as Answer[];
    assert.deepEqual(high, { hash: second, height: 2 });
    assert.ok([first, second].includes(String(fresh?.['hash'])));
  });

  it('stop lets a waiting call answer', async (t) => {
    const regtest = await start(t);
    const wait = call(regtest, 'waitforblockheight', [1]);
    // The second call is answered after the first was read: both are on the server
    await call(regtest, 'uptime');
    assert.equal(await call(regtest, 'stop'), 'Sferic regtest stopping');
    assert.deepEqual(await wait, { hash: GENESIS, height: 0 });
    await regtest.ended;
  });
});

describe('methods of transactions', () => {
  it('sendrawtransaction: id, known again, mined, missing inputs, policy, fee and burn limits, garbage', async (t) => {
    const { regtest, coin } = await funded(t);
    const send = (tx: Tx, ...rest: unknown[]) => call(regtest, 'sendrawtransaction', [hexOf(tx), ...rest]);
    const tx = pay([coin], 1000n);
    await assert.rejects(send(pay([coin], 0n)), { code: -26, message: 'min relay fee not met, 0 < 11' });
    await assert.rejects(send(pay([coin], 1_000_000_000n)), {
      code: -25,
      message: 'Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)',
    });
    await assert.rejects(send(tx, 0.00001), { code: -25 });
    await assert.rejects(send(tx, 1), { code: -8 });
    await assert.rejects(send(tx, -1), { code: -3, message: 'Invalid amount' });
    const burn = build({
      from: [coin],
      to: [{ value: coin.value - 1000n, scriptPubKey: Uint8Array.of(0x6a, 1, 1) }],
    });
    await assert.rejects(send(burn), {
      code: -25,
      message: 'Unspendable output exceeds maximum configured by user (maxburnamount)',
    });
    const orphan = pay([{ outpoint: { txid: sha256(), index: 0 }, value: 10_000n }], 1000n);
    await assert.rejects(send(orphan), { code: -25, message: 'bad-txns-inputs-missingorspent' });
    const garbage = { code: -22, message: 'TX decode failed. Make sure the tx has at least one input.' };
    await assert.rejects(call(regtest, 'sendrawtransaction', ['00']), garbage);
    assert.equal(await send(tx), idOf(tx));
    assert.equal(await send(tx), idOf(tx));
    await call(regtest, 'generatetoaddress', [1, OWN_ADDRESS]);
    await assert.rejects(send(tx), { code: -27, message: 'Transaction outputs already in utxo set' });
  });

  it('decoderawtransaction and getrawtransaction', async (t) => {
    const { regtest, coin, hashes } = await funded(t);
    const tx = pay([coin], 1000n);
    const id = idOf(tx);
    const decoded = (await call(regtest, 'decoderawtransaction', [hexOf(tx)])) as Answer;
    assert.deepEqual(
      ['txid', 'hash', 'version', 'size', 'vsize', 'weight', 'locktime'].map((name) => decoded[name]),
      [id, displayId(wtxid(tx)), 2, hexOf(tx).length / 2, 110, 438, 0],
    );
    assert.deepEqual((decoded['vin'] as Answer[])[0], {
      txid: displayId(coin.outpoint.txid),
      vout: 0,
      scriptSig: { asm: '', hex: '' },
      txinwitness: tx.inputs[0]?.witness.map((item) => bytesToHex(item)),
      sequence: 0xffff_fffd,
    });
    await assert.rejects(call(regtest, 'decoderawtransaction', ['zz']), {
      code: -22,
      message: 'TX decode failed',
    });
    await assert.rejects(call(regtest, 'getrawtransaction', [id]), {
      code: -5,
      message: /^No such mempool transaction\. Use -txindex or provide a block hash/,
    });
    await call(regtest, 'sendrawtransaction', [hexOf(tx)]);
    assert.equal(await call(regtest, 'getrawtransaction', [id]), hexOf(tx));
    const [block] = (await call(regtest, 'generatetoaddress', [1, OWN_ADDRESS])) as string[];
    const found = (await call(regtest, 'getrawtransaction', [id, true, block])) as Answer;
    assert.deepEqual(
      [found['in_active_chain'], found['blockhash'], found['confirmations']],
      [true, block, 1],
    );
    const detailed = (await call(regtest, 'getrawtransaction', [id, 2, block])) as Answer;
    assert.equal(detailed['fee'], 0.00001);
    await assert.rejects(call(regtest, 'getrawtransaction', [id, 1, hashes[0]]), {
      code: -5,
      message: /^No such transaction found in the provided block/,
    });
    await assert.rejects(call(regtest, 'getrawtransaction', [id, 1, '0'.repeat(64)]), {
      message: 'Block hash not found',
    });
  });
});

describe('methods of the mempool', () => {
  it('getmempoolentry, getrawmempool, getmempoolinfo and gettxspendingprevout of a parent and its child', async (t) => {
    const { regtest, coin } = await funded(t);
    const parent = pay([coin], 1000n);
    const child = pay([{ outpoint: { txid: txid(parent), index: 0 }, value: coin.value - 1000n }], 3000n);
    for (const tx of [parent, child]) await call(regtest, 'sendrawtransaction', [hexOf(tx)]);
    assert.deepEqual(await call(regtest, 'getmempoolentry', [idOf(parent)]), {
      vsize: 110,
      weight: 438,
      time: 1_700_000_000,
      height: 101,
      descendantcount: 2,
      descendantsize: 220,
      ancestorcount: 1,
      ancestorsize: 110,
      wtxid: displayId(wtxid(parent)),
      chunkweight: weight(parent) + weight(child),
      fees: { base: 0.00001, modified: 0.00001, ancestor: 0.00001, descendant: 0.00004, chunk: 0.00004 },
      depends: [],
      spentby: [idOf(child)],
      'bip125-replaceable': true,
      unbroadcast: false,
    });
    assert.deepEqual(await call(regtest, 'getrawmempool'), [idOf(parent), idOf(child)]);
    assert.deepEqual(Object.keys((await call(regtest, 'getrawmempool', [true])) as object), [
      idOf(parent),
      idOf(child),
    ]);
    const info = (await call(regtest, 'getmempoolinfo')) as Answer;
    assert.deepEqual([info['size'], info['bytes'], info['total_fee']], [2, 220, 0.00004]);
    assert.deepEqual(
      [info['minrelaytxfee'], info['mempoolminfee'], info['fullrbf']],
      [0.000001, 0.000001, true],
    );
    const outputs = [
      { txid: displayId(coin.outpoint.txid), vout: 0 },
      { txid: idOf(child), vout: 0 },
    ];
    assert.deepEqual(await call(regtest, 'gettxspendingprevout', [outputs]), [
      { ...outputs[0], spendingtxid: idOf(parent) },
      outputs[1],
    ]);
    await assert.rejects(call(regtest, 'getmempoolentry', ['0'.repeat(64)]), {
      code: -5,
      message: 'Transaction not in mempool',
    });
  });

  it('amounts carry eight decimals on the wire', async (t) => {
    const { regtest } = await funded(t);
    const { text } = await post(regtest, '{"method":"getmempoolinfo"}');
    assert.match(text, /"total_fee":0\.00000000,/);
    assert.match(text, /"minrelaytxfee":0\.00000100,/);
  });
});

describe('methods of mining and others', () => {
  it('generateblock takes what it is told in that order, and refuses what is invalid', async (t) => {
    const { regtest, coin } = await funded(t);
    const parent = pay([coin], 0n);
    const child = pay([{ outpoint: { txid: txid(parent), index: 0 }, value: coin.value }], 700n);
    await assert.rejects(call(regtest, 'generateblock', [OTHER_ADDRESS, [hexOf(child), hexOf(parent)]]), {
      code: -25,
      message: /^TestBlockValidity failed: bad-txns-inputs-missingorspent/,
    });
    await assert.rejects(call(regtest, 'generateblock', [OTHER_ADDRESS, [idOf(parent)]]), {
      code: -5,
      message: `Transaction ${idOf(parent)} not in mempool.`,
    });
    await assert.rejects(call(regtest, 'generateblock', ['x', []]), {
      code: -5,
      message: 'Error: Invalid address or descriptor',
    });
    const made = (await call(regtest, 'generateblock', ['raw(51)', [hexOf(parent), hexOf(child)]])) as {
      hash: string;
    };
    const block = (await call(regtest, 'getblock', [made.hash])) as { tx: string[] };
    assert.deepEqual(block.tx.slice(1), [parent, child].map(idOf));
  });

  it('generatetoaddress refuses an address of another network', async (t) => {
    const regtest = await start(t);
    const mainnet = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
    await assert.rejects(call(regtest, 'generatetoaddress', [1, mainnet]), {
      code: -5,
      message: 'Error: Invalid address',
    });
  });

  it('estimatesmartfee never knows; getnetworkinfo is of Bitcoin Core 31', async (t) => {
    const regtest = await start(t);
    assert.deepEqual(await call(regtest, 'estimatesmartfee', [6]), {
      errors: ['Insufficient data or no feerate found'],
      blocks: 6,
    });
    await assert.rejects(call(regtest, 'estimatesmartfee', [0]), {
      code: -8,
      message: 'Invalid conf_target, must be between 1 and 1008',
    });
    const info = (await call(regtest, 'getnetworkinfo')) as Answer;
    assert.deepEqual(
      [info['version'], info['relayfee'], info['incrementalfee']],
      [310_000, 0.000001, 0.000001],
    );
  });

  it('help lists every method, and explains each', async (t) => {
    const regtest = await start(t);
    const list = String(await call(regtest, 'help'));
    for (const method of methodGroups.flatMap(({ methods }) => methods)) {
      assert.equal(new RegExp(`^${method.name}\\b`, 'm').test(list), method.hidden !== true, method.name);
      assert.match(String(await call(regtest, 'help', [method.name])), new RegExp(`^${method.name}\\b`));
    }
    assert.equal(await call(regtest, 'help', ['x']), 'help: unknown command: x');
  });

  it('validateaddress', async (t) => {
    const regtest = await start(t);
    const valid = (await call(regtest, 'validateaddress', [OWN_ADDRESS])) as Answer;
    assert.deepEqual([valid['isvalid'], valid['scriptPubKey']], [true, bytesToHex(OWN_SCRIPT)]);
    assert.equal(((await call(regtest, 'validateaddress', ['x'])) as Answer)['isvalid'], false);
  });
});

describe('descriptors', () => {
  it('have the checksum of BIP 380', () => {
    assert.equal(descriptorChecksum('raw(deadbeef)'), '89f8spxm');
    assert.deepEqual(scriptOfDescriptor('raw(deadbeef)#89f8spxm'), Uint8Array.of(0xde, 0xad, 0xbe, 0xef));
    assert.equal(scriptOfDescriptor('raw(deadbeef)#89f8spxn'), undefined);
  });

  it('of a key stand for its outputs', () => {
    const key = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
    const hash = '751e76e8199196d454941c45d1b3a323f1433bd6';
    assert.equal(bytesToHex(present(scriptOfDescriptor(`wpkh(${key})`))), `0014${hash}`);
    assert.equal(bytesToHex(present(scriptOfDescriptor(`pkh(${key})`))), `76a914${hash}88ac`);
    assert.equal(bytesToHex(present(scriptOfDescriptor(`pk(${key})`))), `21${key}ac`);
    assert.equal(scriptOfDescriptor('wpkh(00)'), undefined);
  });
});
