import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatOutPoint, type OutPoint, p2wpkh, type Transaction, transactionId } from '@sferic/channel';
import type { Sat } from '@sferic/wire';
import fc from 'fast-check';
import { Keyring } from '../../src/wallet/keyring.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { FakeChain, transaction } from '../chain/fake-chain.ts';
import { coinbase, keys } from './fixture.ts';

/** Derived once: deriving is slow beside what is tested. */
const publicKeys = new Map<string, ReturnType<typeof keys.walletPublicKey>>();

function newLedger(): Ledger {
  const derive = (branch: 'receive' | 'change', index: number) => {
    const name = `${branch}/${index}`;
    const known = publicKeys.get(name) ?? keys.walletPublicKey(branch, index);
    publicKeys.set(name, known);
    return known;
  };
  return new Ledger(new Keyring(derive, { receive: 0, change: 0 }));
}

const ownScript = (index: number) => p2wpkh(keys.walletPublicKey('receive', index));
const OWN_SCRIPTS = [0, 1, 2].map(ownScript);
const FOREIGN_SCRIPT = p2wpkh(new Uint8Array(33).fill(9));

/** Confirmed coins, and those that wait, as values that compare. */
function view(ledger: Ledger, tip: number): readonly string[] {
  return ledger
    .coins(tip)
    .map((coin) => `${formatOutPoint(coin.outPoint)} ${coin.amount} ${coin.height} ${coin.spendable}`)
    .sort();
}

type Action =
  | { readonly type: 'block'; readonly include: readonly boolean[]; readonly made: readonly Made[] }
  | { readonly type: 'reorg'; readonly depth: number }
  | { readonly type: 'record'; readonly made: Made };

interface Made {
  /** Which of the outpoints seen so far it spends. */
  readonly spends: readonly number[];
  /** 0 to 2 pay to the wallet, 3 elsewhere. */
  readonly pays: readonly number[];
}

const made: fc.Arbitrary<Made> = fc.record({
  spends: fc.array(fc.nat(20), { maxLength: 2 }),
  pays: fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
});

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('block' as const),
      include: fc.array(fc.boolean(), { maxLength: 6 }),
      made: fc.array(made, { maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('reorg' as const), depth: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('record' as const), made }) },
);

/** Drives a ledger along a chain whose blocks never contradict each other. */
class Simulation {
  readonly chain = new FakeChain(0);
  readonly ledger = newLedger();
  readonly outPoints: OutPoint[] = [];
  readonly #pending: Transaction[] = [];

  run(step: Action): void {
    if (step.type === 'block') this.#block(step);
    else if (step.type === 'reorg') this.#reorg(step.depth);
    else this.#record(step.made);
  }

