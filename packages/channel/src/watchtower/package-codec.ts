/** A justice package as bytes: what its outputs share once, and of each output what the commitment does not show. */
import { ByteReader, ByteWriter, DecodeError, decoding, type Result } from '@sferic/codec';
import { isValidPublicKey } from '@sferic/crypto';
import { isCanonicalSignature, type Point, type SatPerKw, type Signature } from '@sferic/wire';
import type { JusticeOutput, JusticePackage, JusticeTarget } from './justice-package.ts';

/** First byte of every package. */
const PACKAGE_VERSION = 1;

/** Standard output scripts: 42 bytes for the longest witness program. */
const MAX_SCRIPT_LENGTH = 42;
const LOCK_LENGTH = 20;
/** First byte of an HTLC's entry. */
const HTLC = { offered: 0, received: 1 } as const;

/** 99 bytes with a P2WPKH script, 66 more for `to_local`, 66 for the keys of HTLCs, 87 for each HTLC, 91 if it was received. */
export function encodeJusticePackage(justice: JusticePackage): Uint8Array {
  const { feerate, toSelfDelay, keys, scriptPubKey, outputs } = justice;
  const writer = new ByteWriter(256).u8(PACKAGE_VERSION).u32(feerate).u16(toSelfDelay);
  writer.bytes(keys.revocation).bytes(keys.ownerDelayedPayment);
  writer.u8(scriptPubKey.length).bytes(scriptPubKey);
  const balance = outputs.filter(({ target }) => target.type === 'to_local');
  writer.u8(balance.length);
  for (const { index, signature } of balance) writer.u16(index).bytes(signature);
  writer.u16(outputs.length - balance.length);
  if (outputs.length > balance.length) writer.bytes(keys.ownerHtlc).bytes(keys.counterpartyHtlc);
  for (const { index, target, signature } of outputs) {
    if (target.type !== 'htlc') continue;
    writer.u8(target.cltvExpiry === undefined ? HTLC.offered : HTLC.received).u16(index);
    writer.bytes(target.lock);
    if (target.cltvExpiry !== undefined) writer.u32(target.cltvExpiry);
    writer.bytes(signature);
  }
  return writer.finish();
}

/** Reads a package and the zeros that it is padded with. Its keys and signatures are well-formed, and need not fit anything. */
export function decodeJusticePackage(bytes: Uint8Array): Result<JusticePackage, DecodeError> {
  return decoding(() => {
    const reader = new ByteReader(bytes);
    within(reader, reader.u8(), PACKAGE_VERSION, PACKAGE_VERSION, 'package version');
    const [feerate, toSelfDelay] = [reader.u32() as SatPerKw, reader.u16()];
    const [revocation, ownerDelayedPayment] = [readPoint(reader), readPoint(reader)];
    const scriptPubKey = reader.bytes(within(reader, reader.u8(), 0, MAX_SCRIPT_LENGTH, 'script length'));
    const balance: JusticeOutput[] = [];
    if (within(reader, reader.u8(), 0, 1, 'outputs to_local') === 1)
      balance.push({ index: reader.u16(), target: { type: 'to_local' }, signature: readSignature(reader) });
    const count = reader.u16();
    // Without HTLCs nothing asks for their keys.
    const [ownerHtlc, counterpartyHtlc] =
      count === 0 ? [revocation, revocation] : [readPoint(reader), readPoint(reader)];
    const htlcs = Array.from({ length: count }, () => readHtlc(reader));
    if (reader.rest().some((byte) => byte !== 0))
      throw new DecodeError('out_of_range', 'more than padding behind the package', reader.offset);
    const keys = { revocation, ownerDelayedPayment, ownerHtlc, counterpartyHtlc };
    return { feerate, toSelfDelay, keys, scriptPubKey, outputs: [...balance, ...htlcs] };
  });
}

function readHtlc(reader: ByteReader): JusticeOutput {
  const kind = within(reader, reader.u8(), HTLC.offered, HTLC.received, 'kind of HTLC');
  const index = reader.u16();
  const lock = reader.bytes(LOCK_LENGTH);
  const target: JusticeTarget = {
    type: 'htlc',
    lock,
    // Block heights end at 500 million (BOLT 2, `cltv_expiry`).
    ...(kind === HTLC.received && { cltvExpiry: within(reader, reader.u32(), 0, 499_999_999, 'expiry') }),
  };
  return { index, target, signature: readSignature(reader) };
}

function readPoint(reader: ByteReader): Point {
  const bytes = reader.bytes(33);
  if (!isValidPublicKey(bytes))
    throw new DecodeError('out_of_range', 'not a point of the curve', reader.offset);
  return bytes as Point;
}

function readSignature(reader: ByteReader): Signature {
  const bytes = reader.bytes(64);
  if (!isCanonicalSignature(bytes))
    throw new DecodeError('out_of_range', 'not a canonical signature', reader.offset);
  return bytes as Signature;
}

function within(reader: ByteReader, value: number, least: number, most: number, what: string): number {
  if (value < least || value > most) throw new DecodeError('out_of_range', `${what} ${value}`, reader.offset);
  return value;
}
