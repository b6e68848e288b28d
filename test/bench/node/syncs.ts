/** Counts how often the stores of this process wait for the disk: for the journal, and for transactions of the database. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';

let syncs = 0;
const { exec } = DatabaseSync.prototype;
const { fdatasyncSync } = fs;

DatabaseSync.prototype.exec = function (sql: string): void {
  if (sql === 'COMMIT') syncs++;
  exec.call(this, sql);
};

fs.fdatasyncSync = (file) => {
  syncs++;
  fdatasyncSync(file);
};
syncBuiltinESMExports();

export function syncsSoFar(): number {
  return syncs;
}
