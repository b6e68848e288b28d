import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@sferic/crypto';
import { type ChannelMessage, describeReason, type Sat, type SatPerKw, type TxInitRbf } from '@sferic/wire';
import { storedState } from '../../src/state.ts';
import type { FundingContribution } from '../../src/states/opening-commands.ts';
import { take } from '../closing/fixtures.ts';
import { established } from '../harness/auditor.ts';
import { START_HEIGHT } from '../harness/fixtures.ts';
import { type Name, stateType } from '../harness/pair.ts';
import { OpeningPair, type OpeningScenario } from './opening-pair.ts';

function waiting(scenario: OpeningScenario = {}): OpeningPair {
  const pair = new OpeningPair(scenario);
  assert.ok(pair.open());
  pair.run();
  return pair;
}

function init(pair: OpeningPair, changes: Partial<TxInitRbf> = {}): TxInitRbf {
  const { channelId } = established(pair.alice).params;
  return {
    type: 'tx_init_rbf',
    channelId,
    locktime: 0,
    feerate: 2000 as SatPerKw,
    fundingOutputContribution: 600_000n,
    ...changes,
  };
}

/** The reason with which `name` gives up, or nothing. */
function abortOf(pair: OpeningPair, name: Name): string | undefined {
  const message = take(pair, name);
  return message.type === 'tx_abort' ? describeReason(message.data) : undefined;
}

/** Both wait for the first funding transaction and no other, and an honest attempt works. */
function assertUnharmed(pair: OpeningPair): void {
  pair.run();
  for (const end of [pair.alice, pair.bob]) {
    assert.equal(stateType(end.state), 'wait_for_ready', end.name);
    const stored = storedState(end.state);
    assert.ok(stored?.type === 'wait_for_ready' && stored.candidates.size === 1);
    assert.equal(stored.replacement, undefined);
  }
  assert.equal(pair.replace('alice', 5000), undefined);
  pair.run();
  for (const end of [pair.alice, pair.bob])
    assert.equal(established(end).commitments.active.length, 2, end.name);
}

describe('tx_init_rbf', () => {
  const cases: readonly (readonly [string, Partial<TxInitRbf>, RegExp])[] = [
    ['a feerate that is not 25/24 of the last', { feerate: 1040 as SatPerKw }, /below 1041/],
    ['a feerate beyond reason', { feerate: 4_000_000_000 as SatPerKw }, /is above/],
    ['a locktime in the future', { locktime: START_HEIGHT + 1000 }, /too far ahead/],
    ['a locktime in seconds', { locktime: 500_000_000 }, /too far ahead/],
    ['a negative contribution', { fundingOutputContribution: -1n }, /negative/],
  ];
  for (const [name, changes, reason] of cases)
    it(`with ${name} is answered by tx_abort`, () => {
      const pair = waiting();
      pair.bob.receiveMessage(init(pair, changes));
      assert.match(abortOf(pair, 'bob') ?? '', reason);
      // The echo.
      pair.bob.receiveMessage({ type: 'tx_abort', channelId: init(pair).channelId, data: new Uint8Array(0) });
      assert.deepEqual(pair.bob.sent, []);
      assertUnharmed(pair);
    });

  it('with a contribution that makes the channel too large is answered by tx_abort', () => {
    const pair = waiting();
    pair.bob.receiveMessage(init(pair, { fundingOutputContribution: 2n ** 40n }));
    pair.serveWallets();
    assert.match(abortOf(pair, 'bob') ?? '', /capacity/);
    const { channelId } = init(pair);
    pair.bob.receiveMessage({ type: 'tx_abort', channelId, data: new Uint8Array(0) });
    assertUnharmed(pair);
  });

  it('of an opener that cannot pay for its commitment any more is answered by tx_abort', () => {
    const pair = waiting();
    pair.bob.receiveMessage(init(pair, { fundingOutputContribution: 0n }));
    pair.serveWallets();
    assert.match(abortOf(pair, 'bob') ?? '', /cannot pay for the commitment/);
  });

  it('after a confirmation, or after channel_ready, is answered by tx_abort', () => {
    const confirmed = waiting();
    confirmed.confirm(1);
    confirmed.bob.receiveMessage(init(confirmed));
    assert.match(abortOf(confirmed, 'bob') ?? '', /confirmed/);
    assert.equal(confirmed.replace('alice', 2000), 'invalid_command');

    const half = waiting();
    half.alice.input({
      type: 'chain',
      event: {
        type: 'funding_confirmed',
        txid: half.funding.txid as never,
        height: START_HEIGHT - 5,
        txIndex: 1,
      },
    });
    half.run();
    half.bob.receiveMessage(init(half));
    assert.match(abortOf(half, 'bob') ?? '', /channel_ready/);

    const ready = waiting();
    ready.confirm(3);
    ready.run();
    ready.bob.receiveMessage(init(ready));
    assert.match(abortOf(ready, 'bob') ?? '', /channel_ready/);
    assert.equal(stateType(ready.bob.state), 'normal');
    assert.equal(ready.replace('alice', 2000), 'wrong_state');
  });

  it('of both at once: both give up, and either may try again', () => {
    const pair = waiting();
    assert.equal(pair.replace('alice', 2000), undefined);
    assert.equal(pair.replace('bob', 2000), undefined);
    assertUnharmed(pair);
    assert.deepEqual(
      [...pair.alice.errors, ...pair.bob.errors],
      ['replacement_failed', 'replacement_failed'],
    );
  });

  it('while another is negotiated or signed: that one is given up', () => {
    for (const until of ['tx_add_input', 'commitment_signed']) {
      const pair = waiting();
      pair.replace('alice', 2000);
      pair.runUntil('alice', until);
      pair.bob.receiveMessage(init(pair, { feerate: 9000 as SatPerKw }));
      assertUnharmed(pair);
    }
  });
});

