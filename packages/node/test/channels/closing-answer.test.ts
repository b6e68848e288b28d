import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChannelState } from '@sferic/channel';
import { ClosingAnswer } from '../../src/channels/closing-answer.ts';
import { after } from '../../src/clock.ts';

const MINUTE = 60_000;
const negotiating = (offer?: object) => ({ type: 'negotiating', offer }) as unknown as ChannelState;

describe('a peer that owes closing_sig', () => {
  it('is disconnected after a minute, unless it answers or goes by itself', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const reasons: string[] = [];
    const answer = new ClosingAnswer({ after, disconnect: (reason) => reasons.push(reason) });
    answer.changed(negotiating({}));
    t.mock.timers.tick(MINUTE - 1);
    answer.changed(negotiating());
    t.mock.timers.tick(MINUTE);
    answer.changed(negotiating({}));
    answer.changed({ type: 'offline', state: negotiating({}) } as unknown as ChannelState);
    t.mock.timers.tick(MINUTE);
    assert.deepEqual(reasons, []);
    answer.changed(negotiating({}));
    // What else happens to the channel meanwhile gives it no more time.
    answer.changed(negotiating({}));
    t.mock.timers.tick(MINUTE);
    assert.deepEqual(reasons, ['the peer does not sign our closing transaction']);
  });
});
