import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, concatBytes, hexToBytes } from '@sferic/crypto';
import type { Sat, TxId } from '@sferic/wire';
import fc from 'fast-check';
import {
  decodeWitness,
  encodeWitness,
  formatTxid,
  MAX_MONEY,
  parseTransaction,
  parseTxid,
  serializeTransaction,
  serializeWithoutWitness,
  type Transaction,
  transactionId,
  transactionWeight,
  witnessTransactionId,
} from '../../src/bitcoin/index.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const u32 = fc.integer({ min: 0, max: 0xff_ff_ff_ff });

/** Prototypes matter to deep equality. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { noNullPrototype: true });

const transactions: fc.Arbitrary<Transaction> = record({
  version: u32,
  inputs: fc.array(
    record({
      outPoint: record({
        txid: fc.uint8Array({ minLength: 32, maxLength: 32 }) as unknown as fc.Arbitrary<TxId>,
        index: u32,
      }),
      scriptSig: bytes(300),
      sequence: u32,
      witness: fc.array(bytes(40), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  outputs: fc.array(
    record({
      amount: fc.bigInt({ min: 0n, max: MAX_MONEY / 4n }) as unknown as fc.Arbitrary<Sat>,
      scriptPubKey: bytes(300),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  locktime: u32,
});

describe('parseTransaction', () => {
  it('reads back every transaction that serializeTransaction writes', () => {
    fc.assert(
      fc.property(transactions, (tx) => {
        assert.deepEqual(parseTransaction(serializeTransaction(tx)), { ok: true, value: tx });
      }),
    );
  });

  it('refuses every truncation, and every byte too many, by a typed error', () => {
    fc.assert(
      fc.property(transactions, fc.nat(), (tx, cut) => {
        const whole = serializeTransaction(tx);
        const truncated = parseTransaction(whole.subarray(0, cut % whole.length));
        assert.ok(!truncated.ok);
        const longer = parseTransaction(concatBytes(whole, Uint8Array.of(0)));
        assert.ok(!longer.ok && longer.error.code === 'malformed');
      }),
    );
  });

  it('takes mutated bytes only if they are the one serialization of what it read', () => {
    fc.assert(
      fc.property(transactions, fc.nat(), fc.integer({ min: 1, max: 255 }), (tx, at, change) => {
        const mutated = serializeTransaction(tx);
        mutated[at % mutated.length]! ^= change;
        const parsed = parseTransaction(mutated);
        if (parsed.ok) assert.deepEqual(serializeTransaction(parsed.value), mutated);
      }),
    );
  });

  it('refuses a count that no input of that length can hold, at once', () => {
    const huge = hexToBytes(`02000000feffffffff${'00'.repeat(50)}`);
    const parsed = parseTransaction(huge);
    assert.ok(!parsed.ok && parsed.error.code === 'malformed');
  });

  it('refuses outputs of more than all bitcoin together', () => {
    const output = { amount: MAX_MONEY, scriptPubKey: new Uint8Array(0) };
    const tx = { ...sample(), outputs: [output, { ...output, amount: 1n as Sat }] };
    const parsed = parseTransaction(serializeTransaction(tx));
    assert.ok(!parsed.ok && parsed.error.code === 'amount_out_of_range');
    assert.ok(parseTransaction(serializeTransaction({ ...tx, outputs: [output] })).ok);
  });

  it('refuses a transaction without outputs, and the segwit form without a witness', () => {
    const none = parseTransaction(serializeWithoutWitness({ ...sample(), outputs: [] }));
    assert.ok(!none.ok && none.error.code === 'no_outputs');
    const plain = serializeWithoutWitness(sample());
    const superfluous = concatBytes(
      plain.subarray(0, 4),
      Uint8Array.of(0, 1),
      plain.subarray(4, -4),
      Uint8Array.of(0),
      plain.subarray(-4),
    );
    assert.ok(!parseTransaction(superfluous).ok);
  });
});

describe('ids and weight', () => {
  it('the txid ignores witnesses, the wtxid and the weight do not', () => {
    const plain = sample();
    const signed = { ...plain, inputs: [{ ...plain.inputs[0]!, witness: [Uint8Array.of(1, 2, 3)] }] };
    assert.deepEqual(transactionId(signed), transactionId(plain));
    assert.deepEqual(witnessTransactionId(plain), transactionId(plain));
    assert.notDeepEqual(witnessTransactionId(signed), transactionId(signed));
    assert.equal(transactionWeight(plain), 4 * serializeTransaction(plain).length);
    assert.equal(transactionWeight(signed), transactionWeight(plain) + 2 + 1 + 1 + 3);
  });

  it('shows a txid with its bytes reversed', () => {
    const text = `${'00'.repeat(31)}01`;
    assert.equal(bytesToHex(parseTxid(text)), `01${'00'.repeat(31)}`);
    assert.equal(formatTxid(parseTxid(text)), text);
    assert.throws(() => parseTxid('00'));
  });
});

describe('witness encoding of tx_signatures', () => {
  it('reads back what it writes, and nothing longer', () => {
    fc.assert(
      fc.property(fc.array(bytes(300), { maxLength: 5 }), (witness) => {
        const encoded = encodeWitness(witness);
        assert.deepEqual(decodeWitness(encoded), { ok: true, value: witness });
        assert.ok(!decodeWitness(concatBytes(encoded, Uint8Array.of(0))).ok);
      }),
    );
  });
});

function sample(): Transaction {
  return {
    version: 2,
    inputs: [
      {
        outPoint: { txid: new Uint8Array(32).fill(7) as TxId, index: 1 },
        scriptSig: new Uint8Array(0),
        sequence: 0,
        witness: [],
      },
    ],
    outputs: [{ amount: 1000n as Sat, scriptPubKey: Uint8Array.of(0x51) }],
    locktime: 0,
  };
}