describe('the construction of a replacement', () => {
  /** `change` spoils what Alice says; Bob gives up, and both go on. */
  function spoiled(change: (message: ChannelMessage) => ChannelMessage, by: Name = 'alice'): OpeningPair {
    const pair = waiting();
    pair.replace(by, 2000);
    for (let count = 0; count < 100; count++) {
      pair.serveWallets();
      if (pair.alice.sent.length > 0) pair.bob.receiveMessage(change(take(pair, 'alice')));
      else if (!pair.deliver('bob')) break;
    }
    return pair;
  }

  it('without an input of the first transaction fails: both could confirm', () => {
    const pair = spoiled((message) => {
      if (message.type !== 'tx_add_input') return message;
      // Another output of the same wallet, worth as much.
      const prevtx = message.prevtx.with(4 + 1, (message.prevtx[5] ?? 0) ^ 1);
      return { ...message, prevtx };
    });
    // Bob's own input is in both: what Alice added is not what counts for him.
    assert.ok(pair.bob.errors.length + pair.alice.errors.length > 0);
    assertUnharmed(pair);
  });

  it('with less for us than agreed fails', () => {
    const pair = spoiled((message) =>
      message.type === 'tx_add_output' && message.sats === 1_000_000n
        ? { ...message, sats: 900_000n as Sat }
        : message,
    );
    assert.ok(pair.bob.errors.includes('replacement_failed'));
    assertUnharmed(pair);
  });

  it('without the fee that was promised fails', () => {
    const pair = spoiled((message) =>
      message.type === 'tx_add_output' && message.sats < 600_000n
        ? { ...message, sats: (message.sats + 700n) as Sat }
        : message,
    );
    assert.ok(pair.bob.errors.includes('replacement_failed'));
    assertUnharmed(pair);
  });

  it('of the accepter, who forgets the funding output, fails', () => {
    const pair = waiting();
    pair.replace('alice', 2000);
    pair.runUntil('alice', 'tx_add_output');
    const { channelId } = take(pair, 'alice') as { channelId: TxInitRbf['channelId'] };
    pair.alice.sent = [];
    pair.bob.receiveMessage({ type: 'tx_complete', channelId });
    pair.serveWallets();
    pair.bob.receiveMessage({ type: 'tx_complete', channelId });
    pair.bob.receiveMessage({ type: 'tx_complete', channelId });
    assert.ok(pair.bob.errors.includes('replacement_failed'));
    assert.equal(stateType(pair.bob.state), 'replacing');
    // It waits for the echo of its tx_abort, and ignores what came before it.
    pair.bob.receiveMessage({ type: 'tx_complete', channelId });
    pair.bob.receiveMessage({ type: 'tx_abort', channelId, data: new Uint8Array(0) });
    assert.equal(stateType(pair.bob.state), 'wait_for_ready');
  });

  it('ends with channel_ready, and with a confirmation', () => {
    for (const until of ['tx_ack_rbf', 'tx_complete', 'commitment_signed']) {
      const pair = waiting();
      const { txid } = pair.funding;
      pair.replace('alice', 2000);
      pair.runUntil('bob', until);
      pair.confirm(3, { txid });
      pair.run();
      for (const end of [pair.alice, pair.bob]) {
        assert.equal(stateType(end.state), 'normal', `${end.name}, ${until}`);
        assert.equal(established(end).commitments.active.length, 1);
        assert.ok(pair.wallets[end.name as Name].released, `${end.name}: coins are kept`);
      }
    }
  });

  it('ends with force_close, an error and a shutdown of the peer', () => {
    const { channelId } = init(waiting());
    const messages: readonly ChannelMessage[] = [
      { type: 'error', channelId, data: new Uint8Array(0) },
      { type: 'shutdown', channelId, scriptpubkey: waiting().alice.env.shutdownScript },
    ];
    for (const message of messages) {
      const pair = waiting();
      pair.replace('alice', 2000);
      pair.runUntil('bob', 'tx_complete');
      pair.alice.receiveMessage(message);
      pair.serveWallets();
      assert.equal(stateType(pair.alice.state), message.type === 'error' ? 'failed' : 'negotiating');
      assert.ok(pair.wallets.alice.released);
    }
    const forced = waiting();
    forced.replace('alice', 2000);
    forced.alice.do({ type: 'force_close' });
    forced.serveWallets();
    assert.equal(stateType(forced.alice.state), 'failed');
    assert.ok(forced.wallets.alice.released);
  });
});

