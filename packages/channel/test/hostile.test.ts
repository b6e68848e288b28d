import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ChannelMessage, WireMessageType } from '@sferic/wire';
import { messageOf } from '@sferic/wire/testing';
import fc from 'fast-check';
import { auditBalances } from './harness/auditor.ts';
import type { End } from './harness/end.ts';
import { Pair, typeOf } from './harness/pair.ts';
import { fulfill, offer } from './harness/traffic.ts';
import { OpeningPair } from './opening/opening-pair.ts';

const RUNS = Number(process.env['SFERIC_RUNS'] ?? 150);

const TYPES = [
  'error',
  'warning',
  'tx_add_input',
  'tx_add_output',
  'tx_remove_input',
  'tx_remove_output',
  'tx_complete',
  'tx_signatures',
  'tx_init_rbf',
  'tx_ack_rbf',
  'tx_abort',
  'open_channel2',
  'accept_channel2',
  'channel_ready',
  'shutdown',
  'closing_complete',
  'closing_sig',
  'update_add_htlc',
  'update_fulfill_htlc',
  'update_fail_htlc',
  'update_fail_malformed_htlc',
  'update_fee',
  'start_batch',
  'commitment_signed',
  'revoke_and_ack',
  'channel_reestablish',
  'announcement_signatures',
] as const satisfies readonly WireMessageType[];

/** Any message; some with figures that come near to what a channel would take. */
const message: fc.Arbitrary<ChannelMessage> = fc
  .tuple(
    fc.oneof(...TYPES.map((type) => messageOf[type] as fc.Arbitrary<ChannelMessage>)),
    fc.boolean(),
    fc.nat(3),
    fc.nat(60_000_000),
  )
  .map(([any, isNear, small, figure]) => {
    if (!isNear) return any;
    const near: Record<string, unknown> = {};
    if ('id' in any) near['id'] = BigInt(small);
    if ('amountMsat' in any) near['amountMsat'] = BigInt(figure);
    if ('cltvExpiry' in any) near['cltvExpiry'] = 1000 + small;
    if ('nextCommitmentNumber' in any) near['nextCommitmentNumber'] = BigInt(small);
    if ('nextRevocationNumber' in any) near['nextRevocationNumber'] = BigInt(small);
    if ('htlcSignatures' in any) near['htlcSignatures'] = any.htlcSignatures.slice(0, small);
    return { ...any, ...near } as ChannelMessage;
  });

/** Ways to bring an end into a state in which to meet the peer's messages. */
const SCENES: Readonly<Record<string, () => End>> = {
  'before any message': () => new OpeningPair().bob,
  'while opening': () => {
    const pair = new OpeningPair();
    pair.open();
    return pair.alice;
  },
  'while constructing': () => {
    const pair = new OpeningPair();
    pair.open();
    pair.runUntil('bob', 'tx_add_input');
    return pair.alice;
  },
  'while signing': () => {
    const pair = new OpeningPair();
    pair.open();
    pair.runUntil('bob', 'tx_signatures');
    return pair.alice;
  },
  'before it is ready': () => {
    const pair = new OpeningPair();
    pair.open();
    pair.run();
    return pair.bob;
  },
  'in normal operation': () => busy().alice,
  'with everything on its way': () => {
    const pair = busy();
    offer(pair.alice, 9, 3_000_000n);
    pair.alice.sign();
    fulfill(pair.alice, 0n, 2);
    return pair.alice;
  },
  'before channel_reestablish': () => {
    const pair = busy();
    pair.reconnect();
    return pair.alice;
  },
  'while closing': () => {
    const pair = Pair.normal({ announce: false });
    pair.alice.do({ type: 'close', feerate: 1000 as never });
    pair.settle();
    return pair.alice;
  },
  'once failed': () => {
    const { alice } = busy();
    alice.do({ type: 'force_close' });
    return alice;
  },
};

function busy(): Pair {
  const pair = Pair.normal();
  offer(pair.alice, 1, 30_000_000n);
  offer(pair.bob, 2, 20_000_000n);
  pair.settle();
  return pair;
}

for (const [name, scene] of Object.entries(SCENES))
  it(`any messages ${name}: answered, never thrown at, and the state stays sound`, () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), (messages) => {
        const end = scene();
        end.sent = [];
        for (const one of messages) {
          end.receiveMessage(one);
          for (const bytes of end.sent.splice(0)) assert(typeOf(bytes));
          if (isEstablished(end)) auditBalances(end);
          if (end.state.type === 'offline') end.input({ type: 'connected' });
        }
      }),
      { numRuns: Math.ceil(RUNS / Object.keys(SCENES).length) },
    );
  });

function isEstablished({ state }: End): boolean {
  const inner = state.type === 'offline' || state.type === 'syncing' ? state.state : state;
  return 'commitments' in inner;
}
