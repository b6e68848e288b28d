import type { Command } from 'commander';
import type { FundingPolicy } from '../../api/index.ts';
import { AMOUNT_HELP, parseFundingPolicy } from '../../config/index.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { describePolicy } from './info.ts';

export function addFundingPolicyCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, {
    usage: 'funding-policy',
    summary: 'Show or set what the node adds to channels that others open',
    details: `A new policy holds until the next is set, over restarts. Amounts: ${AMOUNT_HELP}.`,
    examples: [
      ['funding-policy', 'show it'],
      ['funding-policy none', 'add nothing'],
      ['funding-policy match 1000000sat', 'as much as the opener, up to a limit'],
      ['funding-policy fixed 50000sat', 'the same amount to every channel'],
    ],
  })
    .argument('[policy]', 'none, match or fixed')
    .argument('[amount]', 'the limit to match, or the fixed amount');
  askNode(command, context, async ({ client }, words: [string | undefined, string | undefined]) => {
    const given = words.filter((word) => word !== undefined);
    const policy =
      given.length === 0
        ? await client.fundingPolicy()
        : await client.setFundingPolicy(readPolicy(command, given.join(' ')));
    return { json: policy, text: () => `${describePolicy(policy)}\n` };
  });
}

function readPolicy(command: Command, text: string): FundingPolicy {
  const policy = parseFundingPolicy(text);
  if (!policy.ok) return command.error(`error: the policy ${policy.error}`);
  const { value } = policy;
  switch (value.type) {
    case 'none':
      return value;
    case 'match':
      return { type: 'match', limitSat: value.limit.toString() };
    case 'fixed':
      return { type: 'fixed', amountSat: value.amount.toString() };
  }
}
