import { sighashContext, signP2wpkhInput, type Transaction, type TxOutput } from '@sferic/channel';
import type { Keyring } from './keyring.ts';
import type { NodeKeys } from './keys.ts';

export interface SigningRequest {
  readonly tx: Transaction;
  /** What all inputs of `tx` spend, by index. */
  readonly spent: readonly TxOutput[];
  /** Indices of the inputs to sign. */
  readonly ours: readonly number[];
  readonly keyring: Keyring;
  readonly keys: NodeKeys;
}

/** The P2WPKH witnesses of the given inputs, in the order asked. Throws when one does not spend from the keyring. */
export function signWalletInputs(request: SigningRequest): readonly (readonly Uint8Array[])[] {
  const { tx, spent, ours, keyring, keys } = request;
  const context = sighashContext(tx);
  return ours.map((index) => {
    const output = spent[index];
    const key = output && keyring.find(output.scriptPubKey);
    if (output === undefined || key === undefined) throw new Error(`input ${index} is not the wallet's`);
    const { secretKey, publicKey } = keys.wallet(key.branch, key.index);
    return signP2wpkhInput(context, index, output, { secretKey: secretKey.expose(), publicKey });
  });
}
