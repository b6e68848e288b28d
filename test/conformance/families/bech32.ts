/** bech32 and bech32m strings and segwit addresses: BIP 173 and BIP 350. */
import assert from 'node:assert/strict';
import { addressToScript, scriptToAddress } from '@sferic/channel';
import {
  BIP173_MAX_LENGTH,
  decodeBech32,
  decodeSegwitAddress,
  encodeBech32,
  encodeSegwitAddress,
} from '@sferic/codec';
import { bytesToHex } from '@sferic/crypto';
import { each, type Family } from '../family.ts';
import type { Item } from '../item.ts';

const NETWORK_OF_PREFIX = { bc: 'mainnet', tb: 'testnet' } as const;
const PREFIXES = ['bc', 'tb'] as const;

function judgeValidString(item: Item): void {
  const text = item.text('string');
  const decoded = decodeBech32(text, BIP173_MAX_LENGTH);
  assert.ok(decoded.ok, decoded.ok ? '' : decoded.error.message);
  assert.equal(decoded.value.variant, item.text('variant'));
  assert.equal(encodeBech32(decoded.value), text.toLowerCase());
}

function judgeInvalidString(item: Item): void {
  const decoded = decodeBech32(item.text('string'), BIP173_MAX_LENGTH);
  assert.ok(!decoded.ok || decoded.value.variant !== item.text('variant'), 'the string was taken');
}

function judgeAddress(item: Item): void {
  const address = item.text('address');
  const prefix = PREFIXES.find((known) => address.toLowerCase().startsWith(`${known}1`));
  assert.ok(prefix !== undefined);
  const decoded = decodeSegwitAddress(address, prefix);
  assert.ok(decoded.ok, decoded.ok ? '' : decoded.error.message);
  assert.equal(encodeSegwitAddress(decoded.value), address.toLowerCase());
  const network = NETWORK_OF_PREFIX[prefix];
  const script = addressToScript(address, network);
  assert.ok(script.ok);
  assert.equal(bytesToHex(script.value), item.text('expected_script_pubkey'));
  assert.equal(scriptToAddress(script.value, network), address.toLowerCase());
}

function judgeInvalidAddress(item: Item): void {
  for (const prefix of PREFIXES) {
    assert.equal(decodeSegwitAddress(item.text('address'), prefix).ok, false);
    assert.equal(addressToScript(item.text('address'), NETWORK_OF_PREFIX[prefix]).ok, false);
  }
}

export const bech32: Family = {
  name: 'bech32',
  *cases(file) {
    yield* each(file.items('valid_strings'), judgeValidString);
    yield* each(file.items('invalid_strings'), judgeInvalidString);
    yield* each(file.items('segwit_addresses'), judgeAddress);
    yield* each(file.items('invalid_segwit_addresses'), judgeInvalidAddress);
  },
};
