import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFunding, judgeHeight } from '../../src/graph/funding-check.ts';
import { announceChannel, CAPACITY, FakeOutputs, fundingTxid, scid, testNode } from './fixture.ts';

const announcement = announceChannel(testNode('alice'), testNode('bob'), scid('100x1x2'));

async function verdict(height: number, confirmations?: number): Promise<string> {
  const outputs = new FakeOutputs();
  outputs.height = height;
  outputs.fund(announcement);
  const output = await outputs.find(100, 1, 2);
  if (confirmations !== undefined && output.type === 'unspent')
    outputs.set(announcement.shortChannelId, { ...output, confirmations });
  const checked = await checkFunding(announcement, outputs, height);
  return checked.ok ? 'ok' : checked.error.code;
}

test('an output is good from six confirmations on, by the blocks that are followed and by the chain server', async () => {
  assert.equal(await verdict(105), 'ok');
  assert.equal(await verdict(104), 'premature');
  assert.equal(await verdict(105, 5), 'premature');
  assert.equal(await verdict(105, 6), 'ok');
});

test('a block up to twelve ahead may yet come, a later one is an invention', async () => {
  assert(judgeHeight(announcement, 88).ok);
  assert.equal(await verdict(88), 'premature');
  const judged = judgeHeight(announcement, 87);
  assert(!judged.ok);
  assert.equal(judged.error.code, 'invalid_funding');
});

test('the output and its amount are those of the chain', async () => {
  const outputs = new FakeOutputs();
  outputs.fund(announcement);
  const checked = await checkFunding(announcement, outputs, 200);
  const outPoint = { txid: fundingTxid(announcement.shortChannelId), index: 2 };
  assert.deepEqual(checked, { ok: true, value: { outPoint, capacity: CAPACITY } });
});

test('what the chain has instead is told apart', async () => {
  const outputs = new FakeOutputs();
  const check = async () => {
    const checked = await checkFunding(announcement, outputs, 200);
    return checked.ok ? 'ok' : checked.error.code;
  };
  assert.equal(await check(), 'invalid_funding');
  outputs.set(announcement.shortChannelId, { type: 'spent' });
  assert.equal(await check(), 'spent');
  outputs.set(announcement.shortChannelId, { type: 'unknown_block' });
  assert.equal(await check(), 'unverifiable');
  outputs.down = true;
  assert.equal(await check(), 'unverifiable');
});
