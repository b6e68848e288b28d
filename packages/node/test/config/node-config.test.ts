import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  CONFIG_FILE,
  dataDirectory,
  flagOf,
  loadNodeConfig,
  type NodeConfig,
  type NodeConfigRequest,
  OPTIONS,
  variableOf,
} from '../../src/config/index.ts';

interface Given {
  readonly toml?: string;
  readonly flags?: NodeConfigRequest['flags'];
  readonly environment?: NodeConfigRequest['environment'];
  readonly configFile?: string;
}

function makeDirectory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sferic-config-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

async function load(t: TestContext, given: Given, directory = makeDirectory(t)) {
  const { toml, flags = {}, environment = {}, configFile } = given;
  if (toml !== undefined) writeFileSync(join(directory, CONFIG_FILE), toml);
  return loadNodeConfig({
    dataDirectory: directory,
    flags,
    environment,
    ...(configFile !== undefined && { configFile }),
  });
}

async function loaded(t: TestContext, given: Given, directory?: string): Promise<NodeConfig> {
  const config = await load(t, given, directory);
  assert.ok(config.ok, config.ok ? '' : config.error.message);
  return config.value;
}

const FULL_FILE = `
network = "signet"
alias = "alice ⚡"
color = "#33AAFF"
[bitcoind]
url = "https://btc.example:8332"
user = "rpc"
password = "tr0ub4dor"
[p2p]
listen = ["0.0.0.0:9735", "[::]:9735", "/ip4/10.0.0.1/tcp/9736"]
announce = ["node.example:9735", "/dns4/other.example/tcp/1"]
muxers = ["mplex"]
[channels]
funding_policy = "match 0.01btc"
minimum_depth = 6
[forwarding]
fee_base_msat = 1
fee_proportional_millionths = 2
cltv_expiry_delta = 144
htlc_minimum = "2sat"
htlc_maximum = "1btc"
[gossip]
relay_delay_ms = 5
[fees]
fallback_sat_per_vbyte = 1.5
[api]
port = 7000
[log]
level = "debug"
format = "json"
`;

