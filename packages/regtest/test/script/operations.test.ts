import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, concatBytes, hexToBytes } from '@sferic/crypto';
import { evaluate } from '../../src/script/evaluate.ts';
import { flagsFromNames, NO_FLAGS, type ScriptFlags } from '../../src/script/flags.ts';
import type { SignatureChecker, SignatureVersion } from '../../src/script/machine.ts';
import { encodeNumber } from '../../src/script/number.ts';
import { OP } from '../../src/script/opcodes.ts';
import { pushData } from '../../src/script/parse.ts';
import { Stack } from '../../src/script/stack.ts';

const refuseAll: SignatureChecker = {
  checkSignature: () => false,
  checkLockTime: () => false,
  checkSequence: () => false,
};

/** Opcodes by number; strings are pushed as hex. */
type Word = number | string;

const assemble = (words: readonly Word[]): Uint8Array =>
  concatBytes(
    ...words.map((word) => (typeof word === 'number' ? Uint8Array.of(word) : pushData(hexToBytes(word)))),
  );

interface Setting {
  readonly checker?: SignatureChecker;
  readonly flags?: ScriptFlags;
  readonly version?: SignatureVersion;
}

/** The stack that a script leaves behind, in hex, or its error. */
function outcome(
  script: Uint8Array,
  start: readonly Uint8Array[],
  setting: Setting = {},
): readonly string[] | string {
  const { checker = refuseAll, flags = NO_FLAGS, version = 'base' } = setting;
  const stack = new Stack(start);
  return evaluate(script, stack, { flags, version, checker }) ?? stack.items().map(bytesToHex);
}

const numbers = (values: readonly number[]): Uint8Array[] => values.map(encodeNumber);
const hexOf = (values: readonly number[]): string[] => numbers(values).map(bytesToHex);

describe('each operation on numbers', () => {
  const cases: readonly [name: keyof typeof OP, before: readonly number[], after: readonly number[]][] = [
    ['DROP', [1, 2], [1]],
    ['2DROP', [1, 2, 3], [1]],
    ['DUP', [1, 2], [1, 2, 2]],
    ['2DUP', [1, 2, 3], [1, 2, 3, 2, 3]],
    ['3DUP', [1, 2, 3, 4], [1, 2, 3, 4, 2, 3, 4]],
    ['OVER', [1, 2, 3], [1, 2, 3, 2]],
    ['2OVER', [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 2, 3]],
    ['SWAP', [1, 2, 3], [1, 3, 2]],
    ['2SWAP', [1, 2, 3, 4, 5], [1, 4, 5, 2, 3]],
    ['ROT', [1, 2, 3], [2, 3, 1]],
    ['ROT', [0, 1, 2, 3], [0, 2, 3, 1]],
    ['2ROT', [1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 1, 2]],
    ['2ROT', [0, 1, 2, 3, 4, 5, 6], [0, 3, 4, 5, 6, 1, 2]],
    ['NIP', [1, 2, 3], [1, 3]],
    ['TUCK', [1, 2, 3], [1, 3, 2, 3]],
    ['PICK', [7, 8, 9, 2], [7, 8, 9, 7]],
    ['PICK', [7, 8, 9, 0], [7, 8, 9, 9]],
    ['ROLL', [7, 8, 9, 2], [8, 9, 7]],
    ['ROLL', [7, 8, 9, 0], [7, 8, 9]],
    ['IFDUP', [5], [5, 5]],
    ['IFDUP', [0], [0]],
    ['DEPTH', [], [0]],
    ['DEPTH', [4, 4], [4, 4, 2]],
    ['SIZE', [0], [0, 0]],
    ['SIZE', [1000], [1000, 2]],
    ['VERIFY', [4, 1], [4]],
    ['NOP', [4], [4]],
    ['1ADD', [-1], [0]],
    ['1SUB', [0], [-1]],
    ['NEGATE', [5], [-5]],
    ['NEGATE', [0], [0]],
    ['ABS', [-5], [5]],
    ['NOT', [0], [1]],
    ['NOT', [1], [0]],
    ['NOT', [2], [0]],
    ['0NOTEQUAL', [0], [0]],
    ['0NOTEQUAL', [-3], [1]],
    ['ADD', [2147483647, 2147483647], [4294967294]],
    ['SUB', [3, 5], [-2]],
    ['WITHIN', [5, 5, 6], [1]],
    ['WITHIN', [6, 5, 6], [0]],
    ['WITHIN', [4, 5, 6], [0]],
    ['WITHIN', [0, 5, 5, 6], [0, 1]],
    ['EQUAL', [3, 3], [1]],
    ['EQUAL', [3, 4], [0]],
    ['EQUALVERIFY', [9, 3, 3], [9]],
    ['NUMEQUALVERIFY', [9, 3, 3], [9]],
  ];
  for (const [name, before, after] of cases) {
    it(`${name} on ${before.join(' ')}`, () => {
      assert.deepEqual(outcome(Uint8Array.of(OP[name]), numbers(before)), hexOf(after));
    });
  }

  const relations: Readonly<Record<string, (a: number, b: number) => boolean | number>> = {
    BOOLAND: (a, b) => a !== 0 && b !== 0,
    BOOLOR: (a, b) => a !== 0 || b !== 0,
    NUMEQUAL: (a, b) => a === b,
    NUMNOTEQUAL: (a, b) => a !== b,
    LESSTHAN: (a, b) => a < b,
    GREATERTHAN: (a, b) => a > b,
    LESSTHANOREQUAL: (a, b) => a <= b,
    GREATERTHANOREQUAL: (a, b) => a >= b,
    MIN: (a, b) => Math.min(a, b),
    MAX: (a, b) => Math.max(a, b),
  };
  for (const [name, holds] of Object.entries(relations)) {
    it(`${name} on every pair of -1, 0, 1 and 2`, () => {
      for (const a of [-1, 0, 1, 2]) {
        for (const b of [-1, 0, 1, 2]) {
          const script = Uint8Array.of(OP[name as keyof typeof OP]);
          assert.deepEqual(outcome(script, numbers([9, a, b])), hexOf([9, Number(holds(a, b))]), `${a} ${b}`);
        }
      }
    });
  }

  it('small numbers push themselves', () => {
    const script = Uint8Array.from({ length: 17 }, (_, i) => (i === 0 ? OP['1NEGATE'] : OP[1] + i - 1));
    assert.deepEqual(outcome(script, []), hexOf([-1, ...Array.from({ length: 16 }, (_, i) => i + 1)]));
  });
});

