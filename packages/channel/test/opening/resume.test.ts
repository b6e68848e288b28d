import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { equalBytes } from '@sferic/crypto';
import type { WireMessageType } from '@sferic/wire';
import { storedState } from '../../src/state.ts';
import { take } from '../closing/fixtures.ts';
import { auditAgreement, auditSignatures } from '../harness/auditor.ts';
import { type Name, stateType } from '../harness/pair.ts';
import { OpeningPair, type OpeningScenario } from './opening-pair.ts';

const SCENARIOS: Readonly<Record<string, OpeningScenario>> = {
  'the accepter signs first': {},
  'the opener signs first': { amounts: { alice: 400_000n, bob: 600_000n } },
  'the accepter adds nothing': { amounts: { alice: 600_000n, bob: 0n } },
};

const SIGNING: readonly WireMessageType[] = ['commitment_signed', 'tx_signatures'];

/** Both ends know the channel, or a node that does not answers for it. */
function reconnect(pair: OpeningPair): void {
  pair.reconnect();
  for (const [end, peer] of [
    [pair.alice, pair.bob],
    [pair.bob, pair.alice],
  ] as const) {
    const stored = storedState(peer.state);
    if (end.state.type !== 'closed' || stored === undefined) continue;
    const { channelId } = stored.type === 'signing_funding' ? stored.agreement.params : stored.params;
    peer.sent = [];
    peer.receiveMessage({ type: 'error', channelId, data: new TextEncoder().encode('unknown channel') });
  }
  pair.run();
}

function assertBothSigned(pair: OpeningPair): void {
  for (const end of [pair.alice, pair.bob]) {
    assert.equal(stateType(end.state), 'wait_for_ready', end.name);
    auditSignatures(end);
    assert.ok(
      end.effects.some((effect) => effect.type === 'publish'),
      `${end.name} publishes`,
    );
  }
  auditAgreement(pair.alice, pair.bob);
}

function assertAtomic(pair: OpeningPair): void {
  const remembers = [pair.alice, pair.bob].map((end) => storedState(end.state) !== undefined);
  if (remembers.includes(true)) assertBothSigned(pair);
  else assert.deepEqual([pair.alice.rows.size, pair.bob.rows.size], [0, 0]);
}

describe('a connection that breaks while the funding is signed', () => {
  for (const [name, scenario] of Object.entries(SCENARIOS))
    for (const from of ['alice', 'bob'] satisfies Name[])
      for (const type of SIGNING)
        for (const when of ['before', 'after'] as const)
          it(`${name}: ${when} ${from}'s ${type}: both complete it after the reconnection`, () => {
            const pair = new OpeningPair(scenario);
            pair.open();
            pair.cutAt(from, type, when);
            pair.run();
            reconnect(pair);
            assertAtomic(pair);
            pair.confirm(3);
            pair.run();
            for (const end of [pair.alice, pair.bob]) assert.equal(stateType(end.state), 'normal', end.name);
            pair.finish(pair.alice.errors.length === 0 && pair.bob.errors.length === 0 ? [] : ['unexpected']);
          });

  it('before any message, one end or both may have forgotten: then neither remembers', () => {
    const types: readonly WireMessageType[] = [
      'open_channel2',
      'accept_channel2',
      'tx_add_input',
      'tx_add_output',
      'tx_complete',
    ];
    for (const from of ['alice', 'bob'] satisfies Name[])
      for (const type of types)
        for (const when of ['before', 'after'] as const) {
          const pair = new OpeningPair();
          pair.open();
          pair.cutAt(from, type, when);
          pair.run();
          reconnect(pair);
          // A type that this end never sends leaves the opening alone.
          assertAtomic(pair);
        }
  });
});

describe('a process that dies while the funding is signed', () => {
  for (const [name, scenario] of Object.entries(SCENARIOS))
    for (const victim of ['alice', 'bob'] satisfies Name[])
      for (const crashAt of ['before_commit', 'after_commit'] as const)
        it(`${name}: ${victim} ${crashAt} at every step comes back to where both can go on`, () => {
          for (let steps = 0; ; steps++) {
            const pair = new OpeningPair(scenario);
            pair.open();
            pair.runUntil('alice', 'tx_complete');
            const died = crashAfter(pair, victim, steps, crashAt);
            if (!died) break;
            assertAtomic(pair);
          }
        });
});