describe('the signatures of a replacement', () => {
  it('a wrong one of the commitment: given up on both sides', () => {
    const pair = waiting();
    pair.replace('alice', 2000);
    pair.runUntil('alice', 'commitment_signed');
    const message = take(pair, 'alice');
    assert.ok(message.type === 'commitment_signed');
    const signature = message.signature.with(
      40,
      (message.signature[40] ?? 0) ^ 1,
    ) as typeof message.signature;
    pair.bob.receiveMessage({ ...message, signature });
    assertUnharmed(pair);
  });

  it('wrong ones of the funding transaction: without ours given up, with ours out kept', () => {
    const pair = waiting();
    pair.replace('alice', 2000);
    pair.runUntil('bob', 'tx_signatures');
    const first = take(pair, 'bob');
    assert.ok(first.type === 'tx_signatures');
    pair.alice.receiveMessage({ ...first, witnesses: [] });
    pair.run();
    assert.equal(established(pair.alice).commitments.active.length, 1);
    assert.equal(established(pair.bob).commitments.active.length, 2, 'Alice can publish it');

    const late = waiting();
    late.replace('alice', 2000);
    late.runUntil('alice', 'tx_signatures');
    const second = take(late, 'alice');
    assert.ok(second.type === 'tx_signatures');
    late.bob.receiveMessage({ ...second, witnesses: [] });
    assert.equal(stateType(late.bob.state), 'offline wait_for_ready');
    late.cut();
    late.reconnect();
    late.run();
    assert.equal(established(late.bob).commitments.active.length, 2);
    const bob = storedState(late.bob.state);
    assert.ok(bob?.type === 'wait_for_ready' && bob.candidates.get(1)?.transaction.witnesses.remote);
  });

  it('a peer that gives up with our signatures in its hands: the candidate stays, and others can follow', () => {
    const pair = waiting();
    pair.replace('alice', 2000);
    pair.runUntil('bob', 'tx_signatures');
    pair.bob.sent = [];
    const { channelId } = init(pair);
    pair.alice.command({ type: 'abort', reason: 'nothing happens' });
    // Alice gives the attempt up, whatever Bob has sent.
    pair.bob.receiveMessage({ type: 'tx_abort', channelId, data: new Uint8Array(0) });
    assert.equal(abortOf(pair, 'bob'), '', 'the echo');
    pair.alice.receiveMessage({ type: 'tx_abort', channelId, data: new Uint8Array(0) });
    pair.run();
    assert.deepEqual(
      [pair.alice, pair.bob].map((end) => established(end).commitments.active.length),
      [1, 2],
    );
    pair.restart('bob');
    pair.reconnect();
    pair.run();
    assert.equal(pair.replace('alice', 3000), undefined);
    pair.run();
    assert.deepEqual(
      [pair.alice, pair.bob].map((end) => established(end).commitments.active.length),
      [2, 3],
    );
    const winner = established(pair.alice).commitments.active.at(-1)?.txid;
    assert.ok(winner);
    for (const end of [pair.alice, pair.bob]) {
      pair.mine(end, START_HEIGHT + 1);
      const event = {
        type: 'funding_confirmed',
        txid: winner,
        height: START_HEIGHT + 1,
        txIndex: 2,
      } as const;
      end.input({ type: 'chain', event });
      for (let more = 2; more <= 6; more++) pair.mine(end, START_HEIGHT + more);
    }
    pair.run();
    for (const end of [pair.alice, pair.bob]) assert.equal(stateType(end.state), 'normal', end.name);
  });
});

