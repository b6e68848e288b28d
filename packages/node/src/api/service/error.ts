/** An operation that is refused. */
/** An operation that was refused: the HTTP status follows from the code. */
export const SERVICE_ERROR_CODES = [
  'invalid_argument',
  'not_found',
  'conflict',
  'insufficient_funds',
  'peer_unreachable',
  'channel_unusable',
  'no_route',
  'payment_failed',
  'chain_unavailable',
  'timeout',
  'stopping',
  'internal',
] as const;

export type ServiceErrorCode = (typeof SERVICE_ERROR_CODES)[number];

/** An expected failure of an operation; its message is for a person. */
export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly details: Readonly<Record<string, string>>;

  constructor(code: ServiceErrorCode, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.details = details;
  }
}
