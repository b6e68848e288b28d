import type { Command } from 'commander';
import { type CloseResult, ServiceError } from '../../api/index.ts';
import { AMOUNT_HELP } from '../../config/index.ts';
import { chooseChannel, feerateArgument, findChannel, satArgument } from '../arguments.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { CommandFailure } from '../failure.ts';
import { counted, satoshis } from '../values.ts';
import { channelTable, closedTable, describeChannel } from '../views/channel.ts';
import { pendingText } from '../views/pending.ts';

const CLOSED_HINT =
  "'sferic channels --closed' shows them; those that are closing are among 'sferic channels'";

export function addChannelCommands(program: Command, context: CliContext): void {
  addOpen(program, context);
  addChannels(program, context);
  addBump(program, context);
  addClose(program, context);
  addPending(program, context);
}

function addOpen(program: Command, context: CliContext): void {
  const open = addCommand(program, {
    usage: 'open',
    summary: 'Open a channel',
    details:
      `Replies when the funding transaction is published; the channel is usable after it confirms.\n` +
      `The peer may add an amount of its own: see 'sferic funding-policy' there. Amounts: ${AMOUNT_HELP}.`,
    examples: [
      ['open 0279be66…@203.0.113.7:9735 1000000sat', 'connect to a peer and open a channel'],
      ['open 0279be66… 0.01btc --private', 'with a connected peer, without telling the network'],
    ],
  })
    .argument('<peer>', '02…@host:port, a multiaddr, or the id of a connected peer')
    .argument('<amount>', 'what this node puts into the channel', satArgument)
    .option(
      '--feerate <sat/vbyte>',
      "of the funding transaction; the chain's estimate unless given",
      feerateArgument,
    )
    .option('--private', 'do not announce the channel to the network');
  askNode(
    open,
    context,
    async (
      { client },
      [peer, amountSat]: [string, string],
      options: { feerate?: number; private?: true },
    ) => {
      const { feerate: feerateSatPerVbyte } = options;
      const channel = await client.open({
        peer,
        amountSat,
        announce: options.private !== true,
        ...(feerateSatPerVbyte !== undefined && { feerateSatPerVbyte }),
      });
      const { channelId, fundingOutpoint, capacitySat, remoteContributionSat } = channel;
      return {
        json: channel,
        text: () =>
          `Opened channel ${channelId} of ${satoshis(capacitySat)} sat, ` +
          `${satoshis(remoteContributionSat)} of them from the peer.\n` +
          `It is usable after its funding transaction confirms${
            fundingOutpoint === undefined ? '' : ` (${fundingOutpoint})`
          }.\n`,
      };
    },
  );
}

function addChannels(program: Command, context: CliContext): void {
  const channels = addCommand(program, {
    usage: 'channels [channel]',
    summary: 'List channels, or show one with everything known of it',
    examples: [
      ['channels', 'all of them'],
      ['channels 103x1x0', 'one, by its short channel id'],
      ['channels --closed', 'those that are over'],
    ],
  }).option(
    '--closed',
    'list channels that are over instead, the latest first: how each was closed, and when',
  );
  askNode(channels, context, async ({ client }, [name]: [string | undefined], options: { closed?: true }) => {
    if (options.closed === true) {
      const closed = await client.closedChannels();
      const found = name === undefined ? closed : [chooseChannel(closed, name, CLOSED_HINT)];
      return { json: found, text: (style) => closedTable(found, style) };
    }
    if (name === undefined) {
      const found = await client.channels();
      return { json: found, text: (style) => channelTable(found, style) };
    }
    const channel = await findChannel(client, name);
    return { json: channel, text: (style) => describeChannel(channel, style) };
  });
}

