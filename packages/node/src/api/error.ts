/** Errors as HTTP carries them: `{ "error": { "code", "message", "details" } }` and a status. */
import { object, optional, type Schema, text } from './schema.ts';
import { SERVICE_ERROR_CODES, ServiceError, type ServiceErrorCode } from './service.ts';

/** What the server itself refuses, before any operation. */
export type RequestErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'unknown_path'
  | 'method_not_allowed'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'too_many_subscribers';

export type ApiErrorCode = ServiceErrorCode | RequestErrorCode;

export const STATUS: Readonly<Record<ApiErrorCode, number>> = {
  invalid_argument: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  unknown_path: 404,
  method_not_allowed: 405,
  conflict: 409,
  channel_unusable: 409,
  insufficient_funds: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  no_route: 422,
  payment_failed: 422,
  too_many_subscribers: 429,
  internal: 500,
  peer_unreachable: 502,
  chain_unavailable: 503,
  stopping: 503,
  timeout: 504,
};

export interface ApiError {
  readonly code: ApiErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, string>>;
}

/** Reads `details`: an object of strings. */
const details: Schema<Readonly<Record<string, string>>> = {
  parse: (value) => {
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const strings = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return { ok: true, value: Object.fromEntries(strings) };
  },
  json: { type: 'object', additionalProperties: { type: 'string' } },
};

/** The body of a refusal. */
export const errorReply = object({
  error: object({
    code: text({ description: 'Stays the same over versions; the message may not' }),
    message: text({ description: 'For a person' }),
    details: optional(details),
  }),
});

/** The failure of an operation. What isn't a `ServiceError` is a bug, whose text is for the log only. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ServiceError)
    return { code: error.code, message: error.message, details: error.details };
  return { code: 'internal', message: "an unexpected error; the node's log has more" };
}

export function isServiceErrorCode(code: string): code is ServiceErrorCode {
  return SERVICE_ERROR_CODES.some((known) => known === code);
}
