/** The `sferic` command: every command, and what they share. */
import { type Argument, Command, CommanderError } from 'commander';
import { DATA_DIRECTORY_VARIABLE, DEFAULT_DATA_DIRECTORY } from '../config/index.ts';
import { VERSION } from '../version.ts';
import { ReportedFailure } from './command.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addChannelCommands } from './commands/channels.ts';
import { addEventsCommand } from './commands/events.ts';
import { addForwardingPolicyCommand } from './commands/forwarding-policy.ts';
import { addFundingPolicyCommand } from './commands/funding-policy.ts';
import { addInfoCommands } from './commands/info.ts';
import { addInvoiceCommands } from './commands/invoices.ts';
import { addNetworkCommands } from './commands/network.ts';
import { addNodeCommand } from './commands/node.ts';
import { addPaymentCommands } from './commands/payments.ts';
import { addPeerCommands } from './commands/peers.ts';
import { addRegtestCommand } from './commands/regtest.ts';
import { addSpontaneousCommands } from './commands/spontaneous.ts';
import { addStreamCommands } from './commands/streams.ts';
import { addTowerCommands } from './commands/towers.ts';
import { addWalletCommands } from './commands/wallet.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './failure.ts';
import { DEFAULT_WIDTH, formatItem } from './help-layout.ts';
import { createStyle } from './style.ts';

const DESCRIPTION = `A payment network over Bitcoin: run a node, open channels, send and receive payments.

Commands talk to the node that runs in a data directory: --datadir, ${DATA_DIRECTORY_VARIABLE}, or ${DEFAULT_DATA_DIRECTORY}.`;

const START = `
To begin:
  # an embedded chain to play on
  sferic regtest --datadir ./chain --auto-mine 500
  # a node on it
  sferic node --datadir ./alice --bitcoind-cookie-file ./chain/regtest/.cookie
  # every command explains itself
  sferic open --help`;

export function createProgram(context: CliContext): Command {
  const program = new Command('sferic')
    .description(DESCRIPTION)
    .version(VERSION, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .option('--datadir <directory>', 'data directory of the node')
    .addHelpText('after', START)
    .showHelpAfterError('Try: sferic --help')
    // What stands after `regtest` is for it alone.
    .enablePositionalOptions();
  shareWithCommands(program, context);
  program.commandsGroup('Run:');
  addNodeCommand(program, context);
  addRegtestCommand(program, context);
  addInfoCommands(program, context);
  addEventsCommand(program, context);
  addBackupCommands(program, context);
  program.commandsGroup('Peers and channels:');
  addPeerCommands(program, context);
  addChannelCommands(program, context);
  addFundingPolicyCommand(program, context);
  addForwardingPolicyCommand(program, context);
  addTowerCommands(program, context);
  program.commandsGroup('Money:');
  addWalletCommands(program, context);
  addInvoiceCommands(program, context);
  addPaymentCommands(program, context);
  addSpontaneousCommands(program, context);
  addStreamCommands(program, context);
  program.commandsGroup('Network:');
  addNetworkCommands(program, context);
  program.helpCommand('help [command]', 'explain a command');
  return program;
}

/** Settings that commands made afterwards inherit. */
function shareWithCommands(program: Command, context: CliContext): void {
  const style = createStyle(context.colors);
  program
    .exitOverride()
    .configureOutput({
      writeOut: context.stdout,
      writeErr: context.stderr,
      outputError: (text, write) => write(saidOnce(text)),
      getOutHasColors: () => context.colors,
      getErrHasColors: () => context.colors,
      getOutHelpWidth: () => context.width ?? DEFAULT_WIDTH,
      getErrHelpWidth: () => context.width ?? DEFAULT_WIDTH,
    })
    .configureHelp({
      formatItem,
      // Every command has options: to say so of each is noise.
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
      styleTitle: style.bold,
      styleSubcommandText: style.good,
      styleOptionText: style.good,
      styleArgumentText: style.good,
    });
}

/** Our own words say what is wrong with a value; Commander's before them would say it a first time. */
function saidOnce(text: string): string {
  return text
    .replace(/^error: command-argument value '.*' is invalid for argument '[^']*'\. /s, 'error: ')
    .replace(/^(error: option '[^']*') argument '.*' is invalid\. /s, '$1: ');
}

function argumentTerm(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/**
 * Runs one command line, without the program's name. Resolves with the exit code: 0, 1 when the command failed, 2 when
 * it was not understood.
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  try {
    await createProgram(context).parseAsync([...args], { from: 'user' });
    return EXIT.success;
  } catch (error) {
    if (error instanceof ReportedFailure) return error.exitCode;
    // Commander has printed its message already; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.usage;
    throw error;
  }
}