describe('operations that lack operands', () => {
  const needs: readonly [count: number, names: readonly (keyof typeof OP)[]][] = [
    [
      1,
      [
        'DROP',
        'DUP',
        'IFDUP',
        'SIZE',
        'VERIFY',
        'TOALTSTACK',
        'IF',
        'NOTIF',
        '1ADD',
        'NOT',
        'SHA256',
        'HASH160',
      ],
    ],
    [
      2,
      [
        '2DROP',
        '2DUP',
        'OVER',
        'SWAP',
        'NIP',
        'TUCK',
        'PICK',
        'ROLL',
        'EQUAL',
        'EQUALVERIFY',
        'ADD',
        'CHECKSIG',
      ],
    ],
    [3, ['3DUP', 'ROT', 'WITHIN']],
    [4, ['2OVER', '2SWAP']],
    [6, ['2ROT']],
  ];
  for (const [count, names] of needs) {
    for (const name of names) {
      it(`${name} needs ${count}`, () => {
        const start = numbers(new Array<number>(count - 1).fill(0));
        assert.equal(outcome(Uint8Array.of(OP[name]), start), 'INVALID_STACK_OPERATION');
      });
    }
  }

  it('PICK and ROLL need a depth that exists', () => {
    for (const depth of [-1, 2, 3]) {
      for (const opcode of [OP.PICK, OP.ROLL]) {
        assert.equal(outcome(Uint8Array.of(opcode), numbers([7, 8, depth])), 'INVALID_STACK_OPERATION');
      }
    }
  });

  it('FROMALTSTACK needs what TOALTSTACK put there', () => {
    assert.equal(outcome(Uint8Array.of(OP.FROMALTSTACK), numbers([1])), 'INVALID_ALTSTACK_OPERATION');
    const script = Uint8Array.of(OP.TOALTSTACK, OP.TOALTSTACK, OP.FROMALTSTACK);
    assert.deepEqual(outcome(script, numbers([1, 2, 3])), hexOf([1, 2]));
  });
});

