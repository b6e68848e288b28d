import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesToHex, hexToBytes as hex, publicKey, sha256 } from '@sferic/crypto';
import fc from 'fast-check';
import {
  createFailure,
  decodeFailure,
  decodeFailureMessage,
  encodeFailureMessage,
  type FailureMessage,
  failureCode,
  failureFromMalformed,
  MAX_HOPS,
  onionSharedSecrets,
  type ReturnedFailure,
  wrapFailure,
} from '../src/index.ts';
import { nodeSecrets, returnFailure, VECTOR_SECRETS, VECTOR_SESSION_KEY } from './route.ts';

const sharedWith = (secrets: typeof VECTOR_SECRETS) =>
  onionSharedSecrets(
    VECTOR_SESSION_KEY,
    secrets.map((secret) => publicKey(secret.expose())),
  );

describe('the failure of BOLT 4, "Returning Errors"', () => {
  const sharedSecrets = sharedWith(VECTOR_SECRETS);
  const failureMessage = encodeFailureMessage(
    { type: 'incorrect_or_unknown_payment_details', htlcMsat: 100n, height: 800000 },
    [{ type: 34001n, value: new Uint8Array(300).fill(0x80) }],
  );
  /** SHA-256 of return packet and attribution data that nodes 4 to 0 send; node `i` reports `5 - i`. */
  const expected = [
    [
      'af9de55ab5c9355f9a438f96035a3d45be936b06d2383419457430db3d80db3b',
      '25ff586eab24fa8d3ea4170629269da6d89482b084a2dddf6569bb8695c691d0',
    ],
    [
      '929b5202b7cddf44137ab09c9c9cce0b58d9d4d48d85d020a0dc1784527e56d3',
      'c4aad28856fa0e3a7b4a016ca993628fa1be20853ac923317c8847f8ce721806',
    ],
    [
      'd7023647b46913b9c2ddc4f60178b1ced9e87cdb07fb16d25f0778f1d1d11efb',
      '5706b3765997d4716e76daf8853e552765e92114fc435716638b33fbc8c42d1c',
    ],
    [
      '325918ac1a2c14568c50ad5493b60cec6b05b66278121f48a47a0de6cf675f2e',
      '013c69b6b2abc0453348483f8cb81aafb991fb1846b9c4523c2d18522a18abe3',
    ],
    [
      '0709ced8da7a15dae982a2c0edfe44fefa1a2aab5db8e207f63890455799ec07',
      '7fe8cee92a9d62492c9ef65d54f363f41563be0050c6bce084fbb0034405646b',
    ],
  ];
  const sent: ReturnedFailure[] = [];
  for (let hop = 4; hop >= 0; hop--) {
    const sharedSecret = sharedSecrets[hop]!;
    const holdTime = 5 - hop;
    const previous = sent.at(-1);
    sent.push(
      previous
        ? wrapFailure({ sharedSecret, ...previous, holdTime })
        : createFailure({ sharedSecret, failureMessage, holdTime, paddedLength: 1024 }),
    );
  }

  test('is to the byte what each node sends', () => {
    assert.deepEqual(
      sent.map(({ reason, attributionData }) =>
        [reason, attributionData].map((part) => bytesToHex(sha256(part))),
      ),
      expected,
    );
  });

  test('is understood at the origin, with all hold times', () => {
    assert.deepEqual(decodeFailure({ sharedSecrets, ...sent[4]! }), {
      ok: true,
      value: {
        hop: 4,
        failure: { type: 'incorrect_or_unknown_payment_details', htlcMsat: 100n, height: 800000 },
        holdTimes: [5, 4, 3, 2, 1],
      },
    });
  });
});

