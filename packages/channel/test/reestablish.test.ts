import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@sferic/crypto';
import type { ChannelReestablish, PerCommitmentSecret } from '@sferic/wire';
import { judgeReestablish } from '../src/reestablish.ts';
import {
  auditAgreement,
  auditBalances,
  auditSignatures,
  established,
  isQuiet,
  onlyFunding,
} from './harness/auditor.ts';
import { type Name, Pair, stateType } from './harness/pair.ts';
import { fulfill, offer } from './harness/traffic.ts';

/** HTLCs both ways at once, one fulfilled and one on its way, and a new feerate: 2 of each message that there is. */
function traffic(pair: Pair): void {
  offer(pair.alice, 1, 30_000_000n);
  pair.alice.do({ type: 'update_fee', feerate: 3000 as never });
  pair.alice.sign();
  offer(pair.bob, 2, 20_000_000n);
  pair.bob.sign();
  pair.settle();
}

function removals(pair: Pair): void {
  fulfill(pair.bob, 0n, 1);
  fulfill(pair.alice, 0n, 2);
  pair.settle();
}

/** The undisturbed run: how many messages there are to cut at. */
const WHOLE = (() => {
  const pair = Pair.normal();
  traffic(pair);
  removals(pair);
  pair.finish();
  return [...pair.carried];
})();

describe('a cut at any message of an exchange in both directions', () => {
  for (const restarts of ['nobody', 'alice', 'bob'] as const)
    for (const when of ['before', 'after'] as const)
      it(`heals after ${restarts} restarts, cut ${when} each message`, () => {
        for (const index of WHOLE.keys()) {
          const pair = Pair.normal();
          pair.breaksAt = ({ count }) => (count === index ? when : undefined);
          traffic(pair);
          const sentFirst = pair.connected;
          if (!pair.connected) heal(pair, restarts);
          if (!sentFirst) resend(pair);
          removals(pair);
          if (!pair.connected) heal(pair, restarts);
          pair.settle();
          pair.finish();
          assert.deepEqual(onlyFunding(pair.alice).balances, { local: 590_000_000n, remote: 410_000_000n });
          assert(isQuiet(pair.alice) && isQuiet(pair.bob), `cut ${when} ${WHOLE[index]}`);
          for (const end of [pair.alice, pair.bob]) {
            auditBalances(end);
            auditSignatures(end);
          }
          auditAgreement(pair.alice, pair.bob);
        }
      });
});

function heal(pair: Pair, restarts: Name | 'nobody'): void {
  if (restarts !== 'nobody') pair.restart(restarts);
  pair.reconnect();
  pair.settle();
}

/** Offers again what was not sent, under the next origin. */
function resend(pair: Pair): void {
  for (const [end, number, amount] of [
    [pair.alice, 1, 30_000_000n],
    [pair.bob, 2, 20_000_000n],
  ] as const)
    if (end.settlements.some(({ outcome }) => outcome.type === 'not_sent')) {
      for (const { origin } of end.settlements) end.do({ type: 'acknowledge_settlement', origin });
      offer(end, number, amount);
    }
  pair.settle();
}

