/** How a person names a peer: `02…`, `02…@host:port`, `16Uiu2…`, or a multiaddr that ends in `/p2p/16Uiu2…`. */
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { err, ok, type Result } from '@sferic/codec';
import { type NodeIdHex, parseNodeId, peerIdOfNode } from './identity.ts';

export interface PeerAddress {
  readonly nodeId: NodeIdHex;
  /** Where to dial, with the PeerId at its end; absent when only an id was named. */
  readonly address?: Multiaddr;
}

/** A TCP host (name or address) and port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface AddressError {
  readonly code: 'invalid_address';
  readonly message: string;
}

const EXAMPLE = '02…@host:port or /ip4/…/tcp/…/p2p/16Uiu2…';

export function parsePeerAddress(text: string): Result<PeerAddress, AddressError> {
  const trimmed = text.trim();
  if (trimmed.startsWith('/')) return parseMultiaddr(trimmed);
  const at = trimmed.indexOf('@');
  const nodeId = parseNodeId(at < 0 ? trimmed : trimmed.slice(0, at));
  if (nodeId === undefined) return invalid(`"${text}" does not begin with a node id; write ${EXAMPLE}`);
  if (at < 0) return ok({ nodeId });
  const where = parseHostPort(trimmed.slice(at + 1));
  if (where === undefined) return invalid(`"${trimmed.slice(at + 1)}" is not host:port; write ${EXAMPLE}`);
  return parseMultiaddr(`${tcpAddressText(where.host, where.port)}/p2p/${peerIdOfNode(nodeId)}`);
}

/** Host and port of `host:port`, `1.2.3.4:port` or `[::1]:port`. */
export function parseHostPort(text: string): Endpoint | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/@\s]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}

/** An address to listen on or to dial, without an id: `/ip4/…/tcp/…`. */
export function tcpAddressText(host: string, port: number): string {
  const kind = host.includes(':') ? 'ip6' : /^\d+\.\d+\.\d+\.\d+$/.test(host) ? 'ip4' : 'dns';
  return `/${kind}/${host}/tcp/${port}`;
}

/** `02…@host:port` for a multiaddr over TCP; `undefined` for any other kind. */
export function uriOf(nodeId: NodeIdHex, address: Multiaddr): string | undefined {
  const endpoint = endpointOf(address);
  if (endpoint === undefined) return undefined;
  return uriAt(nodeId, endpoint);
}

/** `02…@host:port`. */
export function uriAt(nodeId: NodeIdHex, { host, port }: Endpoint): string {
  return `${nodeId}@${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Where a multiaddr over TCP leads; `undefined` for any other kind. */
export function endpointOf(address: Multiaddr): Endpoint | undefined {
  const parts = address.getComponents();
  const host = parts.find((part) => ['ip4', 'ip6', 'dns', 'dns4', 'dns6'].includes(part.name))?.value;
  const port = parts.find((part) => part.name === 'tcp')?.value;
  return host === undefined || port === undefined ? undefined : { host, port: Number(port) };
}

function parseMultiaddr(text: string): Result<PeerAddress, AddressError> {
  try {
    const address = multiaddr(text);
    const parts = address.getComponents();
    const peer = parts.at(-1);
    const nodeId = peer?.name === 'p2p' && peer.value !== undefined ? parseNodeId(peer.value) : undefined;
    if (nodeId === undefined) return invalid(`"${text}" must end in /p2p/ and a secp256k1 PeerId (16Uiu2…)`);
    if (!parts.some((part) => part.name === 'tcp')) return invalid(`"${text}" is not a TCP address`);
    return ok({ nodeId, address });
  } catch (error) {
    return invalid(`"${text}" is not a multiaddr: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function invalid(message: string): Result<never, AddressError> {
  return err({ code: 'invalid_address', message });
}
