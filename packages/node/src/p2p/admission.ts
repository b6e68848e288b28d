/**
 * Which connections stay. They cost a peer nothing, and there is a limit to all of them together: those that nobody needs
 * must not keep out the peers of channels.
 */
import type { Connection, Libp2p } from '@libp2p/interface';
import { type NodeIdHex, nodeIdOfPeer } from './identity.ts';
import { INIT_TIMEOUT_MS } from './session.ts';

export interface AdmissionLimits {
  /** For a connection to have a session, and for a session to have the peer's `init`. */
  readonly initTimeoutMs: number;
  /** Inbound connections of peers that are not wanted. */
  readonly maxStrangers: number;
}

/** Strangers get less than a third of `MAX_CONNECTIONS`. */
export const DEFAULT_LIMITS: AdmissionLimits = { initTimeoutMs: INIT_TIMEOUT_MS, maxStrangers: 300 };

/** Connections of one peer: two of a simultaneous dial, and as many that are about to end. */
const MAX_CONNECTIONS_PER_PEER = 4;

export interface AdmissionFacts {
  /** A peer with whom there are channels, or that the operator wants. */
  readonly isWanted: (nodeId: NodeIdHex) => boolean;
  readonly hasSession: (connection: Connection) => boolean;
}

/** Ends connections that are too many at once, and those that come to nothing. */
export function admitConnections(libp2p: Libp2p, limits: AdmissionLimits, facts: AdmissionFacts): void {
  const isStranger = ({ direction, remotePeer }: Connection): boolean =>
    direction === 'inbound' && !facts.isWanted(nodeIdOfPeer(remotePeer) ?? '');

  const isTooMany = (connection: Connection): boolean => {
    if (libp2p.getConnections(connection.remotePeer).length > MAX_CONNECTIONS_PER_PEER) return true;
    return isStranger(connection) && libp2p.getConnections().filter(isStranger).length > limits.maxStrangers;
  };

  libp2p.addEventListener('connection:open', ({ detail: connection }) => {
    if (connection.direction === 'inbound' && isTooMany(connection)) {
      connection.abort(new Error('too many connections'));
      return;
    }
    const timer = setTimeout(() => {
      if (facts.hasSession(connection)) return;
      connection.close().catch((error: Error) => connection.abort(error));
    }, limits.initTimeoutMs);
    connection.addEventListener('close', () => clearTimeout(timer), { once: true });
  });
}
