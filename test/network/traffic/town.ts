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

const COINBASE_MATURITY = 100;
const AT_ONCE = 10;

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
  for (const { opener, accepter, accepterSat } of channels) {
    // A coin for each part of a channel, so that no opening waits for the change of another.
    for (const end of accepterSat === 0 ? [opener] : [opener, accepter])
      await network.mine(1, (await at(end).service.walletAddress()).address);
  }
  // Not all at once: thirty nodes that follow a hundred blocks are busy for a while.
  for (let mined = 0; mined < COINBASE_MATURITY; mined += AT_ONCE) await network.mine(AT_ONCE);
  for (const channel of channels) await open(at(channel.opener), at(channel.accepter), channel);
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
