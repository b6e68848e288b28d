import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NodeAddress } from '@sferic/wire';
import { announcedAddresses, nodeAddress } from '../../src/graph/index.ts';

test('hosts become descriptors by their form', () => {
  assert.deepEqual(nodeAddress('192.0.2.7', 9735), {
    type: 'ipv4',
    address: Uint8Array.of(192, 0, 2, 7),
    port: 9735,
  });
  const ipv6 = (text: string) => {
    const address = nodeAddress(text, 1);
    return address?.type === 'ipv6' ? Buffer.from(address.address).toString('hex') : address;
  };
  assert.equal(ipv6('2001:db8::1'), '20010db8000000000000000000000001');
  assert.equal(ipv6('::'), '00000000000000000000000000000000');
  assert.equal(ipv6('::1'), '00000000000000000000000000000001');
  assert.equal(ipv6('fe80::'), 'fe800000000000000000000000000000');
  assert.equal(ipv6('1:2:3:4:5:6:7:ffff'), '0001000200030004000500060007ffff');
  assert.deepEqual(nodeAddress('node.example', 9735), { type: 'dns', hostname: 'node.example', port: 9735 });
});

test('what BOLT 7 has no descriptor for is left out', () => {
  const bad: [string, number][] = [
    ['192.0.2.7', 0],
    ['192.0.2.7', 65_536],
    ['192.0.2.7', 1.5],
    ['fe80::1%eth0', 1],
    ['', 1],
    ['nöde.example', 1],
    ['a'.repeat(256), 1],
  ];
  for (const [host, port] of bad) assert.equal(nodeAddress(host, port), undefined, host);
});

test('addresses are announced in the order of their types, each once, with one hostname', () => {
  const of = (host: string, port = 1) => nodeAddress(host, port) as NodeAddress;
  assert.deepEqual(
    announcedAddresses([
      of('b.example'),
      of('::1'),
      of('192.0.2.7'),
      of('a.example'),
      of('192.0.2.7'),
      of('192.0.2.7', 2),
    ]),
    [of('192.0.2.7'), of('192.0.2.7', 2), of('::1'), of('b.example')],
  );
});
