/** What a process spends its time on, by sampling: the time of each function itself, put into a few classes by where it stands. */
import { type Profiler, Session } from 'node:inspector/promises';

/** Where time goes. `idle` is apart: it's time in which nothing of the node ran. */
export const TIME_CLASSES = ['curve', 'hash', 'wire', 'storage', 'libp2p', 'gc', 'rest'] as const;
export type TimeClass = (typeof TIME_CLASSES)[number];
/** Milliseconds of wall clock, so that waiting for the disk counts as storage. */
export type Split = Readonly<Record<TimeClass, number>>;

const SAMPLE_MICROSECONDS = 200;

/** The first that matches a function or, for what has no file of its own, who called it. */
const PLACES: readonly (readonly [RegExp, TimeClass])[] = [
  [/packages\/crypto\/src\/(hashes|ciphers|sha256|openssl)|@noble\/(hashes|ciphers)/, 'hash'],
  [/packages\/crypto\/src\/bytes/, 'rest'],
  [/packages\/crypto\/src\/|secp256k1/, 'curve'],
  // Who counts commits waits for them.
  [/packages\/node\/src\/store\/|test\/bench\/node\/syncs/, 'storage'],
  [/node_modules.*(libp2p|yamux|mplex|multiformats|it-|uint8array|protons|noise|main-event)/, 'libp2p'],
  [/packages\/node\/src\/p2p\//, 'libp2p'],
  [/packages\/(wire|codec)\/src\/|protobuf|packages\/channel\/src\/persistence/, 'wire'],
  [/\.(ts|js|mjs|cjs)$/, 'rest'],
];

export interface ProfileOfTime {
  readonly split: Split;
  /** The functions that took most of it, with their milliseconds. */
  readonly top: readonly (readonly [name: string, milliseconds: number])[];
}

/** Samples this process from its creation until `stop`. */
export class Sampler {
  readonly #session = new Session();

  static async start(): Promise<Sampler> {
    const sampler = new Sampler();
    sampler.#session.connect();
    await sampler.#session.post('Profiler.enable');
    await sampler.#session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
    await sampler.#session.post('Profiler.start');
    return sampler;
  }

  /** With the raw profile, for who wants to look into it. */
  async stop(): Promise<{ readonly time: ProfileOfTime; readonly raw: Profiler.Profile }> {
    const { profile } = await this.#session.post('Profiler.stop');
    this.#session.disconnect();
    return { time: timeOf(profile), raw: profile };
  }
}

function timeOf(profile: Profiler.Profile): ProfileOfTime {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const classes = new Map(profile.nodes.map((node) => [node.id, classOf(node)]));
  /** Of the library and the system: as the nearest caller that has a place. */
  function classOf(node: Profiler.ProfileNode): TimeClass | 'idle' {
    const { functionName, url } = node.callFrame;
    // Beginning to sample takes a while itself.
    if (functionName === '(idle)' || url.startsWith('node:inspector')) return 'idle';
    if (functionName === '(garbage collector)') return 'gc';
    for (
      let at: Profiler.ProfileNode | undefined = node;
      at !== undefined;
      at = byId.get(parents.get(at.id) ?? 0)
    ) {
      const place = PLACES.find(([pattern]) => pattern.test(at?.callFrame.url ?? ''));
      if (place !== undefined) return place[1];
    }
    // The event loop's own: sockets are libp2p's, as nothing else uses any here.
    return url.startsWith('node:') && /stream|net|tcp/i.test(url) ? 'libp2p' : 'rest';
  }
  const split: Record<TimeClass, number> = {
    curve: 0,
    hash: 0,
    wire: 0,
    storage: 0,
    libp2p: 0,
    gc: 0,
    rest: 0,
  };
  const functions = new Map<string, number>();
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const milliseconds = (profile.timeDeltas?.[index] ?? 0) / 1000;
    const kind = classes.get(id);
    const node = byId.get(id);
    if (kind === undefined || kind === 'idle' || node === undefined) continue;
    split[kind] += milliseconds;
    const name = nameOf(node);
    functions.set(name, (functions.get(name) ?? 0) + milliseconds);
  }
  return { split, top: [...functions].sort(([, a], [, b]) => b - a).slice(0, 40) };
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: Profiler.ProfileNode): string {
  const file = url.replace(/^.*\/(packages|node_modules)\//, '');
  return `${functionName || '(anonymous)'} ${file}${url === '' ? '' : `:${lineNumber + 1}`}`;
}
