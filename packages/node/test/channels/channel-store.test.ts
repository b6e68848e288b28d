import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { publicKey, randomBytes, sha256 } from '@sferic/crypto';
import { type ChannelId, channelId, type NodeId, nodeId, sat, txId } from '@sferic/wire';
import { CHANNEL_SCHEMAS, type ChannelRecord, ChannelStore } from '../../src/channels/channel-store.ts';
import { type ClosedChannel, MAX_CLOSED_CHANNELS } from '../../src/channels/closed-channels.ts';
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

it('a revoked HTLC costs the file less than 200 bytes, all of which are free again when its channel is resolved', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-past-'));
  const store = unwrap(Store.open({ directory, schemas: CHANNEL_SCHEMAS }));
  t.after(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });
  const channels = new ChannelStore(store, () => randomBytes(32));
  const id = randomBytes(32) as ChannelId;
  const record: ChannelRecord = {
    peer: randomBytes(33) as NodeId,
    keyIndex: 0,
    shutdownScript: new Uint8Array(22),
    openedAt: 0,
    contributions: { local: sat(0n), remote: sat(0n) },
  };
  const size = (pragma: 'page_count' | 'freelist_count') =>
    store.get(`PRAGMA ${pragma}`)?.number(pragma) ?? 0;
  const pageSize = store.get('PRAGMA page_size')?.number('page_size') ?? 0;
  await store.commit((sql) => channels.write(sql, id, record, []));
  const [pages, free] = [size('page_count'), size('freelist_count')];
  const HTLCS = 10_000;
  await store.commit((sql) =>
    channels.write(
      sql,
      id,
      record,
      Array.from({ length: HTLCS }, (_, htlc) => ({ key: `past/local/${htlc}`, value: randomBytes(66) })),
    ),
  );
  // Who looks sees to it that the database has them.
  store.get('SELECT count(*) FROM channel_row');
  const used = ((size('page_count') - pages) * pageSize) / HTLCS;
  t.diagnostic(`${used.toFixed(0)} bytes for each HTLC`);
  assert(used > 66 && used < 200, `${used}`);
  await store.commit((sql) => channels.remove(sql, id));
  assert(size('freelist_count') - free >= size('page_count') - pages, 'every page is free for others');
});

it('of channels that are over the latest thousand are kept, over restarts', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-closed-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const open = () => unwrap(Store.open({ directory, schemas: CHANNEL_SCHEMAS }));
  const closed = (number: number): ClosedChannel => ({
    channelId: channelId(Uint8Array.from({ length: 32 }, (_, index) => number >> (8 * (index % 4)))),
    peer: nodeId(publicKey(sha256(Uint8Array.of(1)))),
    ...(number % 2 === 0 && { shortChannelId: (2n ** 63n + BigInt(number)) as never }),
    capacity: sat(BigInt(number)),
    kind: 'local_commitment',
    closingTxid: txId(new Uint8Array(32).fill(2)),
    closedHeight: number,
    resolvedAt: 1_800_000_000,
  });
  const first = open();
  const channels = new ChannelStore(first, () => randomBytes(32));
  const count = MAX_CLOSED_CHANNELS + 5;
  await first.commit((sql) => {
    for (let number = 1; number <= count; number++)
      channels.remove(sql, closed(number).channelId, closed(number));
    channels.remove(sql, closed(0).channelId);
  });
  first.close();
  const second = open();
  t.after(() => second.close());
  const kept = new ChannelStore(second, () => randomBytes(32)).closed();
  assert.equal(kept.length, MAX_CLOSED_CHANNELS);
  assert.deepEqual(kept.slice(0, 2), [closed(count), closed(count - 1)]);
  assert.deepEqual(kept.at(-1), closed(6));
});
