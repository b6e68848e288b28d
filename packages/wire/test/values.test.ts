import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hexToBytes } from '@sferic/crypto';
import fc from 'fast-check';
import {
  boltSize,
  type ChannelAnnouncement,
  channelId,
  decodeMessage,
  encodeMessage,
  MAX_BOLT_SIZE,
  MAX_FRAME_LENGTH,
  MAX_HTLC_SIGNATURES,
  MAX_NETWORKS,
  MAX_WITNESSES,
  type NodeAnnouncement,
  type Signature,
  type WireErrorCode,
  type WireMessage,
  type WireReaction,
} from '../src/index.ts';
import { messageOf } from './arbitraries.ts';
import { varint, withFields } from './protobuf.ts';

const ID = channelId(new Uint8Array(32).fill(7));
const SIGNATURE = new Uint8Array(64).fill(1) as Signature;
const N = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141';
const N_MINUS_1 = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140';
const HALF_N = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0';
const HALF_N_PLUS_1 = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1';
const ONE = `${'00'.repeat(31)}01`;
const ZERO = '00'.repeat(32);

/** One message of each type, always the same. */
function sample<T extends keyof typeof messageOf>(type: T) {
  return fc.sample(messageOf[type] as fc.Arbitrary<WireMessage>, { numRuns: 1, seed: 1 })[0] as Extract<
    WireMessage,
    { type: T }
  >;
}

function refused(
  bytes: Uint8Array,
  code: WireErrorCode,
  field: string | undefined,
  reaction: WireReaction,
): void {
  const decoded = decodeMessage(bytes);
  assert.ok(!decoded.ok, 'must be refused');
  assert.deepEqual(
    [decoded.error.code, decoded.error.field, decoded.error.reaction],
    [code, field, reaction],
    decoded.error.message,
  );
}

/** The message with other bytes or another number in one field of the proto. */
function changed(message: WireMessage, number: number, value: Uint8Array): Uint8Array {
  return withFields(encodeMessage(message), (fields) =>
    fields.map((raw) => (raw.number === number ? { ...raw, value } : raw)),
  );
}

describe('signatures', () => {
  const message: WireMessage = {
    type: 'commitment_signed',
    channelId: ID,
    signature: SIGNATURE,
    htlcSignatures: [SIGNATURE, SIGNATURE],
  };
  for (const [name, hex] of [
    ['r = 0', ZERO + ONE],
    ['s = 0', ONE + ZERO],
    ['r = n', N + ONE],
    ['high s', ONE + HALF_N_PLUS_1],
  ] as const) {
    test(`with ${name} are refused`, () =>
      refused(changed(message, 2, hexToBytes(hex)), 'invalid_signature', 'signature', 'disconnect'));
  }
  for (const [name, hex] of [
    ['the greatest r', N_MINUS_1 + ONE],
    ['the greatest low s', ONE + HALF_N],
  ] as const) {
    test(`with ${name} are taken`, () => assert.ok(decodeMessage(changed(message, 2, hexToBytes(hex))).ok));
  }
  test('of HTLCs are named by their place', () => {
    let seen = 0;
    const bytes = withFields(encodeMessage(message), (fields) =>
      fields.map((raw) => (raw.number === 3 && seen++ === 1 ? { ...raw, value: new Uint8Array(64) } : raw)),
    );
    refused(bytes, 'invalid_signature', 'htlcSignatures.[1]', 'disconnect');
  });
});

describe('points', () => {
  for (const [name, hex, code] of [
    ['off the curve', `02${'00'.repeat(31)}05`, 'invalid_point'],
    ['with x above the field', `02${'ff'.repeat(32)}`, 'invalid_point'],
    ['uncompressed', `04${'11'.repeat(32)}`, 'invalid_point'],
    ['too short', '02', 'wrong_length'],
  ] as const) {
    test(`${name} are refused`, () =>
      refused(
        changed(sample('revoke_and_ack'), 3, hexToBytes(hex)),
        code,
        'nextPerCommitmentPoint',
        'disconnect',
      ));
  }
});

describe('numbers', () => {
  test('of two bytes end at 65535', () => {
    const ping = sample('ping');
    assert.ok(decodeMessage(changed(ping, 1, varint(65_535))).ok);
    refused(changed(ping, 1, varint(65_536)), 'out_of_range', 'numPongBytes', 'disconnect');
  });
  test('of one byte end at 255', () => {
    const open = sample('open_channel2');
    assert.ok(decodeMessage(changed(open, 19, varint(255))).ok);
    refused(changed(open, 19, varint(256)), 'out_of_range', 'channelFlags', 'disconnect');
  });
  test('of eight bytes end at 2^64 - 1', () => {
    const add = sample('update_add_htlc');
    const most = decodeMessage(changed(add, 3, varint(2n ** 64n - 1n)));
    assert.ok(most.ok && most.value.type === 'update_add_htlc');
    assert.equal(most.value.amountMsat, 2n ** 64n - 1n);
    const oversized = hexToBytes('ffffffffffffffffff02');
    refused(changed(add, 3, oversized), 'out_of_range', 'amountMsat', 'disconnect');
  });
  test('that do not fit are not encoded', () => {
    assert.throws(() => encodeMessage({ ...sample('ping'), numPongBytes: 65_536 }), RangeError);
    assert.throws(() => encodeMessage({ ...sample('update_add_htlc'), id: 2n ** 64n }), RangeError);
    assert.throws(() => encodeMessage({ ...sample('update_add_htlc'), id: -1n }), RangeError);
    assert.throws(
      () => encodeMessage({ ...sample('tx_init_rbf'), fundingOutputContribution: 2n ** 63n }),
      RangeError,
    );
    assert.throws(() => encodeMessage({ ...sample('tx_complete'), channelId: new Uint8Array(31) as never }));
  });
});

