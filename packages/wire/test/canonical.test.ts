import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { concatBytes, hexToBytes } from '@sferic/crypto';
import {
  channelId,
  decodeMessage,
  encodeMessage,
  point,
  satPerKw,
  shortChannelId,
  txId,
  type WireErrorCode,
  type WireMessage,
} from '../src/index.ts';
import { type RawField, varint, withFields, writeProtobuf } from './protobuf.ts';

const ID = channelId(new Uint8Array(32).fill(7));
const POINT = point(hexToBytes('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'));
const FEE: WireMessage = { type: 'update_fee', channelId: ID, feeratePerKw: satPerKw(253) };
const FEE_HEX = `b208250a20${'07'.repeat(32)}10fd01`;
const READY: WireMessage = {
  type: 'channel_ready',
  channelId: ID,
  secondPerCommitmentPoint: POINT,
  alias: shortChannelId(5n),
};

const field = (number: number, wireType: number, value: Uint8Array): RawField => ({
  number,
  wireType,
  value,
});
const EMPTY = new Uint8Array(0);

function refused(bytes: Uint8Array, code: WireErrorCode, fieldName?: string): void {
  const decoded = decodeMessage(bytes);
  assert.ok(!decoded.ok, 'must be refused');
  assert.equal(decoded.error.code, code, decoded.error.message);
  assert.equal(decoded.error.field, fieldName);
  assert.equal(decoded.error.reaction, 'disconnect');
}

function taken(bytes: Uint8Array, message: WireMessage): void {
  const decoded = decodeMessage(bytes);
  assert.ok(decoded.ok, decoded.ok ? '' : decoded.error.message);
  assert.deepEqual(decoded.value, message);
}

test('a known message has the known bytes', () => {
  assert.deepEqual(encodeMessage(FEE), hexToBytes(FEE_HEX));
  taken(hexToBytes(FEE_HEX), FEE);
});

describe('the envelope', () => {
  test('with nothing in it', () => refused(EMPTY, 'bad_envelope'));
  test('with field number 0', () => refused(hexToBytes('0200'), 'bad_envelope'));
  test('with a varint for its field', () => refused(hexToBytes('b00801'), 'bad_envelope'));
  test('with two fields', () =>
    refused(concatBytes(hexToBytes(FEE_HEX), hexToBytes(FEE_HEX)), 'bad_envelope'));
  test('that ends too early', () => refused(hexToBytes(FEE_HEX.slice(0, -2)), 'bad_envelope'));
  test('with an oversized tag', () => refused(hexToBytes(`b28800${FEE_HEX.slice(4)}`), 'bad_envelope'));
  test('with an oversized length', () => refused(hexToBytes(`b208a500${FEE_HEX.slice(6)}`), 'bad_envelope'));
  test('with a number that is no BOLT type', () =>
    refused(writeProtobuf([field(65_537, 2, EMPTY)]), 'bad_envelope'));

  test('with an unknown odd type is ignored, whatever it holds', () => {
    const bytes = writeProtobuf([field(32_769, 2, Uint8Array.of(0xff, 0xff))]);
    assert.deepEqual(decodeMessage(bytes), { ok: true, value: { type: 'unknown_odd', number: 32_769 } });
  });

  test('with an unknown even type is refused', () =>
    refused(writeProtobuf([field(32_768, 2, EMPTY)]), 'unknown_even_message'));
  test('with a type of old that this network does without is refused', () =>
    refused(writeProtobuf([field(32, 2, EMPTY)]), 'unknown_even_message'));
});

