import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BOB, FINAL, makeHtlc, SwitchBench } from './switch-bench.ts';

describe('an HTLC that is only proposed', () => {
  it('leads to nothing, and another with its number is read for itself', async (t) => {
    const bench = new SwitchBench(t);
    const { htlc: givenUp } = makeHtlc(0n, { session: 'given up', payloads: [FINAL] });
    bench.switch.htlcProposed(givenUp);
    await bench.idle();
    assert.equal(bench.channels.offers.length, 0);
    assert.deepEqual(bench.received, []);
    const { htlc } = makeHtlc(0n);
    bench.switch.htlcProposed(htlc);
    await bench.offer(htlc);
    assert.deepEqual(
      bench.channels.offers.map(({ channelId }) => channelId),
      [BOB],
    );
    assert.deepEqual(bench.received, []);
  });
});
