/** Mnemonic sentences of BIP 39, with its English word list. */
import { entropyToMnemonic, mnemonicToSeedSync, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** The sentence of 16 to 32 bytes of entropy (a multiple of 4): 12 to 24 words. @throws on another length. */
export function mnemonicFromEntropy(entropy: Uint8Array): string {
  return entropyToMnemonic(entropy, wordlist);
}

/** Whether all words are on the list and the checksum is right. */
export function isValidMnemonic(mnemonic: string): boolean {
  return validateMnemonic(mnemonic, wordlist);
}

/** The 64-byte seed of a valid sentence and a passphrase (BIP 39, "From mnemonic to seed"). @throws on an invalid sentence. */
export function mnemonicToSeed(mnemonic: string, passphrase = ''): Uint8Array {
  if (!isValidMnemonic(mnemonic)) throw new RangeError('invalid mnemonic sentence');
  return mnemonicToSeedSync(mnemonic, passphrase);
}