describe('configuration of a node', () => {
  it('nothing given: defaults for regtest', async (t) => {
    const directory = makeDirectory(t);
    const { bitcoind, ...rest } = await loaded(t, {}, directory);
    assert.deepEqual(rest, {
      dataDirectory: directory,
      network: 'regtest',
      p2p: { listen: [{ host: '127.0.0.1', port: 9735 }], announce: [], muxers: ['yamux', 'mplex'] },
      color: '#7c5cff',
      fundingPolicy: { type: 'none' },
      forwarding: {
        feeBase: 1000n,
        feeProportionalMillionths: 100,
        cltvExpiryDelta: 40,
        htlcMinimum: 1n,
        htlcMaximum: 2_100_000_000_000_000_000n,
      },
      acceptsSpontaneous: true,
      minimumDepth: 3,
      gossipRelayMilliseconds: 200,
      fallbackFeerate: 625,
      apiPort: 0,
      log: { level: 'info', format: 'auto' },
    });
    const { url, credentials } = bitcoind;
    assert.equal(url, 'http://127.0.0.1:18443');
    assert.ok(credentials.type === 'cookie' && credentials.file.startsWith(homedir()));
    assert.ok(credentials.file.endsWith(join('regtest', '.cookie')));
  });

  it('every option in the file', async (t) => {
    const directory = makeDirectory(t);
    assert.deepEqual(await loaded(t, { toml: FULL_FILE }, directory), {
      dataDirectory: directory,
      network: 'signet',
      bitcoind: {
        url: 'https://btc.example:8332',
        credentials: { type: 'password', user: 'rpc', password: 'tr0ub4dor' },
      },
      p2p: {
        listen: [
          { host: '0.0.0.0', port: 9735 },
          { host: '::', port: 9735 },
          { host: '10.0.0.1', port: 9736 },
        ],
        announce: [
          { host: 'node.example', port: 9735 },
          { host: 'other.example', port: 1 },
        ],
        muxers: ['mplex'],
      },
      alias: 'alice ⚡',
      color: '#33aaff',
      fundingPolicy: { type: 'match', limit: 1_000_000n },
      forwarding: {
        feeBase: 1n,
        feeProportionalMillionths: 2,
        cltvExpiryDelta: 144,
        htlcMinimum: 2000n,
        htlcMaximum: 100_000_000_000n,
      },
      acceptsSpontaneous: true,
      minimumDepth: 6,
      gossipRelayMilliseconds: 5,
      fallbackFeerate: 375,
      apiPort: 7000,
      log: { level: 'debug', format: 'json' },
    });
  });

  it('a flag goes before a variable, which goes before the file', async (t) => {
    const toml = 'alias = "file"';
    const environment = { SFERIC_ALIAS: 'variable' };
    assert.equal((await loaded(t, { toml })).alias, 'file');
    assert.equal((await loaded(t, { toml, environment })).alias, 'variable');
    assert.equal((await loaded(t, { toml, environment, flags: { alias: 'flag' } })).alias, 'flag');
    assert.equal((await loaded(t, { toml, environment: { SFERIC_ALIAS: '' } })).alias, 'file');
  });

  it('lists come from a repeated flag, or from a variable with commas', async (t) => {
    const expected = [
      { host: '127.0.0.1', port: 0 },
      { host: '::1', port: 1 },
    ];
    const flags = { listen: ['127.0.0.1:0', '[::1]:1'] };
    assert.deepEqual((await loaded(t, { flags })).p2p.listen, expected);
    const environment = { SFERIC_P2P_LISTEN: '127.0.0.1:0, [::1]:1' };
    assert.deepEqual((await loaded(t, { environment })).p2p.listen, expected);
  });

  it('paths start at the directory of the file, or at the working directory', async (t) => {
    const directory = makeDirectory(t);
    const fileOf = (config: NodeConfig) =>
      config.bitcoind.credentials.type === 'cookie' ? config.bitcoind.credentials.file : undefined;
    const toml = '[bitcoind]\ncookie_file = "chain/.cookie"';
    assert.equal(fileOf(await loaded(t, { toml }, directory)), join(directory, 'chain', '.cookie'));
    const flags = { bitcoindCookieFile: 'chain/.cookie' };
    assert.equal(fileOf(await loaded(t, { flags })), resolve('chain/.cookie'));
    const home = { bitcoindCookieFile: '~/.cookie' };
    assert.equal(fileOf(await loaded(t, { flags: home })), join(homedir(), '.cookie'));
  });

  it('flags and variables are called as their keys, and none is there twice', () => {
    assert.equal(flagOf(OPTIONS.bitcoindCookieFile), '--bitcoind-cookie-file');
    assert.equal(variableOf(OPTIONS.bitcoindCookieFile), 'SFERIC_BITCOIND_COOKIE_FILE');
    const all = Object.values(OPTIONS);
    assert.equal(new Set(all.map(flagOf)).size, all.length);
    assert.equal(new Set(all.map(variableOf)).size, all.length);
  });

  it('the data directory: flag, variable, home', () => {
    assert.equal(dataDirectory('/a', { SFERIC_DATADIR: '/b' }), resolve('/a'));
    assert.equal(dataDirectory(undefined, { SFERIC_DATADIR: '/b' }), resolve('/b'));
    assert.equal(dataDirectory(undefined, {}), join(homedir(), '.sferic'));
    assert.equal(dataDirectory('~/x', {}), join(homedir(), 'x'));
  });
});

