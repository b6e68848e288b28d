import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesToHex, hexToBytes as hex } from '@sferic/crypto';
import fc from 'fast-check';
import {
  decodeFinalPayload,
  decodeForwardPayload,
  encodePayload,
  type FinalPayload,
  type ForwardPayload,
  KEYSEND_PREIMAGE_TYPE,
} from '../src/index.ts';

const MAX_MSAT = 0x1d24b2dfac520000n;
const amount = fc.bigInt({ min: 0n, max: MAX_MSAT });
const height = fc.integer({ min: 0, max: 0xffff_ffff });
const bytes = (options: fc.IntArrayConstraints) =>
  fc.uint8Array(options).map((array) => new Uint8Array(array));

/** As object literals are: the code under test makes those. */
const plain = { noNullPrototype: true } as const;

const forward: fc.Arbitrary<ForwardPayload> = fc.record(
  {
    type: fc.constant('forward'),
    amtToForward: amount,
    outgoingCltvValue: height,
    shortChannelId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  },
  plain,
);

const customRecords = fc
  .uniqueArray(
    fc.record(
      {
        type: fc
          .bigInt({ min: 65536n, max: 2n ** 64n - 1n })
          .filter((type) => type !== KEYSEND_PREIMAGE_TYPE),
        value: bytes({ maxLength: 40 }),
      },
      plain,
    ),
    { selector: ({ type }) => type, maxLength: 4 },
  )
  .map((records) => records.sort((a, b) => (a.type < b.type ? -1 : 1)));

const final: fc.Arbitrary<FinalPayload> = fc.record(
  {
    type: fc.constant('final'),
    amtToForward: amount,
    outgoingCltvValue: height,
    paymentData: fc.record(
      { paymentSecret: bytes({ minLength: 32, maxLength: 32 }), totalMsat: amount },
      plain,
    ),
    paymentMetadata: bytes({ maxLength: 60 }),
    keysendPreimage: bytes({ minLength: 32, maxLength: 32 }),
    customRecords,
  },
  { ...plain, requiredKeys: ['type', 'amtToForward', 'outgoingCltvValue', 'customRecords'] },
);

/** Type and offset at fault, as `invalid_onion_payload` reports them. */
function fault(result: ReturnType<typeof decodeForwardPayload> | ReturnType<typeof decodeFinalPayload>) {
  return result.ok ? undefined : { tlvType: result.error.tlvType, offset: result.error.offset };
}

describe('payload of a forwarding hop', () => {
  test('has amount, expiry and channel, as in BOLT 4, onion-test.json', () => {
    const payload = {
      type: 'forward',
      amtToForward: 15000n,
      outgoingCltvValue: 1500,
      shortChannelId: 1n,
    } as const;
    const encoded = hex('02023a98040205dc06080000000000000001');
    assert.equal(bytesToHex(encodePayload(payload)), bytesToHex(encoded));
    assert.deepEqual(decodeForwardPayload(encoded), { ok: true, value: payload });
  });

  test('reads back whatever its values', () => {
    fc.assert(
      fc.property(forward, (payload) => {
        assert.deepEqual(decodeForwardPayload(encodePayload(payload)), { ok: true, value: payload });
      }),
    );
  });

  const cases: readonly (readonly [string, string, bigint, number])[] = [
    ['no amount', '040105060800000000000000aa', 2n, 0],
    ['no expiry', '02010506080000000000000001', 4n, 0],
    ['no channel', '020105040105', 6n, 0],
    ['an amount with a leading zero', '02020001040105060800000000000000aa', 2n, 2],
    ['more than 21 million bitcoins', '02081d24b2dfac520001040105060800000000000000aa', 2n, 2],
    ['a channel of 7 bytes', '0201050401050607000000000000aa', 6n, 8],
    [
      'payment data, which are for the final node',
      `0201050401050608000000000000000108${'20'.repeat(33)}`,
      8n,
      16,
    ],
    ['an unknown even type', '0201050401050608000000000000000114' + '00', 20n, 16],
    ['an even custom record', '02010504010506080000000000000001fe0001000000', 65536n, 16],
    ['types in the wrong order', '04010502010506080000000000000001', 2n, 3],
    ['a type twice', '020105020105', 2n, 3],
    ['a length beyond the payload', '0205ff', 2n, 2],
  ];
  for (const [name, encoded, tlvType, offset] of cases) {
    test(`with ${name} is refused, naming type ${tlvType} at byte ${offset}`, () => {
      assert.deepEqual(fault(decodeForwardPayload(hex(encoded))), { tlvType, offset });
    });
  }

  test('with unknown odd types is read without them', () => {
    const result = decodeForwardPayload(
      hex('010002010504010506080000000000000001' + '1500' + 'fe0001000100'),
    );
    assert.deepEqual(result, {
      ok: true,
      value: { type: 'forward', amtToForward: 5n, outgoingCltvValue: 5, shortChannelId: 1n },
    });
  });
});

