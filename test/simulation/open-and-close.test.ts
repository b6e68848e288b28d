/** What an opening and a close bring to the chain, judged by the embedded chain's interpreter. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Transaction, type TxOutput, transactionWeight } from '@sferic/channel';
import { CLOSE_FEERATE, closings, offer } from '../../packages/channel/test/closing/fixtures.ts';
import { established } from '../../packages/channel/test/harness/auditor.ts';
import { payment } from '../../packages/channel/test/harness/fixtures.ts';
import {
  FUNDING_FEERATE,
  OpeningPair,
  type OpeningScenario,
} from '../../packages/channel/test/opening/opening-pair.ts';
import { assertValid } from './judge.ts';

const SCENARIOS: Readonly<Record<string, OpeningScenario>> = {
  'funded by both': {},
  'funded by the opener': { amounts: { alice: 600_000n, bob: 0n } },
  'funded by the accepter for the most part': { amounts: { alice: 5_000n, bob: 900_000n } },
};

/** The published funding transaction with the outputs that it spends. */
function funding(pair: OpeningPair): {
  readonly transaction: Transaction;
  readonly spent: readonly TxOutput[];
} {
  const { state } = pair.alice;
  assert.ok(state.type === 'wait_for_ready');
  const { shared } = state.candidates.get(0)?.transaction ?? assert.fail('no funding transaction');
  const published = pair.alice.effects.find((effect) => effect.type === 'publish');
  assert.ok(published?.type === 'publish');
  return { transaction: published.transaction, spent: shared.inputs.map(({ spent }) => spent) };
}

describe('a channel from its opening to its close', () => {
  for (const [name, scenario] of Object.entries(SCENARIOS))
    it(`${name}: funding and closing transactions are valid and pay the feerates that were asked for`, () => {
      const pair = new OpeningPair(scenario);
      assert.ok(pair.open());
      pair.run();
      const { transaction, spent } = funding(pair);
      assertValid(transaction, ...spent);
      const fee = total(spent) - total(transaction.outputs);
      const feerate = (Number(fee) * 1000) / transactionWeight(transaction);
      assert.ok(feerate >= FUNDING_FEERATE * 0.99 && feerate < FUNDING_FEERATE * 1.1, `feerate ${feerate}`);

      pair.confirm(3);
      pair.run();
      if ((scenario.amounts?.alice ?? 600_000n) > 100_000n) {
        offer(pair, 'alice', 1);
        pair.settle();
        pair.bob.do({ type: 'fulfill_htlc', htlcId: 0n, preimage: payment(1).preimage });
        pair.settle();
      }
      pair.alice.do({ type: 'close', feerate: CLOSE_FEERATE });
      pair.settle();
      const [active] = established(pair.alice).commitments.active;
      const output = transaction.outputs[active?.outputIndex ?? -1];
      assert.ok(output !== undefined);
      assert.ok(closings(pair.alice).length > 0);
      for (const closing of closings(pair.alice)) assertValid(closing, output);
      pair.finish();
    });
});

function total(outputs: readonly TxOutput[]): bigint {
  return outputs.reduce((sum, { amount }) => sum + amount, 0n);
}
