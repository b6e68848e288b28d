export {
  type AddressError,
  type PeerAddress,
  parseHostPort,
  parsePeerAddress,
  tcpAddressText,
  uriAt,
  uriOf,
} from './address.ts';
export {
  type ConnectError,
  Host,
  type HostHandlers,
  type HostModules,
  type HostOptions,
  type Peer,
  type PeerStatus,
} from './host.ts';
export { type NodeIdHex, nodeIdOfPeer, parseNodeId, peerIdOfNode } from './identity.ts';
export { ListenError, type Muxer } from './libp2p.ts';
export type { Link, LinkHandlers, LinkProtocol, LinkService } from './link.ts';
export { RateLimit } from './rate-limit.ts';
