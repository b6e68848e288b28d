import { parseArgs } from 'node:util';
import { scriptOfAddress } from './address.ts';
import { ANYONE_CAN_SPEND, type AutoMining } from './auto-miner.ts';
import { MAX_MEMPOOL_USAGE } from './mempool/mempool.ts';
import { MIN_BLOCK_WEIGHT_LIMIT } from './miner.ts';
import { DEFAULT_RPC_PORT, type RegtestOptions, startRegtest } from './regtest.ts';
import { MAX_BLOCK_WEIGHT } from './validation/limits.ts';

const MEGABYTE = 1_000_000;

export const REGTEST_HELP = `Usage: sferic regtest --datadir DIR [options]

Runs an embedded Bitcoin regtest chain that speaks Bitcoin Core's JSON-RPC.

Options:
  --datadir DIR         where blocks are kept (in DIR/regtest) and the cookie for callers is written
  --host ADDRESS        address to listen at (default: 127.0.0.1)
  --port PORT           port to listen at, 0 to let the system choose (default: ${DEFAULT_RPC_PORT})
  --rpcuser USER        accept this user beside the cookie; needs --rpcpassword
  --rpcpassword PASS    password of that user
  --auto-mine MS        mine a block MS milliseconds after a transaction came in
  --blockmaxweight WU   weight of the blocks that are mined (default: ${MAX_BLOCK_WEIGHT})
  --maxmempool MB       memory of the mempool in megabytes (default: ${MAX_MEMPOOL_USAGE / MEGABYTE})
  --address ADDRESS     where rewards of automatic blocks go (default: an output that anyone can spend)
  --help                show this text

Example:
  sferic regtest --datadir ./chain --auto-mine 500
`;

/** Exit codes. */
const FAILURE = 1;
const WRONG_USAGE = 2;

class UsageError extends Error {}

function integerOption(name: string, text: string, limit: number, least = 0): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > limit) {
    throw new UsageError(`--${name} takes a whole number from ${least} to ${limit}, not '${text}'`);
  }
  return value;
}

const MAX_PORT = 0xffff;
const MAX_DELAY_MS = 3_600_000;
const MAX_MEGABYTES = 100_000;

function autoMining(delay: string | undefined, address: string | undefined): AutoMining | undefined {
  if (delay === undefined) {
    if (address !== undefined) throw new UsageError('--address needs --auto-mine');
    return undefined;
  }
  const scriptPubKey = address === undefined ? ANYONE_CAN_SPEND : scriptOfAddress(address);
  if (scriptPubKey === undefined) throw new UsageError(`--address '${address}' is no regtest address`);
  return { delayMs: integerOption('auto-mine', delay, MAX_DELAY_MS), scriptPubKey };
}

function limits(blockWeight: string | undefined, megabytes: string | undefined): Partial<RegtestOptions> {
  const maxBlockWeight =
    blockWeight === undefined
      ? undefined
      : integerOption('blockmaxweight', blockWeight, MAX_BLOCK_WEIGHT, MIN_BLOCK_WEIGHT_LIMIT);
  const usage =
    megabytes === undefined ? undefined : integerOption('maxmempool', megabytes, MAX_MEGABYTES, 1);
  return {
    ...(maxBlockWeight !== undefined && { maxBlockWeight }),
    ...(usage !== undefined && { maxMempoolUsage: usage * MEGABYTE }),
  };
}

/** Reads the command line; undefined when help was asked for. Throws a `UsageError`. */
function readOptions(args: readonly string[]): RegtestOptions | undefined {
  const text = { type: 'string' } as const;
  const options = {
    datadir: text,
    host: text,
    port: text,
    rpcuser: text,
    rpcpassword: text,
    'auto-mine': text,
    blockmaxweight: text,
    maxmempool: text,
    address: text,
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return undefined;
  const { datadir, host, port, rpcuser, rpcpassword } = values;
  if (datadir === undefined) throw new UsageError('--datadir is required');
  if ((rpcuser === undefined) !== (rpcpassword === undefined)) {
    throw new UsageError('--rpcuser and --rpcpassword go together');
  }
  const mining = autoMining(values['auto-mine'], values.address);
  return {
    datadir,
    port: port === undefined ? DEFAULT_RPC_PORT : integerOption('port', port, MAX_PORT),
    ...(host !== undefined && { host }),
    ...(rpcuser !== undefined &&
      rpcpassword !== undefined && { credentials: { user: rpcuser, password: rpcpassword } }),
    ...limits(values.blockmaxweight, values.maxmempool),
    ...(mining && { autoMining: mining }),
  };
}

const isUsageError = (error: unknown): error is Error =>
  error instanceof UsageError ||
  (error instanceof Error && String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS'));

/**
 * The command `sferic regtest`: runs until a call, SIGINT or SIGTERM ends it.
 * The first line on standard output tells, as JSON, where it listens: `{"url", "cookie"}`.
 * @param args the words after `regtest`
 * @returns the exit code
 */
export async function runRegtest(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(REGTEST_HELP);
      return 0;
    }
    const regtest = await startRegtest(options);
    const stop = (): void => {
      regtest.stop().catch(() => {});
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    process.stdout.write(`${JSON.stringify({ url: regtest.url, cookie: regtest.cookiePath })}\n`);
    try {
      await regtest.ended;
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    }
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`sferic regtest: ${message}\n`);
    if (!isUsageError(error)) return FAILURE;
    process.stderr.write('Try: sferic regtest --help\n');
    return WRONG_USAGE;
  }
}
