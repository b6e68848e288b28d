import type { Cast } from '../cast.ts';
import { type NetworkNode, shortUri } from '../network-node.ts';
import { until } from '../until.ts';

/** Connects a line of nodes over libp2p. */
export async function connectLine({ alice, bob, carol, dave, report }: Cast): Promise<void> {
  await connect(alice, bob);
  await connect(bob, carol);
  await connect(carol, dave);
  for (const [from, to] of [
    [alice, bob],
    [bob, carol],
    [carol, dave],
  ] as const) {
    const peer = (await from.api.peers()).find(({ nodeId }) => nodeId === to.nodeId);
    if (peer?.connected !== true) throw new Error(`${from.name} does not see ${to.name}`);
    report.done(`${from.name} ⇄ ${to.name}  ${shortUri(to.uri)}`);
  }
}

async function connect(from: NetworkNode, to: NetworkNode): Promise<void> {
  await from.api.connect(to.uri);
  await until(`${to.name} sees ${from.name}`, async () => {
    const peers = await to.api.peers();
    return peers.some(({ nodeId, connected }) => nodeId === from.nodeId && connected);
  });
}
