/** Bitcoin's consensus as functions, for whoever wants a transaction or script judged without a chain. */
export { addressOf, REGTEST_ADDRESSES, scriptOfAddress } from './address.ts';
export { type Block, blockHash, parseBlock, serializeBlock } from './block.ts';
export type { DecodeError } from './bytes.ts';
export type { Coin, CoinView } from './coin.ts';
export { assemblyText } from './script/assembly.ts';
export { type ScriptError, scriptErrorText } from './script/errors.ts';
export {
  allFlagsExcept,
  CONSENSUS_FLAGS,
  flagsFromNames,
  NO_FLAGS,
  type ScriptFlagName,
  type ScriptFlags,
  STANDARD_FLAGS,
} from './script/flags.ts';
export type { SignatureChecker } from './script/machine.ts';
export { type Spend, verifyScript } from './script/verify.ts';
export { transactionChecker } from './sighash/checker.ts';
export { legacySignatureHash } from './sighash/legacy.ts';
export { segwitSignatureHash, segwitSignaturePreimage } from './sighash/segwit.ts';
export {
  displayId,
  type OutPoint,
  outPointKey,
  parseDisplayId,
  parseTx,
  type Sat,
  serializeTx,
  type Tx,
  type TxIn,
  type TxOut,
  txid,
  virtualSize,
  weight,
  wtxid,
} from './transaction.ts';
export type { ConsensusError, InputScriptError } from './validation/errors.ts';
export { isFinal, satisfiesSequenceLocks } from './validation/locktime.ts';
export { verifyInputScripts } from './validation/scripts.ts';
export { sigopsCost } from './validation/sigops.ts';
export { checkTransaction, checkTxInputs, spentCoins } from './validation/transaction.ts';
