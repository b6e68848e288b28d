import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { bytesToHex } from '@sferic/crypto';
import { addressOf } from '../../src/address.ts';
import { type Regtest, type RegtestOptions, startRegtest } from '../../src/regtest.ts';
import { parseDisplayId, serializeTx, type Tx } from '../../src/transaction.ts';
import { OWN_SCRIPT, present, type TestCoin, temporaryDirectory } from './chain.ts';

export interface HttpReply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** What a caller knows of a running server. */
export interface Endpoint {
  readonly url: string;
  readonly cookiePath: string;
}

/** Sends a body as a client with the cookie does. */
export async function post(
  { url, cookiePath }: Endpoint,
  body: string,
  credentials = readFileSync(cookiePath, 'utf8'),
): Promise<HttpReply> {
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const response = await fetch(url, { method: 'POST', body, headers: { authorization } });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** An error that the server answered with. */
export class CallError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

interface Reply {
  readonly result: unknown;
  readonly error: { readonly code: number; readonly message: string } | null;
}

/** Calls a method with positional or named arguments; rejects with a `CallError`. */
export async function call(
  endpoint: Endpoint,
  method: string,
  params: readonly unknown[] | object = [],
): Promise<unknown> {
  const { text } = await post(endpoint, JSON.stringify({ id: 1, method, params }));
  const { result, error } = JSON.parse(text) as Reply;
  if (error) throw new CallError(error.code, error.message);
  return result;
}

/** A server that ends with the test. */
export async function start(t: TestContext, options: Partial<RegtestOptions> = {}): Promise<Regtest> {
  const regtest = await startRegtest({ datadir: temporaryDirectory(t), ...options });
  t.after(() => regtest.stop());
  return regtest;
}

export const hexOf = (tx: Tx): string => bytesToHex(serializeTx(tx));

export type Answer = Record<string, unknown>;

const OWN_ADDRESS = present(addressOf(OWN_SCRIPT));

/** A server with one mature coin. */
export async function funded(
  t: TestContext,
): Promise<{ regtest: Regtest; coin: TestCoin; hashes: string[] }> {
  const regtest = await start(t);
  await call(regtest, 'setmocktime', [1_700_000_000]);
  const hashes = (await call(regtest, 'generatetoaddress', [101, OWN_ADDRESS])) as string[];
  const block = (await call(regtest, 'getblock', [hashes[0]])) as { tx: string[] };
  const outpoint = { txid: present(parseDisplayId(present(block.tx[0]))), index: 0 };
  return { regtest, hashes, coin: { outpoint, value: 5_000_000_000n } };
}