describe('announcements', () => {
  const channel = sample('channel_announcement') as ChannelAnnouncement;
  const node = sample('node_announcement') as NodeAnnouncement;
  test('with a bad key earn a warning, since the peer may only have passed them on', () =>
    refused(changed(channel, 9, new Uint8Array(33)), 'invalid_point', 'nodeId2', 'warn'));
  test('with a bad signature earn a warning', () =>
    refused(changed(channel, 1, new Uint8Array(64)), 'invalid_signature', 'nodeSignature1', 'warn'));
  test('that are no protobuf close the connection', () =>
    refused(changed(channel, 9, new Uint8Array(32)), 'wrong_length', 'nodeId2', 'disconnect'));
  test('with an alias that is not UTF-8 earn a warning', () =>
    refused(changed(node, 6, new Uint8Array(32).fill(0xff)), 'invalid_text', 'alias', 'warn'));
  for (const [name, hex, code] of [
    ['an IPv4 address that ends too early', '017f000001', 'invalid_address'],
    ['a hostname that ends too early', '05036162', 'invalid_address'],
    ['a hostname that is not ASCII', '0502c3a42607', 'invalid_text'],
  ] as const) {
    test(`with ${name} earn a warning`, () =>
      refused(changed(node, 7, hexToBytes(hex)), code, 'addresses', 'warn'));
  }
  test('keep an unknown address and what follows it', () => {
    const decoded = decodeMessage(changed(node, 7, hexToBytes('017f0000012607ff0102')));
    assert.ok(decoded.ok && decoded.value.type === 'node_announcement');
    assert.deepEqual(decoded.value.addresses, [
      { type: 'ipv4', address: hexToBytes('7f000001'), port: 0x2607 },
      { type: 'unknown', data: hexToBytes('ff0102') },
    ]);
  });
  test('are not encoded with an address after an unknown one', () => {
    const addresses = [
      { type: 'unknown', data: Uint8Array.of(9) },
      { type: 'unknown', data: Uint8Array.of(9) },
    ] as const;
    assert.throws(() => encodeMessage({ ...node, addresses }), RangeError);
  });
});

describe('sizes', () => {
  const error = (length: number): WireMessage => ({
    type: 'error',
    channelId: ID,
    data: new Uint8Array(length),
  });
  const overhead = boltSize(error(0));

  test('a message of 65535 bytes in BOLT’s encoding is sent and taken, one of 65536 neither', () => {
    const most = error(MAX_BOLT_SIZE - overhead);
    assert.equal(boltSize(most), MAX_BOLT_SIZE);
    assert.deepEqual(decodeMessage(encodeMessage(most)), { ok: true, value: most });
    assert.throws(() => encodeMessage(error(MAX_BOLT_SIZE - overhead + 1)), RangeError);
    refused(
      changed(most, 2, new Uint8Array(MAX_BOLT_SIZE - overhead + 1)),
      'too_long',
      undefined,
      'disconnect',
    );
  });

  for (const [name, message] of [
    [
      'commitment_signed with all HTLC signatures',
      {
        type: 'commitment_signed',
        channelId: ID,
        signature: SIGNATURE,
        htlcSignatures: Array(MAX_HTLC_SIGNATURES).fill(SIGNATURE),
      },
    ],
    [
      'tx_signatures with all witnesses, as long as they can be',
      {
        type: 'tx_signatures',
        channelId: ID,
        txid: ID as never,
        witnesses: Array(MAX_WITNESSES).fill(new Uint8Array(128)),
      },
    ],
    [
      'init with all networks and as many features as fit',
      {
        type: 'init',
        globalFeatures: new Uint8Array(0),
        features: new Uint8Array(MAX_BOLT_SIZE - 6 - 6 - 32 * MAX_NETWORKS),
        networks: Array(MAX_NETWORKS).fill(ID as never),
      },
    ],
  ] as const satisfies readonly (readonly [string, WireMessage])[]) {
    test(`${name} fits into a frame`, () => {
      const bytes = encodeMessage(message as WireMessage);
      assert.ok(bytes.length <= MAX_FRAME_LENGTH, `${bytes.length} bytes`);
      assert.deepEqual(decodeMessage(bytes), { ok: true, value: message });
    });
  }

  test('lists beyond their bound are refused', () => {
    const message: WireMessage = {
      type: 'tx_signatures',
      channelId: ID,
      txid: ID as never,
      witnesses: [new Uint8Array(1)],
    };
    const bytes = withFields(encodeMessage(message), ([id, txid, witness]) => [
      id!,
      txid!,
      ...Array(MAX_WITNESSES + 1).fill(witness),
    ]);
    refused(bytes, 'out_of_range', 'witnesses', 'disconnect');
    const witnesses = Array(MAX_WITNESSES + 1).fill(new Uint8Array(1));
    assert.throws(() => encodeMessage({ ...message, witnesses }), RangeError);
  });
});
