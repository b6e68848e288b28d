/** A bitcoind of the machine, where it has one, as a regtest chain of one's own. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

export function hasBitcoind(): boolean {
  return spawnSync('bitcoind', ['--version']).status === 0;
}

/** Its arguments for a chain in an existing directory, with its RPC on a port of this machine. */
export function bitcoindArguments(directory: string, rpcPort: number): readonly string[] {
  return [
    '-regtest',
    '-server',
    '-listen=0',
    `-datadir=${directory}`,
    `-rpcport=${rpcPort}`,
    '-rpcbind=127.0.0.1',
    '-rpcallowip=127.0.0.1',
  ];
}

export function bitcoindEndpoint(
  directory: string,
  rpcPort: number,
): { readonly url: string; readonly cookie: string } {
  return { url: `http://127.0.0.1:${rpcPort}`, cookie: join(directory, 'regtest', '.cookie') };
}

/** A port that was free a moment ago: bitcoind does not take port 0. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
