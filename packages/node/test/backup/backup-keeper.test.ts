import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { StoredState } from '@sferic/channel';
import { normalStates, TestSigner } from '@sferic/channel/testing';
import { unwrap } from '@sferic/codec';
import { bytesToHex, equalBytes, randomBytes, Secret } from '@sferic/crypto';
import type { ChannelId } from '@sferic/wire';
import { BACKUP_FILE } from '../../src/backup/backup-file.ts';
import { BackupKeeper } from '../../src/backup/backup-keeper.ts';
import { BACKUP_SCHEMA } from '../../src/backup/backup-state.ts';
import { openBackup } from '../../src/backup/sealed-backup.ts';
import { decodeBackup } from '../../src/backup/static-backup.ts';
import { createLogger } from '../../src/log.ts';
import { Store } from '../../src/store/index.ts';

const KEY = new Secret(new Uint8Array(32).fill(7));
const OTHER_KEY = new Secret(new Uint8Array(32).fill(8));

/** Channels with these peers. */
const [WITH_BOB, WITH_CAROL] = ['bob', 'carol'].map(
  (peer): StoredState => normalStates(new TestSigner('alice'), new TestSigner(peer)).alice,
) as [StoredState, StoredState];

function idOf(state: StoredState): ChannelId {
  assert(state.type === 'normal');
  return state.params.channelId;
}

function setUp(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-backup-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, BACKUP_FILE);
  /** A node on a database of this name. */
  const node = (database: string, states: StoredState[], { isNewSeed = false, key = KEY } = {}) => {
    const path = join(directory, database);
    const store = unwrap(Store.open({ directory: path, schemas: [BACKUP_SCHEMA] }));
    t.after(() => store.close());
    const adopted: string[] = [];
    const counts = { changed: 0 };
    const keeper = new BackupKeeper({
      directory,
      store,
      backupKey: key,
      channels: {
        backedUp: () =>
          states.map((state) => {
            assert(state.type === 'normal');
            const peer = state.params.remote.nodeId;
            return { state, record: { peer, keyIndex: 1, openedAt: 5, shutdownScript: new Uint8Array(22) } };
          }),
        stored: (id) => states.find((state) => equalBytes(idOf(state), id)),
        adopt: async (lost, write) => {
          await store.commit(write);
          for (const { channel } of lost) adopted.push(bytesToHex(channel.params.channelId));
        },
      },
      isNewSeed,
      addressesOf: () => ['/ip4/127.0.0.1/tcp/1'],
      height: () => 1200,
      now: () => 1_700_000_000_000,
      entropy: randomBytes,
      adopted: async () => undefined,
      changed: () => {
        counts.changed += 1;
      },
      log: createLogger({ level: 'error', format: 'text', write: () => undefined, now: () => new Date(0) }),
    });
    return { keeper, store, adopted, states, counts };
  };
  const content = () => unwrap(decodeBackup(unwrap(openBackup(readFileSync(file), KEY))));
  const listed = () => content().channels.map(({ channel }) => bytesToHex(channel.params.channelId));
  return { file, node, content, listed };
}

/** The same channel after a payment. */
function paid(state: StoredState): StoredState {
  assert(state.type === 'normal');
  const active = state.commitments.active.map((one) => ({ ...one, balances: { ...one.balances } }));
  return { ...state, commitments: { ...state.commitments, active, localNumber: 9 } };
}

