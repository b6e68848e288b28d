import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { randomBytes } from '@sferic/crypto';
import { CHANNEL_SCHEMAS, ChannelStore } from '../../src/channels/channel-store.ts';
import { Store } from '../../src/store/index.ts';
import { MAX_CHANNEL_INDEX } from '../../src/wallet/keys.ts';

/** Key indices of channels in a new data directory; the store is opened anew before each. */
async function allocate(t: TestContext, count: number): Promise<readonly number[]> {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-keys-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const indices: number[] = [];
  for (let index = 0; index < count; index++) {
    const store = unwrap(Store.open({ directory, schemas: CHANNEL_SCHEMAS }));
    indices.push(await new ChannelStore(store, () => randomBytes(32)).allocateKeyIndex());
    store.close();
  }
  return indices;
}

it('channel keys follow each other over restarts, and a new data directory of the same seed has others', async (t) => {
  const [first, second] = [await allocate(t, 3), await allocate(t, 3)];
  for (const [start = 0, ...rest] of [first, second]) {
    assert.ok(start > 0 && start <= MAX_CHANNEL_INDEX / 2 + 1);
    assert.deepEqual(rest, [start + 1, start + 2]);
  }
  // One in two hundred million runs may draw what overlaps.
  assert.ok(first.every((index) => !second.includes(index)));
});
