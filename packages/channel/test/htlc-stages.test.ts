import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ExchangeEvent,
  HTLC_STAGE_ORDER,
  HTLC_STAGES,
  type HtlcRole,
  type HtlcStageName,
  holdsAt,
  isBeingRemoved,
  stageAfter,
} from '../src/commitment/htlc.ts';

const EVENTS: readonly ExchangeEvent<HtlcRole>[] = [
  { type: 'commit', by: 'offerer' },
  { type: 'commit', by: 'receiver' },
  { type: 'revoke', by: 'offerer' },
  { type: 'revoke', by: 'receiver' },
];

/** Offerer's commitment, receiver's commitment, and the one event that moves on: BOLT 2's states, twice. */
const TABLE: Readonly<Record<HtlcStageName, readonly [boolean, boolean, string, HtlcStageName?]>> = {
  add_proposed: [false, false, 'commit offerer', 'add_signed'],
  add_signed: [false, true, 'revoke receiver', 'add_revoked'],
  add_revoked: [false, true, 'commit receiver', 'add_countersigned'],
  add_countersigned: [true, true, 'revoke offerer', 'committed'],
  committed: [true, true, ''],
  removal_proposed: [true, true, 'commit receiver', 'removal_signed'],
  removal_signed: [false, true, 'revoke offerer', 'removal_revoked'],
  removal_revoked: [false, true, 'commit offerer', 'removal_countersigned'],
  removal_countersigned: [false, false, 'revoke receiver', 'removed'],
  removed: [false, false, ''],
};

describe('the life of an HTLC', () => {
  it('has every stage once, in order', () => {
    assert.deepEqual([...HTLC_STAGE_ORDER], Object.keys(HTLC_STAGES));
    assert.deepEqual([...HTLC_STAGE_ORDER], Object.keys(TABLE));
  });

  for (const [stage, [offerer, receiver, event, to]] of Object.entries(TABLE) as [
    HtlcStageName,
    readonly [boolean, boolean, string, HtlcStageName?],
  ][]) {
    it(`${stage}: held by ${[offerer && 'offerer', receiver && 'receiver'].filter(Boolean).join(' and ') || 'none'}`, () => {
      assert.deepEqual([holdsAt(stage, 'offerer'), holdsAt(stage, 'receiver')], [offerer, receiver]);
      for (const one of EVENTS) {
        const expected = `${one.type} ${one.by}` === event && to !== undefined ? to : stage;
        assert.equal(stageAfter(stage, one), expected, `after ${one.type} by ${one.by}`);
      }
    });
  }

  it('changes one commitment at a time, that of the end to which the commitment is signed', () => {
    for (const stage of HTLC_STAGE_ORDER) {
      const { advance } = HTLC_STAGES[stage];
      if (advance === undefined) continue;
      const { to, type, by } = advance;
      const other = by === 'offerer' ? 'receiver' : 'offerer';
      assert.equal(holdsAt(stage, by), holdsAt(to, by), `${stage}: ${by}`);
      if (type === 'revoke') assert.equal(holdsAt(stage, other), holdsAt(to, other), stage);
      else assert.equal(holdsAt(stage, other), isBeingRemoved(to), stage);
    }
  });
});
