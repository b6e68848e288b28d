import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesToHex, hexToBytes as hex, hmacSha256, publicKey, Secret, sha256 } from '@sferic/crypto';
import fc from 'fast-check';
import { createOnion, MAX_HOPS, ONION_PACKET_LENGTH, type PeelError, peelOnion } from '../src/index.ts';
import { deriveKey } from '../src/keys.ts';
import { HMAC_OFFSET, HOP_PAYLOADS_OFFSET } from '../src/packet.ts';
import {
  nodeSecrets,
  onionFor,
  PAYMENT_HASH,
  secretOf,
  VECTOR_SECRETS,
  VECTOR_SESSION_KEY,
} from './route.ts';

/** BOLT 4, onion-test.json: payloads of 18, 82, 18, 18 and 272 bytes. */
const PAYLOADS = [
  hex('02023a98040205dc06080000000000000001'),
  hex(`020236b00402057806080000000000000002fd02013c${'0102030405060708090a0b0c0d0e0f'.repeat(4)}`),
  hex('020230d4040204e206080000000000000003'),
  hex('02022710040203e806080000000000000004'),
  hex(
    `02022710040203e8082224a33562c54507a9334e79f0dc4f17d407e6d7c61f0e2f3d0d38599502f617042710fd012de0${'2a'.repeat(224)}`,
  ),
];
const VECTOR_ONION_SHA256 = '92e0742510440ed2368e1c03aed09d49a2e4cb4409c88ee0ad02a35c4a4b495a';

const peel = (packet: Uint8Array, nodeSecret: Secret, associatedData = PAYMENT_HASH) =>
  peelOnion({ packet, associatedData, nodeSecret });

/** Peels an onion at every node in turn; the payloads that they saw. */
function travel(packet: Uint8Array, secrets: readonly Secret[]): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  let current: Uint8Array | undefined = packet;
  for (const secret of secrets) {
    assert.ok(current, 'the onion ended early');
    const peeled = peel(current, secret);
    assert.ok(peeled.ok);
    payloads.push(peeled.value.payload);
    current = peeled.value.type === 'forward' ? peeled.value.nextPacket : undefined;
  }
  assert.equal(current, undefined, 'the last node is not the final one');
  return payloads;
}

function errorOf(result: ReturnType<typeof peelOnion>): PeelError['code'] | undefined {
  return result.ok ? undefined : result.error.code;
}

describe('the onion of BOLT 4, onion-test.json', () => {
  const onion = onionFor(VECTOR_SECRETS, PAYLOADS);

  test('is built to the byte', () => {
    assert.equal(onion.packet.length, ONION_PACKET_LENGTH);
    assert.equal(bytesToHex(sha256(onion.packet)), VECTOR_ONION_SHA256);
  });

  test('peels at each of the five nodes to its payload', () => {
    assert.deepEqual(travel(onion.packet, VECTOR_SECRETS), PAYLOADS);
  });

  test('gives each node the shared secret that the origin has', () => {
    const peeled = peel(onion.packet, VECTOR_SECRETS[0]!);
    assert.ok(peeled.ok);
    assert.equal(
      bytesToHex(peeled.value.sharedSecret.expose()),
      '53eb63ea8a3fec3b3cd433b85cd62a4b145e1dda09391b348c4e1cd36a03ea66',
    );
    assert.deepEqual(onion.sharedSecrets[0]!.expose(), peeled.value.sharedSecret.expose());
  });
});

describe('any route', () => {
  /** Payload lengths that fill at most 1300 bytes with their frames. */
  const payloadsFor = (hops: number) =>
    fc.array(fc.nat({ max: 1000 }), { minLength: hops, maxLength: hops }).map((weights) => {
      let left = 1300 - hops * 36;
      return weights.map((weight, index) => {
        // A payload of 253 bytes or more has a length prefix of 3 bytes instead of 1.
        const extra = Math.floor((left * weight) / 1000);
        left -= extra;
        return new Uint8Array(Math.max(2, extra)).fill(index + 1);
      });
    });

  test('of 1 to 27 hops with payloads of any size that fits peels back exactly', () => {
    const secrets = nodeSecrets(MAX_HOPS);
    for (let hops = 1; hops <= MAX_HOPS; hops++) {
      fc.assert(
        fc.property(payloadsFor(hops), (payloads) => {
          const route = secrets.slice(0, hops);
          assert.deepEqual(travel(onionFor(route, payloads).packet, route), payloads);
        }),
        { numRuns: 3 },
      );
    }
  });

  test('may fill the packet to the last byte', () => {
    const secrets = nodeSecrets(3);
    const payloads = [252, 253, 1300 - 33 - 252 - 35 - 253 - 35].map((length) =>
      new Uint8Array(length).fill(7),
    );
    assert.deepEqual(travel(onionFor(secrets, payloads).packet, secrets), payloads);
  });
});

