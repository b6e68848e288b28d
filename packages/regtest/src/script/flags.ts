declare const flagsBrand: unique symbol;

/** A set of script verification rules, as bits of `ScriptFlag`. */
export type ScriptFlags = number & { readonly [flagsBrand]: true };

/** The rules that can be switched on, named as in Bitcoin Core's interpreter.h. Each only ever refuses more. */
export const ScriptFlag = {
  /** BIP 16 */
  P2SH: 1 << 0,
  /** Signatures, hash types and public keys are encoded as defined. */
  STRICTENC: 1 << 1,
  /** BIP 66 */
  DERSIG: 1 << 2,
  LOW_S: 1 << 3,
  /** BIP 147 */
  NULLDUMMY: 1 << 4,
  SIGPUSHONLY: 1 << 5,
  MINIMALDATA: 1 << 6,
  DISCOURAGE_UPGRADABLE_NOPS: 1 << 7,
  CLEANSTACK: 1 << 8,
  /** BIP 65 */
  CHECKLOCKTIMEVERIFY: 1 << 9,
  /** BIP 112 */
  CHECKSEQUENCEVERIFY: 1 << 10,
  /** BIP 141 */
  WITNESS: 1 << 11,
  DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM: 1 << 12,
  MINIMALIF: 1 << 13,
  NULLFAIL: 1 << 14,
  WITNESS_PUBKEYTYPE: 1 << 15,
  CONST_SCRIPTCODE: 1 << 16,
  /** BIP 341: here it refuses every spend of a taproot output, since nothing could check it. */
  TAPROOT: 1 << 17,
} as const;

export type ScriptFlagName = keyof typeof ScriptFlag;

const isFlagName = (name: string): name is ScriptFlagName => Object.hasOwn(ScriptFlag, name);

export const allFlagNames: readonly ScriptFlagName[] = Object.keys(ScriptFlag).filter(isFlagName);

const bitsOf = (names: readonly ScriptFlagName[]): number =>
  names.reduce((bits, name) => bits | ScriptFlag[name], 0);

const has = (bits: number, bit: number): boolean => (bits & bit) !== 0;

/** Adds what a flag needs: CLEANSTACK makes sense with WITNESS only, and WITNESS with P2SH only. */
function withImplied(bits: number): ScriptFlags {
  const clean = has(bits, ScriptFlag.CLEANSTACK) ? bits | ScriptFlag.WITNESS : bits;
  return (has(clean, ScriptFlag.WITNESS) ? clean | ScriptFlag.P2SH : clean) as ScriptFlags;
}

/** Takes away the flags whose needs are not met: the other way to make any set meaningful. */
function withoutUnmet(bits: number): ScriptFlags {
  const witness = has(bits, ScriptFlag.P2SH) ? bits : bits & ~ScriptFlag.WITNESS;
  return (has(witness, ScriptFlag.WITNESS) ? witness : witness & ~ScriptFlag.CLEANSTACK) as ScriptFlags;
}

/** The flags of these names and those that they imply; undefined if a name is unknown. */
export function flagsFromNames(names: readonly string[]): ScriptFlags | undefined {
  return names.every(isFlagName) ? withImplied(bitsOf(names)) : undefined;
}

/** All flags but these, and but those that need them; undefined if a name is unknown. */
export function allFlagsExcept(names: readonly string[]): ScriptFlags | undefined {
  return names.every(isFlagName) ? withoutUnmet(bitsOf(allFlagNames) & ~bitsOf(names)) : undefined;
}

export const hasFlag = (flags: ScriptFlags, name: ScriptFlagName): boolean => has(flags, ScriptFlag[name]);

/** Whether every rule of `weaker` is in `stronger`. */
export const includesFlags = (stronger: ScriptFlags, weaker: ScriptFlags): boolean =>
  (weaker & ~stronger) === 0;

export const NO_FLAGS = 0 as ScriptFlags;

/** What a block must satisfy. On regtest every deployment is active from the first block. */
export const CONSENSUS_FLAGS: ScriptFlags = withImplied(
  bitsOf(['P2SH', 'DERSIG', 'NULLDUMMY', 'CHECKLOCKTIMEVERIFY', 'CHECKSEQUENCEVERIFY', 'WITNESS', 'TAPROOT']),
);

/** What a transaction must satisfy to be relayed: Bitcoin Core's STANDARD_SCRIPT_VERIFY_FLAGS. */
export const STANDARD_FLAGS: ScriptFlags = withImplied(
  CONSENSUS_FLAGS |
    bitsOf([
      'STRICTENC',
      'LOW_S',
      'MINIMALDATA',
      'DISCOURAGE_UPGRADABLE_NOPS',
      'CLEANSTACK',
      'DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM',
      'MINIMALIF',
      'NULLFAIL',
      'WITNESS_PUBKEYTYPE',
      'CONST_SCRIPTCODE',
    ]),
);
