import type { Command } from 'commander';
import { AMOUNT_HELP } from '../../config/index.ts';
import { feerateArgument, satArgument } from '../arguments.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { fields, table } from '../layout.ts';
import { satoshis, satoshisOfMsat, yesNo } from '../values.ts';

export function addWalletCommands(program: Command, context: CliContext): void {
  const wallet = program
    .command('wallet')
    .summary('Coins on chain: balance, address, coins, send')
    .description('Coins on chain: what is not in channels.')
    .option('--datadir <directory>', 'data directory of the node')
    .showHelpAfterError('Try: sferic wallet --help');
  addBalance(wallet, context);
  addAddress(wallet, context);
  addCoins(wallet, context);
  addSend(wallet, context);
}

function addBalance(wallet: Command, context: CliContext): void {
  const balance = addCommand(wallet, {
    usage: 'balance',
    summary: 'Show what the wallet holds, and what is ours in channels',
    examples: [['wallet balance --json | jq -r .confirmedSat', 'the confirmed part, in satoshis']],
  });
  askNode(balance, context, async ({ client }) => {
    const found = await client.walletBalance();
    const { confirmedSat, unconfirmedSat, immatureSat, reservedSat, channels } = found;
    const { settledMsat, inFlightMsat, closingSat, atRiskSat } = channels;
    return {
      json: found,
      text: (style) =>
        fields(
          [
            ['confirmed', { text: `${satoshis(confirmedSat)} sat`, paint: style.bold }],
            ['unconfirmed', `${satoshis(unconfirmedSat)} sat`],
            [
              'immature',
              immatureSat === '0'
                ? undefined
                : `${satoshis(immatureSat)} sat (mined: each can be spent after 100 blocks)`,
            ],
            [
              'reserved',
              reservedSat === '0' ? undefined : `${satoshis(reservedSat)} sat (part of the above)`,
            ],
            ['in channels', `${satoshisOfMsat(settledMsat)} sat`],
            ['in flight', inFlightMsat === '0' ? undefined : `${satoshisOfMsat(inFlightMsat)} sat in HTLCs`],
            ['closing', closingSat === '0' ? undefined : `${satoshis(closingSat)} sat: see 'sferic pending'`],
            [
              'at risk',
              atRiskSat === '0' ? undefined : { text: `${satoshis(atRiskSat)} sat`, paint: style.bad },
            ],
          ],
          style,
        ),
    };
  });
}

function addAddress(wallet: Command, context: CliContext): void {
  const address = addCommand(wallet, {
    usage: 'address',
    summary: 'Make a new address to receive coins',
    examples: [['wallet address', 'a new one at each call']],
  });
  askNode(address, context, async ({ client }) => {
    const made = await client.walletAddress();
    return { json: made, text: () => `${made.address}\n` };
  });
}

function addCoins(wallet: Command, context: CliContext): void {
  const coins = addCommand(wallet, {
    usage: 'coins',
    summary: "List the wallet's unspent outputs",
    examples: [['wallet coins', 'all of them']],
  });
  askNode(coins, context, async ({ client }) => {
    const found = await client.walletCoins();
    const columns = [
      { title: 'AMOUNT (SAT)', align: 'right' },
      { title: 'CONFIRMATIONS', align: 'right' },
      { title: 'RESERVED' },
      { title: 'OUTPOINT' },
      { title: 'ADDRESS' },
    ] as const;
    const rows = found.map((coin) => [
      satoshis(coin.amountSat),
      String(coin.confirmations),
      yesNo(coin.reserved),
      coin.outpoint,
      coin.address,
    ]);
    return {
      json: found,
      text: (style) => table(columns, rows, style, "No coins. 'sferic wallet address' makes an address."),
    };
  });
}

function addSend(wallet: Command, context: CliContext): void {
  const send = addCommand(wallet, {
    usage: 'send',
    summary: 'Send coins on chain',
    details: `Amounts: ${AMOUNT_HELP}; 'all' sends everything, less the fee.`,
    examples: [
      ['wallet send bcrt1q… 25000sat', 'an amount'],
      ['wallet send bcrt1q… all --feerate 2', 'everything, at 2 sat/vbyte'],
    ],
  })
    .argument('<address>', 'where to')
    .argument('<amount>', "how much, or 'all'", (text) => (text === 'all' ? undefined : satArgument(text)))
    .option('--feerate <sat/vbyte>', "fee; the chain's estimate unless given", feerateArgument);
  askNode(
    send,
    context,
    async ({ client }, [address, amountSat]: [string, string | undefined], options: { feerate?: number }) => {
      const { feerate: feerateSatPerVbyte } = options;
      const sent = await client.walletSend({
        address,
        ...(amountSat !== undefined && { amountSat }),
        ...(feerateSatPerVbyte !== undefined && { feerateSatPerVbyte }),
      });
      return { json: sent, text: () => `Sent in ${sent.txid}, fee ${satoshis(sent.feeSat)} sat.\n` };
    },
  );
}
