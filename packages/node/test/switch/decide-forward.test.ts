import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { msat, shortChannelId } from '@sferic/wire';
import type { ChannelView } from '../../src/channels/htlc-port.ts';
import {
  decideForward,
  type ForwardDecision,
  type ForwardingPolicy,
  type ForwardRequest,
  forwardingFee,
  MAX_HTLC_CLTV,
  MIN_OUTGOING_BLOCKS,
} from '../../src/switch/index.ts';
import { idOf, viewOf } from './fake-channels.ts';

const HEIGHT = 1000;
const BOB = new Uint8Array(33).fill(2);
const CAROL = new Uint8Array(33).fill(3);

const policy: ForwardingPolicy = {
  feeBase: msat(1000n),
  feeProportionalMillionths: 500,
  cltvExpiryDelta: 40,
  htlcMinimum: msat(1000n),
  htlcMaximum: msat(900_000n),
};

const named = viewOf(idOf('named'), BOB, 7n, { sendable: msat(1_000_000n) });

/** A forward of 100,000 msat into channel 7 that pays and lasts exactly what it must: a fee of 1000 + 50. */
function request(changes: {
  readonly incoming?: Partial<ForwardRequest['incoming']>;
  readonly payload?: Partial<ForwardRequest['payload']>;
  readonly channels?: readonly ChannelView[];
  readonly policy?: Partial<ForwardingPolicy>;
  readonly policiesOf?: ForwardRequest['policiesOf'];
  readonly admits?: ForwardRequest['admits'];
}): ForwardRequest {
  return {
    incoming: { amount: msat(101_050n), cltvExpiry: HEIGHT + 100, ...changes.incoming },
    payload: {
      type: 'forward',
      amtToForward: 100_000n,
      outgoingCltvValue: HEIGHT + 60,
      shortChannelId: 7n,
      ...changes.payload,
    },
    height: HEIGHT,
    channels: changes.channels ?? [named],
    admits: changes.admits ?? (() => true),
    policiesOf: changes.policiesOf ?? (() => [{ ...policy, ...changes.policy }]),
  };
}

function verdict(decision: ForwardDecision): string {
  return decision.type === 'forward' ? 'forward' : decision.failure.type;
}

