/** A channel that is closed by force with HTLCs in both directions, by processes that are killed until the last claim is confirmed. */
import assert from 'node:assert/strict';
import type { OpenedChannel } from '../demo/channel-plan.ts';
import { mine } from '../demo/network-launch.ts';
import type { NetworkNode } from '../demo/network-node.ts';
import { until } from '../demo/until.ts';
import type { Workspace } from '../demo/workspace.ts';
import type { Begun } from './accounts.ts';
import { excused, Killer } from './kills.ts';
import { Line } from './line.ts';
import { Random } from './random.ts';
import { Tally } from './tally.ts';

export interface EnforcementOptions {
  readonly seed: number;
  readonly kills: number;
  readonly tell: (text: string) => void;
}

/** The channel in the middle ends on chain; both payments that hang in it are held by those outside. */
const NAMES = ['dave', 'alice', 'bob', 'carol'] as const;
const TO_CAROL_MSAT = '50000000';
const TO_DAVE_MSAT = '30000000';
/** Anchors, and fees of a commitment and its claims, at the feerates of an idle chain. */
const MOST_COSTS_MSAT = 10_000_000n;
/** Until claims are irrevocable: delays of 144 blocks one behind the other, and 100 more. */
const MOST_STEPS = 200;
const BLOCKS_AT_ONCE = 6;
/** Steps by which all kills were: what comes later is blocks to count. */
const STEPS_WITH_KILLS = 30;
const LATEST_KILL_MS = 300;

export async function runEnforcement(workspace: Workspace, options: EnforcementOptions): Promise<Tally> {
  const tally = new Tally();
  const line = await Line.start(workspace, NAMES, tally);
  const run = new Enforcement(line, options);
  await run.hangPayments();
  await run.closeByForce();
  await run.claimToTheEnd();
  await run.checkNobodyLost();
  return tally;
}

class Enforcement {
  readonly #line: Line;
  readonly #options: EnforcementOptions;
  readonly #random: Random;
  readonly #killer: Killer;
  readonly #channel: OpenedChannel;
  readonly #nodes: Record<(typeof NAMES)[number], NetworkNode>;
  readonly #before = new Map<NetworkNode, bigint>();
  readonly #payments: Begun[] = [];

  constructor(line: Line, options: EnforcementOptions) {
    const [dave, alice, bob, carol] = line.network.nodes;
    const [, channel] = line.channels;
    assert(dave && alice && bob && carol && channel);
    this.#line = line;
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#killer = new Killer(line.tally, this.#random);
    this.#channel = channel;
    this.#nodes = { dave, alice, bob, carol };
  }

