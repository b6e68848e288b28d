/**
 * Generates what packages/wire/src/generated holds from proto/: the static protobuf code with its types, and the
 * table of fields by which the codec reads canonically.
 *
 *     generate.ts           writes the files
 *     generate.ts --check   exits 1 if a committed file is not what the protos give
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import protobuf from 'protobufjs';
import { main as pbjs } from 'protobufjs-cli/pbjs.js';

const ROOT = join(import.meta.dirname, '../../..');
const PROTO = join(ROOT, 'proto');
const PACKAGE = 'sferic.v1';
export const GENERATED = join(import.meta.dirname, '../src/generated');
/** The digest of all that the last successful check depended on: it takes seconds, and hardly ever has news. */
const CHECKED = join(ROOT, 'node_modules/.cache/generated.sha256');

const PBJS_FLAGS = [
  ...['--target', 'static-module', '--wrap', 'esm', '--force-long'],
  ...['--no-create', '--no-verify', '--no-convert', '--no-delimited', '--no-typeurl', '--no-service'],
];

/** The wire types that the protocol uses; another one in a proto file needs the codec to learn it first. */
const SCALARS: ReadonlySet<string> = new Set(['uint32', 'uint64', 'sint64', 'fixed64', 'bool', 'bytes']);

/** The content of every generated file by its name. */
export async function generate(): Promise<ReadonlyMap<string, string>> {
  const files = await protoFiles();
  return new Map([...(await staticCode(files)), ['schema.ts', await schema(files)]]);
}

async function protoFiles(): Promise<readonly string[]> {
  const folder = join(PROTO, ...PACKAGE.split('.'));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.proto')).sort();
  return names.map((name) => join(folder, name));
}

async function staticCode(files: readonly string[]): Promise<[string, string][]> {
  const scratch = await mkdtemp(join(tmpdir(), 'sferic-generate-'));
  try {
    // The types are made from the code's comments, which the code itself can do without.
    await runPbjs(['--dts', '--out', join(scratch, 'commented.js'), ...files]);
    await runPbjs(['--no-comments', '--out', join(scratch, 'bare.js'), ...files]);
    const code = await readFile(join(scratch, 'bare.js'), 'utf8');
    const types = await readFile(join(scratch, 'commented.d.ts'), 'utf8');
    return [
      ['sferic.js', code.replaceAll(/^(?: {4})+/gm, (indent) => '\t'.repeat(indent.length / 4))],
      ['sferic.d.ts', types],
    ];
  } finally {
    await rm(scratch, { recursive: true });
  }
}

function runPbjs(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    pbjs([...PBJS_FLAGS, '--path', PROTO, ...args], (error) => (error === null ? resolve() : reject(error)));
  });
}

async function schema(files: readonly string[]): Promise<string> {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => (files.includes(target) ? target : join(PROTO, target));
  await root.load([...files]);
  const namespace = root.lookup(PACKAGE);
  if (!(namespace instanceof protobuf.Namespace)) throw new Error(`no package ${PACKAGE} in ${PROTO}`);
  const lines = namespace.nestedArray
    .filter((type) => type instanceof protobuf.Type)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((type) => `  ${type.name}: [\n${type.fieldsArray.sort(byNumber).map(fieldLine).join('')}  ],\n`);
  return [
    '// Generated from proto/ by packages/wire/scripts/generate.ts. Not to be edited.\n\n',
    'export interface FieldSchema {\n',
    '  readonly number: number;\n',
    '  /** Name in the generated code. */\n',
    '  readonly name: string;\n',
    '  /** A scalar type, or the name of a message. */\n',
    '  readonly type: string;\n',
    '  readonly repeated: boolean;\n',
    '}\n\n',
    '/** The fields of every message, in ascending order of their numbers. */\n',
    'export const messageFields = {\n',
    ...lines,
    '} as const satisfies Record<string, readonly FieldSchema[]>;\n',
  ].join('');
}

function byNumber(a: protobuf.Field, b: protobuf.Field): number {
  return a.id - b.id;
}

function fieldLine(field: protobuf.Field): string {
  const { id, name, repeated, type } = field.resolve();
  const known = SCALARS.has(type) || field.resolvedType instanceof protobuf.Type;
  if (!known || (repeated && type !== 'bytes')) {
    throw new Error(`the canonical reader does not know the type of ${field.fullName}`);
  }
  return `    { number: ${id}, name: '${name}', type: '${type}', repeated: ${repeated} },\n`;
}

async function checkGenerated(): Promise<boolean> {
  const digest = await digestOfAll();
  if ((await readFile(CHECKED, 'utf8').catch(() => '')) === digest) return true;
  let isCurrent = true;
  for (const [name, content] of await generate()) {
    const path = join(GENERATED, name);
    if ((await readFile(path, 'utf8').catch(() => '')) === content) continue;
    console.error(`${relative(ROOT, path)} is not what proto/ gives: run npm run generate`);
    isCurrent = false;
  }
  if (isCurrent) {
    await mkdir(dirname(CHECKED), { recursive: true });
    await writeFile(CHECKED, digest);
  }
  return isCurrent;
}

/** Of the protos, what is generated from them, and what generates it. */
async function digestOfAll(): Promise<string> {
  const generated = (await readdir(GENERATED)).sort().map((name) => join(GENERATED, name));
  const hash = createHash('sha256');
  for (const path of [
    import.meta.filename,
    join(ROOT, 'pnpm-lock.yaml'),
    ...(await protoFiles()),
    ...generated,
  ])
    hash.update(`${relative(ROOT, path)}\n`).update(await readFile(path));
  return hash.digest('hex');
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--check')) return (await checkGenerated()) ? 0 : 1;
  for (const [name, content] of await generate()) await writeFile(join(GENERATED, name), content);
  return 0;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