describe('fields', () => {
  const change = (edit: (fields: RawField[]) => readonly RawField[]) =>
    withFields(encodeMessage(FEE), (fields) => edit([...fields]));

  test('missing', () =>
    refused(
      change(([id]) => [id!]),
      'missing_field',
      'feeratePerKw',
    ));
  test('in the wrong order', () =>
    refused(
      change(([id, fee]) => [fee!, id!]),
      'not_canonical',
      'channelId',
    ));
  test('twice', () =>
    refused(
      change(([id, fee]) => [id!, fee!, fee!]),
      'not_canonical',
      'feeratePerKw',
    ));
  test('with an oversized varint', () =>
    refused(
      change(([id]) => [id!, field(2, 0, hexToBytes('fd8100'))]),
      'not_canonical',
      'feeratePerKw',
    ));
  test('with zero as an oversized varint', () =>
    refused(
      change(([id]) => [id!, field(2, 0, hexToBytes('8000'))]),
      'not_canonical',
      'feeratePerKw',
    ));
  test('with more than 32 bits in a uint32', () =>
    refused(
      change(([id]) => [id!, field(2, 0, varint(2n ** 32n))]),
      'out_of_range',
      'feeratePerKw',
    ));
  test('with all 32 bits in a uint32', () =>
    taken(
      change(([id]) => [id!, field(2, 0, varint(2n ** 32n - 1n))]),
      { ...FEE, feeratePerKw: satPerKw(2 ** 32 - 1) },
    ));
  test('with zero, which is there, not absent', () =>
    taken(
      change(([id]) => [id!, field(2, 0, varint(0))]),
      { ...FEE, feeratePerKw: satPerKw(0) },
    ));
  test('with another wire type', () =>
    refused(
      change(([id]) => [id!, field(2, 5, new Uint8Array(4))]),
      'malformed',
      'feeratePerKw',
    ));
  test('with a group', () =>
    refused(
      change(([id, fee]) => [id!, fee!, field(1001, 3, EMPTY)]),
      'malformed',
    ));
  test('of wrong length', () =>
    refused(
      change(([, fee]) => [field(1, 2, new Uint8Array(31)), fee!]),
      'wrong_length',
      'channelId',
    ));
  test('with number 0', () =>
    refused(
      change(([id, fee]) => [field(0, 0, varint(1)), id!, fee!]),
      'malformed',
    ));
  test('unknown below 1000', () =>
    refused(
      change(([id, fee]) => [id!, fee!, field(3, 0, varint(1))]),
      'unknown_field',
    ));
  test('unknown between 100 and 999', () =>
    refused(
      change(([id, fee]) => [id!, fee!, field(999, 0, varint(1))]),
      'unknown_field',
    ));
});

describe('records', () => {
  const bytes = encodeMessage(READY);
  const append = (...added: RawField[]) => withFields(bytes, (fields) => [...fields, ...added]);

  test('absent is not zero', () => {
    const { alias: _, ...bare } = READY;
    taken(
      withFields(bytes, (fields) => fields.slice(0, 2)),
      bare,
    );
    taken(
      withFields(bytes, (fields) => [...fields.slice(0, 2), field(1001, 1, new Uint8Array(8))]),
      { ...READY, alias: shortChannelId(0n) },
    );
  });

  for (const wireType of [0, 1, 2, 5]) {
    test(`unknown odd ones are ignored (wire type ${wireType})`, () =>
      taken(append(field(1003, wireType, new Uint8Array({ 0: 1, 1: 8, 2: 3, 5: 4 }[wireType]!))), READY));
  }
  test('unknown odd ones may be lists', () =>
    taken(append(field(1003, 2, EMPTY), field(1003, 2, EMPTY)), READY));
  test('unknown even ones are refused', () => refused(append(field(1004, 2, EMPTY)), 'unknown_even_record'));
  test('unknown odd ones must be in order', () =>
    refused(append(field(1005, 2, EMPTY), field(1003, 2, EMPTY)), 'not_canonical'));
  test('unknown odd ones must be whole', () =>
    refused(append(field(1003, 1, new Uint8Array(7))), 'malformed'));
  test('unknown odd ones must have short varints', () =>
    refused(append(field(1003, 0, Uint8Array.of(0x81, 0))), 'not_canonical'));

  test('a flag that is false is refused', () => {
    const ack: WireMessage = { type: 'tx_ack_rbf', channelId: ID, requireConfirmedInputs: true };
    taken(encodeMessage(ack), ack);
    const changed = withFields(encodeMessage(ack), ([id]) => [id!, field(1002, 0, varint(0))]);
    refused(changed, 'not_canonical', 'requireConfirmedInputs');
  });

  test('inside of a record, unknown fields are refused even if they are odd', () => {
    const reestablish: WireMessage = {
      type: 'channel_reestablish',
      channelId: ID,
      nextCommitmentNumber: 1n,
      nextRevocationNumber: 0n,
      yourLastPerCommitmentSecret: new Uint8Array(32) as never,
      myCurrentPerCommitmentPoint: POINT,
      nextFunding: { txid: txId(new Uint8Array(32)), retransmitFlags: 1 },
    };
    taken(encodeMessage(reestablish), reestablish);
    const changed = withFields(encodeMessage(reestablish), (fields) =>
      fields.map((raw) =>
        raw.number === 1001
          ? { ...raw, value: concatBytes(raw.value, writeProtobuf([field(1001, 0, varint(1))])) }
          : raw,
      ),
    );
    refused(changed, 'unknown_field', 'nextFunding');
  });

  test('a list of no chains is not the absence of the list', () => {
    const init: WireMessage = { type: 'init', globalFeatures: EMPTY, features: EMPTY, networks: [] };
    taken(encodeMessage(init), init);
  });
});
