/** The command line: a client of the HTTP API. */
export type {
  BackupReport,
  CliContext,
  FileFailure,
  NodeRequest,
  RestoreReport,
  RestoreRequest,
} from './context.ts';
export { EXIT } from './failure.ts';
export { runCli } from './program.ts';
