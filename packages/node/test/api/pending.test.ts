import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ClosingState,
  formatOutPoint,
  type OutPoint,
  type StoredState,
  type TrackedOutput,
  type Transaction,
} from '@sferic/channel';
import { sha256 } from '@sferic/crypto';
import type { Sat, TxId } from '@sferic/wire';
import { channelsBalance, type PendingModules, pendingChannels } from '../../src/api/operations/pending.ts';

const CLOSED_AT = 100;
const EXPIRY = 120;
const COMMITMENT = sha256(Uint8Array.of(1)) as TxId;
const CLAIM = sha256(Uint8Array.of(2)) as TxId;
const BALANCE: OutPoint = { txid: COMMITMENT, index: 0 };
const HTLC: OutPoint = { txid: COMMITMENT, index: 1 };
const ID = sha256(Uint8Array.of(3));

interface Scenario {
  readonly height: number;
  /** What claims the HTLC, waiting in the mempool. */
  readonly offered?: Transaction;
  readonly spend?: TrackedOutput['spend'];
  /** Transactions that the wallet knows. */
  readonly known?: readonly TxId[];
  readonly kind?: ClosingState['spend']['kind'];
  /** The output that is no HTLC, where it is not our balance. */
  readonly other?: Pick<TrackedOutput, 'role' | 'spend'>;
}

function tracked(outPoint: OutPoint, amount: bigint, role: TrackedOutput['role']): [string, TrackedOutput] {
  const output = { amount: amount as Sat, scriptPubKey: new Uint8Array(34) };
  return [formatOutPoint(outPoint), { outPoint, output, witnessScript: new Uint8Array(0), role }];
}

/** The peer's commitment, with our balance and an HTLC that we offered: only what is read of it. */
function closing({ spend, kind = 'remote_commitment', other }: Scenario): StoredState {
  const htlc = { offeredBy: 'local', id: 0n, paymentHash: ID, cltvExpiry: EXPIRY } as never;
  const [key, output] = tracked(HTLC, 30_000n, { type: 'htlc', htlc });
  const [otherKey, balance] = tracked(BALANCE, 50_000n, { type: 'to_remote' });
  return {
    type: 'closing',
    params: { channelId: ID, remote: { toSelfDelay: 144 } },
    commitments: {
      active: [{ confirmation: { type: 'unconfirmed' }, balances: { local: 80_000_000n, remote: 0n } }],
      updates: { htlcs: { local: new Map([[0n, { facts: { amount: 30_000_000n } }]]), remote: new Map() } },
    },
    spend: {
      fundingTxid: ID,
      txid: COMMITMENT,
      kind,
      height: CLOSED_AT,
      commitment: { number: 1, point: ID },
    },
    outputs: new Map([
      [otherKey, { ...balance, ...other }],
      [key, spend === undefined ? output : { ...output, spend }],
    ]),
  } as unknown as StoredState;
}

function modules(scenario: Scenario): PendingModules {
  const { height, offered, known = [] } = scenario;
  return {
    channels: {
      details: () => [{ channelId: ID, peer: '02' } as never],
      stored: () => closing(scenario),
    },
    wallet: {
      transaction: (txid) => (known.includes(txid) ? ({} as never) : undefined),
      waitingSpender: ({ index }) => (index === HTLC.index ? offered : undefined),
    },
    height: () => height,
  };
}

/** Takes the HTLC for a fee of 1000 sat. */
const TIMEOUT: Transaction = {
  version: 2,
  inputs: [{ outPoint: HTLC, scriptSig: new Uint8Array(0), sequence: 1, witness: [] }],
  outputs: [{ amount: 29_000n as Sat, scriptPubKey: new Uint8Array(22) }],
  locktime: EXPIRY,
};

function htlcAt(scenario: Scenario) {
  const claim = pendingChannels(modules(scenario))[0]?.claims[1];
  assert(claim !== undefined);
  return claim;
}

