import { bytesToHex } from '@sferic/crypto';
import type { BlockNode } from '../../chain/tree.ts';
import type { Acceptable } from '../../mempool/accept.ts';
import { type FeeWeight, feeAt, feerateOf, type SatPerKvb, virtualBytes } from '../../mempool/fees.ts';
import { type Rejection, rejectionText } from '../../mempool/rejection.ts';
import type { RegtestNode } from '../../node.ts';
import type { Result } from '../../result.ts';
import { isUnspendable } from '../../script/parse.ts';
import { displayId, parseTx, type Sat, serializeTx, type Tx, txid, wtxid } from '../../transaction.ts';
import { spentCoins } from '../../validation/transaction.ts';
import { type Arguments, parseHex } from '../arguments.ts';
import { confirmations, encodeTx } from '../encode.ts';
import { RPC, RpcError } from '../errors.ts';
import { amount, feerate, type Json, type JsonObject } from '../json.ts';
import type { Method } from '../method.ts';

/** Bitcoin Core's default: 0.10 BTC/kvB. */
const DEFAULT_MAX_FEERATE: Sat = 10_000_000n;
/** Larger limits are taken for mistakes. */
const MAX_MAX_FEERATE: Sat = 100_000_000n;
/** Transactions that one call may test. */
const MAX_TESTED = 25;

const MAX_FEERATE = { name: 'maxfeerate', type: 'amount' } as const;

/** Reads a transaction; when asked, one without inputs in the basic format too, as tools make them. */
export function parseHexTx(text: string, { tryBasic = false } = {}): Tx | undefined {
  const bytes = parseHex(text);
  const extended = bytes && parseTx(bytes);
  if (extended?.ok) return extended.value;
  const basic = bytes && tryBasic ? parseTx(bytes, { allowWitness: false }) : undefined;
  return basic?.ok ? basic.value : undefined;
}

/** The highest feerate that a caller lets pass; 0 is none. */
function maxFeerate(args: Arguments): SatPerKvb {
  const limit = args.amountOr('maxfeerate', DEFAULT_MAX_FEERATE);
  if (limit >= MAX_MAX_FEERATE) {
    throw new RpcError(RPC.invalidParameter, 'Fee rates larger than or equal to 1BTC/kvB are not accepted');
  }
  return Number(limit);
}

const exceeds = ({ fee, weight }: FeeWeight, limit: SatPerKvb): boolean =>
  limit > 0 && fee > feeAt(limit, virtualBytes(weight));

function refusal(rejection: Rejection): RpcError {
  const code = rejection.code === 'missing-inputs' ? RPC.verify : RPC.verifyRejected;
  return new RpcError(code, rejectionText(rejection));
}

