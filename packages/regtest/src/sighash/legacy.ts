import { sha256d } from '@sferic/crypto';
import { Writer } from '../bytes.ts';
import { removeCodeSeparators } from '../script/parse.ts';
import { type Tx, type TxIn, type TxOut, writeOutPoint, writeOutput } from '../transaction.ts';
import { type SignedParts, signedParts } from './hash-type.ts';

/** What SIGHASH_SINGLE signs when there is no output of the input's index: the number 1, by an old mistake. */
const SINGLE_WITHOUT_OUTPUT = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));

/** What stands for an output before the one that SIGHASH_SINGLE signs. */
const BLANK_OUTPUT: TxOut = { value: -1n, scriptPubKey: new Uint8Array() };

function writeInputs(writer: Writer, tx: Tx, inputIndex: number, code: Uint8Array, parts: SignedParts): void {
  const writeInput = (input: TxIn, own: boolean): void => {
    writeOutPoint(writer, input.prevout);
    writer.varBytes(own ? code : new Uint8Array());
    writer.u32(own || parts.outputs === 'all' ? input.sequence : 0);
  };
  writer.compactSize(parts.anyoneCanPay ? 1 : tx.inputs.length);
  for (const [index, input] of tx.inputs.entries()) {
    const own = index === inputIndex;
    if (own || !parts.anyoneCanPay) writeInput(input, own);
  }
}

function signedOutputs(tx: Tx, inputIndex: number, parts: SignedParts): readonly TxOut[] {
  if (parts.outputs === 'none') return [];
  if (parts.outputs === 'all') return tx.outputs;
  return tx.outputs
    .slice(0, inputIndex + 1)
    .map((output, index) => (index < inputIndex ? BLANK_OUTPUT : output));
}

/**
 * The hash that a signature before BIP 141 commits to.
 * @param scriptCode the script that is run, from its last executed OP_CODESEPARATOR on and without the signature
 * @param hashType a signed 32-bit number; scripts give one byte
 */
export function legacySignatureHash(
  tx: Tx,
  inputIndex: number,
  scriptCode: Uint8Array,
  hashType: number,
): Uint8Array {
  const parts = signedParts(hashType);
  if (parts.outputs === 'single' && inputIndex >= tx.outputs.length) return SINGLE_WITHOUT_OUTPUT;
  const writer = new Writer();
  writer.u32(tx.version);
  writeInputs(writer, tx, inputIndex, removeCodeSeparators(scriptCode), parts);
  writer.list(signedOutputs(tx, inputIndex, parts), writeOutput);
  writer.u32(tx.lockTime).u32(hashType);
  return sha256d(writer.finish());
}