describe('payload of the final node', () => {
  test('reads back with any of its optional records', () => {
    fc.assert(
      fc.property(final, (payload) => {
        assert.deepEqual(
          decodeFinalPayload(encodePayload(payload), () => true),
          { ok: true, value: payload },
        );
      }),
    );
  });

  test('has payment data of secret and truncated total', () => {
    const payload: FinalPayload = {
      type: 'final',
      amtToForward: 256n,
      outgoingCltvValue: 0,
      paymentData: { paymentSecret: new Uint8Array(32).fill(0xaa), totalMsat: 512n },
      customRecords: [],
    };
    assert.equal(bytesToHex(encodePayload(payload)), `0202010004000822${'aa'.repeat(32)}0200`);
  });

  test('carries a keysend preimage in type 5482373484, in order among custom records', () => {
    const payload: FinalPayload = {
      type: 'final',
      amtToForward: 1n,
      outgoingCltvValue: 1,
      keysendPreimage: new Uint8Array(32).fill(0xbb),
      customRecords: [
        { type: 5482373485n, value: hex('02') },
        { type: 65537n, value: hex('01') },
      ],
    };
    assert.equal(
      bytesToHex(encodePayload(payload)),
      `020101040101fe000100010101ff0000000146c6616c20${'bb'.repeat(32)}ff0000000146c6616d0102`,
    );
  });

  test('with a custom record of even type is refused unless the receiver takes that type', () => {
    const encoded = hex('020105040105' + 'fe00010000' + '01aa');
    assert.deepEqual(fault(decodeFinalPayload(encoded)), { tlvType: 65536n, offset: 6 });
    assert.ok(decodeFinalPayload(encoded, (type) => type === 65536n).ok);
  });

  test('of a type below 65536 that is unknown and even is refused even if the receiver takes everything', () => {
    const result = decodeFinalPayload(hex('0201050401051400'), () => true);
    assert.deepEqual(fault(result), { tlvType: 20n, offset: 6 });
  });

  test('with a short channel id is read without it, but not if that is malformed', () => {
    const result = decodeFinalPayload(hex('02010504010506080000000000000001'));
    assert.deepEqual(result.ok && result.value, {
      type: 'final',
      amtToForward: 5n,
      outgoingCltvValue: 5,
      customRecords: [],
    });
    assert.equal(fault(decodeFinalPayload(hex('020105040105060701020304050607')))?.tlvType, 6n);
  });

  test('with a payment secret of 31 bytes is refused', () => {
    assert.deepEqual(fault(decodeFinalPayload(hex(`020105040105081f${'00'.repeat(31)}`))), {
      tlvType: 8n,
      offset: 8,
    });
  });

  test('with a keysend preimage of 33 bytes is refused', () => {
    const encoded = hex(`020105040105ff0000000146c6616c21${'00'.repeat(33)}`);
    assert.equal(fault(decodeFinalPayload(encoded, () => true))?.tlvType, 0x146c6616cn);
  });

  test('of any bytes decodes or fails with a type and an offset inside the payload', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (encoded) => {
        const result = decodeFinalPayload(new Uint8Array(encoded), () => true);
        if (!result.ok) assert.ok(result.error.offset <= encoded.length);
      }),
    );
  });

  test('cannot be encoded with custom records below 65536 or twice the same', () => {
    const payload = { type: 'final', amtToForward: 1n, outgoingCltvValue: 1 } as const;
    const record = { type: 65537n, value: hex('') };
    assert.throws(
      () => encodePayload({ ...payload, customRecords: [{ ...record, type: 65535n }] }),
      RangeError,
    );
    assert.throws(() => encodePayload({ ...payload, customRecords: [record, record] }), RangeError);
  });
});
