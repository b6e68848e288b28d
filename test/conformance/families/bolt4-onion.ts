/** Payment onions, returned failures and attribution data: BOLT 4, onion-test.json and "Test Vector". */
import assert from 'node:assert/strict';
import { ByteReader } from '@sferic/codec';
import { bytesToHex, hexToBytes, publicKey, Secret } from '@sferic/crypto';
import {
  attributeFulfillment,
  createFailure,
  createOnion,
  decodeFailure,
  encodeFailureMessage,
  onionSharedSecrets,
  peelOnion,
  readFulfillmentHoldTimes,
  wrapFailure,
} from '@sferic/onion';
import { type Family, nameOf } from '../family.ts';
import type { Item } from '../item.ts';

const BLINDED = ['route_blinding', 'blinded_payment_onion', 'blinded_onion_message'];

/** The vectors give payloads with their BigSize length in front, as the packet holds them. */
function withoutLength(payload: Uint8Array): Uint8Array {
  const reader = new ByteReader(payload);
  const content = reader.bigSizeBytes();
  reader.end();
  return content;
}

function judgePaymentOnion(item: Item): void {
  const generate = item.item('generate');
  const associatedData = generate.hex('associated_data');
  const hops = generate
    .items('hops')
    .map((hop) => ({ publicKey: hop.hex('pubkey'), payload: withoutLength(hop.hex('payload')) }));
  const sessionKey = new Secret(generate.hex('session_key'));
  const created = createOnion({ sessionKey, associatedData, hops });
  assert.ok(created.ok, created.ok ? '' : created.error.message);
  assert.equal(bytesToHex(created.value.packet), item.text('onion'));

  let packet = item.hex('onion');
  const secrets = item.texts('decode');
  assert.equal(secrets.length, hops.length);
  for (const [index, secret] of secrets.entries()) {
    const nodeSecret = new Secret(hexToBytes(secret));
    const peeled = peelOnion({ packet, associatedData, nodeSecret });
    assert.ok(peeled.ok, peeled.ok ? '' : peeled.error.message);
    assert.deepEqual(publicKey(nodeSecret.expose()), hops[index]?.publicKey);
    assert.equal(bytesToHex(peeled.value.payload), bytesToHex(hops[index]?.payload ?? new Uint8Array(0)));
    assert.deepEqual(peeled.value.sharedSecret.expose(), created.value.sharedSecrets[index]?.expose());
    assert.equal(peeled.value.type, index === hops.length - 1 ? 'final' : 'forward');
    if (peeled.value.type === 'forward') packet = peeled.value.nextPacket;
  }
}

/** A hop of a route as a vector of returning packets gives it. */
interface Hop {
  readonly sharedSecret: Secret;
  readonly holdTime: number;
}

function routeOf(parameters: Item): readonly Hop[] {
  const hops = parameters.items('hops');
  const keys = hops.map((hop) => hop.hex('pubkey'));
  const secrets = onionSharedSecrets(new Secret(parameters.hex('session_key')), keys);
  return secrets.map((sharedSecret, index) => {
    const hop = hops[index];
    assert.ok(hop !== undefined);
    assert.equal(hop.number('hop'), index);
    return { sharedSecret, holdTime: hop.number('htlc_hold_time') };
  });
}

function hopAt(route: readonly Hop[], index: number): Hop {
  const hop = route[index];
  assert.ok(hop !== undefined, `hop ${index}`);
  return hop;
}

function judgeFailure(item: Item): void {
  const parameters = item.item('parameters');
  const route = routeOf(parameters);
  const failingHop = parameters.number('failing_hop');
  const expected = parameters.item('failure_message');
  assert.equal(expected.text('type'), 'incorrect_or_unknown_payment_details');
  const failure = {
    type: 'incorrect_or_unknown_payment_details',
    htlcMsat: expected.bigint('htlc_msat'),
    height: expected.number('height'),
  } as const;
  const creation = item.item('creation_at_failing_hop');
  const failureMessage = encodeFailureMessage(failure, [
    { type: expected.bigint('tlv_type'), value: expected.hex('tlv_value') },
  ]);
  assert.equal(bytesToHex(failureMessage), creation.text('encoded_failure_message'));

  const origin = hopAt(route, failingHop);
  assert.equal(bytesToHex(origin.sharedSecret.expose()), creation.text('shared_secret'));
  const paddedLength = failureMessage.length + creation.number('pad_len');
  let sent = createFailure({ ...origin, failureMessage, paddedLength });
  for (const step of item.items('return_path')) {
    const hop = hopAt(route, step.number('hop'));
    if (step.number('hop') !== failingHop) sent = wrapFailure({ ...hop, ...sent });
    assert.equal(bytesToHex(hop.sharedSecret.expose()), step.text('shared_secret'));
    assert.equal(bytesToHex(sent.reason), step.text('expected_error_packet'));
    assert.equal(bytesToHex(sent.attributionData), step.text('expected_attribution_data'));
  }
  const decoded = decodeFailure({ sharedSecrets: route.map(({ sharedSecret }) => sharedSecret), ...sent });
  assert.deepEqual(decoded, {
    ok: true,
    value: { hop: failingHop, failure, holdTimes: route.map(({ holdTime }) => holdTime) },
  });
}

function judgeSuccess(item: Item): void {
  const route = routeOf(item.item('parameters'));
  let attributionData: Uint8Array | undefined;
  for (const step of item.items('return_path')) {
    const hop = hopAt(route, step.number('hop'));
    attributionData = attributeFulfillment({
      ...hop,
      ...(attributionData === undefined ? {} : { attributionData }),
    });
    assert.equal(bytesToHex(attributionData), step.text('expected_attribution_data'));
  }
  assert.ok(attributionData !== undefined);
  const sharedSecrets = route.map(({ sharedSecret }) => sharedSecret);
  assert.deepEqual(
    readFulfillmentHoldTimes(sharedSecrets, attributionData),
    route.map(({ holdTime }) => holdTime),
  );
}

export const bolt4Onion: Family = {
  name: 'bolt4-onion',
  *cases(file) {
    const onion = file.item('payment_onion');
    yield { name: nameOf(onion), judge: () => judgePaymentOnion(onion) };
    for (const item of file.items('error_returns')) {
      const isSuccess = item.text('kind').startsWith('success');
      yield { name: nameOf(item), judge: () => (isSuccess ? judgeSuccess(item) : judgeFailure(item)) };
    }
    for (const key of BLINDED)
      if (file.has(key))
        yield { name: nameOf(file.item(key)), skipped: 'blinded routes are not made here yet' };
  },
};
