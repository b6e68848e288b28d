import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backupOf } from '@sferic/channel';
import { normalStates, POLICY, TestSigner } from '@sferic/channel/testing';
import { unwrap } from '@sferic/codec';
import { Secret, sha256 } from '@sferic/crypto';
import fc from 'fast-check';
import { openBackup, SEAL_OVERHEAD, sealBackup } from '../../src/backup/sealed-backup.ts';
import { decodeBackup, encodeBackup, type StaticBackup } from '../../src/backup/static-backup.ts';

const { alice } = normalStates(new TestSigner('alice'), new TestSigner('bob'), { policy: POLICY });
const KEY = new Secret(sha256(Uint8Array.of(1)));
const OTHER_KEY = new Secret(sha256(Uint8Array.of(2)));
const SALT = sha256(Uint8Array.of(3));

const backup: StaticBackup = {
  revision: 1_700_000_000_000n,
  channels: [
    {
      peer: alice.params.remote.nodeId,
      addresses: ['/ip4/127.0.0.1/tcp/9735', '/dns4/node.example/tcp/9735'],
      keyIndex: 2 ** 30 + 7,
      openedAt: 1_700_000_000,
      birthHeight: 900,
      channel: backupOf(alice),
    },
  ],
};

describe('a static backup', () => {
  it('reads back as it was written, also padded', () => {
    const bytes = encodeBackup(backup);
    assert.deepEqual(unwrap(decodeBackup(bytes)), backup);
    const padded = new Uint8Array(bytes.length + 1000);
    padded.set(bytes);
    assert.deepEqual(unwrap(decodeBackup(padded)), backup);
  });

  it('keeps no more than four addresses of a peer', () => {
    const [channel] = backup.channels;
    const addresses = ['a', 'b', 'c', 'd', 'e'];
    const decoded = unwrap(decodeBackup(encodeBackup({ ...backup, channels: [{ ...channel!, addresses }] })));
    assert.deepEqual(decoded.channels[0]?.addresses, ['a', 'b', 'c', 'd']);
  });

  it('of another version, or cut short anywhere, is refused', () => {
    const bytes = encodeBackup(backup);
    assert.equal(codeOf(decodeBackup(bytes.with(0, 2))), 'backup_newer');
    for (let length = 0; length < bytes.length; length++)
      assert.equal(codeOf(decodeBackup(bytes.subarray(0, length))), 'backup_damaged', `${length} bytes`);
  });

  it('whatever bytes are read, nothing is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeBackup(Uint8Array.of(1, ...bytes));
      }),
    );
  });
});

describe('a sealed backup', () => {
  const plain = encodeBackup(backup);
  const sealed = sealBackup(plain, KEY, SALT);

  it('opens with the key that sealed it, and is longer by the overhead', () => {
    assert.deepEqual(unwrap(openBackup(sealed, KEY)), plain);
    assert.equal(sealed.length, plain.length + SEAL_OVERHEAD);
  });

  it('does not open with the key of another seed', () => {
    assert.equal(codeOf(openBackup(sealed, OTHER_KEY)), 'wrong_seed');
  });

  it('with any byte changed, or cut short, does not open', () => {
    for (let index = 0; index < sealed.length; index += 7)
      assert(!openBackup(sealed.with(index, (sealed[index] ?? 0) ^ 1), KEY).ok, `byte ${index}`);
    for (const length of [0, 8, SEAL_OVERHEAD - 1, SEAL_OVERHEAD, sealed.length - 1])
      assert(!openBackup(sealed.subarray(0, length), KEY).ok, `${length} bytes`);
  });

  it('looks different with each salt', () => {
    const again = sealBackup(plain, KEY, sha256(Uint8Array.of(4)));
    assert.notDeepEqual(again.subarray(40), sealed.subarray(40));
  });
});

function codeOf(result: {
  readonly ok: boolean;
  readonly error?: { readonly code: string };
}): string | undefined {
  return result.ok ? undefined : result.error?.code;
}
