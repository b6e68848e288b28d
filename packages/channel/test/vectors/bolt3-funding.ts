/** Judges the funding output by BOLT 3, appendix B. */
import assert from 'node:assert/strict';
import { bytesToHex, concatBytes, hash160, hexToBytes, publicKey, sha256d, sign } from '@sferic/crypto';
import type { Point, Sat, Signature } from '@sferic/wire';
import {
  addressToScript,
  compareOutputs,
  formatTxid,
  fundingScript,
  p2pkh,
  p2wpkh,
  p2wsh,
  parseTxid,
  push,
  scriptSignature,
  serializeTransaction,
  type Transaction,
  transactionId,
} from '../../src/bitcoin/index.ts';
import type { VectorCase } from './vector-case.ts';

interface FundingVector {
  readonly name: string;
  readonly input: {
    readonly txid: string;
    readonly output_index: number;
    readonly sequence: number;
    readonly private_key: string;
    readonly address: string;
  };
  readonly local_funding_pubkey: string;
  readonly remote_funding_pubkey: string;
  readonly funding_witness_script: string;
  readonly funding_amount_sats: number;
  readonly change_amount_sats: number;
  readonly funding_output_index: number;
  readonly change_script_pubkey: string;
  readonly funding_script_pubkey: string;
  readonly expected_funding_tx: string;
  readonly expected_txid: string;
}

export interface FundingFamily {
  readonly cases: readonly FundingVector[];
}

export function fundingCases(family: FundingFamily): readonly VectorCase[] {
  return family.cases.map((vector) => ({ name: vector.name, check: () => checkFunding(vector) }));
}

function checkFunding(vector: FundingVector): void {
  const script = fundingScript(
    hexToBytes(vector.local_funding_pubkey) as Point,
    hexToBytes(vector.remote_funding_pubkey) as Point,
  );
  assert.equal(bytesToHex(script), vector.funding_witness_script);
  const scriptPubKey = p2wsh(script);
  assert.equal(bytesToHex(scriptPubKey), vector.funding_script_pubkey);
  const secretKey = hexToBytes(vector.input.private_key);
  const key = publicKey(secretKey);
  const change = p2wpkh(key);
  assert.equal(bytesToHex(change), vector.change_script_pubkey);
  const outputs = [
    { amount: BigInt(vector.change_amount_sats) as Sat, scriptPubKey: change },
    { amount: BigInt(vector.funding_amount_sats) as Sat, scriptPubKey },
  ].sort(compareOutputs);
  assert.equal(outputs[vector.funding_output_index]?.scriptPubKey, scriptPubKey);

  const spent = p2pkh(hash160(key));
  assert.deepEqual(addressToScript(vector.input.address, 'regtest'), { ok: true, value: spent });
  const withScriptSig = (scriptSig: Uint8Array): Transaction => ({
    version: 2,
    inputs: [
      {
        outPoint: { txid: parseTxid(vector.input.txid), index: vector.input.output_index },
        scriptSig,
        sequence: vector.input.sequence,
        witness: [],
      },
    ],
    outputs,
    locktime: 0,
  });
  // The one legacy input of all vectors: its digest covers the transaction with the spent script in place.
  const digest = sha256d(concatBytes(serializeTransaction(withScriptSig(spent)), Uint8Array.of(1, 0, 0, 0)));
  const signature = scriptSignature(sign(digest, secretKey) as Signature);
  const tx = withScriptSig(concatBytes(push(signature), push(key)));
  assert.equal(bytesToHex(serializeTransaction(tx)), vector.expected_funding_tx);
  assert.equal(formatTxid(transactionId(tx)), vector.expected_txid);
}