  #build({ spends, pays }: Made): Transaction {
    const chosen = new Map(
      spends.flatMap((n) => this.outPoints[n] ?? []).map((outPoint) => [formatOutPoint(outPoint), outPoint]),
    );
    const tx = {
      ...transaction([...chosen.values()]),
      outputs: pays.map((n, index) => ({
        amount: BigInt(1000 * (n + 1) + index) as Sat,
        scriptPubKey: OWN_SCRIPTS[n] ?? FOREIGN_SCRIPT,
      })),
    };
    const txid = transactionId(tx);
    this.outPoints.push(...tx.outputs.map((_, index) => ({ txid, index })));
    return tx;
  }

  /** Whether the chain could hold `tx` next: all that it spends is there, or nobody's business, and not spent. */
  #fits(tx: Transaction, block: readonly Transaction[]): boolean {
    const all = [
      ...this.chain.blocks.flatMap(({ transactions }) => transactions.map((entry) => entry.tx)),
      ...block,
    ];
    const made = new Set(all.map((other) => Buffer.from(transactionId(other)).toString('hex')));
    const known = new Set(this.outPoints.map(formatOutPoint));
    const spent = new Set(
      all.flatMap(({ inputs }) => inputs.map(({ outPoint }) => formatOutPoint(outPoint))),
    );
    return (
      !made.has(Buffer.from(transactionId(tx)).toString('hex')) &&
      tx.inputs.every(
        ({ outPoint }) =>
          !spent.has(formatOutPoint(outPoint)) &&
          (!known.has(formatOutPoint(outPoint)) || made.has(Buffer.from(outPoint.txid).toString('hex'))),
      )
    );
  }

  #block({ include, made: fresh }: Extract<Action, { type: 'block' }>): void {
    const block: Transaction[] = [];
    const offered = this.#pending.filter((_, index) => include[index] === true);
    for (const tx of [...offered, ...fresh.map((one) => this.#build(one))])
      if (this.#fits(tx, block)) block.push(tx);
    const reward = coinbase([OWN_SCRIPTS[0]!, 500]);
    this.outPoints.push({ txid: transactionId(reward), index: 0 });
    const mined = this.chain.mine(reward, ...block);
    this.ledger.apply(this.ledger.connect(mined));
    assert.deepEqual(
      this.ledger.connect(mined).filter(({ type }) => type !== 'transaction'),
      [],
      'the same block again changes nothing',
    );
  }

  #reorg(depth: number): void {
    for (let n = 0; n < depth && this.chain.height > 0; n++) {
      const { height, transactions } = this.chain.blocks[this.chain.height]!;
      this.chain.drop(1);
      this.ledger.apply(this.ledger.disconnect(height));
      this.#pending.push(...transactions.slice(1).map(({ tx }) => tx));
    }
  }

  #record(one: Made): void {
    const tx = this.#build(one);
    const changes = this.ledger.record(transactionId(tx), tx);
    if (changes === undefined) return;
    this.ledger.apply(changes);
    this.#pending.push(tx);
  }
}

describe('Ledger', () => {
  it('any history of blocks, reorganisations and own transactions ends where the final chain alone would', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
        const simulation = new Simulation();
        for (const step of actions) simulation.run(step);
        const { chain, ledger } = simulation;
        // What waits for a block is given up, as when it never confirms.
        for (const { txid } of ledger.unconfirmed()) ledger.apply(ledger.drop(txid));
        const replayed = newLedger();
        for (const block of chain.blocks) replayed.apply(replayed.connect(block));
        assert.deepEqual(view(ledger, chain.height), view(replayed, chain.height));
      }),
      { numRuns: 300 },
    );
  });

  it('transactions without a block never spend the same, nor what a block spends', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
        const simulation = new Simulation();
        for (const step of actions) simulation.run(step);
        const confirmed = simulation.chain.blocks.flatMap(({ transactions }) =>
          transactions.map(({ tx }) => tx),
        );
        const waiting = simulation.ledger.unconfirmed().map(({ tx }) => tx);
        const spentInBlocks = new Set(
          confirmed.flatMap(({ inputs }) => inputs.map(({ outPoint }) => formatOutPoint(outPoint))),
        );
        const spent = waiting.flatMap(({ inputs }) => inputs.map(({ outPoint }) => formatOutPoint(outPoint)));
        assert.equal(new Set(spent).size, spent.length);
        assert.ok(spent.every((outPoint) => !spentInBlocks.has(outPoint)));
      }),
      { numRuns: 300 },
    );
  });

  it('lists what waits for a block with parents first', () => {
    const ledger = newLedger();
    const pay = (tx: Transaction): Transaction => ({
      ...tx,
      outputs: [{ amount: 5000n as Sat, scriptPubKey: OWN_SCRIPTS[0]! }],
    });
    const parent = pay(transaction());
    const child = pay(transaction([{ txid: transactionId(parent), index: 0 }]));
    const grandchild = pay(transaction([{ txid: transactionId(child), index: 0 }]));
    for (const tx of [grandchild, parent, child]) ledger.apply(ledger.record(transactionId(tx), tx)!);
    assert.deepEqual(
      ledger.unconfirmed().map(({ tx }) => tx),
      [parent, child, grandchild],
    );
  });
});
