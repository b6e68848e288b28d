/** Addresses, WIF keys and base58 as Bitcoin Core reads and writes them. */
import assert from 'node:assert/strict';
import { addressToScript, type Network, scriptToAddress } from '@sferic/channel';
import { base58Decode, base58Encode, bytesToHex, decodeWif, encodeWif } from '@sferic/crypto';
import { addressOf, scriptOfAddress } from '@sferic/regtest';
import { each, type Family } from '../family.ts';
import type { Item } from '../item.ts';

/** Bitcoin Core's names; testnet 3 and 4 write addresses alike. */
const NETWORKS: Readonly<Record<string, Network>> = {
  main: 'mainnet',
  test: 'testnet',
  testnet4: 'testnet',
  signet: 'signet',
  regtest: 'regtest',
};

function networkOf(item: Item): Network {
  const network = NETWORKS[item.text('network')];
  assert.ok(network !== undefined, item.text('network'));
  return network;
}

function judgeAddress(item: Item): void {
  const network = networkOf(item);
  const text = item.text('string');
  const otherCase = text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase();
  const forms =
    item.has('try_other_letter_case') && item.flag('try_other_letter_case') ? [text, otherCase] : [text];
  for (const form of forms) {
    const script = addressToScript(form, network);
    assert.ok(script.ok, script.ok ? '' : script.error.message);
    assert.equal(bytesToHex(script.value), item.text('script_pubkey'));
    // The embedded chain has a reader of its own.
    if (network === 'regtest') assert.deepEqual(scriptOfAddress(form), script.value);
  }
  assert.equal(scriptToAddress(item.hex('script_pubkey'), network), text);
  if (network === 'regtest') assert.equal(addressOf(item.hex('script_pubkey')), text);
}

function judgeKey(item: Item): void {
  const key = {
    network: networkOf(item) === 'mainnet' ? ('main' as const) : ('test' as const),
    secretKey: item.hex('private_key'),
    compressed: item.flag('compressed'),
  };
  assert.deepEqual(decodeWif(item.text('string')), key);
  assert.equal(encodeWif(key), item.text('string'));
}

function judgeInvalid(item: Item): void {
  const text = item.text('string');
  assert.equal(decodeWif(text), undefined);
  assert.equal(scriptOfAddress(text), undefined);
  for (const network of Object.values(NETWORKS))
    assert.equal(addressToScript(text, network).ok, false, network);
}

export const bitcoinKeyIo: Family = {
  name: 'bitcoin-key-io',
  *cases(file) {
    yield* each(file.items('valid'), (item) =>
      item.has('private_key') ? judgeKey(item) : judgeAddress(item),
    );
    yield* each(file.items('invalid'), judgeInvalid);
    yield* each(file.items('base58'), (item) => {
      assert.equal(base58Encode(item.hex('hex')), item.text('base58'));
      assert.deepEqual(base58Decode(item.text('base58')), item.hex('hex'));
    });
  },
};
