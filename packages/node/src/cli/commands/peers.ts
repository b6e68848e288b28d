import type { Command } from 'commander';
import type { PeerInfo } from '../../api/index.ts';
import { findPeer } from '../arguments.ts';
import { addCommand, askNode } from '../command.ts';
import type { CliContext } from '../context.ts';
import { table } from '../layout.ts';
import type { Style } from '../style.ts';
import { shortId } from '../values.ts';

export function addPeerCommands(program: Command, context: CliContext): void {
  const connect = addCommand(program, {
    usage: 'connect <address>',
    summary: 'Connect to a peer, and again whenever it is gone',
    details:
      "The address is 02…@host:port (as the peer's 'sferic info' shows) or a multiaddr with the PeerId.",
    examples: [
      ['connect 0279be66…@203.0.113.7:9735', 'by node id, host and port'],
      ['connect /ip4/203.0.113.7/tcp/9735/p2p/16Uiu2…', 'by multiaddr'],
    ],
  });
  askNode(connect, context, async ({ client }, [address]: [string]) => {
    const before = await client.peers();
    const peer = await client.connect(address);
    const existing = before.find(({ nodeId, connected }) => connected && nodeId === peer.nodeId);
    return { json: peer, text: () => describeConnected(peer, existing !== undefined) };
  });

  const disconnect = addCommand(program, {
    usage: 'disconnect <peer>',
    summary: 'Disconnect from a peer',
    examples: [['disconnect 0279be66', 'from the peer whose id begins so']],
  });
  askNode(disconnect, context, async ({ client }, [text]: [string]) => {
    const nodeId = await findPeer(client, text);
    await client.disconnect(nodeId);
    return { json: { nodeId }, text: () => `Disconnected from ${nodeId}.\n` };
  });

  const peers = addCommand(program, {
    usage: 'peers',
    summary: 'List connected peers, and those that the node reconnects to',
    examples: [['peers', 'all of them']],
  });
  askNode(peers, context, async ({ client }) => {
    const found = await client.peers();
    return { json: found, text: (style) => peerTable(found, style) };
  });
}

/** One connection is enough: another address of a connected peer is not tried. */
function describeConnected({ nodeId, address }: PeerInfo, isOld: boolean): string {
  return isOld
    ? `Already connected to ${nodeId}, at ${address}; no other address was tried.\n`
    : `Connected to ${nodeId}.\n`;
}

function peerTable(peers: readonly PeerInfo[], style: Style): string {
  const columns = [
    { title: 'PEER' },
    { title: 'STATE' },
    { title: 'DIRECTION' },
    { title: 'CHANNELS', align: 'right' },
    { title: 'PING', align: 'right' },
    { title: 'ADDRESS' },
  ] as const;
  const rows = peers.map((peer) => [
    shortId(peer.nodeId),
    peer.connected
      ? { text: 'connected', paint: style.good }
      : { text: peer.wanted ? 'reconnecting' : 'gone', paint: style.pending },
    peer.direction,
    String(peer.channels),
    peer.pingMilliseconds === undefined ? '' : `${peer.pingMilliseconds.toFixed(1)} ms`,
    peer.address,
  ]);
  return table(columns, rows, style, "No peers. Connect to one: 'sferic connect 02…@host:port'.");
}
