import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { backupOf } from '@sferic/channel';
import { normalStates, TestSigner } from '@sferic/channel/testing';
import { unwrap } from '@sferic/codec';
import { bytesToHex } from '@sferic/crypto';
import { BACKUP_FILE, encodeBackup, sealBackup } from '../../src/backup/index.ts';
import { backUp, restore } from '../../src/main/restore.ts';
import { loadSeed, NodeKeys, SEED_FILE, seedOfWords } from '../../src/wallet/index.ts';

const WORDS = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';
const OTHER_WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const NO_PASSPHRASE = { SFERIC_PASSPHRASE: '' };

const { alice } = normalStates(new TestSigner('alice'), new TestSigner('bob'));
const PEER = alice.params.remote.nodeId;

function sealedBackup(words: string, coinType: 0 | 1): Uint8Array {
  const channel = backupOf(alice);
  const known = { peer: PEER, addresses: [], keyIndex: 7, openedAt: 1, birthHeight: 0 };
  const plain = encodeBackup({ revision: 5n, channels: [{ ...known, channel }] });
  const keys = new NodeKeys(unwrap(seedOfWords(words)).bytes, coinType);
  return sealBackup(plain, keys.backupKey, new Uint8Array(32));
}

function place(t: TestContext, sealed?: Uint8Array) {
  const path = mkdtempSync(join(tmpdir(), 'sferic-restore-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  const [wordsFile, backupFile] = [join(path, 'words.txt'), join(path, 'copy.backup')];
  writeFileSync(wordsFile, `${WORDS.toUpperCase()}\n`);
  if (sealed !== undefined) writeFileSync(backupFile, sealed);
  return { path, directory: join(path, 'again'), wordsFile, backupFile };
}

describe('sferic restore', () => {
  for (const coinType of [0, 1] as const)
    it(`with a backup of coin type ${coinType}: seed and backup are in place`, async (t) => {
      const sealed = sealedBackup(WORDS, coinType);
      const { directory, wordsFile, backupFile } = place(t, sealed);
      const report = unwrap(await restore({ directory, wordsFile, backupFile }, NO_PASSPHRASE));
      assert.deepEqual(report, { directory, channels: 1, peers: [bytesToHex(PEER)], isWithBackup: true });
      assert.deepEqual(new Uint8Array(readFileSync(join(directory, BACKUP_FILE))), sealed);
      const seed = unwrap(await loadSeed(directory, undefined));
      assert.equal(new TextDecoder().decode(seed.mnemonic.expose()), WORDS);
    });

  it('without a backup: the seed alone', async (t) => {
    const { directory, wordsFile } = place(t);
    const report = unwrap(await restore({ directory, wordsFile }, NO_PASSPHRASE));
    assert.deepEqual(report, { directory, channels: 0, peers: [], isWithBackup: false });
    assert(!existsSync(join(directory, BACKUP_FILE)));
  });

  it('with the backup of another seed: refused, and nothing is written', async (t) => {
    const { directory, wordsFile, backupFile } = place(t, sealedBackup(OTHER_WORDS, 0));
    const report = await restore({ directory, wordsFile, backupFile }, NO_PASSPHRASE);
    assert(!report.ok);
    assert.equal(report.error.code, 'wrong_seed');
    assert(!existsSync(join(directory, SEED_FILE)));
    assert(!existsSync(join(directory, BACKUP_FILE)));
  });

  it('into a directory that has a seed: refused', async (t) => {
    const { directory, wordsFile } = place(t);
    unwrap(await restore({ directory, wordsFile }, NO_PASSPHRASE));
    const again = await restore({ directory, wordsFile }, NO_PASSPHRASE);
    assert(!again.ok);
    assert.equal(again.error.code, 'seed_exists');
  });
});

describe('sferic backup', () => {
  it('copies the file, over an older copy too, and tells where it is', async (t) => {
    const { path, backupFile } = place(t, Uint8Array.of(9));
    const source = join(path, BACKUP_FILE);
    writeFileSync(source, Uint8Array.of(1, 2, 3));
    assert.deepEqual(unwrap(await backUp(path, undefined)), { source, bytes: 3 });
    assert.deepEqual(unwrap(await backUp(path, backupFile)), { source, bytes: 3, target: backupFile });
    assert.deepEqual([...readFileSync(backupFile)], [1, 2, 3]);
  });

  it('where no node has run: says so', async (t) => {
    const report = await backUp(place(t).path, undefined);
    assert(!report.ok);
    assert.equal(report.error.code, 'backup_missing');
  });
});
