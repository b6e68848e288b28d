/** Why this node offered an HTLC. Channels store it with the HTLC and repeat it with the outcome: it is the circuit. */
import { ByteReader, ByteWriter, decoding } from '@sferic/codec';
import { type ChannelId, channelId, type PaymentHash, paymentHash } from '@sferic/wire';

const FORWARD_TAG = 1;
const PAYMENT_TAG = 2;
const HASH_LENGTH = 32;

/** The HTLC passes on one that a peer offered us: this one. */
export interface ForwardOrigin {
  readonly type: 'forward';
  readonly channelId: ChannelId;
  readonly htlcId: bigint;
}

/** The HTLC is an attempt at a payment of this node. */
export interface PaymentOrigin {
  readonly type: 'payment';
  readonly paymentHash: PaymentHash;
  /** Counts from 0 for each payment. */
  readonly attempt: number;
}

export type HtlcOrigin = ForwardOrigin | PaymentOrigin;

/** 37 or 41 bytes. */
export function encodeOrigin(origin: HtlcOrigin): Uint8Array {
  switch (origin.type) {
    case 'forward':
      return new ByteWriter(41).u8(FORWARD_TAG).bytes(origin.channelId).u64(origin.htlcId).finish();
    case 'payment':
      return new ByteWriter(37).u8(PAYMENT_TAG).bytes(origin.paymentHash).u32(origin.attempt).finish();
  }
}

/** `undefined` for what this program did not write. */
export function decodeOrigin(bytes: Uint8Array): HtlcOrigin | undefined {
  const decoded = decoding(() => {
    const reader = new ByteReader(bytes);
    const origin = readOrigin(reader);
    reader.end();
    return origin;
  });
  return decoded.ok ? decoded.value : undefined;
}

function readOrigin(reader: ByteReader): HtlcOrigin | undefined {
  switch (reader.u8()) {
    case FORWARD_TAG:
      return { type: 'forward', channelId: channelId(reader.bytes(HASH_LENGTH)), htlcId: reader.u64() };
    case PAYMENT_TAG:
      return {
        type: 'payment',
        paymentHash: paymentHash(reader.bytes(HASH_LENGTH)),
        attempt: reader.u32(),
      };
    default:
      return undefined;
  }
}
