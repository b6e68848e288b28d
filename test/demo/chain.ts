/** The chain as a process, embedded or bitcoind's, and what is asked of it. */
import { mkdir, readFile } from 'node:fs/promises';
import { satOfCoins } from './amounts.ts';
import { bitcoindArguments, bitcoindEndpoint, freePort } from './bitcoind.ts';
import { until } from './until.ts';
import type { Workspace } from './workspace.ts';

/** An output in a block, as `getblock` shows it. */
interface BlockOutput {
  readonly n: number;
  readonly value: number;
  readonly scriptPubKey: { readonly hex: string; readonly address?: string };
}

/** A transaction in a block, as `getblock` shows it. */
export interface BlockTransaction {
  readonly txid: string;
  readonly vin: readonly { readonly coinbase?: string; readonly txid?: string; readonly vout?: number }[];
  readonly vout: readonly BlockOutput[];
}

interface Endpoint {
  readonly url: string;
  /** Path of the file with the credentials. */
  readonly cookie: string;
}

/** Where all rewards go that no wallet gets: a key that nobody has. */
export const MINER_ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

/** Bitcoin Core's rule that a block's reward can be spent after so many more. */
export const COINBASE_MATURITY = 100;

export class Chain {
  readonly url: string;
  readonly cookiePath: string;

  private constructor({ url, cookie }: Endpoint) {
    this.url = url;
    this.cookiePath = cookie;
  }

  /** Starts it in a directory; resolves when it answers. */
  static async start(workspace: Workspace, directory: string): Promise<Chain> {
    if (workspace.usesBitcoind) return Chain.#startBitcoind(workspace, directory);
    const child = workspace.sferic('chain', 'regtest', '--datadir', directory, '--port', '0');
    const endpoint = JSON.parse(await child.firstLine) as Endpoint;
    return new Chain(endpoint);
  }

  static async #startBitcoind(workspace: Workspace, directory: string): Promise<Chain> {
    await mkdir(directory);
    const port = await freePort();
    const child = workspace.start('chain', 'bitcoind', bitcoindArguments(directory, port));
    const chain = new Chain(bitcoindEndpoint(directory, port));
    await until('bitcoind answers', async () => {
      if (child.isOver) throw new Error('bitcoind ended before it was up');
      return chain.height().then(
        () => true,
        () => false,
      );
    });
    return chain;
  }

  /** Mines blocks to an address; the height of the last one. */
  async mine(blocks: number, address: string = MINER_ADDRESS): Promise<number> {
    await this.#call('generatetoaddress', blocks, address);
    return this.height();
  }

  height(): Promise<number> {
    return this.#call<number>('getblockcount');
  }

  mempool(): Promise<readonly string[]> {
    return this.#call<readonly string[]>('getrawmempool');
  }

  async transactionsAt(height: number): Promise<readonly BlockTransaction[]> {
    const hash = await this.#call<string>('getblockhash', height);
    const block = await this.#call<{ readonly tx: readonly BlockTransaction[] }>('getblock', hash, 2);
    return block.tx;
  }

  /** The sum of all unspent outputs, in satoshis, as the chain counts it. */
  async unspentTotal(): Promise<bigint> {
    const info = await this.#call<{ readonly total_amount: number }>('gettxoutsetinfo', 'none');
    return satOfCoins(info.total_amount);
  }

  async #call<T>(method: string, ...params: readonly (string | number | boolean)[]): Promise<T> {
    const cookie = await readFile(this.cookiePath, 'utf8');
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(cookie).toString('base64')}` },
      body: JSON.stringify({ jsonrpc: '1.0', id: method, method, params }),
    });
    const { result, error } = (await response.json()) as { result: T; error: { message: string } | null };
    if (error !== null) throw new Error(`the chain refuses ${method}: ${error.message}`);
    return result;
  }
}
