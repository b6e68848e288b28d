import type { Msat, PaymentHash, Point, Preimage } from '@sferic/wire';
import { opposite, type Side } from '../dual.ts';

/** What an HTLC is, from the moment it is offered. */
export interface HtlcFacts {
  readonly offeredBy: Side;
  /** Counts from 0 for each side. */
  readonly id: bigint;
  readonly amount: Msat;
  readonly paymentHash: PaymentHash;
  /** Block height. */
  readonly cltvExpiry: number;
  readonly onion: Uint8Array;
  /** Of a blinded route. */
  readonly pathKey?: Point;
  /** Offered by us: what the offer is for, in the switch's own words; comes back with the outcome. */
  readonly origin?: Uint8Array;
  /** Offered to us beyond our limit of dust exposure: it must be failed once committed. */
  readonly overexposed?: true;
}

/** How the receiver of an HTLC removes it. */
export type Removal =
  | { readonly type: 'fulfill'; readonly preimage: Preimage; readonly attributionData?: Uint8Array }
  | { readonly type: 'fail'; readonly reason: Uint8Array; readonly attributionData?: Uint8Array }
  | { readonly type: 'malformed'; readonly sha256OfOnion: Uint8Array; readonly failureCode: number };

/** The ends of one HTLC. */
export type HtlcRole = 'offerer' | 'receiver';

/** What moves an HTLC on: one end signs the other's next commitment, or revokes its own previous one. */
export interface ExchangeEvent<Actor> {
  readonly type: 'commit' | 'revoke';
  readonly by: Actor;
}

interface HtlcStage {
  /** Whether the commitment of each end holds the HTLC. */
  readonly offererHolds: boolean;
  readonly receiverHolds: boolean;
  /** The event that leads to the next stage; none where only a message of the receiver does. */
  readonly advance?: ExchangeEvent<HtlcRole> & { readonly to: HtlcStageName };
}

export type HtlcStageName =
  | 'add_proposed'
  | 'add_signed'
  | 'add_revoked'
  | 'add_countersigned'
  | 'committed'
  | 'removal_proposed'
  | 'removal_signed'
  | 'removal_revoked'
  | 'removal_countersigned'
  | 'removed';

/** The stages of a change that is proposed and not yet irrevocable. */
export type AddStageName = Extract<HtlcStageName, `add_${string}`>;

/**
 * The life of an HTLC (BOLT 2, "Normal Operation": the five states of an update, once for the add, which the
 * offerer proposes, and once for the removal, which the receiver proposes):
 *
 *     offerer                            receiver
 *        |-------- update_add_htlc ---------->|   add_proposed
 *        |-------- commitment_signed -------->|   add_signed
 *        |<-------- revoke_and_ack -----------|   add_revoked
 *        |<------- commitment_signed ---------|   add_countersigned
 *        |--------- revoke_and_ack ---------->|   committed
 *        |<----- update_fulfill_htlc, … ------|   removal_proposed
 *        |<------- commitment_signed ---------|   removal_signed
 *        |--------- revoke_and_ack ---------->|   removal_revoked
 *        |-------- commitment_signed -------->|   removal_countersigned
 *        |<-------- revoke_and_ack -----------|   removed
 */
export const HTLC_STAGES: Readonly<Record<HtlcStageName, HtlcStage>> = {
  add_proposed: {
    offererHolds: false,
    receiverHolds: false,
    advance: { type: 'commit', by: 'offerer', to: 'add_signed' },
  },
  add_signed: {
    offererHolds: false,
    receiverHolds: true,
    advance: { type: 'revoke', by: 'receiver', to: 'add_revoked' },
  },
  add_revoked: {
    offererHolds: false,
    receiverHolds: true,
    advance: { type: 'commit', by: 'receiver', to: 'add_countersigned' },
  },
  add_countersigned: {
    offererHolds: true,
    receiverHolds: true,
    advance: { type: 'revoke', by: 'offerer', to: 'committed' },
  },
  committed: { offererHolds: true, receiverHolds: true },
  removal_proposed: {
    offererHolds: true,
    receiverHolds: true,
    advance: { type: 'commit', by: 'receiver', to: 'removal_signed' },
  },
  removal_signed: {
    offererHolds: false,
    receiverHolds: true,
    advance: { type: 'revoke', by: 'offerer', to: 'removal_revoked' },
  },
  removal_revoked: {
    offererHolds: false,
    receiverHolds: true,
    advance: { type: 'commit', by: 'offerer', to: 'removal_countersigned' },
  },
  removal_countersigned: {
    offererHolds: false,
    receiverHolds: false,
    advance: { type: 'revoke', by: 'receiver', to: 'removed' },
  },
  removed: { offererHolds: false, receiverHolds: false },
};

