import type { NodeId } from '@sferic/wire';
import type { Established } from '../state.ts';

/** A channel before its first message. */
export interface IdleState {
  readonly type: 'idle';
  readonly remoteNodeId: NodeId;
}

/** Opening states that a disconnection ends: nothing is signed yet, nothing is stored. */
export type TransientOpeningState = IdleState;

/** The funding transaction is agreed upon and being signed: both ends must be able to resume. */
export interface SigningFundingState extends Established {
  readonly type: 'signing_funding';
}