describe('configurations that are refused, by file and key', () => {
  const inFile: readonly (readonly [string, string, string, RegExp])[] = [
    ['text that is no TOML', 'alias = ', 'invalid_toml', /sferic\.toml:1:/],
    ['an unknown key', 'nickname = "x"', 'unknown_key', /sferic\.toml: nickname is no option: known are/],
    ['a key without its table', 'fee_base_msat = 1', 'unknown_key', /did you mean forwarding\.fee_base_msat/],
    ['a key with a dash', '[bitcoind]\ncookie-file = "x"', 'unknown_key', /mean bitcoind\.cookie_file/],
    ['an unknown table', '[bitcoin]\nurl = "x"', 'unknown_key', /bitcoin is no option/],
    ['a value for a table', 'p2p = 1', 'invalid_value', /p2p must be a table/],
    ['a number for a text', 'alias = 1', 'invalid_value', /toml: alias must be a text in quotes/],
    ['a text for a number', '[api]\nport = "1"', 'invalid_value', /api\.port must be a number/],
    [
      'a text for a list',
      '[p2p]\nlisten = "0.0.0.0:1"',
      'invalid_value',
      /p2p\.listen must be a list of texts/,
    ],
    ['a list of numbers', '[p2p]\nlisten = [1]', 'invalid_value', /p2p\.listen must be a list of texts/],
    ['an unknown network', 'network = "liquid"', 'invalid_value', /network must be one of .*"liquid"/],
    ['mainnet', 'network = "mainnet"', 'mainnet_refused', /mainnet is refused/],
    ['a port out of range', '[api]\nport = 65536', 'invalid_value', /api\.port must be .* 65535/],
    [
      'fewer blocks than it takes to use a preimage upstream',
      '[forwarding]\ncltv_expiry_delta = 33',
      'invalid_value',
      /cltv_expiry_delta must be .*34/,
    ],
    ['a fraction of a port', '[api]\nport = 1.5', 'invalid_value', /whole number/],
    ['an alias of 33 bytes', `alias = "${'é'.repeat(16)}x"`, 'invalid_value', /at most 32 bytes/],
    ['an alias with an escape sequence', 'alias = "\\u001b[2J"', 'invalid_value', /printable/],
    ['a color by name', 'color = "red"', 'invalid_value', /color must be like/],
    ['a user in the URL', '[bitcoind]\nurl = "http://a:b@c"', 'invalid_value', /options of their own/],
    ['a URL of files', '[bitcoind]\nurl = "file:///x"', 'invalid_value', /must be a URL like/],
    ['a user without a password', '[bitcoind]\nuser = "x"', 'conflict', /go together/],
    [
      'a user and a cookie',
      '[bitcoind]\nuser = "x"\npassword = "y"\ncookie_file = "z"',
      'conflict',
      /not both/,
    ],
    [
      'a name to listen on',
      '[p2p]\nlisten = ["node.example:1"]',
      'invalid_value',
      /IP address of this machine/,
    ],
    ['an address without a port', '[p2p]\nlisten = ["0.0.0.0"]', 'invalid_value', /host:port/],
    ['an announced port 0', '[p2p]\nannounce = ["1.2.3.4:0"]', 'invalid_value', /port that others reach/],
    ['a feerate below the least', '[fees]\nfallback_sat_per_vbyte = 0.5', 'invalid_value', /from 1 to 1000/],
    [
      'a funding policy without its limit',
      '[channels]\nfunding_policy = "match"',
      'invalid_value',
      /must be none, "match LIMIT"/,
    ],
    [
      'a funding policy with a fraction of a satoshi',
      '[channels]\nfunding_policy = "fixed 1msat"',
      'invalid_value',
      /fraction of a satoshi/,
    ],
    [
      'a maximum below the minimum',
      '[forwarding]\nhtlc_minimum = "2sat"\nhtlc_maximum = "1sat"',
      'conflict',
      /below the smallest/,
    ],
  ];
  for (const [condition, toml, code, message] of inFile) {
    it(`${condition}: ${code}`, async (t) => {
      const config = await load(t, { toml });
      assert.ok(!config.ok);
      assert.equal(config.error.code, code);
      assert.match(config.error.message, message);
    });
  }

  it('names the flag or the variable that is at fault', async (t) => {
    const flag = await load(t, { flags: { apiPort: 'x' } });
    assert.ok(!flag.ok);
    assert.equal(flag.error.option, '--api-port');
    assert.match(flag.error.message, /^--api-port must be a whole number/);
    const variable = await load(t, { environment: { SFERIC_LOG_LEVEL: 'loud' } });
    assert.ok(!variable.ok);
    assert.equal(variable.error.option, 'SFERIC_LOG_LEVEL');
  });

  it('a file that was asked for must be there', async (t) => {
    const config = await load(t, { configFile: '/nowhere/x.toml' });
    assert.ok(!config.ok);
    assert.equal(config.error.code, 'unreadable_file');
  });
});
