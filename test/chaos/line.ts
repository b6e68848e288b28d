/** Three nodes in a line, each a process, with channels that both ends have filled; payments over them, and their accounts. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClientError, type PaymentInfo, ServiceError } from '@sferic/node';
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
import { until } from '../demo/until.ts';
import type { Workspace } from '../demo/workspace.ts';
import type { Random } from './random.ts';

const NAMES = ['alice', 'bob', 'carol'] as const;
const CHANNEL_SAT = 2_000_000n;
/** Restart, reconnection and retries of payments, on a busy machine. */
const SETTLE_TIMEOUT_MS = 90_000;

interface Balance {
  readonly node: NetworkNode;
  readonly msat: bigint;
}

export class Line {
  readonly network: Network;
  readonly channels: readonly OpenedChannel[];
  readonly #start: readonly Balance[];
  /** Of every payment that was begun, whatever came of it: who pays whom. */
  readonly #invoices: {
    readonly from: NetworkNode;
    readonly to: NetworkNode;
    readonly paymentHash: string;
  }[] = [];

  static async start(workspace: Workspace): Promise<Line> {
    const report = new Report(() => undefined);
    const network = await launchNetwork(workspace, report, NAMES);
    await fundWallets(network, report);
    const channels: OpenedChannel[] = [];
    for (const [index, opener] of network.nodes.slice(0, -1).entries()) {
      const accepter = network.nodes[index + 1];
      assert(accepter !== undefined);
      await opener.api.connect(accepter.uri);
      channels.push(
        await openChannel(network, {
          opener,
          accepter,
          amountSat: CHANNEL_SAT,
          policy: { type: 'fixed', amountSat: CHANNEL_SAT.toString() },
        }),
      );
    }
    await confirmChannels(network, channels);
    return new Line(network, channels, await balances(network.nodes));
  }

  private constructor(network: Network, channels: readonly OpenedChannel[], start: readonly Balance[]) {
    this.network = network;
    this.channels = channels;
    this.#start = start;
  }

  /** Begins a payment between two nodes by lot. Resolves when its payer has said what came of it, or cannot any more. */
  async payByLot(random: Random): Promise<void> {
    const from = random.pick(this.network.nodes);
    const to = random.pick(this.network.nodes.filter((node) => node !== from));
    const amountMsat = String(1 + random.below(random.pick([2_000, 400_000, 5_000_000])));
    try {
      const { invoice, paymentHash } = await to.api.createInvoice({ amountMsat });
      this.#invoices.push({ from, to, paymentHash });
      await from.api.pay({ invoice });
    } catch (error) {
      // The node is down, or there is no way while another one is.
      assert(error instanceof ApiClientError || error instanceof ServiceError, String(error));
    }
  }

  /** Kills the node and starts it again after a while. */
  async killAndRestart(node: NetworkNode, downMilliseconds: number): Promise<void> {
    await node.kill();
    await delay(downMilliseconds);
    await node.startAgain();
  }

  /**
   * All payments end, no HTLC is left, both ends of each channel agree, nobody has gained or lost by more than what was
   * paid, and payments go on both ways.
   */
  async check(): Promise<void> {
    await untilUsable(this.channels);
    await until('all payments have ended', () => this.#haveEnded(), SETTLE_TIMEOUT_MS);
    await this.checkChannels();
    await this.checkAccounts();
    const [first, last] = [this.network.nodes.at(0), this.network.nodes.at(-1)];
    assert(first !== undefined && last !== undefined);
    for (const [from, to] of [
      [first, last],
      [last, first],
    ] as const) {
      const { payment } = await payOnceReachable({ from, to, amountMsat: 10_007n });
      this.#invoices.push({ from, to, paymentHash: payment.paymentHash });
    }
  }

  async checkChannels(): Promise<void> {
    for (const channel of this.channels) {
      const { opener, accepter } = await untilIdle(channel);
      assert.equal(opener.localMsat, accepter.remoteMsat, `${channel.name}: the ends do not agree`);
      assert.equal(opener.remoteMsat, accepter.localMsat, `${channel.name}: the ends do not agree`);
      const total = BigInt(opener.localMsat) + BigInt(opener.remoteMsat);
      assert.equal(total, BigInt(opener.capacitySat) * 1000n, `${channel.name} does not hold its capacity`);
    }
  }

  /** What payers say that they paid is what payees say that they got, and the channels hold no more and no less. */
  async checkAccounts(): Promise<void> {
    const gains = new Map<NetworkNode, bigint>(this.network.nodes.map((node) => [node, 0n]));
    const add = (node: NetworkNode, msat: bigint) => gains.set(node, (gains.get(node) ?? 0n) + msat);
    let fees = 0n;
    const paid = await this.#payments();
    for (const { from, to, paymentHash } of this.#invoices) {
      const payment = paid.get(paymentHash);
      const { state, receivedMsat } = await to.api.invoice(paymentHash);
      assert.equal(
        state === 'paid',
        payment?.state === 'succeeded',
        `${paymentHash}: the payee says ${state}, the payer ${payment?.state}`,
      );
      if (payment?.state === 'failed')
        assert((payment.failure ?? '') !== '', `${paymentHash} failed without a reason`);
      if (payment?.state !== 'succeeded') continue;
      assert.equal(receivedMsat, payment.amountMsat);
      add(from, -BigInt(payment.amountMsat) - BigInt(payment.feeMsat));
      add(to, BigInt(payment.amountMsat));
      fees += BigInt(payment.feeMsat);
    }
    const [, middle] = this.network.nodes;
    assert(middle !== undefined);
    add(middle, fees);
    const now = await balances(this.network.nodes);
    for (const [index, { node, msat }] of now.entries())
      assert.equal(
        msat - (this.#start[index]?.msat ?? 0n),
        gains.get(node),
        `${node.name} has gained or lost`,
      );
  }

  async #payments(): Promise<ReadonlyMap<string, PaymentInfo>> {
    const all = await Promise.all(this.network.nodes.map((node) => node.api.payments()));
    return new Map(all.flat().map((payment) => [payment.paymentHash, payment]));
  }

  async #haveEnded(): Promise<boolean> {
    return (await this.#payments()).values().every(({ state }) => state !== 'pending');
  }

  /** How many of the payments have succeeded. */
  async succeeded(): Promise<number> {
    return (await this.#payments())
      .values()
      .filter(({ state }) => state === 'succeeded')
      .toArray().length;
  }
}

async function balances(nodes: readonly NetworkNode[]): Promise<readonly Balance[]> {
  return Promise.all(
    nodes.map(async (node) => {
      const channels = await node.api.channels();
      return { node, msat: channels.reduce((sum, { localMsat }) => sum + BigInt(localMsat), 0n) };
    }),
  );
}
