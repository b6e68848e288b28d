/** The server ran the call and refused it. Codes are Bitcoin Core's (`src/rpc/protocol.h`). */
export class RpcError extends Error {
  readonly code: number;
  readonly method: string;

  constructor(method: string, code: number, message: string) {
    super(`${method}: ${message} (code ${code})`);
    this.name = 'RpcError';
    this.method = method;
    this.code = code;
  }
}

/** Codes of Bitcoin Core that the node acts upon. */
export const RPC_CODE = {
  MISC_ERROR: -1,
  INVALID_ADDRESS_OR_KEY: -5,
  INVALID_PARAMETER: -8,
  DESERIALIZATION_ERROR: -22,
  VERIFY_ERROR: -25,
  VERIFY_REJECTED: -26,
  VERIFY_ALREADY_IN_UTXO_SET: -27,
  IN_WARMUP: -28,
  METHOD_NOT_FOUND: -32601,
} as const;

/** Why a call did not get an answer that can be used. */
export type TransportErrorCode =
  /** No connection, or it broke. */
  | 'unreachable'
  | 'timeout'
  /** Wrong or missing credentials; the cookie file may not be readable. */
  | 'unauthorized'
  /** The server's work queue is full. */
  | 'busy'
  /** The answer is not what the protocol or the method promises. */
  | 'malformed'
  /** The caller gave up. */
  | 'aborted';

/** The call failed on the way: whether the server ran it is unknown, and the same call may succeed later. */
export class TransportError extends Error {
  readonly code: TransportErrorCode;
  readonly method: string;

  constructor(method: string, code: TransportErrorCode, message: string, options?: ErrorOptions) {
    super(`${method}: ${message}`, options);
    this.name = 'TransportError';
    this.method = method;
    this.code = code;
  }
}

/** What was thrown, as an error that can be logged. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
