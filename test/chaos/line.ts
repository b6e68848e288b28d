/** Nodes in a line, each a process, with channels that both ends have filled; payments over them, and their accounts. */
import assert from 'node:assert/strict';
import type { ChannelInfo } from '@sferic/node';
import { readLedger } from '../demo/chain-ledger.ts';
import {
  confirmChannels,
  type OpenedChannel,
  openChannel,
  untilIdle,
  untilUsable,
} from '../demo/channel-plan.ts';
import { fundWallets, launchNetwork, type Network } from '../demo/network-launch.ts';
import type { NetworkNode } from '../demo/network-node.ts';
import { payOnceReachable } from '../demo/pay.ts';
import { Report } from '../demo/report.ts';
import type { Workspace } from '../demo/workspace.ts';
import { Accounts } from './accounts.ts';
import { excused } from './kills.ts';
import type { Random } from './random.ts';
import { Tally } from './tally.ts';

export const THREE = ['alice', 'bob', 'carol'] as const;
const CHANNEL_SAT = 2_000_000n;
const PROOF_MSAT = 10_007n;

export class Line {
  readonly network: Network;
  readonly tally: Tally;
  readonly accounts: Accounts;
  readonly #channels: OpenedChannel[];
  /** What the wallets had before there was any channel. */
  readonly #startSat: bigint;

  static async start(
    workspace: Workspace,
    names: readonly string[] = THREE,
    tally = new Tally(),
  ): Promise<Line> {
    const report = new Report(() => undefined);
    const network = await launchNetwork(workspace, report, names);
    await fundWallets(network, report);
    const startSat = await inWallets(network.nodes);
    const channels: OpenedChannel[] = [];
    for (const [index, opener] of network.nodes.slice(0, -1).entries()) {
      const accepter = network.nodes[index + 1];
      assert(accepter !== undefined);
      await opener.api.connect(accepter.uri);
      const policy = { type: 'fixed', amountSat: CHANNEL_SAT.toString() } as const;
      channels.push(await openChannel(network, { opener, accepter, amountSat: CHANNEL_SAT, policy }));
    }
    await confirmChannels(network, channels);
    const [channel] = (await network.nodes[0]?.api.channels()) ?? [];
    assert(channel !== undefined);
    const owned = await inChannels(network.nodes, channels);
    const accounts = new Accounts(owned, { fees: channel.policy, tally });
    return new Line({ network, channels, accounts, tally, startSat });
  }

  private constructor(parts: {
    network: Network;
    channels: OpenedChannel[];
    accounts: Accounts;
    tally: Tally;
    startSat: bigint;
  }) {
    this.network = parts.network;
    this.#channels = parts.channels;
    this.accounts = parts.accounts;
    this.tally = parts.tally;
    this.#startSat = parts.startSat;
  }

  get channels(): readonly OpenedChannel[] {
    return this.#channels;
  }

  /** A channel beside those of the line, with all that its ends have in it. */
  add(channel: OpenedChannel): void {
    this.#channels.push(channel);
  }

  /** A channel that is about to close, or closed. */
  remove(channel: OpenedChannel): void {
    this.#channels.splice(this.#channels.indexOf(channel), 1);
  }

  /** Begins a payment between two nodes by lot. Resolves when its payer has said what came of it, or cannot any more. */
  async payByLot(random: Random): Promise<void> {
    const from = random.pick(this.network.nodes);
    const to = random.pick(this.network.nodes.filter((node) => node !== from));
    const amountMsat = String(1 + random.below(random.pick([2_000, 400_000, 5_000_000])));
    const pay = async (): Promise<void> => {
      const { invoice, paymentHash } = await to.api.createInvoice({ amountMsat });
      this.accounts.begin({ from, to, paymentHash });
      await from.api.pay({ invoice });
    };
    await excused(pay());
  }

  /**
   * All payments end, no HTLC is left, both ends of each channel agree, nobody has gained or lost by more than what was
   * paid, and payments go on both ways.
   */
  async check(): Promise<void> {
    await this.settle();
    await this.checkBalances();
    const [first, last] = [this.network.nodes.at(0), this.network.nodes.at(-1)];
    assert(first !== undefined && last !== undefined);
    for (const [from, to] of [
      [first, last],
      [last, first],
    ] as const) {
      const { payment } = await payOnceReachable({ from, to, amountMsat: PROOF_MSAT });
      this.accounts.begin({ from, to, paymentHash: payment.paymentHash });
    }
    await this.settle();
  }

  /** Waits until all payments are over and no HTLC of them is left. */
  async settle(): Promise<void> {
    await untilUsable(this.channels);
    await this.accounts.settle();
    for (const channel of this.channels) checkEnds(channel, await untilIdle(channel));
  }

  /** The channels of each node hold what it owns, to the millisatoshi. */
  async checkBalances(): Promise<void> {
    for (const [node, msat] of await inChannels(this.network.nodes, this.channels))
      assert.equal(msat, this.accounts.owned(node), `${node.name} has gained or lost`);
  }

  /**
   * What wallets and channels hold and what fees took is what the wallets began with; and payers and payees say of all
   * payments what they said when each was over.
   */
  async checkEnd(): Promise<void> {
    await this.checkBalances();
    const capacities = await Promise.all(this.channels.map(capacityOf));
    const { fees } = await readLedger(this.network.chain);
    const held = (await inWallets(this.network.nodes)) + capacities.reduce((sum, one) => sum + one, 0n);
    assert.equal(held + fees, this.#startSat, 'satoshis have come or gone');
    await this.accounts.checkAgain();
  }
}

function checkEnds(
  { name }: OpenedChannel,
  { opener, accepter }: { readonly opener: ChannelInfo; readonly accepter: ChannelInfo },
): void {
  assert.equal(opener.localMsat, accepter.remoteMsat, `${name}: the ends do not agree`);
  assert.equal(opener.remoteMsat, accepter.localMsat, `${name}: the ends do not agree`);
  const total = BigInt(opener.localMsat) + BigInt(opener.remoteMsat);
  assert.equal(total, BigInt(opener.capacitySat) * 1000n, `${name} does not hold its capacity`);
}

async function capacityOf({ opener, channelId }: OpenedChannel): Promise<bigint> {
  return BigInt((await opener.api.channel(channelId)).capacitySat);
}

/** Nothing may be on its way, nor held back by what was abandoned. */
async function inWallets(nodes: readonly NetworkNode[]): Promise<bigint> {
  let sat = 0n;
  for (const { name, api } of nodes) {
    const { confirmedSat, unconfirmedSat, reservedSat } = await api.walletBalance();
    assert.equal(unconfirmedSat, '0', `${name} has coins that are in no block`);
    assert.equal(reservedSat, '0', `${name} holds coins back for nothing`);
    sat += BigInt(confirmedSat);
  }
  return sat;
}

async function inChannels(
  nodes: readonly NetworkNode[],
  channels: readonly OpenedChannel[],
): Promise<ReadonlyMap<NetworkNode, bigint>> {
  const wanted = new Set(channels.map(({ channelId }) => channelId));
  const sums = nodes.map(async (node): Promise<[NetworkNode, bigint]> => {
    const own = (await node.api.channels()).filter(({ channelId }) => wanted.has(channelId));
    return [node, own.reduce((sum, { localMsat }) => sum + BigInt(localMsat), 0n)];
  });
  return new Map(await Promise.all(sums));
}
