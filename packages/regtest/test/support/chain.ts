import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { concatBytes, hash160, publicKey, sha256, sign, signatureToDer } from '@sferic/crypto';
import type { BlockNode } from '../../src/chain/tree.ts';
import { RegtestNode } from '../../src/node.ts';
import { OP } from '../../src/script/opcodes.ts';
import { pushData } from '../../src/script/parse.ts';
import { segwitSignatureHash } from '../../src/sighash/segwit.ts';
import { type OutPoint, type Sat, type Tx, type TxOut, txid } from '../../src/transaction.ts';

/** The value, which the test knows to be there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the test expected a value');
  return value;
}

/** A directory that goes with the test. */
export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'sferic-regtest-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const SECRET = sha256(Uint8Array.of(7));
const KEY = publicKey(SECRET);
const KEY_HASH = hash160(KEY);
const SIGHASH_ALL = 1;

/** Pay to witness key hash of the tests' one key. */
export const OWN_SCRIPT = concatBytes(Uint8Array.of(OP[0]), pushData(KEY_HASH));

export const witnessScriptHash = (script: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(OP[0]), pushData(sha256(script)));

/** An output that tests can spend: by the key, or by what `spend` names. */
export interface TestCoin {
  readonly outpoint: OutPoint;
  readonly value: Sat;
  /** Default: signs for `OWN_SCRIPT`. */
  readonly unlock?: { readonly scriptSig?: Uint8Array; readonly witness?: readonly Uint8Array[] };
}

export interface Draft {
  readonly from: readonly TestCoin[];
  readonly to: readonly TxOut[];
  readonly version?: number;
  readonly lockTime?: number;
  /** Of every input. */
  readonly sequence?: number;
}

/** A transaction with all of its inputs satisfied. */
export function build({ from, to, version = 2, lockTime = 0, sequence = 0xffff_fffd }: Draft): Tx {
  const unsigned: Tx = {
    version,
    lockTime,
    outputs: to,
    inputs: from.map(({ outpoint, unlock }) => ({
      prevout: outpoint,
      scriptSig: unlock?.scriptSig ?? new Uint8Array(),
      sequence,
      witness: unlock?.witness ?? [],
    })),
  };
  const scriptCode = concatBytes(
    Uint8Array.of(OP.DUP, OP.HASH160),
    pushData(KEY_HASH),
    Uint8Array.of(OP.EQUALVERIFY, OP.CHECKSIG),
  );
  const inputs = unsigned.inputs.map((input, index) => {
    const coin = present(from[index]);
    if (coin.unlock) return input;
    const digest = segwitSignatureHash(unsigned, index, scriptCode, coin.value, SIGHASH_ALL);
    const signature = concatBytes(signatureToDer(sign(digest, SECRET)), Uint8Array.of(SIGHASH_ALL));
    return { ...input, witness: [signature, KEY] };
  });
  return { ...unsigned, inputs };
}

/** Spends all of `from` into `count` equal outputs to the tests' key, less `fee`. */
export function pay(
  from: readonly TestCoin[],
  fee: Sat,
  { count = 1, ...rest }: Partial<Draft> & { readonly count?: number } = {},
): Tx {
  const total = from.reduce((sum, { value }) => sum + value, 0n) - fee;
  const share = total / BigInt(count);
  const to = Array.from({ length: count }, (_, index) => ({
    value: index === 0 ? total - share * BigInt(count - 1) : share,
    scriptPubKey: OWN_SCRIPT,
  }));
  return build({ from, to, ...rest });
}

/** Output `index` of a transaction, as a coin. */
export function coinOf(tx: Tx, index = 0, unlock?: TestCoin['unlock']): TestCoin {
  const output = present(tx.outputs[index]);
  return { outpoint: { txid: txid(tx), index }, value: output.value, ...(unlock && { unlock }) };
}

/** A chain on a directory of its own, with coins to spend. */
export class TestChain {
  readonly node: RegtestNode;
  readonly #coins: TestCoin[] = [];

  constructor(node: RegtestNode) {
    this.node = node;
  }

  /** @param coins how many coinbases are ready to be spent */
  static start(t: TestContext, { coins = 0, directory = temporaryDirectory(t) } = {}): TestChain {
    // A clock that stands still: block times then follow from the rules alone
    const node = new RegtestNode(directory, { clock: () => 1_700_000_000_000 });
    t.after(() => node.close());
    const chain = new TestChain(node);
    if (coins > 0) chain.fund(coins);
    return chain;
  }

  /** Makes `count` coinbases of the tests' key spendable. */
  fund(count: number): void {
    const blocks = this.mine(count);
    this.mine(100);
    for (const block of blocks) {
      this.#coins.push(coinOf(this.coinbase(block)));
    }
  }

  coinbase(block: BlockNode): Tx {
    return present(this.node.chain.block(block).transactions[0]);
  }

  /** A coin that no other call gave. */
  coin(): TestCoin {
    const coin = this.#coins.shift();
    if (coin === undefined) throw new Error('the test asked for more coins than it funded');
    return coin;
  }

  mine(count = 1, script = OWN_SCRIPT): BlockNode[] {
    return Array.from({ length: count }, () => this.node.generate(script));
  }

  /** Takes a transaction in, or throws the reason. */
  send(...txs: readonly Tx[]): void {
    for (const tx of txs) {
      const accepted = this.node.accept(tx);
      if (!accepted.ok) throw new Error(`${accepted.error.reason}: ${accepted.error.detail}`);
    }
  }

  /** Why the mempool refuses a transaction; 'accepted' if it would not. */
  judge(tx: Tx): string {
    const verdict = this.node.mempool.evaluate(tx);
    return verdict.ok ? 'accepted' : verdict.error.reason;
  }

  /** Like `judge`, with the detail. */
  explain(tx: Tx): string {
    const verdict = this.node.mempool.evaluate(tx);
    return verdict.ok ? 'accepted' : `${verdict.error.reason}, ${verdict.error.detail}`;
  }

  has(tx: Tx): boolean {
    return this.node.mempool.pool.find(txid(tx)) !== undefined;
  }
}
