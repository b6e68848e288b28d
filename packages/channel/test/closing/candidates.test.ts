/** Several closing transactions at once: raised by both ends, kept until one confirms, whatever breaks in between. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { equalBytes } from '@sferic/crypto';
import type { ClosingComplete, Sat, SatPerKw, TxId, WireMessageType } from '@sferic/wire';
import { dustThreshold, formatTxid, type Transaction, transactionId } from '../../src/bitcoin/index.ts';
import { encodeRow } from '../../src/persistence/row-codecs.ts';
import { stateRow } from '../../src/persistence/state-codecs.ts';
import { storedState } from '../../src/state.ts';
import { closingCandidates, MAX_CLOSING_CANDIDATES } from '../../src/states/closing-candidates.ts';
import { closingDigest } from '../../src/states/negotiating.ts';
import type { End } from '../harness/end.ts';
import { type Name, type Pair, stateType } from '../harness/pair.ts';
import {
  anotherScript,
  assertSpendsFunding,
  candidates,
  closed,
  closings,
  negotiating,
  paidTo,
  take,
} from './fixtures.ts';

const rate = (value: number) => value as SatPerKw;

function raise(pair: Pair, name: Name, feerate: number): void {
  pair.end(name).do({ type: 'close', feerate: rate(feerate) });
}

function fundingTxid(end: End): TxId {
  return negotiating(end).commitments.active[0]!.txid;
}

function confirm(end: End, transaction: Transaction, height = end.env.height + 1): void {
  const id = storedState(end.state);
  assert(id !== undefined && id.type !== 'signing_funding');
  const { txid } = id.commitments.active[0]!;
  end.env = { ...end.env, height };
  end.input({ type: 'chain', event: { type: 'funding_spent', fundingTxid: txid, transaction, height } });
}

/** The published transactions that are still candidates, by txid. */
function offered(end: End): ReadonlyMap<string, Transaction> {
  return new Map(closings(end).map((tx) => [formatTxid(transactionId(tx)), tx]));
}

describe('closing transactions that are raised by both ends', () => {
  it('in rounds that cross each other: all of them stay, the same on both sides', () => {
    const pair = closed();
    for (const [a, b] of [
      [4000, 5000],
      [6000, 7000],
      [9000, 11_000],
    ] as const) {
      raise(pair, 'alice', a);
      raise(pair, 'bob', b);
      pair.settle();
    }
    assert.equal(candidates(pair.alice).length, 8);
    assert.deepEqual(candidates(pair.alice), candidates(pair.bob));
    for (const end of [pair.alice, pair.bob])
      for (const txid of candidates(end)) {
        const tx = offered(end).get(txid);
        assert(tx !== undefined, 'each was published');
        assertSpendsFunding(end, tx);
      }
    pair.finish();
  });

  it('are published again after a restart, what pays most first', () => {
    const pair = closed();
    for (const feerate of [4000, 6000]) {
      raise(pair, 'alice', feerate);
      pair.settle();
      raise(pair, 'bob', feerate + 1000);
      pair.settle();
    }
    pair.alice.published.length = 0;
    pair.restart('alice');
    const fees = closings(pair.alice).map((tx) => assertSpendsFunding(pair.alice, tx).fee);
    assert.equal(fees.length, 6);
    assert.deepEqual(
      fees,
      fees.toSorted((a, b) => Number(b - a)),
    );
  });

  it(`beyond ${MAX_CLOSING_CANDIDATES} of one end: those that pay least are forgotten, none of the other's`, () => {
    const pair = closed();
    const [alices] = closingCandidates(negotiating(pair.alice)).filter(({ closer }) => closer === 'local');
    for (let round = 1; round <= 2 * MAX_CLOSING_CANDIDATES; round++) {
      raise(pair, 'bob', 3000 + round * 1000);
      pair.settle();
    }
    const { signed } = negotiating(pair.alice);
    assert.equal(signed.remote.length, MAX_CLOSING_CANDIDATES);
    assert.equal(signed.local.length, 1);
    const kept = closingCandidates(negotiating(pair.alice));
    assert(kept.some(({ txid }) => equalBytes(txid, alices!.txid)));
    const [cheapest] = kept.filter(({ closer }) => closer === 'remote').slice(-1);
    const feerate = (Number(cheapest!.fee) * 1000) / cheapest!.weight;
    assert(feerate >= 3000 + (MAX_CLOSING_CANDIDATES + 1) * 1000, `${feerate}`);
    // What is forgotten may still be in somebody's mempool, and ends the channel like any other.
    const [forgotten] = closings(pair.alice).filter((tx) => !candidates(pair.alice).includes(display(tx)));
    confirm(pair.alice, forgotten!);
    assert.equal(spendKind(pair.alice), 'mutual_close');
  });

  it('a row of the first version, with one transaction of each end, is read', () => {
    const pair = closed();
    const { params: _p, commitments: _c, ...state } = negotiating(pair.alice);
    const row = encodeRow(stateRow, state);
    // Two empty lists of two bytes each, behind the flag that they are there.
    assert.deepEqual([...row.slice(-5)], [1, 0, 0, 0, 0]);
    pair.alice.rows.set('state', row.slice(0, -5));
    pair.restart('alice');
    assert.deepEqual(negotiating(pair.alice).signed, state.signed);
  });
});

