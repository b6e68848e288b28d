import { bytesToHex, sha256d } from '@sferic/crypto';
import { Writer } from '../../bytes.ts';
import type { CoinEntry } from '../../chain/coins.ts';
import type { RegtestNode } from '../../node.ts';
import { displayId, type Sat, writeOutPoint, writeOutput } from '../../transaction.ts';
import { describeScript, scriptOfDescriptor } from '../descriptor.ts';
import { encodeScript } from '../encode.ts';
import { RPC, RpcError } from '../errors.ts';
import { amount, type Json } from '../json.ts';
import type { Method } from '../method.ts';

/** A database-independent size that Bitcoin Core reports: outpoint, height, amount, length and script. */
const BOGO_SIZE_BASE = 32 + 4 + 4 + 8 + 2;

const gettxout: Method = {
  name: 'gettxout',
  parameters: [
    { name: 'txid', type: 'string', required: true },
    { name: 'n', type: 'number', required: true },
    { name: 'include_mempool', type: 'boolean' },
  ],
  summary: 'Returns details about an unspent transaction output, or null.',
  run: ({ chain, mempool }, args) => {
    const outpoint = { txid: args.hash('txid'), index: args.integer('n') };
    const nextHeight = chain.tip.height + 1;
    const withMempool = args.booleanOr('include_mempool', true);
    if (withMempool && mempool.pool.spender(outpoint)) return null;
    const coin = (withMempool ? mempool.pool.view(chain.coins, nextHeight) : chain.coins).get(outpoint);
    if (coin === undefined) return null;
    return {
      bestblock: displayId(chain.tip.hash),
      confirmations: nextHeight - coin.height,
      value: amount(coin.output.value),
      scriptPubKey: encodeScript(coin.output.scriptPubKey),
      coinbase: coin.coinbase,
    };
  },
};

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (const [index, byte] of a.entries()) {
    const difference = byte - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Bitcoin Core's `hash_serialized_3` over coins in the order of their outpoints. */
function hashCoins(entries: readonly CoinEntry[]): string {
  const writer = new Writer();
  for (const { outpoint, coin } of entries) {
    writeOutPoint(writer, outpoint);
    writer.u32(coin.height * 2 + (coin.coinbase ? 1 : 0));
    writeOutput(writer, coin.output);
  }
  return displayId(sha256d(writer.finish()));
}

const gettxoutsetinfo: Method = {
  name: 'gettxoutsetinfo',
  parameters: [
    { name: 'hash_type', type: 'string' },
    { name: 'hash_or_height', type: 'any' },
    { name: 'use_index', type: 'boolean' },
  ],
  summary:
    'Returns statistics about all unspent outputs. hash_type is "hash_serialized_3" (the default) or "none".',
  run: (node, args) => {
    const { chain } = node;
    const hashType = args.optionalString('hash_type') ?? 'hash_serialized_3';
    if (hashType !== 'hash_serialized_3' && hashType !== 'none') {
      throw new RpcError(RPC.invalidParameter, `'${hashType}' is not a valid hash_type`);
    }
    if (args.raw('hash_or_height') !== undefined) {
      throw new RpcError(RPC.invalidParameter, 'Querying specific block heights requires coinstatsindex');
    }
    const entries = [...chain.coins.entries()].sort(
      (a, b) => compareBytes(a.outpoint.txid, b.outpoint.txid) || a.outpoint.index - b.outpoint.index,
    );
    return {
      height: chain.tip.height,
      bestblock: displayId(chain.tip.hash),
      txouts: entries.length,
      bogosize: entries.reduce((sum, { coin }) => sum + BOGO_SIZE_BASE + coin.output.scriptPubKey.length, 0),
      hash_serialized_3: hashType === 'none' ? undefined : hashCoins(entries),
      total_amount: amount(chain.coins.total()),
      transactions: new Set(entries.map(({ outpoint }) => bytesToHex(outpoint.txid))).size,
      disk_size: node.sizeOnDisk(),
    };
  },
};

/** The script of one scan object: a descriptor, by itself or as the member `desc` of an object. */
function scanScript(object: unknown): Uint8Array {
  const descriptor =
    typeof object === 'object' && object !== null ? (object as { readonly desc?: unknown }).desc : object;
  const script = typeof descriptor === 'string' ? scriptOfDescriptor(descriptor) : undefined;
  if (script === undefined) {
    throw new RpcError(RPC.invalidAddressOrKey, `'${JSON.stringify(object)}' is not a valid descriptor`);
  }
  return script;
}

function scan(node: RegtestNode, objects: readonly unknown[]): Json {
  const { chain } = node;
  const scripts = new Set(objects.map((object) => bytesToHex(scanScript(object))));
  const found = chain.coins
    .entries()
    .filter(({ coin }) => scripts.has(bytesToHex(coin.output.scriptPubKey)))
    .toArray();
  const total: Sat = found.reduce((sum, { coin }) => sum + coin.output.value, 0n);
  return {
    success: true,
    txouts: chain.coins.size,
    height: chain.tip.height,
    bestblock: displayId(chain.tip.hash),
    unspents: found.map(({ outpoint, coin }) => {
      const block = chain.at(coin.height);
      return {
        txid: displayId(outpoint.txid),
        vout: outpoint.index,
        scriptPubKey: bytesToHex(coin.output.scriptPubKey),
        desc: describeScript(coin.output.scriptPubKey),
        amount: amount(coin.output.value),
        coinbase: coin.coinbase,
        height: coin.height,
        blockhash: block && displayId(block.hash),
        confirmations: chain.tip.height - coin.height + 1,
      };
    }),
    total_amount: amount(total),
  };
}

const scantxoutset: Method = {
  name: 'scantxoutset',
  parameters: [
    { name: 'action', type: 'string', required: true },
    { name: 'scanobjects', type: 'array' },
  ],
  summary:
    'Scans all unspent outputs for descriptors: addr(…), raw(…), pk(…), pkh(…) and wpkh(…) of single keys.',
  run: (node, args) => {
    const action = args.string('action');
    // A scan ends within its call, so there never is one to abort or ask about
    if (action === 'abort') return false;
    if (action === 'status') return null;
    if (action !== 'start') throw new RpcError(RPC.invalidParameter, `Invalid action '${action}'`);
    const objects = args.raw('scanobjects');
    if (!Array.isArray(objects)) {
      throw new RpcError(RPC.misc, 'scanobjects argument is required for the start action');
    }
    return scan(node, objects);
  },
};

export const coinMethods: readonly Method[] = [gettxout, gettxoutsetinfo, scantxoutset];
