/** Address descriptors: BOLT 7, "The node_announcement Message". */
import { ByteReader, ByteWriter, decoding } from '@sferic/codec';
import type { NodeAddress } from '../messages/gossip.ts';
import { Fault } from './fault.ts';
import type { Kind } from './kinds.ts';

const IPV4 = 1;
const IPV6 = 2;
const TOR_V2 = 3;
const TOR_V3 = 4;
const DNS = 5;

const TOR_V2_LENGTH = 12;
const TOR_V3_LENGTH = 35;
const PORT_LENGTH = 2;
/** Length of a DNS name must fit into one byte. */
const MAX_HOSTNAME_LENGTH = 255;

const ASCII = /^[\x20-\x7e]*$/;

/** `addresses` of `node_announcement`: BOLT has a length of two bytes before it, the proto the bare bytes. */
export const addresses: Kind<readonly NodeAddress[]> = {
  size: (value) => 2 + addressesLength(value),
  write: (writer, value) => void writer.u16Bytes(encodeAddresses(value)),
  toProto: encodeAddresses,
  fromProto: (raw) => decodeAddresses(raw as Uint8Array),
};

/**
 * The bytes of a list of descriptors.
 *
 * @throws RangeError on an address of the wrong length, a hostname that is not ASCII, or if anything follows 'unknown'
 */
export function encodeAddresses(list: readonly NodeAddress[]): Uint8Array {
  const writer = new ByteWriter(addressesLength(list));
  for (const [index, address] of list.entries()) {
    if (address.type === 'unknown' && index !== list.length - 1)
      throw new RangeError('an unknown descriptor takes all that follows it');
    writeAddress(writer, address);
  }
  return writer.finish();
}

/** Reads descriptors up to the first of an unknown type, which takes the rest verbatim. */
export function decodeAddresses(bytes: Uint8Array): readonly NodeAddress[] | Fault {
  const result = decoding(() => {
    const reader = new ByteReader(bytes);
    const list: NodeAddress[] = [];
    while (reader.remaining > 0) {
      const address = readAddress(reader, bytes);
      if (address === undefined) return undefined;
      list.push(address);
    }
    return list;
  });
  if (!result.ok) return new Fault('invalid_address', result.error.message);
  return result.value ?? new Fault('invalid_text', 'hostname is not ASCII');
}

function addressesLength(list: readonly NodeAddress[]): number {
  return list.reduce((length, address) => length + addressLength(address), 0);
}

function addressLength(address: NodeAddress): number {
  switch (address.type) {
    case 'ipv4':
    case 'ipv6':
    case 'tor_v3':
      return 1 + address.address.length + PORT_LENGTH;
    case 'dns':
      return 2 + address.hostname.length + PORT_LENGTH;
    case 'tor_v2':
      return 1 + address.data.length;
    case 'unknown':
      return address.data.length;
  }
}

function writeAddress(writer: ByteWriter, address: NodeAddress): void {
  switch (address.type) {
    case 'ipv4':
      writer.u8(IPV4).bytes(sized(address.address, 4)).u16(address.port);
      return;
    case 'ipv6':
      writer.u8(IPV6).bytes(sized(address.address, 16)).u16(address.port);
      return;
    case 'tor_v2':
      writer.u8(TOR_V2).bytes(sized(address.data, TOR_V2_LENGTH));
      return;
    case 'tor_v3':
      writer.u8(TOR_V3).bytes(sized(address.address, TOR_V3_LENGTH)).u16(address.port);
      return;
    case 'dns':
      if (!ASCII.test(address.hostname) || address.hostname.length > MAX_HOSTNAME_LENGTH)
        throw new RangeError('hostname is not ASCII or too long');
      writer.u8(DNS).u8(address.hostname.length).bytes(asciiBytes(address.hostname)).u16(address.port);
      return;
    case 'unknown':
      writer.bytes(address.data);
      return;
  }
}

/** `undefined` on a hostname that is not ASCII. */
function readAddress(reader: ByteReader, bytes: Uint8Array): NodeAddress | undefined {
  const start = reader.offset;
  switch (reader.u8()) {
    case IPV4:
      return { type: 'ipv4', address: reader.bytes(4), port: reader.u16() };
    case IPV6:
      return { type: 'ipv6', address: reader.bytes(16), port: reader.u16() };
    case TOR_V2:
      return { type: 'tor_v2', data: reader.bytes(TOR_V2_LENGTH) };
    case TOR_V3:
      return { type: 'tor_v3', address: reader.bytes(TOR_V3_LENGTH), port: reader.u16() };
    case DNS: {
      const hostname = String.fromCharCode(...reader.bytes(reader.u8()));
      return ASCII.test(hostname) ? { type: 'dns', hostname, port: reader.u16() } : undefined;
    }
    default:
      reader.rest();
      return { type: 'unknown', data: bytes.subarray(start) };
  }
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function sized(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`address has ${bytes.length} bytes, not ${length}`);
  return bytes;
}
