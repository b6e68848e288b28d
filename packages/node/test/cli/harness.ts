import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { ApiClient, type ApiServer } from '../../src/api/index.ts';
import { type CliContext, type NodeRequest, runCli } from '../../src/cli/index.ts';
import type { FakeService } from '../api/fake-service.ts';
import { secret, serve, TOKEN } from '../api/harness.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Terminal {
  readonly service: FakeService;
  readonly server: ApiServer;
  /** What `sferic node` was asked for. */
  readonly nodes: NodeRequest[];
  readonly chains: (readonly string[])[];
  /** Directories in which commands looked for a node. */
  readonly directories: string[];
  run(...args: string[]): Promise<Ran>;
  /** What `--json` printed. */
  json(...args: string[]): Promise<unknown>;
}

/** Command lines in this process, against a fake node over real HTTP. */
export async function terminal(t: TestContext, options: Partial<CliContext> = {}): Promise<Terminal> {
  const { service, server } = await serve(t);
  const nodes: NodeRequest[] = [];
  const chains: (readonly string[])[] = [];
  const directories: string[] = [];
  const run = async (...args: string[]): Promise<Ran> => {
    let [out, err] = ['', ''];
    const code = await runCli(args, {
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
      colors: false,
      environment: {},
      now: () => 0,
      signal: new AbortController().signal,
      connect: async (directory) => {
        directories.push(directory);
        return new ApiClient({ url: server.url, token: secret(TOKEN), pid: 4711 });
      },
      isAlive: () => false,
      runNode: async (request) => {
        nodes.push(request);
        return 0;
      },
      backUp: async () => ({ ok: false, error: { code: 'none', message: 'none' } }),
      restore: async () => ({ ok: false, error: { code: 'none', message: 'none' } }),
      runRegtest: async (words) => {
        chains.push(words);
        return 0;
      },
      ...options,
    });
    return { code, out, err };
  };
  const json = async (...args: string[]): Promise<unknown> => JSON.parse((await run(...args, '--json')).out);
  return { service, server, nodes, chains, directories, run, json };
}

export function temporaryDirectory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sferic-cli-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
