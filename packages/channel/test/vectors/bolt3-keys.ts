/** Judges key derivation and the per-commitment secrets by the cases of BOLT 3, appendices D and E. */
import assert from 'node:assert/strict';
import { bytesToHex, hexToBytes } from '@sferic/crypto';
import type { Point } from '@sferic/wire';
import {
  derivePrivateKey,
  derivePublicKey,
  deriveRevocationPrivateKey,
  deriveRevocationPublicKey,
  EMPTY_SHACHAIN,
  findSecret,
  insertSecret,
  perCommitmentSecret,
} from '../../src/bitcoin/index.ts';
import type { VectorCase } from './vector-case.ts';

interface DerivationVector {
  readonly name: string;
  readonly inputs: {
    readonly base_secret: string;
    readonly per_commitment_secret: string;
    readonly base_point: string;
    readonly per_commitment_point: string;
  };
  readonly expected_kind: string;
  readonly expected: string;
}

interface StorageVector {
  readonly name: string;
  readonly inserts: readonly {
    readonly index: number;
    readonly secret: string;
    readonly accepted: boolean;
  }[];
}

export interface KeysFamily {
  readonly key_derivation: readonly DerivationVector[];
  readonly per_commitment_secret_generation: readonly {
    readonly name: string;
    readonly seed: string;
    readonly index: number;
    readonly expected_secret: string;
  }[];
  readonly per_commitment_secret_storage: readonly StorageVector[];
}

export function keyCases(family: KeysFamily): readonly VectorCase[] {
  return [
    ...family.key_derivation.map((vector) => ({
      name: vector.name,
      check: () => assert.equal(bytesToHex(derive(vector)), vector.expected),
    })),
    ...family.per_commitment_secret_generation.map((vector) => ({
      name: vector.name,
      check: () =>
        assert.equal(
          bytesToHex(perCommitmentSecret(hexToBytes(vector.seed), vector.index)),
          vector.expected_secret,
        ),
    })),
    ...family.per_commitment_secret_storage.map((vector) => ({
      name: vector.name,
      check: () => checkStorage(vector),
    })),
  ];
}

function derive({ inputs, expected_kind }: DerivationVector): Uint8Array {
  const point = hexToBytes(inputs.per_commitment_point) as Point;
  const base = hexToBytes(inputs.base_point) as Point;
  switch (expected_kind) {
    case 'public_key':
      return derivePublicKey(base, point);
    case 'private_key':
      return derivePrivateKey(hexToBytes(inputs.base_secret), point);
    case 'revocation_public_key':
      return deriveRevocationPublicKey(base, point);
    case 'revocation_private_key':
      return deriveRevocationPrivateKey(
        hexToBytes(inputs.base_secret),
        hexToBytes(inputs.per_commitment_secret),
      );
    default:
      throw new Error(`key kind ${expected_kind}`);
  }
}

function checkStorage({ inserts }: StorageVector): void {
  let shachain = EMPTY_SHACHAIN;
  for (const [position, { index, secret, accepted }] of inserts.entries()) {
    const inserted = insertSecret(shachain, index, hexToBytes(secret));
    assert.equal(inserted.ok, accepted, `insert ${position}`);
    if (!inserted.ok) continue;
    shachain = inserted.value.shachain;
    for (const earlier of inserts.slice(0, position + 1)) {
      const found = findSecret(shachain, earlier.index);
      // A wrong secret can be accepted where nothing contradicts it yet; it need not be found again then.
      if (inserts.every((insert) => insert.accepted))
        assert.equal(found && bytesToHex(found), earlier.secret, `secret ${earlier.index}`);
    }
  }
}
