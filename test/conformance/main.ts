/** `npm run vectors -- DIR`: judges this project's code by the published test vectors in a directory. */
import { argv } from 'node:process';
import { format, judgeDirectory } from './runner.ts';

const USAGE = `Usage: npm run vectors -- DIRECTORY

Judges this code by every JSON file of test vectors in DIRECTORY that it recognises, a line per family.
Exit code: 0 when every case passes, 1 when one fails, 2 when there is nothing to judge, or for wrong usage.`;

const [directory] = argv.slice(2);
if (directory === '--help') console.log(USAGE);
else if (directory === undefined || directory.startsWith('-')) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    const reports = judgeDirectory(directory);
    for (const line of format(reports)) console.log(line);
    const isFailed = reports.some((report) => report.type === 'judged' && report.failures.length > 0);
    const isJudged = reports.some((report) => report.type === 'judged');
    if (!isJudged) console.error(`there is nothing to judge in ${directory}`);
    process.exitCode = isJudged ? Number(isFailed) : 2;
  } catch (error) {
    console.error(`cannot read ${directory}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  }
}
