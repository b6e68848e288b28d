/** Every option of `sferic node`: its key in the file, its flag and its variable follow from one table. */
import type { Msat, SatPerKw } from '@sferic/wire';
import type { ChainName } from '../chain/index.ts';
import type { FundingPolicy } from '../channels/index.ts';
import {
  DEFAULT_FORWARDING_POLICY,
  DEFAULT_MINIMUM_DEPTH,
  FALLBACK_FEERATE,
  GOSSIP_RELAY_MS,
  REGTEST_GOSSIP_RELAY_MS,
} from '../defaults.ts';
import { LOG_LEVELS, type LogLevel } from '../log.ts';
import type { Rate } from '../streams/index.ts';
import { MAX_CLTV_DELTA, MIN_CLTV_DELTA } from '../switch/index.ts';
import { parseAmount } from './amount.ts';
import { parseRate, RATE_HELP } from './rate.ts';
import {
  type Parse,
  parseAlias,
  parseAnnounceAddress,
  parseColor,
  parseFeerate,
  parseFundingPolicy,
  parseInteger,
  parseListenAddress,
  parseOneOf,
  parsePort,
  parseText,
  parseUrl,
  type TcpAddress,
} from './values.ts';

export type OptionKind = 'text' | 'number' | 'path' | 'list';

export interface OptionSpec<T> {
  /** In the file; a dot separates the table from the key. The flag is the same with dashes. */
  readonly key: string;
  readonly kind: OptionKind;
  /** In the help text, such as `HOST:PORT`. */
  readonly placeholder: string;
  readonly help: string;
  /** The default for the help text, where there is one. */
  readonly defaultText?: string;
  readonly fallback: T;
  /** Of one value, or of one item of a list. */
  readonly parse: Parse<unknown>;
}

interface SingleSpec<T> extends OptionSpec<T> {
  readonly kind: Exclude<OptionKind, 'list'>;
  readonly parse: Parse<Exclude<T, undefined>>;
}

interface ListSpec<T> extends OptionSpec<readonly T[]> {
  readonly kind: 'list';
  readonly parse: Parse<T>;
}

const single = <T>(spec: SingleSpec<T>): OptionSpec<T> => spec;
const list = <T>(spec: ListSpec<T>): OptionSpec<readonly T[]> => spec;

/** The flag of a key: `--bitcoind-cookie-file` of `bitcoind.cookie_file`. */
export function flagOf({ key }: OptionSpec<unknown>): string {
  return `--${key.replaceAll(/[._]/g, '-')}`;
}

/** The variable of a key: `SFERIC_BITCOIND_COOKIE_FILE` of `bitcoind.cookie_file`. */
export function variableOf({ key }: OptionSpec<unknown>): string {
  return `SFERIC_${key.replaceAll('.', '_').toUpperCase()}`;
}

const CHAIN_NAMES = [
  'mainnet',
  'testnet',
  'testnet4',
  'signet',
  'regtest',
] as const satisfies readonly ChainName[];
const MUXERS = ['yamux', 'mplex'] as const;
const SPONTANEOUS_POLICIES = ['accept', 'refuse'] as const;
type SpontaneousPolicy = (typeof SPONTANEOUS_POLICIES)[number];
const LOG_FORMATS = ['auto', 'text', 'json'] as const;

const MAX_U32 = 0xffff_ffff;
/** A day: who opens a channel wants to use it. */
const MAX_MINIMUM_DEPTH = 144;
const MAX_RELAY_DELAY_MS = 600_000;