describe('forwarding', () => {
  const cases: readonly [string, Parameters<typeof request>[0], string][] = [
    ['fee and expiry exactly as the policy asks', {}, 'forward'],
    [
      'more than the policy asks',
      { incoming: { amount: msat(200_000n), cltvExpiry: HEIGHT + 900 } },
      'forward',
    ],
    ['the alias that the peer knows', { payload: { shortChannelId: named.localAlias } }, 'forward'],
    ['a channel that nobody has', { payload: { shortChannelId: 8n } }, 'unknown_next_peer'],
    ['no channels', { channels: [] }, 'unknown_next_peer'],
    [
      'a channel that is still opening',
      { channels: [{ ...named, state: 'wait_for_ready', usable: false }] },
      'unknown_next_peer',
    ],
    [
      'a closing channel',
      { channels: [{ ...named, state: 'closing', usable: false }] },
      'permanent_channel_failure',
    ],
    [
      'a channel whose close is negotiated',
      { channels: [{ ...named, state: 'negotiating', usable: false }] },
      'permanent_channel_failure',
    ],
    [
      'a peer that is away',
      { channels: [{ ...named, state: 'offline: normal', usable: false }] },
      'temporary_channel_failure',
    ],
    [
      'a channel that is shutting down',
      { channels: [{ ...named, usable: false }] },
      'permanent_channel_failure',
    ],
    [
      'a peer that is in sync with us in a moment',
      { channels: [{ ...named, state: 'syncing: normal', usable: false }] },
      'temporary_channel_failure',
    ],
    [
      'a failed channel with a peer that is away',
      { channels: [{ ...named, state: 'offline: failed', usable: false }] },
      'permanent_channel_failure',
    ],
    [
      'a balance that is one msat short',
      { channels: [{ ...named, sendable: msat(99_999n) }] },
      'temporary_channel_failure',
    ],
    ['a balance that just suffices', { channels: [{ ...named, sendable: msat(100_000n) }] }, 'forward'],
    ['an amount above our maximum', { policy: { htlcMaximum: msat(99_999n) } }, 'temporary_channel_failure'],
    ['an amount below our minimum', { policy: { htlcMinimum: msat(100_001n) } }, 'amount_below_minimum'],
    [
      "an amount below the peer's minimum",
      { channels: [{ ...named, remoteHtlcMinimum: msat(100_001n) }] },
      'amount_below_minimum',
    ],
    [
      'an amount of zero',
      { payload: { amtToForward: 0n }, policy: { htlcMinimum: msat(0n) } },
      'amount_below_minimum',
    ],
    ['a fee that is one msat short', { incoming: { amount: msat(101_049n) } }, 'fee_insufficient'],
    ['more out than in', { incoming: { amount: msat(99_999n) } }, 'fee_insufficient'],
    [
      'an expiry delta that is one block short',
      { incoming: { cltvExpiry: HEIGHT + 99 } },
      'incorrect_cltv_expiry',
    ],
    [
      'an outgoing HTLC that is about to expire',
      { payload: { outgoingCltvValue: HEIGHT + MIN_OUTGOING_BLOCKS - 1 } },
      'expiry_too_soon',
    ],
    [
      'an outgoing HTLC with just enough blocks',
      { payload: { outgoingCltvValue: HEIGHT + MIN_OUTGOING_BLOCKS } },
      'forward',
    ],
    ['a disabled channel', { policy: { disabled: true } }, 'channel_disabled'],
    [
      'an expiry one block too far',
      { incoming: { cltvExpiry: HEIGHT + MAX_HTLC_CLTV + 1 } },
      'expiry_too_far',
    ],
    ['an expiry as far as allowed', { incoming: { cltvExpiry: HEIGHT + MAX_HTLC_CLTV } }, 'forward'],
    [
      'several faults at once: the first failure of the list',
      { incoming: { amount: msat(1n), cltvExpiry: HEIGHT }, policy: { disabled: true } },
      'fee_insufficient',
    ],
    [
      'no balance and too low a fee: the balance stays hidden',
      { incoming: { amount: msat(1n) }, channels: [{ ...named, sendable: msat(0n) }] },
      'fee_insufficient',
    ],
  ];
  for (const [condition, changes, expected] of cases) {
    it(`${condition}: ${expected}`, () => assert.equal(verdict(decideForward(request(changes))), expected));
  }

  it('tells the figures that the payer can check', () => {
    const low = decideForward(request({ incoming: { amount: msat(101_049n) } }));
    assert.deepEqual(low, {
      type: 'fail',
      failure: { type: 'fee_insufficient', htlcMsat: 101_049n, channelUpdate: new Uint8Array(0) },
    });
    const late = decideForward(request({ incoming: { cltvExpiry: HEIGHT + 99 } }));
    assert.deepEqual(late, {
      type: 'fail',
      failure: { type: 'incorrect_cltv_expiry', cltvExpiry: HEIGHT + 60, channelUpdate: new Uint8Array(0) },
    });
  });

  it('takes what pays by terms that were replaced just now, and tells the payer of the new ones', () => {
    const dear = { ...policy, feeBase: msat(5000n), cltvExpiryDelta: 80 };
    assert.equal(verdict(decideForward(request({ policiesOf: () => [dear, policy] }))), 'forward');
    assert.equal(verdict(decideForward(request({ policiesOf: () => [dear] }))), 'fee_insufficient');
    const neither = { incoming: { amount: msat(105_100n), cltvExpiry: HEIGHT + 70 } };
    assert.equal(
      verdict(decideForward(request({ ...neither, policiesOf: () => [dear, policy] }))),
      'incorrect_cltv_expiry',
    );
  });

  it('rounds the proportional fee down', () => {
    assert.equal(forwardingFee(policy, msat(1_999n)), 1000n);
    assert.equal(forwardingFee(policy, msat(2_000n)), 1001n);
  });
});

describe('the choice among channels to the same peer', () => {
  const small = viewOf(idOf('small'), BOB, 8n, { sendable: msat(150_000n) });
  const large = viewOf(idOf('large'), BOB, 9n, { sendable: msat(800_000n) });
  const elsewhere = viewOf(idOf('elsewhere'), CAROL, 10n);

  function choice(channels: readonly ChannelView[], policyOf?: (channel: ChannelView) => ForwardingPolicy) {
    const decision = decideForward(
      request({ channels, ...(policyOf && { policiesOf: (channel) => [policyOf(channel)] }) }),
    );
    assert.equal(decision.type, 'forward');
    return decision.type === 'forward' ? decision.channels : [];
  }

  it('tries the named one first, then those with less to spare', () => {
    assert.deepEqual(choice([large, elsewhere, small, named]), [
      named.channelId,
      small.channelId,
      large.channelId,
    ]);
  });

  it('takes another one when the named one cannot carry the amount', () => {
    for (const tired of [
      { ...named, sendable: msat(1n) },
      { ...named, state: 'offline: normal', usable: false },
      { ...named, state: 'closing', usable: false },
    ])
      assert.deepEqual(choice([tired, large, elsewhere]), [large.channelId]);
  });

  it('leaves out one without room for the peer', () => {
    const admits = ({ channelId }: ChannelView) => channelId !== named.channelId;
    const decision = decideForward(request({ channels: [named, small], admits }));
    assert.deepEqual(decision, { type: 'forward', channels: [small.channelId] });
    assert.equal(verdict(decideForward(request({ admits: () => false }))), 'temporary_channel_failure');
  });

  it('leaves out one whose own policy asks for more', () => {
    const dear = (channel: ChannelView) =>
      channel.shortChannelId === shortChannelId(9n) ? { ...policy, feeBase: msat(2000n) } : policy;
    assert.deepEqual(choice([named, large, small], dear), [named.channelId, small.channelId]);
  });
});
