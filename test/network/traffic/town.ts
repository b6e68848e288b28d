/** The network of a topology: nodes over real sockets, and their channels open and known to all. */
import { DEFAULT_FORWARDING_POLICY } from '@sferic/node';
import { msat } from '@sferic/wire';
import type { Owner } from '../chain-server.ts';
import { LocalNetwork, type TestNode, until } from '../local-network.ts';
import type { PlannedChannel, Topology } from './topology.ts';

export interface Town {
  readonly network: LocalNetwork;
  /** By node id. */
  readonly nodes: ReadonlyMap<string, TestNode>;
}

/** Blocks for one coin each: of every round of openings a node spends one, and change has to confirm. */
const COINBASE_MATURITY = 100;

export async function build(owner: Owner, { nodes: planned, channels }: Topology): Promise<Town> {
  const network = await LocalNetwork.start(owner);
  const byName = new Map<string, TestNode>();
  for (const { name, feeBaseMsat, feeProportionalMillionths } of planned) {
    const forwardingPolicy = {
      ...DEFAULT_FORWARDING_POLICY,
      feeBase: msat(feeBaseMsat),
      feeProportionalMillionths,
    };
    byName.set(name, await network.addNode({ name, forwardingPolicy }));
  }
  const at = (name: string): TestNode => {
    const node = byName.get(name);
    if (node === undefined) throw new RangeError(`there is no ${name}`);
    return node;
  };
  for (const node of byName.values()) {
    const { address } = await node.service.walletAddress();
    await network.call('generatetoaddress', 1, address);
  }
  await network.mine(COINBASE_MATURITY);
  for (const round of roundsOf(channels)) {
    await Promise.all(round.map((channel) => open(at(channel.opener), at(channel.accepter), channel)));
    await network.mine(1);
  }
  await network.mine(6);
  for (const node of byName.values()) {
    await network.knows(node, channels.length);
    await allUsable(node);
  }
  const ids = await Promise.all([...byName.values()].map(async (node) => (await node.service.info()).nodeId));
  return { network, nodes: new Map(ids.map((id, index) => [id, at(`node${index + 1}`)])) };
}

/** Waits until the node can use all its channels. */
export async function allUsable({ service }: TestNode): Promise<void> {
  await until(async () => (await service.channels()).every(({ usable }) => usable));
}

async function open(from: TestNode, to: TestNode, { openerSat, accepterSat }: PlannedChannel): Promise<void> {
  await to.service.setFundingPolicy(
    accepterSat === 0 ? { type: 'none' } : { type: 'fixed', amountSat: String(accepterSat) },
  );
  const [peer = ''] = (await to.service.info()).uris;
  await from.service.open({ peer, amountSat: String(openerSat) });
}

/** Channels in rounds in which no node takes part twice: each has one coin. */
function roundsOf(channels: readonly PlannedChannel[]): readonly (readonly PlannedChannel[])[] {
  const rounds: { readonly channels: PlannedChannel[]; readonly busy: Set<string> }[] = [];
  for (const channel of channels) {
    const ends = [channel.opener, channel.accepter];
    const fitting = rounds.find(({ busy }) => ends.every((end) => !busy.has(end)));
    const round = fitting ?? { channels: [], busy: new Set() };
    if (fitting === undefined) rounds.push(round);
    round.channels.push(channel);
    for (const end of ends) round.busy.add(end);
  }
  return rounds.map((round) => round.channels);
}