function display(tx: Transaction): string {
  return formatTxid(transactionId(tx));
}

function spendKind(end: End): string | undefined {
  const stored = storedState(end.state);
  return stored?.type === 'closing' ? stored.spend.kind : stored?.type;
}

describe('what breaks while a fee is raised', () => {
  const types: readonly WireMessageType[] = ['closing_complete', 'closing_sig'];
  for (const from of ['alice', 'bob'] satisfies Name[])
    for (const type of types)
      for (const when of ['before', 'after'] as const)
        it(`the link, ${when} ${from}'s ${type}: both know the raised transactions after the reconnection`, () => {
          const pair = closed();
          raise(pair, 'alice', 4000);
          pair.settle();
          raise(pair, 'alice', 8000);
          raise(pair, 'bob', 6000);
          pair.cutAt(from, type, when);
          pair.settle();
          pair.reconnect();
          pair.settle();
          assert.deepEqual(candidates(pair.alice), candidates(pair.bob));
          assert.equal(candidates(pair.alice).length, 5);
          pair.finish();
        });

  for (const victim of ['alice', 'bob'] satisfies Name[])
    for (const crashAt of ['before_commit', 'after_commit'] as const)
      it(`a process: ${victim} ${crashAt}, at every step: nothing that was signed is lost`, () => {
        for (let steps = 0; ; steps++) {
          const pair = closed();
          raise(pair, 'alice', 4000);
          raise(pair, 'bob', 5000);
          const end = pair.end(victim);
          const input = end.input.bind(end);
          let count = 0;
          end.input = (each) => {
            if (end.crashed) return undefined;
            if (count++ === steps) end.crashAt = crashAt;
            return input(each);
          };
          pair.settle();
          end.input = input;
          if (count <= steps) break;
          pair.restart(victim);
          pair.reconnect();
          pair.settle();
          assert.deepEqual(candidates(pair.alice), candidates(pair.bob));
          assert.equal(candidates(pair.alice).length, 4);
        }
      });

  it('a reconnection repeats what is signed: it raises nothing by itself, even if the estimate has', () => {
    const pair = closed();
    raise(pair, 'alice', 4000);
    pair.settle();
    const before = candidates(pair.bob);
    for (const end of [pair.alice, pair.bob]) {
      const { feerates } = end.env;
      end.env = { ...end.env, feerates: { ...feerates, closing: rate(20_000) } };
    }
    pair.reconnect();
    pair.settle();
    assert.deepEqual(candidates(pair.bob), before);
    pair.finish();
  });
});

