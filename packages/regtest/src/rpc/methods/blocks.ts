import { bytesToHex } from '@sferic/crypto';
import { parseBlock, serializeBlock, serializeHeader } from '../../block.ts';
import { type BlockNode, forkPoint, medianTimePast } from '../../chain/tree.ts';
import type { RegtestNode } from '../../node.ts';
import { displayId } from '../../transaction.ts';
import { type Arguments, parseHex } from '../arguments.ts';
import { difficulty, encodeBlock, encodeHeader, hex32, hex256, targetHex } from '../encode.ts';
import { RPC, RpcError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Method } from '../method.ts';

/** A tip older than this counts as initial download, as in Bitcoin Core. */
const MAX_TIP_AGE_SECONDS = 24 * 60 * 60;

const BLOCK_HASH = { name: 'blockhash', type: 'string', required: true } as const;

/** The block that an argument names. */
export function blockArgument(node: RegtestNode, args: Arguments, name = 'blockhash'): BlockNode {
  const found = node.chain.tree.find(args.hash(name));
  if (found === undefined) throw new RpcError(RPC.invalidAddressOrKey, 'Block not found');
  return found;
}

const getblockchaininfo: Method = {
  name: 'getblockchaininfo',
  parameters: [],
  summary: 'Returns various state info regarding blockchain processing.',
  run: (node) => {
    const { tip } = node.chain;
    const { header } = tip;
    return {
      chain: 'regtest',
      blocks: tip.height,
      headers: tip.height,
      bestblockhash: displayId(tip.hash),
      bits: hex32(header.bits),
      target: targetHex(header.bits),
      difficulty: difficulty(header.bits),
      time: header.time,
      mediantime: medianTimePast(tip),
      verificationprogress: 1,
      initialblockdownload: header.time < node.now() - MAX_TIP_AGE_SECONDS,
      chainwork: hex256(tip.work),
      size_on_disk: node.sizeOnDisk(),
      pruned: false,
      warnings: [],
    };
  },
};

const getblockcount: Method = {
  name: 'getblockcount',
  parameters: [],
  summary: 'Returns the height of the most-work fully-validated chain. The genesis block has height 0.',
  run: ({ chain }) => chain.tip.height,
};

const getbestblockhash: Method = {
  name: 'getbestblockhash',
  parameters: [],
  summary: 'Returns the hash of the best (tip) block in the most-work fully-validated chain.',
  run: ({ chain }) => displayId(chain.tip.hash),
};

const getblockhash: Method = {
  name: 'getblockhash',
  parameters: [{ name: 'height', type: 'number', required: true }],
  summary: 'Returns the hash of the block at that height in the best chain.',
  run: ({ chain }, args) => {
    const found = chain.at(args.integer('height'));
    if (found === undefined) throw new RpcError(RPC.invalidParameter, 'Block height out of range');
    return displayId(found.hash);
  },
};

const getblockheader: Method = {
  name: 'getblockheader',
  parameters: [BLOCK_HASH, { name: 'verbose', type: 'boolean' }],
  summary: 'Returns a block header: serialised in hex if verbose is false, else as an object.',
  run: (node, args) => {
    const block = blockArgument(node, args);
    if (!args.booleanOr('verbose', true)) return bytesToHex(serializeHeader(block.header));
    return encodeHeader(node.chain, block);
  },
};

const getblock: Method = {
  name: 'getblock',
  parameters: [BLOCK_HASH, { name: 'verbosity|verbose', type: 'any' }],
  summary:
    'Returns a block: serialised in hex (verbosity 0), with transaction ids (1, the default), with transactions (2), ' +
    'or with transactions and the outputs that they spend (3).',
  run: (node, args) => {
    const block = blockArgument(node, args);
    const verbosity = args.verbosityOr('verbosity', 1);
    if (verbosity <= 0) return bytesToHex(serializeBlock(node.chain.block(block)));
    return encodeBlock(node.chain, block, verbosity >= 3 ? 3 : verbosity === 2 ? 2 : 1);
  },
};

const getchaintips: Method = {
  name: 'getchaintips',
  parameters: [],
  summary: 'Returns all known tips of the block tree: of the best chain and of forks.',
  run: ({ chain }) => {
    const tips = new Set([chain.tip, ...chain.tree.leaves()]);
    return [...tips]
      .sort((a, b) => b.height - a.height)
      .map((tip) => ({
        height: tip.height,
        hash: displayId(tip.hash),
        branchlen: tip.height - forkPoint(tip, chain.tip).height,
        status: tip === chain.tip ? 'active' : chain.tree.isUsable(tip) ? 'valid-fork' : 'invalid',
      }));
  },
};

