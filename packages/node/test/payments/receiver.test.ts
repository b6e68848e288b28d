import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { sha256 } from '@sferic/crypto';
import { msat, type PaymentHash, paymentHash, preimage } from '@sferic/wire';
import { HELD_HTLC_MARGIN, MAX_SET_PARTS, MPP_TIMEOUT_MS } from '../../src/payments/htlc-set.ts';
import { describeInvoice, type OwnInvoice } from '../../src/payments/index.ts';
import type { ReceiptVerdict, ReceivedHtlc } from '../../src/switch/index.ts';
import { idOf, viewOf } from '../switch/fake-channels.ts';
import { FakeNetwork, type FakeNode, HEIGHT } from '../switch/fake-network.ts';

const CHANNEL = idOf('channel');
const OTHER = idOf('other channel');
const PEER = new Uint8Array(33).fill(2);
const SECRET = preimage(new Uint8Array(32).fill(9));
const HASH = paymentHash(sha256(SECRET));
const TOTAL = 10_000n;

/** One node with two channels, of which the test plays the switch. */
class Bench {
  readonly network = new FakeNetwork();
  readonly node: FakeNode;
  readonly #verdicts = new Map<bigint, ReceiptVerdict>();

  constructor(t: TestContext) {
    this.node = this.network.addNode(t, 'payee');
    this.network.boot();
    this.#openChannels();
  }

  restart(): void {
    this.#verdicts.clear();
    this.node.restart();
    this.#openChannels();
  }

  /** Gives an HTLC to the receiver; `verdict` tells what became of it. */
  async receive(htlc: ReceivedHtlc): Promise<void> {
    void this.node.receiver.receive(htlc).then((verdict) => this.#verdicts.set(htlc.htlcId, verdict));
    await this.turn();
  }

  verdict(htlcId: bigint): string {
    const verdict = this.#verdicts.get(htlcId);
    if (verdict === undefined) return 'held';
    if (verdict.type === 'fail') return verdict.failure.type;
    return 'fulfilled';
  }

  verdicts(...htlcIds: readonly bigint[]): readonly string[] {
    return htlcIds.map((id) => this.verdict(id));
  }

  preimageOf(htlcId: bigint): Uint8Array | undefined {
    const verdict = this.#verdicts.get(htlcId);
    return verdict?.type === 'fulfill' ? verdict.preimage : undefined;
  }

  /** What is queued is done; no time passes. */
  turn(): Promise<void> {
    return this.network.settleFor(0);
  }

  async passes(milliseconds: number): Promise<void> {
    const end = this.network.clock.now + milliseconds;
    await this.network.settleFor(milliseconds);
    this.network.clock.now = end;
  }

  async blocks(count: number): Promise<void> {
    this.node.height += count;
    this.node.receiver.newBlock();
    await this.turn();
  }

  async invoice(request: { amount?: bigint; hold?: PaymentHash } = {}): Promise<OwnInvoice> {
    const { amount = TOTAL, hold } = request;
    return unwrap(await this.node.invoices.create({ amount: msat(amount), ...(hold && { hold }) }));
  }

  stateOf({ paymentHash: hash }: OwnInvoice): string {
    const stored = this.node.invoices.invoice(hash);
    assert(stored);
    return describeInvoice(stored, Math.floor(this.network.clock.now / 1000)).state;
  }

  closeByForce(channel: typeof CHANNEL): void {
    const { views } = this.node.channels;
    const at = views.findIndex(({ channelId }) => channelId === channel);
    views[at] = { ...(views[at] as (typeof views)[number]), state: 'offline: closing', usable: false };
  }

  #openChannels(): void {
    this.node.channels.views.push(viewOf(CHANNEL, PEER, 1n), viewOf(OTHER, PEER, 2n));
  }
}

