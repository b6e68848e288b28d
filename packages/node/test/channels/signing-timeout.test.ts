import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ChannelInput } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import type { OpenChannel2 } from '@sferic/wire';
import { Openings, type OpeningsModules } from '../../src/channels/openings.ts';
import type { Registry } from '../../src/channels/registry.ts';
import { after } from '../../src/clock.ts';
import type { Peer } from '../../src/p2p/index.ts';
import { keys } from '../wallet/fixture.ts';

const MINUTE = 60_000;

/** A peer's opening that has come to this state by the time that its first minute is over. */
async function opening(t: TestContext, type: string) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const posted: ChannelInput[] = [];
  const channel = {
    state: { type },
    mailbox: {
      connected: () => undefined,
      message: () => undefined,
      post: (input: ChannelInput) => posted.push(input),
    },
  };
  const registry = {
    of: () => [],
    all: () => [],
    size: 0,
    add: () => channel,
    has: () => true,
    name: () => undefined,
  };
  const modules = {
    keys,
    now: () => 0,
    after,
    channelStore: { allocateKeyIndex: async () => 0 },
    wallet: { newAddress: async () => ({ scriptPubKey: new Uint8Array(22) }) },
  };
  const openings = new Openings(modules as unknown as OpeningsModules, registry as unknown as Registry);
  const peer = { nodeId: bytesToHex(keys.nodeId) } as Peer;
  await openings.accept(peer, { temporaryChannelId: new Uint8Array(32) } as OpenChannel2);
  t.mock.timers.tick(MINUTE);
  return { channel, openings, posted };
}

describe('an opening whose peer falls silent', () => {
  it('before the funding transaction is agreed upon is given up after a minute', async (t) => {
    const { posted } = await opening(t, 'constructing');
    assert.deepEqual(
      posted.map((input) => input.type === 'command' && input.command.type),
      ['abort'],
    );
  });

  it('before it has signed is given up ten minutes later: our coins are free again', async (t) => {
    const { posted } = await opening(t, 'signing_funding');
    t.mock.timers.tick(9 * MINUTE);
    assert.deepEqual(posted, []);
    t.mock.timers.tick(MINUTE);
    assert.equal(posted.length, 1);
  });

  it('is left alone once it has signed', async (t) => {
    const { channel, posted } = await opening(t, 'signing_funding');
    channel.state = { type: 'wait_for_ready' };
    t.mock.timers.tick(20 * MINUTE);
    assert.deepEqual(posted, []);
  });
});
