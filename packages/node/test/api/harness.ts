import { request } from 'node:http';
import type { TestContext } from 'node:test';
import { Secret } from '@sferic/crypto';
import { ApiClient, ApiServer, type ApiServerOptions } from '../../src/api/index.ts';
import { silentLogger } from '../../src/log.ts';
import { FakeService } from './fake-service.ts';

export const TOKEN = 'f00d'.repeat(16);

export function secret(text: string): Secret {
  return new Secret(new TextEncoder().encode(text));
}

export interface Served {
  readonly service: FakeService;
  readonly server: ApiServer;
  readonly client: ApiClient;
}

/** A server over a fake node, and a client of it; both end with the test. */
export async function serve(t: TestContext, options: Partial<ApiServerOptions> = {}): Promise<Served> {
  const service = new FakeService();
  const server = await ApiServer.listen({
    service,
    token: secret(TOKEN),
    port: 0,
    version: '1.2.3',
    log: silentLogger,
    ...options,
  });
  t.after(() => server.close(0));
  return { service, server, client: new ApiClient({ url: server.url, token: secret(TOKEN) }) };
}

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** A request as no well-behaved client would send it: every header is the caller's. */
export function rawRequest(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<RawReply> {
  const { method = 'GET', headers = { authorization: `Bearer ${TOKEN}` }, body } = options;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: text === '' ? undefined : JSON.parse(text),
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
