/** What single operations cost: the curve, onions, commitments. */
import { unwrap } from '@sferic/codec';
import {
  availableBackends,
  backendName,
  ecdh,
  publicKey,
  Secret,
  selectBackend,
  sha256,
  sign,
  verify,
} from '@sferic/crypto';
import { createOnion, encodePayload, type OnionHop, peelOnion } from '@sferic/onion';
import { commitmentWork } from './commitment.ts';
import { type Measured, measure } from './measure.ts';

const HOP_COUNTS = [3, 20];
const HTLC_COUNTS = [0, 10, 100, 483];

const secret = (name: string) => sha256(new TextEncoder().encode(name));
const PAYMENT_HASH = secret('payment');

/** The figure that all others are compared with. */
export function measureVerify(): Measured {
  const [key, digest] = [secret('signer'), secret('message')];
  const [signature, point] = [sign(digest, key), publicKey(key)];
  return measure('verify', () => {
    if (!verify(digest, signature, point)) throw new Error('a good signature was refused');
  });
}

/** The same by the library in C that every installation has, so that figures of machines with and without a newer one compare. */
export function measureBundledVerify(): Measured | undefined {
  const name = backendName();
  if (!availableBackends().includes('bundled')) return undefined;
  selectBackend('bundled');
  try {
    return measureVerify();
  } finally {
    selectBackend(name);
  }
}

export function* primitives(): Generator<Measured> {
  const [key, digest] = [secret('signer'), secret('message')];
  const point = publicKey(secret('other'));
  yield measure('sign', () => sign(digest, key));
  yield measure('ECDH', () => ecdh(point, key));
  for (const hops of HOP_COUNTS) yield* onions(hops);
  for (const htlcs of HTLC_COUNTS) yield measure(`commitment, ${htlcs} HTLCs`, commitmentWork(htlcs));
}

function* onions(count: number): Generator<Measured> {
  const hops = route(count);
  const sessionKey = new Secret(secret('session'));
  const create = () => unwrap(createOnion({ sessionKey, associatedData: PAYMENT_HASH, hops }));
  yield measure(`create an onion, ${count} hops`, create);
  const { packet } = create();
  const nodeSecret = new Secret(secret('node 0'));
  yield measure(`peel an onion, ${count} hops`, () => {
    unwrap(peelOnion({ packet, associatedData: PAYMENT_HASH, nodeSecret }));
  });
}

function route(count: number): readonly OnionHop[] {
  return Array.from({ length: count }, (_, index) => {
    const common = { amtToForward: 25_000_000n, outgoingCltvValue: 800_000 };
    const payload =
      index < count - 1
        ? encodePayload({ type: 'forward', ...common, shortChannelId: 800_000n << 40n })
        : encodePayload({
            type: 'final',
            ...common,
            paymentData: { paymentSecret: secret('payment secret'), totalMsat: 25_000_000n },
            customRecords: [],
          });
    return { publicKey: publicKey(secret(`node ${index}`)), payload };
  });
}
