import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesToHex, publicKey, type Secret, sha256 } from '@sferic/crypto';
import {
  attributeFulfillment,
  holdTimeOfMilliseconds,
  MAX_HOPS,
  onionSharedSecrets,
  readFulfillmentHoldTimes,
} from '../src/index.ts';
import { nodeSecrets, VECTOR_SECRETS, VECTOR_SESSION_KEY } from './route.ts';

const sharedWith = (secrets: readonly Secret[]) =>
  onionSharedSecrets(
    VECTOR_SESSION_KEY,
    secrets.map((secret) => publicKey(secret.expose())),
  );

/** Attribution data as each node sends them, the final node's first; hop `i` reports `holdTimes[i]`. */
function fulfil(sharedSecrets: readonly Secret[], holdTimes: readonly number[]): Uint8Array[] {
  const sent: Uint8Array[] = [];
  for (let hop = sharedSecrets.length - 1; hop >= 0; hop--) {
    const attributionData = sent.at(-1);
    const input = { sharedSecret: sharedSecrets[hop]!, holdTime: holdTimes[hop]! };
    sent.push(attributeFulfillment(attributionData ? { ...input, attributionData } : input));
  }
  return sent;
}

describe('attribution data of a success', () => {
  test('are to the byte those of BOLT 4, "Returning success"', () => {
    const sharedSecrets = sharedWith(VECTOR_SECRETS);
    const sent = fulfil(sharedSecrets, [5, 4, 3, 2, 1]);
    assert.deepEqual(
      sent.map((data) => bytesToHex(sha256(data))),
      [
        '03fafa645fbc1fd1d623b7900b21e4968b85c02847c623fc667dd66d2718f3f2',
        '559e20750750c4cf807f0d5fdd95077412509c2274466e60560acc63af91741c',
        'b4dc73f0964f4b693c50c171e184ad65b66e02f9f13f3ead33e3b813b3ae7f23',
        '407543c483b29ec88a2cbc9039ef73cd4127e6e537fb297192695fd6cfacd571',
        '7c8edc31d5900c0c8df5393c534cf54fa88d3fd91a6d0760f7353b98feae0587',
      ],
    );
    assert.deepEqual(readFulfillmentHoldTimes(sharedSecrets, sent.at(-1)!), [5, 4, 3, 2, 1]);
  });

  test('tell the hold times of every hop of up to 20, and of the first 20 of more', () => {
    const all = sharedWith(nodeSecrets(MAX_HOPS));
    for (const length of [1, 2, 19, 20, 21, 27]) {
      const sharedSecrets = all.slice(0, length);
      const holdTimes = sharedSecrets.map((_, hop) => 0xffff_ffff - hop);
      const data = fulfil(sharedSecrets, holdTimes).at(-1)!;
      assert.deepEqual(readFulfillmentHoldTimes(sharedSecrets, data), holdTimes.slice(0, 20));
    }
  });

  test('end before the hop that changed what it passed on', () => {
    const sharedSecrets = sharedWith(nodeSecrets(4));
    const data = fulfil(sharedSecrets.slice(2), [3, 4]).at(-1)!;
    data[900]! ^= 1;
    data[1]! ^= 1;
    const passed = attributeFulfillment({
      sharedSecret: sharedSecrets[1]!,
      attributionData: data,
      holdTime: 2,
    });
    const received = attributeFulfillment({
      sharedSecret: sharedSecrets[0]!,
      attributionData: passed,
      holdTime: 1,
    });
    assert.deepEqual(readFulfillmentHoldTimes(sharedSecrets, received), [1, 2]);
  });

  test('of another length than 920 bytes are a broken invariant', () => {
    const [sharedSecret] = sharedWith(nodeSecrets(1));
    assert.throws(() => readFulfillmentHoldTimes([sharedSecret!], new Uint8Array(919)), RangeError);
    const input = { sharedSecret: sharedSecret!, attributionData: new Uint8Array(921), holdTime: 0 };
    assert.throws(() => attributeFulfillment(input), RangeError);
  });
});

describe('holdTimeOfMilliseconds', () => {
  test('counts units of 100 ms, rounded down, within u32', () => {
    assert.deepEqual([0, 99, 100, 399.9, -5, 1e15].map(holdTimeOfMilliseconds), [0, 0, 1, 3, 0, 0xffff_ffff]);
  });
});
