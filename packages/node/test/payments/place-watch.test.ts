import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { msat } from '@sferic/wire';
import { invoiceOf, networkOf, refusal } from './sender-fixture.ts';

/** Alice and Bob, whose channel HTLCs fill; `leaveRoom`: for so much, or for as much as at first. */
function fullChannel(t: TestContext) {
  const network = networkOf(t, 'alice-bob');
  const { channels, sender } = network.node('alice');
  const [view] = channels.views;
  assert(view !== undefined);
  const leaveRoom = (amount: bigint = view.sendable): void => {
    channels.views[0] = { ...view, sendable: msat(amount) };
  };
  leaveRoom(0n);
  return { network, sender, leaveRoom };
}

describe('a payment for which our channels have no place', () => {
  it('waits until HTLCs on their way are settled, and no longer than its time', async (t) => {
    const network = networkOf(t, 'alice-bob', 'alice-carol');
    const { channels, sender } = network.node('alice');
    const [view, other] = channels.views;
    assert(view !== undefined && other !== undefined);
    const full = { ...view, sendable: msat(0n) };
    channels.views[0] = full;
    const invoices = [await invoiceOf(network.node('bob')), await invoiceOf(network.node('bob'))];
    const answers = invoices.map(({ text }) => sender.pay({ invoice: text, timeoutSeconds: 600 }));
    const late = sender.pay({ invoice: (await invoiceOf(network.node('bob'))).text, timeoutSeconds: 5 });
    await network.settleFor(30_000);
    assert.match(
      refusal(await late),
      /^no_route: the time for it was over before anything was sent: held up/,
    );
    const states = () => invoices.map(({ paymentHash }) => sender.payment(paymentHash)?.state.type);
    assert.deepEqual(states(), ['pending', 'pending']);
    const byTheOther = sender.pay({ invoice: (await invoiceOf(network.node('carol'))).text });
    await network.settleFor(0);
    assert((await byTheOther).ok);
    sender.channelUsable();
    await network.settleFor(0);
    assert.deepEqual(states(), ['pending', 'pending'], 'the other channel has changed');
    channels.views[0] = view;
    sender.channelUsable();
    await network.settleFor(0);
    assert.deepEqual(states(), ['succeeded', 'succeeded'], 'at once');
    assert((await Promise.all(answers)).every(({ ok }) => ok));
    assert.equal(network.clock.timers, 0);
  });

  it('that waits for a place in vain keeps no smaller one from its place', async (t) => {
    const { network, sender, leaveRoom } = fullChannel(t);
    const [large, small] = [
      await invoiceOf(network.node('bob'), 2_000_000n),
      await invoiceOf(network.node('bob')),
    ];
    for (const { text } of [large, small]) void sender.pay({ invoice: text, timeoutSeconds: 600 });
    await network.settleFor(0);
    leaveRoom(1_500_000n);
    sender.channelUsable();
    await network.settleFor(0);
    assert.equal(sender.payment(small.paymentHash)?.state.type, 'succeeded');
    await network.settleFor(2500);
    assert.equal(sender.payment(large.paymentHash)?.state.type, 'pending');
    leaveRoom();
    await network.settleFor(1000);
    assert.equal(
      sender.payment(large.paymentHash)?.state.type,
      'succeeded',
      'it is looked after by itself too',
    );
    assert.equal(network.clock.timers, 0);
  });

  it('rests after a long look for a place, and looks again by itself', async (t) => {
    const { network, sender, leaveRoom } = fullChannel(t);
    const { text, paymentHash } = await invoiceOf(network.node('bob'));
    const answer = sender.pay({ invoice: text, timeoutSeconds: 600 });
    await network.settleFor(0);
    const state = () => sender.payment(paymentHash)?.state.type;
    network.lookMilliseconds = 20;
    sender.channelUsable();
    leaveRoom();
    sender.channelUsable();
    await network.settleFor(0);
    assert.equal(state(), 'pending', 'it rests');
    await network.settleFor(200);
    assert.equal(state(), 'succeeded', 'before the second in which a payment looks by itself');
    assert((await answer).ok);
    assert.equal(network.clock.timers, 0);
  });
});
