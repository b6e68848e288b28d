/** What a payment may cost and how long it may take: options that commands share. */
import type { Command } from 'commander';
import { msatArgument, secondsArgument } from './arguments.ts';

export interface BudgetOptions {
  readonly maxFee?: string;
  readonly timeout?: number;
}

export function addMaxFee(command: Command): Command {
  return command.option(
    '--max-fee <amount>',
    'most that may go to the nodes on the way; unless given, 1 % of the amount, and at least 10 sat',
    msatArgument,
  );
}

export function addBudget(command: Command): Command {
  return addMaxFee(command).option(
    '--timeout <time>',
    'when to give up trying: 30, 2m; unless given, after 60s',
    secondsArgument,
  );
}

/** As the API takes them. */
export function budgetOf({ maxFee: maxFeeMsat, timeout: timeoutSeconds }: BudgetOptions) {
  return {
    ...(maxFeeMsat !== undefined && { maxFeeMsat }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
}
