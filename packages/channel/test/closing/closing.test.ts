import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import type { ClosingComplete, ClosingSig, SatPerKw } from '@sferic/wire';
import { type Transaction, transactionId } from '../../src/bitcoin/index.ts';
import type { End } from '../harness/end.ts';
import { payment } from '../harness/fixtures.ts';
import { Pair, stateType } from '../harness/pair.ts';
import { OpeningPair } from '../opening/opening-pair.ts';
import {
  anotherScript,
  assertSpendsFunding,
  CLOSE_FEERATE,
  closed,
  closings,
  negotiating,
  offer,
  paidTo,
  take,
} from './fixtures.ts';

const scripts = (pair: Pair) => ({
  alice: pair.alice.env.shutdownScript,
  bob: pair.bob.env.shutdownScript,
});

function txids(transactions: readonly Transaction[]): readonly string[] {
  return transactions.map((tx) => bytesToHex(transactionId(tx))).sort();
}

describe('a cooperative close', () => {
  it('gives both ends both transactions; each closer pays for its own', () => {
    const pair = closed();
    assert.deepEqual(
      pair.carried.filter((line) => line.includes('shutdown')),
      ['alice: shutdown', 'bob: shutdown'],
    );
    const { alice, bob } = scripts(pair);
    for (const end of [pair.alice, pair.bob]) {
      negotiating(end);
      assert.equal(closings(end).length, 2, end.name);
      for (const tx of closings(end)) {
        const { fee, feerate } = assertSpendsFunding(end, tx);
        const isAlices = paidTo(tx, bob) === 400_000n;
        assert.equal(paidTo(tx, alice), isAlices ? 600_000n - fee : 600_000n);
        assert.equal(paidTo(tx, bob), isAlices ? 400_000n : 400_000n - fee);
        const wanted = isAlices ? CLOSE_FEERATE : pair.bob.env.feerates.closing;
        assert.ok(feerate >= wanted && feerate < wanted * 1.02, `${feerate} for ${wanted}`);
      }
    }
    assert.deepEqual(txids(closings(pair.alice)), txids(closings(pair.bob)));
    pair.finish();
  });

  it('pays to the script that the operator names', () => {
    const pair = Pair.normal();
    const script = anotherScript(pair.alice);
    pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE, scriptPubKey: script });
    pair.settle();
    for (const tx of closings(pair.bob)) assert.ok((paidTo(tx, script) ?? 0n) > 590_000n);
    pair.finish();
  });

  it('asked for by both ends at once is one close', () => {
    const pair = Pair.normal();
    pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
    pair.bob.do({ type: 'close', feerate: 2000 as SatPerKw });
    pair.settle();
    assert.deepEqual(txids(closings(pair.alice)), txids(closings(pair.bob)));
    assert.equal(closings(pair.alice).length, 2);
    pair.finish();
  });

  it('ends when one of the transactions is deep enough', () => {
    const pair = closed();
    const [transaction] = closings(pair.alice);
    assert.ok(transaction !== undefined);
    for (const end of [pair.alice, pair.bob]) {
      const fundingTxid = negotiating(end).commitments.active[0]!.txid;
      const height = end.env.height + 1;
      const mine = (at: number) => {
        end.env = { ...end.env, height: at };
        end.input({ type: 'chain', event: { type: 'new_block', height: at } });
      };
      mine(height);
      end.input({ type: 'chain', event: { type: 'funding_spent', fundingTxid, transaction, height } });
      assert.equal(stateType(end.state), 'closing');
      for (let depth = 1; depth < 5; depth++) mine(height + depth);
      assert.equal(stateType(end.state), 'closing');
      mine(height + 5);
      assert.equal(end.state.type, 'closed');
      assert.equal(end.rows.size, 0);
    }
  });
});

it('a peer that gets no output does not raise the feerate that was asked for', () => {
  const { alice } = closed({ amounts: { alice: 900_000n, bob: 0n } });
  const [tx] = closings(alice);
  assert(tx?.outputs.length === 1);
  const { feerate } = assertSpendsFunding(alice, tx);
  assert.ok(feerate >= CLOSE_FEERATE && feerate < CLOSE_FEERATE * 1.02, `${feerate} for ${CLOSE_FEERATE}`);
});

describe('a feerate after shutdown', () => {
  it('is not proposed once no HTLC is in flight, and still is while one is', () => {
    const pair = Pair.normal();
    pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
    assert.equal(pair.alice.command({ type: 'update_fee', feerate: 3000 as SatPerKw })?.code, 'wrong_state');
    pair.settle();
    pair.finish();
    const busy = Pair.normal();
    offer(busy, 'bob', 1);
    busy.settle();
    busy.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
    busy.alice.do({ type: 'update_fee', feerate: 3000 as SatPerKw });
    busy.settle();
    busy.finish();
  });
});

