import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  allFlagNames,
  allFlagsExcept,
  CONSENSUS_FLAGS,
  flagsFromNames,
  hasFlag,
  includesFlags,
  NO_FLAGS,
  type ScriptFlags,
  STANDARD_FLAGS,
} from '../../src/script/flags.ts';

const namesIn = (flags: ScriptFlags | undefined): readonly string[] => {
  assert.ok(flags !== undefined);
  return allFlagNames.filter((name) => hasFlag(flags, name));
};

describe('script flags', () => {
  it('are distinct', () => {
    for (const name of allFlagNames) {
      const implied = { WITNESS: ['P2SH'], CLEANSTACK: ['P2SH', 'WITNESS'] }[name as string] ?? [];
      assert.deepEqual([...namesIn(flagsFromNames([name]))].sort(), [...implied, name].sort());
    }
    assert.equal(flagsFromNames([]), NO_FLAGS);
  });

  it('that others need go with them', () => {
    const all = new Set<string>(allFlagNames);
    assert.deepEqual(new Set(namesIn(allFlagsExcept([]))), all);
    const without = all;
    for (const name of ['P2SH', 'WITNESS', 'CLEANSTACK']) without.delete(name);
    assert.deepEqual(new Set(namesIn(allFlagsExcept(['P2SH']))), without);
  });

  it('of unknown names are none', () => {
    assert.equal(flagsFromNames(['P2SH', 'P2PK']), undefined);
    assert.equal(flagsFromNames(['toString']), undefined);
    assert.equal(allFlagsExcept(['']), undefined);
  });

  it('of consensus are part of the standard ones, and those are all but one that policy knows otherwise', () => {
    assert.ok(includesFlags(STANDARD_FLAGS, CONSENSUS_FLAGS));
    assert.ok(!includesFlags(CONSENSUS_FLAGS, STANDARD_FLAGS));
    assert.equal(STANDARD_FLAGS, allFlagsExcept(['SIGPUSHONLY']));
    const consensus = [
      'P2SH',
      'DERSIG',
      'NULLDUMMY',
      'CHECKLOCKTIMEVERIFY',
      'CHECKSEQUENCEVERIFY',
      'WITNESS',
      'TAPROOT',
    ];
    assert.deepEqual(new Set(namesIn(CONSENSUS_FLAGS)), new Set(consensus));
  });
});
