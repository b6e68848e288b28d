/** How every command is made: options that all share, examples in its help, and its outcome as text or JSON. */
import type { Command } from 'commander';
import type { ApiClient } from '../api/index.ts';
import { DATA_DIRECTORY_VARIABLE, dataDirectory } from '../config/index.ts';
import type { CliContext } from './context.ts';
import { type FailureReport, reportOf } from './failure.ts';
import { printable } from './layout.ts';
import { createStyle, type Style } from './style.ts';
import { inWords } from './wording.ts';

export interface CommandSpec {
  /** Name and arguments: `open <peer> <amount>`. */
  readonly usage: string;
  readonly summary: string;
  /** Beyond the summary. */
  readonly details?: string;
  /** A command line after `sferic`, and what it does. */
  readonly examples: readonly (readonly [string, string])[];
}

/** What a command found out: for programs, and for people. */
export interface Outcome {
  readonly json: unknown;
  readonly text: (style: Style) => string;
}

/** What an action is given beside its arguments and options. */
export interface Tools {
  readonly context: CliContext;
  readonly client: ApiClient;
  readonly directory: string;
  readonly isJson: boolean;
}

/** What an argument is, by its name, unless a command says more of it. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  address: '02…@host:port, or a multiaddr with the PeerId',
  channel: 'its short id, as 103x1x0, or its id, or the beginning of that',
  invoice: 'lnbcrt…, as the payee has made it',
  node: 'its id, an address with it, or the beginning of it: of a peer, or 8 digits or more of any other node',
  'node-id': 'its id, or the beginning of it',
  'payment-hash': '64 hex digits',
  peer: 'its id, or the beginning of it',
  preimage: '64 hex digits: what the payment hash is the SHA-256 of',
  stream: 'its id, or the beginning of it',
  tower: 'its node id, or the beginning of it',
};

/** Adds a command with the options that all share. */
export function addCommand(parent: Command, spec: CommandSpec): Command {
  const command = parent
    .command(spec.usage)
    .summary(spec.summary)
    .description(spec.details === undefined ? `${spec.summary}.` : `${spec.summary}.\n${spec.details}`)
    .option('--datadir <directory>', `data directory of the node (or ${DATA_DIRECTORY_VARIABLE})`)
    .option('--json', 'print JSON; amounts are decimal strings')
    .addHelpText('after', exampleText(spec.examples));
  for (const argument of command.registeredArguments) {
    const text = ARGUMENTS[argument.name()];
    if (text !== undefined) argument.description = text;
  }
  const path = pathOf(command);
  return command.showHelpAfterError(`Try: ${path} --help`);
}

/** Gives a command its action: a call of the node, whose outcome is printed. */
export function askNode<Args extends readonly unknown[], Options>(
  command: Command,
  context: CliContext,
  action: (tools: Tools, args: Args, options: Options) => Promise<Outcome | undefined>,
): void {
  command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2) as unknown as Args;
    const { json, ...options } = command.opts<Options & { json?: true }>();
    const isJson = json === true;
    const directory = directoryOf(command, context);
    try {
      const client = await context.connect(directory);
      const outcome = await action({ context, client, directory, isJson }, args, options as Options);
      if (outcome !== undefined) printOutcome(context, outcome, isJson);
    } catch (error) {
      throw new ReportedFailure(printFailure(context, reportOf(error, directory), isJson));
    }
  });
}

/** A failure that the person has been told of: only its exit code is left to be given. */
export class ReportedFailure extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('reported');
    this.exitCode = exitCode;
  }
}

/** The data directory that a command is to use; the option stands before or after the name of the command. */
export function directoryOf(command: Command, context: CliContext): string {
  let flag: string | undefined;
  for (let scope: Command | null = command; scope !== null; scope = scope.parent)
    flag ??= scope.opts<{ datadir?: string }>().datadir;
  return dataDirectory(flag, context.environment);
}

export function printOutcome(context: CliContext, outcome: Outcome, isJson: boolean): void {
  const text = isJson
    ? `${JSON.stringify(outcome.json, undefined, 2)}\n`
    : outcome.text(createStyle(context.colors));
  context.stdout(text);
}

/** Tells of a failure on standard error; returns the exit code. */
export function printFailure(context: CliContext, report: FailureReport, isJson: boolean): number {
  const { code, message, details, hint, exitCode } = report;
  if (isJson) context.stderr(`${JSON.stringify({ error: { code, message, details, hint } })}\n`);
  else {
    context.stderr(`sferic: ${printable(inWords(message, details?.['field']))}\n`);
    if (hint !== undefined) context.stderr(`  ${printable(hint)}\n`);
  }
  return exitCode;
}

function exampleText(examples: CommandSpec['examples']): string {
  const lines = examples.map(([line, meaning]) => `  # ${meaning}\n  sferic ${line}`);
  return `\nExamples:\n${lines.join('\n')}`;
}

/** `sferic wallet send` of the command `send`. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