describe('conditions', () => {
  const IF = (condition: Word, ...rest: readonly Word[]): readonly string[] | string =>
    outcome(assemble([condition, OP.IF, ...rest]), []);

  it('choose a branch, and ELSE may come more than once', () => {
    assert.deepEqual(IF('01', OP[2], OP.ELSE, OP[3], OP.ENDIF), hexOf([2]));
    assert.deepEqual(IF('', OP[2], OP.ELSE, OP[3], OP.ENDIF), hexOf([3]));
    assert.deepEqual(IF('', OP[2], OP.ELSE, OP[3], OP.ELSE, OP[4], OP.ELSE, OP[5], OP.ENDIF), hexOf([3, 5]));
    assert.deepEqual(outcome(assemble(['', OP.NOTIF, OP[2], OP.ENDIF]), []), hexOf([2]));
  });

  it('nest, and a branch not taken takes no operands', () => {
    const inner = [OP.IF, OP[6], OP.ELSE, OP[7], OP.ENDIF];
    assert.deepEqual(IF('', ...inner, OP.ELSE, OP[8], OP.ENDIF, OP[9]), hexOf([8, 9]));
    assert.deepEqual(IF('01', '', ...inner, OP.ENDIF, OP[9]), hexOf([7, 9]));
  });

  it('must be closed, and opened before', () => {
    assert.equal(IF('01', OP[2]), 'UNBALANCED_CONDITIONAL');
    assert.equal(outcome(assemble([OP[1], OP.ELSE]), []), 'UNBALANCED_CONDITIONAL');
    assert.equal(outcome(assemble([OP[1], OP.ENDIF]), []), 'UNBALANCED_CONDITIONAL');
  });

  it('hide what fails when it runs, but not what may never stand in a script', () => {
    for (const opcode of [OP.RETURN, OP.VER, OP.RESERVED, OP.RESERVED1, OP.CHECKSIGADD, 0xff]) {
      assert.deepEqual(IF('', opcode, OP.ENDIF), [], opcode.toString(16));
    }
    for (const opcode of [OP.VERIF, OP.VERNOTIF]) assert.equal(IF('', opcode, OP.ENDIF), 'BAD_OPCODE');
    for (const opcode of [
      OP.CAT,
      OP.SUBSTR,
      OP.LEFT,
      OP.RIGHT,
      OP.INVERT,
      OP.AND,
      OP.OR,
      OP.XOR,
      OP['2MUL'],
    ]) {
      assert.equal(IF('', opcode, OP.ENDIF), 'DISABLED_OPCODE');
    }
    for (const opcode of [OP['2DIV'], OP.MUL, OP.DIV, OP.MOD, OP.LSHIFT, OP.RSHIFT]) {
      assert.equal(IF('', opcode, OP.ENDIF), 'DISABLED_OPCODE');
    }
  });

  it('in a witness take nothing but empty and 01, if relayed', () => {
    const flags = flagsFromNames(['MINIMALIF'])!;
    const run = (condition: string, version: SignatureVersion): readonly string[] | string =>
      outcome(assemble([condition, OP.IF, OP.ENDIF]), [], { flags, version });
    for (const condition of ['', '01']) assert.deepEqual(run(condition, 'witness_v0'), []);
    for (const condition of ['02', '00', '0100', '0001']) {
      assert.equal(run(condition, 'witness_v0'), 'MINIMALIF');
      assert.deepEqual(run(condition, 'base'), []);
    }
  });
});

describe('limits of a script', () => {
  const repeat = (opcode: number, count: number): Uint8Array => new Uint8Array(count).fill(opcode);

  it('201 operations, pushes not counted', () => {
    assert.deepEqual(outcome(concatBytes(repeat(OP.NOP, 201), repeat(OP[16], 50)), [])?.length, 50);
    assert.equal(outcome(repeat(OP.NOP, 202), []), 'OP_COUNT');
  });

  it('keys of CHECKMULTISIG count as operations', () => {
    const operands = [
      ...numbers([0, 0]),
      ...new Array<Uint8Array>(20).fill(new Uint8Array(33)),
      encodeNumber(20),
    ];
    const multisig = Uint8Array.of(OP.CHECKMULTISIG);
    assert.deepEqual(outcome(concatBytes(repeat(OP.NOP, 180), multisig), operands), hexOf([1]));
    assert.equal(outcome(concatBytes(repeat(OP.NOP, 181), multisig), operands), 'OP_COUNT');
  });

  it('1000 items on both stacks', () => {
    assert.equal(outcome(repeat(OP[1], 1000), []).length, 1000);
    assert.equal(outcome(repeat(OP[1], 1001), []), 'STACK_SIZE');
    assert.equal(
      outcome(concatBytes(Uint8Array.of(OP[1], OP.TOALTSTACK), repeat(OP[1], 1000)), []),
      'STACK_SIZE',
    );
  });

  it('520 bytes an item', () => {
    assert.equal(outcome(pushData(new Uint8Array(520)), []).length, 1);
    assert.equal(outcome(pushData(new Uint8Array(521)), []), 'PUSH_SIZE');
    const hidden = assemble(['', OP.IF, '00'.repeat(521), OP.ENDIF]);
    assert.equal(outcome(hidden, []), 'PUSH_SIZE');
  });

  it('10,000 bytes', () => {
    const pushes = (count: number): Uint8Array =>
      concatBytes(...new Array<Uint8Array>(count).fill(pushData(new Uint8Array(99))));
    assert.equal(pushes(99).length, 9999);
    assert.equal(outcome(concatBytes(pushes(99), Uint8Array.of(OP[1])), []).length, 100);
    assert.equal(outcome(concatBytes(pushes(99), Uint8Array.of(OP[1], OP[1])), []), 'SCRIPT_SIZE');
  });
});