describe('raising the fee of a close', () => {
  it('by less than a replacement pays is refused, with the least that would do, which does', () => {
    const pair = closed();
    raise(pair, 'alice', 4000);
    pair.settle();
    const refusal = pair.alice.command({ type: 'close', feerate: rate(4100) });
    assert.equal(refusal?.code, 'fee_too_low');
    const [, least] = /we pay \d+ sat, takes at least ([\d.]+) sat\/vbyte/.exec(refusal.message) ?? [];
    assert(least !== undefined, refusal.message);
    const perKw = Math.ceil(Number(least) * 250);
    assert(perKw > 4200 && perKw < 4300, `${perKw}`);
    assert.equal(pair.alice.command({ type: 'close', feerate: rate(perKw - 5) })?.code, 'fee_too_low');
    raise(pair, 'alice', perKw);
    pair.settle();
    assert.equal(candidates(pair.bob).length, 4);
    pair.finish();
  });

  it("has to outbid the peer's too", () => {
    const pair = closed();
    raise(pair, 'bob', 9000);
    pair.settle();
    const refusal = pair.alice.command({ type: 'close', feerate: rate(9000) });
    assert.match(refusal?.message ?? '', /for which the peer pays \d+ sat, takes at least/);
    raise(pair, 'alice', 9500);
    pair.settle();
    pair.finish();
  });

  it('beyond our balance says so', () => {
    const pair = closed({ amounts: { alice: 900_000n, bob: 9000n } });
    raise(pair, 'alice', 20_000);
    pair.settle();
    const refusal = pair.bob.command({ type: 'close', feerate: rate(30_000) });
    assert.match(refusal?.message ?? '', /more than our balance/);
  });

  it('is refused before the peer has answered, while it is away, and once a block has decided', () => {
    const pair = closed();
    raise(pair, 'alice', 4000);
    const again = () => pair.alice.command({ type: 'close', feerate: rate(8000) })?.message ?? '';
    assert.match(again(), /the peer has not answered yet the closing transaction with a fee of \d+ sat/);
    pair.settle();
    pair.cut();
    assert.match(again(), /not connected/);
    pair.reconnect();
    pair.deliver('bob');
    assert.match(again(), /the peer has not repeated its shutdown/);
    pair.settle();
    confirm(pair.alice, closings(pair.alice)[0]!);
    assert.match(again(), /closed already: [0-9a-f]{64} is in block \d+/);
  });
});

describe('a closing transaction in a block', () => {
  it('is recognised, whichever it is', () => {
    const names = (pair: Pair) => candidates(pair.alice).length;
    for (let index = 0; index < 4; index++) {
      const pair = closed();
      raise(pair, 'alice', 4000);
      raise(pair, 'bob', 5000);
      pair.settle();
      assert.equal(names(pair), 4);
      for (const end of [pair.alice, pair.bob]) {
        const tx = offered(end).get(candidates(end)[index]!);
        confirm(end, tx!);
        assert.equal(spendKind(end), 'mutual_close');
        assert(!end.events.some(({ type }) => type === 'funds_at_risk'));
      }
    }
  });

  it('that no end can have signed raises the alarm', () => {
    const pair = closed();
    const [tx] = closings(pair.alice);
    const theft = { ...tx!, outputs: [{ ...tx!.outputs[0]!, scriptPubKey: new Uint8Array(22).fill(7) }] };
    confirm(pair.alice, theft);
    assert.equal(spendKind(pair.alice), 'unknown');
    assert(pair.alice.events.some(({ type }) => type === 'funds_at_risk'));
  });

  it('and out of it again: all may confirm, the fee may be raised, and another confirms', () => {
    const pair = closed();
    raise(pair, 'alice', 4000);
    pair.settle();
    const before = candidates(pair.alice);
    const first = closings(pair.alice)[0]!;
    for (const end of [pair.alice, pair.bob]) {
      const id = fundingTxid(end);
      confirm(end, first);
      end.restart();
      end.published.length = 0;
      end.input({ type: 'chain', event: { type: 'funding_unspent', fundingTxid: id } });
      assert.equal(storedState(end.state)?.type, 'negotiating');
      assert.deepEqual(candidates(end), before);
      for (const txid of before) assert(offered(end).has(txid));
    }
    pair.reconnect();
    pair.settle();
    raise(pair, 'alice', 8000);
    pair.settle();
    assert.equal(candidates(pair.bob).length, before.length + 1);
    confirm(pair.bob, closings(pair.bob).at(-1)!);
    assert.equal(spendKind(pair.bob), 'mutual_close');
    pair.finish();
  });
});