describe('createOnion refuses', () => {
  const hop = { publicKey: publicKey(secretOf(1).expose()), payload: hex('0000') };
  const attempt = (hops: readonly (typeof hop)[], sessionKey = VECTOR_SESSION_KEY) => {
    const result = createOnion({ sessionKey, associatedData: PAYMENT_HASH, hops });
    return result.ok ? undefined : result.error.code;
  };

  test('a route without hops', () => assert.equal(attempt([]), 'no_hops'));
  test('a route of 28 hops', () => assert.equal(attempt(Array(28).fill(hop)), 'too_many_hops'));
  test('payloads that need 1301 bytes', () => {
    assert.equal(attempt([{ ...hop, payload: new Uint8Array(1265) }]), undefined);
    assert.equal(attempt([{ ...hop, payload: new Uint8Array(1266) }]), 'payloads_too_long');
  });
  test('a payload of one byte', () =>
    assert.equal(attempt([{ ...hop, payload: hex('00') }]), 'payload_too_short'));
  test('a public key that is not on the curve', () => {
    assert.equal(attempt([hop, { ...hop, publicKey: hex(`02${'00'.repeat(32)}`) }]), 'invalid_public_key');
  });
  test('a session key of zero', () => {
    assert.equal(attempt([hop], new Secret(new Uint8Array(32))), 'invalid_session_key');
  });
});

describe('peelOnion', () => {
  const secrets = nodeSecrets(3);
  const onion = onionFor(secrets, PAYLOADS.slice(2));

  test('refuses a packet with any byte changed, and says what the sender has to be told', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: ONION_PACKET_LENGTH - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (place, change) => {
          const packet = onion.packet.slice();
          packet[place] = packet[place]! ^ change;
          const peeled = peel(packet, secrets[0]!);
          assert.ok(!peeled.ok && peeled.error.code !== 'invalid_onion_payload');
          const expected =
            place === 0
              ? ['invalid_onion_version']
              : place < 34
                ? ['invalid_onion_key', 'invalid_onion_hmac']
                : ['invalid_onion_hmac'];
          assert.ok(expected.includes(peeled.error.code));
          assert.deepEqual(peeled.error.sha256OfOnion, sha256(packet));
        },
      ),
    );
  });

  test('refuses an ephemeral key that is not on the curve', () => {
    const packet = onion.packet.slice();
    packet[1] = 4;
    assert.equal(errorOf(peel(packet, secrets[0]!)), 'invalid_onion_key');
  });

  test('refuses an onion for another payment hash or another node', () => {
    assert.equal(errorOf(peel(onion.packet, secrets[0]!, hex('43'.repeat(32)))), 'invalid_onion_hmac');
    assert.equal(errorOf(peel(onion.packet, secrets[1]!)), 'invalid_onion_hmac');
  });

  test('gives the same replay tag again for the same onion, another for another', () => {
    const tag = (packet: Uint8Array, secret: Secret) => {
      const peeled = peel(packet, secret);
      assert.ok(peeled.ok);
      return bytesToHex(peeled.value.replayTag);
    };
    const other = createOnion({
      sessionKey: secretOf(9),
      associatedData: PAYMENT_HASH,
      hops: [{ publicKey: publicKey(secrets[0]!.expose()), payload: hex('0000') }],
    });
    assert.ok(other.ok);
    assert.equal(tag(onion.packet, secrets[0]!), tag(onion.packet, secrets[0]!));
    assert.notEqual(tag(onion.packet, secrets[0]!), tag(other.value.packet, secrets[0]!));
  });

  test('does not print the shared secret', () => {
    const peeled = peel(onion.packet, secrets[0]!);
    assert.ok(peeled.ok);
    assert.equal(`${peeled.value.sharedSecret}`, '[secret]');
  });

  /** The onion with the first bytes of its plaintext changed from `from` to `to`, authenticated as its origin would. */
  function reframe(from: Uint8Array, to: Uint8Array): Uint8Array {
    const packet = onion.packet.slice();
    for (const [index, byte] of to.entries()) packet[HOP_PAYLOADS_OFFSET + index]! ^= byte ^ from[index]!;
    const mu = deriveKey('mu', onion.sharedSecrets[0]!);
    packet.set(hmacSha256(mu, packet.subarray(HOP_PAYLOADS_OFFSET, HMAC_OFFSET), PAYMENT_HASH), HMAC_OFFSET);
    return packet;
  }

  const plaintext = hex('12020230d4');
  const badLengths: readonly (readonly [string, string])[] = [
    ['00', 'length 0, once a legacy format'],
    ['01', 'length 1, reserved'],
    ['fd0001', 'a length that is not minimal'],
    ['fd04f2', 'a payload that leaves no room for its HMAC in 1300 bytes'],
    ['fdffff', 'a length beyond the packet'],
  ];
  for (const [prefix, name] of badLengths) {
    test(`refuses ${name}, in an encrypted failure since the onion is authentic`, () => {
      const peeled = peel(reframe(plaintext, hex(prefix)), secrets[0]!);
      assert.ok(!peeled.ok && peeled.error.code === 'invalid_onion_payload');
      assert.deepEqual(peeled.error.sharedSecret.expose(), onion.sharedSecrets[0]!.expose());
    });
  }

  test('leaves the packet as it was', () => {
    const before = onion.packet.slice();
    peel(onion.packet, secrets[0]!);
    assert.deepEqual(onion.packet, before);
  });

  test('takes another length than 1366 bytes for a broken invariant', () => {
    assert.throws(() => peel(onion.packet.subarray(1), secrets[0]!), RangeError);
  });
});