describe('CHECKMULTISIG', () => {
  /** Signature `s` fits key `k` when they begin with the same byte. Notes what was asked. */
  const asking = (): { readonly checker: SignatureChecker; readonly asked: string[] } => {
    const asked: string[] = [];
    const checker: SignatureChecker = {
      ...refuseAll,
      checkSignature: (signature, key) => {
        asked.push(`${signature[0]}${key[0]}`);
        return signature[0] === key[0];
      },
    };
    return { checker, asked };
  };
  const run = (signatures: readonly number[], keys: readonly number[]): [unknown, string] => {
    const { checker, asked } = asking();
    const items = (values: readonly number[]): Uint8Array[] => values.map((value) => Uint8Array.of(value));
    const start = [
      new Uint8Array(),
      ...items(signatures),
      encodeNumber(signatures.length),
      ...items(keys),
      encodeNumber(keys.length),
    ];
    return [outcome(Uint8Array.of(OP.CHECKMULTISIG), start, { checker }), asked.join(' ')];
  };

  it('takes signatures in the order of their keys, from the last on', () => {
    assert.deepEqual(run([1, 2], [1, 2]), [['01'], '22 11']);
    assert.deepEqual(run([1, 3], [1, 2, 3]), [['01'], '33 12 11']);
  });
  it('refuses them in another order, and stops once there are too few keys', () => {
    assert.deepEqual(run([2, 1], [1, 2]), [[''], '12']);
    assert.deepEqual(run([3, 1], [1, 2, 3]), [[''], '13 12']);
  });
  it('asks nothing for no signatures, with or without keys', () => {
    assert.deepEqual(run([], [1, 2]), [['01'], '']);
    assert.deepEqual(run([], []), [['01'], '']);
  });
  it('needs its counts in range, and the item that it takes too much', () => {
    const multisig = Uint8Array.of(OP.CHECKMULTISIG);
    assert.equal(outcome(multisig, numbers([0, 0, 21])), 'PUBKEY_COUNT');
    assert.equal(outcome(multisig, numbers([0, 0, -1])), 'PUBKEY_COUNT');
    assert.equal(outcome(multisig, numbers([0, 0, 0, 2, 9, 1])), 'SIG_COUNT');
    assert.equal(outcome(multisig, numbers([0, -1, 9, 1])), 'SIG_COUNT');
    assert.equal(outcome(multisig, numbers([0, 0])), 'INVALID_STACK_OPERATION');
    assert.deepEqual(outcome(multisig, numbers([7, 0, 0])), hexOf([1]));
    const strict = flagsFromNames(['NULLDUMMY'])!;
    assert.equal(outcome(multisig, numbers([7, 0, 0]), { flags: strict }), 'SIG_NULLDUMMY');
  });
});

describe('what a signature commits to', () => {
  const codeOf = (script: Uint8Array, start: readonly Uint8Array[], version: SignatureVersion): string => {
    let seen = '';
    const checkSignature: SignatureChecker['checkSignature'] = (_signature, _key, code) => {
      seen = bytesToHex(code);
      return true;
    };
    outcome(script, start, { version, checker: { ...refuseAll, checkSignature } });
    return seen;
  };
  const operands = [Uint8Array.of(7), Uint8Array.of(9)];

  it('the script from the last separator that ran', () => {
    const script = assemble([OP.CODESEPARATOR, OP.NOP, OP.CODESEPARATOR, OP.CHECKSIG, OP.CODESEPARATOR]);
    for (const version of ['base', 'witness_v0'] as const)
      assert.equal(codeOf(script, operands, version), 'acab');
  });
  it('a separator in a branch not taken does not count', () => {
    const script = assemble([OP[0], OP.IF, OP.CODESEPARATOR, OP.ENDIF, OP.CHECKSIG]);
    assert.equal(codeOf(script, operands, 'base'), '0063ab68ac');
  });
  it('without the signature itself, but for a witness', () => {
    const script = assemble(['07', OP.DROP, OP.CHECKSIG]);
    assert.equal(codeOf(script, operands, 'base'), '75ac');
    assert.equal(codeOf(script, operands, 'witness_v0'), '010775ac');
  });
});
