/** `npm run vectors -- DIR`: judges this project's code by the published test vectors in a directory. */
import { argv } from 'node:process';
import { format, judgeDirectory } from './runner.ts';

const [directory] = argv.slice(2);
if (directory === undefined) {
  console.error('Usage: npm run vectors -- DIRECTORY');
  process.exitCode = 2;
} else {
  try {
    const reports = judgeDirectory(directory);
    for (const line of format(reports)) console.log(line);
    const isFailed = reports.some((report) => report.type === 'judged' && report.failures.length > 0);
    process.exitCode = isFailed ? 1 : 0;
  } catch (error) {
    console.error(`cannot read ${directory}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  }
}