describe('shutdown with HTLCs', () => {
  it('waits until all are settled, and refuses new ones from either end', () => {
    const pair = Pair.normal();
    offer(pair, 'alice', 1);
    offer(pair, 'bob', 2);
    pair.settle();
    pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
    pair.settle();
    for (const end of [pair.alice, pair.bob]) {
      assert.equal(stateType(end.state), 'normal');
      const refusal = end.command({
        type: 'add_htlc',
        amount: 1_000_000n as never,
        paymentHash: payment(3).paymentHash,
        cltvExpiry: 1500,
        onion: new Uint8Array(1366),
        origin: Uint8Array.of(9),
      });
      assert.equal(refusal?.code, 'channel_unavailable');
    }
    pair.bob.do({ type: 'fulfill_htlc', htlcId: 0n, preimage: payment(1).preimage });
    pair.settle();
    assert.equal(stateType(pair.alice.state), 'normal');
    pair.alice.do({ type: 'fail_htlc', htlcId: 0n, reason: new Uint8Array(292) });
    pair.settle();
    for (const end of [pair.alice, pair.bob]) {
      assert.equal(closings(end).length, 2);
      const { bob } = scripts(pair);
      assert.ok(closings(end).some((tx) => paidTo(tx, bob) === 420_000n));
    }
    pair.finish();
  });

  it('an update_fee may still come while HTLCs are pending', () => {
    const pair = Pair.normal();
    offer(pair, 'alice', 1);
    pair.settle();
    pair.bob.do({ type: 'close', feerate: CLOSE_FEERATE });
    pair.settle();
    pair.alice.do({ type: 'update_fee', feerate: 3000 as SatPerKw });
    pair.settle();
    pair.bob.do({ type: 'fulfill_htlc', htlcId: 0n, preimage: payment(1).preimage });
    pair.settle();
    assert.equal(closings(pair.alice).length, 2);
    pair.finish();
  });

  it('does not go out before our own changes are signed', () => {
    const pair = Pair.normal();
    offer(pair, 'alice', 1);
    pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
    pair.deliverAll();
    assert.ok(!pair.carried.includes('alice: shutdown'));
    pair.settle();
    const order = pair.carried.filter((line) => line.startsWith('alice:'));
    assert.deepEqual(order.slice(0, 3), [
      'alice: update_add_htlc',
      'alice: commitment_signed',
      'alice: shutdown',
    ]);
    pair.bob.do({ type: 'fulfill_htlc', htlcId: 0n, preimage: payment(1).preimage });
    pair.settle();
    assert.equal(closings(pair.bob).length, 2);
    pair.finish();
  });

  it('the answer waits for our own changes to be signed as well', () => {
    const pair = Pair.normal();
    offer(pair, 'bob', 1);
    pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
    pair.deliver('alice');
    assert.ok(!pair.bob.sent.some((bytes) => bytes.length < 60), 'no shutdown yet');
    pair.settle();
    assert.ok(pair.carried.indexOf('bob: shutdown') > pair.carried.indexOf('bob: commitment_signed'));
    pair.alice.do({ type: 'fail_htlc', htlcId: 0n, reason: new Uint8Array(292) });
    pair.settle();
    assert.equal(closings(pair.bob).length, 2);
    pair.finish();
  });

  it('an HTLC that arrives behind our shutdown must be failed', () => {
    const pair = Pair.normal();
    pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
    offer(pair, 'bob', 1);
    pair.bob.sign();
    pair.settle();
    assert.equal(pair.alice.received.get(0n)?.mustFail, 'shutting_down');
    pair.alice.do({ type: 'fail_htlc', htlcId: 0n, reason: new Uint8Array(292) });
    pair.settle();
    assert.equal(closings(pair.alice).length, 2);
    pair.finish();
  });

  it('a peer that adds after its own shutdown is disconnected', () => {
    const pair = Pair.normal();
    offer(pair, 'alice', 1);
    pair.settle();
    offer(pair, 'bob', 7);
    const add = pair.bob.sent.shift()!;
    pair.cut();
    pair.reconnect();
    pair.settle();
    pair.bob.do({ type: 'close', feerate: CLOSE_FEERATE });
    pair.deliver('bob');
    pair.alice.receive(add);
    assert.ok(pair.alice.errors.includes('peer_htlc_invalid'));
    assert.equal(stateType(pair.alice.state), 'offline normal');
  });
});

