import type { Command } from 'commander';
import { ReportedFailure } from '../command.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../failure.ts';

/** The embedded chain reads its own options and prints its own help. */
export function addRegtestCommand(program: Command, context: CliContext): void {
  program
    .command('regtest')
    .summary('Run an embedded Bitcoin regtest chain')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .argument('[options...]')
    .action(async (args: readonly string[]) => {
      const code = await context.runRegtest(args);
      if (code !== EXIT.success) throw new ReportedFailure(code);
    });
}
