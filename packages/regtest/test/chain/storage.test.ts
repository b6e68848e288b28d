import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { RegtestNode } from '../../src/node.ts';
import { StorageError } from '../../src/storage/database.ts';
import { pay, TestChain, temporaryDirectory } from '../support/chain.ts';

/** A closed directory with a few blocks and one transaction in the mempool, changed by one statement. */
function damaged(t: TestContext, statement: string): string {
  const directory = temporaryDirectory(t);
  const chain = new TestChain(new RegtestNode(directory));
  chain.fund(1);
  chain.send(pay([chain.coin()], 1000n));
  chain.node.close();
  const db = new DatabaseSync(join(directory, 'chain.sqlite'));
  db.exec(statement);
  db.close();
  return directory;
}

const isStorageError = (code: StorageError['code']) => (error: unknown) =>
  error instanceof StorageError && error.code === code;

describe('a stored chain', () => {
  it('with a changed byte in a transaction is refused', (t) => {
    const flip =
      "UPDATE block SET data = CAST(substr(data, 1, 180) || x'ff' || substr(data, 182) AS BLOB) WHERE sequence = 5";
    assert.throws(() => new RegtestNode(damaged(t, flip)), isStorageError('damaged'));
  });

  it('with a missing block is refused', (t) => {
    const directory = damaged(t, 'DELETE FROM block WHERE sequence = 5');
    assert.throws(() => new RegtestNode(directory), isStorageError('damaged'));
  });

  it('with changed undo data is refused when the block has to leave', (t) => {
    const node = new RegtestNode(damaged(t, "UPDATE block SET undo = x'01ff' WHERE sequence = 101"));
    t.after(() => node.close());
    assert.throws(() => node.chain.invalidate(node.chain.tip), isStorageError('damaged'));
    assert.throws(
      () => node.chain.reconsider(node.chain.tip),
      isStorageError('io'),
      'nothing is written after a failure',
    );
  });

  it('of another version is refused', (t) => {
    const directory = damaged(t, 'PRAGMA user_version = 99');
    assert.throws(() => new RegtestNode(directory), isStorageError('version'));
  });

  it('with garbage in the mempool drops that alone', (t) => {
    const directory = damaged(t, "INSERT INTO mempool (txid, data, time) VALUES (x'00', x'00', 0)");
    const node = new RegtestNode(directory);
    assert.equal(node.mempool.pool.size, 1);
    node.close();
    const again = new RegtestNode(directory);
    assert.equal(again.mempool.pool.size, 1);
    again.close();
  });

  it('remembers which blocks were barred', (t) => {
    const directory = temporaryDirectory(t);
    const node = new RegtestNode(directory);
    const chain = new TestChain(node);
    const [first, second] = [chain.mine()[0], chain.mine()[0]];
    node.chain.invalidate(second!);
    node.close();
    const again = new RegtestNode(directory);
    t.after(() => again.close());
    assert.deepEqual(again.chain.tip.hash, first!.hash);
    again.chain.reconsider(again.chain.tree.find(second!.hash)!);
    assert.deepEqual(again.chain.tip.hash, second!.hash);
  });
});