describe('a failure from any hop', () => {
  const all = sharedWith(nodeSecrets(MAX_HOPS));
  const failure: FailureMessage = { type: 'unknown_next_peer' };
  const route = fc
    .integer({ min: 1, max: MAX_HOPS })
    .chain((length) => fc.record({ length: fc.constant(length), failingHop: fc.nat({ max: length - 1 }) }));

  test('of any route decodes to that hop, with the hold times of up to 20 hops', () => {
    fc.assert(
      fc.property(route, ({ length, failingHop }) => {
        const sharedSecrets = all.slice(0, length);
        const returned = returnFailure({ sharedSecrets, failingHop, failure });
        const holdTimes = Array.from({ length: Math.min(failingHop + 1, 20) }, (_, hop) => hop + 1);
        const expected = { ok: true, value: { hop: failingHop, failure, holdTimes } };
        assert.deepEqual(decodeFailure({ sharedSecrets, ...returned }), expected);
      }),
      { numRuns: 40 },
    );
  });

  test('is 292 bytes long, whatever it says, for messages of up to 256 bytes', () => {
    const lengths = [2, 20, 256].map((length) => {
      const failureMessage = new Uint8Array(length);
      return createFailure({ sharedSecret: all[0]!, failureMessage, holdTime: 0 }).reason.length;
    });
    assert.deepEqual(lengths, [292, 292, 292]);
    const longer = createFailure({ sharedSecret: all[0]!, failureMessage: new Uint8Array(300), holdTime: 0 });
    assert.equal(longer.reason.length, 336);
  });

  test('without attribution data still decodes', () => {
    const sharedSecrets = all.slice(0, 3);
    const { reason } = returnFailure({ sharedSecrets, failingHop: 1, failure });
    assert.deepEqual(decodeFailure({ sharedSecrets, reason }), {
      ok: true,
      value: { hop: 1, failure, holdTimes: [] },
    });
  });

  test('behind a node without attribution data has hold times up to that node', () => {
    const sharedSecrets = all.slice(0, 4);
    let returned: { reason: Uint8Array; attributionData?: Uint8Array } = returnFailure({
      sharedSecrets: all.slice(2, 4),
      failingHop: 1,
      failure,
    });
    // Hop 2 is an old node here: what it sends has no attribution data.
    returned = wrapFailure({ sharedSecret: all[1]!, reason: returned.reason, holdTime: 7 });
    returned = wrapFailure({ sharedSecret: all[0]!, holdTime: 8, ...returned });
    const decoded = decodeFailure({ sharedSecrets, ...returned });
    assert.deepEqual(decoded, { ok: true, value: { hop: 3, failure, holdTimes: [8, 7] } });
  });

  test('that was tampered with is refused, and the blame falls on the tampering hop and one neighbour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (length, culprit, place, change) => {
          const sharedSecrets = all.slice(0, length);
          const tamperer = culprit % length;
          const returned = returnFailure({
            sharedSecrets,
            failingHop: length - 1,
            failure,
            tamper: (hop, sent) => {
              if (hop !== tamperer) return sent;
              const reason = sent.reason.slice();
              reason[place % reason.length]! ^= change;
              return { ...sent, reason };
            },
          });
          const decoded = decodeFailure({ sharedSecrets, ...returned });
          assert.ok(!decoded.ok);
          assert.ok(decoded.error.blamedHops.includes(tamperer));
          assert.ok(decoded.error.blamedHops.length <= 2);
          assert.equal(decoded.error.holdTimes.length, tamperer);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('whose attribution data were tampered with loses the hold times from the tampering hop on', () => {
    const sharedSecrets = all.slice(0, 5);
    for (let tamperer = 0; tamperer < 5; tamperer++) {
      const returned = returnFailure({
        sharedSecrets,
        failingHop: 4,
        failure,
        tamper: (hop, sent) => {
          if (hop !== tamperer) return sent;
          const attributionData = sent.attributionData.slice();
          attributionData[0]! ^= 1;
          return { ...sent, attributionData };
        },
      });
      const decoded = decodeFailure({ sharedSecrets, ...returned });
      assert.ok(decoded.ok);
      assert.equal(decoded.value.hop, 4);
      assert.equal(decoded.value.holdTimes.length, tamperer);
    }
  });

  test('that no hop made is refused, whatever its length', () => {
    for (const length of [0, 1, 31, 32, 36, 292, 1000]) {
      const decoded = decodeFailure({
        sharedSecrets: all.slice(0, 3),
        reason: new Uint8Array(length).fill(3),
      });
      assert.ok(!decoded.ok);
      assert.deepEqual(decoded.error.blamedHops, []);
    }
  });

  test('that is authentic but empty still names its hop', () => {
    const sharedSecret = all[0]!;
    const { reason } = createFailure({ sharedSecret, failureMessage: new Uint8Array(0), holdTime: 0 });
    const decoded = decodeFailure({ sharedSecrets: [sharedSecret], reason });
    assert.deepEqual(decoded.ok && decoded.value, {
      hop: 0,
      failure: { type: 'unknown_failure', failureCode: 0, data: new Uint8Array(0) },
      holdTimes: [],
    });
  });
});

describe('failure messages', () => {
  const channelUpdate = hex('0102aabb');
  const sha256OfOnion = new Uint8Array(32).fill(5);
  const cases: readonly (readonly [FailureMessage, string])[] = [
    [{ type: 'temporary_node_failure' }, '2002'],
    [{ type: 'permanent_node_failure' }, '6002'],
    [{ type: 'required_node_feature_missing' }, '6003'],
    [{ type: 'invalid_onion_version', sha256OfOnion }, `c004${'05'.repeat(32)}`],
    [{ type: 'invalid_onion_hmac', sha256OfOnion }, `c005${'05'.repeat(32)}`],
    [{ type: 'invalid_onion_key', sha256OfOnion }, `c006${'05'.repeat(32)}`],
    [{ type: 'temporary_channel_failure', channelUpdate: hex('') }, '10070000'],
    [{ type: 'temporary_channel_failure', channelUpdate }, '100700040102aabb'],
    [{ type: 'permanent_channel_failure' }, '4008'],
    [{ type: 'required_channel_feature_missing' }, '4009'],
    [{ type: 'unknown_next_peer' }, '400a'],
    [{ type: 'amount_below_minimum', htlcMsat: 7n, channelUpdate }, '100b000000000000000700040102aabb'],
    [{ type: 'fee_insufficient', htlcMsat: 7n, channelUpdate: hex('') }, '100c00000000000000070000'],
    [{ type: 'incorrect_cltv_expiry', cltvExpiry: 9, channelUpdate }, '100d0000000900040102aabb'],
    [{ type: 'expiry_too_soon', channelUpdate: hex('') }, '100e0000'],
    [
      { type: 'incorrect_or_unknown_payment_details', htlcMsat: 2n ** 64n - 1n, height: 800000 },
      '400fffffffffffffffff000c3500',
    ],
    [{ type: 'final_incorrect_cltv_expiry', cltvExpiry: 144 }, '001200000090'],
    [{ type: 'final_incorrect_htlc_amount', incomingHtlcAmt: 1n }, '00130000000000000001'],
    [{ type: 'channel_disabled', disabledFlags: 0, channelUpdate: hex('') }, '101400000000'],
    [{ type: 'expiry_too_far' }, '0015'],
    [{ type: 'invalid_onion_payload', tlvType: 65536n, offset: 3 }, '4016fe000100000003'],
    [{ type: 'mpp_timeout' }, '0017'],
    [{ type: 'invalid_onion_blinding', sha256OfOnion }, `c018${'05'.repeat(32)}`],
    [{ type: 'unknown_failure', failureCode: 0x4fff, data: hex('0102') }, '4fff0102'],
  ];
  for (const [failure, encoded] of cases) {
    test(`${failure.type} is ${encoded.slice(0, 24)}`, () => {
      assert.equal(bytesToHex(encodeFailureMessage(failure)), encoded);
      assert.deepEqual(decodeFailureMessage(hex(encoded)), failure);
      assert.equal(failureCode(failure), Number.parseInt(encoded.slice(0, 4), 16));
    });
  }

  test('of a known code with missing data is unknown, not lost', () => {
    assert.deepEqual(decodeFailureMessage(hex('400f0001')), {
      type: 'unknown_failure',
      failureCode: 0x400f,
      data: hex('0001'),
    });
  });

  test('bytes behind the data are ignored', () => {
    assert.deepEqual(decodeFailureMessage(hex('0017ffff')), { type: 'mpp_timeout' });
  });

  test('any bytes decode to something', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        assert.ok(decodeFailureMessage(bytes).type);
      }),
    );
  });

  test('from update_fail_malformed_htlc carry its code and hash, known or not', () => {
    assert.deepEqual(failureFromMalformed(0xc005, sha256OfOnion), {
      type: 'invalid_onion_hmac',
      sha256OfOnion,
    });
    const unknown = failureFromMalformed(0x8099, sha256OfOnion);
    assert.equal(bytesToHex(encodeFailureMessage(unknown)), `8099${'05'.repeat(32)}`);
  });
});
