/** Addresses in node announcements: BOLT 7, "The node_announcement Message". */
import { isIPv4, isIPv6 } from 'node:net';
import type { NodeAddress } from '@sferic/wire';

/** In the order of BOLT's descriptor types. */
const TYPES: readonly NodeAddress['type'][] = ['ipv4', 'ipv6', 'tor_v2', 'tor_v3', 'dns', 'unknown'];
const IPV6_GROUPS = 8;
/** ASCII letters, digits, hyphens and dots, as hostnames have them. */
const HOSTNAME = /^[a-z0-9.-]{1,255}$/i;

/** The descriptor of a host and port; `undefined` where BOLT has none, as for port 0. */
export function nodeAddress(host: string, port: number): NodeAddress | undefined {
  if (!(Number.isInteger(port) && port > 0 && port <= 0xffff)) return undefined;
  if (isIPv4(host)) return { type: 'ipv4', address: Uint8Array.from(host.split('.'), Number), port };
  if (isIPv6(host) && !/[.%]/.test(host)) return { type: 'ipv6', address: ipv6Bytes(host), port };
  return HOSTNAME.test(host) ? { type: 'dns', hostname: host, port } : undefined;
}

/** What an announcement may hold of these: in ascending order of types, each once, and one hostname. */
export function announcedAddresses(addresses: readonly NodeAddress[]): readonly NodeAddress[] {
  const [hostname] = addresses.filter(({ type }) => type === 'dns');
  const distinct = new Map(addresses.map((address) => [keyOf(address), address]));
  return [...distinct.values()]
    .filter((address) => address.type !== 'dns' || address === hostname)
    .toSorted((a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type));
}

function keyOf(address: NodeAddress): string {
  switch (address.type) {
    case 'ipv4':
    case 'ipv6':
    case 'tor_v3':
      return `${address.type} ${address.address.join()} ${address.port}`;
    case 'dns':
      return `dns ${address.hostname} ${address.port}`;
    default:
      return `${address.type} ${address.data.join()}`;
  }
}

function ipv6Bytes(text: string): Uint8Array {
  const [head = '', tail] = text.split('::');
  const groups = (part: string | undefined): string[] => (part ? part.split(':') : []);
  const [left, right] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: IPV6_GROUPS - left.length - right.length }, () => '0');
  const all = [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** Host and port of a descriptor that can be dialled over TCP; `undefined` for the others. */
export function endpointOfNodeAddress(
  address: NodeAddress,
): { readonly host: string; readonly port: number } | undefined {
  switch (address.type) {
    case 'ipv4':
      return { host: address.address.join('.'), port: address.port };
    case 'ipv6':
      return { host: ipv6Text(address.address), port: address.port };
    case 'dns':
      return { host: address.hostname, port: address.port };
    default:
      return undefined;
  }
}

function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from(
    { length: IPV6_GROUPS },
    (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0),
  );
  return groups.map((group) => group.toString(16)).join(':');
}
