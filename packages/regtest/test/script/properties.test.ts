import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concatBytes, hash160, sha256 } from '@sferic/crypto';
import fc from 'fast-check';
import { scriptErrorText } from '../../src/script/errors.ts';
import { allFlagNames, flagsFromNames, includesFlags, type ScriptFlags } from '../../src/script/flags.ts';
import type { SignatureChecker } from '../../src/script/machine.ts';
import { OP } from '../../src/script/opcodes.ts';
import { pushData } from '../../src/script/parse.ts';
import { type Spend, verifyScript } from '../../src/script/verify.ts';

/** Takes a signature for what its bytes say, so that random scripts get past signature checks. */
const oddChecker: SignatureChecker = {
  checkSignature: (signature) => (signature.at(-2) ?? 0) % 2 === 1,
  checkLockTime: (lockTime) => lockTime % 2 === 1,
  checkSequence: (sequence) => sequence % 2 === 1,
};

const signature = fc.constantFrom(
  new Uint8Array(),
  Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1, 1),
  Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 2, 1),
  Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 3, 0x84),
  Uint8Array.of(1, 1),
);
const key = fc.constantFrom(
  new Uint8Array(33).fill(2),
  new Uint8Array(65).fill(4),
  new Uint8Array(65).fill(6),
  Uint8Array.of(9),
);
const number = fc
  .constantFrom(...[[], [0x80], [1], [2], [3], [0x81], [0, 0], [255, 255, 255, 127]])
  .map((bytes) => Uint8Array.from(bytes));
const push = fc.oneof(signature, key, number, fc.uint8Array({ maxLength: 80 })).map(pushData);
const opcode = fc.constantFrom(...Object.values(OP)).map((value) => Uint8Array.of(value));
const smallNumber = fc
  .integer({ min: 0, max: 3 })
  .map((value) => Uint8Array.of(value === 0 ? 0 : 0x50 + value));
const operation = fc.oneof(
  { weight: 3, arbitrary: push },
  { weight: 3, arbitrary: smallNumber },
  { weight: 5, arbitrary: opcode },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 3 }) },
);
const script = fc.array(operation, { maxLength: 12 }).map((parts) => concatBytes(...parts));
const pushes = fc.array(fc.oneof(push, smallNumber), { maxLength: 8 });
const flags = fc.subarray([...allFlagNames]).map((names) => flagsFromNames(names) as ScriptFlags);

const wrap = (program: Uint8Array, version = 0): Uint8Array =>
  concatBytes(Uint8Array.of(version === 0 ? 0 : 0x50 + version), pushData(program));

/** Bare, P2SH, P2WSH, P2SH-P2WSH and unknown witness versions around a random script. */
const spend: fc.Arbitrary<Spend> = fc
  .record({
    script,
    pushes,
    witness: fc.array(fc.oneof(signature, key, number), { maxLength: 5 }),
    kind: fc.constantFrom('bare', 'sh', 'wsh', 'sh-wsh', 'v1', 'anchor'),
  })
  .map(({ script, pushes, witness, kind }) => {
    const scriptHash = (inner: Uint8Array): Uint8Array =>
      concatBytes(Uint8Array.of(OP.HASH160), pushData(hash160(inner)), Uint8Array.of(OP.EQUAL));
    const scriptSig = concatBytes(...pushes);
    const program = wrap(sha256(script));
    switch (kind) {
      case 'sh':
        return {
          scriptSig: concatBytes(scriptSig, pushData(script)),
          scriptPubKey: scriptHash(script),
          witness: [],
        };
      case 'wsh':
        return { scriptSig: new Uint8Array(), scriptPubKey: program, witness: [...witness, script] };
      case 'sh-wsh':
        return {
          scriptSig: pushData(program),
          scriptPubKey: scriptHash(program),
          witness: [...witness, script],
        };
      case 'v1':
        return { scriptSig: new Uint8Array(), scriptPubKey: wrap(sha256(script), 1), witness };
      case 'anchor':
        return { scriptSig: new Uint8Array(), scriptPubKey: wrap(Uint8Array.of(0x4e, 0x73), 1), witness: [] };
      default:
        return { scriptSig, scriptPubKey: script, witness };
    }
  });

describe('any script under any flags', () => {
  it('ends with a known error or none', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(spend, flags, (spend, flags) => {
        const error = verifyScript(spend, flags, oddChecker);
        seen.add(error ?? 'OK');
        assert.ok(error === undefined || error in scriptErrorText);
      }),
      { numRuns: 4000 },
    );
    // The generator is worth something only if it gets somewhere.
    for (const outcome of ['OK', 'EVAL_FALSE', 'INVALID_STACK_OPERATION', 'CLEANSTACK', 'MINIMALDATA']) {
      assert.ok(seen.has(outcome), `no random script ended with ${outcome}`);
    }
  });

  it('that passes under some flags passes under any fewer', () => {
    fc.assert(
      fc.property(spend, flags, flags, (spend, flags, others) => {
        const [stronger, weaker] = [(flags | others) as ScriptFlags, flags];
        assert.ok(includesFlags(stronger, weaker));
        if (verifyScript(spend, stronger, oddChecker) === undefined) {
          assert.equal(verifyScript(spend, weaker, oddChecker), undefined);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
