import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, concatBytes, hexToBytes } from '@sferic/crypto';
import {
  addressToScript,
  classifyOutputScript,
  dustThreshold,
  isValidShutdownScript,
  type Network,
  OP,
  push,
  pushNumber,
  scriptToAddress,
  witnessProgram,
} from '../../src/bitcoin/index.ts';

const filled = (length: number) => new Uint8Array(length).fill(0xab);

describe('pushes', () => {
  it('data takes the shortest opcode for its length', () => {
    assert.deepEqual([...push(filled(75)).subarray(0, 2)], [75, 0xab]);
    assert.deepEqual([...push(filled(76)).subarray(0, 3)], [OP.PUSHDATA1, 76, 0xab]);
    assert.deepEqual([...push(filled(256)).subarray(0, 4)], [OP.PUSHDATA2, 0, 1, 0xab]);
    assert.throws(() => push(filled(521)), RangeError);
  });

  it('numbers are minimal, with a byte more when the sign bit is taken', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '00'],
      [1, '51'],
      [16, '60'],
      [17, '0111'],
      [127, '017f'],
      [128, '028000'],
      [144, '029000'],
      [0x7fff, '02ff7f'],
      [0x8000, '03008000'],
      [500_000, '0320a107'],
      [0x80_00_00_00, '050000008000'],
    ];
    for (const [value, expected] of cases) assert.equal(bytesToHex(pushNumber(value)), expected);
    assert.throws(() => pushNumber(-1), RangeError);
  });
});

describe('output scripts', () => {
  const scripts = {
    p2pkh: hexToBytes(`76a914${'11'.repeat(20)}88ac`),
    p2sh: hexToBytes(`a914${'22'.repeat(20)}87`),
    p2wpkh: witnessProgram(0, filled(20)),
    p2wsh: witnessProgram(0, filled(32)),
    p2tr: witnessProgram(1, filled(32)),
    witness_unknown: witnessProgram(16, filled(40)),
    op_return: Uint8Array.of(OP.RETURN, 1, 1),
    nonstandard: witnessProgram(0, filled(21)),
  } as const;

  it('each kind is recognised, with its dust threshold of Bitcoin Core', () => {
    const thresholds = [546n, 540n, 294n, 330n, 330n, 354n, 0n, 546n];
    for (const [index, [kind, script]] of Object.entries(scripts).entries()) {
      assert.equal(classifyOutputScript(script).kind, kind);
      assert.equal(dustThreshold(script), thresholds[index]);
    }
  });

  it('an address leads back to its script on its own network alone', () => {
    for (const network of ['mainnet', 'testnet', 'regtest'] as const satisfies readonly Network[])
      for (const kind of ['p2pkh', 'p2sh', 'p2wpkh', 'p2wsh', 'p2tr', 'witness_unknown'] as const) {
        const address = scriptToAddress(scripts[kind], network);
        assert.ok(address !== undefined);
        assert.deepEqual(addressToScript(address, network), { ok: true, value: scripts[kind] });
        const other = addressToScript(address, network === 'mainnet' ? 'regtest' : 'mainnet');
        assert.ok(!other.ok && other.error.code === 'wrong_network', `${address} of ${network}`);
      }
    assert.equal(scriptToAddress(scripts.op_return, 'mainnet'), undefined);
  });

  it('known addresses of BIP 173, and of Bitcoin Core', () => {
    const cases: readonly (readonly [string, Network, string])[] = [
      [
        'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
        'mainnet',
        '0014751e76e8199196d454941c45d1b3a323f1433bd6',
      ],
      ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', 'mainnet', '76a91477bff20c60e522dfaa3350c39b030a5d004e839a88ac'],
      ['mm3aPLSv9fBrbS68JzurAMp4xGoddJ6pSf', 'regtest', '76a9143ca33c2e4446f4a305f23c80df8ad1afdcf652f988ac'],
    ];
    for (const [address, network, script] of cases)
      assert.deepEqual(addressToScript(address, network), { ok: true, value: hexToBytes(script) });
    const typo = addressToScript('1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3', 'mainnet');
    assert.ok(!typo.ok && typo.error.code === 'invalid_address');
    assert.match(typo.error.message, /^not an address: /);
  });
});

describe('shutdown scripts', () => {
  const opReturn = (...head: readonly number[]) =>
    concatBytes(Uint8Array.of(OP.RETURN, ...head), filled(head.at(-1) ?? 0));

  it('takes segwit outputs, later versions where negotiated, and one push behind OP_RETURN', () => {
    assert.ok(isValidShutdownScript(witnessProgram(0, filled(20)), false));
    assert.ok(isValidShutdownScript(witnessProgram(0, filled(32)), false));
    assert.ok(isValidShutdownScript(witnessProgram(1, filled(32)), true));
    assert.ok(!isValidShutdownScript(witnessProgram(1, filled(32)), false));
    for (const length of [6, 75]) assert.ok(isValidShutdownScript(opReturn(length), false));
    for (const length of [76, 80]) assert.ok(isValidShutdownScript(opReturn(OP.PUSHDATA1, length), false));
  });

  it('refuses legacy outputs, other lengths, and pushes that are not the only or the shortest', () => {
    const refused = [
      hexToBytes(`76a914${'11'.repeat(20)}88ac`),
      hexToBytes(`a914${'22'.repeat(20)}87`),
      witnessProgram(0, filled(21)),
      new Uint8Array(0),
      Uint8Array.of(OP.RETURN),
      opReturn(5),
      opReturn(OP.PUSHDATA1, 75),
      opReturn(OP.PUSHDATA1, 81),
      concatBytes(opReturn(6), Uint8Array.of(1, 1)),
    ];
    for (const script of refused) assert.ok(!isValidShutdownScript(script, true), bytesToHex(script));
  });
});
