/**
 * Per-commitment secrets: generated from a seed by their owner, kept in 49 slots by the peer that
 * receives them (BOLT 3, "Per-commitment Secret Requirements", "Efficient Per-commitment Secret Storage").
 */
import { err, ok, type Result } from '@sferic/codec';
import { equalBytes, sha256 } from '@sferic/crypto';

/** Bits of an index, and so of a commitment number. */
const INDEX_BITS = 48;

/** Index of the first secret; each further commitment takes the next lower one. */
export const FIRST_SECRET_INDEX = 2 ** INDEX_BITS - 1;

/** A slot for each count of trailing zeros, and one for index 0. */
export const SHACHAIN_SLOTS = INDEX_BITS + 1;

/** Commitment numbers count up from 0, secret indices down from {@link FIRST_SECRET_INDEX}. */
export function secretIndex(commitmentNumber: number): number {
  if (
    !Number.isSafeInteger(commitmentNumber) ||
    commitmentNumber < 0 ||
    commitmentNumber > FIRST_SECRET_INDEX
  )
    throw new RangeError(`commitment number ${commitmentNumber}`);
  return FIRST_SECRET_INDEX - commitmentNumber;
}

/** The secret at `index` of the chain that grows from `seed`: `generate_from_seed`. */
export function perCommitmentSecret(seed: Uint8Array, index: number): Uint8Array {
  return descend(seed, INDEX_BITS, index);
}

/** Bits of an index that change often: a channel takes 65,536 commitments with the others as they are. */
const LOW_BITS = 16;

/**
 * As `perCommitmentSecret`, for one who asks for neighbours: the secret from which they all grow is kept, so that one takes
 * at most 16 hashes instead of 48.
 */
export function perCommitmentSecrets(seed: Uint8Array): (index: number) => Uint8Array {
  let known: { readonly high: number; readonly secret: Uint8Array } | undefined;
  return (index) => {
    const high = index - (index % 2 ** LOW_BITS);
    if (known?.high !== high) known = { high, secret: descend(seed, INDEX_BITS, high) };
    return descend(known.secret, LOW_BITS, index);
  };
}

export interface ShachainSlot {
  readonly index: number;
  readonly secret: Uint8Array;
}

/** The secrets that a peer has revealed; slot n holds the latest index with n trailing zero bits. */
export interface Shachain {
  readonly slots: readonly (ShachainSlot | undefined)[];
}

export const EMPTY_SHACHAIN: Shachain = { slots: new Array<undefined>(SHACHAIN_SLOTS).fill(undefined) };

export type ShachainError = {
  readonly code: 'secret_not_of_chain';
  readonly index: number;
  readonly message: string;
};

/**
 * Adds the secret at `index`, after checking that it yields every secret kept below its slot.
 * `slot` is the one that changed: all that a store has to write.
 */
export function insertSecret(
  shachain: Shachain,
  index: number,
  secret: Uint8Array,
): Result<{ readonly shachain: Shachain; readonly slot: number }, ShachainError> {
  const slot = trailingZeros(index);
  for (let lower = 0; lower < slot; lower++) {
    const known = shachain.slots[lower];
    if (known !== undefined && !equalBytes(descend(secret, slot, known.index), known.secret))
      return err({
        code: 'secret_not_of_chain',
        index,
        message: `per-commitment secret ${index} does not derive the one known for ${known.index}`,
      });
  }
  return ok({ shachain: { slots: shachain.slots.with(slot, { index, secret }) }, slot });
}

/** The secret at `index`, or undefined when the peer has not revealed it. */
export function findSecret(shachain: Shachain, index: number): Uint8Array | undefined {
  for (const [bits, slot] of shachain.slots.entries()) {
    const prefix = 2 ** bits;
    if (slot !== undefined && index - (index % prefix) === slot.index)
      return descend(slot.secret, bits, index);
  }
  return undefined;
}

/** `derive_secret`: from a secret whose index agrees with `index` in all but the lowest `bits` bits. */
function descend(base: Uint8Array, bits: number, index: number): Uint8Array {
  let secret = base;
  for (let bit = bits - 1; bit >= 0; bit--) {
    if (!hasBit(index, bit)) continue;
    const flipped = secret.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    secret = sha256(flipped);
  }
  return secret;
}

/** Shifts of numbers end at 32 bits, hence the division. */
function hasBit(value: number, bit: number): boolean {
  return Math.floor(value / 2 ** bit) % 2 === 1;
}

function trailingZeros(index: number): number {
  let count = 0;
  while (count < INDEX_BITS && !hasBit(index, count)) count++;
  return count;
}