function addBump(program: Command, context: CliContext): void {
  const bump = addCommand(program, {
    usage: 'bump <channel>',
    summary: 'Raise the fee of an opening or a close that does not confirm',
    details:
      "Replaces the channel's transaction that waits for a block by one that pays more, with the same peer and amounts; " +
      'either side can. Replies when both have signed it. Whichever confirms first counts: an opening that was replaced is ' +
      'usable after 6 confirmations. A close by force raises its fees by itself.',
    examples: [
      ['bump 5f3a9c', 'to what the chain asks now'],
      ['bump 5f3a9c --feerate 12', 'to 12 sat/vbyte'],
    ],
  }).option('--feerate <sat/vbyte>', "more than before; the chain's estimate unless given", feerateArgument);
  askNode(bump, context, async ({ client }, [name]: [string], options: { feerate?: number }) => {
    const { channelId } = await findChannel(client, name);
    const { feerate: feerateSatPerVbyte } = options;
    const bumped = await client.bump({
      channelId,
      ...(feerateSatPerVbyte !== undefined && { feerateSatPerVbyte }),
    });
    return {
      json: bumped,
      text: () => `Channel ${channelId} waits for ${bumped.txid} now, or for what that replaces.\n`,
    };
  });
}

function addClose(program: Command, context: CliContext): void {
  const close = addCommand(program, {
    usage: 'close <channel>',
    summary: 'Close a channel',
    details:
      'Replies when the closing transaction is signed by both sides. Payments under way are settled first.\n' +
      'Again, with a higher feerate, it replaces a closing transaction that no block takes: the peer has to sign that too.',
    examples: [
      ['close 103x1x0', 'together with the peer, to a new address of the wallet'],
      ['close 5f3a9c --address bcrt1q… --feerate 3', 'to an address, at 3 sat/vbyte'],
      ['close 5f3a9c --feerate 12', 'again, since 3 sat/vbyte do not suffice'],
    ],
  })
    .option('--address <address>', 'where our balance goes; a new one of the wallet unless given')
    .option('--feerate <sat/vbyte>', "the chain's estimate unless given", feerateArgument)
    .option('--force', "publish our commitment without the peer, for a peer that won't answer");
  askNode(
    close,
    context,
    async ({ client }, [name]: [string], options: { address?: string; feerate?: number; force?: true }) => {
      const { channelId } = await findChannel(client, name);
      const { address, feerate: feerateSatPerVbyte, force } = options;
      const closing = client.close({
        channelId,
        ...(address !== undefined && { address }),
        ...(feerateSatPerVbyte !== undefined && { feerateSatPerVbyte }),
        ...(force !== undefined && { force }),
      });
      const closed = await (force === true ? closing : closing.catch(suggestForce));
      return { json: closed, text: () => describeClose(closed) };
    },
  );
}

/** What keeps a peer from closing together with us need not keep the channel open. */
function suggestForce(error: unknown): never {
  if (
    !(error instanceof ServiceError) ||
    !['timeout', 'channel_unusable', 'peer_unreachable'].includes(error.code)
  )
    throw error;
  const hint =
    "'sferic pending' shows how far it is; if the peer does not answer, 'sferic close --force' closes without it: " +
    'our funds then come home later, for a higher fee';
  throw new CommandFailure(error.code, error.message, { hint });
}

function describeClose({ channelId, txid, refusal, delayBlocks }: CloseResult): string {
  if (refusal !== undefined)
    return (
      `Both have signed ${txid} for channel ${channelId}, but the chain does not take it yet: ${refusal}.\n` +
      `It is offered again with each block; 'sferic close --feerate' raises its fee.\n`
    );
  const closed = `Closed channel ${channelId} in ${txid}.\n`;
  if (delayBlocks === undefined) return closed;
  const delay = counted(delayBlocks, 'block');
  return `${closed}Our balance comes home ${delay} after it confirms, HTLCs by their expiries: see 'sferic pending'.\n`;
}

function addPending(program: Command, context: CliContext): void {
  const pending = addCommand(program, {
    usage: 'pending',
    summary: 'Show channels that are closing, and what is claimed of them',
    details:
      'For each: the transaction that ends it, and of each output what it is worth, from which block on it can be claimed ' +
      'and by which it should be, and the transaction and feerate by which that is on offer.',
    examples: [
      ['pending', 'all of them'],
      ["pending --json | jq '.[].claims[] | select(.atRisk)'", 'what may be lost'],
    ],
  });
  askNode(pending, context, async ({ client }) => {
    const found = await client.pending();
    return { json: found, text: (style) => pendingText(found, style) };
  });
}