const CHAIN_OPTIONS = {
  network: single<ChainName>({
    key: 'network',
    kind: 'text',
    placeholder: 'NAME',
    help: `the chain: ${CHAIN_NAMES.filter((name) => name !== 'mainnet').join(', ')}`,
    defaultText: 'regtest',
    fallback: 'regtest',
    parse: parseOneOf(CHAIN_NAMES),
  }),
  bitcoindUrl: single<string | undefined>({
    key: 'bitcoind.url',
    kind: 'text',
    placeholder: 'URL',
    help: "JSON-RPC of bitcoind, or of 'sferic regtest'",
    defaultText: "http://127.0.0.1 at the network's port, 18443 for regtest",
    fallback: undefined,
    parse: parseUrl,
  }),
  bitcoindCookieFile: single<string | undefined>({
    key: 'bitcoind.cookie_file',
    kind: 'path',
    placeholder: 'FILE',
    help: 'cookie that bitcoind writes',
    defaultText: "in bitcoind's own data directory",
    fallback: undefined,
    parse: parseText,
  }),
  bitcoindUser: single<string | undefined>({
    key: 'bitcoind.user',
    kind: 'text',
    placeholder: 'NAME',
    help: 'user of the RPC, instead of a cookie',
    fallback: undefined,
    parse: parseText,
  }),
  bitcoindPassword: single<string | undefined>({
    key: 'bitcoind.password',
    kind: 'text',
    placeholder: 'TEXT',
    help: 'password of that user; other users of the machine see flags, so prefer the file or the variable',
    fallback: undefined,
    parse: parseText,
  }),
} as const;

const NETWORK_OPTIONS = {
  listen: list<TcpAddress>({
    key: 'p2p.listen',
    kind: 'list',
    placeholder: 'HOST:PORT',
    help: 'where to take connections of peers; port 0 lets the system choose, host 0.0.0.0 takes other machines',
    defaultText: '127.0.0.1:9735',
    fallback: [{ host: '127.0.0.1', port: 9735 }],
    parse: parseListenAddress,
  }),
  announce: list<TcpAddress>({
    key: 'p2p.announce',
    kind: 'list',
    placeholder: 'HOST:PORT',
    help: 'where others reach this node, if announced channels are to say so',
    fallback: [],
    parse: parseAnnounceAddress,
  }),
  muxers: list<(typeof MUXERS)[number]>({
    key: 'p2p.muxers',
    kind: 'list',
    placeholder: 'NAME',
    help: 'stream muxers to offer, the preferred first',
    defaultText: 'yamux, mplex',
    fallback: MUXERS,
    parse: parseOneOf(MUXERS),
  }),
  alias: single<string | undefined>({
    key: 'alias',
    kind: 'text',
    placeholder: 'TEXT',
    help: 'name that others see, of at most 32 bytes',
    defaultText: 'made of the node id',
    fallback: undefined,
    parse: parseAlias,
  }),
  color: single<string>({
    key: 'color',
    kind: 'text',
    placeholder: '#RRGGBB',
    help: 'color that others see',
    defaultText: '#7c5cff',
    fallback: '#7c5cff',
    parse: parseColor,
  }),
} as const;

