import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publicKey, sha256, sign, verify } from '@sferic/crypto';
import type { NodeId, Sat, Signature } from '@sferic/wire';
import {
  encodeWitness,
  p2wpkhScriptCode,
  p2wsh,
  SIGHASH,
  scriptSignature,
  segwitSighash,
  sighashContext,
  signP2wpkhInput,
  type TxOutput,
  transactionId,
  witnessProgram,
} from '../../src/bitcoin/index.ts';
import {
  checkWitnesses,
  firstSigner,
  type SharedTransaction,
  type WitnessError,
  withAllWitnesses,
  witnessSignatureChecks,
} from '../../src/interactive/index.ts';
import { goodPeer, hear, previousTransaction, sessionParams, walletScript } from './fixtures.ts';

const SECRET = sha256(Uint8Array.of(1));
const KEY = { secretKey: SECRET, publicKey: publicKey(SECRET) };
const node = (n: number) => publicKey(sha256(Uint8Array.of(n))) as NodeId;

/** A transaction in which the peer spends one output with this script. */
function spending(scriptPubKey: Uint8Array): SharedTransaction {
  const [, ...outputs] = goodPeer();
  const prevtx = previousTransaction(1, 150_000n, [scriptPubKey]);
  const { concluded } = hear(sessionParams(), [
    { add: 'input', serialId: 0n, prevtx },
    ...outputs,
    'complete',
  ]);
  assert.ok(concluded !== undefined);
  return concluded;
}

function refused(shared: SharedTransaction, code: WitnessError['code'], ...witness: readonly Uint8Array[]) {
  const result = checkWitnesses(shared, [encodeWitness(witness)]);
  assert.ok(!result.ok, `${code} expected`);
  assert.equal(result.error.code, code, result.error.message);
}

describe('P2WPKH witnesses', () => {
  const shared = spending(walletScript(1));
  const spent = shared.inputs[0]?.spent as TxOutput;
  const good = signP2wpkhInput(sighashContext(shared.tx), 0, spent, KEY);
  const signature = good[0] as Uint8Array;

  it('a good one passes, and its signature is listed for verification', () => {
    const witnesses = checkWitnesses(shared, [encodeWitness(good)]);
    assert.ok(witnesses.ok);
    const checks = witnessSignatureChecks(shared, witnesses.value);
    assert.equal(checks.length, 1);
    for (const { digest, signature: listed, publicKey: key } of checks)
      assert.ok(verify(digest, listed, key));
    const signed = withAllWitnesses(shared, { local: [], remote: witnesses.value });
    assert.deepEqual(signed.inputs[0]?.witness, good);
    assert.deepEqual(transactionId(signed), transactionId(shared.tx));
  });

  it('refuses a wrong count, no elements, another key, other forms', () => {
    assert.equal(errorOf([]), 'wrong_count');
    assert.equal(errorOf([encodeWitness(good), encodeWitness(good)]), 'wrong_count');
    assert.equal(errorOf([Uint8Array.of(2, 1)]), 'malformed');
    refused(shared, 'empty');
    refused(shared, 'wrong_script', signature, publicKey(sha256(SECRET)));
    refused(shared, 'nonstandard', signature);
    refused(shared, 'nonstandard', Uint8Array.of(1), KEY.publicKey);
    refused(shared, 'nonstandard', signature, KEY.publicKey, Uint8Array.of());
  });

  it('refuses a signature that does not cover everything', () => {
    for (const hashType of [SIGHASH.NONE, SIGHASH.SINGLE, SIGHASH.SINGLE_ANYONECANPAY, 0x81]) {
      const digest = segwitSighash(
        sighashContext(shared.tx),
        0,
        p2wpkhScriptCode(spent.scriptPubKey),
        spent.amount,
        hashType,
      );
      const partial = scriptSignature(sign(digest, SECRET) as Signature, hashType);
      refused(shared, 'wrong_sighash', partial, KEY.publicKey);
    }
  });

  function errorOf(encoded: readonly Uint8Array[]): string | undefined {
    const result = checkWitnesses(shared, encoded);
    return result.ok ? undefined : result.error.code;
  }
});

describe('other witnesses', () => {
  it('P2WSH: the script must be the one hashed, within the limits of relay, its signatures covering all', () => {
    const script = Uint8Array.of(0x51);
    const shared = spending(p2wsh(script));
    assert.ok(checkWitnesses(shared, [encodeWitness([new Uint8Array(80), script])]).ok);
    refused(shared, 'wrong_script', Uint8Array.of(0x52));
    refused(shared, 'nonstandard', new Uint8Array(81), script);
    refused(shared, 'nonstandard', ...new Array<Uint8Array>(101).fill(new Uint8Array(1)), script);
    const partial = scriptSignature(sign(sha256(script), SECRET) as Signature, SIGHASH.SINGLE);
    refused(shared, 'wrong_sighash', partial, script);
    const long = new Uint8Array(3601).fill(0x51);
    refused(spending(p2wsh(long)), 'nonstandard', long);
  });

  it('P2TR: the default signature or SIGHASH_ALL, and no annex', () => {
    const shared = spending(witnessProgram(1, publicKey(SECRET).slice(1)));
    const signature = (...type: readonly number[]) =>
      Uint8Array.from([...new Uint8Array(64).fill(1), ...type]);
    assert.ok(checkWitnesses(shared, [encodeWitness([signature()])]).ok);
    assert.ok(checkWitnesses(shared, [encodeWitness([signature(SIGHASH.ALL)])]).ok);
    refused(shared, 'wrong_sighash', signature(SIGHASH.SINGLE));
    refused(shared, 'nonstandard', signature(), Uint8Array.of(0x50, 1));
  });

  it('refuses witness versions that no node relays a spend of', () => {
    refused(spending(witnessProgram(2, new Uint8Array(32))), 'nonstandard', Uint8Array.of(1));
  });
});

describe('firstSigner', () => {
  const [low, high] = [node(1), node(2)].sort(Buffer.compare) as [NodeId, NodeId];
  const adding = (local: bigint, remote: bigint): SharedTransaction => ({
    ...spending(walletScript(1)),
    inputs: (
      [
        ['local', local],
        ['remote', remote],
        ['remote', 0n],
      ] as const
    ).map(([addedBy, amount]) => ({
      addedBy,
      spent: { amount: amount as Sat, scriptPubKey: walletScript(1) },
    })),
  });

  it('is who has put in less, whatever the node ids', () => {
    for (const ids of [
      { local: low, remote: high },
      { local: high, remote: low },
    ]) {
      assert.equal(firstSigner(adding(1n, 2n), ids), 'local');
      assert.equal(firstSigner(adding(2n, 1n), ids), 'remote');
    }
  });

  it('of equals the lower node id', () => {
    assert.equal(firstSigner(adding(5n, 5n), { local: low, remote: high }), 'local');
    assert.equal(firstSigner(adding(5n, 5n), { local: high, remote: low }), 'remote');
  });
});
