import { concatBytes, equalBytes, sha256 } from '@sferic/crypto';
import type { ScriptError } from './errors.ts';
import { evaluate } from './evaluate.ts';
import { hasFlag, type ScriptFlags } from './flags.ts';
import type { SignatureChecker } from './machine.ts';
import { castToBoolean } from './number.ts';
import { OP } from './opcodes.ts';
import {
  isPayToAnchor,
  isPayToScriptHash,
  isPushOnly,
  MAX_ELEMENT_SIZE,
  pushData,
  type WitnessProgram,
  witnessProgram,
} from './parse.ts';
import { Stack } from './stack.ts';

/** BIP 143: the script that a version 0 key hash stands for. */
export function keyHashScript(keyHash: Uint8Array): Uint8Array {
  return concatBytes(
    Uint8Array.of(OP.DUP, OP.HASH160),
    pushData(keyHash),
    Uint8Array.of(OP.EQUALVERIFY, OP.CHECKSIG),
  );
}

const endsTrue = (stack: Stack): boolean => stack.size > 0 && castToBoolean(stack.peek());

interface WitnessContext {
  readonly witness: readonly Uint8Array[];
  readonly flags: ScriptFlags;
  readonly checker: SignatureChecker;
}

function runWitnessScript(
  script: Uint8Array,
  arguments_: readonly Uint8Array[],
  { flags, checker }: WitnessContext,
): ScriptError | undefined {
  if (arguments_.some(({ length }) => length > MAX_ELEMENT_SIZE)) return 'PUSH_SIZE';
  const stack = new Stack(arguments_);
  const error = evaluate(script, stack, { flags, checker, version: 'witness_v0' });
  if (error !== undefined) return error;
  // Clean stack is consensus for witness scripts.
  if (stack.size !== 1) return 'CLEANSTACK';
  return endsTrue(stack) ? undefined : 'EVAL_FALSE';
}

function verifyVersion0(program: Uint8Array, context: WitnessContext): ScriptError | undefined {
  const { witness } = context;
  if (program.length === 20) {
    return witness.length === 2
      ? runWitnessScript(keyHashScript(program), witness, context)
      : 'WITNESS_PROGRAM_MISMATCH';
  }
  if (program.length !== 32) return 'WITNESS_PROGRAM_WRONG_LENGTH';
  const script = witness.at(-1);
  if (script === undefined) return 'WITNESS_PROGRAM_WITNESS_EMPTY';
  if (!equalBytes(sha256(script), program)) return 'WITNESS_PROGRAM_MISMATCH';
  return runWitnessScript(script, witness.slice(0, -1), context);
}

function verifyWitnessProgram(
  program: WitnessProgram,
  context: WitnessContext & { readonly nested: boolean },
): ScriptError | undefined {
  if (program.version === 0) return verifyVersion0(program.program, context);
  if (program.version === 1 && program.program.length === 32 && !context.nested) {
    return hasFlag(context.flags, 'TAPROOT') ? 'TAPROOT_UNSUPPORTED' : undefined;
  }
  if (isPayToAnchor(program) && !context.nested) return undefined;
  return hasFlag(context.flags, 'DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM')
    ? 'DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM'
    : undefined;
}

/** What an input brings to spend an output. */
export interface Spend {
  readonly scriptSig: Uint8Array;
  readonly scriptPubKey: Uint8Array;
  readonly witness: readonly Uint8Array[];
}

/** How far the base scripts came: the size of the stack at the end, and whether a witness program was run. */
type BaseOutcome =
  | { readonly error: ScriptError }
  | { readonly stackSize: number; readonly usedWitness: boolean };

/** BIP 16: the last push of scriptSig is a script itself, run on what was pushed before it. */
function verifyScriptHash(
  pushed: readonly Uint8Array[],
  spend: Spend,
  flags: ScriptFlags,
  checker: SignatureChecker,
): BaseOutcome {
  if (!isPushOnly(spend.scriptSig)) return { error: 'SIG_PUSHONLY' };
  const redeemScript = pushed.at(-1);
  // The hash in the output was matched by an item of the stack, so there is one.
  if (redeemScript === undefined) throw new Error('script hash matched on an empty stack');
  const stack = new Stack(pushed.slice(0, -1));
  const error = evaluate(redeemScript, stack, { flags, checker, version: 'base' });
  if (error !== undefined) return { error };
  if (!endsTrue(stack)) return { error: 'EVAL_FALSE' };
  const program = hasFlag(flags, 'WITNESS') ? witnessProgram(redeemScript) : undefined;
  if (program === undefined) return { stackSize: stack.size, usedWitness: false };
  if (!equalBytes(spend.scriptSig, pushData(redeemScript))) return { error: 'WITNESS_MALLEATED_P2SH' };
  const witnessError = verifyWitnessProgram(program, {
    witness: spend.witness,
    flags,
    checker,
    nested: true,
  });
  return witnessError === undefined ? { stackSize: 1, usedWitness: true } : { error: witnessError };
}

function verifyBase(spend: Spend, flags: ScriptFlags, checker: SignatureChecker): BaseOutcome {
  const { scriptSig, scriptPubKey, witness } = spend;
  const rules = { flags, checker, version: 'base' } as const;
  const stack = new Stack();
  const signatureError = evaluate(scriptSig, stack, rules);
  if (signatureError !== undefined) return { error: signatureError };
  const pushed = stack.items();
  const error = evaluate(scriptPubKey, stack, rules);
  if (error !== undefined) return { error };
  if (!endsTrue(stack)) return { error: 'EVAL_FALSE' };

  const program = hasFlag(flags, 'WITNESS') ? witnessProgram(scriptPubKey) : undefined;
  if (program !== undefined) {
    if (scriptSig.length > 0) return { error: 'WITNESS_MALLEATED' };
    const witnessError = verifyWitnessProgram(program, { witness, flags, checker, nested: false });
    return witnessError === undefined ? { stackSize: 1, usedWitness: true } : { error: witnessError };
  }
  if (hasFlag(flags, 'P2SH') && isPayToScriptHash(scriptPubKey)) {
    return verifyScriptHash(pushed, spend, flags, checker);
  }
  return { stackSize: stack.size, usedWitness: false };
}

/**
 * Whether `spend` satisfies its output under `flags`: the error, or undefined if it does. BIP 16 and 141 and the
 * order of checks of Bitcoin Core's VerifyScript, on which the reported error depends.
 */
export function verifyScript(
  spend: Spend,
  flags: ScriptFlags,
  checker: SignatureChecker,
): ScriptError | undefined {
  if (hasFlag(flags, 'SIGPUSHONLY') && !isPushOnly(spend.scriptSig)) return 'SIG_PUSHONLY';
  const outcome = verifyBase(spend, flags, checker);
  if ('error' in outcome) return outcome.error;
  if (hasFlag(flags, 'CLEANSTACK') && outcome.stackSize !== 1) return 'CLEANSTACK';
  if (hasFlag(flags, 'WITNESS') && !outcome.usedWitness && spend.witness.length > 0)
    return 'WITNESS_UNEXPECTED';
  return undefined;
}
