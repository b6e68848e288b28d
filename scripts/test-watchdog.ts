/**
 * Loaded before each test file. A file whose tests are over while something of theirs still keeps the process alive (a
 * socket, a timer, a child) has not cleaned up: it fails with the name of what is left, instead of hanging for ever.
 */
import { after } from 'node:test';

/** What tests leave behind may take this long to close by itself. */
const GRACE_MS = 10_000;
/** The test runner sets it for the process of a test file, not for its own. */
const isTestFile = process.env['NODE_TEST_CONTEXT'] !== undefined;

if (isTestFile) {
  after(() => {
    const timer = setTimeout(() => {
      const left = process.getActiveResourcesInfo().filter((resource) => resource !== 'Timeout');
      console.error(`✖ ${process.argv[1]}: its tests are over, but it does not end: ${left.join(', ')}`);
      process.exit(1);
    }, GRACE_MS);
    timer.unref();
  });
}