const invalidateblock: Method = {
  name: 'invalidateblock',
  parameters: [BLOCK_HASH],
  summary: 'Permanently marks a block as invalid, as if it violated a consensus rule.',
  run: (node, args) => {
    const block = blockArgument(node, args);
    if (block === node.chain.tree.genesis) {
      throw new RpcError(RPC.database, 'The genesis block cannot be invalidated');
    }
    node.chain.invalidate(block);
    return null;
  },
};

const reconsiderblock: Method = {
  name: 'reconsiderblock',
  parameters: [BLOCK_HASH],
  summary: 'Removes invalidity status of a block, its ancestors and its descendants, and reconsiders them.',
  run: (node, args) => {
    node.chain.reconsider(blockArgument(node, args));
    return null;
  },
};

/** BIP 22: null when the block was taken into the best chain, else why not. */
const submitblock: Method = {
  name: 'submitblock',
  parameters: [
    { name: 'hexdata', type: 'string', required: true },
    { name: 'dummy', type: 'any' },
  ],
  summary: 'Attempts to submit a new block. Returns null, or the reason for refusing it.',
  run: (node, args) => {
    const bytes = parseHex(args.string('hexdata'));
    const block = bytes && parseBlock(bytes);
    if (!block?.ok) throw new RpcError(RPC.deserialization, 'Block decode failed');
    const { chain } = node;
    const sequence = chain.lastSequence;
    const submitted = chain.submit(block.value);
    if (!submitted.ok) return submitted.error.code;
    if (submitted.value.sequence <= sequence) return 'duplicate';
    return chain.isActive(submitted.value) ? null : 'inconclusive';
  },
};

/** What the wait methods return. */
const tipResult = ({ hash, height }: BlockNode): JsonObject => ({ hash: displayId(hash), height });

const TIMEOUT = { name: 'timeout', type: 'number' } as const;

/** The tip once `isAwaited` holds, or after `timeout` ms (0: never) as it then is. */
async function waitForTip(
  node: RegtestNode,
  args: Arguments,
  signal: AbortSignal,
  isAwaited: (tip: BlockNode) => boolean,
): Promise<JsonObject> {
  const timeout = args.integerOr('timeout', 0);
  if (timeout < 0) throw new RpcError(RPC.misc, 'Negative timeout');
  if (timeout === 0) return tipResult(await node.waitForTip(isAwaited, signal));
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  return tipResult(await node.waitForTip(isAwaited, limited));
}

const waitfornewblock: Method = {
  name: 'waitfornewblock',
  parameters: [TIMEOUT, { name: 'current_tip', type: 'string' }],
  summary: 'Waits until the tip is another than current_tip (default: the tip now) and returns it.',
  run: (node, args, signal) => {
    const current =
      args.optionalString('current_tip') === undefined ? node.chain.tip.hash : args.hash('current_tip');
    const known = displayId(current);
    return waitForTip(node, args, signal, (tip) => displayId(tip.hash) !== known);
  },
};

const waitforblock: Method = {
  name: 'waitforblock',
  parameters: [BLOCK_HASH, TIMEOUT],
  summary: 'Waits until a certain block is the tip and returns it.',
  run: (node, args, signal) => {
    const awaited = displayId(args.hash('blockhash'));
    return waitForTip(node, args, signal, (tip) => displayId(tip.hash) === awaited);
  },
};

const waitforblockheight: Method = {
  name: 'waitforblockheight',
  parameters: [{ name: 'height', type: 'number', required: true }, TIMEOUT],
  summary: 'Waits until the best chain has at least that height and returns its tip.',
  run: (node, args, signal) => {
    const height = args.integer('height');
    return waitForTip(node, args, signal, (tip) => tip.height >= height);
  },
};

export const blockMethods: readonly Method[] = [
  getbestblockhash,
  getblock,
  getblockchaininfo,
  getblockcount,
  getblockhash,
  getblockheader,
  getchaintips,
  invalidateblock,
  reconsiderblock,
  submitblock,
  waitforblock,
  waitforblockheight,
  waitfornewblock,
];
