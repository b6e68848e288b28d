import { bytesToHex } from '@sferic/crypto';
import type { BlockNode } from '../../chain/tree.ts';
import type { RegtestNode } from '../../node.ts';
import { displayId, parseTx, serializeTx, type Tx, txid } from '../../transaction.ts';
import { spentCoins } from '../../validation/transaction.ts';
import { type Arguments, parseHex } from '../arguments.ts';
import { confirmations, encodeTx } from '../encode.ts';
import { RPC, RpcError } from '../errors.ts';
import type { Method } from '../method.ts';
import { parseHexTx } from '../transaction-arguments.ts';

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

export const transactionMethods: readonly Method[] = [decoderawtransaction, getrawtransaction];
