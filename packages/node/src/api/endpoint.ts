/**
 * How programs of this machine find a running node: two files of its data directory, readable by its owner only.
 * `api.json` says where it listens and lives as long as the node runs; `api-token` stays the same over restarts.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '@sferic/codec';
import { bytesToHex, randomBytes, Secret } from '@sferic/crypto';
import { integer, object, text } from './schema.ts';

export const ENDPOINT_FILE = 'api.json';
export const TOKEN_FILE = 'api-token';

const TOKEN_BYTES = 32;
const OWNER_ONLY = 0o600;

/** Where a node answers. */
export interface Endpoint {
  readonly url: string;
  /** Process id of the node. */
  readonly pid: number;
}

export interface EndpointError {
  readonly code: 'not_running' | 'unreadable';
  readonly message: string;
}

const endpoint = object({
  url: text({ pattern: /^http:\/\/127\.0\.0\.1:[0-9]+$/, expected: 'an address on loopback' }),
  pid: integer({ minimum: 1 }),
});

/** The token of a data directory, made at the first call. Rejects when the file cannot be read or written. */
export async function loadToken(directory: string): Promise<Secret> {
  const path = join(directory, TOKEN_FILE);
  const found = await readIfThere(path);
  if (found !== undefined && found.trim() !== '') return secretOf(found.trim());
  const token = bytesToHex(randomBytes(TOKEN_BYTES));
  await replaceFile(path, `${token}\n`);
  return secretOf(token);
}

/** Tells where this process answers. */
export async function writeEndpoint(directory: string, url: string): Promise<void> {
  const content: Endpoint = { url, pid: process.pid };
  await replaceFile(join(directory, ENDPOINT_FILE), `${JSON.stringify(content)}\n`);
}

export async function removeEndpoint(directory: string): Promise<void> {
  await rm(join(directory, ENDPOINT_FILE), { force: true });
}

/** What a client needs to reach the node of a data directory. That the file is there doesn't prove that the node runs. */
export async function readEndpoint(
  directory: string,
): Promise<Result<Endpoint & { readonly token: Secret }, EndpointError>> {
  try {
    const [content, token] = await Promise.all([
      readIfThere(join(directory, ENDPOINT_FILE)),
      readIfThere(join(directory, TOKEN_FILE)),
    ]);
    if (content === undefined || token === undefined)
      return err({ code: 'not_running', message: `no node runs in ${directory}` });
    const found = endpoint.parse(JSON.parse(content), 'ignore');
    if (found.ok) return ok({ ...found.value, token: secretOf(token.trim()) });
    const { path, message } = found.error;
    return err({ code: 'unreadable', message: `${join(directory, ENDPOINT_FILE)}: ${path} ${message}` });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err({ code: 'unreadable', message: `the node of ${directory} cannot be found: ${reason}` });
  }
}

/** A reader sees the old content or the new, never a part. */
async function replaceFile(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, content, { mode: OWNER_ONLY });
  await rename(draft, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function secretOf(token: string): Secret {
  return new Secret(new TextEncoder().encode(token));
}
