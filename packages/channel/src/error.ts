/** What an error asks for. */
export type Severity =
  /** The command cannot be done now; nothing changed. */
  | 'refuse'
  /** The HTLC cannot be offered on this channel; what led to it should be failed back. Nothing changed. */
  | 'fail_htlc'
  /** The peer is told with a `warning`; nothing else happens. */
  | 'warn'
  /** The peer is told with a `warning`, and the connection is closed: a reconnection may heal it. */
  | 'disconnect'
  /** The peer is told with an `error`, and our latest commitment goes to the chain. */
  | 'force_close';

const SEVERITY = {
  // Commands.
  wrong_state: 'refuse',
  not_connected: 'refuse',
  nothing_to_sign: 'refuse',
  revocation_pending: 'refuse',
  unknown_htlc: 'refuse',
  htlc_not_committed: 'refuse',
  wrong_preimage: 'refuse',
  not_opener: 'refuse',
  shutdown_refused: 'refuse',
  invalid_command: 'refuse',
  fee_not_affordable: 'refuse',
  fee_too_low: 'refuse',
  // Offering an HTLC.
  channel_unavailable: 'fail_htlc',
  amount_below_minimum: 'fail_htlc',
  expiry_invalid: 'fail_htlc',
  too_many_htlcs: 'fail_htlc',
  value_in_flight_too_high: 'fail_htlc',
  dust_exposure_too_high: 'fail_htlc',
  insufficient_balance: 'fail_htlc',
  peer_cannot_pay_fee: 'fail_htlc',
  // A peer that asks for something we will not do, while nothing is at stake.
  peer_request_refused: 'warn',
  peer_announcement_invalid: 'warn',
  // An attempt to replace the funding transaction came to nothing: the channel waits for what it waited for.
  replacement_failed: 'warn',
  // A peer that breaks the protocol in a way that both can forget by reconnecting.
  peer_unexpected_message: 'disconnect',
  peer_htlc_invalid: 'disconnect',
  peer_htlc_unaffordable: 'disconnect',
  peer_removal_invalid: 'disconnect',
  peer_fee_invalid: 'disconnect',
  peer_shutdown_invalid: 'disconnect',
  peer_closing_invalid: 'disconnect',
  peer_opening_invalid: 'disconnect',
  // A funding transaction that never came: the channel is forgotten.
  funding_timeout: 'disconnect',
  // A peer with which no agreement on the state is possible any more.
  peer_signature_invalid: 'force_close',
  peer_secret_invalid: 'force_close',
  peer_reestablish_invalid: 'force_close',
  peer_sent_error: 'force_close',
  htlc_deadline: 'force_close',
  operator_request: 'force_close',
} as const satisfies Record<string, Severity>;

export type ChannelErrorCode = keyof typeof SEVERITY;

export interface ChannelError<Code extends ChannelErrorCode = ChannelErrorCode> {
  readonly code: Code;
  readonly severity: (typeof SEVERITY)[Code];
  /** For people: what was wrong, with the figures. */
  readonly message: string;
}

type CodeOf<S extends Severity> = {
  [Code in ChannelErrorCode]: (typeof SEVERITY)[Code] extends S ? Code : never;
}[ChannelErrorCode];

/** The errors of a command that was not done. */
export type Refusal = ChannelError<CodeOf<'refuse' | 'fail_htlc'>>;

export function channelError<Code extends ChannelErrorCode>(code: Code, message: string): ChannelError<Code> {
  return { code, severity: SEVERITY[code], message };
}

export function isRefusal(error: ChannelError): error is Refusal {
  return error.severity === 'refuse' || error.severity === 'fail_htlc';
}
