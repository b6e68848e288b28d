/** Fallback addresses of an invoice, as scripts and as Bitcoin writes them. */
import { type Network, p2pkh, p2sh, scriptToAddress, witnessProgram } from '@sferic/channel';
import type { FallbackAddress } from './invoice.ts';
import { FALLBACK_P2PKH, FALLBACK_P2SH } from './tags.ts';

const HASH_LENGTH = 20;
const MAX_WITNESS_VERSION = 16;

/** Whether a reader knows the version and the program has one of its lengths. */
export function isKnownFallback({ version, program }: FallbackAddress): boolean {
  const { length } = program;
  if (version === FALLBACK_P2PKH || version === FALLBACK_P2SH) return length === HASH_LENGTH;
  if (version === 0) return length === 20 || length === 32;
  return version <= MAX_WITNESS_VERSION && length >= 2 && length <= 40;
}

/** The output script that pays to the address. */
export function fallbackScript({ version, program }: FallbackAddress): Uint8Array {
  if (version === FALLBACK_P2PKH) return p2pkh(program);
  if (version === FALLBACK_P2SH) return p2sh(program);
  return witnessProgram(version, program);
}

/** The address in writing. */
export function formatFallback(fallback: FallbackAddress, network: Network): string {
  const address = scriptToAddress(fallbackScript(fallback), network);
  if (address === undefined) throw new RangeError('a fallback of an unknown version has no address');
  return address;
}