/** A part of a payment of `TOTAL` for an invoice. */
function part(
  invoice: OwnInvoice,
  htlcId: bigint,
  amount: bigint,
  changes: Partial<Part> = {},
): ReceivedHtlc {
  const { total = TOTAL, secret = invoice.paymentSecret.expose(), channel = CHANNEL, blocks = 300 } = changes;
  return {
    channelId: channel,
    htlcId,
    paymentHash: invoice.paymentHash,
    amount: msat(amount),
    cltvExpiry: HEIGHT + blocks,
    payload: {
      type: 'final',
      amtToForward: amount,
      outgoingCltvValue: HEIGHT + blocks,
      paymentData: { paymentSecret: secret, totalMsat: total },
      customRecords: [],
    },
  };
}

interface Part {
  readonly total: bigint;
  readonly secret: Uint8Array;
  readonly channel: typeof CHANNEL;
  readonly blocks: number;
}

const UNKNOWN = 'incorrect_or_unknown_payment_details';

describe('a payment in parts', () => {
  it('is held until it is whole, then fulfilled together', async (t) => {
    const bench = new Bench(t);
    const invoice = await bench.invoice();
    await bench.receive(part(invoice, 1n, 4000n));
    await bench.receive(part(invoice, 2n, 5999n, { channel: OTHER }));
    assert.deepEqual(bench.verdicts(1n, 2n), ['held', 'held']);
    assert.equal(bench.stateOf(invoice), 'open');
    await bench.receive(part(invoice, 3n, 1n));
    assert.deepEqual(bench.verdicts(1n, 2n, 3n), ['fulfilled', 'fulfilled', 'fulfilled']);
    assert.deepEqual(sha256(bench.preimageOf(2n) as Uint8Array), invoice.paymentHash);
    assert.equal(bench.node.invoices.invoice(invoice.paymentHash)?.paid?.amount, TOTAL);
    assert.equal(bench.node.paid.length, 1, 'told once');
    assert.equal(bench.network.clock.timers, 0);
  });

  it('is not completed twice: what comes after the last part is refused', async (t) => {
    const bench = new Bench(t);
    const invoice = await bench.invoice();
    const [a, b, c] = [part(invoice, 1n, 6000n), part(invoice, 2n, 4000n), part(invoice, 3n, 4000n)];
    // In one turn, before anything is durable.
    await Promise.all([bench.receive(a), bench.receive(b), bench.receive(c)]);
    assert.deepEqual(bench.verdicts(1n, 2n, 3n), ['fulfilled', 'fulfilled', UNKNOWN]);
    await bench.receive(part(invoice, 4n, TOTAL));
    assert.equal(bench.verdict(4n), UNKNOWN);
    assert.equal(bench.node.invoices.invoice(invoice.paymentHash)?.paid?.amount, TOTAL);
  });

  it('goes back when the rest does not come within a minute of the first part', async (t) => {
    const bench = new Bench(t);
    const invoice = await bench.invoice();
    await bench.receive(part(invoice, 1n, 4000n));
    await bench.passes(MPP_TIMEOUT_MS - 1000);
    await bench.receive(part(invoice, 2n, 4000n));
    assert.deepEqual(bench.verdicts(1n, 2n), ['held', 'held']);
    await bench.passes(1000);
    assert.deepEqual(bench.verdicts(1n, 2n), ['mpp_timeout', 'mpp_timeout']);
    // And may be paid anew.
    await bench.receive(part(invoice, 3n, TOTAL));
    assert.equal(bench.verdict(3n), 'fulfilled');
    assert.equal(bench.network.clock.timers, 0);
  });

  it('goes back whole when its parts disagree about the total', async (t) => {
    const bench = new Bench(t);
    const invoice = await bench.invoice();
    await bench.receive(part(invoice, 1n, 4000n));
    await bench.receive(part(invoice, 2n, 6000n, { total: TOTAL + 1n }));
    assert.deepEqual(bench.verdicts(1n, 2n), [UNKNOWN, UNKNOWN]);
    assert.equal(bench.stateOf(invoice), 'open');
  });

  it('is not disturbed by an HTLC with another payment secret', async (t) => {
    const bench = new Bench(t);
    const invoice = await bench.invoice();
    await bench.receive(part(invoice, 1n, 4000n));
    await bench.receive(part(invoice, 2n, 6000n, { secret: new Uint8Array(32) }));
    assert.deepEqual(bench.verdicts(1n, 2n), ['held', UNKNOWN]);
    await bench.receive(part(invoice, 3n, 6000n));
    assert.deepEqual(bench.verdicts(1n, 3n), ['fulfilled', 'fulfilled']);
  });

  it('goes back when a part is about to expire, or its channel is closed by force', async (t) => {
    const bench = new Bench(t);
    const invoice = await bench.invoice();
    await bench.receive(part(invoice, 1n, 4000n, { blocks: 40 }));
    await bench.receive(part(invoice, 2n, 1000n));
    await bench.blocks(40 - HELD_HTLC_MARGIN - 1);
    assert.deepEqual(bench.verdicts(1n, 2n), ['held', 'held']);
    await bench.blocks(1);
    assert.deepEqual(bench.verdicts(1n, 2n), ['mpp_timeout', 'mpp_timeout']);

    await bench.receive(part(invoice, 3n, 4000n));
    await bench.receive(part(invoice, 4n, 1000n, { channel: OTHER }));
    bench.closeByForce(OTHER);
    // Nobody may learn the preimage for a part that may be worth nothing on chain.
    await bench.receive(part(invoice, 5n, 5000n));
    assert.deepEqual(bench.verdicts(3n, 4n, 5n), ['mpp_timeout', 'mpp_timeout', 'mpp_timeout']);
    assert.equal(bench.stateOf(invoice), 'open');
  });

  it('is bounded in its number of parts', async (t) => {
    const bench = new Bench(t);
    const invoice = await bench.invoice();
    for (let id = 1n; id < MAX_SET_PARTS; id++) await bench.receive(part(invoice, id, 1n));
    assert.equal(bench.verdict(1n), 'held');
    await bench.receive(part(invoice, BigInt(MAX_SET_PARTS), 1n));
    assert.deepEqual(bench.verdicts(1n, BigInt(MAX_SET_PARTS)), ['mpp_timeout', 'mpp_timeout']);
  });

  it('goes on after a restart in its middle: its HTLCs come again', async (t) => {
    const bench = new Bench(t);
    const invoice = await bench.invoice();
    const [a, b, c] = [part(invoice, 1n, 4000n), part(invoice, 2n, 5000n), part(invoice, 3n, 1000n)];
    await bench.receive(a);
    await bench.receive(b);
    bench.restart();
    await bench.receive(b);
    await bench.receive(a);
    assert.deepEqual(bench.verdicts(1n, 2n), ['held', 'held']);
    await bench.receive(c);
    assert.deepEqual(bench.verdicts(1n, 2n, 3n), ['fulfilled', 'fulfilled', 'fulfilled']);
    // A restart before the fulfilments were durable: whenever and in whatever order, they are fulfilled again.
    bench.restart();
    bench.network.clock.now += 1e9;
    bench.node.height += 10_000;
    await bench.receive(c);
    assert.deepEqual(bench.verdicts(3n), ['fulfilled']);
    assert(bench.node.receiver.hasAccepted(a));
    assert(!bench.node.receiver.hasAccepted(part(invoice, 4n, 1000n)));
    assert.equal(bench.network.clock.timers, 0);
  });

  it('of an invoice that was canceled goes back', async (t) => {
    const bench = new Bench(t);
    const invoice = await bench.invoice();
    await bench.receive(part(invoice, 1n, 4000n));
    assert.equal(
      unwrap(await bench.node.receiver.cancel(invoice.paymentHash)).canceled?.at !== undefined,
      true,
    );
    assert.equal(bench.verdict(1n), UNKNOWN);
    await bench.receive(part(invoice, 2n, TOTAL));
    assert.equal(bench.verdict(2n), UNKNOWN);
    assert.equal(bench.stateOf(invoice), 'canceled');
  });
});

