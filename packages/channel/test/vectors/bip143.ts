/** Judges signature hashes by the examples of BIP 143. */
import assert from 'node:assert/strict';
import { bytesToHex, hexToBytes, sign, verify } from '@sferic/crypto';
import type { Sat, Signature } from '@sferic/wire';
import {
  parseScriptSignature,
  parseTransaction,
  scriptSignature,
  segwitSighash,
  serializeTransaction,
  sighashContext,
  type Transaction,
} from '../../src/bitcoin/index.ts';
import type { VectorCase } from './vector-case.ts';

interface SighashVector {
  readonly input_index: number;
  readonly script_code: string;
  readonly amount_sats: number;
  readonly hash_type: number;
  readonly expected_signature_hash: string;
  readonly public_key?: string;
  readonly private_key?: string;
  readonly signature?: string;
}

export interface Bip143Family {
  readonly cases: readonly {
    readonly name: string;
    readonly unsigned_tx: string;
    readonly signed_tx: string;
    readonly signature_hashes: readonly SighashVector[];
  }[];
}

export function bip143Cases(family: Bip143Family): readonly VectorCase[] {
  return family.cases.map((vector) => ({
    name: vector.name,
    check: () => {
      const tx = parse(vector.unsigned_tx);
      assert.equal(bytesToHex(serializeTransaction(tx)), vector.unsigned_tx);
      assert.equal(bytesToHex(serializeTransaction(parse(vector.signed_tx))), vector.signed_tx);
      const context = sighashContext(tx);
      for (const expected of vector.signature_hashes) {
        const digest = segwitSighash(
          context,
          expected.input_index,
          hexToBytes(expected.script_code),
          BigInt(expected.amount_sats) as Sat,
          expected.hash_type,
        );
        assert.equal(bytesToHex(digest), expected.expected_signature_hash);
        checkSignature(digest, expected);
      }
    },
  }));
}

function checkSignature(digest: Uint8Array, expected: SighashVector): void {
  if (expected.signature === undefined || expected.public_key === undefined) return;
  const parsed = parseScriptSignature(hexToBytes(expected.signature));
  assert.ok(parsed !== undefined);
  assert.equal(parsed.hashType, expected.hash_type);
  assert.ok(verify(digest, parsed.signature, hexToBytes(expected.public_key)));
  if (expected.private_key === undefined) return;
  const signature = sign(digest, hexToBytes(expected.private_key)) as Signature;
  assert.equal(bytesToHex(scriptSignature(signature, expected.hash_type)), expected.signature);
}

function parse(hex: string): Transaction {
  const parsed = parseTransaction(hexToBytes(hex));
  assert.ok(parsed.ok, `${hex.slice(0, 40)}… is a transaction`);
  return parsed.value;
}
