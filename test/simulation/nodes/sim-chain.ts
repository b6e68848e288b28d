/** The embedded chain, with what the simulation wants of it besides: a miner with coins, and who offered what. */
import {
  type OutPoint,
  p2wpkh,
  REPLACEABLE_SEQUENCE,
  serializeTransaction,
  sighashContext,
  signP2wpkhInput,
  type Transaction,
  type TxOutput,
  unsignedInput,
  withWitnesses,
} from '@sferic/channel';
import { publicKey, sha256 } from '@sferic/crypto';
import { ChainEngine, parseTx, type Tx, txid } from '@sferic/regtest';
import type { Sat, TxId } from '@sferic/wire';
import type { Transport } from '../../../packages/node/src/chain/index.ts';
import type { Life } from './life.ts';

/** Small, so that a few strangers make a congestion; what a channel publishes at once is far smaller. */
const BLOCK_WEIGHT = 100_000;
/** Rewards mature, and strangers have coins to spend. */
const FIRST_BLOCKS = 150;
/** Less than ten minutes: a node that looks at the next block only does not take its height for an old one. */
export const SECONDS_PER_BLOCK = 250;
const OFFERING: ReadonlySet<string> = new Set(['sendrawtransaction', 'submitpackage']);

/** A node has offered a transaction. */
export type Offered = (node: number, tx: Tx) => void;

export class SimChain {
  readonly engine = new ChainEngine({ maxBlockWeight: BLOCK_WEIGHT });
  readonly #minerKey = sha256(new TextEncoder().encode('miner'));
  /** Of the first block: the miner's reward. */
  readonly #reward: { readonly outPoint: OutPoint; readonly output: TxOutput };

  constructor() {
    const scriptPubKey = p2wpkh(publicKey(this.#minerKey));
    const [first] = this.engine.mine({ scriptPubKey });
    const coinbase = first?.block.transactions[0];
    if (coinbase === undefined) throw new Error('a block without a reward');
    const amount = (coinbase.outputs[0]?.value ?? 0n) as Sat;
    const outPoint = { txid: txid(coinbase) as TxId, index: 0 };
    this.#reward = { outPoint, output: { amount, scriptPubKey } };
    this.engine.mine({ count: FIRST_BLOCKS });
  }

  get height(): number {
    return this.engine.tip.height;
  }

  /** Spends the miner's reward into these outputs, in a block of their own. */
  pay(outputs: readonly TxOutput[]): void {
    const { outPoint, output } = this.#reward;
    const inputs = [unsignedInput(outPoint, REPLACEABLE_SEQUENCE)];
    const unsigned: Transaction = { version: 2, inputs, outputs, locktime: 0 };
    const key = { secretKey: this.#minerKey, publicKey: publicKey(this.#minerKey) };
    const witness = signP2wpkhInput(sighashContext(unsigned), 0, output, key);
    const mined = this.engine.mineExactly([serializeTransaction(withWitnesses(unsigned, [witness]))]);
    if (!mined.ok) throw new Error(`the first coins: ${JSON.stringify(mined.error)}`);
  }

  mine(refuses?: (txid: Uint8Array) => boolean): void {
    this.engine.advance(SECONDS_PER_BLOCK);
    this.engine.mine(refuses && { refuses });
  }

  /** What a process speaks JSON-RPC through. A dead one is never answered. */
  transport(node: number, life: Life, offered: Offered): Transport {
    return {
      post: async ({ method, body }) => {
        const isCall = OFFERING.has(method);
        if (isCall ? !life.passes('call') : life.isOver) return new Promise<string>(() => undefined);
        const { body: answer = '' } = await this.engine.handle(body);
        if (isCall) for (const tx of this.#taken(body)) offered(node, tx);
        return answer;
      },
      close: () => undefined,
    };
  }

  /** The transactions of a request that wait now. */
  #taken(body: string): readonly Tx[] {
    const { params } = JSON.parse(body) as { readonly params: readonly [string | readonly string[]] };
    return [params[0]].flat().flatMap((raw) => {
      const tx = parseTx(Buffer.from(raw, 'hex'));
      return tx.ok && this.engine.isWaiting(txid(tx.value)) ? [tx.value] : [];
    });
  }
}
