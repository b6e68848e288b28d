import { bytesToHex } from '@sferic/crypto';
import { scriptOfAddress } from '../../address.ts';
import { blockHash, serializeBlock } from '../../block.ts';
import type { RegtestNode } from '../../node.ts';
import { displayId, parseDisplayId, type Tx } from '../../transaction.ts';
import { scriptOfDescriptor } from '../descriptor.ts';
import { RPC, RpcError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { Method } from '../method.ts';
import { parseHexTx } from '../transaction-arguments.ts';

/** After so many blocks other calls get their turn. */
const BLOCKS_PER_TURN = 20;

const generatetoaddress: Method = {
  name: 'generatetoaddress',
  parameters: [
    { name: 'nblocks', type: 'number', required: true },
    { name: 'address', type: 'string', required: true },
    { name: 'maxtries', type: 'number' },
  ],
  summary: 'Mines blocks to an address. Returns their hashes.',
  run: async (node, args, signal): Promise<Json> => {
    const script = scriptOfAddress(args.string('address'));
    if (script === undefined) throw new RpcError(RPC.invalidAddressOrKey, 'Error: Invalid address');
    const count = args.integer('nblocks');
    const hashes: string[] = [];
    while (hashes.length < count && !signal.aborted) {
      hashes.push(displayId(node.generate(script).hash));
      if (hashes.length % BLOCKS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return hashes;
  },
};

function rawOrPooled({ mempool }: RegtestNode, text: string): Tx {
  const id = parseDisplayId(text);
  if (id !== undefined) {
    const entry = mempool.pool.find(id);
    if (entry) return entry.tx;
    throw new RpcError(RPC.invalidAddressOrKey, `Transaction ${text} not in mempool.`);
  }
  const tx = parseHexTx(text);
  if (tx) return tx;
  throw new RpcError(
    RPC.deserialization,
    `Transaction decode failed for ${text}. Make sure the tx has at least one input.`,
  );
}

const generateblock: Method = {
  name: 'generateblock',
  parameters: [
    { name: 'output', type: 'string', required: true },
    { name: 'transactions', type: 'array', required: true },
    { name: 'submit', type: 'boolean' },
  ],
  summary:
    'Mines a block with exactly these transactions (ids from the mempool, or raw in hex), in this order, paying to an ' +
    'address or descriptor. With submit=false the block is returned in hex and not used.',
  run: (node, args) => {
    const output = args.string('output');
    const script = scriptOfDescriptor(output) ?? scriptOfAddress(output);
    if (script === undefined)
      throw new RpcError(RPC.invalidAddressOrKey, 'Error: Invalid address or descriptor');
    const transactions = args.strings('transactions').map((text) => rawOrPooled(node, text));
    const block = node.mine(script, { transactions, fees: node.feesOf(transactions) });
    const broken = node.chain.test(block);
    if (broken) {
      const reason = broken.message === '' ? broken.code : `${broken.code}, ${broken.message}`;
      throw new RpcError(RPC.verify, `TestBlockValidity failed: ${reason}`);
    }
    const hash = displayId(blockHash(block.header));
    if (!args.booleanOr('submit', true)) return { hash, hex: bytesToHex(serializeBlock(block)) };
    const submitted = node.submit(block);
    if (!submitted.ok) throw new Error(`a block that passed its test was refused: ${submitted.error.code}`);
    return { hash };
  },
};

export const miningMethods: readonly Method[] = [generateblock, generatetoaddress];