describe('our own wish to replace', () => {
  it('is refused with a feerate that is too low, and with coins that leave the first transaction alone', () => {
    const pair = waiting();
    assert.equal(pair.replace('alice', 1040), 'invalid_command');
    const usual = pair.wallets.alice.contribute(true, 2000 as SatPerKw);
    const [coin] = usual.inputs;
    assert.ok(coin);
    const [input] = coin.previousTransaction.inputs;
    assert.ok(input);
    const outPoint = { ...input.outPoint, txid: sha256(Uint8Array.of(9)) as typeof input.outPoint.txid };
    const previousTransaction = { ...coin.previousTransaction, inputs: [{ ...input, outPoint }] };
    const other: FundingContribution = { ...usual, inputs: [{ ...coin, previousTransaction }] };
    assert.equal(pair.replace('alice', 2000, other), 'invalid_command');
    pair.cut();
    assert.equal(pair.replace('alice', 2000), 'not_connected');
    pair.finish();
  });

  it('that comes too late is taken back, and its coins are free: without a connection, or once the channel is open', () => {
    const late: readonly ((pair: OpeningPair) => void)[] = [
      (pair) => pair.cut(),
      (pair) => pair.confirm(3),
      (pair) => {
        pair.confirm(3);
        pair.run();
        pair.cut();
      },
    ];
    for (const happen of late) {
      const pair = waiting();
      happen(pair);
      pair.run();
      const before = pair.alice.state;
      assert.notEqual(pair.replace('alice', 2000), undefined);
      pair.alice.do({ type: 'abort', reason: 'too late' });
      pair.serveWallets();
      assert.ok(pair.wallets.alice.released, stateType(before));
      assert.equal(stateType(pair.alice.state), stateType(before));
    }
  });

  it('late answers of the wallet free its coins', () => {
    const pair = waiting();
    const contribution = pair.wallets.bob.contribute(false);
    pair.bob.do({ type: 'accept_replacement', contribution, requireConfirmedInputs: false });
    pair.bob.do({ type: 'abort', reason: 'over' });
    pair.serveWallets();
    assert.ok(pair.wallets.bob.released);
    assert.deepEqual(pair.bob.sent, []);
  });
});
