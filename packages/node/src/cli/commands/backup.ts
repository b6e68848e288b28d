import { resolve } from 'node:path';
import type { Command } from 'commander';
import { addCommand, directoryOf, printFailure, printOutcome, ReportedFailure } from '../command.ts';
import type { BackupReport, CliContext, Reported, RestoreReport } from '../context.ts';
import { commandFor, EXIT } from '../failure.ts';

export function addBackupCommands(program: Command, context: CliContext): void {
  addBackup(program, context);
  addRestore(program, context);
}

function addBackup(program: Command, context: CliContext): void {
  const command = addCommand(program, {
    usage: 'backup',
    summary: 'Copy the backup of the channels, or show where it is',
    details:
      'The node rewrites its backup whenever a channel is opened or forgotten; peers that offer it keep a copy too.\n' +
      'It is encrypted: who has it needs the words of the seed. With both, what the node holds in channels comes back.',
    examples: [
      ['backup', 'where the file is: it can be copied at any time'],
      ['backup /mnt/usb/channels.backup', 'copy it'],
    ],
  }).argument('[file]', 'where to copy it to');
  command.action(async (file: string | undefined) => {
    const target = file === undefined ? undefined : resolve(file);
    const report = await context.backUp(directoryOf(command, context), target);
    tell(command, context, report, describeBackup);
  });
}

function addRestore(program: Command, context: CliContext): void {
  const command = addCommand(program, {
    usage: 'restore',
    summary: 'Make a data directory from the words of a seed and a backup of its channels',
    details:
      'The node that starts there asks the peers to close the channels of the backup, publishes nothing itself, and ' +
      'collects what is its own. Without a backup, connect to the peers that channels were with: they may keep one.\n' +
      'Payments in flight are lost to their recipients or come back to their senders; past payments and invoices are gone.',
    examples: [
      ['restore words.txt channels.backup --datadir ./again', 'then: sferic node --datadir ./again'],
    ],
  })
    .argument('<words>', 'the file that holds the words of the seed')
    .argument('[backup]', 'the file that holds the backup of the channels')
    .option('--passphrase-file <file>', 'file whose first line encrypts the seed (or SFERIC_PASSPHRASE)');
  command.action(async (words: string, backup: string | undefined) => {
    const { passphraseFile } = command.opts<{ passphraseFile?: string }>();
    const report = await context.restore({
      directory: directoryOf(command, context),
      wordsFile: resolve(words),
      ...(backup !== undefined && { backupFile: resolve(backup) }),
      ...(passphraseFile !== undefined && { passphraseFile }),
    });
    tell(command, context, report, describeRestore);
  });
}

function tell<T>(
  command: Command,
  context: CliContext,
  report: Reported<T>,
  describe: (value: T) => string,
): void {
  const isJson = command.opts<{ json?: true }>().json === true;
  if (report.ok) {
    printOutcome(context, { json: report.value, text: () => describe(report.value) }, isJson);
    return;
  }
  const failure = { ...report.error, exitCode: EXIT.failure };
  throw new ReportedFailure(printFailure(context, failure, isJson));
}

function describeBackup({ source, target, bytes }: BackupReport): string {
  if (target !== undefined) return `copied ${bytes} bytes to ${target}\n`;
  return `${source} (${bytes} bytes)\nCopy it anywhere, at any time. It opens with the words of the seed only.\n`;
}

function describeRestore({ directory, channels, peers, isWithBackup }: RestoreReport): string {
  const found = isWithBackup
    ? `${channels} channel${channels === 1 ? '' : 's'} with ${peers.length} peer${peers.length === 1 ? '' : 's'} will be closed by the peers.`
    : 'Without a backup: connect to the peers that channels were with, they may keep one.';
  return [
    `The seed is in ${directory}. ${found}`,
    'What can not be restored: payments in flight, past payments and invoices, and the proof against revoked states.',
    `Now: ${commandFor('sferic node', directory)}`,
    '',
  ].join('\n');
}
