/** The tower's half: what an opened package lets it take of the commitment that was published, checked before it is used. */
import { equalBytes, verify } from '@sferic/crypto';
import { p2wsh } from '../bitcoin/output-scripts.ts';
import { SIGHASH, scriptSignature } from '../bitcoin/sighash.ts';
import {
  type OutPoint,
  REPLACEABLE_SEQUENCE,
  TRANSACTION_VERSION,
  type Transaction,
  type TxOutput,
  transactionId,
  unsignedInput,
} from '../bitcoin/transaction.ts';
import type { FeeFunding } from '../resolution/transactions.ts';
import {
  type JusticeOutput,
  type JusticePackage,
  justiceDigest,
  justicePayment,
  justiceScripts,
  justiceWeight,
} from './justice-package.ts';

/** One output of a revoked commitment, ready to be taken. */
export interface JusticeClaim {
  readonly outPoint: OutPoint;
  readonly spent: TxOutput;
  /** The output that the client has signed with the input. */
  readonly payment: TxOutput;
  readonly witness: readonly Uint8Array[];
  /** Of both, at most. */
  readonly weight: number;
  readonly type: JusticeOutput['target']['type'];
}

/** What `transaction` has for the package; what does not fit it, or is not signed as it must be, is left out. */
export function justiceClaims(justice: JusticePackage, transaction: Transaction): readonly JusticeClaim[] {
  const txid = transactionId(transaction);
  const scriptOf = justiceScripts(justice);
  const seen = new Set<number>();
  return justice.outputs.flatMap(({ index, target, signature }): JusticeClaim[] => {
    const spent = transaction.outputs[index];
    if (spent === undefined || seen.has(index)) return [];
    const witnessScript = scriptOf(target);
    if (!equalBytes(p2wsh(witnessScript), spent.scriptPubKey)) return [];
    const weight = justiceWeight(justice, target, witnessScript);
    const payment = justicePayment(justice, weight, spent.amount);
    if (payment === undefined) return [];
    const outPoint = { txid, index };
    const { revocation } = justice.keys;
    if (!verify(justiceDigest(outPoint, spent, witnessScript, payment), signature, revocation)) return [];
    seen.add(index);
    const branch = target.type === 'htlc' ? revocation : Uint8Array.of(1);
    const witness = [scriptSignature(signature, SIGHASH.SINGLE_ANYONECANPAY), branch, witnessScript];
    return [{ outPoint, spent, payment, witness, weight, type: target.type }];
  });
}

/** Each input beside the output that was signed with it, then what pays for the fee; the witnesses of `claims` fit it. */
export function justiceTransaction(claims: readonly JusticeClaim[], funding: FeeFunding): Transaction {
  const inputs = [
    ...claims.map(({ outPoint }) => ({ outPoint, sequence: REPLACEABLE_SEQUENCE })),
    ...funding.inputs,
  ];
  return {
    version: TRANSACTION_VERSION,
    inputs: inputs.map(({ outPoint, sequence }) => unsignedInput(outPoint, sequence)),
    outputs: [...claims.map(({ payment }) => payment), ...funding.outputs],
    locktime: 0,
  };
}
