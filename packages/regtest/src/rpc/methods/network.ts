import { bytesToHex } from '@sferic/crypto';
import { addressOf, scriptOfAddress } from '../../address.ts';
import { backlogFeerate } from '../../mempool/estimate.ts';
import { INCREMENTAL_RELAY_FEERATE, MIN_RELAY_FEERATE } from '../../mempool/fees.ts';
import { roomForTransactions } from '../../miner.ts';
import { isPayToScriptHash, witnessProgram } from '../../script/parse.ts';
import { RPC, RpcError } from '../errors.ts';
import { feerate } from '../json.ts';
import type { Method } from '../method.ts';

/** The Bitcoin Core whose methods, results and rules these are: 31.0. */
const CORE_VERSION = 310_000;
const USER_AGENT = '/Satoshi:31.0.0(sferic-regtest)/';
const PROTOCOL_VERSION = 70_016;

const getnetworkinfo: Method = {
  name: 'getnetworkinfo',
  parameters: [],
  summary:
    'Returns an object containing various state info regarding P2P networking, of which there is none here.',
  run: () => ({
    version: CORE_VERSION,
    subversion: USER_AGENT,
    protocolversion: PROTOCOL_VERSION,
    localservices: '0000000000000000',
    localservicesnames: [],
    localrelay: true,
    timeoffset: 0,
    networkactive: false,
    connections: 0,
    connections_in: 0,
    connections_out: 0,
    networks: [],
    relayfee: feerate(MIN_RELAY_FEERATE),
    incrementalfee: feerate(INCREMENTAL_RELAY_FEERATE),
    localaddresses: [],
    warnings: [],
  }),
};

/** Blocks within which an estimate may ask to confirm. */
const MAX_CONFIRMATION_TARGET = 1008;
const ESTIMATE_MODES = ['unset', 'economical', 'conservative'];

const estimatesmartfee: Method = {
  name: 'estimatesmartfee',
  parameters: [
    { name: 'conf_target', type: 'number', required: true },
    { name: 'estimate_mode', type: 'string' },
  ],
  summary:
    'Estimates a feerate for confirmation within conf_target blocks: what a transaction must outbid when more waits ' +
    'than these blocks hold. When all of it fits, nothing tells what a place is worth: insufficient data.',
  run: ({ mempool, maxBlockWeight }, args) => {
    const target = args.integer('conf_target');
    if (target < 1 || target > MAX_CONFIRMATION_TARGET) {
      const message = `Invalid conf_target, must be between 1 and ${MAX_CONFIRMATION_TARGET}`;
      throw new RpcError(RPC.invalidParameter, message);
    }
    if (!ESTIMATE_MODES.includes((args.optionalString('estimate_mode') ?? 'unset').toLowerCase())) {
      const modes = ESTIMATE_MODES.map((mode) => `"${mode}"`).join(', ');
      throw new RpcError(RPC.invalidParameter, `Invalid estimate_mode parameter, must be one of: ${modes}`);
    }
    // A target of one block is raised, as bitcoind does
    const blocks = Math.max(target, 2);
    const backlog = backlogFeerate(mempool.pool, blocks, roomForTransactions(maxBlockWeight));
    return backlog === undefined
      ? { errors: ['Insufficient data or no feerate found'], blocks }
      : { feerate: feerate(Math.max(backlog, mempool.minimumFeerate)), blocks };
  },
};

const validateaddress: Method = {
  name: 'validateaddress',
  parameters: [{ name: 'address', type: 'string', required: true }],
  summary: 'Returns information about an address.',
  run: (_node, args) => {
    const script = scriptOfAddress(args.string('address'));
    if (script === undefined)
      return { isvalid: false, error_locations: [], error: 'Invalid or unsupported address' };
    const witness = witnessProgram(script);
    return {
      isvalid: true,
      address: addressOf(script),
      scriptPubKey: bytesToHex(script),
      isscript: isPayToScriptHash(script) || (witness !== undefined && witness.program.length !== 20),
      iswitness: witness !== undefined,
      witness_version: witness?.version,
      witness_program: witness && bytesToHex(witness.program),
    };
  },
};

export const networkMethods: readonly Method[] = [estimatesmartfee, getnetworkinfo, validateaddress];
