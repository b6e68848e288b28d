/** Payments between nodes whose channels are wires between their disks. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { unwrap } from '@sferic/codec';
import { msat } from '@sferic/wire';
import type { OwnInvoice, PayAnswer } from '../../src/payments/index.ts';
import { FakeNetwork, type FakeNode } from '../switch/fake-network.ts';

export const AMOUNT = msat(1_000_000n);

/** Nodes and the channels between them, as `alice-bob`. */
export function networkOf(t: TestContext, ...channels: readonly string[]): FakeNetwork {
  const network = new FakeNetwork();
  const pairs = channels.map((channel) => channel.split('-') as [string, string]);
  for (const name of new Set(['alice', ...pairs.flat()])) network.addNode(t, name);
  for (const [a, b] of pairs) network.connect(a, b);
  network.boot();
  return network;
}

export async function invoiceOf(node: FakeNode, amount: bigint | undefined = AMOUNT): Promise<OwnInvoice> {
  return unwrap(await node.invoices.create(amount === 0n ? {} : { amount: msat(amount) }));
}

export function refusal(answer: PayAnswer): string {
  assert(!answer.ok, 'it should have been refused');
  return `${answer.error.code}: ${answer.error.message}`;
}
