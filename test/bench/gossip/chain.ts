/**
 * A chain that has the funding output of every channel of a synthetic network, behind the RPC of Bitcoin Core as far as a
 * node uses it. It stands still. A process of its own, so that its work is not the measured node's.
 */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fundingScript, p2wsh } from '@sferic/channel';
import { bytesToHex } from '@sferic/crypto';
import {
  syntheticBitcoinKeys,
  syntheticChannelsIn,
  syntheticFundingTxid,
  syntheticPlace,
} from '../../synthetic/gossip.ts';
import { networkOf } from '../../synthetic/graph-store.ts';
import { syntheticNetwork } from '../../synthetic/network.ts';

/** Above the last channel, so that all are deep enough. */
const BLOCKS_ABOVE = 100;
const REGTEST_GENESIS = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
const INVALID_PARAMETER = -8;
const METHOD_NOT_FOUND = -32601;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

type Method = (...params: readonly unknown[]) => unknown;

class CallRefused extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The hash of a block is its height, but for the first one's, by which a chain is known. */
function hashOf(height: number): string {
  return height === 0 ? REGTEST_GENESIS : height.toString(16).padStart(64, '0');
}

function methodsOf(channels: number, seed: number): Readonly<Record<string, Method>> {
  const { nodes } = networkOf(channels);
  const capacities = Float64Array.from(syntheticNetwork(nodes, channels, seed), ({ capacity }) => capacity);
  const txids = Array.from(capacities, (_, number) => bytesToHex(syntheticFundingTxid(number).toReversed()));
  const numbers = new Map(txids.map((txid, number) => [txid, number]));
  const tip = syntheticPlace(channels - 1).height + BLOCKS_ABOVE;
  return {
    getblockchaininfo: () => ({
      chain: 'regtest',
      blocks: tip,
      bestblockhash: hashOf(tip),
      initialblockdownload: false,
    }),
    getblockhash: (height) => {
      if (typeof height !== 'number' || height > tip)
        throw new CallRefused(INVALID_PARAMETER, 'Block height out of range');
      return hashOf(height);
    },
    getblock: (hash) => ({
      tx: syntheticChannelsIn(Number.parseInt(String(hash), 16), channels).map((number) => txids[number]),
    }),
    gettxout: (txid, index) => {
      const number = numbers.get(String(txid));
      if (number === undefined || index !== 0) return null;
      return {
        value: (capacities[number] ?? 0) / 1e8,
        scriptPubKey: { hex: bytesToHex(p2wsh(fundingScript(...syntheticBitcoinKeys(number)))) },
        confirmations: tip - syntheticPlace(number).height + 1,
        coinbase: false,
      };
    },
    estimatesmartfee: () => ({}),
    getmempoolinfo: () => ({ mempoolminfee: 0.00001 }),
    // It never comes: the answer waits as long as it may.
    waitforblockheight: (_, timeout) => new Promise((resolve) => setTimeout(resolve, Number(timeout))),
  };
}

async function answer({ id, method, params }: Call, methods: Readonly<Record<string, Method>>) {
  try {
    const known = methods[method];
    if (known === undefined) throw new CallRefused(METHOD_NOT_FOUND, 'Method not found');
    return { jsonrpc: '2.0', id, result: (await known(...params)) ?? null };
  } catch (error) {
    const code = error instanceof CallRefused ? error.code : -1;
    return { jsonrpc: '2.0', id, error: { code, message: String(error) } };
  }
}

/** `cookie`: where the credentials are left, which are not asked for. Tells its starter where it listens. */
async function serve(channels: number, seed: number, cookie: string): Promise<void> {
  const methods = methodsOf(channels, seed);
  writeFileSync(cookie, 'sferic:bench');
  const server = createServer(async (request, response) => {
    const calls: unknown = JSON.parse(await text(request));
    const answers = Array.isArray(calls)
      ? await Promise.all(calls.map((call: Call) => answer(call, methods)))
      : await answer(calls as Call, methods);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answers));
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  process.on('disconnect', () => process.exit());
}

const [channels, seed, cookie = ''] = process.argv.slice(2);
await serve(Number(channels), Number(seed), cookie);
