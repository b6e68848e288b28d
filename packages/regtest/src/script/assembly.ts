import { bytesToHex } from '@sferic/crypto';
import { DEFAULT_NUMBER_SIZE, decodeNumber } from './number.ts';
import { OP, opcodeName } from './opcodes.ts';
import { isUnspendable, type Operation, readOperation } from './parse.ts';
import { isStrictSignature } from './signature-encoding.ts';

const HASH_TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [0x01, 'ALL'],
  [0x81, 'ALL|ANYONECANPAY'],
  [0x02, 'NONE'],
  [0x82, 'NONE|ANYONECANPAY'],
  [0x03, 'SINGLE'],
  [0x83, 'SINGLE|ANYONECANPAY'],
]);

/** Pushed bytes in hex; of a signature, the hash type by name. */
function dataText(data: Uint8Array, decodeHashType: boolean): string {
  const hashType = HASH_TYPE_NAMES.get(data.at(-1) ?? 0);
  if (!decodeHashType || hashType === undefined || !isStrictSignature(data)) return bytesToHex(data);
  return `${bytesToHex(data.subarray(0, -1))}[${hashType}]`;
}

function operationText({ opcode, data }: Operation, decodeHashType: boolean): string {
  if (opcode > OP.PUSHDATA4) return opcodeName(opcode);
  if (data.length <= DEFAULT_NUMBER_SIZE) return decodeNumber(data, false).toString();
  return dataText(data, decodeHashType);
}

/**
 * A script as Bitcoin Core's RPC writes it ("asm"): short pushes as numbers, longer ones in hex.
 * @param decodeHashTypes for the scriptSig of an input: pushes that are signatures show their hash type
 */
export function assemblyText(script: Uint8Array, decodeHashTypes = false): string {
  const words: string[] = [];
  const decodeHashType = decodeHashTypes && !isUnspendable(script);
  let at = 0;
  while (at < script.length) {
    const operation = readOperation(script, at);
    if (operation === undefined) {
      words.push('[error]');
      break;
    }
    words.push(operationText(operation, decodeHashType));
    at = operation.next;
  }
  return words.join(' ');
}
