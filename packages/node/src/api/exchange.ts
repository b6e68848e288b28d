/** One request and its reply, as JSON over node:http. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { err, ok, type Result } from '@sferic/codec';
import { type ApiError, STATUS } from './error.ts';

/** A longer body is read and thrown away up to here, so that its sender gets to read why; then the connection ends. */
const MAX_DISCARDED_BYTES = 1 << 20;

/** Reads the whole body as JSON; nothing counts as `{}`. */
export async function readJson(
  request: IncomingMessage,
  maxLength: number,
): Promise<Result<unknown, ApiError>> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop must not destroy the request: its reply is still to be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length <= maxLength) chunks.push(chunk);
    else if (length > MAX_DISCARDED_BYTES) break;
  }
  if (length > maxLength)
    return err({ code: 'body_too_large', message: `the body may have at most ${maxLength} bytes` });
  if (length === 0) return ok({});
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))));
  } catch {
    return err({ code: 'invalid_argument', message: 'the body is not JSON in UTF-8' });
  }
}

export const COMMON_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** Sends a reply; `undefined` has no content. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (value === undefined) {
    response.writeHead(204, COMMON_HEADERS).end();
    return;
  }
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, {
    ...COMMON_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
  });
  response.end(body);
}

export function sendError(response: ServerResponse, error: ApiError): void {
  const { code, message, details = {} } = error;
  if (code === 'unauthorized') response.setHeader('www-authenticate', 'Bearer');
  // The rest of such a body is not read: the connection ends with the reply.
  if (code === 'body_too_large') response.setHeader('connection', 'close');
  sendJson(response, STATUS[code], { error: { code, message, details } });
}
