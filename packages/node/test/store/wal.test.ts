import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { STORE_FILE } from '../../src/store/index.ts';
import { insert, open, openCode, temporaryDirectory, texts } from './stores.ts';

describe('write-ahead log', () => {
  it('refuses a log that is damaged before its last commit, and leaves it as it is; the end of a crash is none', async (t) => {
    const directory = temporaryDirectory(t);
    const store = open(t, directory);
    const wal = `${STORE_FILE}-wal`;
    const sizes: number[] = [];
    for (const text of ['one', 'two', 'three', 'four']) {
      await store.commit((tx) => tx.run(insert, text));
      sizes.push(statSync(join(directory, wal)).size);
    }
    /** A copy as a power failure would leave it, with one byte of the log changed, or the log cut off. */
    const copy = (change: (log: Buffer) => Buffer): string => {
      const made = temporaryDirectory(t);
      copyFileSync(join(directory, STORE_FILE), join(made, STORE_FILE));
      writeFileSync(join(made, wal), change(readFileSync(join(directory, wal))));
      return made;
    };
    const flipped = (at: number) => (log: Buffer) => {
      log[at] = (log[at] ?? 0) ^ 1;
      return log;
    };
    for (const at of [5, 20, sizes[0]! + 10, sizes[0]! + 1000, sizes[1]! - 1, sizes[1]! + 3]) {
      const made = copy(flipped(at));
      assert.equal(openCode(made), 'damaged', `byte ${at}`);
      assert.deepEqual(readFileSync(join(made, wal)), flipped(at)(readFileSync(join(directory, wal))));
    }
    const readable = (made: string) => texts(open(t, made)).length;
    assert.equal(readable(copy((log) => log)), 4);
    assert.equal(readable(copy(flipped(sizes[3]! - 1))), 3, 'the last commit may be unfinished');
    assert.equal(readable(copy((log) => log.subarray(0, sizes[3]! - 100))), 3);
    assert.equal(readable(copy(() => Buffer.alloc(0))), 0);
  });

  it('opens after one crash upon another, each of which has left a transaction that is not whole', async (t) => {
    const wal = `${STORE_FILE}-wal`;
    const files = [STORE_FILE, wal];
    /** A copy as a power failure would leave it: of the next transaction only the end has come to the disk. */
    const crash = (directory: string, frames: number): string => {
      const made = temporaryDirectory(t);
      for (const file of files) copyFileSync(join(directory, file), join(made, file));
      const log = readFileSync(join(made, wal));
      const frame = Buffer.alloc(24 + 4096);
      log.copy(frame, 8, 16, 24);
      const last = Buffer.from(frame);
      last.writeUInt32BE(1, 4);
      writeFileSync(join(made, wal), Buffer.concat([log, ...Array<Buffer>(frames - 1).fill(frame), last]));
      return made;
    };
    const first = temporaryDirectory(t);
    await open(t, first).commit((tx) => tx.run(insert, 'one'));
    const second = crash(first, 8);
    const store = open(t, second);
    assert.deepEqual(texts(store), ['one']);
    await store.commit((tx) => tx.run(insert, 'two'));
    // What the second crash leaves begins where the log is valid to, and may be shorter than what the first one left.
    const third = temporaryDirectory(t);
    for (const file of files) copyFileSync(join(second, file), join(third, file));
    const log = readFileSync(join(third, wal));
    const end = log.findLastIndex(
      (_, at) => at % 4120 === 32 && log.readUInt32BE(at + 4) > 0 && log.readUInt32BE(at) > 0,
    );
    const at = end + 4120;
    const torn = Buffer.concat([log, Buffer.alloc(Math.max(0, at + 4120 - log.length))]);
    torn.fill(0, at, at + 4120);
    torn.writeUInt32BE(1, at + 4);
    torn.copy(torn, at + 8, 16, 24);
    writeFileSync(join(third, wal), torn);
    assert.deepEqual(texts(open(t, third)), ['one', 'two']);
  });
});
