import { MAX_CLUSTER_COUNT, MAX_CLUSTER_WEIGHT } from '../../mempool/clusters.ts';
import { INCREMENTAL_RELAY_FEERATE, MIN_RELAY_FEERATE } from '../../mempool/fees.ts';
import type { Mempool } from '../../mempool/mempool.ts';
import { clusterOf, type MempoolEntry, withAncestors, withDescendants } from '../../mempool/pool.ts';
import { MAX_DATA_CARRIER_SIZE } from '../../mempool/standard.ts';
import { displayId, type Sat, txid, WITNESS_SCALE_FACTOR, weight, wtxid } from '../../transaction.ts';
import { parseHash } from '../arguments.ts';
import { RPC, RpcError } from '../errors.ts';
import { amount, feerate, type Json, type JsonObject } from '../json.ts';
import type { Method } from '../method.ts';

/** BIP 125: sequences up to this one signal that a transaction may be replaced. */
const MAX_BIP125_SEQUENCE = 0xffff_fffd;

const ids = (entries: Iterable<MempoolEntry>): string[] => [...entries].map(({ tx }) => displayId(txid(tx)));

interface Totals {
  readonly count: number;
  readonly size: number;
  readonly fees: Sat;
}

function totals(entries: ReadonlySet<MempoolEntry>): Totals {
  const list = [...entries];
  return {
    count: list.length,
    size: list.reduce((sum, { virtualSize }) => sum + virtualSize, 0),
    fees: list.reduce((sum, { fee }) => sum + fee, 0n),
  };
}

const signals = ({ tx }: MempoolEntry): boolean =>
  tx.inputs.some(({ sequence }) => sequence <= MAX_BIP125_SEQUENCE);

function encodeEntry({ pool }: Mempool, entry: MempoolEntry): JsonObject {
  const family = withAncestors([entry]);
  const ancestors = totals(family);
  const descendants = totals(withDescendants([entry]));
  const chunk = pool.chunk(entry);
  return {
    vsize: entry.virtualSize,
    weight: weight(entry.tx),
    time: entry.time,
    height: entry.height,
    descendantcount: descendants.count,
    descendantsize: descendants.size,
    ancestorcount: ancestors.count,
    ancestorsize: ancestors.size,
    wtxid: displayId(wtxid(entry.tx)),
    chunkweight: chunk.weight,
    fees: {
      base: amount(entry.fee),
      modified: amount(entry.fee),
      ancestor: amount(ancestors.fees),
      descendant: amount(descendants.fees),
      chunk: amount(chunk.fee),
    },
    depends: ids(entry.parents),
    spentby: ids(entry.children),
    'bip125-replaceable': [...family].some(signals),
    unbroadcast: false,
  };
}

const getmempoolinfo: Method = {
  name: 'getmempoolinfo',
  parameters: [],
  summary: 'Returns details on the active state of the mempool.',
  run: ({ mempool }) => ({
    loaded: true,
    size: mempool.pool.size,
    bytes: mempool.pool.virtualSize,
    usage: mempool.pool.usage,
    total_fee: amount(mempool.pool.totalFees),
    maxmempool: mempool.maxUsage,
    mempoolminfee: feerate(mempool.minimumFeerate),
    minrelaytxfee: feerate(MIN_RELAY_FEERATE),
    incrementalrelayfee: feerate(INCREMENTAL_RELAY_FEERATE),
    unbroadcastcount: 0,
    fullrbf: true,
    permitbaremultisig: true,
    maxdatacarriersize: MAX_DATA_CARRIER_SIZE,
    limitclustercount: MAX_CLUSTER_COUNT,
    limitclustersize: MAX_CLUSTER_WEIGHT / WITNESS_SCALE_FACTOR,
    optimal: true,
  }),
};

