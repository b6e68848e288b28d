/** Stores of notes, in directories that go with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Schema, Store } from '../../src/store/index.ts';

export const notes: Schema = {
  name: 'note',
  migrations: ['CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT'],
};

export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-store-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function open(t: TestContext, directory: string, schemas: readonly Schema[] = [notes]): Store {
  const opened = Store.open({ directory, schemas });
  if (!opened.ok) throw opened.error;
  t.after(() => opened.value.close());
  return opened.value;
}

export function openCode(directory: string, schemas: readonly Schema[] = [notes]): string {
  const opened = Store.open({ directory, schemas });
  if (!opened.ok) return opened.error.code;
  opened.value.close();
  return 'opened';
}

export function texts(store: Store): readonly string[] {
  return store.all('SELECT text FROM note ORDER BY id').map((row) => row.text('text'));
}

export const insert = 'INSERT INTO note (text) VALUES (?)';
