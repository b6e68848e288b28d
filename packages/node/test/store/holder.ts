// Opens the store in the directory that it is given, commits a note, says so, and holds on until it is killed.
import { Store } from '../../src/store/index.ts';

const opened = Store.open({
  directory: process.argv[2] ?? '',
  schemas: [
    {
      name: 'note',
      migrations: ['CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT'],
    },
  ],
});
if (!opened.ok) throw opened.error;
await opened.value.commit((tx) => tx.run('INSERT INTO note (text) VALUES (?)', 'committed'));
process.stdout.write('committed\n');
setInterval(() => {}, 60_000);
