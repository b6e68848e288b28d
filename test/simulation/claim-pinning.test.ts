/** Penalties of which the peer pins one, by a transaction of its own that pays more: the others must not wait with it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatOutPoint, formatTxid, type Transaction, transactionId } from '@sferic/channel';
import { createLogger } from '@sferic/node';
import type { SatPerKw } from '@sferic/wire';
import { claimsTold } from '../../packages/channel/test/harness/test-chain.ts';
import { ClaimPublisher } from '../../packages/node/src/enforcement/claim-publisher.ts';
import { Published } from '../../packages/node/src/enforcement/published.ts';
import { closing, DELAY, settledChannel } from './resolution-fixtures.ts';

const rate = (value: number) => value as SatPerKw;
const ESTIMATES = { urgent: rate(2000), normal: rate(1500), slow: rate(1000), background: rate(500) };
const log = createLogger({ level: 'error', format: 'json', write: () => undefined, now: () => new Date(0) });

/** A mempool that knows of conflicts, and of nothing else. */
class Mempool {
  /** What nobody can outbid. */
  readonly pinned = new Set<string>();
  readonly #held = new Map<string, Transaction>();

  get transactions(): readonly Transaction[] {
    return [...this.#held.values()];
  }

  /** Whether it holds a transaction that spends exactly these. */
  holds(...outPoints: readonly string[]): boolean {
    return this.transactions.some((tx) => spentBy(tx).toSorted().join() === outPoints.toSorted().join());
  }

  publish = async (tx: Transaction) => {
    const spent = spentBy(tx);
    if (spent.some((name) => this.pinned.has(name)))
      return { type: 'rejected', code: -26, reason: 'insufficient fee, rejecting replacement' } as const;
    for (const [txid, other] of this.#held)
      if (spentBy(other).some((name) => spent.includes(name))) this.#held.delete(txid);
    this.#held.set(formatTxid(transactionId(tx)), tx);
    return { type: 'accepted' } as const;
  };

  forget = () => undefined;

  /** The peer spends it. */
  pin(name: string): void {
    this.pinned.add(name);
    for (const [txid, other] of this.#held) if (spentBy(other).includes(name)) this.#held.delete(txid);
  }
}

function spentBy({ inputs }: Transaction): readonly string[] {
  return inputs.map(({ outPoint }) => formatOutPoint(outPoint));
}

/** Alice after the peer has published a revoked commitment, with what it has to be punished for. */
function breach() {
  const { alice, chain, old } = settledChannel();
  chain.mine(old.commitment);
  const mempool = new Mempool();
  const wallet = {
    record: async () => true,
    drop: async () => undefined,
    waitingSpender: () => undefined,
    transaction: () => undefined,
    fund: () => assert.fail('penalties pay for themselves'),
    sign: () => assert.fail('penalties pay for themselves'),
    release: async () => undefined,
  };
  let { height } = chain;
  const publisher = new ClaimPublisher({
    wallet,
    owner: 'channel 0',
    signer: alice.signer,
    scriptPubKey: alice.env.shutdownScript,
    height: () => height,
    estimates: () => ESTIMATES,
    published: new Published({ wallet, broadcaster: mempool, log }),
    log,
  });
  const claims = claimsTold(alice);
  const outPoints = claims
    .filter(({ path }) => path.type === 'penalty')
    .map((claim) => formatOutPoint(claim.outPoint));
  publisher.update(closing(alice), claims);
  const mineTo = async (to: number) => {
    for (; height < to; height++) {
      publisher.newHeight();
      await publisher.idle();
    }
  };
  return { mempool, publisher, outPoints, mineTo, height };
}

describe('a penalty that the peer pins', () => {
  for (const index of [0, 1, 2])
    it(`from the beginning, output ${index}: the others go alone at once`, async () => {
      const { mempool, publisher, outPoints } = breach();
      mempool.pin(outPoints[index]!);
      await publisher.idle();
      for (const [other, name] of outPoints.entries())
        assert.equal(mempool.holds(name), other !== index, `output ${other}`);
    });

  it('later: with the next block', async () => {
    const { mempool, publisher, outPoints, mineTo, height } = breach();
    await publisher.idle();
    assert(mempool.holds(...outPoints));
    mempool.pin(outPoints[0]!);
    await mineTo(height + 1);
    assert.deepEqual(
      outPoints.map((name) => mempool.holds(name)),
      [false, true, true],
    );
    // It is tried again and again, for more and more, and taken as soon as the peer's is gone.
    mempool.pinned.clear();
    await mineTo(height + DELAY);
    assert(outPoints.every((name) => mempool.holds(name)));
  });
});