  /** Alice pays Carol through Bob, and Bob pays Dave through Alice; Carol and Dave are held still before either arrives. */
  async hangPayments(): Promise<void> {
    const { dave, alice, bob, carol } = this.#nodes;
    const plans = [
      { from: alice, to: carol, invoice: await carol.api.createInvoice({ amountMsat: TO_CAROL_MSAT }) },
      { from: bob, to: dave, invoice: await dave.api.createInvoice({ amountMsat: TO_DAVE_MSAT }) },
    ];
    for (const node of [alice, bob]) this.#before.set(node, await inWallet(node));
    for (const node of [carol, dave]) node.freeze();
    for (const { from, to, invoice } of plans) {
      const payment = { from, to, paymentHash: invoice.paymentHash };
      this.#payments.push(payment);
      this.#line.accounts.begin(payment);
      void excused(from.api.pay({ invoice: invoice.invoice }));
    }
    for (const node of [alice, bob])
      await until(`${node.name} has an HTLC in each direction`, async () => {
        const { htlcs } = await node.api.channel(this.#channel.channelId);
        return htlcs.length === 2 && htlcs.every(({ state }) => state === 'committed');
      });
  }

  /** A command that was lost with its node is given again. */
  async closeByForce(): Promise<void> {
    const { alice } = this.#nodes;
    const { chain } = this.#line.network;
    const request = { channelId: this.#channel.channelId, force: true };
    await Promise.all([excused(alice.api.close(request)), this.#killSome('the close')]);
    await until('the commitment of alice is in the mempool', async () => {
      if ((await chain.mempool()).length > 0) return true;
      const { state } = await alice.api.channel(request.channelId);
      if (state === 'normal') await excused(alice.api.close(request));
      return false;
    });
    this.#line.remove(this.#channel);
    await this.#mine(1);
    await this.#killSome('the confirmation of the commitment');
  }

  /** Carol and Dave go on: their preimages are needed on chain. Then blocks, until both have forgotten the channel. */
  async claimToTheEnd(): Promise<void> {
    const { dave, alice, bob, carol } = this.#nodes;
    for (const node of [dave, carol]) node.thaw();
    await this.#killSome('the preimages');
    // Blocks would leave the payees too few of them to take what they have not seen yet.
    for (const { to, paymentHash } of this.#payments)
      await until(`${to.name} is paid`, async () => (await to.api.invoice(paymentHash)).state === 'paid');
    for (let step = 0; !(await this.#isForgotten(alice, bob)); step++) {
      assert(step < MOST_STEPS, `the channel is not forgotten after ${step} steps`);
      // Two payments hang on what is claimed first; what waits for a block gets one at a time.
      const blocks = (await this.#line.network.chain.mempool()).length > 0 ? 1 : BLOCKS_AT_ONCE;
      await this.#mine(blocks);
      const left = this.#options.kills - this.#line.tally.kills;
      if (this.#random.below(Math.max(1, STEPS_WITH_KILLS - step)) < left) await this.#killSome('the claims');
    }
    await this.#line.settle();
  }

  /** Both payments have arrived; who had the channel has all of it but what the chain costs; the others lack nothing. */
  async checkNobodyLost(): Promise<void> {
    const { alice, bob } = this.#nodes;
    assert.equal(this.#line.tally.succeeded, 2, [...this.#line.tally.tell()].join('\n'));
    for (const node of this.#line.network.nodes) {
      const channels = await node.api.channels();
      const held = channels.reduce((sum, { localMsat }) => sum + BigInt(localMsat), 0n);
      const claimed = (await inWallet(node)) - (this.#before.get(node) ?? (await inWallet(node)));
      const lost = this.#line.accounts.owned(node) - held - claimed * 1000n;
      const most = node === alice || node === bob ? MOST_COSTS_MSAT : 0n;
      assert(lost >= 0n && lost <= most, `${node.name} has lost ${lost} msat`);
      this.#options.tell(`${node.name}: ${claimed} sat claimed on chain, at a cost of ${lost} msat`);
    }
  }

  async #killSome(when: string): Promise<void> {
    const { alice, bob } = this.#nodes;
    if (this.#line.tally.kills >= this.#options.kills) return;
    const kind = this.#random.pick(['one', 'several', 'again'] as const);
    const kill = this.#killer.draw(kind, [alice, bob]);
    const moment = this.#random.below(LATEST_KILL_MS);
    this.#options.tell(
      `${kill.victims.map(({ name }) => name).join(', ')} killed ${moment} ms after ${when}`,
    );
    await this.#killer.strike({ ...kill, kind: when, moment, waitsForHtlc: false });
  }

  async #mine(blocks: number): Promise<void> {
    const { chain } = this.#line.network;
    const { alice, bob } = this.#nodes;
    await mine({ chain, nodes: [alice, bob] }, blocks);
  }

  async #isForgotten(...ends: readonly NetworkNode[]): Promise<boolean> {
    const lists = await Promise.all(ends.map(({ api }) => api.channels()));
    return lists.flat().every(({ channelId }) => channelId !== this.#channel.channelId);
  }
}

async function inWallet({ api }: NetworkNode): Promise<bigint> {
  const { confirmedSat, unconfirmedSat } = await api.walletBalance();
  return BigInt(confirmedSat) + BigInt(unconfirmedSat);
}
