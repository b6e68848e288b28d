/** A chain for two ends: blocks of the transactions that a test gives it, by the rules of maturity, and reorganisations. */
import assert from 'node:assert/strict';
import { publicKey, sha256 } from '@sferic/crypto';
import type { Sat, SatPerKw, TxId } from '@sferic/wire';
import {
  formatOutPoint,
  fundingScript,
  type OutPoint,
  outputWeight,
  p2wpkh,
  p2wsh,
  REPLACEABLE_SEQUENCE,
  sighashContext,
  signP2wpkhInput,
  type Transaction,
  type TxOutput,
  transactionId,
  transactionWeight,
  withWitnesses,
} from '../../src/bitcoin/index.ts';
import type { Effect, Watch } from '../../src/effect.ts';
import { restorePast } from '../../src/persistence/restore.ts';
import {
  batchClaims,
  batchWeight,
  type Claim,
  type ClaimBatch,
  revokedNumber,
  secondStageTransaction,
  signClaims,
  sweepTransaction,
} from '../../src/resolution/index.ts';
import { type ClosingState, storedState } from '../../src/state.ts';
import { established } from './auditor.ts';
import type { End } from './end.ts';
import { START_HEIGHT } from './fixtures.ts';

/** Says why scripts are not satisfied; `undefined` if they are. */
export type Judge = (transaction: Transaction, spent: readonly TxOutput[]) => string | undefined;

const CLAIM_FEERATE = 1000 as SatPerKw;
const COIN_AMOUNT = 100_000n as Sat;

interface Block {
  readonly height: number;
  readonly transactions: readonly Transaction[];
}

export class TestChain {
  height = START_HEIGHT;
  readonly #ends: readonly End[];
  readonly #judge: Judge;
  readonly #blocks: Block[] = [];
  readonly #outputs = new Map<string, { readonly output: TxOutput; readonly height: number }>();
  #coins = 0;
  /** Which ways of claiming were confirmed, for tests to see that each was taken. */
  readonly taken: string[] = [];

