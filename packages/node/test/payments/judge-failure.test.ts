import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publicKey, Secret, sha256 } from '@sferic/crypto';
import {
  badOnionCode,
  createFailure,
  encodeFailureMessage,
  type FailureMessage,
  onionSharedSecrets,
  wrapFailure,
} from '@sferic/onion';
import { msat, nodeId, shortChannelId } from '@sferic/wire';
import fc from 'fast-check';
import {
  decodeFailure,
  decodeHoldTimes,
  decodeRoute,
  encodeFailure,
  encodeHoldTimes,
  encodeRoute,
} from '../../src/payments/attempt-codec.ts';
import type { Exclusion, Route } from '../../src/payments/index.ts';
import { judgeOutcome } from '../../src/payments/judge-failure.ts';
import type { AttemptFailure } from '../../src/payments/payment.ts';
import { idOf } from '../switch/fake-channels.ts';

function secretOf(name: string): Secret {
  return new Secret(sha256(new TextEncoder().encode(name)));
}

const NODES = ['peer', 'middle', 'payee'].map((name) => nodeId(publicKey(secretOf(name).expose())));
const [PEER, MIDDLE, PAYEE] = NODES;
const ROUTE: Route = {
  channelId: idOf('own'),
  hops: NODES.map((id, index) => ({
    nodeId: id,
    shortChannelId: shortChannelId(BigInt(index + 1)),
    amount: msat(1000n),
    cltvExpiry: 600,
  })),
};
const DIRECT: Route = { ...ROUTE, hops: ROUTE.hops.slice(2) };
const SESSION = secretOf('session');

/** The failure as it comes back from hop `hop` of the route. */
function failAt(route: Route, hop: number, failure: FailureMessage, damage = false): AttemptFailure {
  const secrets = onionSharedSecrets(
    SESSION,
    route.hops.map(({ nodeId: id }) => id),
  );
  let packet = createFailure({
    sharedSecret: secrets[hop]!,
    failureMessage: encodeFailureMessage(failure),
    holdTime: 1,
  });
  if (damage) packet = { ...packet, reason: packet.reason.map((byte) => byte ^ 1) };
  for (let index = hop - 1; index >= 0; index--)
    packet = wrapFailure({ sharedSecret: secrets[index]!, ...packet, holdTime: 1 });
  const judged = judgeOutcome(route, secrets, { type: 'fail', ...packet });
  if (!damage) assert.equal(judged.holdTimes.length, hop + 1);
  return judged.failure;
}

const channelAfterPeer: Exclusion = { type: 'channel', shortChannelId: shortChannelId(2n), from: PEER! };
const channelToPayee: Exclusion = { type: 'channel', shortChannelId: shortChannelId(3n), from: MIDDLE! };
const hash = new Uint8Array(32);
const channelUpdate = new Uint8Array(0);

