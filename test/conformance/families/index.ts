import type { Family } from '../family.ts';
import { bech32 } from './bech32.ts';
import { bip340 } from './bip340.ts';
import { bitcoinKeyIo } from './bitcoin-key-io.ts';
import { bip32, bip39, bip84 } from './bitcoin-keys.ts';
import { bitcoinScriptTests, bitcoinSighash, bitcoinTxInvalid, bitcoinTxValid } from './bitcoin-scripts.ts';
import { bolt1Messaging } from './bolt1-messaging.ts';
import { bip143, bolt2InteractiveTx, bolt3Commitments, bolt3Funding, bolt3Keys } from './bolt3.ts';
import { bolt4Onion } from './bolt4-onion.ts';
import { bolt11 } from './bolt11.ts';

/** Every family that this project is judged by. */
export const families: readonly Family[] = [
  bech32,
  bip143,
  bip32,
  bip340,
  bip39,
  bip84,
  bitcoinKeyIo,
  bitcoinScriptTests,
  bitcoinSighash,
  bitcoinTxInvalid,
  bitcoinTxValid,
  bolt1Messaging,
  bolt11,
  bolt2InteractiveTx,
  bolt3Commitments,
  bolt3Funding,
  bolt3Keys,
  bolt4Onion,
];