describe('the claim of an HTLC in a commitment of the peer', () => {
  it('waits until the block after its expiry', () => {
    const { state, what, fromHeight, deadlineHeight, atRisk } = htlcAt({ height: EXPIRY - 1 });
    assert.deepEqual(
      { state, what, fromHeight, deadlineHeight, atRisk },
      {
        state: 'waiting',
        what: 'htlc_outgoing',
        fromHeight: EXPIRY + 1,
        deadlineHeight: EXPIRY + 18,
        atRisk: false,
      },
    );
  });

  it('due with nothing on offer: at risk', () => {
    const scenario = { height: EXPIRY };
    assert.deepEqual([htlcAt(scenario).state, htlcAt(scenario).atRisk], ['due', true]);
    assert.equal(channelsBalance(modules(scenario)).atRiskSat, '30000');
  });

  it('on offer: by which transaction, at which feerate, and at risk near its deadline only', () => {
    const { state, txid, feerateSatPerVbyte, atRisk } = htlcAt({ height: EXPIRY + 5, offered: TIMEOUT });
    assert.equal(state, 'offered');
    assert.match(txid ?? '', /^[0-9a-f]{64}$/);
    // 82 bytes without any witness.
    assert.equal(feerateSatPerVbyte, 12.2);
    assert.equal(atRisk, false);
    assert.equal(htlcAt({ height: EXPIRY + 12, offered: TIMEOUT }).atRisk, true);
  });

  it('spent: ours is told apart from what the peer took', () => {
    const spend = { txid: CLAIM, height: EXPIRY + 2 };
    assert.equal(htlcAt({ height: EXPIRY + 2, spend, known: [CLAIM] }).state, 'confirmed');
    const taken = htlcAt({ height: EXPIRY + 2, spend });
    assert.deepEqual(
      [taken.state, taken.confirmedHeight, taken.atRisk],
      ['taken_by_peer', EXPIRY + 2, false],
    );
  });
});

describe("the peer's balance in a commitment that it has revoked", () => {
  it('is told as such, also once the penalty is confirmed', () => {
    const spend = { txid: CLAIM, height: CLOSED_AT + 1 };
    const [claim] =
      pendingChannels(
        modules({
          height: CLOSED_AT + 1,
          kind: 'revoked_commitment',
          other: { role: { type: 'delayed' }, spend },
          spend,
          known: [CLAIM],
        }),
      )[0]?.claims ?? [];
    assert.deepEqual([claim?.what, claim?.state], ['peer_balance', 'confirmed']);
  });
});

describe('what is ours in a closing channel', () => {
  it('is all that is to be claimed, less what an unconfirmed transaction pays to the wallet', () => {
    const figures = { settledMsat: '0', inFlightMsat: '0' };
    assert.deepEqual(channelsBalance(modules({ height: CLOSED_AT })), {
      ...figures,
      closingSat: '80000',
      atRiskSat: '0',
    });
    const offered = channelsBalance(modules({ height: EXPIRY + 1, offered: TIMEOUT }));
    assert.equal(offered.closingSat, '50000');
  });

  it('is at risk as a whole when the funding was spent by what we cannot answer', () => {
    const { closingSat, atRiskSat } = channelsBalance(modules({ height: CLOSED_AT, kind: 'unknown' }));
    assert.deepEqual([closingSat, atRiskSat], ['80000', '80000']);
  });
});

describe('a commitment of ours that waits for a block', () => {
  it('counts as closing, though the wallet keeps it: it pays to the channel, not to the wallet', () => {
    const state = closing({ height: CLOSED_AT }) as ClosingState;
    const failed = { ...state, type: 'failed', reason: '', publishes: true } as unknown as StoredState;
    const made: PendingModules = {
      ...modules({ height: CLOSED_AT, known: [COMMITMENT] }),
      channels: {
        details: () => [{ channelId: ID, peer: '02', closingTxid: COMMITMENT } as never],
        stored: () => failed,
      },
    };
    const known = { ...made, wallet: { ...made.wallet, transaction: () => ({ tx: TIMEOUT }) as never } };
    assert.equal(channelsBalance(known).closingSat, '80000');
  });
});
