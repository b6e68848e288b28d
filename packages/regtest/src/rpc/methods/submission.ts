import type { Acceptable } from '../../mempool/accept.ts';
import { feeAt, type SatPerKvb, virtualBytes } from '../../mempool/fees.ts';
import { isChildWithLoneParents } from '../../mempool/package.ts';
import { type Rejection, rejectionText } from '../../mempool/rejection.ts';
import type { SubmissionOutcome } from '../../mempool/submission.ts';
import type { RegtestNode } from '../../node.ts';
import type { Result } from '../../result.ts';
import { displayId, type Tx, txid, wtxid } from '../../transaction.ts';
import { RPC, RpcError } from '../errors.ts';
import { amount, feerate, type Json, type JsonObject } from '../json.ts';
import type { Method } from '../method.ts';
import {
  MAX_BURN_AMOUNT,
  MAX_FEERATE,
  maxFeerate,
  parseHexTx,
  refuseBurns,
  transactionList,
} from '../transaction-arguments.ts';

const idOf = (tx: Tx): string => displayId(txid(tx));
const witnessIdOf = (tx: Tx): string => displayId(wtxid(tx));

const exceeds = ({ fee, weight }: Acceptable, limit: SatPerKvb): boolean =>
  limit > 0 && fee > feeAt(limit, virtualBytes(weight));

function refusal(rejection: Rejection): RpcError {
  const code = rejection.code === 'missing-inputs' ? RPC.verify : RPC.verifyRejected;
  return new RpcError(code, rejectionText(rejection));
}

const sendrawtransaction: Method = {
  name: 'sendrawtransaction',
  parameters: [{ name: 'hexstring', type: 'string', required: true }, MAX_FEERATE, MAX_BURN_AMOUNT],
  summary: 'Submits a raw transaction (serialised, hex-encoded) to the mempool. Returns its id.',
  run: (node, args) => {
    const { chain, mempool } = node;
    const tx = parseHexTx(args.string('hexstring'));
    if (tx === undefined) {
      throw new RpcError(RPC.deserialization, 'TX decode failed. Make sure the tx has at least one input.');
    }
    refuseBurns(args, [tx]);
    const limit = maxFeerate(args);
    const id = txid(tx);
    if (tx.outputs.some((_, index) => chain.coins.get({ txid: id, index }))) {
      throw new RpcError(RPC.verifyAlreadyInChain, 'Transaction outputs already in utxo set');
    }
    // Bitcoin Core announces a known transaction again and calls it a success
    if (mempool.pool.find(id)) return displayId(id);
    const verdict = mempool.evaluate(tx);
    if (!verdict.ok) throw refusal(verdict.error);
    if (exceeds(verdict.value, limit)) {
      throw new RpcError(RPC.verify, 'Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)');
    }
    const accepted = node.accept(tx);
    if (!accepted.ok) throw refusal(accepted.error);
    return displayId(id);
  },
};

/** Size and fees of a transaction that may come in, or has. */
function acceptedJson({ fee, weight, effective }: Acceptable): JsonObject {
  return {
    vsize: virtualBytes(weight),
    fees: {
      base: amount(fee),
      'effective-feerate': feerate(effective.feerate),
      'effective-includes': effective.payers.map(witnessIdOf),
    },
  };
}

function verdictJson(verdict: Result<Acceptable, Rejection>, limit: SatPerKvb): JsonObject {
  if (verdict.ok) {
    return exceeds(verdict.value, limit)
      ? { allowed: false, 'reject-reason': 'max-fee-exceeded' }
      : { allowed: true, ...acceptedJson(verdict.value) };
  }
  const { error } = verdict;
  if (error.code === 'missing-inputs') return { allowed: false, 'reject-reason': 'missing-inputs' };
  return { allowed: false, 'reject-reason': error.reason, 'reject-details': rejectionText(error) };
}

const testmempoolaccept: Method = {
  name: 'testmempoolaccept',
  parameters: [{ name: 'rawtxs', type: 'array', required: true }, MAX_FEERATE],
  summary:
    'Returns whether the mempool would accept raw transactions. Several are judged together, parents first: each pays ' +
    'for itself, and none may conflict with the mempool or another.',
  run: ({ mempool }, args): Json => {
    const txs = transactionList(args, 'rawtxs');
    const limit = maxFeerate(args);
    const [only, ...others] = txs;
    const { error, verdicts } =
      only && others.length === 0
        ? { error: undefined, verdicts: [mempool.evaluate(only)] }
        : mempool.evaluateAll(txs);
    const packageError = error?.code === 'policy' ? { 'package-error': rejectionText(error) } : undefined;
    let ended = false;
    return txs.map((tx, index) => {
      const verdict = ended ? undefined : verdicts[index];
      const result = verdict && verdictJson(verdict, limit);
      // What depends on a transaction that the caller would not send is not worth a verdict
      if (verdict?.ok && result?.['allowed'] === false) ended = true;
      return { txid: idOf(tx), wtxid: witnessIdOf(tx), ...packageError, ...result };
    });
  },
};

function outcomeJson(tx: Tx, outcome: SubmissionOutcome | undefined): JsonObject {
  const named = { txid: idOf(tx) };
  switch (outcome?.kind) {
    case undefined:
      return { ...named, error: 'package-not-validated' };
    case 'accepted':
      return { ...named, ...acceptedJson(outcome.accepted) };
    case 'known':
      return { ...named, vsize: outcome.entry.virtualSize, fees: { base: amount(outcome.entry.fee) } };
    case 'different-witness':
      return { ...named, 'other-wtxid': witnessIdOf(outcome.entry.tx) };
    case 'refused':
      return { ...named, error: rejectionText(outcome.error) };
  }
}

const submitpackage: Method = {
  name: 'submitpackage',
  parameters: [{ name: 'package', type: 'array', required: true }, MAX_FEERATE, MAX_BURN_AMOUNT],
  summary:
    'Submits a package of raw transactions to the mempool: a child, last, and its unconfirmed parents, which may not ' +
    'depend on each other; or one transaction. What cannot pay for itself is judged by the fee that it pays together.',
  run: (node: RegtestNode, args): Json => {
    const txs = transactionList(args, 'package');
    const limit = maxFeerate(args);
    refuseBurns(args, txs);
    if (txs.length > 1 && !isChildWithLoneParents(txs)) {
      throw new RpcError(
        RPC.verify,
        'package topology disallowed. not child-with-parents or parents depend on each other.',
      );
    }
    const { error, outcomes, replaced } = node.acceptPackage(txs, limit);
    return {
      package_msg: error ? rejectionText(error) : 'success',
      'tx-results': Object.fromEntries(
        txs.map((tx, index) => [witnessIdOf(tx), outcomeJson(tx, outcomes[index])]),
      ),
      'replaced-transactions': replaced.map(idOf),
    };
  },
};

export const submissionMethods: readonly Method[] = [sendrawtransaction, submitpackage, testmempoolaccept];
