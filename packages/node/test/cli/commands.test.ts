import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { ApiClient, type NodeEvent, ServiceError } from '../../src/api/index.ts';
import {
  BLOCK_HASH,
  CHANNEL,
  FORWARD,
  INVOICE,
  OTHER_CHANNEL_ID,
  PAYMENT,
  PEER,
  PEER_ID,
} from '../api/fake-service.ts';
import { CHANNEL_CASES } from './cases/channels.ts';
import { NETWORK_CASES } from './cases/network.ts';
import { NODE_CASES } from './cases/node.ts';
import { PAYMENT_CASES } from './cases/payments.ts';
import { STREAM_CASES } from './cases/streams.ts';
import { temporaryDirectory, terminal } from './harness.ts';

describe('commands', () => {
  for (const { args, call, json, text } of [
    ...NODE_CASES,
    ...CHANNEL_CASES,
    ...PAYMENT_CASES,
    ...NETWORK_CASES,
    ...STREAM_CASES,
  ]) {
    it(`sferic ${args.join(' ')}`, async (t) => {
      const { service, run, json: runJson } = await terminal(t);
      const shown = await run(...args);
      assert.deepEqual({ code: shown.code, err: shown.err }, { code: 0, err: '' });
      for (const pattern of text) assert.match(shown.out, pattern);
      assert.deepEqual(service.calls.at(-1), call);
      service.policy = { type: 'none' };
      assert.deepEqual(await runJson(...args), json);
      assert.deepEqual(service.calls.at(-1), call);
    });
  }

  it('the data directory stands before or after the command, or in the environment', async (t) => {
    const { run, directories } = await terminal(t, { environment: { SFERIC_DATADIR: '/from/environment' } });
    await run('--datadir', '/before', 'info');
    await run('info', '--datadir', '/after');
    await run('wallet', '--datadir', '/between', 'balance');
    await run('--datadir', '/before', 'info', '--datadir', '/after');
    await run('info');
    assert.deepEqual(
      directories,
      ['/before', '/after', '/between', '/after', '/from/environment'].map((path) => resolve(path)),
    );
  });

  it('without colors there are no escape sequences; with colors the same text', async (t) => {
    const plain = await terminal(t);
    const colored = await terminal(t, { colors: true });
    for (const { args } of [...NODE_CASES, ...CHANNEL_CASES, ...PAYMENT_CASES, ...NETWORK_CASES]) {
      const [first, second] = [await plain.run(...args), await colored.run(...args)];
      assert.equal(stripVTControlCharacters(first.out), first.out);
      assert.equal(stripVTControlCharacters(second.out), first.out);
    }
    assert.notEqual((await colored.run('channels')).out, (await plain.run('channels')).out);
  });

  it('a text from a stranger cannot move the cursor', async (t) => {
    const { service, run, json } = await terminal(t);
    const state = 'normal\u001b[2J\u202e\nfake';
    service.channelList = [{ ...CHANNEL, state }];
    assert.match((await run('channels')).out, /normal�\[2J��fake/);
    assert.deepEqual(await json('channels'), [{ ...CHANNEL, state }]);
  });

  it('an id that fits two channels, or none, is refused', async (t) => {
    const { service, run } = await terminal(t);
    const twin = `c1c1${OTHER_CHANNEL_ID.slice(4)}`;
    service.channelList = [CHANNEL, { ...CHANNEL, channelId: twin, shortChannelId: '104x1x0' }];
    const ambiguous = await run('close', 'c1c1');
    assert.equal(ambiguous.code, 1);
    assert.match(ambiguous.err, /2 channels begin with c1c1/);
    assert.match((await run('close', 'ffff')).err, /there is no channel ffff/);
    assert.match((await run('close', 'c1')).err, /there is no channel c1/);
    assert.ok(service.calls.every(([name]) => name === 'channels'));
  });

  it('empty lists say what to do', async (t) => {
    const { service, run } = await terminal(t);
    service.channelList = [];
    assert.match((await run('channels')).out, /No channels\. Open one: 'sferic open/);
  });

  it('connects to a peer that is not connected yet', async (t) => {
    const { service, run } = await terminal(t);
    for (const peers of [[], [{ ...PEER, connected: false }]]) {
      service.peers = async () => peers;
      assert.equal((await run('connect', `${PEER_ID}@127.0.0.1:9736`)).out, `Connected to ${PEER_ID}.\n`);
    }
  });

  it('a node where an invoice is expected: says how it is paid, and asks nobody', async (t) => {
    const { service, run } = await terminal(t);
    for (const name of [PEER_ID, PEER_ID.toUpperCase(), `${PEER_ID}@127.0.0.1:9736`]) {
      const { code, err } = await run('pay', name);
      assert.equal(code, 1);
      assert.match(err, /^sferic: that is a node, not an invoice\n {2}'sferic send <node> <amount>' pays/);
    }
    assert.deepEqual(service.calls, []);
  });

  it('terms without a limit say so', async (t) => {
    const { service, run } = await terminal(t);
    const htlcMaximumMsat = '2100000000000000000';
    service.forwardingPolicy = async () => ({ ...CHANNEL.policy, htlcMaximumMsat });
    assert.equal((await run('policy')).out, '1,000 msat + 100 ppm, 80 blocks, from 0.001 sat, no limit\n');
  });

  it('an invoice that was paid before is not said to be paid now', async (t) => {
    const { service, run } = await terminal(t);
    service.pay = async () => ({ ...PAYMENT, completedAt: 1_700_000_000 });
    assert.match((await run('pay', INVOICE)).out, /^Already paid 25,000 sat to 02c6.* at 2023-11-1/);
  });

  it('stop waits until the process is gone', async (t) => {
    let looks = 0;
    const { run } = await terminal(t, { isAlive: (pid) => pid === 4711 && ++looks < 3 });
    assert.equal((await run('stop')).code, 0);
    assert.equal(looks, 3);
  });

  it('stop gives up on a process that does not end', async (t) => {
    let time = 0;
    const { run } = await terminal(t, { isAlive: () => true, now: () => (time += 20_000) });
    const stopped = await run('stop');
    assert.equal(stopped.code, 1);
    assert.match(stopped.err, /process 4711\) is still stopping/);
  });
});

describe('events', () => {
  const block: NodeEvent = { type: 'block', height: 107, hash: BLOCK_HASH };
  const payment: NodeEvent = { type: 'payment', payment: PAYMENT };

  it('prints each as a line until interrupted, then ends well', async (t) => {
    for (const [args, pattern] of [
      [['events'], /block +107 0f91[^\n]*\n.*payment +aaaa.* 25,000 sat succeeded\n/],
      [['events', '--types', 'payment, block', '--json'], /^\{"type":"block".*\}\n\{"type":"payment".*\}\n$/],
    ] as const) {
      const controller = new AbortController();
      const lines: string[] = [];
      const { service, run } = await terminal(t, {
        signal: controller.signal,
        stdout: (text) => {
          lines.push(text);
          if (lines.length === 2) controller.abort();
        },
      });
      // Whether the command has subscribed yet can't be seen from here: one block is sent until it arrives.
      const repeat = setInterval(() => {
        if (lines.length === 0) service.emit(block);
        else service.emit(payment);
      }, 5);
      t.after(() => clearInterval(repeat));
      const { code } = await run(...args);
      clearInterval(repeat);
      assert.equal(code, 0);
      assert.match(lines.slice(0, 2).join(''), pattern);
    }
  });

  it('channels have the names by which other commands list them', async (t) => {
    const controller = new AbortController();
    let line = '';
    const { service, run } = await terminal(t, {
      signal: controller.signal,
      stdout: (text) => {
        line = text;
        controller.abort();
      },
    });
    const repeat = setInterval(() => service.emit({ type: 'forward', forward: FORWARD }), 5);
    t.after(() => clearInterval(repeat));
    assert.equal((await run('events')).code, 0);
    assert.match(line, /forward +103x1x0 to 101x2x1 25 sat succeeded, fee 1\.005 sat/);
  });

  it('fails when the node ends', async (t) => {
    const { service, server, run } = await terminal(t, { stdout: () => void server.close(0) });
    const repeat = setInterval(() => service.emit(block), 5);
    t.after(() => clearInterval(repeat));
    const { code, err } = await run('events');
    assert.equal(code, 1);
    assert.match(
      err,
      /^sferic: the (node ended the stream of events|stream of events broke off)\n {2}has it stopped\?/,
    );
  });

  it('an unknown type is a usage error', async (t) => {
    const { run } = await terminal(t);
    const { code, err } = await run('events', '--types', 'block,fun');
    assert.equal(code, 2);
    assert.match(err, /there is no "fun"/);
  });
});

describe('failures', () => {
  it('no node: says so, and how to start one', async (t) => {
    const directory = temporaryDirectory(t);
    const { run } = await terminal(t, { connect: (path) => ApiClient.ofDirectory(path) });
    const { code, out, err } = await run('channels', '--datadir', directory);
    assert.deepEqual({ code, out }, { code: 1, out: '' });
    const [first = '', second = ''] = err.split('\n');
    assert.equal(first, `sferic: no node runs in ${directory}`);
    assert.equal(second, `  start one: sferic node --datadir ${directory}`);
  });

  it('a refusal of the node: its message, a hint, exit code 1; as JSON on request', async (t) => {
    const { service, run } = await terminal(t);
    service.failure = new ServiceError('no_route', 'no way to 02c6… with 25,000 sat', { payee: PEER_ID });
    const plain = await run('pay', INVOICE);
    assert.equal(plain.code, 1);
    assert.match(plain.err, /^sferic: no way to 02c6… with 25,000 sat\n {2}'sferic channels' shows/);
    const { code, out, err } = await run('pay', INVOICE, '--json');
    assert.deepEqual({ code, out }, { code: 1, out: '' });
    const { error } = JSON.parse(err);
    assert.equal(error.code, 'no_route');
    assert.deepEqual(error.details, { payee: PEER_ID });
  });

  for (const [args, problem] of [
    [[], /Usage: sferic/],
    [['fly'], /unknown command 'fly'/],
    [['info', '--colour'], /unknown option '--colour'/],
    [['info', 'extra'], /too many arguments/],
    [['open', PEER_ID], /missing required argument 'amount'/],
    [['open', PEER_ID, '1500msat'], /fraction of a satoshi/],
    [['open', PEER_ID, '5eur'], /"5eur" is not an amount/],
    [['wallet'], /Usage: sferic wallet/],
    [['wallet', 'send', 'x', '1', '--feerate', 'fast'], /"fast" is not a number/],
    [['invoice', '1', '--expiry', 'soon'], /"soon" is not a time/],
    [['policy', '--enable', '--disable'], /contradict each other/],
    [['policy', '--fee-rate', 'high'], /not a whole number/],
    [['route', PEER_ID, '5eur'], /"5eur" is not an amount/],
    [['funding-policy', 'match'], /must be none, "match LIMIT"/],
    [['funding-policy', 'all', '1sat'], /must be none, "match LIMIT"/],
  ] as const) {
    it(`usage error, exit code 2: sferic ${args.join(' ')}`, async (t) => {
      const { service, run } = await terminal(t);
      const { code, out, err } = await run(...args);
      assert.deepEqual({ code, out }, { code: 2, out: '' });
      assert.match(err, problem);
      assert.deepEqual(service.calls, []);
    });
  }
});

describe('a wrong value', () => {
  for (const [args, first] of [
    [['send', PEER_ID, '5eur'], /^error: "5eur" is not an amount: /],
    [['send', PEER_ID, "'. x"], /^error: "'\. x" is not an amount: /],
    [['invoice', '1', '--expiry', 'soon'], /^error: option '--expiry <time>': "soon" is not a time: /],
    [['graph', '--format', 'svg'], /^error: option '--format <format>': Allowed choices are dot, json/],
  ] as const) {
    it(`is told of once: sferic ${args.join(' ')}`, async (t) => {
      const { run } = await terminal(t);
      const { code, err } = await run(...args);
      assert.equal(code, 2);
      assert.match(err, first);
      assert.match(err, /\nTry: sferic \w+ --help\n$/);
    });
  }
});

describe('node and regtest', () => {
  it('flags of node arrive by the name of the option', async (t) => {
    const { run, nodes } = await terminal(t);
    const { code } = await run(
      ...['node', '--datadir', '/data', '--json', '--config', 'x.toml', '--network', 'signet'],
      ...['--p2p-listen', '127.0.0.1:0', '--p2p-listen', '[::1]:0', '--fees-fallback-sat-per-vbyte', '2'],
      ...['--passphrase-file', 'secret', '--restore-from', 'words'],
    );
    assert.equal(code, 0);
    assert.deepEqual(nodes, [
      {
        dataDirectory: resolve('/data'),
        configFile: 'x.toml',
        passphraseFile: 'secret',
        restoreFrom: 'words',
        json: true,
        flags: { network: 'signet', listen: ['127.0.0.1:0', '[::1]:0'], fallbackFeerate: '2' },
      },
    ]);
  });

  it('what stands after regtest goes to the chain as it is', async (t) => {
    const { run, chains } = await terminal(t);
    await run('regtest', '--datadir', './chain', '--auto-mine', '500', 'word', '--help');
    assert.deepEqual(chains, [['--datadir', './chain', '--auto-mine', '500', 'word', '--help']]);
  });

  it('their exit codes are the exit codes', async (t) => {
    const { run } = await terminal(t, { runNode: async () => 1, runRegtest: async () => 2 });
    assert.equal((await run('node')).code, 1);
    assert.equal((await run('regtest')).code, 2);
  });
});
