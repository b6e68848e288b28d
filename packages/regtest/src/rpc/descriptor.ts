import { bytesToHex, concatBytes, hash160, isValidPublicKey } from '@sferic/crypto';
import { addressOf, scriptOfAddress } from '../address.ts';
import { classify } from '../mempool/templates.ts';
import { OP } from '../script/opcodes.ts';
import { pushData } from '../script/parse.ts';
import { parseHex } from './arguments.ts';

/** BIP 380: characters of a descriptor, by their numbers; and those of a checksum. */
const INPUT_CHARSET =
  '0123456789()[],\'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#"\\ ';
const CHECKSUM_CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0xf5dee51989n, 0xa9fdca3312n, 0x1bab10e32dn, 0x3706b1677an, 0x644d626ffdn];
const CHECKSUM_LENGTH = 8;

function polymod(value: bigint, symbol: number): bigint {
  const top = value >> 35n;
  let next = ((value & 0x7ffffffffn) << 5n) ^ BigInt(symbol);
  for (const [bit, constant] of GENERATOR.entries()) if ((top >> BigInt(bit)) & 1n) next ^= constant;
  return next;
}

/** BIP 380's checksum; undefined if a character has no place in a descriptor. */
export function descriptorChecksum(descriptor: string): string | undefined {
  let value = 1n;
  let group = 0;
  let count = 0;
  for (const character of descriptor) {
    const position = INPUT_CHARSET.indexOf(character);
    if (position < 0) return undefined;
    value = polymod(value, position & 31);
    group = group * 3 + (position >> 5);
    count += 1;
    if (count === 3) {
      value = polymod(value, group);
      group = 0;
      count = 0;
    }
  }
  if (count > 0) value = polymod(value, group);
  for (let i = 0; i < CHECKSUM_LENGTH; i++) value = polymod(value, 0);
  value ^= 1n;
  let text = '';
  for (let i = CHECKSUM_LENGTH - 1; i >= 0; i--)
    text += CHECKSUM_CHARSET[Number((value >> BigInt(5 * i)) & 31n)];
  return text;
}

function body(script: Uint8Array): string {
  const template = classify(script);
  if (template.type === 'pubkey' && isValidPublicKey(template.key)) return `pk(${bytesToHex(template.key)})`;
  if (template.type === 'multisig' && template.keys.every((key) => isValidPublicKey(key))) {
    return `multi(${[template.required, ...template.keys.map((key) => bytesToHex(key))].join(',')})`;
  }
  if (
    template.type === 'witness_v1_taproot' &&
    isValidPublicKey(concatBytes(Uint8Array.of(2), template.key))
  ) {
    return `rawtr(${bytesToHex(template.key)})`;
  }
  const address = addressOf(script);
  return address === undefined ? `raw(${bytesToHex(script)})` : `addr(${address})`;
}

/** The descriptor of an output script, with checksum, as far as the script and compressed keys in it tell. */
export function describeScript(script: Uint8Array): string {
  const text = body(script);
  return `${text}#${descriptorChecksum(text) ?? ''}`;
}

function keyOf(text: string): Uint8Array | undefined {
  const key = parseHex(text);
  return key !== undefined && isValidPublicKey(key) ? key : undefined;
}

function expand(kind: string, argument: string): Uint8Array | undefined {
  if (kind === 'addr') return scriptOfAddress(argument);
  if (kind === 'raw') return parseHex(argument);
  const key = keyOf(argument);
  if (key === undefined) return undefined;
  switch (kind) {
    case 'pk':
      return concatBytes(pushData(key), Uint8Array.of(OP.CHECKSIG));
    case 'pkh':
      return concatBytes(
        Uint8Array.of(OP.DUP, OP.HASH160),
        pushData(hash160(key)),
        Uint8Array.of(OP.EQUALVERIFY, OP.CHECKSIG),
      );
    case 'wpkh':
      return concatBytes(Uint8Array.of(OP[0]), pushData(hash160(key)));
    default:
      return undefined;
  }
}

/**
 * The script of a descriptor of one output: addr, raw, and pk, pkh, wpkh of a compressed key in hex. A checksum may
 * be left out but not be wrong. Undefined for everything else: extended keys and script expressions are not known.
 */
export function scriptOfDescriptor(text: string): Uint8Array | undefined {
  const [descriptor = '', checksum, ...rest] = text.split('#');
  if (rest.length > 0 || (checksum !== undefined && checksum !== descriptorChecksum(descriptor)))
    return undefined;
  const [, kind, argument] = /^([a-z]+)\((.*)\)$/.exec(descriptor) ?? [];
  return kind === undefined || argument === undefined ? undefined : expand(kind, argument);
}
