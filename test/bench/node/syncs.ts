/** Counts the commits of this process's databases: with `synchronous = FULL`, SQLite syncs to disk at each. */
import { DatabaseSync } from 'node:sqlite';

let commits = 0;
const { exec } = DatabaseSync.prototype;

DatabaseSync.prototype.exec = function (sql: string): void {
  if (sql === 'COMMIT') commits++;
  exec.call(this, sql);
};

export function commitsSoFar(): number {
  return commits;
}
