/** Cases of HTLCs that are well-formed and of onions that are not: the HTLC fails, and the channel goes on (BOLT 4). */
import assert from 'node:assert/strict';
import { encodeTlvStream } from '@sferic/codec';
import { BADONION, decodeFailure, type FailureMessage, PERM } from '@sferic/onion';
import type { UpdateAddHtlc } from '@sferic/wire';
import { type Case, IGNORED, type Stage } from './case.ts';
import { payloadFor } from './cases-updates.ts';

const DECRYPTING = 'BOLT 4, "Onion Decryption"';
const PAYLOAD = 'BOLT 4, "payload format"';
const AMOUNT = 3_000_000n;

type Htlc = Omit<UpdateAddHtlc, 'type' | 'channelId' | 'id'>;

const INVALID_ONION_VERSION = BADONION | PERM | 4;
const INVALID_ONION_HMAC = BADONION | PERM | 5;
const INVALID_ONION_KEY = BADONION | PERM | 6;

/** Offers the HTLC and waits until it is over. */
async function offer(stage: Stage, change: (htlc: Htlc) => Htlc, payload?: Uint8Array): Promise<void> {
  const { invoice } = await payloadFor(stage, AMOUNT);
  stage.channel.offer(change(stage.channel.htlcFor(invoice, payload)));
  await stage.channel.settled();
}

function onionWith(change: (onion: Uint8Array) => void): (htlc: Htlc) => Htlc {
  return (htlc) => {
    const onionRoutingPacket = htlc.onionRoutingPacket.slice();
    change(onionRoutingPacket);
    return { ...htlc, onionRoutingPacket };
  };
}

function malformed(name: string, failureCode: number, change: (onion: Uint8Array) => void): Case {
  return {
    name,
    rule: DECRYPTING,
    begins: 'channel',
    act: (stage) => offer(stage, onionWith(change)),
    expect: [IGNORED],
    check: ({ channel }) => {
      const [first] = channel.end.settlements;
      assert(first?.outcome.type === 'malformed', `the HTLC ended by ${first?.outcome.type}`);
      assert.equal(first.outcome.failureCode, failureCode);
    },
  };
}

/** What the subject tells the payer of the HTLC that was settled as number `index`. */
function failureOf({ channel }: Stage, index = 0): FailureMessage {
  const settlement = channel.end.settlements[index];
  assert(settlement?.outcome.type === 'fail', `the HTLC ended by ${settlement?.outcome.type}`);
  const { reason, attributionData } = settlement.outcome;
  const sharedSecrets = channel.sharedSecrets(settlement.paymentHash);
  const failure = decodeFailure({ sharedSecrets, reason, ...(attributionData && { attributionData }) });
  assert(failure.ok, 'the failure cannot be decrypted');
  return failure.value.failure;
}

function failed(
  name: string,
  rule: string,
  payload: (valid: Uint8Array) => Uint8Array,
  failure: FailureMessage['type'],
  change: (htlc: Htlc) => Htlc = (htlc) => htlc,
): Case {
  return {
    name,
    rule,
    begins: 'channel',
    act: async (stage) => {
      const valid = await payloadFor(stage, AMOUNT);
      stage.channel.offer(change(stage.channel.htlcFor(valid.invoice, payload(valid.payload))));
      await stage.channel.settled();
    },
    expect: [IGNORED],
    check: (stage) => assert.equal(failureOf(stage).type, failure),
  };
}

function withTail(payload: Uint8Array, type: bigint, value: Uint8Array): Uint8Array {
  return Uint8Array.of(...payload, ...encodeTlvStream([{ type, value }]));
}

const same = (payload: Uint8Array) => payload;

