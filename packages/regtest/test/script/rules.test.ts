import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concatBytes, hexToBytes, publicKey, sha256, sign, signatureToDer } from '@sferic/crypto';
import { CONSENSUS_FLAGS, NO_FLAGS, STANDARD_FLAGS } from '../../src/script/flags.ts';
import { OP } from '../../src/script/opcodes.ts';
import { pushData } from '../../src/script/parse.ts';
import { verifyScript } from '../../src/script/verify.ts';
import { transactionChecker } from '../../src/sighash/checker.ts';
import { segwitSignatureHash } from '../../src/sighash/segwit.ts';
import { anInput, aTx } from '../support/consensus.ts';

const none = new Uint8Array();
const program = (version: number, body: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(version === 0 ? 0 : 0x50 + version), pushData(body));

describe('a taproot output', () => {
  const spend = { scriptSig: none, scriptPubKey: program(1, new Uint8Array(32).fill(3)), witness: [none] };
  const checker = transactionChecker(aTx(), 0, 0n);

  it('cannot be spent, with a reason that says so', () => {
    assert.equal(verifyScript(spend, CONSENSUS_FLAGS, checker), 'TAPROOT_UNSUPPORTED');
  });

  it('was anyone’s before BIP 341', () => {
    assert.equal(verifyScript(spend, NO_FLAGS, checker), undefined);
  });
});

describe('a pay-to-anchor output', () => {
  const scriptPubKey = program(1, Uint8Array.of(0x4e, 0x73));
  const checker = transactionChecker(aTx(), 0, 0n);

  it('is spent by nothing at all, and relayed', () => {
    assert.equal(
      verifyScript({ scriptSig: none, scriptPubKey, witness: [] }, STANDARD_FLAGS, checker),
      undefined,
    );
  });

  it('takes no scriptSig', () => {
    const spend = { scriptSig: Uint8Array.of(OP[1]), scriptPubKey, witness: [] };
    assert.equal(verifyScript(spend, CONSENSUS_FLAGS, checker), 'WITNESS_MALLEATED');
  });
});

describe('an output with a relative lock (BIP 112)', () => {
  const check = (operand: string, sequence: number, version: number): string | undefined => {
    const script = concatBytes(pushData(hexToBytes(operand)), Uint8Array.of(OP.CHECKSEQUENCEVERIFY));
    const tx = aTx({ version, inputs: [anInput({ sequence })] });
    const spend = { scriptSig: none, scriptPubKey: program(0, sha256(script)), witness: [script] };
    return verifyScript(spend, CONSENSUS_FLAGS, transactionChecker(tx, 0, 0n));
  };
  const cases: readonly [name: string, operand: string, sequence: number, version: number, error?: string][] =
    [
      ['as many blocks', '9000', 144, 2],
      ['more blocks', '9000', 145, 2],
      ['fewer blocks', '9000', 143, 2, 'UNSATISFIED_LOCKTIME'],
      ['version 1', '9000', 144, 1, 'UNSATISFIED_LOCKTIME'],
      ['version 2³²−1, which is not negative', '9000', 144, 0xffff_ffff],
      ['time for blocks', '9000', (1 << 22) + 144, 2, 'UNSATISFIED_LOCKTIME'],
      ['time', '010040', (1 << 22) + 1, 2],
      ['an input without a lock', '9000', 0x8000_0090, 2, 'UNSATISFIED_LOCKTIME'],
      ['an operand that asks for nothing', '0000008000', 0xffff_ffff, 1],
      ['a negative operand', '81', 144, 2, 'NEGATIVE_LOCKTIME'],
    ];
  for (const [name, operand, sequence, version, error] of cases) {
    it(`${name}: ${error ?? 'passes'}`, () => assert.equal(check(operand, sequence, version), error));
  }
});

describe('an output with an absolute lock (BIP 65)', () => {
  const check = (operand: string, lockTime: number, sequence: number): string | undefined => {
    const script = concatBytes(pushData(hexToBytes(operand)), Uint8Array.of(OP.CHECKLOCKTIMEVERIFY));
    const tx = aTx({ lockTime, inputs: [anInput({ sequence })] });
    const spend = { scriptSig: none, scriptPubKey: program(0, sha256(script)), witness: [script] };
    return verifyScript(spend, CONSENSUS_FLAGS, transactionChecker(tx, 0, 0n));
  };
  it('passes from its height on', () => {
    assert.equal(check('f401', 500, 0), undefined);
    assert.equal(check('f401', 499, 0), 'UNSATISFIED_LOCKTIME');
  });
  it('does not take a time for a height', () => {
    assert.equal(check('f401', 500_000_000, 0), 'UNSATISFIED_LOCKTIME');
    assert.equal(check('0065cd1d', 500_000_000, 0), undefined);
  });
  it('needs an input that is not final', () => {
    assert.equal(check('f401', 500, 0xffff_ffff), 'UNSATISFIED_LOCKTIME');
  });
});

describe('a signature in a version 0 witness', () => {
  const secret = new Uint8Array(32).fill(5);
  const key = publicKey(secret);
  const script = concatBytes(pushData(key), Uint8Array.of(OP.CHECKSIG));
  const tx = aTx();
  const digest = (type: number): Uint8Array => segwitSignatureHash(tx, 0, script, 5000n, type);
  const check = (signature: Uint8Array, amount = 5000n, flags = STANDARD_FLAGS): string | undefined =>
    verifyScript(
      { scriptSig: none, scriptPubKey: program(0, sha256(script)), witness: [signature, script] },
      flags,
      transactionChecker(tx, 0, amount),
    );
  const signed = (type: number): Uint8Array =>
    concatBytes(signatureToDer(sign(digest(type), secret)), Uint8Array.of(type));

  it('passes with any defined hash type', () => {
    for (const type of [0x01, 0x02, 0x03, 0x81, 0x82, 0x83]) assert.equal(check(signed(type)), undefined);
  });
  it('commits to the amount', () => {
    assert.equal(check(signed(1), 5001n), 'NULLFAIL');
    assert.equal(check(signed(1), 5001n, CONSENSUS_FLAGS), 'EVAL_FALSE');
  });
  it('of an undefined hash type is valid but not relayed', () => {
    for (const type of [0x00, 0x04, 0x45, 0x80, 0x84]) assert.equal(check(signed(type)), 'SIG_HASHTYPE');
    assert.equal(check(signed(0x45), 5000n, CONSENSUS_FLAGS), undefined);
  });
  it('with a high S is valid but not relayed', () => {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const compact = sign(digest(1), secret);
    const s = BigInt(`0x${Buffer.from(compact.subarray(32)).toString('hex')}`);
    const high = hexToBytes((order - s).toString(16).padStart(64, '0'));
    const r = compact.subarray(0, 32);
    const integer = (value: Uint8Array): Uint8Array => {
      const body = (value[0] ?? 0) >= 0x80 ? concatBytes(Uint8Array.of(0), value) : value;
      return concatBytes(Uint8Array.of(2, body.length), body);
    };
    const body = concatBytes(integer(r), integer(high));
    const signature = concatBytes(Uint8Array.of(0x30, body.length), body, Uint8Array.of(1));
    assert.equal(check(signature), 'SIG_HIGH_S');
    assert.equal(check(signature, 5000n, CONSENSUS_FLAGS), undefined);
  });
});
