import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { bytesToHex, publicKey } from '@sferic/crypto';
import { MAX_PEER_STORAGE } from '@sferic/wire';
import { PEER_SHELF_SCHEMA, PeerShelf, SHELF_PAUSE_MS } from '../../src/backup/peer-shelf.ts';
import { Store } from '../../src/store/index.ts';

const [ALICE, BOB] = [1, 2].map((byte) => bytesToHex(publicKey(new Uint8Array(32).fill(byte)))) as [
  string,
  string,
];

function setUp(t: TestContext, withChannels: readonly string[] = [ALICE]) {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-shelf-'));
  const store = unwrap(Store.open({ directory, schemas: [PEER_SHELF_SCHEMA] }));
  t.after(() => {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const channels = new Set(withChannels);
  const timers = new Set<() => void>();
  const make = () =>
    new PeerShelf({
      store,
      hasChannel: (nodeId) => channels.has(nodeId),
      after: (delay, callback) => {
        assert.equal(delay, SHELF_PAUSE_MS);
        timers.add(callback);
        return () => timers.delete(callback);
      },
      failed: (error) => assert.fail(error),
    });
  const pass = () => {
    const due = [...timers];
    timers.clear();
    for (const callback of due) callback();
  };
  return { store, channels, make, timers, pass };
}

/** What a peer is given back when it connects. */
function given(shelf: PeerShelf, nodeId: string): readonly number[] | undefined {
  let blob: Uint8Array | undefined;
  shelf.connected({
    nodeId,
    send: (message) => {
      blob = message.blob;
      return true;
    },
  });
  return blob && [...blob];
}

function stored(store: Store): readonly number[][] {
  return store.all('SELECT blob FROM peer_storage').map((row) => [...row.bytes('blob')]);
}

describe('what is kept for peers', () => {
  it('is given back at each connection, also after a restart; nothing to those who gave nothing', async (t) => {
    const { store, make } = setUp(t, [ALICE, BOB]);
    const shelf = make();
    shelf.keep(ALICE, Uint8Array.of(1, 2));
    await store.commit(() => undefined);
    assert.deepEqual(given(shelf, ALICE), [1, 2]);
    assert.deepEqual(given(make(), ALICE), [1, 2]);
    assert.equal(given(shelf, BOB), undefined);
  });

  it('peers without a channel, and blobs that no message can carry back, are not served', async (t) => {
    const { store, make } = setUp(t);
    const shelf = make();
    shelf.keep(BOB, Uint8Array.of(1));
    shelf.keep(ALICE, new Uint8Array(MAX_PEER_STORAGE + 1));
    await store.commit(() => undefined);
    assert.deepEqual(stored(store), []);
  });

  it('updates within a minute are one write, of the latest, which is given back before too', async (t) => {
    const { store, make, pass, timers } = setUp(t);
    const shelf = make();
    for (const byte of [1, 2, 3]) shelf.keep(ALICE, Uint8Array.of(byte));
    await store.commit(() => undefined);
    assert.deepEqual(stored(store), [[1]]);
    assert.deepEqual(given(shelf, ALICE), [3]);
    pass();
    await store.commit(() => undefined);
    assert.deepEqual(stored(store), [[3]]);
    // The pause begins again with that write, and ends without one.
    assert.equal(timers.size, 1);
    pass();
    assert.equal(timers.size, 0);
  });

  it('what waits when the node stops is written', async (t) => {
    const { store, make, timers } = setUp(t);
    const shelf = make();
    for (const byte of [1, 2]) shelf.keep(ALICE, Uint8Array.of(byte));
    shelf.stop();
    await store.commit(() => undefined);
    assert.deepEqual(stored(store), [[2]]);
    assert.equal(timers.size, 0);
  });

  it('is forgotten at the first start without a channel', async (t) => {
    const { store, make, channels } = setUp(t, [ALICE, BOB]);
    const shelf = make();
    shelf.keep(ALICE, Uint8Array.of(1));
    shelf.keep(BOB, Uint8Array.of(2));
    await store.commit(() => undefined);
    channels.delete(ALICE);
    await make().start();
    assert.deepEqual(stored(store), [[2]]);
  });
});