describe('a held invoice', () => {
  async function accepted(bench: Bench): Promise<OwnInvoice> {
    const invoice = await bench.invoice({ hold: HASH });
    assert.deepEqual(invoice.paymentHash, HASH);
    await bench.receive(part(invoice, 1n, 4000n));
    assert.equal(bench.stateOf(invoice), 'open');
    await bench.receive(part(invoice, 2n, 6000n));
    assert.equal(bench.stateOf(invoice), 'accepted');
    assert.deepEqual(bench.verdicts(1n, 2n), ['held', 'held']);
    return invoice;
  }

  it('is accepted when all is there, and paid when its preimage comes, however late', async (t) => {
    const bench = new Bench(t);
    const invoice = await accepted(bench);
    await bench.passes(10 * MPP_TIMEOUT_MS);
    assert.deepEqual(bench.verdicts(1n, 2n), ['held', 'held']);
    const settled = unwrap(await bench.node.receiver.settle(SECRET));
    assert.equal(settled.paid?.amount, TOTAL);
    await bench.turn();
    assert.deepEqual(bench.verdicts(1n, 2n), ['fulfilled', 'fulfilled']);
    assert.deepEqual(bench.preimageOf(1n), SECRET);
    assert.equal(bench.stateOf(invoice), 'paid');
    assert.deepEqual(unwrap(await bench.node.receiver.settle(SECRET)), settled, 'again');
    const late = await bench.node.receiver.cancel(HASH);
    assert(!late.ok);
    assert.match(late.error.message, /has been paid/);
    assert.deepEqual(
      bench.node.told.map((told) => describeInvoice(told, 0).state),
      ['open', 'accepted', 'paid'],
    );
  });

  it('gives back what is held when it is canceled, also after a restart', async (t) => {
    const bench = new Bench(t);
    const invoice = await accepted(bench);
    bench.restart();
    await bench.receive(part(invoice, 1n, 4000n));
    await bench.receive(part(invoice, 2n, 6000n));
    assert.deepEqual(bench.verdicts(1n, 2n), ['held', 'held']);
    assert(bench.node.receiver.hasAccepted(part(invoice, 2n, 6000n)));
    unwrap(await bench.node.receiver.cancel(HASH));
    assert.deepEqual(bench.verdicts(1n, 2n), [UNKNOWN, UNKNOWN]);
    bench.restart();
    await bench.receive(part(invoice, 1n, 4000n));
    assert.equal(bench.verdict(1n), UNKNOWN);
    const late = await bench.node.receiver.settle(SECRET);
    assert(!late.ok);
    assert.equal(
      `${late.error.code}: ${late.error.message}`,
      'conflict: the invoice was canceled: canceled by its owner',
    );
  });

  it('is settled after a restart, once all that was accepted is there again', async (t) => {
    const bench = new Bench(t);
    const invoice = await accepted(bench);
    bench.restart();
    bench.network.clock.now += 1e8;
    await bench.receive(part(invoice, 2n, 6000n));
    const early = await bench.node.receiver.settle(SECRET);
    assert(!early.ok);
    assert.match(early.error.message, /still starting/);
    await bench.receive(part(invoice, 1n, 4000n));
    unwrap(await bench.node.receiver.settle(SECRET));
    assert.deepEqual(bench.verdicts(1n, 2n), ['fulfilled', 'fulfilled']);
    bench.restart();
    await bench.receive(part(invoice, 1n, 4000n));
    assert.deepEqual(bench.preimageOf(1n), SECRET);
  });

  it('gives back what is held before its expiry would close a channel', async (t) => {
    const bench = new Bench(t);
    const invoice = await bench.invoice({ hold: HASH });
    await bench.receive(part(invoice, 1n, TOTAL, { blocks: 300 }));
    await bench.blocks(300 - HELD_HTLC_MARGIN - 1);
    assert.equal(bench.verdict(1n), 'held');
    await bench.blocks(1);
    assert.equal(bench.verdict(1n), UNKNOWN);
    assert.equal(bench.stateOf(invoice), 'canceled');
    assert.match(bench.node.told.at(-1)?.canceled?.reason ?? '', /about to expire/);
  });

  it('is not settled before anything is held, nor by a preimage of nothing', async (t) => {
    const bench = new Bench(t);
    await bench.invoice({ hold: HASH });
    const early = await bench.node.receiver.settle(SECRET);
    assert(!early.ok);
    assert.match(early.error.message, /nothing is held/);
    const unknown = await bench.node.receiver.settle(preimage(new Uint8Array(32)));
    assert(!unknown.ok);
    assert.equal(unknown.error.code, 'not_found');
    const again = await bench.node.invoices.create({ hold: HASH });
    assert(!again.ok);
    assert.equal(again.error.code, 'conflict');
  });
});

