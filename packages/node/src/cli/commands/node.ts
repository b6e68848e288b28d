import type { Command } from 'commander';
import {
  CONFIG_FILE,
  flagOf,
  OPTIONS,
  type OptionName,
  type OptionSpec,
  variableOf,
} from '../../config/index.ts';
import { addCommand, directoryOf, ReportedFailure } from '../command.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../failure.ts';

const EXAMPLE = OPTIONS.bitcoindCookieFile;

interface NodeOptions extends Readonly<Record<string, unknown>> {
  readonly config?: string;
  readonly passphraseFile?: string;
  readonly restoreFrom?: string;
  readonly json?: true;
}

export function addNodeCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, {
    usage: 'node',
    summary: 'Run a node in the foreground',
    details:
      `Most options can also stand in ${CONFIG_FILE} of the data directory, by the keys below, or in a variable, as ` +
      `${EXAMPLE.key} in ${variableOf(EXAMPLE)}. A flag goes before a variable, which goes before the file.`,
    examples: [
      ['regtest --datadir ./chain --auto-mine 500', 'first, a chain to play on'],
      ['node --datadir ./alice --bitcoind-cookie-file ./chain/regtest/.cookie', 'then a node on it'],
      ['node --network signet --p2p-listen 0.0.0.0:9735', 'a node beside a bitcoind of this machine'],
    ],
  })
    .option('--config <file>', `another file than ${CONFIG_FILE} of the data directory`)
    .option('--passphrase-file <file>', 'file whose first line encrypts the seed (or SFERIC_PASSPHRASE)')
    .option('--restore-from <file>', 'start a new data directory from the words of a seed in a file');
  for (const spec of Object.values(OPTIONS)) addOption(command, spec);
  command.addHelpText('after', `\n${configHelp()}`);
  command.action(async () => {
    const options = command.opts<NodeOptions>();
    const { config, passphraseFile, restoreFrom, json } = options;
    const code = await context.runNode({
      dataDirectory: directoryOf(command, context),
      flags: givenFlags(options),
      json: json === true,
      ...(config !== undefined && { configFile: config }),
      ...(passphraseFile !== undefined && { passphraseFile }),
      ...(restoreFrom !== undefined && { restoreFrom }),
    });
    if (code !== EXIT.success) throw new ReportedFailure(code);
  });
}

function addOption(command: Command, spec: OptionSpec<unknown>): void {
  const { placeholder, help, defaultText, kind } = spec;
  const flags = `${flagOf(spec)} <${placeholder}>`;
  const text = `${help}${defaultText === undefined ? '' : ` (default: ${defaultText})`}`;
  if (kind !== 'list') command.option(flags, text);
  else
    command.option(
      flags,
      `${text}; may be repeated`,
      (item: string, items: readonly string[] | undefined) => [...(items ?? []), item],
    );
}

/** The text of the options that were given, by name. */
function givenFlags(options: NodeOptions): Partial<Record<OptionName, string | readonly string[]>> {
  const flags: Partial<Record<OptionName, string | readonly string[]>> = {};
  for (const name of Object.keys(OPTIONS) as OptionName[]) {
    const value = options[attributeOf(OPTIONS[name])];
    if (typeof value === 'string') flags[name] = value;
    else if (Array.isArray(value)) flags[name] = value.map(String);
  }
  return flags;
}

/** Where commander keeps an option: `p2pListen` of `--p2p-listen`. */
function attributeOf(spec: OptionSpec<unknown>): string {
  return flagOf(spec)
    .slice('--'.length)
    .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function configHelp(): string {
  const keys = Object.values(OPTIONS).map(({ key }) => `  ${key}`);
  return `Keys in ${CONFIG_FILE}:\n${keys.join('\n')}`;
}