export const ONION_CASES: readonly Case[] = [
  malformed('an onion of unknown version', INVALID_ONION_VERSION, (onion) => {
    onion[0] = 1;
  }),
  malformed('an onion whose key is no point', INVALID_ONION_KEY, (onion) => {
    onion.fill(0xff, 2, 34);
  }),
  malformed('an onion with one bit of its payload changed', INVALID_ONION_HMAC, (onion) => {
    onion[700] = (onion[700] ?? 0) ^ 1;
  }),
  malformed('an onion of zeros behind the key', INVALID_ONION_HMAC, (onion) => {
    onion.fill(0, 34);
  }),
  {
    name: 'the onion of another payment hash',
    rule: DECRYPTING,
    begins: 'channel',
    act: (stage) => offer(stage, (htlc) => ({ ...htlc, paymentHash: new Uint8Array(32).fill(3) as never })),
    expect: [IGNORED],
    check: ({ channel }) => assert.equal(channel.end.settlements[0]?.outcome.type, 'malformed'),
  },
  failed(
    'a payload record of unknown even type',
    PAYLOAD,
    (payload) => withTail(payload, 1_000_000n, new Uint8Array(3)),
    'invalid_onion_payload',
  ),
  {
    name: 'a payload record of unknown odd type',
    rule: PAYLOAD,
    begins: 'channel',
    act: async (stage) => {
      const { invoice, payload } = await payloadFor(stage, AMOUNT);
      stage.channel.offer(stage.channel.htlcFor(invoice, withTail(payload, 1_000_001n, new Uint8Array(3))));
      await stage.channel.settled();
    },
    expect: [IGNORED],
    check: ({ channel }) => assert.equal(channel.end.settlements[0]?.outcome.type, 'fulfill'),
  },
  failed('a payload of one record', PAYLOAD, () => Uint8Array.of(2, 1, 1), 'invalid_onion_payload'),
  failed(
    'a payload whose records are out of order',
    PAYLOAD,
    () => Uint8Array.of(4, 1, 50, 2, 1, 1),
    'invalid_onion_payload',
  ),
  failed(
    'an amount that is not what the onion says',
    'BOLT 4, "Failure Messages"',
    same,
    'final_incorrect_htlc_amount',
    (htlc) => ({
      ...htlc,
      amountMsat: (htlc.amountMsat - 1n) as never,
    }),
  ),
  failed(
    'an expiry that is not what the onion says',
    'BOLT 4, "Failure Messages"',
    same,
    'final_incorrect_cltv_expiry',
    (htlc) => ({
      ...htlc,
      cltvExpiry: htlc.cltvExpiry - 1,
    }),
  ),
  {
    name: 'the same onion again, for the same hash',
    rule: 'BOLT 4, "Packet Forwarding"',
    begins: 'channel',
    act: async (stage) => {
      const { invoice } = await payloadFor(stage, AMOUNT);
      const htlc = stage.channel.htlcFor(invoice);
      stage.channel.offer(htlc);
      await stage.channel.settled();
      stage.channel.offer(htlc);
      await stage.channel.settled();
    },
    expect: [IGNORED],
    check: ({ channel }) => {
      const [first, again] = channel.end.settlements;
      assert.equal(first?.outcome.type, 'fulfill');
      assert.notEqual(again?.outcome.type, 'fulfill', 'a replayed onion is paid twice');
    },
  },
  {
    name: 'an HTLC for a channel that the subject does not have',
    rule: 'BOLT 4, "Failure Messages"',
    begins: 'channel',
    act: async (stage) => {
      const { invoice } = await payloadFor(stage, AMOUNT);
      const payload = encodeTlvStream([
        { type: 2n, value: Uint8Array.of(1) },
        { type: 4n, value: Uint8Array.of(50) },
        { type: 6n, value: new Uint8Array(8).fill(9) },
      ]);
      stage.channel.offer(stage.channel.htlcFor(invoice, payload, 'forward'));
      await stage.channel.settled();
    },
    expect: [IGNORED],
    check: (stage) => assert.equal(failureOf(stage).type, 'unknown_next_peer'),
  },
];
