import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, concatBytes, hexToBytes } from '@sferic/crypto';
import fc from 'fast-check';
import {
  displayId,
  outputSize,
  parseTx,
  serializeTx,
  type Tx,
  txid,
  virtualSize,
  weight,
  wtxid,
} from '../src/transaction.ts';
import { anInput, aTx, loadVectors, txOf } from './support/consensus.ts';

const u32 = fc.oneof(fc.constantFrom(0, 1, 2, 0xffff_ffff), fc.integer({ min: 0, max: 0xffff_ffff }));
const someBytes = fc.oneof(
  { weight: 9, arbitrary: fc.uint8Array({ maxLength: 60 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 250, maxLength: 260 }) },
);
const plain = { noNullPrototype: true };
const anyInput = fc.record(
  {
    prevout: fc.record({ txid: fc.uint8Array({ minLength: 32, maxLength: 32 }), index: u32 }, plain),
    scriptSig: someBytes,
    sequence: u32,
    witness: fc.array(someBytes, { maxLength: 3 }),
  },
  plain,
);
const anyOutput = fc.record(
  {
    value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    scriptPubKey: someBytes,
  },
  plain,
);
const anyTx: fc.Arbitrary<Tx> = fc.record(
  {
    version: u32,
    inputs: fc.array(anyInput, { minLength: 1, maxLength: 4 }),
    outputs: fc.array(anyOutput, { maxLength: 4 }),
    lockTime: u32,
  },
  plain,
);

describe('a transaction', () => {
  it('comes back from its bytes', () => {
    fc.assert(
      fc.property(anyTx, (tx) => {
        const parsed = parseTx(serializeTx(tx));
        assert.deepEqual(parsed.ok && parsed.value, tx);
      }),
    );
  });

  it('has an id that its witness does not change', () => {
    const bare = aTx();
    const signed = aTx({ inputs: [anInput({ witness: [Uint8Array.of(1)] })] });
    assert.deepEqual(txid(signed), txid(bare));
    assert.deepEqual(wtxid(bare), txid(bare));
    assert.notDeepEqual(wtxid(signed), txid(signed));
  });

  it('weighs four units a byte, but one in the witness', () => {
    const bare = aTx();
    assert.equal(weight(bare), serializeTx(bare).length * 4);
    // Marker, flag, count of items, length, 5 bytes.
    const signed = aTx({ inputs: [anInput({ witness: [new Uint8Array(5)] })] });
    assert.equal(weight(signed), weight(bare) + 2 + 1 + 1 + 5);
    assert.equal(virtualSize(signed), Math.ceil(weight(signed) / 4));
  });
});

/** BIP 143, Example: the unsigned transaction of "P2SH-P2WPKH", and what BIP 143 says of it signed. */
const EXAMPLE = 'ef48d9d0f595052e0f8cdcf825f7a5e50b6a388a81f206f3f4846e5ecd7a0c23';

describe('parsing', () => {
  it('reads the published example of a segwit transaction', () => {
    const { segwit } = loadVectors<{ segwit: { name: string; signedTx: string }[] }>('sighash');
    const example = segwit.find(({ name }) => name === 'P2SH-P2WPKH');
    const tx = txOf(example!.signedTx);
    assert.equal(displayId(txid(tx)), EXAMPLE);
    assert.equal(bytesToHex(serializeTx(tx)), example!.signedTx);
  });

  const head = '02000000';
  const input = `${'07'.repeat(32)}0000000000ffffffff`;
  const output = 'e80300000000000000';
  const tail = '00000000';
  const bad: readonly [why: string, hex: string, message: RegExp][] = [
    ['nothing', '', /end of data/],
    ['cut off', `${head}01${input}01${output}000000`, /end of data/],
    ['a byte too many', `${head}01${input}01${output}${tail}00`, /1 bytes left over/],
    ['a marker without a witness', `${head}000101${input}01${output}00${tail}`, /superfluous witness/],
    ['unknown flag', `${head}000201${input}01${output}${tail}`, /unknown transaction optional data/],
    [
      'witness and unknown flag',
      `${head}000301${input}01${output}0101aa${tail}`,
      /unknown transaction optional/,
    ],
    ['a count that is not minimal', `${head}fd0100${input}01${output}${tail}`, /non-canonical compact size/],
    ['a count beyond the data', `${head}feffffff01${input}`, /list longer than the data/],
    ['a count beyond all bounds', `${head}ff0000000001000000${input}`, /compact size too large/],
  ];
  for (const [why, hex, message] of bad) {
    it(`refuses ${why}`, () => {
      const parsed = parseTx(hexToBytes(hex));
      assert.ok(!parsed.ok);
      assert.match(parsed.error.message, message);
    });
  }

  it('takes the smallest inputs and outputs there are', () => {
    const inputs = new Array(20).fill(anInput());
    const outputs = new Array(20).fill({ value: 0n, scriptPubKey: new Uint8Array() });
    const tx = aTx({ inputs, outputs });
    const parsed = parseTx(serializeTx(tx));
    assert.deepEqual(parsed.ok && parsed.value, tx);
    assert.equal(serializeTx(tx).length, 4 + 1 + 20 * 41 + 1 + 20 * outputSize(outputs[0]) + 4);
  });

  it('without the extended format takes an empty input list for what it says', () => {
    const empty = aTx({ inputs: [] });
    const parsed = parseTx(serializeTx(empty), { allowWitness: false });
    assert.deepEqual(parsed.ok && parsed.value, empty);
  });

  it('of changed bytes gives an error, or a transaction with those bytes', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }), cut: fc.boolean() });
    fc.assert(
      fc.property(anyTx, fc.array(change, { minLength: 1, maxLength: 3 }), (tx, changes) => {
        let bytes = serializeTx(tx);
        for (const { at, byte, cut } of changes) {
          const place = at % bytes.length;
          bytes = concatBytes(
            bytes.subarray(0, place),
            Uint8Array.of(byte),
            bytes.subarray(place + (cut ? 2 : 1)),
          );
        }
        const parsed = parseTx(bytes);
        if (parsed.ok) assert.equal(bytesToHex(serializeTx(parsed.value)), bytesToHex(bytes));
        else assert.equal(parsed.error.code, 'decode');
      }),
    );
  });
});
