import { formatTxid, type OutPoint } from '@sferic/channel';
import { bytesToHex, equalBytes, hexToBytes } from '@sferic/crypto';
import type { Sat, TxId } from '@sferic/wire';
import type { ChainBackend, ChainInfo, PackageVerdict, UnspentOutput } from './backend.ts';
import { type Block, type BlockHash, formatBlockHash, parseBlock, parseBlockHash } from './block.ts';
import { Credentials, type CredentialsConfig } from './credentials.ts';
import { RPC_CODE, RpcError } from './errors.ts';
import { HttpTransport } from './http-transport.ts';
import { finite, JsonObject, text, UnexpectedJson } from './json.ts';
import { type Call, type CallOptions, JsonRpc, type Transport } from './json-rpc.ts';

export interface BitcoindConfig {
  /** `http://host:port` or `https://…`. */
  readonly url: string;
  readonly credentials: CredentialsConfig;
}

const SATOSHIS_PER_BITCOIN = 100_000_000;
/** A virtual kilobyte has 4000 weight units. */
const KILOWEIGHT_PER_KILOVBYTE = 4;
/** How much longer than the server's own wait the client waits for its answer. */
const WAIT_MARGIN_MS = 10_000;

/** A client of bitcoind, or of a server that speaks the same RPC. */
export class BitcoindClient implements ChainBackend {
  readonly #rpc: JsonRpc;
  #canWait = true;

  /** Connects when first used. Throws on a malformed URL. */
  constructor(server: BitcoindConfig | Transport) {
    this.#rpc = new JsonRpc('post' in server ? server : httpTransport(server));
  }

  /** Ends all connections: calls in flight fail, and so do later ones. */
  close(): void {
    this.#rpc.close();
  }

  info(options?: CallOptions): Promise<ChainInfo> {
    return this.#call('getblockchaininfo', [], readChainInfo, options);
  }

