/**
 * Transactions and keys of channels: BOLT 3, appendices B to G, and BIP 143. The judging code stands with the tests of
 * packages/channel, where it runs on a compact selection of the same cases.
 */
import { type Bip143Family, bip143Cases } from '../../../packages/channel/test/vectors/bip143.ts';
import {
  type InteractiveFamily,
  interactiveCases,
} from '../../../packages/channel/test/vectors/bolt2-interactive-tx.ts';
import {
  type CommitmentFamily,
  commitmentCases,
} from '../../../packages/channel/test/vectors/bolt3-commitments.ts';
import { type FundingFamily, fundingCases } from '../../../packages/channel/test/vectors/bolt3-funding.ts';
import { type KeysFamily, keyCases } from '../../../packages/channel/test/vectors/bolt3-keys.ts';
import type { VectorCase } from '../../../packages/channel/test/vectors/vector-case.ts';
import { type Case, type Family, skipEach } from '../family.ts';
import { judgeBip143 } from './bitcoin-scripts.ts';

function judged(cases: readonly VectorCase[]): readonly Case[] {
  return cases.map(({ name, check }) => ({ name, judge: check }));
}

/** The one format of commitments that this project has. */
const COMMITMENT_GROUP = 'anchors';

export const bolt3Commitments: Family = {
  name: 'bolt3-commitments',
  *cases(file) {
    yield* judged(commitmentCases(file.value as CommitmentFamily));
    for (const group of file.items('groups')) {
      const name = group.text('name');
      if (name !== COMMITMENT_GROUP)
        yield* skipEach(group.items('cases'), `commitments of format ${name} are not made here`);
    }
  },
};

export const bolt3Funding: Family = {
  name: 'bolt3-funding',
  cases: (file) => judged(fundingCases(file.value as FundingFamily)),
};

export const bolt3Keys: Family = {
  name: 'bolt3-keys',
  cases: (file) => judged(keyCases(file.value as KeysFamily)),
};

export const bolt2InteractiveTx: Family = {
  name: 'bolt2-interactive-tx',
  cases: (file) => judged(interactiveCases(file.value as InteractiveFamily)),
};

/** Each example is judged twice: what channels sign, and what the embedded chain verifies. */
export const bip143: Family = {
  name: 'bip143',
  *cases(file) {
    const items = file.items('cases');
    for (const [index, { name, judge }] of judged(bip143Cases(file.value as Bip143Family)).entries()) {
      const item = items[index];
      yield {
        name,
        judge: () => {
          judge();
          if (item !== undefined) judgeBip143(item);
        },
      };
    }
  },
};