/** Stages in the order of a life; a stored stage is its index here. */
export const HTLC_STAGE_ORDER: readonly HtlcStageName[] = [
  'add_proposed',
  'add_signed',
  'add_revoked',
  'add_countersigned',
  'committed',
  'removal_proposed',
  'removal_signed',
  'removal_revoked',
  'removal_countersigned',
  'removed',
];

/** An HTLC that is not removed for good yet. */
export interface Htlc {
  readonly facts: HtlcFacts;
  readonly stage: HtlcStageName;
  /** Present in the stages of removal. */
  readonly removal?: Removal;
  /**
   * Offered by us: the preimage, known since the first `update_fulfill_htlc`. It outlives a disconnection, which
   * makes the peer forget that message (BOLT 2, "Message Retransmission").
   */
  readonly preimage?: Preimage;
  /** Offered by us: the chain has given it back, and that was told. */
  readonly returned?: true;
  /**
   * The remote commitments that hold the HTLC: from this number to that one, both included. A penalty needs them
   * when one of those is broadcast after its revocation.
   */
  readonly firstRemoteCommit?: number;
  readonly lastRemoteCommit?: number;
}

export function roleOf(side: Side, offeredBy: Side): HtlcRole {
  return side === offeredBy ? 'offerer' : 'receiver';
}

/** Where an HTLC stands after `event`, given the role in it of the end that acts; the same stage if nothing moves. */
export function stageAfter(stage: HtlcStageName, event: ExchangeEvent<HtlcRole>): HtlcStageName {
  const { advance } = HTLC_STAGES[stage];
  return advance?.type === event.type && advance.by === event.by ? advance.to : stage;
}

/** Where an HTLC stood before `owner` got the commitment that it has now and has not paid for with a revocation yet. */
export function stageBeforeCommit(stage: HtlcStageName, owner: HtlcRole): HtlcStageName {
  const { advance } = HTLC_STAGES[stage];
  const isRecent = advance?.type === 'revoke' && advance.by === owner;
  return isRecent ? (HTLC_STAGE_ORDER[HTLC_STAGE_ORDER.indexOf(stage) - 1] ?? stage) : stage;
}

/** Whether the commitment of `owner` holds an HTLC at this stage. */
export function holdsAt(stage: HtlcStageName, owner: HtlcRole): boolean {
  return owner === 'offerer' ? HTLC_STAGES[stage].offererHolds : HTLC_STAGES[stage].receiverHolds;
}

const COMMITTED_STAGE = HTLC_STAGE_ORDER.indexOf('committed');
const FIRST_REMOVAL_STAGE = HTLC_STAGE_ORDER.indexOf('removal_proposed');

/** Whether the HTLC is proposed and not irrevocable yet. */
export function isBeingAdded(stage: HtlcStageName): boolean {
  return HTLC_STAGE_ORDER.indexOf(stage) < COMMITTED_STAGE;
}

/** Whether the receiver has begun to remove the HTLC. */
export function isBeingRemoved(stage: HtlcStageName): boolean {
  return HTLC_STAGE_ORDER.indexOf(stage) >= FIRST_REMOVAL_STAGE;
}

/** The end that proposed the change that the HTLC is going through. */
export function proposerOf(htlc: Htlc): Side {
  return isBeingRemoved(htlc.stage) ? opposite(htlc.facts.offeredBy) : htlc.facts.offeredBy;
}
