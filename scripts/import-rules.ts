/**
 * Which part of the code may import which: docs/architecture.md draws it, this checks it.
 * Imports run downwards only, crypto libraries stand in one package, and so on for each library that has one owner.
 */
import { dirname, join, normalize, sep } from 'node:path';

/** A file of the repository; the path is relative to its root, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** An import that the rules forbid. */
export interface ImportViolation {
  readonly path: string;
  readonly line: number;
  readonly specifier: string;
  readonly reason: string;
}

const PACKAGE_SCOPE = '@sferic/';

/** What each package may import of the others. `regtest` judges the rest, so it shares nothing but crypto with it. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  crypto: [],
  codec: ['crypto'],
  wire: ['codec', 'crypto'],
  onion: ['codec', 'crypto'],
  channel: ['wire', 'codec', 'crypto'],
  regtest: ['crypto'],
  node: ['channel', 'onion', 'wire', 'codec', 'crypto'],
};

/** Libraries that have one owner: nothing outside of it may import them. Tests may use `node:crypto` to check by. */
const OWNED_LIBRARIES: readonly {
  readonly pattern: RegExp;
  readonly owner: string;
  readonly inTests?: true;
}[] = [
  { pattern: /^(@noble\/|@scure\/|secp256k1($|\/)|node-gyp-build$)/, owner: 'packages/crypto/' },
  { pattern: /^node:crypto$/, owner: 'packages/crypto/', inTests: true },
  {
    pattern: /^(libp2p$|@libp2p\/|@chainsafe\/|@multiformats\/)/,
    owner: 'packages/node/src/p2p/',
    inTests: true,
  },
  { pattern: /^(protobufjs($|\/)|@bufbuild\/)/, owner: 'packages/wire/' },
  { pattern: /^commander$/, owner: 'packages/node/src/' },
];

/** The shells that touch the world. They never import each other. */
const WORLD = ['chain', 'p2p', 'store'];
/** What a node does with its channels. They may use each other and the world. */
const TRADE = [
  'payments',
  'switch',
  'channels',
  'graph',
  'routing',
  'wallet',
  'peers',
  'backup',
  'enforcement',
  'streams',
  'watchtower',
];

/**
 * What each part of packages/node/src may import of the others; a part is a folder, or a file beside them.
 * Parts in `COMMON` are for all, and import none.
 */
const NODE_PARTS: Readonly<Record<string, readonly string[]>> = {
  main: ['cli', 'daemon', 'config', 'defaults', 'api', ...TRADE, ...WORLD],
  index: ['daemon', 'config', 'defaults', 'api', ...TRADE, ...WORLD],
  daemon: ['config', 'defaults', 'api', ...TRADE, ...WORLD],
  config: ['defaults', ...TRADE, ...WORLD],
  defaults: [...TRADE, ...WORLD],
  api: [...TRADE, ...WORLD],
  // A client of the HTTP API: it knows the shapes that the API speaks and nothing else of a node.
  cli: ['api', 'config'],
  ...Object.fromEntries(TRADE.map((part) => [part, [...TRADE, ...WORLD]])),
  ...Object.fromEntries(WORLD.map((part) => [part, []])),
};
const COMMON = ['log', 'version', 'clock', 'bounded', 'turns', 'sync-directory'];

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g;
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/** All imports in these files that break a rule. */
export function findImportViolations(files: readonly SourceFile[]): readonly ImportViolation[] {
  return files.flatMap((file) => {
    // Comments are blanked, not cut out: line numbers stay.
    const text = file.text.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ' '));
    return [...text.matchAll(IMPORT)].flatMap((match) => {
      const specifier = match[2] ?? '';
      const reason = reasonAgainst(file.path, specifier);
      if (reason === undefined) return [];
      const line = text.slice(0, match.index).split('\n').length;
      return [{ path: file.path, line, specifier, reason }];
    });
  });
}

function reasonAgainst(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return reasonAgainstRelative(path, specifier);
  if (specifier.startsWith(PACKAGE_SCOPE)) return reasonAgainstPackage(path, specifier);
  const library = OWNED_LIBRARIES.find(({ pattern }) => pattern.test(specifier));
  if (library === undefined || path.startsWith(library.owner)) return undefined;
  if (library.inTests === true && !isSource(path)) return undefined;
  return `only ${library.owner} imports ${specifier}`;
}

function reasonAgainstPackage(path: string, specifier: string): string | undefined {
  // What a package offers to the tests of others has an entry of its own.
  const target = specifier.slice(PACKAGE_SCOPE.length).replace(isSource(path) ? '' : /\/testing$/, '');
  if (!(target in PACKAGES)) return 'a package is imported by its one entry';
  const importer = packageOf(path);
  // Top-level tests and scripts stand above everything.
  if (importer === undefined) return undefined;
  if (importer === target) return 'inside of a package, imports are relative';
  const allowed = PACKAGES[importer];
  if (allowed === undefined) return `packages/${importer} has no place in the order of packages yet`;
  if (allowed.includes(target)) return undefined;
  // `sferic regtest` starts the embedded chain as a process of its own.
  if (target === 'regtest' && /^packages\/node\/(src\/(main|cli\/)|test\/)/.test(path)) return undefined;
  return `packages/${importer} stands below or beside packages/${target}`;
}

function reasonAgainstRelative(path: string, specifier: string): string | undefined {
  const target = normalize(join(dirname(path), specifier))
    .split(sep)
    .join('/');
  const importer = packageOf(path);
  if (importer === undefined) return undefined;
  if (packageOf(target) !== importer) return 'another package is imported by its name';
  if (!isSource(path)) return undefined;
  if (!isSource(target)) return 'sources import sources only';
  if (importer !== 'node') return undefined;
  return reasonAgainstNodePart(nodePart(path), nodePart(target));
}

function reasonAgainstNodePart(from: string, to: string): string | undefined {
  if (from === to || COMMON.includes(to)) return undefined;
  if (COMMON.includes(from)) return `${from} serves all parts of the node and imports none`;
  const allowed = NODE_PARTS[from];
  if (allowed === undefined || !(to in NODE_PARTS)) {
    return `${allowed === undefined ? from : to} has no place among the parts of the node yet`;
  }
  return allowed.includes(to) ? undefined : `in the node, ${from} does not import ${to}`;
}

/** The package of a path, `undefined` outside of packages. */
function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1];
}

function isSource(path: string): boolean {
  return /^packages\/[^/]+\/src\//.test(path);
}

/** `channels` of packages/node/src/channels/mailbox.ts, `daemon` of packages/node/src/daemon.ts and daemon-chain.ts. */
function nodePart(path: string): string {
  const name = /^packages\/node\/src\/([^/.]+)/.exec(path)?.[1] ?? path;
  return name.startsWith('daemon-') ? 'daemon' : name;
}
