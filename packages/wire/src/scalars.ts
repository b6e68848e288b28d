/**
 * The scalar values of the protocol as branded types: an amount cannot be taken for a fee rate, nor a
 * transaction id for a channel id. A brand exists for the type checker alone; the values are plain
 * `bigint`, `number` and `Uint8Array`.
 *
 * The constructors here are for values that the program itself makes: a wrong one is a broken invariant,
 * so they throw `RangeError`. Bytes from a peer go through the codecs, which give typed errors.
 */

declare const brand: unique symbol;

/** A `Base` that carries the names `Name`. Brands nest: a `Brand<Brand<T, 'A'>, 'B'>` is also a `Brand<T, 'A'>`. */
export type Brand<Base, Name extends string> = Base & {
  readonly [brand]: { readonly [K in Name]: true };
};

/** Millisatoshis, 0 to 2^64 - 1. */
export type Msat = Brand<bigint, 'Msat'>;
/** Satoshis, 0 to 2^64 - 1. */
export type Sat = Brand<bigint, 'Sat'>;
/** Satoshis per 1000 weight units, 0 to 2^32 - 1. */
export type SatPerKw = Brand<number, 'SatPerKw'>;
/** Block height (24 bits), transaction index (24 bits) and output index (16 bits) of a funding output, or an alias of that form: BOLT 7, "Definition of short_channel_id". */
export type ShortChannelId = Brand<bigint, 'ShortChannelId'>;

/** 32 bytes: the id of one channel between two peers, temporary or final. */
export type ChannelId = Brand<Uint8Array, 'ChannelId'>;
/** 32 bytes: a transaction's id in internal byte order (as it is hashed, not as it is displayed). */
export type TxId = Brand<Uint8Array, 'TxId'>;
/** 32 bytes: the genesis block's hash in internal byte order, which names a chain. */
export type ChainHash = Brand<Uint8Array, 'ChainHash'>;
/** 32 bytes: SHA-256 of a preimage. */
export type PaymentHash = Brand<Uint8Array, 'PaymentHash'>;
/** 32 bytes whose SHA-256 is a payment hash. */
export type Preimage = Brand<Uint8Array, 'Preimage'>;
/** 32 bytes: the scalar behind a per-commitment point, told to the peer when that commitment is revoked. */
export type PerCommitmentSecret = Brand<Uint8Array, 'PerCommitmentSecret'>;
/** 33 bytes: a secp256k1 point in compressed form. */
export type Point = Brand<Uint8Array, 'Point'>;
/** 33 bytes: the point that names a node. */
export type NodeId = Brand<Point, 'NodeId'>;
/** 64 bytes: an ECDSA signature, `r` then `s`, big-endian, with low `s`. */
export type Signature = Brand<Uint8Array, 'Signature'>;

export const U8_MAX = 0xff;
export const U16_MAX = 0xffff;
export const U32_MAX = 0xffff_ffff;
export const U64_MAX = 0xffff_ffff_ffff_ffffn;
export const S64_MIN = -(1n << 63n);
export const S64_MAX = (1n << 63n) - 1n;

/** Order of secp256k1's group, and half of it: the highest `s` of a low-S signature. */
const GROUP_ORDER = bigEndian('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
const HALF_GROUP_ORDER = bigEndian('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0');

/** @throws RangeError unless `value` is from 0 to 2^64 - 1 */
export function msat(value: bigint | number): Msat {
  return u64('msat', value) as Msat;
}

/** @throws RangeError unless `value` is from 0 to 2^64 - 1 */
export function sat(value: bigint | number): Sat {
  return u64('sat', value) as Sat;
}

/** @throws RangeError if the product needs more than 64 bits */
export function satToMsat(value: Sat): Msat {
  return msat(value * 1000n);
}

/** Whole satoshis in `value`, rounded down: BOLT 3 pays no fractions on chain. */
export function msatToSat(value: Msat): Sat {
  return (value / 1000n) as Sat;
}

/** @throws RangeError unless `value` is a whole number from 0 to 2^32 - 1 */
export function satPerKw(value: number): SatPerKw {
  if (!Number.isInteger(value) || value < 0 || value > U32_MAX) throw new RangeError(`bad feerate: ${value}`);
  return value as SatPerKw;
}

/** @throws RangeError unless `value` is from 0 to 2^64 - 1 */
export function shortChannelId(value: bigint): ShortChannelId {
  return u64('short channel id', value) as ShortChannelId;
}

export const channelId = (bytes: Uint8Array): ChannelId => sized('channel id', bytes, 32) as ChannelId;
export const txId = (bytes: Uint8Array): TxId => sized('transaction id', bytes, 32) as TxId;
export const chainHash = (bytes: Uint8Array): ChainHash => sized('chain hash', bytes, 32) as ChainHash;
export const paymentHash = (bytes: Uint8Array): PaymentHash =>
  sized('payment hash', bytes, 32) as PaymentHash;
export const preimage = (bytes: Uint8Array): Preimage => sized('preimage', bytes, 32) as Preimage;
export const perCommitmentSecret = (bytes: Uint8Array): PerCommitmentSecret =>
  sized('per-commitment secret', bytes, 32) as PerCommitmentSecret;

/** Checks length and prefix; that the point lies on the curve is checked where bytes come from a peer. */
export function point(bytes: Uint8Array): Point {
  sized('point', bytes, 33);
  if (bytes[0] !== 2 && bytes[0] !== 3) throw new RangeError('point is not in compressed form');
  return bytes as Point;
}

/** As `point`. */
export const nodeId = (bytes: Uint8Array): NodeId => point(bytes) as NodeId;

/** @throws RangeError unless `bytes` is a canonical signature: see `isCanonicalSignature` */
export function signature(bytes: Uint8Array): Signature {
  if (!isCanonicalSignature(bytes)) throw new RangeError('signature is not 64 bytes with low s');
  return bytes as Signature;
}

/** Whether `bytes` is `r || s` with 0 < r < n and 0 < s <= n/2, the only form that this network takes. */
export function isCanonicalSignature(bytes: Uint8Array): boolean {
  if (bytes.length !== 64) return false;
  return (
    !isZero(bytes, 0) &&
    !isZero(bytes, 32) &&
    compareAt(bytes, 0, GROUP_ORDER) < 0 &&
    compareAt(bytes, 32, HALF_GROUP_ORDER) <= 0
  );
}

/** The channel id of `error` and `warning` messages that concern the whole connection: BOLT 1, "The error and warning Messages". */
export const ALL_CHANNELS: ChannelId = channelId(new Uint8Array(32));

function u64(name: string, value: bigint | number): bigint {
  const big = typeof value === 'bigint' ? value : BigInt(value);
  if (big < 0n || big > U64_MAX) throw new RangeError(`${name} is outside of 64 bits: ${value}`);
  return big;
}

function sized(name: string, bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length)
    throw new RangeError(`${name} has ${bytes.length} bytes where ${length} are needed`);
  return bytes;
}

function bigEndian(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function isZero(bytes: Uint8Array, offset: number): boolean {
  for (let i = 0; i < 32; i++) if (bytes[offset + i] !== 0) return false;
  return true;
}

function compareAt(bytes: Uint8Array, offset: number, bound: Uint8Array): number {
  for (let i = 0; i < 32; i++) {
    const difference = (bytes[offset + i] ?? 0) - (bound[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