describe('what is sent again', () => {
  it('commitment before revocation, when they were sent so', () => {
    const pair = Pair.normal();
    offer(pair.bob, 2, 20_000_000n);
    pair.bob.sign();
    offer(pair.alice, 1, 30_000_000n);
    pair.alice.sign();
    // Alice has signed, then she revokes: the cut swallows both.
    pair.deliver('bob');
    pair.deliver('bob');
    pair.cut();
    reconnectAnd(pair);
    assert.deepEqual(fromAlice(pair), ['update_add_htlc', 'commitment_signed', 'revoke_and_ack']);
  });

  it('revocation before commitment, when they were sent so', () => {
    const pair = Pair.normal();
    offer(pair.bob, 2, 20_000_000n);
    pair.bob.sign();
    offer(pair.alice, 1, 30_000_000n);
    pair.deliver('bob');
    pair.deliver('bob');
    pair.alice.sign();
    pair.cut();
    reconnectAnd(pair);
    assert.deepEqual(fromAlice(pair), ['revoke_and_ack', 'update_add_htlc', 'commitment_signed']);
  });

  it('the same order after a restart between the two', () => {
    const pair = Pair.normal();
    offer(pair.bob, 2, 20_000_000n);
    pair.bob.sign();
    pair.deliver('bob');
    pair.alice.crashAt = 'after_commit';
    pair.deliver('bob');
    pair.restart('alice');
    reconnectAnd(pair);
    assert.deepEqual(fromAlice(pair), ['revoke_and_ack']);
    pair.settle();
    assert(isQuiet(pair.bob));
    pair.finish();
  });

  it('nothing but channel_reestablish and channel_ready on a channel without updates', () => {
    const pair = Pair.normal();
    pair.reconnect();
    pair.settle();
    assert.deepEqual(pair.carried.toSorted(), [
      'alice: channel_ready',
      'alice: channel_reestablish',
      'bob: channel_ready',
      'bob: channel_reestablish',
    ]);
    pair.finish();
  });

  it('no channel_ready once an update was signed', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.settle();
    pair.carried.length = 0;
    pair.reconnect();
    pair.settle();
    assert.deepEqual(pair.carried.toSorted(), ['alice: channel_reestablish', 'bob: channel_reestablish']);
  });

  it('a fulfilment that was not signed, which settles once and stalls nothing', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.settle();
    fulfill(pair.bob, 0n, 1);
    pair.deliver('bob');
    assert.equal(pair.alice.settlements.length, 1);
    pair.cut();
    assert.equal(established(pair.alice).commitments.updates.htlcs.local.get(0n)?.stage, 'committed');
    for (const { origin } of pair.alice.settlements)
      pair.alice.do({ type: 'acknowledge_settlement', origin });
    pair.reconnect();
    pair.settle();
    assert(pair.carried.includes('bob: update_fulfill_htlc'));
    assert.equal(pair.alice.settlements.length, 1, 'the switch is told once');
    assert.equal(onlyFunding(pair.alice).balances.remote, 430_000_000n);
    assert(isQuiet(pair.alice) && isQuiet(pair.bob));
    pair.finish();
  });

  it('a fulfilment that was decided while the peer was away', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.settle();
    pair.cut();
    fulfill(pair.bob, 0n, 1);
    fulfill(pair.bob, 0n, 1);
    pair.restart('bob');
    pair.reconnect();
    pair.settle();
    assert.equal(pair.alice.settlements[0]?.outcome.type, 'fulfill');
    pair.finish();
  });

  it('nothing of an HTLC that was never signed: it is settled as not sent, and its id is used again', () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.deliver('alice');
    pair.cut();
    assert.deepEqual(pair.alice.settlements[0]?.outcome, { type: 'not_sent' });
    assert.equal(established(pair.bob).commitments.updates.htlcs.remote.size, 0);
    pair.reconnect();
    pair.settle();
    offer(pair.alice, 3, 10_000_000n);
    pair.settle();
    assert.equal(pair.bob.takeReceived(0n).amount, 10_000_000n);
    pair.finish();
  });
});