describe('a peer that proposes what harms nobody but itself', () => {
  /** Signed by the end as the closer, with both outputs, whatever they are worth. */
  const proposal = (end: End, fee: bigint, locktime = 0): ClosingComplete => {
    const state = negotiating(end);
    const { local: closerScript, remote: closeeScript } = state.shutdown;
    const terms = { closerScript, closeeScript, fee: fee as Sat, locktime };
    const digest = closingDigest(state, 'local', terms, 'closer_and_closee_outputs');
    return {
      type: 'closing_complete',
      channelId: state.params.channelId,
      closerScriptpubkey: closerScript,
      closeeScriptpubkey: closeeScript,
      feeSatoshis: terms.fee,
      locktime,
      closerAndCloseeOutputs: end.signer.signClosing({ digest, fundingIndex: 0 }),
    };
  };

  it('a lower fee than before: it is signed, kept, and does not count for what we have to pay', () => {
    const pair = closed();
    raise(pair, 'bob', 6000);
    pair.settle();
    pair.alice.receiveMessage(proposal(pair.bob, 300n));
    assert.equal(take(pair, 'alice').type, 'closing_sig');
    assert.equal(negotiating(pair.alice).signed.remote.length, 3);
    const [best] = closingCandidates(negotiating(pair.alice));
    assert.equal(best?.closer, 'remote');
    assert((Number(best.fee) * 1000) / best.weight > 5900);
    raise(pair, 'alice', 6500);
  });

  it('an output of its own that is dust: signed, and our own fee need not outbid what nobody relays', () => {
    const pair = closed({ amounts: { alice: 200_000n, bob: 190_000n } });
    const { local } = negotiating(pair.bob).shutdown;
    const fee = 190_000n - (dustThreshold(local) - 1n);
    pair.alice.receiveMessage(proposal(pair.bob, fee));
    assert.equal(take(pair, 'alice').type, 'closing_sig');
    const [best] = closingCandidates(negotiating(pair.alice));
    assert(best !== undefined && best.fee === fee && best.transaction.outputs.length === 2);
    raise(pair, 'alice', 4000);
  });

  it('a locktime that is far off: the same', () => {
    const pair = closed();
    pair.alice.receiveMessage(proposal(pair.bob, 300_000n, 400_000));
    assert.equal(take(pair, 'alice').type, 'closing_sig');
    raise(pair, 'alice', 4000);
  });

  it('to another script each time: our own fee does not rise by it', () => {
    const pair = closed();
    const own = () => negotiating(pair.alice).signed.local.map(({ terms }) => terms.fee);
    const before = own().at(-1);
    pair.bob.do({ type: 'close', feerate: rate(5000), scriptPubKey: anotherScript(pair.bob) });
    pair.settle();
    pair.reconnect();
    pair.settle();
    assert.equal(own().at(-1), before);
    const paid = closings(pair.alice).filter((tx) => paidTo(tx, anotherScript(pair.bob)) !== undefined);
    assert.equal(paid.length, 2);
    assert.equal(stateType(pair.alice.state), 'negotiating');
  });
});