describe('what a failure teaches', () => {
  const cases: readonly [string, number, FailureMessage, readonly Exclusion[], boolean, boolean][] = [
    [
      'a channel without balance',
      0,
      { type: 'temporary_channel_failure', channelUpdate },
      [channelAfterPeer],
      true,
      false,
    ],
    ['a closed channel', 1, { type: 'permanent_channel_failure' }, [channelToPayee], false, false],
    ['an unknown next channel', 0, { type: 'unknown_next_peer' }, [channelAfterPeer], false, false],
    [
      'too low a fee',
      1,
      { type: 'fee_insufficient', htlcMsat: 1n, channelUpdate },
      [channelToPayee],
      false,
      false,
    ],
    [
      'a node in trouble',
      1,
      { type: 'temporary_node_failure' },
      [{ type: 'node', nodeId: MIDDLE! }],
      true,
      false,
    ],
    ['a broken node', 0, { type: 'permanent_node_failure' }, [{ type: 'node', nodeId: PEER! }], false, false],
    [
      'a payload not understood',
      1,
      { type: 'invalid_onion_payload', tlvType: 1n, offset: 0 },
      [{ type: 'node', nodeId: MIDDLE! }],
      false,
      false,
    ],
    [
      'an onion that the next node could not read',
      0,
      { type: 'invalid_onion_hmac', sha256OfOnion: hash },
      [channelAfterPeer],
      false,
      false,
    ],
    [
      'an unknown failure about a node',
      0,
      { type: 'unknown_failure', failureCode: 0x2063, data: hash },
      [{ type: 'node', nodeId: PEER! }],
      false,
      false,
    ],
    [
      'an unknown failure about a channel',
      0,
      { type: 'unknown_failure', failureCode: 0x1063, data: hash },
      [channelAfterPeer],
      false,
      false,
    ],
    [
      'a refusal of the payee',
      2,
      { type: 'incorrect_or_unknown_payment_details', htlcMsat: 1n, height: 5 },
      [channelToPayee],
      false,
      true,
    ],
    ['a payee in trouble', 2, { type: 'temporary_node_failure' }, [channelToPayee], true, false],
    [
      'an amount changed before the payee',
      2,
      { type: 'final_incorrect_htlc_amount', incomingHtlcAmt: 1n },
      [{ type: 'node', nodeId: MIDDLE! }],
      false,
      false,
    ],
    [
      'an expiry changed before the payee',
      2,
      { type: 'final_incorrect_cltv_expiry', cltvExpiry: 1 },
      [{ type: 'node', nodeId: MIDDLE! }],
      false,
      false,
    ],
  ];
  for (const [condition, hop, failure, exclude, temporary, final] of cases) {
    it(`${condition}, reported by hop ${hop}`, () => {
      const judged = failAt(ROUTE, hop, failure);
      assert.deepEqual({ code: judged.code, hop: judged.hop }, { code: failure.type, hop });
      assert.deepEqual(judged.exclude, exclude);
      assert.deepEqual([judged.temporary, judged.final], [temporary, final]);
    });
  }

  it('names the node and the reason', () => {
    assert.match(
      failAt(ROUTE, 0, { type: 'unknown_next_peer' }).message,
      /^hop 1 of 3 \(0[23].*\) reports: it does not know/,
    );
    assert.match(failAt(DIRECT, 0, { type: 'mpp_timeout' }).message, /^the payee \(/);
  });

  it('blames no channel when the payee had to wait for other parts', () => {
    const judged = failAt(ROUTE, 2, { type: 'mpp_timeout' });
    assert.deepEqual([judged.exclude, judged.temporary, judged.final], [[], true, false]);
  });

  it('leaves nothing to try when the payee as our peer contradicts itself', () => {
    const judged = failAt(DIRECT, 0, { type: 'final_incorrect_htlc_amount', incomingHtlcAmt: 1n });
    assert.deepEqual([judged.exclude, judged.final], [[], true]);
  });

  it('blames the neighbours between whom the answer was damaged, not the payee', () => {
    const judged = failAt(ROUTE, 2, { type: 'mpp_timeout' }, true);
    assert.equal(judged.code, 'undecodable_failure');
    assert.deepEqual(judged.exclude, [{ type: 'node', nodeId: MIDDLE! }]);
  });

  it('leaves out the rest of the route when nothing tells who damaged the answer', () => {
    const secrets = onionSharedSecrets(SESSION, NODES);
    const { failure } = judgeOutcome(ROUTE, secrets, { type: 'fail', reason: new Uint8Array(292) });
    assert.deepEqual(failure.exclude, [channelAfterPeer, channelToPayee]);
    assert.equal(failure.final, false);
  });

  it('leaves out the peer that could not read the onion', () => {
    const outcome = {
      type: 'malformed',
      sha256OfOnion: hash,
      failureCode: badOnionCode('invalid_onion_key'),
    } as const;
    const { failure } = judgeOutcome(ROUTE, [], outcome);
    assert.deepEqual(
      [failure.code, failure.exclude, failure.final],
      ['invalid_onion_key', [{ type: 'node', nodeId: PEER! }], false],
    );
    assert.equal(judgeOutcome(DIRECT, [], outcome).failure.final, true);
    assert.equal(PAYEE, DIRECT.hops[0]!.nodeId);
  });

  it('excludes nothing when nothing was sent', () => {
    const { failure } = judgeOutcome(ROUTE, [], { type: 'not_sent' });
    assert.deepEqual([failure.exclude, failure.temporary, failure.final], [[], true, false]);
  });
});

describe('stored attempts', () => {
  const node = fc.constantFrom(...NODES);
  const exclusion: fc.Arbitrary<Exclusion> = fc.oneof(
    node.map((id) => ({ type: 'node', nodeId: id }) as const),
    fc.tuple(fc.bigInt(0n, 2n ** 64n - 1n), node).map(([id, from]) => {
      return { type: 'channel', shortChannelId: shortChannelId(id), from } as const;
    }),
    fc.string().map((name) => ({ type: 'own_channel', channelId: idOf(name) }) as const),
  );
  const failure: fc.Arbitrary<AttemptFailure> = fc
    .record({
      code: fc.string(),
      message: fc.string({ unit: 'grapheme' }),
      exclude: fc.array(exclusion, { maxLength: 30 }),
      temporary: fc.boolean(),
      final: fc.boolean(),
      hop: fc.option(fc.nat(27)),
    })
    .map(({ hop, ...rest }) => ({ ...rest, ...(hop !== null && { hop }) }));
  const route: fc.Arbitrary<Route> = fc
    .array(
      fc.tuple(node, fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 64n - 1n), fc.nat(2 ** 32 - 1)),
      { maxLength: 27 },
    )
    .map((hops) => ({
      channelId: idOf('own'),
      hops: hops.map(([id, scid, amount, cltvExpiry]) => {
        return { nodeId: id, shortChannelId: shortChannelId(scid), amount: msat(amount), cltvExpiry };
      }),
    }));

  it('come back as they were', () => {
    fc.assert(fc.property(failure, (value) => assert.deepEqual(decodeFailure(encodeFailure(value)), value)));
    fc.assert(fc.property(route, (value) => assert.deepEqual(decodeRoute(encodeRoute(value)), value)));
    const times = fc.array(fc.nat(2 ** 32 - 1), { maxLength: 27 });
    fc.assert(
      fc.property(times, (value) => assert.deepEqual(decodeHoldTimes(encodeHoldTimes(value)), value)),
    );
  });

  it('are refused when damaged', () => {
    assert.throws(() => decodeRoute(Uint8Array.of(2)), /unknown version 2/);
    assert.throws(() => decodeRoute(encodeRoute(ROUTE).subarray(1, 50)), /version|cannot be read/);
    assert.throws(() => decodeFailure(Uint8Array.of(1, 0)), /cannot be read/);
  });
});
