/** The command line: a client of the HTTP API. */
export type { CliContext, NodeRequest } from './context.ts';
export { EXIT } from './failure.ts';
export { runCli } from './program.ts';