describe('the backup of a node', () => {
  it('lists the channels from the start on, and follows each that comes and goes', async (t) => {
    const { node, content, listed } = setUp(t);
    const { keeper, states, counts } = node('a', [WITH_BOB], { isNewSeed: true });
    await keeper.start();
    assert.deepEqual(listed(), [bytesToHex(idOf(WITH_BOB))]);
    assert.equal(content().channels[0]?.birthHeight, 998 - 144);
    const first = content().revision;

    states.push(WITH_CAROL);
    keeper.channelChanged(idOf(WITH_CAROL));
    assert.equal(listed().length, 2);
    states.shift();
    keeper.channelChanged(idOf(WITH_BOB));
    assert.deepEqual(listed(), [bytesToHex(idOf(WITH_CAROL))]);
    assert.equal(content().revision, first + 2n);
    assert.equal(counts.changed, 3);
  });

  it('stays as it is whatever is paid', async (t) => {
    const { file, node } = setUp(t);
    const { keeper, states } = node('a', [WITH_BOB]);
    await keeper.start();
    const before = readFileSync(file);
    states[0] = paid(WITH_BOB);
    keeper.channelChanged(idOf(WITH_BOB));
    assert.deepEqual(readFileSync(file), before);
  });

  it('for peers has the wanted length, and is refused where that is too short', async (t) => {
    const { keeper } = setUp(t).node('a', [WITH_BOB]);
    await keeper.start();
    assert.equal(keeper.sealed(10), undefined);
    const plain = unwrap(openBackup(keeper.sealed(5000) ?? assert.fail(), KEY));
    assert.equal(plain.length, 5000);
    assert.deepEqual(unwrap(decodeBackup(plain)), keeper.current);
  });
});

describe('what the database does not know', () => {
  it('a new one takes over from the file, once', async (t) => {
    const { node } = setUp(t);
    await node('old', [WITH_BOB, WITH_CAROL]).keeper.start();
    const fresh = node('new', [WITH_BOB]);
    await fresh.keeper.start();
    assert.deepEqual(fresh.adopted, [bytesToHex(idOf(WITH_CAROL))]);
    fresh.store.close();
    const again = node('new', [WITH_BOB]);
    await again.keeper.start();
    assert.deepEqual(again.adopted, []);
  });

  it('an old copy takes over from a newer file', async (t) => {
    const { node, file } = setUp(t);
    const copy = node('copy', [WITH_BOB]);
    await copy.keeper.start();
    copy.store.close();
    await node('newer', [WITH_BOB, WITH_CAROL]).keeper.start();
    assert(readFileSync(file).length > 0);
    const again = node('copy', [WITH_BOB]);
    await again.keeper.start();
    assert.deepEqual(again.adopted, [bytesToHex(idOf(WITH_CAROL))]);
  });

  it('a restored one takes over from a peer, but no channel that it has had itself', async (t) => {
    const { node } = setUp(t);
    const before = node('old', [WITH_BOB, WITH_CAROL]);
    await before.keeper.start();
    const kept = before.keeper.sealed() ?? assert.fail();
    const restored = setUp(t).node('new', [WITH_BOB]);
    await restored.keeper.start();
    restored.states.length = 0;
    restored.keeper.channelChanged(idOf(WITH_BOB));
    await restored.keeper.received(kept);
    await restored.keeper.received(kept);
    assert.deepEqual(restored.adopted, [bytesToHex(idOf(WITH_CAROL))]);
  });

  it('a node of its first day takes no older copy from a peer', async (t) => {
    const { node } = setUp(t);
    const before = node('old', [WITH_BOB, WITH_CAROL]);
    await before.keeper.start();
    const kept = before.keeper.sealed() ?? assert.fail();
    const first = setUp(t).node('first', [], { isNewSeed: true });
    await first.keeper.start();
    await first.keeper.received(kept);
    assert.deepEqual(first.adopted, []);
  });

  it('a backup of another seed is left alone: of a peer it is ignored, as a file it keeps the node from starting', async (t) => {
    const { node, file } = setUp(t);
    const other = node('other', [WITH_BOB], { key: OTHER_KEY });
    await other.keeper.start();
    const theirs = readFileSync(file);
    const { keeper, adopted } = node('ours', []);
    await assert.rejects(keeper.start(), /another seed/);
    assert.deepEqual(readFileSync(file), theirs);
    await keeper.received(theirs);
    assert.deepEqual(adopted, []);
    writeFileSync(file, 'rubbish');
    await assert.rejects(node('third', []).keeper.start(), /not a channel backup/);
  });
});