/** Lets `victim` die at its step number `steps`; false if it never gets that far. */
function crashAfter(
  pair: OpeningPair,
  victim: Name,
  steps: number,
  crashAt: 'before_commit' | 'after_commit',
): boolean {
  const end = pair.end(victim);
  const input = end.input.bind(end);
  let count = 0;
  end.input = (each) => {
    if (end.crashed) return undefined;
    if (count === steps) end.crashAt = crashAt;
    count += 1;
    return input(each);
  };
  pair.run();
  if (count <= steps) return false;
  end.input = input;
  if (end.rows.size === 0) {
    // Nothing was stored: the process comes back without the channel.
    pair.cut();
    end.crashAt = undefined;
    end.crashed = false;
    end.state = { type: 'closed' };
  } else {
    pair.restart(victim);
  }
  reconnect(pair);
  return true;
}

describe('an opening that the peer has forgotten', () => {
  it('is forgotten as well, unless our signatures are out: then the channel waits for the chain', () => {
    const before = new OpeningPair();
    before.wallets.bob.answers = false;
    before.open();
    before.run();
    before.bob.state = { type: 'closed' };
    before.cut();
    reconnect(before);
    assert.equal(before.alice.state.type, 'closed');

    const after = new OpeningPair();
    after.open();
    after.runUntil('bob', 'tx_signatures');
    after.cut();
    after.alice.state = { type: 'closed' };
    reconnect(after);
    assert.equal(stateType(after.bob.state), 'failed');
  });

  it('a funding that confirms before the peer has sent its signatures is a channel all the same', () => {
    const pair = new OpeningPair();
    pair.open();
    pair.cutAt('alice', 'tx_signatures', 'before');
    pair.run();
    assert.equal(stateType(pair.bob.state), 'offline signing_funding');
    pair.confirm(3);
    assert.equal(stateType(pair.bob.state), 'offline wait_for_ready');
    reconnect(pair);
    for (const end of [pair.alice, pair.bob]) assert.equal(stateType(end.state), 'normal', end.name);
    auditAgreement(pair.alice, pair.bob);
  });
});

describe('signatures that are wrong', () => {
  it('of the commitment: the opening is given up on both sides', () => {
    const pair = new OpeningPair();
    pair.open();
    pair.runUntil('alice', 'commitment_signed');
    const message = take(pair, 'alice');
    assert.ok(message.type === 'commitment_signed');
    pair.bob.receiveMessage({ ...message, signature: flipped(message.signature) });
    pair.run();
    assert.deepEqual([pair.alice.state.type, pair.bob.state.type], ['closed', 'closed']);
  });

  it('of the funding, with ours not out: given up; with ours out: kept', () => {
    const pair = new OpeningPair();
    pair.open();
    pair.runUntil('bob', 'tx_signatures');
    const first = take(pair, 'bob');
    assert.ok(first.type === 'tx_signatures');
    const broken = first.witnesses.map((witness) => witness.with(10, (witness[10] ?? 0) ^ 1));
    pair.alice.receiveMessage({ ...first, witnesses: broken });
    assert.equal(pair.alice.state.type, 'closed');

    const late = new OpeningPair();
    late.open();
    late.runUntil('alice', 'tx_signatures');
    const second = take(late, 'alice');
    assert.ok(second.type === 'tx_signatures');
    late.bob.receiveMessage({ ...second, witnesses: [] });
    assert.equal(stateType(late.bob.state), 'offline signing_funding');
    assert.ok(late.bob.effects.some((effect) => effect.type === 'disconnect'));
    late.connected = false;
    late.cut();
    reconnect(late);
    assert.equal(stateType(late.bob.state), 'wait_for_ready');
  });

  it('for another transaction are refused', () => {
    const pair = new OpeningPair();
    pair.open();
    pair.runUntil('bob', 'tx_signatures');
    const message = take(pair, 'bob');
    assert.ok(message.type === 'tx_signatures');
    pair.alice.receiveMessage({ ...message, txid: message.txid.with(0, 1) as typeof message.txid });
    assert.equal(pair.alice.state.type, 'closed');
  });
});

describe('channel_reestablish while the funding is signed', () => {
  it('that names another transaction does not lead to signatures', () => {
    const pair = new OpeningPair();
    pair.open();
    pair.cutAt('bob', 'tx_signatures', 'before');
    pair.run();
    pair.reconnect();
    const message = take(pair, 'alice');
    assert.ok(message.type === 'channel_reestablish' && message.nextFunding !== undefined);
    const txid = message.nextFunding.txid.with(0, 1) as typeof message.nextFunding.txid;
    pair.bob.sent = [];
    pair.bob.receiveMessage({ ...message, nextFunding: { ...message.nextFunding, txid } });
    assert.ok(!pair.bob.sent.some((bytes) => equalBytes(bytes, new Uint8Array())));
    assert.ok(pair.bob.errors.includes('peer_reestablish_invalid'));
  });
});

function flipped<T extends Uint8Array>(signature: T): T {
  return signature.with(40, (signature[40] ?? 0) ^ 1) as T;
}