describe('a peer that does not agree', () => {
  /** Alice has revoked commitments 0 and 1; nothing is on its way. */
  const used = () => {
    const pair = Pair.normal();
    offer(pair.alice, 1, 30_000_000n);
    pair.settle();
    fulfill(pair.bob, 0n, 1);
    pair.settle();
    return pair;
  };
  const secret = (pair: Pair, number: number) => pair.alice.signer.perCommitmentSecret(number);
  const zero = new Uint8Array(32) as PerCommitmentSecret;

  for (const [name, change, expected] of [
    ['agrees', {}, { type: 'in_sync', missesCommitment: false, missesRevocation: false }],
    [
      'misses our last revocation',
      { nextRevocationNumber: 1n, secret: 0 },
      { type: 'in_sync', missesCommitment: false, missesRevocation: true },
    ],
    ['proves that we have lost state', { nextRevocationNumber: 3n, secret: 2 }, { type: 'local_behind' }],
    ['claims a commitment that we never signed', { nextCommitmentNumber: 4n }, 'invalid'],
    ['has lost a revocation', { nextRevocationNumber: 0n, secret: 'zero' }, { type: 'remote_behind' }],
    ['has lost a commitment that it answered', { nextCommitmentNumber: 2n }, { type: 'remote_behind' }],
    ['says that commitment 0 is missing', { nextCommitmentNumber: 0n }, 'invalid'],
    ['expects a later revocation without proof', { nextRevocationNumber: 3n, secret: 1 }, 'invalid'],
    ['shows a wrong secret', { secret: 'wrong' }, 'invalid'],
    ['shows no secret', { secret: 'zero' }, 'invalid'],
    ['expects a revocation beyond 48 bits', { nextRevocationNumber: 2n ** 48n + 1n, secret: 1 }, 'invalid'],
  ] as const)
    it(`${name}: ${typeof expected === 'string' ? expected : expected.type}`, () => {
      const pair = used();
      const { secret: which = 1, ...numbers } = change as { secret?: number | 'zero' | 'wrong' };
      const shown =
        which === 'zero'
          ? zero
          : which === 'wrong'
            ? (sha256(zero) as PerCommitmentSecret)
            : secret(pair, which);
      const message: ChannelReestablish = {
        type: 'channel_reestablish',
        channelId: established(pair.alice).params.channelId,
        nextCommitmentNumber: 3n,
        nextRevocationNumber: 2n,
        yourLastPerCommitmentSecret: shown,
        myCurrentPerCommitmentPoint: pair.bob.signer.perCommitmentPoint(2),
        ...numbers,
      };
      const verdict = judgeReestablish(established(pair.alice).commitments, message, pair.alice.env.keys);
      assert.deepEqual(typeof expected === 'string' ? verdict.type : verdict, expected);
    });

  it('a claim without proof that we have lost state does not keep us from the chain', () => {
    const pair = used();
    offer(pair.bob, 7, 30_000_000n);
    pair.settle();
    pair.cut();
    const { alice } = pair;
    fulfill(alice, 0n, 7);
    alice.input({ type: 'connected' });
    alice.receiveMessage({
      type: 'channel_reestablish',
      channelId: established(alice).params.channelId,
      nextCommitmentNumber: 99n,
      nextRevocationNumber: 3n,
      yourLastPerCommitmentSecret: secret(pair, 2),
      myCurrentPerCommitmentPoint: pair.bob.signer.perCommitmentPoint(3),
    });
    assert.deepEqual(alice.errors, ['peer_reestablish_invalid']);
    assert.equal(stateType(alice.state), 'failed');
    assert.equal(alice.published.length, 1);
  });

  it('an end that was restored from an old backup never publishes, and asks the peer to close', () => {
    const pair = Pair.normal();
    const backup = new Map(pair.alice.rows);
    offer(pair.bob, 1, 30_000_000n);
    pair.settle();
    pair.cut();
    pair.alice.rows.clear();
    for (const [key, value] of backup) pair.alice.rows.set(key, value);
    pair.restart('alice');
    pair.reconnect();
    pair.settle();
    assert.equal(stateType(pair.alice.state), 'failed');
    assert.deepEqual(pair.alice.published, []);
    assert(pair.alice.events.some(({ type }) => type === 'data_loss'));
    assert.equal(stateType(pair.bob.state), 'failed');
    assert.equal(pair.bob.published.length, 1);
    // Also not after another restart, nor at the command of the operator.
    pair.restart('alice');
    pair.alice.command({ type: 'force_close' });
    assert.deepEqual(pair.alice.published, []);
  });

  it('an end with an old backup does not publish even if the peer has failed the channel meanwhile', () => {
    const pair = Pair.normal();
    const backup = new Map(pair.alice.rows);
    offer(pair.bob, 1, 30_000_000n);
    pair.settle();
    pair.cut();
    pair.bob.do({ type: 'force_close' });
    pair.alice.rows.clear();
    for (const [key, value] of backup) pair.alice.rows.set(key, value);
    pair.restart('alice');
    pair.reconnect();
    pair.settle();
    assert.equal(stateType(pair.alice.state), 'failed');
    assert.deepEqual(pair.alice.published, []);
  });

  it('a message before channel_reestablish closes the connection and changes nothing', () => {
    const pair = Pair.normal();
    pair.cut();
    pair.connected = true;
    pair.alice.input({ type: 'connected' });
    const { channelId } = established(pair.alice).params;
    pair.alice.receiveMessage({ type: 'update_fee', channelId, feeratePerKw: 1000 as never });
    assert.deepEqual(pair.alice.errors, ['peer_unexpected_message']);
    assert.equal(stateType(pair.alice.state), 'offline normal');
    assert(pair.alice.effects.some(({ type }) => type === 'disconnect'));
  });

  it('messages of a connection that is gone are ignored', () => {
    const pair = Pair.normal();
    pair.cut();
    const { channelId } = established(pair.alice).params;
    pair.alice.receiveMessage({ type: 'error', channelId, data: new Uint8Array(0) });
    assert.equal(stateType(pair.alice.state), 'offline normal');
    assert.deepEqual(pair.alice.errors, []);
  });
});

function reconnectAnd(pair: Pair): void {
  pair.carried.length = 0;
  pair.reconnect();
  pair.deliverAll();
}

function fromAlice(pair: Pair): readonly string[] {
  return pair.carried
    .filter((entry) => entry.startsWith('alice: ') && !/reestablish|ready/.test(entry))
    .map((entry) => entry.slice('alice: '.length));
}
