/** `sferic node`: configuration, seed, daemon and API, from the start to a clean end. */
import { mkdir } from 'node:fs/promises';
import { bytesToHex } from '@sferic/crypto';
import { ApiServer, loadToken, type NodeService, removeEndpoint, writeEndpoint } from '../api/index.ts';
import { CHAINS } from '../chain/index.ts';
import { EXIT, type NodeRequest } from '../cli/index.ts';
import { loadNodeConfig, type NodeConfig } from '../config/index.ts';
import { Daemon, type StartError } from '../daemon.ts';
import { createLogger, type Logger } from '../log.ts';
import { tcpAddressText } from '../p2p/index.ts';
import { VERSION } from '../version.ts';
import { NodeKeys } from '../wallet/index.ts';
import { askSecret } from './ask-secret.ts';
import { onEndSignals } from './end-signals.ts';
import { describeNewSeed, describeStart } from './messages.ts';
import { type OpenedSeed, openSeed } from './open-seed.ts';

const OWNER_ONLY = 0o700;
/** How much of the node id names a node that has no alias. */
const ALIAS_ID_LENGTH = 8;

/** Runs until a signal, a call of the API, or a failure ends it. Resolves with the exit code. */
export async function runNode(request: NodeRequest): Promise<number> {
  const { dataDirectory } = request;
  const config = await loadNodeConfig({ ...request, environment: process.env });
  if (!config.ok) return fail(config.error.message, EXIT.usage);
  try {
    await mkdir(dataDirectory, { recursive: true, mode: OWNER_ONLY });
  } catch (error) {
    return fail(`the data directory cannot be made: ${messageOf(error)}`);
  }
  const seed = await obtainSeed(request);
  if (seed === undefined) return EXIT.failure;
  const log = openLog(config.value, request.json);
  const daemon = await Daemon.start(daemonOptions(config.value, seed, log));
  if (!daemon.ok) return failToStart(daemon.error);
  return serve(daemon.value, config.value, log, request.json);
}

/** Offers the API until the node ends. */
async function serve(daemon: Daemon, config: NodeConfig, log: Logger, isJson: boolean): Promise<number> {
  const { dataDirectory, apiPort } = config;
  const ending = Promise.withResolvers<{ reason: string; exitCode: number }>();
  const askToEnd = (reason: string): void => ending.resolve({ reason, exitCode: EXIT.success });
  const ignoreSignals = onEndSignals(
    process,
    () => performance.now(),
    (name) => askToEnd(`got ${name}`),
    (name) => {
      ignoreSignals();
      process.kill(process.pid, name);
    },
  );
  void daemon.ended.then((reason) => ending.resolve({ reason, exitCode: EXIT.failure }));
  const service: NodeService = { ...daemon.service, stop: async () => askToEnd('asked to stop') };
  let server: ApiServer | undefined;
  try {
    const token = await loadToken(dataDirectory);
    server = await ApiServer.listen({ service, token, port: apiPort, version: VERSION, log });
    await writeEndpoint(dataDirectory, server.url);
    process.stdout.write(describeStart(await service.info(), server.url, dataDirectory, isJson));
    const { reason, exitCode } = await ending.promise;
    if (exitCode === EXIT.success) log.info('stopping', { reason });
    else fail(reason);
    return exitCode;
  } catch (error) {
    return fail(`the API cannot be offered: ${messageOf(error)}`);
  } finally {
    await removeEndpoint(dataDirectory);
    await server?.close();
    await daemon.stop();
    ignoreSignals();
  }
}

/** The seed, or `undefined` after saying why there is none. */
async function obtainSeed(request: NodeRequest): Promise<OpenedSeed | undefined> {
  const { dataDirectory: directory, passphraseFile, restoreFrom } = request;
  const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  try {
    const opened = await openSeed({
      directory,
      environment: process.env,
      ...(passphraseFile !== undefined && { passphraseFile }),
      ...(restoreFrom !== undefined && { restoreFrom }),
      ...(isTerminal && { ask: (question) => askSecret(question, process.stdin, process.stderr) }),
    });
    if (!opened.ok) {
      fail(opened.error.message);
      return undefined;
    }
    const { seed, origin } = opened.value;
    // Words in a log would be read by whoever reads the log: they show on a terminal only.
    if (origin === 'created')
      process.stderr.write(describeNewSeed(directory, process.stderr.isTTY === true ? seed : undefined));
    return opened.value;
  } catch (error) {
    fail(messageOf(error));
    return undefined;
  }
}

function openLog({ log }: NodeConfig, isJson: boolean): Logger {
  const automatic = isJson || process.stderr.isTTY !== true ? 'json' : 'text';
  return createLogger({
    level: log.level,
    format: log.format === 'auto' ? automatic : log.format,
    colors: process.stderr.isTTY === true && (process.env['NO_COLOR'] ?? '') === '',
    write: (line) => process.stderr.write(line),
    now: () => new Date(),
  });
}

function daemonOptions(
  config: NodeConfig,
  { seed, origin }: OpenedSeed,
  log: Logger,
): Parameters<typeof Daemon.start>[0] {
  const { network, bitcoind, fallbackFeerate, p2p, color } = config;
  const address = ({ host, port }: { host: string; port: number }) => tcpAddressText(host, port);
  const nodeId = bytesToHex(new NodeKeys(seed.bytes, CHAINS[network].coinType).nodeId);
  const alias = config.alias ?? `sferic-${nodeId.slice(2, 2 + ALIAS_ID_LENGTH)}`;
  return {
    directory: config.dataDirectory,
    identity: { alias, color, version: VERSION },
    chain: { name: network, bitcoind, fallbackFeerate, seed, isNewSeed: origin === 'created' },
    listen: p2p.listen.map(address),
    announce: p2p.announce.map(address),
    muxers: p2p.muxers,
    acceptsSpontaneous: config.acceptsSpontaneous,
    ...(config.minimumStreamRate !== undefined && { minimumStreamRate: config.minimumStreamRate }),
    minimumDepth: config.minimumDepth,
    fundingPolicy: config.fundingPolicy,
    forwardingPolicy: config.forwarding,
    gossipRelayMilliseconds: config.gossipRelayMilliseconds,
    log,
  };
}

function failToStart({ code, message }: StartError): number {
  fail(message);
  const hint = hintOf(code);
  if (hint !== undefined) process.stderr.write(`  ${hint}\n`);
  return EXIT.failure;
}

function hintOf(code: StartError['code']): string | undefined {
  switch (code) {
    case 'chain_unavailable':
      return "does it run? --bitcoind-url and --bitcoind-cookie-file say where; for a chain of your own: 'sferic regtest'";
    case 'cannot_listen':
      return '--p2p-listen says where else; --p2p-listen 127.0.0.1:0 takes any free port';
    default:
      return undefined;
  }
}

function fail(message: string, exitCode: number = EXIT.failure): number {
  process.stderr.write(`sferic: ${message}\n`);
  return exitCode;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