  blockHash(height: number, options?: CallOptions): Promise<BlockHash | undefined> {
    return absent([RPC_CODE.INVALID_PARAMETER], this.#call('getblockhash', [height], readBlockHash, options));
  }

  blockHashes(
    heights: readonly number[],
    options?: CallOptions,
  ): Promise<readonly (BlockHash | undefined)[]> {
    const calls = heights.map((height) => ({ method: 'getblockhash', params: [height] }));
    return this.#batch(calls, readBlockHash, [RPC_CODE.INVALID_PARAMETER], options);
  }

  block(hash: BlockHash, height: number, options?: CallOptions): Promise<Block | undefined> {
    const read = (result: unknown): Block => readBlock(result, hash, height);
    return absent(BLOCK_ABSENT, this.#call('getblock', [formatBlockHash(hash), 0], read, options));
  }

  blocksTransactionIds(
    hashes: readonly BlockHash[],
    options?: CallOptions,
  ): Promise<readonly (readonly TxId[] | undefined)[]> {
    const calls = hashes.map((hash) => ({ method: 'getblock', params: [formatBlockHash(hash), 1] }));
    return this.#batch(calls, readBlockTransactionIds, BLOCK_ABSENT, options);
  }

  async waitForHeight(height: number, timeoutMs: number, options?: CallOptions): Promise<true | undefined> {
    if (!this.#canWait) return undefined;
    const patience = { ...options, timeoutMs: timeoutMs + WAIT_MARGIN_MS };
    const done = (): true => true;
    const waited = this.#call('waitforblockheight', [height, timeoutMs], done, patience);
    const result = await absent([RPC_CODE.METHOD_NOT_FOUND], waited);
    this.#canWait = result !== undefined;
    return result;
  }

  sendTransaction(raw: Uint8Array, options?: CallOptions): Promise<TxId> {
    return this.#call('sendrawtransaction', [bytesToHex(raw), NO_MAXIMUM_FEERATE], readTxid, options);
  }

  submitPackage(raws: readonly Uint8Array[], options?: CallOptions): Promise<PackageVerdict | undefined> {
    const params = [raws.map(bytesToHex), NO_MAXIMUM_FEERATE];
    const verdict = this.#call('submitpackage', params, readPackageVerdict, options);
    return absent([RPC_CODE.METHOD_NOT_FOUND], verdict);
  }

  unspentOutput(
    outPoint: OutPoint,
    includeMempool: boolean,
    options?: CallOptions,
  ): Promise<UnspentOutput | undefined> {
    const { method, params } = unspentOutputCall(outPoint, includeMempool);
    return this.#call(method, params, readUnspentOutput, options);
  }

  unspentOutputs(
    outPoints: readonly OutPoint[],
    includeMempool: boolean,
    options?: CallOptions,
  ): Promise<readonly (UnspentOutput | undefined)[]> {
    const calls = outPoints.map((outPoint) => unspentOutputCall(outPoint, includeMempool));
    return this.#batch(calls, readUnspentOutput, [], options);
  }

  estimateFeerate(blocks: number, options?: CallOptions): Promise<number | undefined> {
    const read = (result: unknown): number | undefined => {
      const estimate = new JsonObject(result);
      return estimate.has('feerate') ? feeratePerKiloweight(estimate.number('feerate')) : undefined;
    };
    return this.#call('estimatesmartfee', [blocks], read, options);
  }

  mempoolMinimumFeerate(options?: CallOptions): Promise<number> {
    const read = (result: unknown): number =>
      feeratePerKiloweight(new JsonObject(result).number('mempoolminfee'));
    return this.#call('getmempoolinfo', [], read, options);
  }

  #call<T>(
    method: string,
    params: readonly unknown[],
    read: (result: unknown) => T,
    options: CallOptions | undefined,
  ): Promise<T> {
    return this.#rpc.call({ method, params }, read, options);
  }

  /** Results in the order of the calls, `undefined` in the place of those that are refused with a code of `absentCodes`. */
  async #batch<T>(
    calls: readonly Call[],
    read: (result: unknown) => T,
    absentCodes: readonly number[],
    options: CallOptions | undefined,
  ): Promise<readonly (T | undefined)[]> {
    const results = await this.#rpc.batch(calls, read, options);
    return results.map((result) => {
      if (!(result instanceof RpcError)) return result;
      if (absentCodes.includes(result.code)) return undefined;
      throw result;
    });
  }
}

function unspentOutputCall({ txid, index }: OutPoint, includeMempool: boolean) {
  return { method: 'gettxout', params: [formatTxid(txid), index, includeMempool] };
}

function httpTransport({ url, credentials }: BitcoindConfig): HttpTransport {
  return new HttpTransport(new URL(url), new Credentials(credentials));
}

/** `maxfeerate` of `sendrawtransaction` and `submitpackage`: 0 turns the check off. */
const NO_MAXIMUM_FEERATE = 0;
/** An unknown block, and one that was pruned or not downloaded yet. */
const BLOCK_ABSENT = [RPC_CODE.INVALID_ADDRESS_OR_KEY, RPC_CODE.MISC_ERROR];

/** Turns the given refusals into `undefined`. */
async function absent<T>(codes: readonly number[], result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof RpcError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

function readBlockHash(result: unknown): BlockHash {
  const hash = parseBlockHash(text(result));
  if (hash === undefined) throw new UnexpectedJson('a block hash has 64 hex digits');
  return hash;
}

function readTxid(result: unknown): TxId {
  const reversed = hex(text(result));
  if (reversed.length !== 32) throw new UnexpectedJson('a transaction id has 64 hex digits');
  return reversed.reverse() as TxId;
}

function readChainInfo(result: unknown): ChainInfo {
  const info = new JsonObject(result);
  return {
    chain: info.string('chain'),
    height: info.number('blocks'),
    bestBlockHash: readBlockHash(info.string('bestblockhash')),
    initialBlockDownload: info.boolean('initialblockdownload'),
  };
}

function readBlock(result: unknown, hash: BlockHash, height: number): Block {
  const block = parseBlock(hex(text(result)), height);
  if (!block.ok) throw new UnexpectedJson(`the block cannot be read: ${block.error.message}`);
  if (!equalBytes(block.value.hash, hash)) throw new UnexpectedJson('another block than the one asked for');
  return block.value;
}

function readBlockTransactionIds(result: unknown): readonly TxId[] {
  return new JsonObject(result).array('tx').map(readTxid);
}

function readPackageVerdict(result: unknown): PackageVerdict {
  const verdict = new JsonObject(result);
  const message = verdict.string('package_msg');
  if (message === 'success') return { accepted: true };
  const results = Object.values((result as { readonly 'tx-results'?: object })['tx-results'] ?? {});
  const errors = results
    .map((each) => new JsonObject(each))
    .flatMap((each) => (each.has('error') ? [each.string('error')] : []));
  return { accepted: false, reason: [message, ...errors].join('; ') };
}

function readUnspentOutput(result: unknown): UnspentOutput | undefined {
  if (result === null || result === undefined) return undefined;
  const output = new JsonObject(result);
  return {
    amount: BigInt(Math.round(output.number('value') * SATOSHIS_PER_BITCOIN)) as Sat,
    scriptPubKey: hex(output.object('scriptPubKey').string('hex')),
    confirmations: output.number('confirmations'),
    coinbase: output.boolean('coinbase'),
  };
}

/** From bitcoin per virtual kilobyte; rounded up, so that a minimum is met. */
function feeratePerKiloweight(bitcoinPerKilovbyte: number): number {
  const satoshisPerKilovbyte = Math.round(finite(bitcoinPerKilovbyte) * SATOSHIS_PER_BITCOIN);
  return Math.ceil(satoshisPerKilovbyte / KILOWEIGHT_PER_KILOVBYTE);
}

function hex(value: string): Uint8Array {
  try {
    return hexToBytes(value);
  } catch {
    throw new UnexpectedJson('not hexadecimal');
  }
}
