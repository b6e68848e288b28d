/**
 * Which requests are let in. The server listens on loopback only, but a browser of the same machine is there too: a page
 * whose name is rebound to 127.0.0.1 shows in the `Host` header, and any foreign page in `Origin`.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { constantTimeEqual } from '@sferic/crypto';
import type { ApiError } from './error.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Refuses what doesn't name this machine. A port is not checked: a tunnel has its own. */
export function refuseForeign(headers: IncomingHttpHeaders): ApiError | undefined {
  const { host, origin } = headers;
  if (host === undefined || !LOOPBACK.includes(hostname(`http://${host}`) ?? ''))
    return { code: 'forbidden', message: 'the Host header must name 127.0.0.1, localhost or [::1]' };
  if (origin !== undefined && !LOOPBACK.includes(hostname(origin) ?? ''))
    return { code: 'forbidden', message: 'requests from pages of other origins are refused' };
  return undefined;
}

/** Refuses what doesn't carry the bearer token (RFC 6750, "Authorization Request Header Field"). */
export function refuseUnauthorized(headers: IncomingHttpHeaders, token: string): ApiError | undefined {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (given !== undefined && constantTimeEqual(bytesOf(given), bytesOf(token))) return undefined;
  const message = given === undefined ? 'a bearer token is needed' : 'the bearer token is wrong';
  return { code: 'unauthorized', message: `${message}: it is in the data directory of the node` };
}

/** A body must say that it is JSON: what a form of a foreign page can send does not. */
export function refuseMediaType(headers: IncomingHttpHeaders): ApiError | undefined {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return undefined;
  return { code: 'unsupported_media_type', message: 'send JSON, with content-type: application/json' };
}

function hostname(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