const getrawmempool: Method = {
  name: 'getrawmempool',
  parameters: [
    { name: 'verbose', type: 'boolean' },
    { name: 'mempool_sequence', type: 'boolean' },
  ],
  summary: 'Returns all transaction ids in the mempool, or if verbose an object with its entries.',
  run: ({ mempool }, args): Json => {
    const { pool } = mempool;
    const withSequence = args.booleanOr('mempool_sequence', false);
    if (args.booleanOr('verbose', false)) {
      if (withSequence) {
        throw new RpcError(RPC.invalidParameter, 'Verbose results cannot contain mempool sequence values.');
      }
      return Object.fromEntries(
        pool.entries().map((entry) => [displayId(txid(entry.tx)), encodeEntry(mempool, entry)]),
      );
    }
    return withSequence
      ? { txids: ids(pool.entries()), mempool_sequence: pool.sequence + 1 }
      : ids(pool.entries());
  },
};

function entryArgument(mempool: Mempool, id: Uint8Array): MempoolEntry {
  const entry = mempool.pool.find(id);
  if (entry === undefined) throw new RpcError(RPC.invalidAddressOrKey, 'Transaction not in mempool');
  return entry;
}

const TXID = { name: 'txid', type: 'string', required: true } as const;

const getmempoolentry: Method = {
  name: 'getmempoolentry',
  parameters: [TXID],
  summary: 'Returns mempool data for given transaction.',
  run: ({ mempool }, args) => encodeEntry(mempool, entryArgument(mempool, args.hash('txid'))),
};

const getmempoolcluster: Method = {
  name: 'getmempoolcluster',
  parameters: [TXID],
  summary: 'Returns mempool data for given cluster.',
  run: ({ mempool }, args) => {
    const cluster = clusterOf([entryArgument(mempool, args.hash('txid'))]);
    const chunks = [...new Set([...cluster].map((entry) => mempool.pool.chunk(entry)))];
    return {
      clusterweight: [...cluster].reduce((sum, { weight: size }) => sum + size, 0),
      txcount: cluster.size,
      chunks: chunks
        .sort((a, b) => a.index - b.index)
        .map(({ fee, weight: size, members }) => ({
          chunkfee: amount(fee),
          chunkweight: size,
          txs: ids(members),
        })),
    };
  },
};

/** `getmempoolancestors` and `getmempooldescendants`, which differ in the direction alone. */
function relatives(
  name: string,
  kind: string,
  collect: (entries: Iterable<MempoolEntry>) => Set<MempoolEntry>,
): Method {
  return {
    name,
    parameters: [TXID, { name: 'verbose', type: 'boolean' }],
    summary: `Returns all in-mempool ${kind} of a transaction in the mempool.`,
    run: ({ mempool }, args): Json => {
      const entry = entryArgument(mempool, args.hash('txid'));
      const found = collect([entry]);
      found.delete(entry);
      if (!args.booleanOr('verbose', false)) return ids(found);
      return Object.fromEntries(
        [...found].map((other) => [displayId(txid(other.tx)), encodeEntry(mempool, other)]),
      );
    },
  };
}

const gettxspendingprevout: Method = {
  name: 'gettxspendingprevout',
  parameters: [{ name: 'outputs', type: 'array', required: true }],
  summary: 'Scans the mempool for transactions that spend any of the given outputs ({"txid", "vout"}).',
  run: ({ mempool }, args): Json => {
    const outputs = args.raw('outputs') as readonly unknown[];
    if (outputs.length === 0)
      throw new RpcError(RPC.invalidParameter, 'Invalid parameter, outputs are missing');
    return outputs.map((output) => {
      const { txid: id, vout } = (output ?? {}) as { readonly txid?: unknown; readonly vout?: unknown };
      if (typeof id !== 'string' || typeof vout !== 'number' || !Number.isInteger(vout)) {
        throw new RpcError(RPC.type, 'Invalid parameter, an output has a txid and a vout');
      }
      if (vout < 0) throw new RpcError(RPC.invalidParameter, 'Invalid parameter, vout cannot be negative');
      const spender = mempool.pool.spender({ txid: parseHash(id, 'txid'), index: vout });
      return { txid: id, vout, spendingtxid: spender && displayId(txid(spender.tx)) };
    });
  },
};

export const mempoolMethods: readonly Method[] = [
  relatives('getmempoolancestors', 'ancestors', withAncestors),
  relatives('getmempooldescendants', 'descendants', withDescendants),
  getmempoolcluster,
  getmempoolentry,
  getmempoolinfo,
  getrawmempool,
  gettxspendingprevout,
];