  constructor(ends: readonly End[], judge: Judge = () => undefined) {
    this.#ends = ends;
    this.#judge = judge;
    for (const end of ends)
      for (const { txid, outputIndex: index, capacity: amount, fundingPubkeys } of established(end)
        .commitments.active) {
        const scriptPubKey = p2wsh(fundingScript(fundingPubkeys.local, fundingPubkeys.remote));
        this.#outputs.set(formatOutPoint({ txid, index }), {
          output: { amount, scriptPubKey },
          height: START_HEIGHT - 2,
        });
      }
  }

  /** A block with these transactions. Fails if one breaks a rule. */
  mine(...transactions: readonly Transaction[]): void {
    this.height++;
    for (const transaction of transactions) this.#connect(transaction);
    this.#blocks.push({ height: this.height, transactions });
    for (const end of this.#ends) this.#deliver(end);
  }

  mineEmpty(blocks: number): void {
    for (let count = 0; count < blocks; count++) this.mine();
  }

  mineTo(height: number): void {
    this.mineEmpty(height - this.height);
  }

  /** Takes the last blocks away; what they held is not in the chain any more. */
  reorganize(blocks: number): readonly Transaction[] {
    const lost: Transaction[] = [];
    for (let count = 0; count < blocks; count++) {
      const block = this.#blocks.pop();
      assert(block !== undefined);
      for (const transaction of block.transactions.toReversed()) this.#disconnect(transaction);
      this.height--;
      for (const end of this.#ends) this.#undeliver(end, block);
      lost.unshift(...block.transactions);
    }
    return lost;
  }

  /** What of the claims of `end` the next block may hold, signed. */
  claims(end: End): readonly Transaction[] {
    const state = storedState(end.state);
    if (state?.type !== 'closing') return [];
    return batchClaims(claimsTold(end), this.height, CLAIM_FEERATE).map((batch) =>
      this.#claim(end, state, batch),
    );
  }

  /** Mines all claims of `end` for so many blocks. */
  mineClaims(end: End, blocks = 1): void {
    for (let count = 0; count < blocks; count++) this.mine(...this.claims(end));
  }

  /** Satoshis in outputs that pay to the wallet of `end` in blocks, without the coins that it put in itself. */
  wealthOf(end: End): bigint {
    let sum = 0n;
    for (const { transactions } of this.#blocks)
      for (const { outputs } of transactions)
        for (const { amount, scriptPubKey } of outputs)
          if (Buffer.compare(scriptPubKey, end.env.shutdownScript) === 0) sum += amount;
    return sum;
  }

  #claim(end: End, state: ClosingState, batch: ClaimBatch): Transaction {
    this.taken.push(...batch.claims.map(({ path }) => nameOf(path)));
    if (!batch.secondStage) {
      const sweep = sweepTransaction(batch, end.env.shutdownScript, CLAIM_FEERATE);
      assert(sweep !== undefined);
      const signed = withWitnesses(sweep, signClaims(state, batch.claims, sweep, end.signer));
      const expected = batchWeight(batch) + outputWeight(end.env.shutdownScript);
      const slack = expected - transactionWeight(signed);
      // A signature is shorter than at most by a byte or two, rarely more.
      assert(slack >= 0 && slack <= 6 * batch.claims.length, `weight ${slack} below what was expected`);
      return signed;
    }
    const coin = this.#coin();
    const transaction = secondStageTransaction(batch, {
      inputs: [{ outPoint: coin.outPoint, sequence: REPLACEABLE_SEQUENCE }],
      outputs: [],
    });
    const index = batch.claims.length;
    const own = signP2wpkhInput(sighashContext(transaction), index, coin.output, coin.key);
    return withWitnesses(transaction, [...signClaims(state, batch.claims, transaction, end.signer), own]);
  }

  /** A coin of some wallet, which pays fees. */
  #coin() {
    const secretKey = sha256(new TextEncoder().encode(`coin ${this.#coins}`));
    const key = { secretKey, publicKey: publicKey(secretKey) };
    const outPoint = { txid: sha256(secretKey) as TxId, index: this.#coins++ };
    const output = { amount: COIN_AMOUNT, scriptPubKey: p2wpkh(key.publicKey) };
    this.#outputs.set(formatOutPoint(outPoint), { output, height: START_HEIGHT });
    return { outPoint, output, key };
  }

  #connect(transaction: Transaction): void {
    const { inputs, outputs, locktime } = transaction;
    const isTimed = inputs.some(({ sequence }) => sequence !== 0xff_ff_ff_ff);
    // The locktimes of commitments, which hide their number, are times long past.
    if (isTimed && locktime < 500_000_000) assert(locktime < this.height, `locktime ${locktime}`);
    const spent = inputs.map(({ outPoint, sequence }) => {
      const found = this.#outputs.get(formatOutPoint(outPoint));
      assert(found !== undefined, `${formatOutPoint(outPoint)} is not there, or spent`);
      const isRelative = (sequence & 0x80_00_00_00) === 0;
      if (isRelative) assert(found.height + (sequence & 0xff_ff) <= this.height, `sequence ${sequence}`);
      return found.output;
    });
    const error = this.#judge(transaction, spent);
    assert.equal(error, undefined, `refused by the judge: ${error}`);
    const paid = outputs.reduce((sum, { amount }) => sum + amount, 0n);
    assert(paid <= spent.reduce((sum, { amount }) => sum + amount, 0n), 'a transaction that makes money');
    for (const { outPoint } of inputs) this.#spent.set(formatOutPoint(outPoint), this.#take(outPoint));
    const txid = transactionId(transaction);
    for (const [index, output] of outputs.entries())
      this.#outputs.set(formatOutPoint({ txid, index }), { output, height: this.height });
  }

  readonly #spent = new Map<string, { readonly output: TxOutput; readonly height: number }>();

  #take(outPoint: OutPoint) {
    const key = formatOutPoint(outPoint);
    const found = this.#outputs.get(key);
    assert(found !== undefined);
    this.#outputs.delete(key);
    return found;
  }

  #disconnect(transaction: Transaction): void {
    const txid = transactionId(transaction);
    for (const index of transaction.outputs.keys()) this.#outputs.delete(formatOutPoint({ txid, index }));
    for (const { outPoint } of transaction.inputs) {
      const key = formatOutPoint(outPoint);
      const before = this.#spent.get(key);
      if (before !== undefined) this.#outputs.set(key, before);
    }
  }

  /** As a follower does: what is watched is told, also if the watch came with the same block; then the height. */
  #deliver(end: End): void {
    end.env = { ...end.env, height: this.height };
    const told = new Set<string>();
    const block = this.#blocks.at(-1);
    for (let found = true; found; ) {
      found = false;
      for (const transaction of block?.transactions ?? [])
        for (const { outPoint } of transaction.inputs) {
          const key = formatOutPoint(outPoint);
          const watch = watchesOf(end).get(key);
          if (watch === undefined || told.has(key)) continue;
          told.add(key);
          found = true;
          tellSpent(end, watch, outPoint, transaction, this.height);
        }
    }
    end.input({ type: 'chain', event: { type: 'new_block', height: this.height } });
  }

  #undeliver(end: End, block: Block): void {
    end.env = { ...end.env, height: this.height };
    for (const transaction of block.transactions)
      for (const { outPoint } of transaction.inputs) {
        const watch = watchesOf(end).get(formatOutPoint(outPoint));
        if (watch?.type === 'funding_spent')
          end.input({ type: 'chain', event: { type: 'funding_unspent', fundingTxid: outPoint.txid } });
        if (watch?.type === 'output_spent')
          end.input({ type: 'chain', event: { type: 'output_unspent', outPoint } });
      }
    end.input({ type: 'chain', event: { type: 'new_block', height: this.height } });
  }
}

