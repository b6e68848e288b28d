import { type Command, InvalidArgumentError } from 'commander';
import type { ForwardingPolicyRequest } from '../../api/index.ts';
import { AMOUNT_HELP } from '../../config/index.ts';
import { findChannel, msatArgument } from '../arguments.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { describeForwarding } from '../views/channel.ts';

interface Options {
  readonly baseFee?: string;
  readonly feeRate?: number;
  readonly cltvDelta?: number;
  readonly min?: string;
  readonly max?: string;
  readonly disable?: true;
  readonly enable?: true;
  readonly reset?: true;
}

export function addForwardingPolicyCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, {
    usage: 'policy [channel]',
    summary: 'Show or set what payments pay that leave through a channel, or through all of them',
    details:
      'What is not named stays as it is, and holds over restarts. Peers and the network are told; for ten minutes payments ' +
      `by the terms before are let through too. Amounts: ${AMOUNT_HELP}.`,
    examples: [
      ['policy', 'of channels without terms of their own'],
      ['policy --base-fee 1sat --fee-rate 250', 'one satoshi and 0.025 %'],
      ['policy 103x1x0 --max 50000sat', 'nothing larger through one channel'],
      ['policy 103x1x0 --disable', 'nothing at all'],
      ['policy 103x1x0 --reset', 'as all others again'],
    ],
  })
    .option('--base-fee <amount>', 'for each payment', msatArgument)
    .option('--fee-rate <ppm>', 'millionths of the amount', integerArgument)
    .option(
      '--cltv-delta <blocks>',
      'by which an incoming HTLC must outlive the outgoing one',
      integerArgument,
    )
    .option('--min <amount>', 'the smallest payment', msatArgument)
    .option('--max <amount>', 'the largest payment', msatArgument)
    .option('--disable', 'let no payments through')
    .option('--enable', 'let payments through again')
    .option('--reset', 'first back to the terms of all channels, or of the configuration');
  askNode(command, context, async ({ client }, [name]: [string | undefined], options: Options) => {
    if (options.disable === true && options.enable === true)
      return command.error('error: --disable and --enable contradict each other');
    const channel = name === undefined ? undefined : await findChannel(client, name);
    const terms = requestOf(options);
    const changes = Object.keys(terms).length > 0;
    const policy = changes
      ? await client.setForwardingPolicy({ ...terms, ...(channel && { channelId: channel.channelId }) })
      : (channel?.policy ?? (await client.forwardingPolicy()));
    return { json: policy, text: () => `${describeForwarding(policy)}\n` };
  });
}

function requestOf(options: Options): Omit<ForwardingPolicyRequest, 'channelId'> {
  const { baseFee, feeRate, cltvDelta, min, max, disable, enable, reset } = options;
  return {
    ...(baseFee !== undefined && { feeBaseMsat: Number(baseFee) }),
    ...(feeRate !== undefined && { feeProportionalMillionths: feeRate }),
    ...(cltvDelta !== undefined && { cltvExpiryDelta: cltvDelta }),
    ...(min !== undefined && { htlcMinimumMsat: min }),
    ...(max !== undefined && { htlcMaximumMsat: max }),
    ...((disable ?? enable) !== undefined && { disabled: disable === true }),
    ...(reset !== undefined && { reset }),
  };
}

/** The API knows the limits. */
function integerArgument(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is not a whole number`);
}
