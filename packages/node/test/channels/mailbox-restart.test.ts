import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseShortChannelId, type ShortChannelId, signature } from '@sferic/wire';
import { Bench } from './mailbox-fixture.ts';

describe('a mailbox after a restart', { timeout: 20_000 }, () => {
  it('a restart: an announcement is signed again only if the graph has lost it', async () => {
    const announced = parseShortChannelId('100x1x0') as ShortChannelId;
    const half = {
      nodeSignature: signature(new Uint8Array(64).fill(1)),
      bitcoinSignature: signature(new Uint8Array(64).fill(2)),
    };
    for (const isAnnounced of [false, true]) {
      const bench = new Bench((alice) => ({
        ...alice,
        announcing: announced,
        remoteAnnouncement: { shortChannelId: announced, ...half },
      }));
      bench.isAnnounced = isAnnounced;
      bench.mailbox.resume();
      await bench.mailbox.idle();
      const announcements = bench.effects.filter(({ type }) => type === 'announce');
      assert.equal(announcements.length, isAnnounced ? 0 : 1);
    }
  });
});