describe('a payment without an invoice', () => {
  const keysend = (
    htlcId: bigint,
    changes: Partial<ReceivedHtlc['payload']> & { blocks?: number } = {},
  ): ReceivedHtlc => {
    const { blocks = 30, ...payload } = changes;
    return {
      channelId: CHANNEL,
      htlcId,
      paymentHash: HASH,
      amount: msat(1500n),
      cltvExpiry: HEIGHT + blocks,
      payload: {
        type: 'final',
        amtToForward: 1500n,
        outgoingCltvValue: HEIGHT + blocks,
        keysendPreimage: SECRET,
        customRecords: [{ type: 65_537n, value: Uint8Array.of(1, 2) }],
        ...payload,
      },
    };
  };

  it('is taken, once, with its custom records', async (t) => {
    const bench = new Bench(t);
    await Promise.all([bench.receive(keysend(1n)), bench.receive(keysend(2n))]);
    assert.deepEqual(bench.verdicts(1n, 2n), ['fulfilled', UNKNOWN]);
    bench.restart();
    await bench.receive(keysend(1n));
    await bench.receive(keysend(3n));
    assert.deepEqual(bench.verdicts(1n, 3n), ['fulfilled', UNKNOWN]);
    assert.equal(bench.node.sent.length, 1, 'told once');
    const [payment, ...rest] = bench.node.spontaneous.payments(10);
    assert.equal(rest.length, 0);
    assert.equal(payment?.amount, 1500n);
    assert.deepEqual(payment.records, [{ type: 65_537n, value: Uint8Array.of(1, 2) }]);
  });

  it('that cannot be recorded is not taken either: what follows from it is not stored', async (t) => {
    const bench = new Bench(t);
    bench.node.hooks.push({
      accepts: () => true,
      record: () => {
        throw new Error('broken invariant');
      },
    });
    bench.restart();
    void bench.node.receiver.receive(keysend(1n));
    await assert.rejects(
      bench.node.store.commit(() => undefined),
      { code: 'failed' },
    );
    assert.deepEqual(bench.node.spontaneous.payments(10), []);
  });

  const refusals: readonly [string, Parameters<typeof keysend>[1]][] = [
    ['with a preimage of another hash', { keysendPreimage: new Uint8Array(32) }],
    ['in parts', { paymentData: { paymentSecret: new Uint8Array(32), totalMsat: 3000n } }],
    ['that expires too soon', { blocks: 17 }],
  ];
  for (const [condition, changes] of refusals) {
    it(`${condition} is refused`, async (t) => {
      const bench = new Bench(t);
      await bench.receive(keysend(1n, changes));
      assert.equal(bench.verdict(1n), UNKNOWN);
      assert.deepEqual(bench.node.spontaneous.payments(10), []);
    });
  }

  it('is refused where the node takes none, an application does not want it, or an invoice has its hash', async (t) => {
    const bench = new Bench(t);
    bench.node.acceptsSpontaneous = false;
    bench.restart();
    await bench.receive(keysend(1n));
    assert.equal(bench.verdict(1n), UNKNOWN);
    bench.node.acceptsSpontaneous = true;
    bench.node.hooks.push({ accepts: ({ amount }) => amount >= 2000n });
    bench.restart();
    await bench.receive(keysend(2n));
    assert.equal(bench.verdict(2n), UNKNOWN);
    bench.node.hooks.length = 0;
    bench.restart();
    await bench.invoice({ hold: HASH });
    await bench.receive(keysend(3n));
    assert.equal(bench.verdict(3n), UNKNOWN);
    assert.deepEqual(bench.node.spontaneous.payments(10), []);
  });
});
