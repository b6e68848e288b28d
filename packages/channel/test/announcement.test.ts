import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verify } from '@sferic/crypto';
import {
  type AnnouncementSignatures,
  type ChannelAnnouncement,
  channelAnnouncementClaims,
  decodeMessage,
  shortChannelIdOf,
} from '@sferic/wire';
import type { NormalState } from '../src/state.ts';
import { established } from './harness/auditor.ts';
import type { End } from './harness/end.ts';
import { START_HEIGHT } from './harness/fixtures.ts';
import { Pair } from './harness/pair.ts';

/** The height at which the funding transaction has six confirmations. */
const DEEP = START_HEIGHT + 3;

function at(end: End, height: number): void {
  end.env = { ...end.env, height };
  end.input({ type: 'chain', event: { type: 'new_block', height } });
}

function announced(end: End): readonly ChannelAnnouncement[] {
  return end.announcements as ChannelAnnouncement[];
}

function next(end: End): AnnouncementSignatures {
  const [bytes] = end.sent;
  assert(bytes);
  const decoded = decodeMessage(bytes);
  assert(decoded.ok && decoded.value.type === 'announcement_signatures');
  return decoded.value;
}

describe('announcement_signatures', () => {
  it('at six confirmations, not before; both ends make the same announcement, with four good signatures', () => {
    const pair = Pair.normal();
    for (const end of [pair.alice, pair.bob]) at(end, DEEP - 1);
    assert.deepEqual([pair.alice.sent.length, pair.bob.sent.length], [0, 0]);
    for (const end of [pair.alice, pair.bob]) at(end, DEEP);
    pair.settle();
    assert.deepEqual(pair.carried, ['alice: announcement_signatures', 'bob: announcement_signatures']);
    const [announcement] = announced(pair.alice);
    assert(announcement);
    assert.deepEqual(announced(pair.bob), [announcement]);
    assert(channelAnnouncementClaims(announcement).every((c) => verify(c.digest, c.signature, c.publicKey)));
    const id = shortChannelIdOf({ blockHeight: START_HEIGHT - 2, txIndex: 1, outputIndex: 0 });
    assert.equal(announcement.shortChannelId, id);
    pair.finish();
  });

  it('never for a channel that is not to be announced', () => {
    const pair = Pair.normal({ announce: false });
    for (const end of [pair.alice, pair.bob]) at(end, DEEP + 10);
    pair.finish();
    assert.deepEqual(announced(pair.alice), []);
  });

  it('that come before our own depth are kept until then', () => {
    const pair = Pair.normal();
    at(pair.alice, DEEP);
    pair.settle();
    assert.deepEqual([announced(pair.alice).length, announced(pair.bob).length], [0, 0]);
    pair.restart('bob');
    pair.reconnect();
    pair.settle();
    at(pair.bob, DEEP);
    pair.settle();
    assert.equal(announced(pair.bob).length, 1);
    assert.equal(announced(pair.alice).length, 1);
    pair.finish();
  });

  for (const [loser, keeper] of [
    ['alice', 'bob'],
    ['bob', 'alice'],
  ] as const)
    it(`lost on the way to ${loser} are asked for at the reconnection, once`, () => {
      const pair = Pair.normal();
      pair.cutAt(keeper, 'announcement_signatures', 'before');
      for (const end of [pair.alice, pair.bob]) at(end, DEEP);
      pair.deliver(loser);
      pair.deliver(keeper);
      assert(!pair.connected);
      assert.equal(announced(pair.end(loser)).length, 0);
      pair.carried.length = 0;
      pair.reconnect();
      pair.settle();
      assert.deepEqual(
        pair.carried.filter((entry) => entry.endsWith('signatures')),
        [`${loser}: announcement_signatures`, `${keeper}: announcement_signatures`],
      );
      assert.equal(announced(pair.end(loser)).length, 1);
      pair.finish();
    });

  it('the announcement is made again after a restart', () => {
    const pair = Pair.normal();
    for (const end of [pair.alice, pair.bob]) at(end, DEEP);
    pair.settle();
    const [announcement] = announced(pair.alice);
    pair.restart('alice');
    assert.deepEqual(announced(pair.alice), [announcement, announcement]);
  });

  it('a wrong signature, or another id: a warning, and nothing is kept', () => {
    for (const change of [
      (m: AnnouncementSignatures) => ({ ...m, nodeSignature: m.bitcoinSignature }),
      (m: AnnouncementSignatures) => ({ ...m, bitcoinSignature: m.nodeSignature }),
      (m: AnnouncementSignatures) => ({ ...m, shortChannelId: 1n as never }),
    ]) {
      const pair = Pair.normal();
      for (const end of [pair.alice, pair.bob]) at(end, DEEP);
      const message = next(pair.alice);
      pair.bob.sent = [];
      pair.bob.receiveMessage(change(message));
      assert.deepEqual(pair.bob.errors, ['peer_announcement_invalid']);
      assert.equal((pair.bob.state as NormalState).remoteAnnouncement, undefined);
      assert.equal(pair.bob.sent.length, 1);
      assert.deepEqual(announced(pair.bob), []);
    }
  });

  it('a reorganisation that moves the funding transaction: announced anew under the new id', () => {
    const pair = Pair.normal();
    const ends = [pair.alice, pair.bob];
    for (const end of ends) at(end, DEEP);
    pair.settle();
    const { txid } = established(pair.alice).commitments.active[0]!;
    for (const end of ends) {
      end.input({ type: 'chain', event: { type: 'funding_unconfirmed', txid } });
      const height = START_HEIGHT + 1;
      end.input({ type: 'chain', event: { type: 'funding_confirmed', txid, height, txIndex: 4 } });
      at(end, START_HEIGHT + 6);
    }
    pair.settle();
    const id = shortChannelIdOf({ blockHeight: START_HEIGHT + 1, txIndex: 4, outputIndex: 0 });
    for (const end of ends) assert.equal(announced(end).at(-1)?.shortChannelId, id);
    pair.finish();
  });

  it('a reorganisation that puts the funding transaction back where it was: each end says its half once', () => {
    const pair = Pair.normal();
    const ends = [pair.alice, pair.bob];
    for (const end of ends) at(end, DEEP);
    pair.settle();
    const { txid } = established(pair.alice).commitments.active[0]!;
    for (const end of ends) end.input({ type: 'chain', event: { type: 'funding_unconfirmed', txid } });
    pair.carried.length = 0;
    for (const end of ends) {
      const height = START_HEIGHT - 2;
      end.input({ type: 'chain', event: { type: 'funding_confirmed', txid, height, txIndex: 1 } });
      at(end, DEEP);
      pair.settle();
    }
    assert.deepEqual(pair.carried, ['alice: announcement_signatures', 'bob: announcement_signatures']);
    for (const end of ends) assert.equal(announced(end).length, 2);
    pair.finish();
  });
});
