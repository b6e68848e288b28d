/** Which scripts a cooperative close may pay to (BOLT 2, "Closing Initiation: `shutdown`"). */

import { asWitnessProgram, classifyOutputScript } from './output-scripts.ts';
import { OP } from './script.ts';

/** What the `OP_RETURN` of a shutdown script may carry, in bytes: fewer would be pushed by another form. */
const MIN_OP_RETURN_DATA = 6;
const MAX_OP_RETURN_DATA = 80;

/**
 * P2WPKH, P2WSH, an `OP_RETURN` with one push, and, where `option_shutdown_anysegwit` is
 * negotiated, witness programs of later versions.
 */
export function isValidShutdownScript(scriptPubKey: Uint8Array, anySegwit: boolean): boolean {
  const { kind } = classifyOutputScript(scriptPubKey);
  if (kind === 'p2wpkh' || kind === 'p2wsh') return true;
  if (kind === 'op_return') return isShutdownOpReturn(scriptPubKey);
  const witness = asWitnessProgram(scriptPubKey);
  return anySegwit && witness !== undefined && witness.version > 0;
}

/** Whether the output burns its amount: such an output is worth 0 in a closing transaction. */
export function isOpReturn(scriptPubKey: Uint8Array): boolean {
  return scriptPubKey[0] === OP.RETURN;
}

function isShutdownOpReturn(scriptPubKey: Uint8Array): boolean {
  const [, opcode, length] = scriptPubKey;
  if (opcode === undefined) return false;
  if (opcode >= MIN_OP_RETURN_DATA && opcode < OP.PUSHDATA1) return scriptPubKey.length === opcode + 2;
  if (opcode !== OP.PUSHDATA1 || length === undefined) return false;
  return length >= OP.PUSHDATA1 && length <= MAX_OP_RETURN_DATA && scriptPubKey.length === length + 3;
}
