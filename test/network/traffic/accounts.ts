/** The proof that no millisatoshi came from nowhere and none got lost: what nodes and chain say, against what was paid. */
import type { BlockTransaction } from '../../demo/chain.ts';
import { readLedger } from '../../demo/chain-ledger.ts';
import { type LocalNetwork, NOBODY, type TestNode, until } from '../local-network.ts';
import type { Town } from './town.ts';
import type { MadePayment } from './traffic.ts';

export interface NodeWealth {
  readonly walletSat: bigint;
  readonly channelsMsat: bigint;
  readonly earnedMsat: bigint;
}

/** What each node owns, by node id. Both ends of each channel must agree, and nothing be on its way. */
export async function takeStock({ nodes }: Town): Promise<ReadonlyMap<string, NodeWealth>> {
  await settled([...nodes.values()]);
  const ends = new Map<string, bigint>();
  const wealth = new Map<string, NodeWealth>();
  for (const [id, { service }] of nodes) {
    let channelsMsat = 0n;
    for (const { channelId, localMsat, remoteMsat, capacitySat } of await service.channels()) {
      const other = ends.get(channelId) ?? BigInt(remoteMsat);
      const isWhole = other + BigInt(localMsat) === BigInt(capacitySat) * 1000n;
      if (!isWhole || other !== BigInt(remoteMsat)) throw new Error(`the ends of ${channelId} disagree`);
      ends.set(channelId, BigInt(localMsat));
      channelsMsat += BigInt(localMsat);
    }
    const { confirmedSat, unconfirmedSat } = await service.walletBalance();
    const earned = (await service.earnings()).map(({ feesMsat }) => BigInt(feesMsat));
    wealth.set(id, {
      walletSat: BigInt(confirmedSat) + BigInt(unconfirmedSat),
      channelsMsat,
      earnedMsat: earned.reduce((sum, fees) => sum + fees, 0n),
    });
  }
  return wealth;
}

/** What does not add up, in words; nothing where all does. */
export async function audit(
  town: Town,
  before: ReadonlyMap<string, NodeWealth>,
  made: readonly MadePayment[],
): Promise<readonly string[]> {
  const after = await takeStock(town);
  const problems: string[] = [];
  const equal = (what: string, left: bigint, right: bigint): void => {
    if (left !== right) problems.push(`${what}: ${left} is not ${right}`);
  };
  const paid = made.filter(({ info }) => info.state === 'succeeded');
  for (const [id, node] of town.nodes) {
    const [start, end] = [before.get(id), after.get(id)];
    if (start === undefined || end === undefined) throw new Error(`${id} was not there`);
    const received = total(paid.filter(({ payee }) => payee === id).map(({ amount }) => amount));
    const sent = paid.filter(({ payer }) => payer === id);
    const costs = total(sent.map(({ amount, info }) => amount + BigInt(info.feeMsat)));
    const earned = end.earnedMsat - start.earnedMsat;
    const expected = start.channelsMsat + received + earned - costs;
    equal(`${id}: start + received + earned − sent − fees, and its channels`, expected, end.channelsMsat);
    equal(`${id}: its wallet`, end.walletSat, start.walletSat);
    const invoices = await node.service.invoices();
    const told = invoices.map(({ receivedMsat = '0', state }) =>
      state === 'paid' ? BigInt(receivedMsat) : 0n,
    );
    // The list is limited to the latest.
    if (invoices.length === made.filter(({ payee }) => payee === id).length)
      equal(`${id}: its paid invoices, and what was paid to it`, total(told), received);
  }
  const earned = [...after].map(([id, { earnedMsat }]) => earnedMsat - (before.get(id)?.earnedMsat ?? 0n));
  equal('fees paid, and fees earned', total(paid.map(({ info }) => BigInt(info.feeMsat))), total(earned));
  const owned = [...after.values()].map(({ walletSat, channelsMsat }) => walletSat * 1000n + channelsMsat);
  const { unspent } = await readLedger(chainOf(town.network));
  const theirs = unspent.filter(({ address }) => address !== NOBODY).map(({ sat }) => sat * 1000n);
  equal('all that nodes own, and all on chain but rewards with fees', total(owned), total(theirs));
  return problems;
}

/** Waits until no HTLC is left in any channel. */
async function settled(nodes: readonly TestNode[]): Promise<void> {
  for (const { service } of nodes)
    await until(async () =>
      (await service.channels()).every(({ htlcs, usable }) => usable && htlcs.length === 0),
    );
}

function chainOf(network: LocalNetwork): Parameters<typeof readLedger>[0] {
  return {
    height: async () => (await network.call('getblockcount')) as number,
    transactionsAt: async (height) => {
      const block = await network.call('getblock', await network.call('getblockhash', height), 2);
      return (block as { readonly tx: readonly BlockTransaction[] }).tx;
    },
  };
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
