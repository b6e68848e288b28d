import { SIDES, type Side, withSide } from '../dual.ts';
import type { Commitments, Settlement, Updates } from './commitments.ts';
import type { Htlc } from './htlc.ts';
import { settle } from './receive.ts';

/**
 * What a lost connection undoes (BOLT 2, "Message Retransmission"). The peer forgets what we have not signed, and
 * we what it has not signed. Our own adds among those are settled as not sent, so that the payment can take another
 * way at once; our removals stay, to be proposed again. Doing it twice changes nothing more.
 */
export function dropUncommitted(commitments: Commitments): {
  readonly commitments: Commitments;
  readonly settlements: readonly Settlement[];
} {
  let updates = commitments.updates;
  const dropped = updates.htlcs.local.values().filter(isUnsignedAdd).toArray();
  for (const side of SIDES) updates = withoutUnsigned(updates, side);
  if (updates.pendingFeerates.some(({ stage }) => stage === 'add_proposed'))
    updates = {
      ...updates,
      pendingFeerates: updates.pendingFeerates.filter(({ stage }) => stage !== 'add_proposed'),
    };
  if (updates === commitments.updates) return { commitments, settlements: [] };

  let next: Commitments = { ...commitments, updates };
  const settlements = dropped.map(({ facts }) => {
    const settled = settle(next, facts, { type: 'not_sent' });
    next = settled.commitments;
    return settled.settlement;
  });
  return { commitments: next, settlements };
}

/** Without the adds that `offeredBy` has not signed, whose ids are free again, and the removals that the peer has not. */
function withoutUnsigned(updates: Updates, offeredBy: Side): Updates {
  const table = updates.htlcs[offeredBy];
  if (!table.values().some((htlc) => isUnsignedAdd(htlc) || isUnsignedRemoval(htlc))) return updates;
  const gone = table.values().filter(isUnsignedAdd).toArray();
  const back = table.values().filter(isUnsignedRemoval).map(withoutRemoval).toArray();
  const kept = table.with(
    back,
    gone.map(({ facts }) => facts.id),
  );
  const nextId = updates.nextHtlcId[offeredBy] - BigInt(gone.length);
  return {
    ...updates,
    htlcs: withSide(updates.htlcs, offeredBy, kept),
    nextHtlcId: withSide(updates.nextHtlcId, offeredBy, nextId),
  };
}

function isUnsignedAdd({ stage }: Htlc): boolean {
  return stage === 'add_proposed';
}

function isUnsignedRemoval({ facts, stage }: Htlc): boolean {
  return facts.offeredBy === 'local' && stage === 'removal_proposed';
}

function withoutRemoval({ removal: _, ...htlc }: Htlc): Htlc {
  return { ...htlc, stage: 'committed' };
}
