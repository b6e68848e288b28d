/** Why a command failed: one line, and what to do next. */
import { ApiClientError, ServiceError } from '../api/index.ts';
import { DEFAULT_DATA_DIRECTORY } from '../config/index.ts';

export const EXIT = { success: 0, failure: 1, usage: 2 } as const;

/** A command can't do what it was asked; the message and the hint are for a person. */
export class CommandFailure extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: number;

  constructor(
    code: string,
    message: string,
    options: { readonly hint?: string; readonly exitCode?: number } = {},
  ) {
    super(message);
    this.name = 'CommandFailure';
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? EXIT.failure;
  }
}

export interface FailureReport {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly hint?: string | undefined;
  readonly exitCode: number;
}

/** What to tell of anything that a command threw. Rethrows what is a bug of the command itself. */
export function reportOf(error: unknown, directory: string): FailureReport {
  if (error instanceof CommandFailure) {
    const { code, message, hint, exitCode } = error;
    return { code, message, hint, exitCode };
  }
  if (error instanceof ServiceError) {
    const { code, message, details } = error;
    return { code, message, details, hint: hintFor(error), exitCode: EXIT.failure };
  }
  if (error instanceof ApiClientError) return { ...clientReport(error, directory), exitCode: EXIT.failure };
  throw error;
}

function clientReport(error: ApiClientError, directory: string): Omit<FailureReport, 'exitCode'> {
  const { code, message } = error;
  const start = `start one: ${commandFor('sferic node', directory)}`;
  switch (code) {
    case 'not_running':
      return { code, message, hint: start };
    case 'unreachable':
      return { code, message, hint: `has it stopped? ${start}` };
    case 'refused':
      return { code, message };
    case 'unexpected_reply':
      return { code, message, hint: 'is the node of another version than this command?' };
  }
}

function hintFor({ code, details }: ServiceError): string | undefined {
  const { paymentHash } = details;
  switch (code) {
    case 'insufficient_funds':
      return "'sferic wallet balance' shows what is there, 'sferic wallet address' where to send more";
    case 'peer_unreachable':
      return "check the address, and that the peer runs; 'sferic peers' shows who is connected";
    case 'no_route':
      return "'sferic channels' shows how much can be sent, and whether channels are usable; '--max-fee' limits fees";
    case 'payment_failed':
      return `'sferic payments ${paymentHash ?? '<hash>'}' shows each attempt`;
    case 'channel_unusable':
      return "'sferic channels' shows the state of each";
    case 'chain_unavailable':
      return 'check that the Bitcoin server of the node runs';
    case 'timeout':
      return 'it may still happen: look again before you repeat it';
    case 'internal':
      return "the node's log says more";
    default:
      return undefined;
  }
}

/** A command as it is to be typed for this data directory. */
export function commandFor(command: string, directory: string): string {
  if (directory === DEFAULT_DATA_DIRECTORY) return command;
  return `${command} --datadir ${/[\s"'$\\]/.test(directory) ? JSON.stringify(directory) : directory}`;
}
