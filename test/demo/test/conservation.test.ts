/** The proof of conservation accepts what adds up, and finds a single millisatoshi that does not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChainLedger, LedgerOutput, LedgerTransaction } from '../chain-ledger.ts';
import { type Accounts, audit, MINER, type NodeAccount, type Party } from '../conservation.ts';

const output = (outpoint: string, sat: bigint, address: string): LedgerOutput => ({ outpoint, sat, address });

const COIN = output('coin:0', 5_000_000_000n, 'a1');
const BOBS_COIN = output('coin:1', 5_000_000_000n, 'b1');
const REWARD = output('coin:2', 5_000_001_001n, 'miner');
const FUNDING = output('open:0', 3_000_000n, 'channel');
const CHANGES = [output('open:1', 4_997_999_500n, 'a2'), output('open:2', 4_998_999_900n, 'b2')] as const;
const BALANCES = [output('close:0', 1_499_598n, 'a3'), output('close:1', 1_500_001n, 'b3')] as const;

const opening: LedgerTransaction = {
  txid: 'open',
  height: 2,
  inputs: [COIN, BOBS_COIN],
  outputs: [FUNDING, ...CHANGES],
};
const closing: LedgerTransaction = { txid: 'close', height: 3, inputs: [FUNDING], outputs: BALANCES };

/**
 * Alice puts in 2,000,000 sat and pays 500 sat for the opening, Bob 1,000,000 and 100. Alice pays him 500,001.3 sat, and
 * closes for 400 sat; 0.7 and 0.3 sat are lost to rounding.
 */
const ledger: ChainLedger = {
  height: 3,
  subsidies: 15_000_000_000n,
  fees: 1001n,
  transactions: [opening, closing],
  unspent: [REWARD, ...CHANGES, ...BALANCES],
};
const NOTHING = { receivedMsat: 0n, sentMsat: 0n, routingPaidMsat: 0n, routingEarnedMsat: 0n };
const alice: NodeAccount = { ...NOTHING, name: 'alice', startSat: 5_000_000_000n, sentMsat: 500_001_300n };
const bob: NodeAccount = { ...NOTHING, name: 'bob', startSat: 5_000_000_000n, receivedMsat: 500_001_300n };
const parties: readonly [Party, Party] = [
  { name: 'alice', contributionSat: 2_000_000n, finalMsat: 1_499_998_700n },
  { name: 'bob', contributionSat: 1_000_000n, finalMsat: 1_500_001_300n },
];
const accounts: Accounts = {
  nodes: [alice, bob],
  channels: [{ name: 'alice–bob', fundingOutpoint: 'open:0', parties }],
  ledger,
  owners: new Map([
    ...['a1', 'a2', 'a3'].map((address) => [address, 'alice'] as const),
    ...['b1', 'b2', 'b3'].map((address) => [address, 'bob'] as const),
    ['miner', MINER],
  ]),
  unspentTotal: 15_000_000_000n,
};

const problemsOf = (changes: Partial<Accounts>): string =>
  audit({ ...accounts, ...changes }).problems.join('\n');
const withParties = (...changed: readonly [Party, Party]): Partial<Accounts> => ({
  channels: [{ name: 'alice–bob', fundingOutpoint: 'open:0', parties: changed }],
});

describe('what adds up', () => {
  const { statements, problems } = audit(accounts);

  it('has no problems', () => assert.deepEqual(problems, []));

  it('tells of each node what it paid for openings, closings and rounding', () => {
    assert.deepEqual(
      statements.map(({ fundingFeesMsat, closingFeesMsat, remaindersMsat, endMsat }) => [
        fundingFeesMsat,
        closingFeesMsat,
        remaindersMsat,
        endMsat,
      ]),
      [
        [500_000n, 400_000n, 700n, 4_999_499_098_000n],
        [100_000n, 0n, 300n, 5_000_499_901_000n],
      ],
    );
  });
});

describe('what does not add up', () => {
  it('a satoshi more on chain than blocks have created', () => {
    assert.match(
      problemsOf({ unspentTotal: 15_000_000_001n }),
      /all unspent outputs = the subsidies of 3 blocks/,
    );
  });

  it('a millisatoshi that was received and not sent', () => {
    const problems = problemsOf({ nodes: [alice, { ...bob, receivedMsat: 500_001_301n }] });
    assert.match(problems, /all sent = all received/);
    assert.match(problems, /bob: start ± payments − fees = end/);
    assert.doesNotMatch(problems, /alice: start/);
  });

  it('a routing fee that was paid to nobody', () => {
    const problems = problemsOf({ nodes: [{ ...alice, routingPaidMsat: 1n }, bob] });
    assert.match(problems, /routing fees paid = routing fees earned/);
    assert.match(problems, /alice: start/);
  });

  it('a start that was another', () => {
    assert.match(problemsOf({ nodes: [{ ...alice, startSat: 4_999_999_999n }, bob] }), /alice: start/);
  });

  it('a balance that the payments do not lead to', () => {
    const [ours, theirs] = parties;
    const shifted = withParties(
      { ...ours, finalMsat: ours.finalMsat - 1000n },
      { ...theirs, finalMsat: theirs.finalMsat + 1000n },
    );
    assert.match(problemsOf(shifted), /alice: start.*\nbob: start/s);
  });

  it('a closing transaction that takes from both ends', () => {
    const outputs = [output('close:0', 1_499_599n, 'a3'), output('close:1', 1_500_000n, 'b3')];
    const unspent = [REWARD, ...CHANGES, ...outputs];
    const problems = problemsOf({
      ledger: { ...ledger, transactions: [opening, { ...closing, outputs }], unspent },
    });
    assert.match(problems, /the close of alice–bob was not paid by its closer: 399 and 1 sat/);
  });

  it('a channel that is still open', () => {
    const unspent = [REWARD, ...CHANGES, FUNDING];
    assert.match(
      problemsOf({ ledger: { ...ledger, transactions: [opening], unspent } }),
      /alice–bob is not closed on chain/,
    );
  });

  it('a transaction and an output that nobody knows of', () => {
    const theft: LedgerTransaction = {
      txid: 'theft',
      height: 3,
      inputs: [BALANCES[0]],
      outputs: [output('theft:0', BALANCES[0].sat, 'thief')],
    };
    const unspent = [REWARD, ...CHANGES, BALANCES[1], ...theft.outputs];
    const problems = problemsOf({ ledger: { ...ledger, transactions: [opening, closing, theft], unspent } });
    assert.match(problems, /transaction theft neither opens nor closes a channel/);
    assert.match(problems, /nobody knows whose theft:0 is/);
    assert.match(problems, /alice: start/);
  });

  it('fees that the rewards of blocks do not show', () => {
    assert.match(problemsOf({ ledger: { ...ledger, fees: 1000n } }), /fees that nodes paid on chain/);
  });
});
