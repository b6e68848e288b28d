import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, concatBytes, hexToBytes } from '@sferic/crypto';
import fc from 'fast-check';
import { assemblyText } from '../../src/script/assembly.ts';
import { OP } from '../../src/script/opcodes.ts';
import {
  findAndDelete,
  isPushOnly,
  isUnspendable,
  pushData,
  readOperations,
  removeCodeSeparators,
  witnessProgram,
} from '../../src/script/parse.ts';

const hex = bytesToHex;
const bytes = hexToBytes;

describe('operations of a script', () => {
  it('give back every push, whatever its length', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (items) => {
        const script = concatBytes(...items.map(pushData));
        assert.deepEqual(
          readOperations(script)?.map(({ data }) => hex(data)),
          items.map(hex),
        );
        assert.ok(isPushOnly(script));
      }),
    );
    const long = new Uint8Array(70_000).fill(5);
    assert.deepEqual(readOperations(pushData(long))?.[0]?.data, long);
  });

  it('end where a push is cut off', () => {
    for (const cut of ['02ff', '4c', '4c02ff', '4d01', '4d0200ff', '4e010000', '4e01000000']) {
      assert.equal(readOperations(bytes(cut)), undefined, cut);
      assert.equal(isPushOnly(bytes(cut)), false, cut);
    }
  });
});

describe('FindAndDelete', () => {
  const cases: readonly [name: string, script: string, piece: string, rest: string, dropped: number][] = [
    ['nothing to find', '5152', '', '5152', 0],
    ['two in a row', '525252', '52', '', 3],
    ['in the data of a push', '0302ff03', '02ff03', '0302ff03', 0],
    ['a whole push', '0302ff030302ff03', '0302ff03', '', 2],
    ['where an operation starts after a removal', '02feed5169', '02feed51', '69', 1],
    ['overlapping', '516951695169', '5169', '', 3],
    ['before a push that is cut off', '510205', '51', '0205', 1],
  ];
  for (const [name, script, piece, rest, dropped] of cases) {
    it(name, () => {
      const found = findAndDelete(bytes(script), bytes(piece));
      assert.deepEqual([hex(found.rest), found.dropped], [rest, dropped]);
    });
  }

  it('of code separators leaves those in pushes alone', () => {
    assert.equal(hex(removeCodeSeparators(bytes('ab51abab01ab52ab'))), '5101ab52');
  });
});

describe('witness programs', () => {
  it('are a version and one push of 2 to 40 bytes', () => {
    const program = (version: number, length: number): Uint8Array =>
      concatBytes(Uint8Array.of(version, length), new Uint8Array(length));
    for (const length of [2, 20, 32, 40]) {
      assert.equal(witnessProgram(program(0, length))?.version, 0);
      assert.equal(witnessProgram(program(OP[16], length))?.version, 16);
    }
    for (const length of [0, 1, 41]) assert.equal(witnessProgram(program(0, length)), undefined);
    assert.equal(witnessProgram(program(OP['1NEGATE'], 20)), undefined);
    assert.equal(witnessProgram(program(OP.RESERVED, 20)), undefined);
    assert.equal(witnessProgram(concatBytes(program(0, 20), Uint8Array.of(0))), undefined);
  });
});

describe('assembly text', () => {
  it('has short pushes as numbers, longer ones in hex, and says where a script breaks', () => {
    assert.equal(
      assemblyText(bytes('00514f0181040000008005010203040576a902ff')),
      '0 1 -1 -1 0 0102030405 OP_DUP OP_HASH160 [error]',
    );
  });

  it('has hash types by name in inputs only', () => {
    const signature = '300602010102010183';
    const script = pushData(bytes(signature));
    assert.equal(assemblyText(script, true), '3006020101020101[SINGLE|ANYONECANPAY]');
    assert.equal(assemblyText(script), signature);
    const undefinedType = '300602010102010104';
    assert.equal(assemblyText(pushData(bytes(undefinedType)), true), undefinedType);
    const negative = '300602018102010101';
    assert.equal(assemblyText(pushData(bytes(negative)), true), negative);
  });
});

describe('outputs that can never be spent', () => {
  it('start with OP_RETURN or are longer than a script may be', () => {
    assert.ok(isUnspendable(bytes('6a')));
    assert.ok(isUnspendable(new Uint8Array(10_001)));
    assert.ok(!isUnspendable(new Uint8Array(10_000)));
    assert.ok(!isUnspendable(bytes('516a')));
    assert.ok(!isUnspendable(new Uint8Array()));
  });
});
