/**
 * A node in a process of its own, as `sferic node` runs it, asked over the channel to the process that started it: so that
 * what asking costs is not measured, and the process can measure itself.
 */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createLogger,
  createSeed,
  Daemon,
  DEFAULT_FORWARDING_POLICY,
  FALLBACK_FEERATE,
  loadSeed,
} from '@sferic/node';
import { Sampler } from './profile.ts';
import type { BenchCommands, NodeSetup, Reply, Request } from './protocol.ts';
import { usage } from './usage.ts';

let running: { readonly daemon: Daemon; readonly directory: string } | undefined;
let sampler: Sampler | undefined;

function node(): { readonly daemon: Daemon; readonly directory: string } {
  if (running === undefined) throw new Error('the node is not started');
  return running;
}

async function start({ directory, name, chain, port, isVerbose }: NodeSetup): Promise<Daemon> {
  await mkdir(directory, { recursive: true });
  const stored = await loadSeed(directory, undefined);
  const seed = stored.ok ? stored : await createSeed(directory, undefined);
  if (!seed.ok) throw new Error(seed.error.message);
  const started = await Daemon.start({
    directory,
    identity: { alias: name, color: '#336699', version: 'bench' },
    chain: {
      name: 'regtest',
      bitcoind: { url: chain.url, credentials: { type: 'cookie', file: chain.cookiePath } },
      fallbackFeerate: FALLBACK_FEERATE,
      seed: seed.value,
      isNewSeed: !stored.ok,
    },
    listen: [`/ip4/127.0.0.1/tcp/${port}`],
    announce: [],
    muxers: ['yamux', 'mplex'],
    acceptsSpontaneous: true,
    minimumDepth: 3,
    fundingPolicy: { type: 'none' },
    forwardingPolicy: DEFAULT_FORWARDING_POLICY,
    gossipRelayMilliseconds: 200,
    log: createLogger({
      // What a node logs by itself is made as it is; only nobody reads it.
      level: 'info',
      format: 'json',
      write: (line) => isVerbose && process.stderr.write(line),
      now: () => new Date(),
    }),
  });
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

const commands: BenchCommands = {
  async start(setup) {
    running = { daemon: await start(setup), directory: setup.directory };
  },
  async stop() {
    await running?.daemon.stop();
    running = undefined;
  },
  async invoices(count, amountMsat) {
    const { service } = node().daemon;
    const made = Array.from({ length: count }, () =>
      service.createInvoice({ amountMsat, description: 'bench' }),
    );
    return (await Promise.all(made)).map(({ invoice }) => invoice);
  },
  async payAll(invoices, inFlight) {
    const { service } = node().daemon;
    const latencies: number[] = [];
    const waiting = invoices.values();
    const payer = async (): Promise<void> => {
      for (const invoice of waiting) {
        const begun = performance.now();
        const { state, failure } = await service.pay({ invoice, timeoutSeconds: 300 });
        if (state !== 'succeeded') throw new Error(`a payment is ${state}: ${failure}`);
        latencies.push(performance.now() - begun);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, payer));
    return { latencies };
  },
  async usage() {
    return usage();
  },
  async residentBytes() {
    return process.memoryUsage.rss();
  },
  async peakBytes() {
    return process.resourceUsage().maxRSS * 1024;
  },
  async startProfile() {
    sampler = await Sampler.start();
  },
  async stopProfile(file) {
    if (sampler === undefined) throw new Error('no profile was started');
    const { time, raw } = await sampler.stop();
    if (file !== undefined) await writeFile(file, JSON.stringify(raw));
    return time;
  },
  async storeBytes() {
    const { directory } = node();
    const files = (await readdir(directory)).filter((file) => file.startsWith('sferic.'));
    const sizes = files.map(async (file) => (await stat(join(directory, file))).size);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  },
};

/** An operation of the benchmark or, if it has none of that name, of the node. */
async function perform({ operation, parameters }: Request): Promise<unknown> {
  const target: object = operation in commands ? commands : node().daemon.service;
  const method: unknown = Reflect.get(target, operation);
  if (typeof method !== 'function') throw new Error(`there is no operation ${operation}`);
  return Reflect.apply(method, target, [...parameters]);
}

process.on('message', (request: Request) => {
  const { id } = request;
  const answer = (reply: Reply) => process.send?.(reply);
  perform(request).then(
    (value) => answer({ id, value }),
    (error: unknown) => answer({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
// Whatever ends the starter ends this.
process.on('disconnect', () => process.exit());
