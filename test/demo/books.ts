/** Collects through the story what the proof at its end needs. */
import type { ChannelInfo } from '@sferic/node';
import { readLedger } from './chain-ledger.ts';
import type { OpenedChannel } from './channel-plan.ts';
import type { Accounts, ChannelAccount, NodeAccount } from './conservation.ts';
import type { Network } from './network-launch.ts';
import type { NetworkNode } from './network-node.ts';
import { Owners } from './owners.ts';

const SAT_IN_MSAT = 1000n;

export class Books {
  readonly #owners = new Owners();
  readonly #starts = new Map<string, bigint>();
  readonly #channels: ChannelAccount[] = [];

  /** Takes down what each wallet has before there are any channels. */
  async begin({ chain, nodes }: Network): Promise<void> {
    await this.#owners.noteWallets(nodes);
    const { unspent } = await readLedger(chain);
    for (const { name } of nodes) this.#starts.set(name, this.#owners.holdings(name, unspent));
  }

  /** Takes down whose the outputs are that wallets hold now. To be called before what is spent next. */
  noteWallets(nodes: readonly NetworkNode[]): Promise<void> {
    return this.#owners.noteWallets(nodes);
  }

  /** Takes down a channel that is about to be closed. Both ends must agree on it to the millisatoshi. */
  noteChannel(
    channel: OpenedChannel,
    ends: { readonly opener: ChannelInfo; readonly accepter: ChannelInfo },
  ): void {
    const { name, fundingOutpoint, opener, accepter, openerSat, accepterSat } = channel;
    const [ours, theirs] = [ends.opener, ends.accepter];
    if (ours.localMsat !== theirs.remoteMsat || ours.remoteMsat !== theirs.localMsat)
      throw new Error(`the ends of ${name} disagree on their balances`);
    const capacity = BigInt(ours.capacitySat);
    if (BigInt(ours.localMsat) + BigInt(ours.remoteMsat) !== capacity * SAT_IN_MSAT)
      throw new Error(`the balances of ${name} are not its capacity`);
    if (openerSat + accepterSat !== capacity)
      throw new Error(`the contributions to ${name} are not its capacity`);
    this.#channels.push({
      name,
      fundingOutpoint,
      parties: [
        { name: opener.name, contributionSat: openerSat, finalMsat: BigInt(ours.localMsat) },
        { name: accepter.name, contributionSat: accepterSat, finalMsat: BigInt(theirs.localMsat) },
      ],
    });
  }

  /** Everything for the audit, once all is settled on chain. */
  async close({ chain, nodes }: Network): Promise<Accounts> {
    await this.#owners.noteWallets(nodes);
    const ledger = await readLedger(chain);
    await this.#owners.checkWallets(nodes, ledger);
    return {
      nodes: await Promise.all(nodes.map((node) => this.#accountOf(node))),
      channels: this.#channels,
      ledger,
      owners: this.#owners.byAddress,
      unspentTotal: await chain.unspentTotal(),
    };
  }

  async #accountOf({ name, api }: NetworkNode): Promise<NodeAccount> {
    const [payments, invoices, forwards] = await Promise.all([
      api.payments(),
      api.invoices(),
      api.forwards(),
    ]);
    const paid = payments.filter(({ state }) => state === 'succeeded');
    const succeeded = forwards.filter(({ state }) => state === 'succeeded');
    return {
      name,
      startSat: this.#starts.get(name) ?? 0n,
      receivedMsat: sum(invoices.map(({ receivedMsat }) => receivedMsat ?? '0')),
      sentMsat: sum(paid.map(({ amountMsat }) => amountMsat)),
      routingPaidMsat: sum(paid.map(({ feeMsat }) => feeMsat)),
      routingEarnedMsat: sum(succeeded.map(({ feeMsat }) => feeMsat)),
    };
  }
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((all, amount) => all + BigInt(amount), 0n);
}