function tellSpent(
  end: End,
  watch: Watch,
  outPoint: OutPoint,
  transaction: Transaction,
  height: number,
): void {
  if (watch.type === 'output_spent') {
    end.input({ type: 'chain', event: { type: 'output_spent', outPoint, transaction, height } });
    return;
  }
  const number = revokedNumber(established(end), transaction);
  const rows = end.rows.entries().map(([key, value]) => ({ key, value }));
  const past = number === undefined ? [] : restorePast(rows, number);
  const fundingTxid = outPoint.txid;
  end.input({ type: 'chain', event: { type: 'funding_spent', fundingTxid, transaction, height, past } });
}

/** What `end` has said to watch and has not taken back; its funding it watches from the start. */
function watchesOf(end: End): ReadonlyMap<string, Watch> {
  const watches = new Map<string, Watch>();
  const state = storedState(end.state);
  if (state === undefined || state.type === 'signing_funding') return watches;
  for (const { txid, outputIndex } of state.commitments.active)
    watches.set(formatOutPoint({ txid, index: outputIndex }), {
      type: 'funding_spent',
      txid,
      outputIndex,
      scriptPubKey: new Uint8Array(0),
    });
  for (const effect of end.effects) {
    if (effect.type !== 'watch' && effect.type !== 'unwatch') continue;
    const { watch } = effect;
    if (watch.type !== 'output_spent') continue;
    const key = formatOutPoint({ txid: watch.txid, index: watch.outputIndex });
    if (effect.type === 'watch') watches.set(key, watch);
    else watches.delete(key);
  }
  return watches;
}

/** The claims that `end` has spoken of last. */
export function claimsTold(end: End): readonly Claim[] {
  const effect = end.effects.findLast(
    (one): one is Extract<Effect, { type: 'claims' }> => one.type === 'claims',
  );
  return effect?.claims ?? [];
}

function nameOf(path: Claim['path']): string {
  if (path.type === 'second_stage')
    return path.preimage === undefined ? 'htlc_timeout_tx' : 'htlc_success_tx';
  return path.type === 'penalty' ? `penalty_${path.of}` : path.type;
}
