/** Forwarding between channels, and between channels and payments: BOLT 2 and 4. */
export {
  decideForward,
  type ForwardDecision,
  type ForwardRequest,
  MAX_HTLC_CLTV,
  MIN_OUTGOING_BLOCKS,
  phaseOf,
} from './decide-forward.ts';
export { describeEarnings, describeForward, type Forward, forwardSchema } from './forward-log.ts';
export {
  FORWARDING_POLICY_SCHEMA,
  ForwardingPolicies,
  type PolicyChange,
} from './forwarding-policies.ts';
export { htlcKey } from './htlc-key.ts';
export { PEER_CONDUCT_SCHEMA } from './jam-guard.ts';
export {
  decodeOrigin,
  encodeOrigin,
  type ForwardOrigin,
  type HtlcOrigin,
  type PaymentOrigin,
} from './origin.ts';
export { type ForwardingPolicy, forwardingFee, MAX_CLTV_DELTA, MIN_CLTV_DELTA } from './policy.ts';
export type { Payer, ReceiptVerdict, ReceivedHtlc, Recipient } from './ports.ts';
export { replaySchema } from './replay-guard.ts';
export { Switch, type SwitchModules } from './switch.ts';
