import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readStatements, type Statement, StatementLog } from '../../src/store/statement-log.ts';

const CAPACITY = 1 << 20;

const value = fc.oneof(
  fc.constant(null),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.string({ unit: 'binary' }),
  fc.uint8Array(),
);
const statement = fc.record({
  sql: fc.constantFrom('INSERT', 'UPDATE ü', 'DELETE', ''),
  values: fc.array(value, { maxLength: 6 }),
});

/** Blobs as they are read. */
function plain(statements: readonly Statement[]): readonly Statement[] {
  return statements.map(({ sql, values }) => ({
    sql,
    values: values.map((one) => (one instanceof Uint8Array ? Buffer.from(one) : one)),
  }));
}

describe('statement log', () => {
  it('gives back what was added, but for what was taken back, over any number of records', () => {
    const record = fc.array(
      fc.record({ added: fc.array(statement, { maxLength: 4 }), isKept: fc.boolean() }),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), (records) => {
        const log = new StatementLog(CAPACITY);
        const taken = records.map((parts) => {
          for (const { added, isKept } of parts) {
            const { mark } = log;
            for (const { sql, values } of added) log.add(sql, values);
            if (!isKept) log.cutBack(mark);
          }
          return Buffer.from(log.take() ?? assert.fail('more than fits'));
        });
        const kept = records.map((parts) =>
          parts.flatMap(({ added, isKept }) => (isKept ? plain(added) : [])),
        );
        assert.deepEqual(readStatements(taken), kept);
      }),
    );
  });

  it('says what is more than it may hold, and goes on empty', () => {
    const log = new StatementLog(100);
    log.add('INSERT', [new Uint8Array(200)]);
    assert.equal(log.isEmpty, false);
    assert.equal(log.take(), undefined);
    assert.equal(log.isEmpty, true);
    log.clear();
    log.add('DELETE', [1n]);
    assert.deepEqual(readStatements([Buffer.from(log.take() ?? assert.fail())]), [
      [{ sql: 'DELETE', values: [1n] }],
    ]);
  });

  it('reads nothing from bytes that are no statements, but says so', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        try {
          readStatements([Buffer.from(bytes)]);
        } catch (error) {
          assert.equal((error as { code?: unknown }).code, 'damaged');
        }
      }),
    );
  });
});