const sendrawtransaction: Method = {
  name: 'sendrawtransaction',
  parameters: [
    { name: 'hexstring', type: 'string', required: true },
    MAX_FEERATE,
    { name: 'maxburnamount', type: 'amount' },
  ],
  summary: 'Submits a raw transaction (serialised, hex-encoded) to the mempool. Returns its id.',
  run: (node, args) => {
    const { chain, mempool } = node;
    const tx = parseHexTx(args.string('hexstring'));
    if (tx === undefined) {
      throw new RpcError(RPC.deserialization, 'TX decode failed. Make sure the tx has at least one input.');
    }
    const maxBurn = args.amountOr('maxburnamount', 0n);
    if (tx.outputs.some(({ scriptPubKey, value }) => isUnspendable(scriptPubKey) && value > maxBurn)) {
      const message = 'Unspendable output exceeds maximum configured by user (maxburnamount)';
      throw new RpcError(RPC.verify, message);
    }
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

function verdictJson(tx: Tx, verdict: Result<Acceptable, Rejection>, limit: SatPerKvb): JsonObject {
  const names = { txid: displayId(txid(tx)), wtxid: displayId(wtxid(tx)) };
  if (!verdict.ok) {
    const { error } = verdict;
    return {
      ...names,
      allowed: false,
      'reject-reason': error.code === 'missing-inputs' ? 'missing-inputs' : error.reason,
      'reject-details': rejectionText(error),
    };
  }
  const { value } = verdict;
  if (exceeds(value, limit)) return { ...names, allowed: false, 'reject-reason': 'max-fee-exceeded' };
  return {
    ...names,
    allowed: true,
    vsize: virtualBytes(value.weight),
    fees: {
      base: amount(value.fee),
      'effective-feerate': feerate(feerateOf(value)),
      'effective-includes': [names.wtxid],
    },
  };
}

const testmempoolaccept: Method = {
  name: 'testmempoolaccept',
  parameters: [{ name: 'rawtxs', type: 'array', required: true }, MAX_FEERATE],
  summary:
    'Returns whether the mempool would accept raw transactions, each judged as if those before it were in. ' +
    'Packages with fees of their own are not known.',
  run: ({ mempool }, args): Json => {
    const texts = args.strings('rawtxs');
    if (texts.length < 1 || texts.length > MAX_TESTED) {
      throw new RpcError(
        RPC.invalidParameter,
        `Array must contain between 1 and ${MAX_TESTED} transactions.`,
      );
    }
    const limit = maxFeerate(args);
    const txs = texts.map((text) => {
      const tx = parseHexTx(text);
      if (tx) return tx;
      const message = `TX decode failed: ${text} Make sure the tx has at least one input.`;
      throw new RpcError(RPC.deserialization, message);
    });
    const verdicts = mempool.evaluateAll(txs);
    // Like Bitcoin Core, say no more of a transaction that was not looked at
    return txs.map((tx, index) => {
      const verdict = verdicts[index];
      return verdict
        ? verdictJson(tx, verdict, limit)
        : { txid: displayId(txid(tx)), wtxid: displayId(wtxid(tx)) };
    });
  },
};

const decoderawtransaction: Method = {
  name: 'decoderawtransaction',
  parameters: [
    { name: 'hexstring', type: 'string', required: true },
    { name: 'iswitness', type: 'boolean' },
  ],
  summary: 'Returns an object representing the serialised, hex-encoded transaction.',
  run: (_node, args) => {
    const text = args.string('hexstring');
    const forced = args.raw('iswitness') === undefined ? undefined : args.booleanOr('iswitness', true);
    const bytes = parseHex(text);
    const basic = forced === false && bytes ? parseTx(bytes, { allowWitness: false }) : undefined;
    const tx =
      forced === false
        ? basic?.ok
          ? basic.value
          : undefined
        : parseHexTx(text, { tryBasic: forced === undefined });
    if (tx === undefined) throw new RpcError(RPC.deserialization, 'TX decode failed');
    return encodeTx(tx);
  },
};

interface Located {
  readonly tx: Tx;
  /** undefined: in the mempool. */
  readonly block: BlockNode | undefined;
}

/** Finds a transaction in the block that the caller names, else in the mempool: there is no transaction index. */
function locate({ chain, mempool }: RegtestNode, args: Arguments): Located {
  const id = args.hash('txid');
  const wanted = displayId(id);
  if (wanted === displayId(txid(genesisCoinbase(chain)))) {
    throw new RpcError(
      RPC.invalidAddressOrKey,
      'The genesis block coinbase is not considered an ordinary transaction and cannot be retrieved',
    );
  }
  if (args.optionalString('blockhash') === undefined) {
    const entry = mempool.pool.find(id);
    if (entry) return { tx: entry.tx, block: undefined };
    throw new RpcError(
      RPC.invalidAddressOrKey,
      'No such mempool transaction. Use -txindex or provide a block hash to enable blockchain transaction queries. ' +
        'Use gettransaction for wallet transactions.',
    );
  }
  const block = chain.tree.find(args.hash('blockhash'));
  if (block === undefined) throw new RpcError(RPC.invalidAddressOrKey, 'Block hash not found');
  const tx = chain.block(block).transactions.find((member) => displayId(txid(member)) === wanted);
  if (tx) return { tx, block };
  throw new RpcError(
    RPC.invalidAddressOrKey,
    'No such transaction found in the provided block. Use gettransaction for wallet transactions.',
  );
}

function genesisCoinbase(chain: RegtestNode['chain']): Tx {
  const [coinbase] = chain.block(chain.tree.genesis).transactions;
  if (coinbase === undefined) throw new Error('the genesis block is empty');
  return coinbase;
}

/** The coins that a located transaction spends, as far as known. */
function spentBy({ chain, mempool }: RegtestNode, { tx, block }: Located): ReturnType<typeof spentCoins> {
  if (block === undefined) return spentCoins(tx, mempool.pool.view(chain.coins, chain.tip.height + 1));
  return chain.undo(block)?.[chain.block(block).transactions.indexOf(tx) - 1];
}

const getrawtransaction: Method = {
  name: 'getrawtransaction',
  parameters: [
    { name: 'txid', type: 'string', required: true },
    { name: 'verbosity|verbose', type: 'any' },
    { name: 'blockhash', type: 'string' },
  ],
  summary:
    'Returns a transaction of the mempool, or of the block blockhash: serialised in hex (verbosity 0, the default), ' +
    'as an object (1), or with fee and spent outputs (2).',
  run: (node, args) => {
    const located = locate(node, args);
    const { tx, block } = located;
    const verbosity = args.verbosityOr('verbosity', 0);
    if (verbosity <= 0) return bytesToHex(serializeTx(tx));
    const detailed = verbosity >= 2;
    const encoded = encodeTx(tx, {
      hex: true,
      spent: detailed ? spentBy(node, located) : undefined,
      prevouts: detailed,
    });
    if (block === undefined) return encoded;
    const active = node.chain.isActive(block);
    return {
      in_active_chain: active,
      ...encoded,
      blockhash: displayId(block.hash),
      confirmations: active ? confirmations(node.chain, block) : 0,
      time: active ? block.header.time : undefined,
      blocktime: active ? block.header.time : undefined,
    };
  },
};

export const transactionMethods: readonly Method[] = [
  decoderawtransaction,
  getrawtransaction,
  sendrawtransaction,
  testmempoolaccept,
];
