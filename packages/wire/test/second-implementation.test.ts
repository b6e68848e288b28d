/** What we write, another implementation of protobuf reads from the proto files alone, and the other way round. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import {
  createFileRegistry,
  type DescMessage,
  fromBinary,
  isMessage,
  type Message,
  toBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { decodeMessage, encodeMessage, type WireMessage } from '../src/index.ts';
import { messageOf } from './arbitraries.ts';

const ROOT = join(import.meta.dirname, '../../..');

function buf(...args: readonly string[]): Uint8Array {
  const manifest = createRequire(import.meta.url).resolve('@bufbuild/buf/package.json');
  return execFileSync(process.execPath, [join(dirname(manifest), 'bin/buf'), ...args], { cwd: ROOT });
}

const registry = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, buf('build', 'proto', '--output', '-#format=binpb')),
);

function envelope(): DescMessage {
  const descriptor = registry.getMessage('sferic.v1.Envelope');
  assert.ok(descriptor);
  return descriptor;
}

/** Names of fields that the domain gives another name than the proto. */
const RENAMED: Readonly<Record<string, string>> = { shortChannelId: 'alias' };

/** A message of the other implementation with the domain's names. */
function plain(message: Message, renamed: Readonly<Record<string, string>>): Record<string, unknown> {
  assert.equal(message.$unknown, undefined);
  const entries = Object.entries(message).filter(([name]) => !name.startsWith('$'));
  return Object.fromEntries(entries.map(([name, value]) => [renamed[name] ?? name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  return isMessage(value) ? plain(value, {}) : value;
}

/** A domain message with the proto's shapes of values, where they differ. */
function expected(message: WireMessage): Record<string, unknown> {
  const { type: _, ...fields } = message;
  const result: Record<string, unknown> = { ...fields };
  if (message.type === 'init' && message.networks !== undefined)
    result['networks'] = { chains: message.networks };
  return result;
}

for (const [type, arbitrary] of Object.entries(messageOf)) {
  test(`${type} is the same to another implementation`, () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<WireMessage>, (message) => {
        const bytes = encodeMessage(message);
        const read = fromBinary(envelope(), bytes) as Message & {
          readonly message: { readonly case: string; readonly value: Message };
        };
        assert.equal(
          read.message.case.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          type,
        );
        const fields = plain(read.message.value, type === 'channel_ready' ? RENAMED : {});
        if (message.type === 'node_announcement') {
          // A list in the domain, bytes in the proto: the known answers of the BOLT encoding cover it.
          assert.deepEqual({ ...fields, addresses: message.addresses }, expected(message));
        } else assert.deepEqual(fields, expected(message));

        const written = toBinary(envelope(), read);
        assert.deepEqual(written, bytes);
        assert.deepEqual(decodeMessage(written), { ok: true, value: message });
      }),
      { numRuns: 30 },
    );
  });
}
