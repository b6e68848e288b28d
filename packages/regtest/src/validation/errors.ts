import { type ScriptError, scriptErrorText } from '../script/errors.ts';

/** Why a transaction is invalid whatever the chain holds: Bitcoin Core's reject reasons. */
export type TxReason =
  | 'bad-txns-vin-empty'
  | 'bad-txns-vout-empty'
  | 'bad-txns-oversize'
  | 'bad-txns-vout-negative'
  | 'bad-txns-vout-toolarge'
  | 'bad-txns-txouttotal-toolarge'
  | 'bad-txns-inputs-duplicate'
  | 'bad-cb-length'
  | 'bad-txns-prevout-null';

/** Why a transaction cannot spend the outputs that it names. */
export type InputsReason =
  | 'bad-txns-inputs-missingorspent'
  | 'bad-txns-premature-spend-of-coinbase'
  | 'bad-txns-inputvalues-outofrange'
  | 'bad-txns-in-belowout'
  | 'bad-txns-fee-outofrange';

/** Why a header does not extend its parent. */
export type HeaderReason =
  | 'high-hash'
  | 'bad-diffbits'
  | 'time-too-old'
  | 'time-too-new'
  | `bad-version(0x${string})`;

/** Why a block is invalid. */
export type BlockReason =
  | TxReason
  | InputsReason
  | HeaderReason
  | 'bad-txnmrklroot'
  | 'bad-txns-duplicate'
  | 'bad-blk-length'
  | 'bad-cb-missing'
  | 'bad-cb-multiple'
  | 'bad-blk-sigops'
  | 'bad-txns-nonfinal'
  | 'bad-cb-height'
  | 'bad-witness-nonce-size'
  | 'bad-witness-merkle-match'
  | 'unexpected-witness'
  | 'bad-blk-weight'
  | 'bad-txns-BIP30'
  | 'bad-txns-accumulated-fee-outofrange'
  | 'bad-cb-amount'
  | `block-script-verify-flag-failed (${string})`;

/** A broken rule: `code` is Bitcoin Core's reject reason, `message` its explanation and may be empty. */
export interface ConsensusError<Code extends BlockReason = BlockReason> {
  readonly code: Code;
  readonly message: string;
}

export function broken<Code extends BlockReason>(code: Code, message = ''): ConsensusError<Code> {
  return { code, message };
}

/** An input whose scripts do not verify. */
export interface InputScriptError {
  readonly inputIndex: number;
  readonly error: ScriptError;
}

/** The script error's text, as Bitcoin Core puts it into reject reasons. */
export const explainScriptError = (error: ScriptError): string => scriptErrorText[error];