describe('a script to close to', () => {
  it('that no close may pay to is refused from the operator, and from the peer', () => {
    const pair = Pair.normal();
    const legacy = new Uint8Array(25);
    const refusal = pair.alice.command({ type: 'close', feerate: CLOSE_FEERATE, scriptPubKey: legacy });
    assert.equal(refusal?.code, 'shutdown_refused');
    pair.alice.receiveMessage({
      type: 'shutdown',
      channelId: idOf(pair.alice),
      scriptpubkey: legacy,
    });
    assert.deepEqual(pair.alice.errors, ['peer_shutdown_invalid']);
  });

  it('fixed at the opening binds both', () => {
    const upfront = anotherScript(new OpeningPair().alice);
    const pair = new OpeningPair({ open: { upfrontShutdownScript: upfront } });
    pair.open();
    pair.run();
    pair.confirm(3);
    pair.run();
    const { shutdownScript } = pair.alice.env;
    const other = { type: 'close', feerate: CLOSE_FEERATE, scriptPubKey: shutdownScript } as const;
    assert.equal(pair.alice.command(other)?.code, 'shutdown_refused');
    const strict = { type: 'shutdown', channelId: idOf(pair.bob), scriptpubkey: shutdownScript } as const;
    pair.bob.do({ type: 'close', feerate: CLOSE_FEERATE });
    pair.settle();
    for (const tx of closings(pair.bob)) assert.ok((paidTo(tx, upfront) ?? 0n) > 590_000n);
    pair.finish();
    pair.cut();
    pair.reconnect();
    pair.deliver('alice');
    pair.bob.receiveMessage(strict);
    assert.deepEqual(pair.bob.errors, ['peer_shutdown_invalid']);
  });
});

function idOf(end: End) {
  assert.ok(end.state.type === 'normal' || end.state.type === 'negotiating');
  return end.state.params.channelId;
}

describe('another closing transaction', () => {
  it('pays more, once the first is answered', () => {
    const pair = closed();
    pair.alice.do({ type: 'close', feerate: 5000 as SatPerKw });
    assert.equal(pair.alice.command({ type: 'close', feerate: 6000 as SatPerKw })?.code, 'shutdown_refused');
    pair.settle();
    for (const end of [pair.alice, pair.bob]) {
      assert.equal(closings(end).length, 3);
      const { feerate } = assertSpendsFunding(end, closings(end).at(-1)!);
      assert.ok(feerate >= 5000);
    }
    pair.finish();
  });

  it('to another script: the peer uses it from then on', () => {
    const pair = closed();
    const script = anotherScript(pair.alice);
    pair.alice.do({ type: 'close', feerate: 4000 as SatPerKw, scriptPubKey: script });
    pair.settle();
    assert.deepEqual(negotiating(pair.bob).shutdown.remote, script);
    pair.bob.do({ type: 'close', feerate: 6000 as SatPerKw });
    pair.settle();
    assert.ok(paidTo(closings(pair.alice).at(-1)!, script) !== undefined);
    pair.finish();
  });

  it('to other scripts by both at once: both warn, and the reconnection brings them together', () => {
    const pair = closed();
    const [one, two] = [anotherScript(pair.alice), anotherScript(pair.bob)];
    pair.alice.do({ type: 'close', feerate: 4000 as SatPerKw, scriptPubKey: one });
    pair.bob.do({ type: 'close', feerate: 4500 as SatPerKw, scriptPubKey: two });
    pair.deliverAll();
    assert.ok(pair.alice.errors.includes('peer_closing_invalid'));
    pair.cut();
    pair.reconnect();
    pair.settle();
    for (const end of [pair.alice, pair.bob])
      for (const tx of closings(end).slice(-2))
        assert.ok(paidTo(tx, one) !== undefined && paidTo(tx, two) !== undefined, end.name);
  });
});