const POLICY_OPTIONS = {
  minimumDepth: single<number>({
    key: 'channels.minimum_depth',
    kind: 'number',
    placeholder: 'BLOCKS',
    help: 'confirmations of a funding transaction before its channel carries payments',
    defaultText: String(DEFAULT_MINIMUM_DEPTH),
    fallback: DEFAULT_MINIMUM_DEPTH,
    parse: parseInteger(1, MAX_MINIMUM_DEPTH),
  }),
  fundingPolicy: single<FundingPolicy>({
    key: 'channels.funding_policy',
    kind: 'text',
    placeholder: 'POLICY',
    help: "what to add to channels that others open, until 'sferic funding-policy' says otherwise: none, 'match LIMIT' or 'fixed AMOUNT'",
    defaultText: 'none',
    fallback: { type: 'none' },
    parse: parseFundingPolicy,
  }),
  feeBaseMsat: single<number>({
    key: 'forwarding.fee_base_msat',
    kind: 'number',
    placeholder: 'MSAT',
    help: 'fee for each forwarded payment',
    defaultText: String(DEFAULT_FORWARDING_POLICY.feeBase),
    fallback: Number(DEFAULT_FORWARDING_POLICY.feeBase),
    parse: parseInteger(0, MAX_U32),
  }),
  feeProportionalMillionths: single<number>({
    key: 'forwarding.fee_proportional_millionths',
    kind: 'number',
    placeholder: 'PPM',
    help: 'fee for each million of the forwarded amount',
    defaultText: String(DEFAULT_FORWARDING_POLICY.feeProportionalMillionths),
    fallback: DEFAULT_FORWARDING_POLICY.feeProportionalMillionths,
    parse: parseInteger(0, MAX_U32),
  }),
  cltvExpiryDelta: single<number>({
    key: 'forwarding.cltv_expiry_delta',
    kind: 'number',
    placeholder: 'BLOCKS',
    help: 'blocks by which an incoming HTLC must outlive the outgoing one',
    defaultText: String(DEFAULT_FORWARDING_POLICY.cltvExpiryDelta),
    fallback: DEFAULT_FORWARDING_POLICY.cltvExpiryDelta,
    parse: parseInteger(MIN_CLTV_DELTA, MAX_CLTV_DELTA),
  }),
  htlcMinimum: single<Msat>({
    key: 'forwarding.htlc_minimum',
    kind: 'text',
    placeholder: 'AMOUNT',
    help: 'smallest amount to forward',
    defaultText: `${DEFAULT_FORWARDING_POLICY.htlcMinimum}msat`,
    fallback: DEFAULT_FORWARDING_POLICY.htlcMinimum,
    parse: parseAmount,
  }),
  htlcMaximum: single<Msat>({
    key: 'forwarding.htlc_maximum',
    kind: 'text',
    placeholder: 'AMOUNT',
    help: 'largest amount to forward',
    defaultText: 'what the channel can carry',
    fallback: DEFAULT_FORWARDING_POLICY.htlcMaximum,
    parse: parseAmount,
  }),
  gossipRelayMilliseconds: single<number | undefined>({
    key: 'gossip.relay_delay_ms',
    kind: 'number',
    placeholder: 'MS',
    help: 'how long gossip of others is gathered before it is passed on',
    defaultText: `${REGTEST_GOSSIP_RELAY_MS} on regtest, ${GOSSIP_RELAY_MS} elsewhere`,
    fallback: undefined,
    parse: parseInteger(0, MAX_RELAY_DELAY_MS),
  }),
  fallbackFeerate: single<SatPerKw>({
    key: 'fees.fallback_sat_per_vbyte',
    kind: 'number',
    placeholder: 'SAT/VB',
    help: 'feerate where the chain gives no estimate',
    defaultText: String(FALLBACK_FEERATE / 250),
    fallback: FALLBACK_FEERATE,
    parse: parseFeerate,
  }),
} as const;

const SERVICE_OPTIONS = {
  apiPort: single<number>({
    key: 'api.port',
    kind: 'number',
    placeholder: 'PORT',
    help: 'of the HTTP API on 127.0.0.1; commands find it by themselves',
    defaultText: '0, the system chooses',
    fallback: 0,
    parse: parsePort,
  }),
  logLevel: single<LogLevel>({
    key: 'log.level',
    kind: 'text',
    placeholder: 'LEVEL',
    help: `what to log: ${LOG_LEVELS.join(', ')}`,
    defaultText: 'info',
    fallback: 'info',
    parse: parseOneOf(LOG_LEVELS),
  }),
  logFormat: single<(typeof LOG_FORMATS)[number]>({
    key: 'log.format',
    kind: 'text',
    placeholder: 'FORMAT',
    help: 'text, json (an object a line), or auto: text on a terminal and json elsewhere',
    defaultText: 'auto',
    fallback: 'auto',
    parse: parseOneOf(LOG_FORMATS),
  }),
} as const;

const PAYMENT_OPTIONS = {
  spontaneous: single<SpontaneousPolicy>({
    key: 'payments.spontaneous',
    kind: 'text',
    placeholder: 'POLICY',
    help: 'payments that come without an invoice: accept, refuse',
    defaultText: 'accept',
    fallback: 'accept',
    parse: parseOneOf(SPONTANEOUS_POLICIES),
  }),
  minimumStreamRate: single<Rate | undefined>({
    key: 'payments.minimum_stream_rate',
    kind: 'text',
    placeholder: 'RATE',
    help: `streams that pay less are refused: ${RATE_HELP}`,
    defaultText: 'none',
    fallback: undefined,
    parse: parseRate,
  }),
} as const;

export const OPTIONS = {
  ...CHAIN_OPTIONS,
  ...NETWORK_OPTIONS,
  ...POLICY_OPTIONS,
  ...PAYMENT_OPTIONS,
  ...SERVICE_OPTIONS,
} as const;

export type OptionName = keyof typeof OPTIONS;

/** What every option is set to. */
export type OptionValues = {
  readonly [K in OptionName]: (typeof OPTIONS)[K] extends OptionSpec<infer T> ? T : never;
};
