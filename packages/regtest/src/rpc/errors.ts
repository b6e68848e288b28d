/** Error codes of JSON-RPC 2.0 and of Bitcoin Core (`rpc/protocol.h`), by meaning. */
export const RPC = {
  invalidRequest: -32600,
  methodNotFound: -32601,
  internal: -32603,
  parse: -32700,
  misc: -1,
  type: -3,
  invalidAddressOrKey: -5,
  invalidParameter: -8,
  database: -20,
  deserialization: -22,
  verify: -25,
  verifyRejected: -26,
  verifyAlreadyInChain: -27,
} as const;

export type RpcErrorCode = (typeof RPC)[keyof typeof RPC];

/** The failure of one call: how a method leaves early. The dispatcher alone catches it and makes it the reply. */
export class RpcError extends Error {
  readonly code: RpcErrorCode;

  constructor(code: RpcErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
