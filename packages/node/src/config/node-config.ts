/** The configuration of a node, whole and checked. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '@sferic/codec';
import type { Msat, SatPerKw } from '@sferic/wire';
import type { BitcoindConfig, ChainName } from '../chain/index.ts';
import type { FundingPolicy } from '../channels/index.ts';
import { GOSSIP_RELAY_MS, REGTEST_GOSSIP_RELAY_MS } from '../defaults.ts';
import type { LogLevel } from '../log.ts';
import type { Rate } from '../streams/index.ts';
import type { ForwardingPolicy } from '../switch/index.ts';
import { CONFIG_FILE, type Environment, expandPath } from './data-directory.ts';
import { flagOf, OPTIONS, type OptionName, type OptionValues } from './options.ts';
import { type ConfigError, type ConfigSources, resolveOptions } from './resolve.ts';
import type { TcpAddress } from './values.ts';

export interface NodeConfig {
  /** Absolute path. */
  readonly dataDirectory: string;
  readonly network: Exclude<ChainName, 'mainnet'>;
  readonly bitcoind: BitcoindConfig;
  readonly p2p: {
    readonly listen: readonly TcpAddress[];
    readonly announce: readonly TcpAddress[];
    /** The preferred first. */
    readonly muxers: readonly ('yamux' | 'mplex')[];
  };
  /** Absent: the node makes one of its id. */
  readonly alias?: string;
  /** `#rrggbb` */
  readonly color: string;
  /** Holds until the operator sets another while the node runs. */
  readonly fundingPolicy: FundingPolicy;
  readonly forwarding: ForwardingPolicy;
  /** Whether to take payments that come without an invoice. */
  readonly acceptsSpontaneous: boolean;
  /** Streams of money that pay less are refused. */
  readonly minimumStreamRate?: Rate;
  /** Confirmations of a funding transaction before its channel carries payments. */
  readonly minimumDepth: number;
  /** For how long gossip of others is gathered before it is passed on. */
  readonly gossipRelayMilliseconds: number;
  /** Where the chain gives no estimate. */
  readonly fallbackFeerate: SatPerKw;
  /** 0: the system chooses. */
  readonly apiPort: number;
  readonly log: { readonly level: LogLevel; readonly format: 'auto' | 'text' | 'json' };
}

export interface NodeConfigRequest {
  readonly dataDirectory: string;
  /** Another file than `sferic.toml` of the data directory; it must be there then. */
  readonly configFile?: string;
  readonly flags: ConfigSources['flags'];
  readonly environment: Environment;
}

/** Reads the configuration from flags, environment and file. */
export async function loadNodeConfig(request: NodeConfigRequest): Promise<Result<NodeConfig, ConfigError>> {
  const { dataDirectory, flags, environment } = request;
  const workingDirectory = process.cwd();
  const path =
    request.configFile === undefined
      ? join(dataDirectory, CONFIG_FILE)
      : expandPath(request.configFile, workingDirectory);
  const text = await readConfigFile(path, request.configFile !== undefined);
  if (!text.ok) return text;
  const values = resolveOptions({
    flags,
    environment,
    workingDirectory,
    ...(text.value !== undefined && { file: { path, text: text.value } }),
  });
  return values.ok ? assemble(dataDirectory, values.value) : values;
}

async function readConfigFile(
  path: string,
  required: boolean,
): Promise<Result<string | undefined, ConfigError>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && !required) return ok(undefined);
    const reason = error instanceof Error ? error.message : String(error);
    return err({
      code: 'unreadable_file',
      option: path,
      message: `the configuration ${path} cannot be read: ${reason}`,
    });
  }
}

function assemble(dataDirectory: string, values: OptionValues): Result<NodeConfig, ConfigError> {
  const { network } = values;
  if (network === 'mainnet')
    return err({
      code: 'mainnet_refused',
      option: OPTIONS.network.key,
      message:
        'mainnet is refused: enforcement on chain and watchtowers are young, so that money would be at risk. ' +
        'Use regtest, signet, testnet or testnet4',
    });
  const bitcoind = bitcoindConfig(network, values);
  if (!bitcoind.ok) return bitcoind;
  if (values.htlcMaximum < values.htlcMinimum)
    return conflict(['htlcMaximum', 'htlcMinimum'], 'the largest amount is below the smallest');
  return ok({
    dataDirectory,
    network,
    bitcoind: bitcoind.value,
    p2p: { listen: values.listen, announce: values.announce, muxers: values.muxers },
    ...(values.alias !== undefined && { alias: values.alias }),
    color: values.color,
    fundingPolicy: values.fundingPolicy,
    forwarding: {
      feeBase: BigInt(values.feeBaseMsat) as Msat,
      feeProportionalMillionths: values.feeProportionalMillionths,
      cltvExpiryDelta: values.cltvExpiryDelta,
      htlcMinimum: values.htlcMinimum,
      htlcMaximum: values.htlcMaximum,
    },
    acceptsSpontaneous: values.spontaneous === 'accept',
    ...(values.minimumStreamRate !== undefined && { minimumStreamRate: values.minimumStreamRate }),
    minimumDepth: values.minimumDepth,
    gossipRelayMilliseconds: values.gossipRelayMilliseconds ?? gossipRelayMilliseconds(network),
    fallbackFeerate: values.fallbackFeerate,
    apiPort: values.apiPort,
    log: { level: values.logLevel, format: values.logFormat },
  });
}

/** BOLT 7, "Rebroadcasting", has a minute; on a chain of one's own nobody is to wait. */
function gossipRelayMilliseconds(network: NodeConfig['network']): number {
  return network === 'regtest' ? REGTEST_GOSSIP_RELAY_MS : GOSSIP_RELAY_MS;
}

/** Where bitcoind listens and keeps its cookie, from Bitcoin Core's `src/chainparamsbase.cpp`. */
const BITCOIND: Readonly<Record<Exclude<ChainName, 'mainnet'>, { port: number; directory: string }>> = {
  testnet: { port: 18_332, directory: 'testnet3' },
  testnet4: { port: 48_332, directory: 'testnet4' },
  signet: { port: 38_332, directory: 'signet' },
  regtest: { port: 18_443, directory: 'regtest' },
};

function bitcoindConfig(
  network: NodeConfig['network'],
  values: OptionValues,
): Result<BitcoindConfig, ConfigError> {
  const { bitcoindUser: user, bitcoindPassword: password, bitcoindCookieFile: cookieFile } = values;
  const { port, directory } = BITCOIND[network];
  const url = values.bitcoindUrl ?? `http://127.0.0.1:${port}`;
  if ((user === undefined) !== (password === undefined))
    return conflict(['bitcoindUser', 'bitcoindPassword'], 'user and password go together');
  if (user === undefined || password === undefined) {
    const file = cookieFile ?? join(bitcoindDirectory(), directory, '.cookie');
    return ok({ url, credentials: { type: 'cookie', file } });
  }
  if (cookieFile !== undefined)
    return conflict(['bitcoindCookieFile', 'bitcoindUser'], 'give a cookie or a user, not both');
  return ok({ url, credentials: { type: 'password', user, password } });
}

/** The default data directory of bitcoind on this system. */
function bitcoindDirectory(): string {
  if (process.platform === 'win32') return join(homedir(), 'AppData', 'Local', 'Bitcoin');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Bitcoin');
  return join(homedir(), '.bitcoin');
}

function conflict(names: readonly OptionName[], problem: string): Result<never, ConfigError> {
  const option = names.map((name) => flagOf(OPTIONS[name])).join(' and ');
  return err({ code: 'conflict', option, message: `${option}: ${problem}` });
}
