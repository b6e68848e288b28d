/** The witnesses of claims: what each way through a script takes (BOLT 3), and what it weighs (BOLT 5, appendix A). */
import type { Signature } from '@sferic/wire';
import { SIGHASH, scriptSignature } from '../bitcoin/sighash.ts';
import { INPUT_WEIGHT } from '../bitcoin/weights.ts';
import type { ClaimPath } from './types.ts';

/** A signature at its longest: 72 bytes of DER with low S, and the sighash type. */
const LONGEST_SIGNATURE = new Uint8Array(73);
const NOTHING = new Uint8Array(0);
const ONE = Uint8Array.of(1);
const LONGEST_PUBLIC_KEY = new Uint8Array(33);

/** `revocationKey`: the public key that a penalty of an HTLC output has to show. */
export function claimWitness(
  path: ClaimPath,
  witnessScript: Uint8Array,
  signature: Signature,
  revocationKey: Uint8Array,
): readonly Uint8Array[] {
  return stack(path, witnessScript, scriptSignature(signature), revocationKey);
}

/** Weight of the input with its witness, at most. */
export function claimInputWeight(path: ClaimPath, witnessScript: Uint8Array): number {
  const elements = stack(path, witnessScript, LONGEST_SIGNATURE, LONGEST_PUBLIC_KEY);
  // The count, and before each element its length: a byte each, since all are short.
  return INPUT_WEIGHT + elements.reduce((sum, element) => sum + 1 + element.length, 1);
}

function stack(
  path: ClaimPath,
  witnessScript: Uint8Array,
  signature: Uint8Array,
  revocationKey: Uint8Array,
): readonly Uint8Array[] {
  switch (path.type) {
    case 'to_remote':
      return [signature, witnessScript];
    case 'delayed':
    case 'htlc_timeout':
      return [signature, NOTHING, witnessScript];
    case 'htlc_preimage':
      return [signature, path.preimage, witnessScript];
    case 'second_stage': {
      const remote = scriptSignature(path.remoteSignature, SIGHASH.SINGLE_ANYONECANPAY);
      return [NOTHING, remote, signature, path.preimage ?? NOTHING, witnessScript];
    }
    case 'penalty':
      return [signature, path.of === 'htlc' ? revocationKey : ONE, witnessScript];
  }
}