describe('small balances', () => {
  const variants = (pair: Pair) =>
    closings(pair.alice)
      .map((tx) => tx.outputs.length)
      .sort();

  it('dust of the lesser end is dropped from both transactions', () => {
    const pair = closed({ amounts: { alice: 900_000n, bob: 200n } });
    assert.deepEqual(variants(pair), [1, 1]);
    for (const tx of closings(pair.bob)) {
      assert.equal(paidTo(tx, scripts(pair).bob), undefined);
      assertSpendsFunding(pair.bob, tx);
    }
    pair.finish();
  });

  it('an end without funds leaves the closing to the other', () => {
    const pair = closed({ amounts: { alice: 900_000n, bob: 0n } });
    assert.ok(!pair.carried.includes('bob: closing_complete'));
    assert.equal(closings(pair.bob).length, 1);
    pair.finish();
  });

  it('a fee that leaves only dust to the lesser closer takes all of it, and its output goes', () => {
    const pair = Pair.normal({ amounts: { alice: 900_000n, bob: 2_000n } });
    pair.bob.do({ type: 'close', feerate: 2600 as SatPerKw });
    pair.settle();
    const { bob } = scripts(pair);
    const own = closings(pair.bob).find((tx) => paidTo(tx, bob) !== 2_000n);
    assert.ok(own !== undefined);
    assert.equal(own.outputs.length, 1);
    assert.equal(assertSpendsFunding(pair.bob, own).fee, 2_000n);
    pair.finish();
  });

  it('an OP_RETURN is worth nothing, and its balance goes to the fee', () => {
    const pair = Pair.normal({ amounts: { alice: 900_000n, bob: 5_000n } });
    const burn = Uint8Array.from([0x6a, 6, 1, 2, 3, 4, 5, 6]);
    pair.bob.do({ type: 'close', feerate: CLOSE_FEERATE, scriptPubKey: burn });
    pair.settle();
    for (const tx of closings(pair.alice)) {
      assert.equal(paidTo(tx, burn), 0n);
      assertSpendsFunding(pair.alice, tx);
    }
    pair.finish();
  });
});

describe('a wrong closing message', () => {
  /** Alice's `closing_complete`, taken off the link. */
  function proposal(): { readonly pair: Pair; readonly message: ClosingComplete } {
    const pair = closed();
    pair.alice.do({ type: 'close', feerate: 4000 as SatPerKw });
    const message = take(pair, 'alice');
    assert.ok(message.type === 'closing_complete');
    return { pair, message };
  }

  const flip = <T extends Uint8Array>(bytes: T): T => bytes.with(40, (bytes[40] ?? 0) ^ 1) as T;

  const complete: readonly (readonly [string, (message: ClosingComplete) => ClosingComplete])[] = [
    ['a fee above the balance', (m) => ({ ...m, feeSatoshis: 600_001n as never })],
    ['a script that is not our latest', (m) => ({ ...m, closeeScriptpubkey: m.closerScriptpubkey })],
    ['a script that no close may pay to', (m) => ({ ...m, closerScriptpubkey: new Uint8Array(25) })],
    ['a wrong signature', (m) => ({ ...m, closerAndCloseeOutputs: flip(m.closerAndCloseeOutputs!) })],
    ['a signature for other terms', (m) => ({ ...m, locktime: 1 })],
    ['no signature that we may take', ({ closerAndCloseeOutputs: _, ...m }) => m],
  ];
  for (const [name, change] of complete)
    it(`closing_complete with ${name} is warned of, and not signed`, () => {
      const { pair, message } = proposal();
      const before = closings(pair.bob).length;
      pair.bob.receiveMessage(change(message));
      assert.deepEqual(pair.bob.errors, ['peer_closing_invalid']);
      assert.equal(closings(pair.bob).length, before);
      assert.equal(stateType(pair.bob.state), 'offline negotiating');
    });

  const sig: readonly (readonly [string, (message: ClosingSig) => ClosingSig])[] = [
    ['other terms', (m) => ({ ...m, feeSatoshis: (m.feeSatoshis + 1n) as never })],
    ['two signatures', (m) => ({ ...m, closerOutputOnly: m.closerAndCloseeOutputs! })],
    [
      'a variant that was not offered',
      ({ closerAndCloseeOutputs, ...m }) => ({ ...m, closeeOutputOnly: closerAndCloseeOutputs! }),
    ],
    ['no signature', ({ closerAndCloseeOutputs: _, ...m }) => m],
    ['a wrong signature', (m) => ({ ...m, closerAndCloseeOutputs: flip(m.closerAndCloseeOutputs!) })],
  ];
  for (const [name, change] of sig)
    it(`closing_sig with ${name} is warned of, and not published`, () => {
      const { pair, message } = proposal();
      pair.bob.receiveMessage(message);
      const answer = take(pair, 'bob');
      assert.ok(answer.type === 'closing_sig');
      const before = closings(pair.alice).length;
      pair.alice.receiveMessage(change(answer));
      assert.deepEqual(pair.alice.errors, ['peer_closing_invalid']);
      assert.equal(closings(pair.alice).length, before);
    });

  it('closing_sig without closing_complete is warned of', () => {
    const { pair, message } = proposal();
    pair.bob.receiveMessage({ ...message, type: 'closing_sig' });
    assert.deepEqual(pair.bob.errors, ['peer_closing_invalid']);
  });

  it('an update is not taken any more', () => {
    const pair = closed();
    pair.alice.receiveMessage({
      type: 'update_fee',
      channelId: idOf(pair.alice),
      feeratePerKw: 3000 as SatPerKw,
    });
    assert.deepEqual(pair.alice.errors, ['peer_unexpected_message']);
  });
});
